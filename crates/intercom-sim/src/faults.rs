//! Faults on demand: rules that say which requests go wrong, and how.

use std::time::Duration;

use http::StatusCode;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::auth::TokenStanding;
use crate::ids::IdSource;
use crate::wire::SimRequest;

/// Rules at one time.
const MOST_RULES: usize = 1000;
/// The longest that an answer can be held back.
const LONGEST_DELAY_MS: u64 = 600_000;

/// A rule: which requests, how often, and what happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Which requests it looks at; all by default.
    #[serde(default, rename = "match")]
    pub matches: FaultMatch,
    /// The chance of each matching request, from 0 to 1; certain by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// How many requests it hits before it is spent; without end by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// What happens.
    pub effect: FaultEffect,
}

/// Which requests a rule looks at. All of what is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultMatch {
    /// The method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What the path begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    /// An id, external id or email that stands in the path, or in the body as
    /// `id`, `user_id`, `external_id` or `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Only the nth request that fits the rest, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Requests that fit the rest and pass first.
    #[serde(skip_serializing_if = "is_zero")]
    pub skip: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What happens to a request. `commit` says whether it takes effect all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEffect {
    /// An `error.list` with this status and code.
    Status {
        /// The status, 400 to 599.
        status: u16,
        /// The code.
        code: String,
        /// The message; the code by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// A `Retry-After` header, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u64>,
        /// Whether the request takes effect.
        #[serde(default)]
        commit: bool,
    },
    /// 502 with an HTML page, as a proxy answers; no headers of Intercom's.
    HtmlBadGateway {
        /// Whether the request takes effect.
        #[serde(default)]
        commit: bool,
    },
    /// The answer comes later. Adds up with other rules.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// No answer comes and the connection stays open.
    Hang {
        /// Whether the request takes effect.
        #[serde(default)]
        commit: bool,
    },
    /// The connection is reset before the answer.
    Reset {
        /// Whether the request takes effect.
        #[serde(default)]
        commit: bool,
    },
    /// The body of the answer comes in drops.
    SlowBody {
        /// Bytes of each drop.
        chunk_bytes: usize,
        /// Milliseconds before each drop.
        pause_ms: u64,
    },
    /// The token loses its standing, from this request on.
    RevokeToken {
        /// What becomes of it.
        #[serde(default = "revoked")]
        standing: TokenStanding,
    },
    /// 429 as if the window were used up.
    RateLimit,
}

fn revoked() -> TokenStanding {
    TokenStanding::Revoked
}

impl FaultEffect {
    /// The word on the wire, as the journal names it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::HtmlBadGateway { .. } => "html_bad_gateway",
            Self::Latency { .. } => "latency",
            Self::Hang { .. } => "hang",
            Self::Reset { .. } => "reset",
            Self::SlowBody { .. } => "slow_body",
            Self::RevokeToken { .. } => "revoke_token",
            Self::RateLimit => "rate_limit",
        }
    }
}

/// A rule that can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFault {
    /// A status that no refusal has.
    #[error("status {0} is no error: 400 to 599 is wanted")]
    Status(u16),
    /// A chance that is none.
    #[error("probability must lie between 0 and 1")]
    Probability,
    /// A delay beyond bounds.
    #[error("a delay can be 600000 ms at most")]
    Delay,
    /// Drops of nothing.
    #[error("chunk_bytes must be at least 1")]
    Chunk,
    /// Counting from 1, there is no zeroth request.
    #[error("nth counts from 1")]
    Nth,
    /// One rule too many.
    #[error("there can be 1000 rules at one time")]
    TooMany,
}

/// A rule with what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct ActiveFault {
    /// The number that names it.
    pub id: u64,
    /// Requests that fitted.
    pub seen: u64,
    /// Requests that it hit.
    pub hits: u64,
    /// The rule.
    #[serde(flatten)]
    pub rule: FaultRule,
}

/// All rules, in the order they were given.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<ActiveFault>,
    last_id: u64,
}

/// What the rules say about one request.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    /// The first effect that is not latency.
    pub(crate) effect: Option<FaultEffect>,
    /// The name of what happens, for the journal.
    pub(crate) name: Option<&'static str>,
}

impl Faults {
    pub(crate) fn add(&mut self, rule: FaultRule) -> Result<u64, InvalidFault> {
        check(&rule)?;
        if self.rules.len() >= MOST_RULES {
            return Err(InvalidFault::TooMany);
        }
        self.last_id += 1;
        self.rules.push(ActiveFault {
            id: self.last_id,
            seen: 0,
            hits: 0,
            rule,
        });
        Ok(self.last_id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &ActiveFault> {
        self.rules.iter()
    }

    /// Takes a rule away. False when there is none of that number.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|fault| fault.id != id);
        self.rules.len() < before
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// What happens to this request. Rules count what fits them, whether they hit or not.
    pub(crate) fn plan(&mut self, request: &SimRequest, ids: &mut IdSource) -> Plan {
        let mut plan = Plan::default();
        let by_contact = |fault: &ActiveFault| fault.rule.matches.contact.is_some();
        let names = if self.rules.iter().any(by_contact) {
            names_in(request)
        } else {
            Vec::new()
        };
        for fault in &mut self.rules {
            if !fits(&fault.rule.matches, request, &names) || !fault.hits_next(ids) {
                continue;
            }
            match &fault.rule.effect {
                FaultEffect::Latency { ms } => plan.delay += Duration::from_millis(*ms),
                effect if plan.effect.is_none() => plan.effect = Some(effect.clone()),
                _ => continue,
            }
            plan.name = plan
                .effect
                .as_ref()
                .map_or(Some("latency"), |effect| Some(effect.name()));
        }
        plan
    }
}

impl ActiveFault {
    fn hits_next(&mut self, ids: &mut IdSource) -> bool {
        self.seen += 1;
        let matches = &self.rule.matches;
        let is_due = self.seen > matches.skip
            && matches
                .nth
                .is_none_or(|nth| self.seen - matches.skip == nth)
            && self.rule.count.is_none_or(|count| self.hits < count);
        let hits = is_due
            && self
                .rule
                .probability
                .is_none_or(|chance| ids.chance(chance));
        self.hits += u64::from(hits);
        hits
    }
}

fn check(rule: &FaultRule) -> Result<(), InvalidFault> {
    if let Some(probability) = rule.probability
        && !(0.0..=1.0).contains(&probability)
    {
        return Err(InvalidFault::Probability);
    }
    if rule.matches.nth == Some(0) {
        return Err(InvalidFault::Nth);
    }
    match &rule.effect {
        FaultEffect::Status { status, .. } if !(400..600).contains(status) => {
            Err(InvalidFault::Status(*status))
        }
        FaultEffect::Latency { ms } | FaultEffect::SlowBody { pause_ms: ms, .. }
            if *ms > LONGEST_DELAY_MS =>
        {
            Err(InvalidFault::Delay)
        }
        FaultEffect::SlowBody { chunk_bytes: 0, .. } => Err(InvalidFault::Chunk),
        _ => Ok(()),
    }
}

fn fits(matches: &FaultMatch, request: &SimRequest, names: &[String]) -> bool {
    let method = matches.method.as_deref();
    let prefix = matches.path_prefix.as_deref();
    method.is_none_or(|method| method.eq_ignore_ascii_case(request.method.as_str()))
        && prefix.is_none_or(|prefix| request.path.starts_with(prefix))
        && matches
            .contact
            .as_ref()
            .is_none_or(|contact| names.contains(contact))
}

/// Everything in a request that may name a contact.
fn names_in(request: &SimRequest) -> Vec<String> {
    let mut names: Vec<String> = request
        .path
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    names.extend(
        ["id", "user_id", "external_id", "email"]
            .iter()
            .filter_map(|name| body.get(name)?.as_str().map(str::to_owned)),
    );
    names
}

/// The status of a checked rule.
pub(crate) fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests;
