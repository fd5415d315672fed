//! `/api/v1/alerts`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::Request;
use intertide_delivery::alerts::channels::Telling;
use intertide_delivery::alerts::observation::{DiskRoom, Observation};
use intertide_delivery::alerts::{
    Alerts, AlertsParts, Channel, ChannelError, ChannelKind, Message, Patience,
};
use intertide_server::ServerParts;
use serde_json::json;

use crate::harness::Server;

/// A webhook that takes nothing.
#[derive(Debug)]
struct Closed;

impl Channel for Closed {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Webhook
    }

    fn target_hint(&self) -> String {
        "hooks.example.com".to_owned()
    }

    fn tell<'a>(&'a self, _: &'a Message) -> Telling<'a> {
        let refused = ChannelError::Refused("403 Forbidden".to_owned());
        Box::pin(std::future::ready(Err(refused)))
    }
}

/// Tells at once, to a webhook that takes nothing.
fn with_channel(parts: &mut ServerParts) {
    let alerts = Alerts::open(AlertsParts {
        state: parts.state.clone(),
        channels: vec![Arc::new(Closed)],
        patience: Patience {
            raise_after: Duration::ZERO,
            clear_after: Duration::ZERO,
        },
        clock: parts.clock.clone(),
    });
    parts.alerts = Arc::new(alerts.unwrap());
}

fn disk(free: u64) -> Observation {
    Observation {
        disk: Some(DiskRoom { free, total: 100 }),
        ..Observation::default()
    }
}

#[tokio::test]
async fn what_is_raised_comes_first_and_says_who_was_told() {
    // Given a log that refused for a second, and a disk that is almost full since.
    let server = Server::start_with(with_channel);
    let alerts = &server.parts.alerts;
    let refuses = Observation {
        log_refuses: Some("no space".to_owned()),
        ..disk(50)
    };
    alerts.observe(&refuses);
    server.pass(1_000);
    alerts.observe(&disk(3));

    let listed = server.get("/api/v1/alerts").await.json();
    let channel = json!([{"kind": "webhook", "target_hint": "hooks.example.com"}]);
    assert_eq!(listed["channels"], channel);
    assert!(listed["next_cursor"].is_null());
    assert_eq!(
        listed["data"][0],
        json!({
            "id": "1664604001000-2",
            "condition": "disk_low",
            "category": null,
            "severity": "warning",
            "state": "raised",
            "title": "The disk is almost full",
            "reason": "3 % of the data directory's disk is free: 0 MB.",
            "remedy": "Free some space, enlarge the disk, or keep events for a shorter time \
                (log.retention, log.max_size).",
            "sync": null,
            "sample": null,
            "raised_at": "2022-10-01T06:00:01.000Z",
            "cleared_at": null,
            "told": [{"channel": "webhook", "at": null, "error": null}],
        })
    );
    let over = &listed["data"][1];
    assert_eq!(
        (&over["condition"], &over["state"]),
        (&json!("log_refuses"), &json!("cleared"))
    );
    assert_eq!(over["cleared_at"], "2022-10-01T06:00:01.000Z");
}

#[tokio::test]
async fn a_test_message_says_of_each_channel_whether_it_was_taken() {
    let server = Server::start_with(with_channel);
    let tested = server.post("/api/v1/alerts/test", &json!({})).await.json();
    assert_eq!(
        tested["data"],
        json!([{
            "channel": "webhook",
            "ok": false,
            "message": "the other side answered 403 Forbidden",
        }])
    );
    assert_eq!(server.get("/api/v1/alerts").await.json()["data"], json!([]));
}

#[tokio::test]
async fn without_a_channel_there_is_nobody_to_test() {
    let server = Server::start();
    let tested = server.post("/api/v1/alerts/test", &json!({})).await.json();
    assert_eq!(tested, json!({"data": [], "next_cursor": null}));
}

#[tokio::test]
async fn what_is_raised_and_what_is_untold_is_counted_for_prometheus() {
    let server = Server::start_with(with_channel);
    server.parts.alerts.observe(&disk(3));
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let text = server.send(request).await.text;
    for line in [
        "intertide_alert_raised{condition=\"disk_low\",sync=\"\"} 1",
        "intertide_alert_raised{condition=\"log_refuses\",sync=\"\"} 0",
        "intertide_alerts_untold 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}
