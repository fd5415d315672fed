//! An Intercom that misbehaves: every event arrives exactly once all the same, and its delivery
//! says what happened (product.md 4).

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::relay::Relay;
use crate::support::{ServerBuilder, TestServer, TestSim, order, sync_document};

/// Events of each drill, of as many users.
const EVENTS: usize = 5;

/// A server that does not wait long for Intercom.
fn impatient() -> ServerBuilder {
    ServerBuilder::new().argument("--set=intercom.request_timeout=1s")
}

/// What a fault looks like on a delivery's page.
#[derive(Debug)]
enum Told {
    /// An answer with this status.
    Status(u16),
    /// No whole answer, for this reason.
    Failed(&'static str),
}

impl Told {
    fn is(&self, response: &Value) -> bool {
        match self {
            Self::Status(status) => response["status"] == *status,
            Self::Failed(reason) => response["result"] == "failed" && response["reason"] == *reason,
        }
    }
}

/// Takes events in and waits until they are delivered; the responses that their deliveries tell of.
fn deliver(server: &TestServer, sync: i64) -> Vec<Value> {
    let orders: Vec<Value> = (0..EVENTS).map(order).collect();
    server.ingest(&orders).expect("an answer").ok();
    let totals = server.wait_for_totals(sync, |totals| totals["delivered"] == EVENTS);
    assert_eq!(totals["selected"], EVENTS, "{totals}");
    let page = server.get(&format!("/api/v1/syncs/{sync}/deliveries")).ok();
    let deliveries = page["data"].as_array().cloned().unwrap_or_default();
    let responses = |delivery: &Value| {
        let page = server
            .get(&format!("/api/v1/deliveries/{}", delivery["id"]))
            .ok();
        let exchanges = page["exchanges"].as_array().cloned().unwrap_or_default();
        exchanges
            .into_iter()
            .map(|exchange| exchange["response"].clone())
            .collect::<Vec<_>>()
    };
    deliveries.iter().flat_map(responses).collect()
}

#[track_caller]
fn assert_each_arrived_once(sim: &TestSim) {
    let mut users: Vec<String> = sim
        .events()
        .iter()
        .map(|event| event["user_id"].to_string())
        .collect();
    users.sort();
    let arrived = users.len();
    users.dedup();
    assert_eq!((arrived, users.len()), (EVENTS, EVENTS), "{users:?}");
}

/// Has Intercom answer two requests so, and checks what becomes of the events.
#[track_caller]
fn drill(effect: &Value, told: &Told) {
    let sim = TestSim::start();
    let server = impatient().start();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    sim.misbehave(&json!({
        "match": {"method": "POST", "path_prefix": "/events"},
        "count": 2,
        "effect": effect,
    }));
    let responses = deliver(&server, sync);
    assert_each_arrived_once(&sim);
    let hits = responses
        .iter()
        .filter(|response| told.is(response))
        .count();
    assert_eq!(hits, 2, "{effect}: {responses:?}");
}

#[test]
fn an_intercom_that_hangs_is_asked_again() {
    for commit in [false, true] {
        let hang = json!({"type": "hang", "commit": commit});
        drill(&hang, &Told::Failed("timeout"));
    }
}

#[test]
fn a_connection_that_is_reset_is_made_again() {
    for commit in [false, true] {
        let reset = json!({"type": "reset", "commit": commit});
        drill(&reset, &Told::Failed("network"));
    }
}

#[test]
fn a_proxys_page_is_no_answer_of_intercoms() {
    for commit in [false, true] {
        let page = json!({"type": "html_bad_gateway", "commit": commit});
        drill(&page, &Told::Status(502));
    }
}

#[test]
fn an_answer_byte_by_byte_is_waited_for_no_longer_than_any_other() {
    let sim = TestSim::start();
    let server = impatient().start();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    // Answers about contacts have bodies; each of these takes minutes.
    sim.misbehave(&json!({
        "match": {"path_prefix": "/contacts"},
        "count": 2,
        "effect": {"type": "slow_body", "chunk_bytes": 1, "pause_ms": 300},
    }));
    let responses = deliver(&server, sync);
    assert_each_arrived_once(&sim);
    let late = |response: &&Value| Told::Failed("timeout").is(response);
    assert_eq!(responses.iter().filter(late).count(), 2, "{responses:?}");
}

#[test]
fn half_an_answer_is_none() {
    let sim = TestSim::start();
    let relay = Relay::start(sim.url());
    let server = impatient().start();
    let sync = server.create_sync(&sync_document(&relay.url(), TestSim::TOKEN));
    relay.cut(2);
    let responses = deliver(&server, sync);
    assert_eq!(relay.cuts_left(), 0);
    assert_each_arrived_once(&sim);
    let cut = |response: &&Value| Told::Failed("network").is(response);
    assert_eq!(responses.iter().filter(cut).count(), 2, "{responses:?}");
}

#[test]
fn a_stop_while_intercom_hangs_takes_ten_seconds_at_most_and_loses_nothing() {
    for commit in [false, true] {
        let sim = TestSim::start();
        let server = ServerBuilder::new().start();
        let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
        sim.misbehave(&json!({"effect": {"type": "hang", "commit": commit}}));
        let orders: Vec<Value> = (0..EVENTS).map(order).collect();
        server.ingest(&orders).expect("an answer").ok();
        server.wait_for_totals(sync, |totals| totals["pending"] == EVENTS);

        let start = Instant::now();
        let stopped = server.terminate();
        let took = start.elapsed();
        assert!(took < Duration::from_secs(10), "{took:?}");

        sim.behave();
        let server = stopped.start();
        let totals = server.wait_for_totals(sync, |totals| totals["delivered"] == EVENTS);
        assert_eq!(totals["selected"], EVENTS, "{totals}");
        assert_each_arrived_once(&sim);
    }
}
