//! `/api/v1/events/live`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt as _;
use http::Method;
use intertide_delivery::live::{LiveAttempt, LiveItem};
use intertide_domain::delivery::{Kind, Note, Status, WaitReason};
use intertide_domain::ids::{DeliveryId, EventType, SyncId, UserId};
use intertide_domain::time::UnixMillis;
use serde_json::{Value, json};

use crate::harness::{NOW, Server, document, event, keyed};

const LIVE: &str = "/api/v1/events/live";

/// A watcher of the live feed.
struct Watcher {
    body: BodyDataStream,
    read: String,
}

impl Watcher {
    async fn of(server: &Server) -> Self {
        let response = server.open(keyed(Method::GET, LIVE, Body::empty())).await;
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self {
            body: response.into_body().into_data_stream(),
            read: String::new(),
        }
    }

    /// The next item: its name and its data; none when the feed has ended.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((item, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| {
                    let prefix = format!("{name}: ");
                    let line = item.lines().find_map(|line| line.strip_prefix(&prefix));
                    line.unwrap().to_owned()
                };
                let told = (
                    field("event"),
                    serde_json::from_str(&field("data")).unwrap(),
                );
                self.read = rest.to_owned();
                return Some(told);
            }
            let more = tokio::time::timeout(Duration::from_secs(10), self.body.next()).await;
            let more = more.expect("an item in time")?.unwrap();
            self.read.push_str(std::str::from_utf8(&more).unwrap());
        }
    }
}

fn attempt(id: i64) -> LiveItem {
    LiveItem::Attempt(Arc::new(LiveAttempt {
        delivery: DeliveryId::new(id),
        sync: SyncId::new(1),
        kind: Kind::Event,
        event_type: EventType::from("Order Completed"),
        user_id: Some(UserId::from("annabel")),
        status: Status::Pending(Some(WaitReason::Timeout)),
        at: UnixMillis::new(NOW),
        received_at: UnixMillis::new(NOW - 250),
        attempts: 2,
        requests: 3,
        next_attempt_at: Some(UnixMillis::new(NOW + 8_000)),
        notes: vec![Note("cut".to_owned())],
    }))
}

#[tokio::test]
async fn a_watcher_sees_what_arrives_and_what_each_sync_says_to_it() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let mut watcher = Watcher::of(&server).await;
    server
        .take_in(json!([event("annabel", "Order Completed")]))
        .await;
    let (name, data) = watcher.next().await.unwrap();
    assert_eq!(name, "event");
    assert_eq!(data["event_type"], "Order Completed");
    assert_eq!(data["user_id"], "annabel");
    assert_eq!(data["endpoint"], "http_v2");
    assert_eq!(data["duplicate"], false);
    assert_eq!(data["received_at"], "2022-10-01T06:00:00.000Z");
    assert_eq!(data["syncs"][0]["sync_id"], sync);
    assert_eq!(data["syncs"][0]["event"], json!({"verdict": "selected"}));
    assert_eq!(data["syncs"][0]["user"], json!({"verdict": "no_change"}));
}

#[tokio::test]
async fn a_watcher_sees_what_became_of_a_delivery() {
    let server = Server::start();
    let mut watcher = Watcher::of(&server).await;
    server.parts.live.tell(attempt(7));
    let (name, data) = watcher.next().await.unwrap();
    assert_eq!(name, "delivery");
    assert_eq!(
        data,
        json!({
            "id": 7,
            "sync_id": 1,
            "kind": "event",
            "status": "pending",
            "category": "timeout",
            "event_type": "Order Completed",
            "user_id": "annabel",
            "at": "2022-10-01T06:00:00.000Z",
            "attempts": 2,
            "requests": 3,
            "latency_ms": null,
            "next_attempt_at": "2022-10-01T06:00:08.000Z",
            "notes": ["cut"],
        })
    );
}

#[tokio::test]
async fn a_watcher_that_falls_behind_is_told_what_it_missed() {
    let server = Server::start();
    let mut watcher = Watcher::of(&server).await;
    for id in 0..5_000 {
        server.parts.live.tell(attempt(id));
    }
    let (name, data) = watcher.next().await.unwrap();
    assert_eq!(name, "missed");
    let missed = data["count"].as_i64().unwrap();
    assert!(missed > 0);
    let (name, data) = watcher.next().await.unwrap();
    assert_eq!(name, "delivery");
    assert_eq!(data["id"], missed);
}

#[tokio::test]
async fn the_feed_ends_when_the_server_stops() {
    let server = Server::start();
    let mut watcher = Watcher::of(&server).await;
    server.stop.send_replace(true);
    assert_eq!(watcher.next().await, None);
}

#[tokio::test]
async fn only_so_many_may_watch_and_a_place_is_given_back() {
    let server = Server::start();
    let mut watchers = Vec::new();
    for _ in 0..64 {
        watchers.push(Watcher::of(&server).await);
    }
    server
        .get(LIVE)
        .await
        .assert_error(503, "unavailable", None);
    watchers.pop();
    Watcher::of(&server).await;
}

#[tokio::test(start_paused = true)]
async fn a_quiet_feed_says_that_it_lives() {
    let server = Server::start();
    let mut watcher = Watcher::of(&server).await;
    let beat = tokio::time::timeout(Duration::from_secs(16), watcher.body.next()).await;
    assert_eq!(&beat.unwrap().unwrap().unwrap()[..], b":\n\n");
}
