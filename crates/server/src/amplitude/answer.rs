//! The answers of the JSON endpoints, to the letter (amplitude.md 1.5), and what is common to all.
//!
//! Every body is an object whose `code` is the status: the SDKs for JavaScript go by it, those for
//! Go by the status (amplitude.md 0, rule 1). Every 400 carries a list of events, a missing field
//! or a key, since without one some SDKs send the same again forever (rule 4).

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use intertide_domain::time::UnixMillis;
use serde::Serialize;

use super::body::BodyFault;
use super::faults::Faults;
use super::gate::Throttled;

/// How much of a wrong key is said back: more than any key has.
const MAX_ECHO_CHARS: usize = 256;

/// What can keep any request from being taken in, whatever it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The body or the number of events is over the limit.
    TooLarge,
    /// The body did not come in time.
    TimedOut,
    /// The log takes nothing at the moment. Nothing was stored, or it may be sent again safely.
    Unavailable,
}

/// Why an upload was refused. Nothing of it was stored, unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No such endpoint.
    InvalidPath,
    /// There is no body.
    MissingBody,
    /// The body is not a JSON object.
    InvalidJson,
    /// The request lacks this field.
    MissingField(&'static str),
    /// No project has this key.
    InvalidKey(String),
    /// Something is wrong with some of the events.
    Faulty(Faults),
    /// More came than may: all of these events are to be sent again later.
    Throttled(Throttled, usize),
    /// What may happen to any request.
    Trouble(Trouble),
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<BodyFault> for Refusal {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Unreadable => Self::InvalidJson,
            BodyFault::Trouble(trouble) => Self::Trouble(trouble),
        }
    }
}

#[derive(Serialize)]
struct Accepted {
    code: u16,
    events_ingested: usize,
    payload_size_bytes: usize,
    server_upload_time: UnixMillis,
}

#[derive(Serialize)]
struct Refused<'a> {
    code: u16,
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_field: Option<&'static str>,
    #[serde(flatten)]
    faults: &'a Faults,
}

/// Java reads `eps_threshold` or drops everything; the SDKs wait for the events that are listed,
/// and send the others again at once (amplitude.md 0, rule 9, and 2.4).
#[derive(Serialize)]
struct TooMany {
    code: u16,
    error: &'static str,
    eps_threshold: NonZeroU32,
    throttled_devices: BTreeMap<&'static str, u32>,
    throttled_users: BTreeMap<&'static str, u32>,
    throttled_events: Vec<usize>,
}

/// All `count` events of a body of `wire_bytes` bytes are in the log.
pub(super) fn accepted(count: usize, wire_bytes: usize, received_at: UnixMillis) -> Response {
    let status = StatusCode::OK;
    json(
        status,
        &Accepted {
            code: status.as_u16(),
            events_ingested: count,
            payload_size_bytes: wire_bytes,
            server_upload_time: received_at,
        },
    )
}

impl Refusal {
    /// The answer that says so.
    pub(super) fn into_answer(self) -> Response {
        let none = Faults::default();
        match &self {
            // What is no request of ours lacks what every request has first. The field says so to
            // the SDKs, which would send the same again forever without one.
            Self::InvalidPath => refused("Invalid request path", Some("path"), &none),
            Self::MissingBody => refused("Missing request body", Some("api_key"), &none),
            Self::InvalidJson => refused("Invalid JSON request body", Some("api_key"), &none),
            Self::MissingField(field) => {
                refused("Request missing required field", Some(field), &none)
            }
            Self::InvalidKey(sent) => {
                let echo: String = sent.chars().take(MAX_ECHO_CHARS).collect();
                refused(&format!("Invalid API key: {echo}"), None, &none)
            }
            Self::Faulty(faults) => refused(faults.error(), None, faults),
            Self::Throttled(throttled, events) => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                json(
                    status,
                    &TooMany {
                        code: status.as_u16(),
                        error: "Too many requests for some devices and users",
                        eps_threshold: throttled.threshold,
                        throttled_devices: BTreeMap::new(),
                        throttled_users: BTreeMap::new(),
                        throttled_events: (0..*events).collect(),
                    },
                )
            }
            Self::Trouble(trouble) => {
                let status = trouble.status();
                let error = match trouble {
                    Trouble::TooLarge => "Payload too large",
                    Trouble::TimedOut => "Request timeout",
                    Trouble::Unavailable => "Service unavailable",
                };
                refused_with(status, error, None, &none)
            }
        }
    }
}

impl Trouble {
    /// The status that stands for it.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

fn refused(error: &str, missing_field: Option<&'static str>, faults: &Faults) -> Response {
    refused_with(StatusCode::BAD_REQUEST, error, missing_field, faults)
}

fn refused_with(
    status: StatusCode,
    error: &str,
    missing_field: Option<&'static str>,
    faults: &Faults,
) -> Response {
    json(
        status,
        &Refused {
            code: status.as_u16(),
            error,
            missing_field,
            faults,
        },
    )
}

/// An answer in JSON.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    // Maps with text keys, numbers and texts: nothing that could fail to be written.
    let body = serde_json::to_vec(body).unwrap_or_default();
    respond(status, HeaderValue::from_static("application/json"), body)
}

/// An answer in plain text.
pub(super) fn text(status: StatusCode, body: impl Into<Body>) -> Response {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    respond(status, kind, body)
}

fn respond(status: StatusCode, kind: HeaderValue, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
