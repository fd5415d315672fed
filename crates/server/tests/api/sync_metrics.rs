//! `/api/v1/syncs/{id}/metrics`.

use intertide_domain::delivery::{DiscardReason, Settled, Settlement, WaitReason};
use intertide_domain::ids::DeliveryId;
use serde_json::{Value, json};

use crate::harness::{Server, document, event};

async fn ask(server: &Server, sync: i64, query: &str) -> Value {
    let path = format!("/api/v1/syncs/{sync}/metrics?{query}");
    let reply = server.get(&path).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

fn settle(server: &Server, id: i64, attempts: u32, settled: Settled) {
    let settlement = Settlement {
        id: DeliveryId::new(id),
        at: server.now(),
        attempts,
        first_attempt_at: Some(server.now()),
        settled,
        exchanges: Vec::new(),
        notes: Vec::new(),
    };
    server.parts.state.settle(&[settlement], &[]).unwrap();
}

/// A server whose sync has had one of everything: within the minute of six o'clock, and one that
/// expired two minutes later.
async fn with_everything() -> (Server, i64) {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let mut events: Vec<_> = ["annabel", "bertrand", "clarissa", "dagobert", "ermengard"]
        .iter()
        .map(|user| event(user, "Order Completed"))
        .collect();
    events[1]["event_type"] = json!("Trial Started");
    events.push(event("annabel", "[Intercom] left out"));
    server.take_in(json!(events)).await;
    let page = server
        .get(&format!("/api/v1/syncs/{sync}/deliveries"))
        .await
        .json();
    let rows = page["data"].as_array().unwrap().iter().rev();
    let ids: Vec<_> = rows.map(|row| row["id"].as_i64().unwrap()).collect();
    server.pass(2_000);
    settle(&server, ids[0], 1, Settled::Delivered);
    settle(&server, ids[1], 3, Settled::Delivered);
    let rejected = Settled::Discarded(DiscardReason::Rejected);
    settle(&server, ids[2], 1, rejected);
    let retry = Settled::Retry {
        due_at: server.now(),
        reason: WaitReason::Timeout,
    };
    settle(&server, ids[3], 1, retry);
    server.pass(120_000);
    settle(&server, ids[3], 10, Settled::Expired(WaitReason::Timeout));
    (server, sync)
}

#[tokio::test]
async fn a_series_tells_step_by_step_what_became_of_what_was_selected() {
    let (server, sync) = with_everything().await;
    let metrics = ask(&server, sync, "").await;
    assert_eq!(metrics["sync_id"], sync);
    assert_eq!(metrics["from"], "2022-10-01T05:02:00.000Z");
    assert_eq!(metrics["to"], "2022-10-01T06:02:02.000Z");
    assert_eq!(metrics["step"], "1m");
    assert_eq!(metrics["pending"], 1);
    let series = metrics["series"].as_array().unwrap();
    assert_eq!(series.len(), 61);
    assert_eq!(
        series[58],
        json!({
            "start": "2022-10-01T06:00:00.000Z",
            "selected": {"events": 5, "users": 0},
            "delivered": {"first": 1, "after_retry": 1},
            "retried": {"timeout": 1},
            "discarded": {"rejected": 1},
            "expired": {},
            "skipped": {"no_change": 6, "not_selected": 1},
            "latency_ms": {"p50": 2_000, "p95": 2_000, "p99": 2_000},
            "by_event_type": {
                "Order Completed": {"selected": 4, "delivered": 1, "discarded": 1, "expired": 0},
                "Trial Started": {"selected": 1, "delivered": 1, "discarded": 0, "expired": 0},
            },
        })
    );
    assert_eq!(series[60]["expired"], json!({"timeout": 1}));
    assert_eq!(
        series[59]["delivered"],
        json!({"first": 0, "after_retry": 0})
    );
    assert!(series[59]["latency_ms"].is_null());
}

#[tokio::test]
async fn the_whole_period_is_the_sum_of_its_steps() {
    let (server, sync) = with_everything().await;
    for query in ["", "step=15m", "step=1h&from=2022-10-01T00:00:00Z"] {
        let overall = &ask(&server, sync, query).await["overall"];
        assert_eq!(
            overall["delivered"],
            json!({"first": 1, "after_retry": 1}),
            "{query}"
        );
        assert_eq!(overall["discarded"], json!({"rejected": 1}), "{query}");
        assert_eq!(overall["expired"], json!({"timeout": 1}), "{query}");
        assert_eq!(overall["retried"], json!({"timeout": 1}), "{query}");
        assert_eq!(overall["latency_ms"]["p99"], 2_000, "{query}");
        assert_eq!(
            overall["by_event_type"]["Order Completed"],
            json!({"selected": 4, "delivered": 1, "discarded": 1, "expired": 1}),
            "{query}"
        );
    }
}

#[tokio::test]
async fn what_was_not_asked_for_does_not_count() {
    let (server, sync) = with_everything().await;
    let query = "from=2022-10-01T06:02:00Z&to=2022-10-01T06:03:00Z";
    let metrics = ask(&server, sync, query).await;
    assert_eq!(metrics["series"].as_array().unwrap().len(), 1);
    assert_eq!(metrics["overall"]["expired"], json!({"timeout": 1}));
    assert_eq!(metrics["overall"]["discarded"], json!({}));
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    for (query, field) in [
        ("from=yesterday", "from"),
        ("to=today", "to"),
        ("step=90s", "step"),
        ("step=15", "step"),
        ("from=2022-10-01T06:00:00Z&to=2022-10-01T06:00:00Z", "to"),
        ("from=2022-09-01T06:00:00Z", "step"),
    ] {
        let path = format!("/api/v1/syncs/{sync}/metrics?{query}");
        let reply = server.get(&path).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
    let reply = server.get("/api/v1/syncs/99/metrics").await;
    reply.assert_error(404, "not_found", None);
}
