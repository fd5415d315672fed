//! A request and an answer as plain values, and how the answer is to travel.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;

/// One HTTP request.
#[derive(Debug, Clone)]
pub struct SimRequest {
    /// The method.
    pub method: Method,
    /// The path, still percent-encoded, with its leading slash.
    pub path: String,
    /// What follows the `?`, still percent-encoded; empty without one.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl SimRequest {
    /// A request without headers and body; `target` is a path with an optional `?query`.
    #[must_use]
    pub fn new(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// The same with a header. A value that no header can carry is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The same with a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// The same with a JSON body and its content type.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Bytes::from(body.to_string());
        self.header(CONTENT_TYPE, "application/json")
    }
}

/// One answer, and how it travels.
#[derive(Debug, Clone)]
pub struct SimResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty where Intercom sends none.
    pub body: Bytes,
    /// What happens on the way. The core decides it, a server or a simulated network carries it out.
    pub transport: Transport,
}

impl SimResponse {
    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What happens to an answer on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Transport {
    /// Passes before the first byte is sent.
    pub delay: Duration,
    /// How the answer ends.
    pub ending: Ending,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// It arrives.
    #[default]
    Whole,
    /// Its body arrives in pieces of `chunk_bytes` with a `pause` before each.
    Slow {
        /// Bytes of each piece, at least 1.
        chunk_bytes: usize,
        /// Time before each piece.
        pause: Duration,
    },
    /// It never comes; the connection stays open.
    Hang,
    /// The connection is reset before a byte of the answer.
    Reset,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_split_into_path_and_query() {
        let request = SimRequest::new(Method::GET, "/events?type=user&user_id=a%20b");
        assert_eq!(request.path, "/events");
        assert_eq!(request.query, "type=user&user_id=a%20b");
        assert_eq!(SimRequest::new(Method::GET, "/me").query, "");
    }
}
