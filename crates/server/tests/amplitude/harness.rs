//! Ingestion on a log in memory.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use intertide_delivery::clock::Clock;
use intertide_domain::event::Received;
use intertide_domain::time::UnixMillis;
use intertide_server::amplitude::{Ingestion, Limits, ProjectKey};
use intertide_store::log::{EventLog, MemoryLog, ReadLimit};
use serde_json::{Value, json};

/// The key of the captures.
pub const KEY: &str = "TEST_API_KEY_0123456789";

/// The time at which everything is received.
pub const NOW: i64 = 1_795_474_100_000;

/// Whom everything comes from.
pub const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));

pub struct Harness {
    pub ingestion: Ingestion,
    pub log: Arc<MemoryLog>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (head, body) = response.into_parts();
        Self {
            status: head.status,
            headers: head.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    pub fn text(&self) -> &str {
        assert_eq!(self.headers["content-type"], "text/plain; charset=utf-8");
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        assert_eq!(self.headers["content-type"], "application/json");
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Harness {
    pub fn new() -> Self {
        Self::with(Limits::default())
    }

    pub fn with(limits: Limits) -> Self {
        let log = Arc::new(MemoryLog::new());
        let ingestion = Ingestion::new(
            Arc::new(ProjectKey::new(KEY.to_owned().into())),
            log.clone(),
            Arc::default(),
            Clock::from_fn(|| UnixMillis::new(NOW)),
            limits,
        );
        Self { ingestion, log }
    }

    pub async fn send(&self, request: Request) -> Answer {
        let response = self.ingestion.handle(request, Some(PEER)).await.unwrap();
        let answer = Answer::read(response).await;
        assert_eq!(
            answer.headers["access-control-allow-origin"], "*",
            "every answer lets pages of every origin read it"
        );
        answer
    }

    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.send(Request::post(path).body(body.into()).unwrap())
            .await
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = urlencoded(fields);
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Uploads events to HTTP V2.
    pub async fn upload(&self, events: Value) -> Answer {
        let body = json!({"api_key": KEY, "events": events});
        self.post("/2/httpapi", body.to_string()).await
    }

    /// What is in the log.
    pub fn stored(&self) -> Vec<Received> {
        let mut stored = Vec::new();
        let mut from = self.log.start();
        let limit = ReadLimit {
            bytes: usize::MAX,
            records: usize::MAX,
        };
        loop {
            let batch = self.log.read(from, limit).unwrap();
            if batch.is_empty() {
                return stored;
            }
            let records = batch.iter();
            stored.extend(records.map(|record| Received::decode(record.bytes).unwrap()));
            from = batch.next();
        }
    }

    /// The one event that the upload of this one stores.
    pub async fn take_in(&self, event: Value) -> intertide_domain::event::Event {
        let answer = self.upload(json!([event])).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json());
        self.stored().pop().unwrap().event
    }
}

pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
