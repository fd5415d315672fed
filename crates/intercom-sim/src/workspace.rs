//! One workspace: the way of a request through faults, credentials, rate limit, version and endpoint
//! to its answer. Time is an argument, chance comes from the workspace's seed; nothing waits here.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::auth::{Access, Scope, TokenStanding};
use crate::call::{Call, Outcome, Query, Reply, origin};
use crate::dispatch;
use crate::error::ApiError;
use crate::faults::{self, FaultEffect, FaultRule, Faults, InvalidFault};
use crate::journal::{Circumstances, Journal, JournalEntry};
use crate::negotiate::{check_accept, read_body};
use crate::rate_limit::RateLimiter;
use crate::route::Route;
use crate::settings::Settings;
use crate::state::State;
use crate::switches::{AcceptedContentType, Switches};
use crate::time::UnixMillis;
use crate::version::{ApiVersion, VERSION_HEADER};
use crate::wire::{Ending, SimRequest, SimResponse, Transport};
use crate::{Contact, StoredEvent};

const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html");
const BAD_GATEWAY_PAGE: &[u8] =
    b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";

/// A workspace of Intercom's, with everything in it.
#[derive(Debug)]
pub struct Workspace {
    pub(crate) state: State,
    pub(crate) access: Access,
    pub(crate) limiter: RateLimiter,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
}

impl Workspace {
    /// An empty workspace.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::with_switches(settings, Switches::default())
    }

    /// An empty workspace with other answers to the open questions.
    #[must_use]
    pub fn with_switches(settings: Settings, switches: Switches) -> Self {
        Self {
            access: Access::default(),
            limiter: RateLimiter::new(settings.rate_limit_per_10s),
            faults: Faults::default(),
            journal: Journal::new(settings.limits.journal_entries),
            state: State::new(settings, switches),
        }
    }

    /// Answers a request that comes at `now`, and remembers it in the journal.
    pub fn handle(&mut self, request: &SimRequest, now: UnixMillis) -> SimResponse {
        let request_id = self.state.ids.request_id();
        let plan = self.faults.plan(request, &mut self.state.ids);
        if let Some(FaultEffect::RevokeToken { standing }) = plan.effect {
            self.access.standing = standing;
        }
        let mut answer = self.answer(request, now, &request_id, plan.effect.as_ref());
        answer.response.transport.delay = plan.delay;
        self.journal.record(
            request,
            &answer.response,
            Circumstances {
                at: now,
                request_id,
                code: answer.code,
                fault: plan.name,
            },
        );
        answer.response
    }

    /// The answer under an effect. What does not commit does not reach the endpoint.
    fn answer(
        &mut self,
        request: &SimRequest,
        now: UnixMillis,
        request_id: &str,
        effect: Option<&FaultEffect>,
    ) -> Answer {
        match effect {
            Some(FaultEffect::Hang { commit }) => {
                self.lost(request, now, request_id, *commit, Ending::Hang)
            }
            Some(FaultEffect::Reset { commit }) => {
                self.lost(request, now, request_id, *commit, Ending::Reset)
            }
            Some(FaultEffect::HtmlBadGateway { commit }) => {
                if *commit {
                    self.exchange(request, now, request_id, &Injected::Nothing);
                }
                Answer::bad_gateway()
            }
            Some(FaultEffect::SlowBody {
                chunk_bytes,
                pause_ms,
            }) => {
                let answer = self.exchange(request, now, request_id, &Injected::Nothing);
                answer.ending(Ending::Slow {
                    chunk_bytes: *chunk_bytes,
                    pause: std::time::Duration::from_millis(*pause_ms),
                })
            }
            Some(FaultEffect::Status {
                status,
                code,
                message,
                retry_after_s,
                commit,
            }) => {
                let mut refusal = ApiError::new(
                    faults::status(*status),
                    code.clone(),
                    message.clone().unwrap_or_else(|| code.clone()),
                );
                if let Some(seconds) = retry_after_s {
                    refusal = refusal.with_header(RETRY_AFTER, HeaderValue::from(*seconds));
                }
                let injected = if *commit {
                    Injected::After(refusal)
                } else {
                    Injected::Before(refusal)
                };
                self.exchange(request, now, request_id, &injected)
            }
            Some(FaultEffect::RateLimit) => {
                self.exchange(request, now, request_id, &Injected::RateLimit)
            }
            Some(FaultEffect::RevokeToken { .. } | FaultEffect::Latency { .. }) | None => {
                self.exchange(request, now, request_id, &Injected::Nothing)
            }
        }
    }

    /// An answer that never arrives.
    fn lost(
        &mut self,
        request: &SimRequest,
        now: UnixMillis,
        request_id: &str,
        commit: bool,
        ending: Ending,
    ) -> Answer {
        let answer = if commit {
            self.exchange(request, now, request_id, &Injected::Nothing)
        } else {
            Answer::nothing()
        };
        answer.ending(ending)
    }

    fn exchange(
        &mut self,
        request: &SimRequest,
        now: UnixMillis,
        request_id: &str,
        injected: &Injected,
    ) -> Answer {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(request_id) {
            headers.insert(REQUEST_ID_HEADER, value);
        }
        match self.outcome(request, now, injected, &mut headers) {
            Ok(reply) => Answer::reply(reply, headers, self.state.switches.accepted_content_type),
            Err(refusal) => Answer::refusal(&refusal, headers, request_id),
        }
    }

    fn outcome(
        &mut self,
        request: &SimRequest,
        now: UnixMillis,
        injected: &Injected,
        headers: &mut HeaderMap,
    ) -> Outcome {
        self.access
            .authenticate(&request.headers, &self.state.settings.token)?;
        let mut allowance = self.limiter.take(now, self.state.switches.rate_limit_reset);
        if matches!(injected, Injected::RateLimit) {
            allowance = allowance.exhausted();
        }
        allowance.write(headers);
        allowance.check()?;
        let version = ApiVersion::of(&request.headers, self.state.settings.default_version)?;
        if let Ok(value) = HeaderValue::from_str(&version.to_string()) {
            headers.insert(HeaderName::from_static(VERSION_HEADER), value);
        }
        if let Injected::Before(refusal) = injected {
            return Err(refusal.clone());
        }
        check_accept(&request.headers, &self.state.switches)?;
        let route = Route::find(&request.method, &request.path, version)
            .ok_or_else(ApiError::resource_not_found)?;
        self.access.authorise(route.scope())?;
        let call = Call {
            now,
            version,
            origin: origin(&request.headers),
            query: Query::parse(&request.query),
            body: read_body(request, self.state.settings.limits.body_bytes)?,
        };
        let outcome = dispatch::run(&mut self.state, &route, &call);
        match injected {
            Injected::After(refusal) => Err(refusal.clone()),
            Injected::Nothing | Injected::Before(_) | Injected::RateLimit => outcome,
        }
    }
}

/// A refusal that a fault puts into an exchange.
enum Injected {
    Nothing,
    Before(ApiError),
    After(ApiError),
    RateLimit,
}

/// An answer with the code of its refusal.
struct Answer {
    response: SimResponse,
    code: Option<String>,
}

impl Answer {
    fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            response: SimResponse {
                status,
                headers,
                body,
                transport: Transport::default(),
            },
            code: None,
        }
    }

    fn reply(reply: Reply, mut headers: HeaderMap, accepted: AcceptedContentType) -> Self {
        match reply {
            Reply::Json(body) => {
                headers.insert(CONTENT_TYPE, JSON);
                Self::new(StatusCode::OK, headers, Bytes::from(body.to_string()))
            }
            Reply::Empty(status) => {
                if accepted == AcceptedContentType::Json {
                    headers.insert(CONTENT_TYPE, JSON);
                }
                Self::new(status, headers, Bytes::new())
            }
        }
    }

    fn refusal(refusal: &ApiError, mut headers: HeaderMap, request_id: &str) -> Self {
        headers.insert(CONTENT_TYPE, JSON);
        if let Some((name, value)) = refusal.header.as_deref() {
            headers.insert(name, value.clone());
        }
        let body = refusal.envelope(request_id).to_string();
        let mut answer = Self::new(refusal.status, headers, Bytes::from(body));
        answer.code = Some(refusal.code.clone().into_owned());
        answer
    }

    fn bad_gateway() -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HTML)]);
        let page = Bytes::from_static(BAD_GATEWAY_PAGE);
        Self::new(StatusCode::BAD_GATEWAY, headers, page)
    }

    /// Stands where no answer was made; the status is never sent.
    fn nothing() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            HeaderMap::new(),
            Bytes::new(),
        )
    }

    fn ending(mut self, ending: Ending) -> Self {
        self.response.transport.ending = ending;
        self
    }
}

/// What tests and the administration API read and turn.
impl Workspace {
    /// The settings that it was made with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.state.settings
    }

    /// All contacts, oldest first; archived, deleted and merged ones too.
    pub fn contacts(&self) -> impl DoubleEndedIterator<Item = &Contact> {
        self.state.contacts.iter()
    }

    /// The stored events, in the order they came.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &StoredEvent> {
        self.state.events.iter()
    }

    /// Events that were not stored since they were there already.
    #[must_use]
    pub fn duplicate_events(&self) -> u64 {
        self.state.events.duplicates()
    }

    /// The event names in use, as first stored.
    pub fn event_names(&self) -> impl Iterator<Item = &str> {
        self.state.events.names()
    }

    /// The declared custom attributes.
    pub fn attributes(&self) -> impl Iterator<Item = &crate::Attribute> {
        self.state.attributes.iter()
    }

    /// The latest requests, oldest first.
    pub fn requests(&self) -> impl DoubleEndedIterator<Item = &JournalEntry> {
        self.journal.iter()
    }

    /// The open questions and their answers.
    #[must_use]
    pub fn switches(&self) -> &Switches {
        &self.state.switches
    }

    /// The same, to change them.
    pub fn switches_mut(&mut self) -> &mut Switches {
        &mut self.state.switches
    }

    /// Requests allowed in each window of 10 s, from now on.
    pub fn set_rate_limit(&mut self, per_10s: u32) {
        self.limiter.set_limit(per_10s);
    }

    /// How the token stands, from now on.
    pub fn set_token_standing(&mut self, standing: TokenStanding) {
        self.access.standing = standing;
    }

    /// The scopes that the token lacks, from now on.
    pub fn set_denied_scopes(&mut self, denied: impl IntoIterator<Item = Scope>) {
        self.access.denied = denied.into_iter().collect();
    }

    /// Adds a fault and gives its number.
    ///
    /// # Errors
    /// When the rule can't be.
    pub fn add_fault(&mut self, rule: FaultRule) -> Result<u64, InvalidFault> {
        self.faults.add(rule)
    }

    /// Takes all faults away.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }
}

#[cfg(test)]
mod tests;
