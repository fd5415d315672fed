//! The way to Intercom and back: requests as the client would send them, answers as they would
//! reach it, after the time that they would take.

use std::ops::RangeInclusive;
use std::time::Duration;

use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderName, Method as HttpMethod};
use intercom_sim::{Ending, JournalEntry, SimRequest, SimResponse};
use intertide_delivery::destinations::intercom::client::head;
use intertide_delivery::destinations::{Answer, Method, Request, Response};
use intertide_domain::delivery::WaitReason;
use intertide_domain::time::UnixMillis;
use serde_json::Value;

/// How long the client waits for an answer (product.md 5).
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

const VERSION: HeaderName = HeaderName::from_static("intercom-version");

/// Whose a request is, as Intercom's journal shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The server under test.
    Ours,
    /// Another program with the same token.
    Other,
}

impl Party {
    const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Other => "other",
        }
    }

    /// Whether a request in the journal came from this one.
    pub fn sent(self, entry: &JournalEntry) -> bool {
        entry
            .headers
            .iter()
            .any(|(name, value)| *name == "user-agent" && value == self.name())
    }
}

/// How long things take, in milliseconds; each time somewhere in the range.
#[derive(Clone, Debug)]
pub struct Pace {
    /// From the lane to Intercom.
    pub request: RangeInclusive<u64>,
    /// From Intercom back to the lane.
    pub answer: RangeInclusive<u64>,
    /// A call of the state.
    pub state: RangeInclusive<u64>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            request: 10..=40,
            answer: 10..=60,
            state: 0..=2,
        }
    }
}

/// A lane's request on the wire.
pub(super) fn request_of_ours(request: &Request, token: &str) -> SimRequest {
    let method = match request.method {
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
        Method::Put => HttpMethod::PUT,
        Method::Delete => HttpMethod::DELETE,
    };
    let mut sent = plain(method, &request.path, token, Party::Ours)
        .header(http::header::CONTENT_TYPE, "application/json");
    if let Some(body) = &request.body {
        // The bytes as they are: a resend has to be told from a rewrite.
        sent.body = body.clone().into();
    }
    sent
}

/// Another program's request.
pub(super) fn request_of_others(
    method: HttpMethod,
    target: &str,
    body: Option<&Value>,
    token: &str,
) -> SimRequest {
    let request = plain(method, target, token, Party::Other);
    match body {
        Some(body) => request.json(body),
        None => request,
    }
}

fn plain(method: HttpMethod, target: &str, token: &str, party: Party) -> SimRequest {
    SimRequest::new(method, target)
        .bearer(token)
        .header(ACCEPT, "application/json")
        .header(VERSION, "2.16")
        .header(USER_AGENT, party.name())
}

/// What reaches the lane of an answer, and when; `way_back` is how long its first byte travels.
pub(super) fn answer(
    response: &SimResponse,
    sent_at: UnixMillis,
    now: UnixMillis,
    way_back: Duration,
) -> (UnixMillis, Answer) {
    let transport = response.transport;
    let first_byte = now.plus(transport.delay).plus(way_back);
    let arrives_at = match transport.ending {
        Ending::Reset => {
            let broken = Answer::Failed {
                reason: WaitReason::Network,
                message: "connection reset".to_owned(),
            };
            return (first_byte, broken);
        }
        Ending::Whole => Some(first_byte),
        Ending::Slow { chunk_bytes, pause } => {
            let chunks = response.body.len().div_ceil(chunk_bytes.max(1));
            let pauses = u32::try_from(chunks).unwrap_or(u32::MAX);
            Some(first_byte.plus(pause.saturating_mul(pauses)))
        }
        Ending::Hang => None,
    };
    let times_out_at = sent_at.plus(REQUEST_TIMEOUT);
    match arrives_at.filter(|at| *at < times_out_at) {
        Some(at) => {
            let answer = Response {
                body: String::from_utf8_lossy(&response.body).into_owned(),
                ..head(response.status.as_u16(), &response.headers)
            };
            (at, Answer::Response(answer))
        }
        None => {
            let message = format!("no whole answer within {} ms", REQUEST_TIMEOUT.as_millis());
            let reason = WaitReason::Timeout;
            (times_out_at, Answer::Failed { reason, message })
        }
    }
}
