//! `/api/v1/syncs/{id}/backfill` and `/backfills`.

use std::time::Duration;

use intertide_delivery::backfill::BackfillRunner;
use serde_json::{Value, json};

use crate::harness::{Server, document, event};

/// Events that came before the sync was there: two at six, one a minute later; and the sync's id.
async fn with_a_past() -> (Server, i64) {
    let server = Server::start();
    let events = json!([event("annabel", "A"), event("bertrand", "B")]);
    server.take_in(events).await;
    server.pass(60_000);
    server.take_in(json!([event("clarissa", "C")])).await;
    server.pass(60_000);
    let sync = server.create(&document()).await;
    (server, sync)
}

async fn start(server: &Server, sync: i64, body: &Value) -> Value {
    let path = format!("/api/v1/syncs/{sync}/backfill");
    let reply = server.post(&path, body).await;
    assert_eq!(reply.status.as_u16(), 202, "{}", reply.text);
    reply.json()
}

async fn all(server: &Server, sync: i64) -> Vec<Value> {
    let path = format!("/api/v1/syncs/{sync}/backfills");
    let reply = server.get(&path).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    assert!(reply.json()["next_cursor"].is_null());
    reply.json()["data"].as_array().unwrap().clone()
}

fn run(server: &Server) {
    let parts = &server.parts;
    let runner = BackfillRunner {
        log: parts.log.clone(),
        state: parts.state.clone(),
        directory: parts.directory.clone(),
        destination: parts.destination.clone(),
        merge: parts.merge,
        clock: parts.clock.clone(),
    };
    while runner.round().unwrap().advanced {}
}

#[tokio::test]
async fn a_backfill_is_started_from_the_beginning_of_the_log_until_now() {
    let (server, sync) = with_a_past().await;
    let mut started = start(&server, sync, &json!({})).await;
    assert!(started["id"].take().is_i64());
    assert_eq!(
        started,
        json!({
            "id": null,
            "sync_id": sync,
            "state": "running",
            "from": "2022-10-01T06:00:00.000Z",
            "to": "2022-10-01T06:02:00.000Z",
            "progress": {"looked_at": 0, "of": 3},
            "deliveries": 0,
            "started_at": "2022-10-01T06:02:00.000Z",
            "ended_at": null,
        })
    );
    let told = server.parts.backfill_started.notified();
    assert!(tokio::time::timeout(Duration::ZERO, told).await.is_ok());
}

#[tokio::test]
async fn a_backfill_that_ran_tells_what_it_made() {
    let (server, sync) = with_a_past().await;
    start(&server, sync, &json!({"from": "2022-10-01T06:00:30Z"})).await;
    run(&server);
    let all = all(&server, sync).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["state"], "done");
    assert_eq!(all[0]["progress"], json!({"looked_at": 3, "of": 3}));
    assert_eq!(all[0]["deliveries"], 1);
    assert_eq!(all[0]["ended_at"], "2022-10-01T06:02:00.000Z");
    let path = format!("/api/v1/syncs/{sync}/deliveries");
    let page = server.get(&path).await.json();
    assert_eq!(page["data"][0]["event_type"], "C");
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn backfills_are_listed_newest_first_and_each_with_its_sync() {
    let (server, sync) = with_a_past().await;
    let other = server.create(&document()).await;
    let first = start(&server, sync, &json!({})).await;
    let second = start(&server, sync, &json!({})).await;
    let ids: Vec<_> = all(&server, sync)
        .await
        .iter()
        .map(|b| b["id"].clone())
        .collect();
    assert_eq!(ids, [second["id"].clone(), first["id"].clone()]);
    assert_eq!(all(&server, other).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_backfill_is_cancelled_once() {
    let (server, sync) = with_a_past().await;
    let started = start(&server, sync, &json!({})).await;
    let path = format!("/api/v1/syncs/{sync}/backfills/{}", started["id"]);
    let reply = server.delete(&path).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    assert_eq!(reply.json()["state"], "cancelled");
    assert_eq!(reply.json()["ended_at"], "2022-10-01T06:02:00.000Z");
    server
        .delete(&path)
        .await
        .assert_error(409, "conflict", None);
}

#[tokio::test]
async fn one_that_looks_at_nothing_is_done_at_once() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let started = start(&server, sync, &json!({})).await;
    assert_eq!(started["state"], "done");
    assert_eq!(started["progress"], json!({"looked_at": 0, "of": 0}));
}

#[tokio::test]
async fn only_so_many_run_at_the_same_time() {
    let (server, sync) = with_a_past().await;
    for _ in 0..16 {
        start(&server, sync, &json!({})).await;
    }
    let path = format!("/api/v1/syncs/{sync}/backfill");
    let reply = server.post(&path, &json!({})).await;
    reply.assert_error(409, "conflict", None);
}

#[tokio::test]
async fn what_is_wrong_with_a_period_is_named() {
    let (server, sync) = with_a_past().await;
    let path = format!("/api/v1/syncs/{sync}/backfill");
    for (body, field) in [
        (json!({"from": "yesterday"}), "from"),
        (json!({"to": 1}), "to"),
        (json!({"since": "2022-10-01T06:00:00Z"}), "since"),
        (
            json!({"from": "2022-10-01T06:00:01Z", "to": "2022-10-01T06:00:00Z"}),
            "to",
        ),
    ] {
        let reply = server.post(&path, &body).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (server, sync) = with_a_past().await;
    let other = server.create(&document()).await;
    let started = start(&server, sync, &json!({})).await;
    let reply = server.post("/api/v1/syncs/99/backfill", &json!({})).await;
    reply.assert_error(404, "not_found", None);
    let reply = server.get("/api/v1/syncs/99/backfills").await;
    reply.assert_error(404, "not_found", None);
    for path in [
        format!("/api/v1/syncs/{sync}/backfills/99"),
        format!("/api/v1/syncs/{sync}/backfills/x"),
        format!("/api/v1/syncs/{other}/backfills/{}", started["id"]),
    ] {
        server
            .delete(&path)
            .await
            .assert_error(404, "not_found", None);
    }
}
