//! `/metrics`.

use axum::body::Body;
use http::Request;
use intertide_domain::delivery::Settled;
use serde_json::json;

use crate::harness::{Reply, Server, document, event};

async fn scrape(server: &Server) -> Reply {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let reply = server.send(request).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply
}

/// The value behind a name with its labels.
#[track_caller]
fn value(text: &str, name: &str) -> u64 {
    let prefix = format!("{name} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&prefix));
    line.unwrap_or_else(|| panic!("no {name} in {text}"))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn whoever_scrapes_needs_no_keys_and_learns_nothing_personal() {
    let server = Server::start();
    server.create(&document()).await;
    server
        .take_in(json!([event("annabel", "Order Completed")]))
        .await;
    let reply = scrape(&server).await;
    assert_eq!(
        reply.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    assert!(reply.text.ends_with("# EOF\n"));
    for personal in ["annabel", "Order Completed", "Product events"] {
        assert!(!reply.text.contains(personal), "{}", reply.text);
    }
}

#[tokio::test]
async fn the_numbers_are_those_of_the_api() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    server
        .take_in(json!([event("annabel", "A"), event("bertrand", "B")]))
        .await;
    server.settle(1, Settled::Delivered);
    let copied = json!({"user_id": "annabel", "event_type": "D", "insert_id": "d-1"});
    server.take_in(json!([copied, copied])).await;
    server.accept(json!([event("annabel", "C")])).await;

    let text = scrape(&server).await.text;
    let totals = server.get(&format!("/api/v1/syncs/{sync}")).await.json()["totals"].clone();
    for outcome in ["pending", "delivered", "discarded", "expired"] {
        let name = format!(r#"intertide_deliveries{{sync_id="{sync}",outcome="{outcome}"}}"#);
        assert_eq!(value(&text, &name), totals[outcome], "{outcome}");
    }
    let version = env!("CARGO_PKG_VERSION");
    for (name, expected) in [
        ("intertide_events_received_total", 5),
        ("intertide_events_duplicate_total", 1),
        ("intertide_intake_lag_events", 1),
        ("intertide_intake_healthy", 1),
        ("intertide_log_accepts", 1),
        ("intertide_log_start_offset", 0),
        ("intertide_log_end_offset", 5),
        (
            &format!(r#"intertide_build_info{{version="{version}"}}"#),
            1,
        ),
        (&format!(r#"intertide_sync_enabled{{sync_id="{sync}"}}"#), 1),
        (
            &format!(r#"intertide_lane_rate_limited{{sync_id="{sync}"}}"#),
            0,
        ),
        (
            &format!(r#"intertide_lane_held{{sync_id="{sync}",reason="credentials"}}"#),
            0,
        ),
    ] {
        assert_eq!(value(&text, name), expected, "{name}");
    }
    assert!(value(&text, "intertide_log_size_bytes") > 0);
}

#[tokio::test]
async fn a_log_that_refuses_shows() {
    let server = Server::start();
    server.log.poison();
    let text = scrape(&server).await.text;
    assert_eq!(value(&text, "intertide_log_accepts"), 0);
}
