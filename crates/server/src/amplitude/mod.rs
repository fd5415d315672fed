//! Amplitude-compatible ingestion (amplitude.md 1): the doors through which events come.
//!
//! [`Ingestion::handle`] finds the door of a request (`door`); each has a file of its own. All of
//! them read the body (`body`), ask whose key it is (`keys`), turn the wire form (`wire`) into
//! events (`parse`), noting everything that is wrong (`faults`), and either hand all events to the
//! log (`acceptor`) or store nothing. A 200 is answered when the log has acknowledged, never before.

mod acceptor;
mod answer;
mod batch;
mod body;
pub(crate) mod cors;
mod door;
mod faults;
mod fields;
mod forms;
mod gate;
mod group_identify;
mod groups;
mod http_v1;
mod http_v2;
mod identifiers;
mod identify;
mod json_text;
mod keys;
mod legacy;
mod offload;
mod one_event;
mod parse;
mod properties;
mod remote_config;
mod scalar;
mod text;
mod upload;
mod user_agent;
mod wire;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, Method};
use intertide_delivery::clock::Clock;
use intertide_delivery::privacy::Privacy;
use intertide_domain::ids::KeyId;
use intertide_store::log::EventLog;

use self::acceptor::Acceptor;
use self::answer::Refusal;
use self::door::Door;
use self::gate::{Gate, Throttled};
pub use self::keys::{ApiKeys, ProjectKey};
pub use self::one_event::{NotAnEvent, read_event};
use crate::remote;

/// How much a request may bring (product.md 1, `ingest.*`), and whom to believe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body in bytes, as it arrives, for everything but `/batch`.
    pub max_body: usize,
    /// The largest body of `/batch` in bytes, as it arrives.
    pub max_batch_body: usize,
    /// The most events of one request.
    pub max_events: usize,
    /// Whether a proxy stands in front whose `X-Forwarded-For` tells the sender's address.
    pub trust_forwarded_for: bool,
    /// Events that one key may bring within a second; as many as come where it is not set.
    pub events_per_second_per_key: Option<NonZeroU32>,
    /// Requests that one address may send within a second.
    pub requests_per_second_per_address: Option<NonZeroU32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body: 1024 * 1024,
            max_batch_body: 20 * 1024 * 1024,
            max_events: 2_000,
            trust_forwarded_for: false,
            events_per_second_per_key: None,
            requests_per_second_per_address: None,
        }
    }
}

/// The ingestion endpoints.
#[derive(Clone, Debug)]
pub struct Ingestion {
    keys: Arc<dyn ApiKeys>,
    acceptor: Acceptor,
    gate: Arc<Gate>,
    clock: Clock,
    limits: Limits,
}

/// A request for one of the endpoints.
#[derive(Debug)]
struct Call {
    headers: HeaderMap,
    /// The query, where it stands for the body: under `GET`.
    query: Option<String>,
    body: Body,
    sender: Sender,
}

/// Whom a request came from.
#[derive(Clone, Copy, Debug)]
struct Sender {
    /// The address that it is said to come from.
    remote: Option<IpAddr>,
    /// Whether the address that is held to account may send it now. The answer comes once it is
    /// known how many events were refused, since SDKs wait only for those that are listed.
    admitted: Result<(), Throttled>,
}

impl Ingestion {
    /// Endpoints that take in what comes with one of `keys`, and put it into `log`, but for
    /// the events of users who are kept out.
    pub fn new(
        keys: Arc<dyn ApiKeys>,
        log: Arc<dyn EventLog>,
        privacy: Arc<Privacy>,
        clock: Clock,
        limits: Limits,
    ) -> Self {
        Self {
            keys,
            acceptor: Acceptor::new(log, privacy),
            gate: Arc::new(Gate::new(&limits, clock.clone())),
            clock,
            limits,
        }
    }

    /// Answers a request that came from `peer`.
    ///
    /// Every `OPTIONS` and every `POST` is answered, a `POST` to an unknown path with a 400, so
    /// this goes behind whatever else takes those.
    ///
    /// # Errors
    /// Gives the request back when it is not for ingestion.
    pub async fn handle(
        &self,
        request: Request,
        peer: Option<IpAddr>,
    ) -> Result<Response, Box<Request>> {
        let Some(door) = Door::of(request.method(), request.uri().path()) else {
            return Err(Box::new(request));
        };
        let (head, body) = request.into_parts();
        let fetched = head.method == Method::GET;
        let call = Call {
            query: fetched.then(|| head.uri.query().unwrap_or_default().to_owned()),
            sender: self.sender(door, &head.headers, peer),
            headers: head.headers,
            body,
        };
        let response = self.enter(door, call).await;
        if !response.status().is_success() {
            tracing::debug!(
                ?door,
                status = response.status().as_u16(),
                "request refused"
            );
        }
        Ok(cors::allow(response))
    }

    /// Whom a request came from; one that may bring events counts.
    fn sender(&self, door: Door, headers: &HeaderMap, peer: Option<IpAddr>) -> Sender {
        let trust = self.limits.trust_forwarded_for;
        Sender {
            remote: remote::sender(headers, peer, trust),
            admitted: if door.takes_events() {
                self.gate.request(remote::accountable(headers, peer, trust))
            } else {
                Ok(())
            },
        }
    }

    /// Lets events in that came with this key, all or none.
    fn admit(&self, sender: Sender, key: KeyId, count: usize) -> Result<(), Throttled> {
        sender.admitted?;
        self.gate.events(key, count)
    }

    async fn enter(&self, door: Door, call: Call) -> Response {
        match door {
            Door::Preflight => cors::preflight(),
            Door::HttpV2 => http_v2::answer(self, call).await,
            Door::Batch => batch::answer(self, call).await,
            Door::Identify => identify::answer(self, call).await,
            Door::GroupIdentify => group_identify::answer(self, call).await,
            Door::HttpV1 => http_v1::answer(self, call).await,
            Door::Root => legacy::answer(self, call).await,
            Door::Config => remote_config::answer(),
            Door::Unknown => Refusal::InvalidPath.into_answer(),
        }
    }
}
