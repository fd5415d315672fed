//! `/api/2/event-streaming/delivery-metrics-summary` (amplitude.md 7).

use intertide_domain::delivery::{DiscardReason, Settled, Settlement};
use intertide_domain::ids::DeliveryId;
use serde_json::json;

use crate::harness::{Reply, Server, document, event};

async fn ask(server: &Server, query: &str) -> Reply {
    let path = format!("/api/2/event-streaming/delivery-metrics-summary?{query}");
    server.get(&path).await
}

/// A server whose one sync has delivered, discarded and retried, and that sync's id.
async fn settled() -> (Server, i64) {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let names = ["A", "B", "C", "D"];
    let users = ["annabel", "bertrand", "clarissa", "dagobert"];
    let events: Vec<_> = users
        .iter()
        .zip(names)
        .map(|(user, name)| event(user, name))
        .collect();
    server.take_in(json!(events)).await;
    server.pass(2_500);
    let settlement = |id, attempts, settled| Settlement {
        id: DeliveryId::new(id),
        at: server.now(),
        attempts,
        first_attempt_at: Some(server.now()),
        settled,
        exchanges: Vec::new(),
        notes: Vec::new(),
    };
    let page = server
        .get(&format!("/api/v1/syncs/{sync}/deliveries"))
        .await
        .json();
    let rows = page["data"].as_array().unwrap().iter();
    let ids: Vec<_> = rows.map(|row| row["id"].as_i64().unwrap()).collect();
    let settlements = [
        settlement(ids[0], 1, Settled::Delivered),
        settlement(ids[1], 1, Settled::Delivered),
        settlement(ids[2], 3, Settled::Delivered),
        settlement(ids[3], 1, Settled::Discarded(DiscardReason::Rejected)),
    ];
    server.parts.state.settle(&settlements, &[]).unwrap();
    server.pass(60_000);
    (server, sync)
}

#[tokio::test]
async fn the_numbers_come_under_amplitudes_names() {
    let (server, sync) = settled().await;
    let reply = ask(&server, &format!("sync_id={sync}&time_period=ONE_HOUR")).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    let summary = reply.json();
    assert_eq!(summary["timePeriod"], "ONE_HOUR");
    assert_eq!(summary["eventsDelivered"], 3);
    assert_eq!(summary["eventsNotDelivered"], 1);
    assert_eq!(summary["deliveryRate"], 0.75);
    assert_eq!(summary["successOnFirstAttempt"], 2);
    assert_eq!(summary["successAfterRetry"], 1);
    assert_eq!(summary["eventsDiscarded"], 1);
    assert_eq!(summary["eventsExpired"], 0);
    assert_eq!(summary["timePeriodStart"], "2022-10-01 05:01:02.500000");
    assert_eq!(summary["timePeriodEnd"], "2022-10-01 06:01:02.500000");
    let latency = summary["latencyInSeconds"].as_f64().unwrap();
    assert!((latency - 2.5).abs() < 0.25, "{latency}");
}

#[tokio::test]
async fn a_custom_period_counts_what_settled_in_it() {
    let (server, sync) = settled().await;
    for (start, end, delivered) in [
        ("2022-10-01T07:00:00+01:00", "2022-10-01T07:05:00+01:00", 3),
        ("2022-10-01T05:00Z", "2022-10-01T06:00Z", 0),
    ] {
        let query = format!("sync_id={sync}&time_period=CUSTOM&start={start}&end={end}");
        let summary = ask(&server, &query).await.json();
        assert_eq!(summary["eventsDelivered"], delivered, "{query}");
        assert_eq!(summary["timePeriod"], "CUSTOM");
    }
}

#[tokio::test]
async fn nothing_delivered_is_a_whole_rate_without_latency() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let reply = ask(&server, &format!("sync_id={sync}&time_period=TEN_MINUTES")).await;
    assert!(
        reply.text.contains(r#""deliveryRate":1.0"#),
        "{}",
        reply.text
    );
    assert!(
        reply.text.contains(r#""latencyInSeconds":0.0"#),
        "{}",
        reply.text
    );
}

#[tokio::test]
async fn what_is_missing_or_unreadable_is_a_400_that_names_it() {
    let server = Server::start();
    for (query, field) in [
        ("time_period=ONE_DAY", "sync_id"),
        ("sync_id=one&time_period=ONE_DAY", "sync_id"),
        ("sync_id=1", "time_period"),
        ("sync_id=1&time_period=ONE_YEAR", "time_period"),
        ("sync_id=1&time_period=CUSTOM", "start"),
        (
            "sync_id=1&time_period=CUSTOM&start=2022-10-01T07:00Z",
            "end",
        ),
        (
            "sync_id=1&time_period=CUSTOM&start=x&end=2022-10-01T07:00Z",
            "start",
        ),
    ] {
        ask(&server, query)
            .await
            .assert_error(400, "invalid_parameter", Some(field));
    }
}

#[tokio::test]
async fn an_unknown_sync_is_forbidden() {
    let server = Server::start();
    let reply = ask(&server, "sync_id=99&time_period=ONE_DAY").await;
    reply.assert_error(403, "unknown_sync", None);
}

#[tokio::test]
async fn beyond_ninety_days_is_a_500() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    for (start, status) in [("2022-07-03T06:00Z", 200), ("2022-07-03T05:59Z", 500)] {
        let query =
            format!("sync_id={sync}&time_period=CUSTOM&start={start}&end=2022-10-01T06:00Z");
        let reply = ask(&server, &query).await;
        assert_eq!(reply.status.as_u16(), status, "{start}: {}", reply.text);
    }
}

#[tokio::test]
async fn the_thirteenth_within_a_minute_is_too_many() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let query = format!("sync_id={sync}&time_period=ONE_DAY");
    for _ in 0..12 {
        assert_eq!(ask(&server, &query).await.status.as_u16(), 200);
    }
    let reply = ask(&server, &query).await;
    reply.assert_error(429, "too_many_requests", None);
    assert_eq!(reply.header("retry-after"), Some("60"));
    server.pass(60_000);
    assert_eq!(ask(&server, &query).await.status.as_u16(), 200);
}
