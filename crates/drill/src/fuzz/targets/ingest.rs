//! What ingestion answers to a request, and what is in the log then.

use std::sync::Arc;

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use intertide_delivery::clock::Clock;
use intertide_domain::event::Received;
use intertide_domain::time::UnixMillis;
use intertide_server::amplitude::{Ingestion, Limits, ProjectKey};
use intertide_store::log::{EventLog as _, MemoryLog, ReadLimit};
use tokio::runtime::Runtime;

use super::super::Seen;

/// The project's key.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// 2022-10-01T06:00:00Z.
const NOW: i64 = 1_664_604_000_000;

/// Limits so small that inputs go beyond each of them.
pub(super) const LIMITS: Limits = Limits {
    max_body: 16 * 1024,
    max_batch_body: 32 * 1024,
    max_events: 50,
    trust_forwarded_for: false,
    events_per_second_per_key: None,
    requests_per_second_per_address: None,
};

const EVERYTHING: ReadLimit = ReadLimit {
    bytes: usize::MAX,
    records: usize::MAX,
};

thread_local! {
    static RUNTIME: Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
}

/// An answer, and what the request left in the log.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
    pub(super) events: Vec<Received>,
}

impl Reply {
    pub(super) fn seen(&self) -> Seen {
        Seen::taken_if(self.status == StatusCode::OK)
    }
}

/// Sends a request to ingestion with an empty log.
///
/// # Panics
/// When the answer has a status that the contract does not know, a record in the log does not read
/// back as what it is, or there is one though the answer is no 200.
pub(super) fn send(request: Request<Body>) -> Reply {
    let log = Arc::new(MemoryLog::new());
    let ingestion = Ingestion::new(
        Arc::new(ProjectKey::new(KEY.to_owned().into())),
        log.clone(),
        Arc::default(),
        Clock::from_fn(|| UnixMillis::new(NOW)),
        LIMITS,
    );
    let (status, body) = on_runtime(async {
        let peer = Some([192, 0, 2, 1].into());
        let response = ingestion.handle(request, peer).await;
        let response = response.expect("the request is one for ingestion");
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("the answer's body is whole");
        (head.status, body.to_bytes().to_vec())
    });
    assert!(
        matches!(status.as_u16(), 200 | 400 | 413),
        "answered with {status}"
    );
    let events = events_in(&log);
    assert!(
        status == StatusCode::OK || events.is_empty(),
        "{status}, and {} events are in the log",
        events.len()
    );
    Reply {
        status,
        body,
        events,
    }
}

/// Waits for something on this thread's runtime.
pub(super) fn on_runtime<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(work))
}

fn events_in(log: &MemoryLog) -> Vec<Received> {
    let mut events = Vec::new();
    let mut from = log.start();
    while from < log.durable_end() {
        let batch = log.read(from, EVERYTHING).expect("the log reads");
        for record in batch.iter() {
            let event = Received::decode(record.bytes).expect("a record reads back");
            let again = event.encode().expect("what was read can be written");
            assert_eq!(again, record.bytes, "a record that is written otherwise");
            events.push(event);
        }
        from = batch.next();
    }
    events
}
