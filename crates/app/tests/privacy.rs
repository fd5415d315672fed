//! Erasing a user: nothing of them is left, and nobody brings them back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use support::{ServerBuilder, TestServer, TestSim, sync_document};

/// In everything that is sent of the user who is erased, and in nothing else.
const VALUE: &str = "ann-was-here";
const ANN: &str = "user-ann";
const BOB: &str = "user-bob";

fn event(user: &str, number: usize) -> Value {
    let note = if user == ANN { VALUE } else { "somebody else" };
    json!({
        "event_type": "Order Completed",
        "user_id": user,
        "device_id": format!("phone of {user}"),
        "insert_id": format!("{user} {number}"),
        "event_properties": {"total": number, "note": note},
        "user_properties": {"plan": note},
    })
}

/// Before logging in: only the device tells whose it is.
fn anonymous() -> Value {
    json!({
        "event_type": "Page Viewed",
        "device_id": format!("phone of {ANN}"),
        "event_properties": {"page": VALUE},
    })
}

struct Stage {
    sim: TestSim,
    server: TestServer,
    sync: i64,
}

impl Stage {
    fn set(builder: ServerBuilder) -> Self {
        let sim = TestSim::start();
        let server = builder.start();
        let mut document = sync_document(sim.url(), TestSim::TOKEN);
        document["send_events"]["event_properties"] = json!(["total", "note"]);
        document["send_users"] = json!({"enabled": true, "user_properties": ["plan"], "create_missing_attributes": true});
        let sync = server.create_sync(&document);
        Self { sim, server, sync }
    }

    fn deliver(&self, events: &[Value], settled: u64) {
        self.server.ingest(events).unwrap().ok();
        self.server.wait_for_totals(self.sync, |totals| {
            totals["delivered"].as_u64() >= Some(settled) && totals["pending"] == 0
        });
    }

    fn erase(&self, body: &Value) -> Value {
        self.server.post("/api/2/deletions/users", body).ok();
        self.wait_for_receipt()
    }

    fn wait_for_receipt(&self) -> Value {
        let begun = Instant::now();
        loop {
            let path = format!("/api/v1/deletions?user_id={ANN}");
            let receipt = self.server.get(&path).ok()["data"][0].clone();
            if receipt["status"] == "done" {
                return receipt;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{receipt}");
            sleep(Duration::from_millis(50));
        }
    }
}

/// The files under a directory that hold the value, which is in the log as it came.
fn files_with_the_value(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with_the_value(&path));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        if holds(VALUE) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn an_erased_user_leaves_nothing_behind_and_is_not_brought_back_by_a_replay() {
    // Given two users whose events and profiles went to Intercom,
    let stage = Stage::set(ServerBuilder::new());
    let events = [event(ANN, 1), event(ANN, 2), event(BOB, 1), anonymous()];
    stage.deliver(&events, 5);
    assert_ne!(
        files_with_the_value(&stage.server.data_dir()),
        Vec::<String>::new()
    );

    // when one of them is erased, with the contact in Intercom,
    let receipt = stage.erase(&json!({
        "user_ids": [ANN], "requester": "dpo@example.com", "delete_in_intercom": true,
    }));

    // then the receipt says what went,
    assert_eq!(receipt["requested_by"], "dpo@example.com", "{receipt}");
    assert_eq!(receipt["erased"]["events"], 3, "{receipt}");
    assert_eq!(receipt["erased"]["profile"], true, "{receipt}");
    assert_eq!(receipt["intercom"][0]["outcome"], "deleted", "{receipt}");
    assert_eq!(receipt["suppressed"], true, "{receipt}");
    // no file holds what was told of the user, and nobody is shown any more,
    assert_eq!(
        files_with_the_value(&stage.server.data_dir()),
        Vec::<String>::new()
    );
    let path = format!("/api/v1/users/{ANN}");
    assert_eq!(stage.server.get(&path).status, 404);
    let path = format!("/api/v1/syncs/{}/deliveries?user={ANN}", stage.sync);
    assert_eq!(stage.server.get(&path).ok()["data"], json!([]));
    let path = format!("/api/v1/events?user_id={ANN}");
    assert_eq!(stage.server.get(&path).ok()["data"], json!([]));
    // the counts still add up,
    let totals = stage.server.totals(stage.sync);
    let sum: u64 = ["delivered", "pending", "discarded", "expired"]
        .iter()
        .filter_map(|outcome| totals[outcome].as_u64())
        .sum();
    assert_eq!(totals["selected"].as_u64(), Some(sum), "{totals}");

    // and a replay, even after a restart, brings nobody back, while the other goes on.
    let sent = stage.sim.events().len();
    let Stage { sim, server, sync } = stage;
    let server = server.terminate().start();
    let replay = [event(ANN, 1), event(ANN, 3), event(BOB, 2)];
    server.ingest(&replay).unwrap().ok();
    let before = totals["delivered"].as_u64();
    server.wait_for_totals(sync, |totals| totals["delivered"].as_u64() > before);
    let events = sim.events();
    assert_eq!(events.len(), sent + 1, "{events:?}");
    assert_eq!(events.last().unwrap()["user_id"], BOB);
    let path = format!("/api/v1/users/{ANN}");
    assert_eq!(server.get(&path).status, 404);
    assert_eq!(
        files_with_the_value(&server.data_dir()),
        Vec::<String>::new()
    );
}

#[test]
fn what_waits_to_be_sent_is_not_sent_any_more() {
    // Given events that wait behind a token that is refused,
    let stage = Stage::set(ServerBuilder::new());
    stage
        .sim
        .misbehave(&json!({"effect": {"type": "status", "status": 401, "code": "unauthorized"}}));
    stage
        .server
        .ingest(&[event(ANN, 1), event(BOB, 1)])
        .unwrap()
        .ok();
    stage
        .server
        .wait_for_totals(stage.sync, |totals| totals["pending"] == 4);
    // when a user is erased, and the token works again,
    let receipt = stage.erase(&json!({"user_ids": [ANN]}));
    assert_eq!(receipt["intercom"], json!([]), "{receipt}");
    stage.sim.behave();
    let path = format!("/api/v1/syncs/{}/test-connection", stage.sync);
    stage.server.post(&path, &json!({})).ok();
    // then only the other's arrive, and what was waiting counts as discarded.
    let totals = stage
        .server
        .wait_for_totals(stage.sync, |totals| totals["pending"] == 0);
    let ended = (&totals["delivered"], &totals["discarded"]);
    assert_eq!(ended, (&json!(2), &json!(2)));
    let events = stage.sim.events();
    let users: Vec<&Value> = events.iter().map(|event| &event["user_id"]).collect();
    assert_eq!(users, [&json!(BOB)]);
}

#[test]
fn a_lifted_suppression_lets_the_user_come_back() {
    let stage = Stage::set(ServerBuilder::new());
    stage.deliver(&[event(ANN, 1)], 2);
    let receipt = stage.erase(&json!({"user_ids": [ANN]}));
    let path = format!("/api/v1/deletions/{}/suppression", receipt["id"]);
    let lifted = stage.server.call(Method::DELETE, &path, None).unwrap();
    assert_eq!(lifted.status, 204);
    let again = stage.server.call(Method::DELETE, &path, None).unwrap();
    assert_eq!(again.status, 404);
    stage.deliver(&[event(ANN, 2)], 4);
    assert_eq!(
        stage.server.get(&format!("/api/v1/users/{ANN}")).status,
        200
    );
}

#[test]
fn where_only_earlier_events_are_kept_out_later_ones_make_the_user_anew() {
    let builder = ServerBuilder::new().env("INTERTIDE_PRIVACY_SUPPRESS", "earlier");
    let stage = Stage::set(builder);
    let mut old = event(ANN, 1);
    old["time"] = json!(1_700_000_000_000_i64);
    stage.deliver(std::slice::from_ref(&old), 2);
    stage.erase(&json!({"user_ids": [ANN]}));
    old["insert_id"] = json!("another");
    stage.server.ingest(&[old]).unwrap().ok();
    stage.deliver(&[event(ANN, 2)], 4);
    let events = stage.sim.events();
    let totals: Vec<&Value> = events.iter().map(|e| &e["metadata"]["total"]).collect();
    assert_eq!(totals, [&json!(1), &json!(2)]);
}

/// Kills come while the erasure is asked for, while it is under way, and between its stages.
#[test]
fn an_erasure_is_finished_through_kills() {
    let stage = Stage::set(ServerBuilder::new());
    stage.deliver(&[event(ANN, 1), event(BOB, 1), anonymous()], 4);
    let Stage {
        sim,
        mut server,
        sync,
    } = stage;
    let body = json!({"user_ids": [ANN], "delete_in_intercom": true});
    server.post("/api/2/deletions/users", &body).ok();
    for pause in [0, 1, 2, 5, 10, 20, 40] {
        sleep(Duration::from_millis(pause));
        server = server.kill().start();
    }
    let stage = Stage { sim, server, sync };
    let receipt = stage.wait_for_receipt();
    assert_eq!(receipt["erased"]["events"], 2, "{receipt}");
    assert_eq!(receipt["erased"]["profile"], true, "{receipt}");
    let outcome = &receipt["intercom"][0]["outcome"];
    // The contact may have been deleted right before a kill.
    assert!(outcome == "deleted" || outcome == "not_found", "{receipt}");
    let contacts = stage.sim.look("contacts")["contacts"].clone();
    let contacts = contacts.as_array().unwrap();
    let of_ann = |one: &&Value| one["contact"]["external_id"] == ANN;
    let presences: Vec<&Value> = contacts
        .iter()
        .filter(of_ann)
        .map(|one| &one["presence"])
        .collect();
    assert_eq!(presences, [&json!("deleted")]);
    let data_dir = stage.server.data_dir();
    assert_eq!(files_with_the_value(&data_dir), Vec::<String>::new());
    assert_eq!(
        stage.server.get(&format!("/api/v1/users/{BOB}")).status,
        200
    );
}
