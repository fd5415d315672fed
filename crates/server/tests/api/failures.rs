//! `/api/v1/syncs/{id}/failures` and `/api/v1/categories`.

use std::collections::BTreeSet;

use intertide_domain::delivery::{DiscardReason, Settled, WaitReason};
use serde_json::{Value, json};

use crate::harness::{Server, document, event};

/// Takes in an event of a user and settles its delivery.
async fn settle(server: &Server, sync: i64, user: &str, name: &str, settled: Settled) {
    server.take_in(json!([event(user, name)])).await;
    let path = format!("/api/v1/syncs/{sync}/deliveries?limit=1");
    let page = server.get(&path).await.json();
    server.settle(page["data"][0]["id"].as_i64().unwrap(), settled);
}

async fn failures(server: &Server, sync: i64, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/syncs/{sync}/failures?{query}");
    let reply = server.get(&path).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    let page = reply.json();
    assert!(page["next_cursor"].is_null());
    page["data"].as_array().unwrap().clone()
}

/// A sync for which twelve users are unknown and, ten minutes later, one delivery expires.
async fn with_failures() -> (Server, i64) {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let unknown = || Settled::Discarded(DiscardReason::UserNotFound);
    for n in 0..12 {
        let name = if n == 0 {
            "Trial Started"
        } else {
            "Order Completed"
        };
        settle(&server, sync, &format!("user-{n:02}"), name, unknown()).await;
        server.pass(1_000);
    }
    server.pass(600_000);
    let expired = Settled::Expired(WaitReason::Timeout);
    settle(&server, sync, "annabel", "Order Completed", expired).await;
    settle(&server, sync, "bertrand", "A", Settled::Delivered).await;
    (server, sync)
}

#[tokio::test]
async fn failures_come_by_category_with_what_they_mean_what_mends_them_and_samples() {
    let (server, sync) = with_failures().await;
    let failures = failures(&server, sync, "").await;
    assert_eq!(failures.len(), 2, "{failures:?}");

    let unknown = &failures[0];
    assert_eq!(unknown["status"], "discarded");
    assert_eq!(unknown["category"], "user_not_found");
    assert_eq!(unknown["count"], 12);
    assert_eq!(unknown["first_seen"], "2022-10-01T06:00:00.000Z");
    assert_eq!(unknown["last_seen"], "2022-10-01T06:00:11.000Z");
    assert!(
        unknown["meaning"]
            .as_str()
            .unwrap()
            .contains("knows no user")
    );
    assert!(
        unknown["remedy"]
            .as_str()
            .unwrap()
            .contains("Create the users")
    );
    assert_eq!(unknown["retryable"], true);
    assert_eq!(
        unknown["event_types"],
        json!([
            {"event_type": "Order Completed", "count": 11},
            {"event_type": "Trial Started", "count": 1},
        ])
    );
    let samples = unknown["samples"].as_array().unwrap();
    assert_eq!(samples.len(), 10);
    assert_eq!(samples[0]["user_id"], "user-11");
    assert_eq!(samples[0]["category"], "user_not_found");

    let expired = &failures[1];
    assert_eq!(
        (&expired["status"], &expired["category"], &expired["count"]),
        (&json!("expired"), &json!("timeout"), &json!(1))
    );
}

#[tokio::test]
async fn a_period_narrows_counts_and_samples() {
    let (server, sync) = with_failures().await;
    let query = "from=2022-10-01T06:00:10Z&to=2022-10-01T06:00:11Z";
    let failures = failures(&server, sync, query).await;
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0]["count"], 1);
    assert_eq!(failures[0]["samples"][0]["user_id"], "user-10");
    assert_eq!(failures[0]["samples"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let (server, sync) = (Server::start(), 30_000_001);
    let reply = server
        .get(&format!("/api/v1/syncs/{sync}/failures?from=yesterday"))
        .await;
    reply.assert_error(400, "invalid_parameter", Some("from"));
    let reply = server.get("/api/v1/syncs/99/failures").await;
    reply.assert_error(404, "not_found", None);
}

#[tokio::test]
async fn every_category_of_the_contract_is_explained() {
    let server = Server::start();
    let page = server.get("/api/v1/categories").await.json();
    let categories = page["data"].as_array().unwrap();
    let of = |outcome: &str| -> BTreeSet<_> {
        let of = categories.iter().filter(|c| c["outcome"] == outcome);
        of.map(|c| c["category"].as_str().unwrap()).collect()
    };
    assert_eq!(
        of("pending"),
        WaitReason::ALL
            .iter()
            .map(|reason| reason.as_str())
            .collect()
    );
    assert_eq!(
        of("discarded"),
        DiscardReason::ALL
            .iter()
            .map(|reason| reason.as_str())
            .collect()
    );
    for category in categories {
        for text in ["meaning", "remedy"] {
            let text = category[text].as_str().unwrap();
            assert!(text.ends_with('.') && !text.contains("  "), "{category}");
        }
    }
}
