//! What browsers ask for before they let a page's SDK read an answer (amplitude.md 3.2).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

/// Everything that any SDK's preflight asks for (amplitude.md 0, rule 14).
const HEADERS: &str = "content-type, content-encoding, cross-origin-resource-policy, authorization";

/// A day, in seconds; browsers keep a preflight's answer for two hours at most.
const MAX_AGE: &str = "86400";

/// The answer to a preflight.
pub(super) fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Lets pages of every origin read the answer. Errors too: a page that can't read a 400 takes it
/// for a broken connection, and sends all of the batch again instead of dropping one event.
pub(crate) fn allow(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}
