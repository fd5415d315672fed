//! `/api/v1/syncs/{id}/queue`.

use std::time::Duration;

use intertide_domain::delivery::{Settled, WaitReason};
use serde_json::json;

use crate::harness::{Server, document, event};

#[tokio::test]
async fn what_waits_is_told_by_what_for_and_until_when() {
    // Given two events of one user and one of another, of which the first is tried again later.
    let server = Server::start();
    let sync = server.create(&document()).await;
    server
        .take_in(json!([
            event("annabel", "A"),
            event("annabel", "B"),
            event("bertrand", "C")
        ]))
        .await;
    let path = format!("/api/v1/syncs/{sync}/deliveries?event_type=A");
    let first = server.get(&path).await.json()["data"][0]["id"]
        .as_i64()
        .unwrap();
    let retry = Settled::Retry {
        due_at: server.now().plus(Duration::from_secs(300)),
        reason: WaitReason::ServerError,
    };
    server.settle(first, retry);

    let reply = server.get(&format!("/api/v1/syncs/{sync}/queue")).await;
    let mut queue = reply.json();
    let groups = queue["by_category"].as_array_mut().unwrap();
    groups.sort_by_key(|group| group["category"].to_string());
    let oldest = "2022-10-01T06:00:00.000Z";
    assert_eq!(
        queue,
        json!({
            "pending": 3,
            "retrying": 1,
            "next_attempt_at": oldest,
            "by_category": [
                {"category": "behind_earlier", "count": 1, "oldest": oldest},
                {"category": "server_error", "count": 1, "oldest": oldest},
                {"category": null, "count": 1, "oldest": oldest},
            ],
            "upcoming": [
                {"within": "now", "count": 1},
                {"within": "1m", "count": 0},
                {"within": "10m", "count": 1},
                {"within": "1h", "count": 0},
                {"within": "later", "count": 0},
                {"within": "behind_earlier", "count": 1},
            ],
        })
    );
}

#[tokio::test]
async fn a_sync_with_nothing_to_send_has_an_empty_queue() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let queue = server
        .get(&format!("/api/v1/syncs/{sync}/queue"))
        .await
        .json();
    assert_eq!(queue["pending"], 0);
    assert!(queue["next_attempt_at"].is_null());
    assert_eq!(queue["by_category"], json!([]));
    let reply = server.get("/api/v1/syncs/99/queue").await;
    reply.assert_error(404, "not_found", None);
}
