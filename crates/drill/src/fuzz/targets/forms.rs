//! Forms: the legacy one, HTTP V1 and the Identify API.

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use intertide_domain::event::Endpoint;
use intertide_domain::ids::control;

use super::super::Seen;
use super::super::layout::split_head;
use super::ingest::{LIMITS, Reply, send};

const URLENCODED: &str = "application/x-www-form-urlencoded";

/// A form: the first line is the path, perhaps with the kind of content behind a space.
pub(super) fn form(input: &[u8]) -> Seen {
    let (head, body) = split_head(input);
    let head = String::from_utf8_lossy(head);
    let (path, kind) = match head.trim().split_once(' ') {
        Some((path, kind)) => (path, kind),
        None => (head.trim(), URLENCODED),
    };
    let path = if path == "/httpapi" { path } else { "/" };
    let request = Request::post(path).header(CONTENT_TYPE, kind);
    let Ok(request) = request.body(Body::from(body.to_vec())) else {
        return Seen::Refused;
    };
    let reply = send(request);
    if reply.body.starts_with(b"{") {
        // Any body at the root that looks like JSON is an upload of events.
        assert_eq!(path, "/");
        let told: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(told["code"], reply.status.as_u16());
        return reply.seen();
    }
    let endpoint = if path == "/" {
        Endpoint::Legacy
    } else {
        Endpoint::HttpV1
    };
    assert_sound(&reply, endpoint, body);
    reply.seen()
}

/// An identification: the first line is the method, what follows the form.
pub(super) fn identify(input: &[u8]) -> Seen {
    let (head, rest) = split_head(input);
    let request = if head.starts_with(b"GET") {
        let query = String::from_utf8_lossy(rest);
        Request::get(format!("/identify?{query}")).body(Body::empty())
    } else {
        Request::post("/identify")
            .header(CONTENT_TYPE, URLENCODED)
            .body(Body::from(rest.to_vec()))
    };
    // What is no URL never arrives.
    let Ok(request) = request else {
        return Seen::Refused;
    };
    let reply = send(request);
    assert_sound(&reply, Endpoint::Identify, rest);
    for received in &reply.events {
        assert_eq!(received.event.event_type.as_str(), control::IDENTIFY);
        assert!(received.event.event_properties.is_empty());
    }
    reply.seen()
}

fn assert_sound(reply: &Reply, endpoint: Endpoint, body: &[u8]) {
    let words = std::str::from_utf8(&reply.body).expect("the answer is text");
    match reply.status {
        StatusCode::OK => {
            assert_eq!(words, "success");
            assert!(!reply.events.is_empty(), "a success without events");
            assert!(reply.events.len() <= LIMITS.max_events);
            for event in &reply.events {
                assert_eq!(event.endpoint, endpoint);
            }
        }
        StatusCode::BAD_REQUEST => {
            let known = ["missing_event", "invalid_api_key", "bad_checksum"].contains(&words)
                || words.starts_with("invalid_event_field");
            assert!(known, "{words}");
        }
        _ => {
            assert_eq!(words, "payload_too_large");
            // 50 events of `{}` and a key take more than this.
            assert!(body.len() > 100, "{} bytes are not too large", body.len());
        }
    }
}
