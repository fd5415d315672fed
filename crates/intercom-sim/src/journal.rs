//! The requests that a workspace received: a ring of the latest ones.

use std::collections::VecDeque;

use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Value, json};

use crate::time::UnixMillis;
use crate::wire::{SimRequest, SimResponse};

/// A longer body is kept to this length.
const BODY_KEPT_BYTES: usize = 65_536;
/// All bodies together.
const ALL_BODIES_BYTES: usize = 67_108_864;
/// The headers that are kept. The token is not among them.
const HEADERS_KEPT: &[&str] = &[
    "accept",
    "content-type",
    "intercom-version",
    "user-agent",
    "x-request-id",
];

/// One request and what was answered.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// Its place among all requests, from 0.
    pub sequence: u64,
    /// When it came.
    pub at: UnixMillis,
    /// The method.
    pub method: String,
    /// The path as it came.
    pub path: String,
    /// The query as it came.
    pub query: String,
    /// The headers that matter, by their lower-case names; never the token.
    pub headers: Vec<(&'static str, String)>,
    /// The body, cut at 64 KiB.
    pub body: Bytes,
    /// The status of the answer. It did not arrive where `fault` is `hang` or `reset`.
    pub status: u16,
    /// The code of a refusal.
    pub code: Option<String>,
    /// The id that the answer carries.
    pub request_id: String,
    /// The fault that hit it.
    pub fault: Option<&'static str>,
}

impl JournalEntry {
    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The entry as the administration API shows it.
    pub(crate) fn rendered(&self) -> Value {
        let body = match self.json() {
            Some(body) => body,
            None if self.body.is_empty() => Value::Null,
            None => Value::String(String::from_utf8_lossy(&self.body).into_owned()),
        };
        let headers: serde_json::Map<String, Value> = self
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({
            "sequence": self.sequence,
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": headers,
            "body": body,
            "status": self.status,
            "code": self.code,
            "request_id": self.request_id,
            "fault": self.fault,
        })
    }
}

/// The ring.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    most: usize,
    bytes: usize,
    next: u64,
}

/// What the journal can't read off request and answer.
#[derive(Debug)]
pub(crate) struct Circumstances {
    pub(crate) at: UnixMillis,
    pub(crate) request_id: String,
    pub(crate) code: Option<String>,
    pub(crate) fault: Option<&'static str>,
}

impl Journal {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            most,
            bytes: 0,
            next: 0,
        }
    }

    /// The entries that are left, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &JournalEntry> {
        self.entries.iter()
    }

    /// Requests received, also those that left the ring.
    pub(crate) fn received(&self) -> u64 {
        self.next
    }

    pub(crate) fn record(
        &mut self,
        request: &SimRequest,
        response: &SimResponse,
        circumstances: Circumstances,
    ) {
        let kept = request.body.len().min(BODY_KEPT_BYTES);
        self.bytes += kept;
        self.entries.push_back(JournalEntry {
            sequence: self.next,
            at: circumstances.at,
            method: request.method.as_str().to_owned(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: kept_headers(&request.headers),
            // A copy: a slice would keep the whole body alive.
            body: Bytes::copy_from_slice(request.body.get(..kept).unwrap_or_default()),
            status: response.status.as_u16(),
            code: circumstances.code,
            request_id: circumstances.request_id,
            fault: circumstances.fault,
        });
        self.next += 1;
        while self.entries.len() > self.most || self.bytes > ALL_BODIES_BYTES {
            let Some(oldest) = self.entries.pop_front() else {
                return;
            };
            self.bytes -= oldest.body.len();
        }
    }
}

fn kept_headers(headers: &HeaderMap) -> Vec<(&'static str, String)> {
    HEADERS_KEPT
        .iter()
        .filter_map(|name| {
            let value = headers.get(*name)?;
            Some((
                *name,
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Transport;
    use http::{Method, StatusCode};

    fn record(journal: &mut Journal, body: Vec<u8>) {
        let mut request = SimRequest::new(Method::POST, "/events");
        request.body = body.into();
        let response = SimResponse {
            status: StatusCode::ACCEPTED,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            transport: Transport::default(),
        };
        let circumstances = Circumstances {
            at: UnixMillis(0),
            request_id: String::new(),
            code: None,
            fault: None,
        };
        journal.record(&request, &response, circumstances);
    }

    #[test]
    fn a_long_body_is_cut_and_what_is_no_json_is_shown_as_text() {
        let mut journal = Journal::new(10);
        record(&mut journal, vec![b'x'; BODY_KEPT_BYTES + 1]);
        record(&mut journal, b"{\"a\":1}".to_vec());
        record(&mut journal, Vec::new());
        let bodies: Vec<Value> = journal
            .iter()
            .filter_map(|entry| entry.rendered().get("body").cloned())
            .collect();
        let cut = "x".repeat(BODY_KEPT_BYTES);
        assert_eq!(bodies, [json!(cut), json!({"a": 1}), Value::Null]);
    }

    #[test]
    fn all_bodies_together_are_bounded_and_the_count_goes_on() {
        let mut journal = Journal::new(usize::MAX);
        let fitting = ALL_BODIES_BYTES / BODY_KEPT_BYTES;
        for _ in 0..fitting + 3 {
            record(&mut journal, vec![0; BODY_KEPT_BYTES]);
        }
        assert_eq!(journal.iter().count(), fitting);
        assert_eq!(journal.received(), fitting as u64 + 3);
    }
}
