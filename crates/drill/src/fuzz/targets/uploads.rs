//! Uploads of events in JSON, plain and packed.

use std::io::{Read as _, Write as _};

use axum::body::Body;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use http::header::CONTENT_ENCODING;
use http::{Request, StatusCode};
use intertide_domain::event::Endpoint;
use serde_json::Value;

use super::super::Seen;
use super::super::layout::split_head;
use super::ingest::{LIMITS, Reply, send};

/// What a body may unpack to, in times of what may arrive (product.md 5).
const UNPACKED_FACTOR: usize = 10;

/// How far a body that swells is blown up.
const SWOLLEN: usize = 3 * LIMITS.max_body * UNPACKED_FACTOR;

/// The body of `POST /2/httpapi`.
pub(super) fn http_v2(input: &[u8]) -> Seen {
    let reply = upload("/2/httpapi", None, input);
    assert_sound(&reply, Endpoint::HttpV2, input, LIMITS.max_body);
    reply.seen()
}

/// The body of `POST /batch`.
pub(super) fn batch(input: &[u8]) -> Seen {
    let reply = upload("/batch", None, input);
    assert_sound(&reply, Endpoint::Batch, input, LIMITS.max_batch_body);
    reply.seen()
}

/// A packed body of `POST /2/httpapi`. The first line says how what follows is packed; without
/// such a line it goes as it is.
pub(super) fn gzip(input: &[u8]) -> Seen {
    let body = packed(input);
    let reply = upload("/2/httpapi", Some("gzip"), &body);
    if body.len() > LIMITS.max_body {
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
        return Seen::Refused;
    }
    let most = LIMITS.max_body * UNPACKED_FACTOR;
    let mut unpacked = Vec::new();
    let whole = MultiGzDecoder::new(&*body)
        .take(most as u64 + 1)
        .read_to_end(&mut unpacked);
    if unpacked.len() > most {
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    } else if whole.is_err() {
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    } else {
        assert_sound(&reply, Endpoint::HttpV2, &unpacked, most);
    }
    reply.seen()
}

fn packed(input: &[u8]) -> Vec<u8> {
    let (head, rest) = split_head(input);
    match head {
        b"pack\n" => pack(rest),
        b"twice\n" => {
            let (first, second) = rest.split_at(rest.len() / 2);
            [pack(first), pack(second)].concat()
        }
        b"torn\n" => {
            let mut whole = pack(rest);
            whole.truncate(whole.len() - rest.len() % whole.len());
            whole
        }
        b"swell\n" => {
            let times = SWOLLEN / rest.len().max(1);
            pack(&rest.repeat(times))
        }
        _ => input.to_vec(),
    }
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn upload(path: &str, encoding: Option<&str>, body: &[u8]) -> Reply {
    let mut request = Request::post(path);
    if let Some(encoding) = encoding {
        request = request.header(CONTENT_ENCODING, encoding);
    }
    send(request.body(Body::from(body.to_vec())).unwrap())
}

/// Holds an answer to a body, as it was unpacked, against the contract (amplitude.md 0 and 1).
fn assert_sound(reply: &Reply, endpoint: Endpoint, body: &[u8], most: usize) {
    let answer: Value = serde_json::from_slice(&reply.body).expect("the answer is JSON");
    assert_eq!(answer["code"], reply.status.as_u16(), "rule 1: {answer}");
    match reply.status {
        StatusCode::OK => {
            assert_eq!(answer["events_ingested"], reply.events.len(), "{answer}");
            assert!(reply.events.len() <= LIMITS.max_events);
            for event in &reply.events {
                assert_eq!(event.endpoint, endpoint);
                assert!(!event.event.event_type.as_str().trim().is_empty());
            }
            if let Some(sent) = events_of(body) {
                assert_eq!(reply.events.len(), sent, "all events or none");
            }
        }
        StatusCode::BAD_REQUEST => assert!(has_reason(&answer), "rule 4: {answer}"),
        _ => {
            let many = events_of(body).is_none_or(|sent| sent > LIMITS.max_events);
            assert!(body.len() > most || many, "not too large: {answer}");
        }
    }
}

/// How many events are in a body that is plain JSON, where that is plain.
fn events_of(body: &[u8]) -> Option<usize> {
    let body: Value = serde_json::from_slice(body).ok()?;
    Some(body.get("events")?.as_array()?.len())
}

/// Whether a 400 carries what keeps SDKs from sending the same again forever.
fn has_reason(answer: &Value) -> bool {
    let lists = [
        "events_with_missing_fields",
        "events_with_invalid_fields",
        "events_with_invalid_id_lengths",
    ];
    let listed = |name: &&str| {
        let list = answer[*name].as_object();
        list.is_some_and(|list| !list.is_empty())
    };
    let error = answer["error"].as_str().unwrap_or_default();
    answer["missing_field"].is_string()
        || lists.iter().any(listed)
        || error.starts_with("Invalid API key")
}
