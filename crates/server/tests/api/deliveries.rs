//! `/api/v1/syncs/{id}/deliveries` and `/api/v1/deliveries/{id}`.

use intertide_domain::delivery::{
    DiscardReason, Exchange, ExchangeRequest, ExchangeResponse, Note, Settled, Settlement,
    WaitReason,
};
use intertide_domain::ids::DeliveryId;
use serde_json::{Value, json};

use crate::harness::{NOW, Server, document, event};

/// A server with one sync that selected these events, and the sync's id.
async fn with_events(events: Value) -> (Server, i64) {
    let server = Server::start();
    let id = server.create(&document()).await;
    server.take_in(events).await;
    (server, id)
}

async fn list(server: &Server, sync: i64, query: &str) -> Value {
    let path = format!("/api/v1/syncs/{sync}/deliveries?{query}");
    let reply = server.get(&path).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

fn column(page: &Value, name: &str) -> Vec<Value> {
    let rows = page["data"].as_array().unwrap();
    rows.iter().map(|row| row[name].clone()).collect()
}

fn settle(server: &Server, id: &Value, settled: Settled, exchanges: Vec<Exchange>) {
    let settlement = Settlement {
        id: DeliveryId::new(id.as_i64().unwrap()),
        at: server.now(),
        attempts: 1,
        first_attempt_at: Some(server.now()),
        settled,
        exchanges,
        notes: vec![Note("`a.b` is sent as `a_b`".to_owned())],
    };
    server.parts.state.settle(&[settlement], &[]).unwrap();
}

#[tokio::test]
async fn deliveries_are_listed_newest_first_in_the_documented_shape() {
    let (server, sync) = with_events(json!([
        event("annabel", "Order Completed"),
        event("bertrand", "Trial Started"),
    ]))
    .await;
    let page = list(&server, sync, "").await;
    assert_eq!(
        column(&page, "event_type"),
        ["Trial Started", "Order Completed"]
    );
    assert!(page["next_cursor"].is_null());
    let mut row = page["data"][0].clone();
    assert!(row["id"].take().is_i64());
    assert_eq!(
        row,
        json!({
            "id": null,
            "sync_id": sync,
            "kind": "event",
            "status": "pending",
            "category": null,
            "event_type": "Trial Started",
            "user_id": "bertrand",
            "created_at": "2022-10-01T06:00:00.000Z",
            "attempts": 0,
            "latency_ms": null,
            "notes": [],
            "received_at": "2022-10-01T06:00:00.000Z",
            "next_attempt_at": "2022-10-01T06:00:00.000Z",
            "settled_at": null,
        })
    );
}

#[tokio::test]
async fn a_cursor_goes_on_where_the_page_ended() {
    let names: Vec<_> = (0..5).map(|number| format!("Event {number}")).collect();
    let events: Vec<_> = names.iter().map(|name| event("annabel", name)).collect();
    let (server, sync) = with_events(Value::from(events)).await;
    let mut seen = Vec::new();
    let mut query = "limit=2".to_owned();
    loop {
        let page = list(&server, sync, &query).await;
        seen.extend(column(&page, "event_type"));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        query = format!("limit=2&cursor={cursor}");
    }
    let newest_first: Vec<_> = names.iter().rev().map(|name| json!(name)).collect();
    assert_eq!(seen, newest_first);
}

#[tokio::test]
async fn every_filter_narrows_the_list() {
    let (server, sync) = with_events(json!([event("annabel", "A"), event("bertrand", "B")])).await;
    let first = list(&server, sync, "").await["data"][1]["id"].clone();
    let reason = DiscardReason::UserNotFound;
    settle(&server, &first, Settled::Discarded(reason), Vec::new());
    server.pass(60_000);
    server.take_in(json!([event("annabel", "C")])).await;
    for (query, expected) in [
        ("status=pending", json!(["C", "B"])),
        ("status=discarded", json!(["A"])),
        ("status=delivered", json!([])),
        ("category=user_not_found", json!(["A"])),
        ("category=timeout", json!([])),
        ("user=annabel", json!(["C", "A"])),
        ("event_type=B", json!(["B"])),
        ("user=annabel&status=pending", json!(["C"])),
        ("from=2022-10-01T06:01:00Z", json!(["C"])),
        ("to=2022-10-01T06:01:00.000Z", json!(["B", "A"])),
        ("from=2022-10-01T07:01:00+01:00", json!(["C"])),
        (
            "status=&category=&user=&event_type=&from=&to=&limit=&cursor=",
            json!(["C", "B", "A"]),
        ),
    ] {
        let page = list(&server, sync, query).await;
        assert_eq!(
            Value::from(column(&page, "event_type")),
            expected,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_named() {
    let (server, sync) = with_events(json!([])).await;
    for (query, field) in [
        ("status=done", "status"),
        ("category=unknown", "category"),
        ("from=yesterday", "from"),
        ("to=tomorrow", "to"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("cursor=%20", "cursor"),
    ] {
        let path = format!("/api/v1/syncs/{sync}/deliveries?{query}");
        let reply = server.get(&path).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
    let path = format!("/api/v1/syncs/{sync}/deliveries?staus=pending");
    let reply = server.get(&path).await;
    assert_eq!(reply.status.as_u16(), 400);
    assert!(reply.text.contains("staus"), "{}", reply.text);
}

#[tokio::test]
async fn deliveries_of_no_sync_are_not_found() {
    let server = Server::start();
    for path in [
        "/api/v1/syncs/99/deliveries",
        "/api/v1/deliveries/99",
        "/api/v1/deliveries/x",
    ] {
        server.get(path).await.assert_error(404, "not_found", None);
    }
}

#[tokio::test]
async fn a_delivered_event_shows_the_event_and_its_exchanges() {
    let (server, sync) = with_events(json!([event("annabel", "Order Completed")])).await;
    let id = list(&server, sync, "").await["data"][0]["id"].clone();
    server.pass(250);
    let exchange = Exchange {
        started_at: server.now(),
        duration_ms: 80,
        attempt: 1,
        request: ExchangeRequest {
            method: "POST".to_owned(),
            url: "https://api.intercom.io/events".to_owned(),
            body: Some(r#"{"event_name":"Order Completed"}"#.to_owned()),
        },
        response: ExchangeResponse::Answered {
            status: 202,
            request_id: Some("req-1".to_owned()),
            body: String::new(),
        },
    };
    settle(&server, &id, Settled::Delivered, vec![exchange]);
    let delivery = server.get(&format!("/api/v1/deliveries/{id}")).await.json();
    assert_eq!(delivery["status"], "delivered");
    assert_eq!(delivery["attempts"], 1);
    assert_eq!(delivery["latency_ms"], 250);
    assert_eq!(delivery["notes"], json!(["`a.b` is sent as `a_b`"]));
    assert_eq!(delivery["settled_at"], "2022-10-01T06:00:00.250Z");
    assert!(delivery["next_attempt_at"].is_null());
    assert_eq!(delivery.get("change"), None);
    assert_eq!(delivery["event"]["event_type"], "Order Completed");
    assert_eq!(delivery["event"]["user_id"], "annabel");
    assert_eq!(delivery["event"]["time"], NOW);
    assert_eq!(delivery["event"]["event_properties"], json!({"total": 12}));
    let command = delivery["exchanges"][0]["curl"].as_str().unwrap();
    assert!(command.contains("$INTERCOM_ACCESS_TOKEN"), "{command}");
    assert!(command.contains("Intercom-Version: 2.16"), "{command}");
    assert_eq!(delivery["event_id"], 0);
    assert_eq!(
        delivery["exchanges"],
        json!([{
            "attempt": 1,
            "started_at": "2022-10-01T06:00:00.250Z",
            "duration_ms": 80,
            "request": {
                "method": "POST",
                "url": "https://api.intercom.io/events",
                "body": {"event_name": "Order Completed"},
            },
            "response": {"result": "answered", "status": 202, "request_id": "req-1", "body": ""},
            "curl": command,
        }])
    );
}

#[tokio::test]
async fn a_delivery_to_be_tried_again_says_when_and_why() {
    let (server, sync) = with_events(json!([event("annabel", "Order Completed")])).await;
    let id = list(&server, sync, "").await["data"][0]["id"].clone();
    let exchange = Exchange {
        started_at: server.now(),
        duration_ms: 10_000,
        attempt: 1,
        request: ExchangeRequest {
            method: "GET".to_owned(),
            url: "https://api.intercom.io/contacts".to_owned(),
            body: None,
        },
        response: ExchangeResponse::Failed {
            reason: WaitReason::Timeout,
            message: "no answer within 10s".to_owned(),
        },
    };
    let retry = Settled::Retry {
        due_at: server.now().plus(std::time::Duration::from_secs(8)),
        reason: WaitReason::Timeout,
    };
    settle(&server, &id, retry, vec![exchange]);
    let delivery = server.get(&format!("/api/v1/deliveries/{id}")).await.json();
    assert_eq!(delivery["status"], "pending");
    assert_eq!(delivery["category"], "timeout");
    assert_eq!(delivery["next_attempt_at"], "2022-10-01T06:00:08.000Z");
    assert!(delivery["latency_ms"].is_null());
    assert_eq!(
        delivery["exchanges"][0]["response"],
        json!({"result": "failed", "reason": "timeout", "message": "no answer within 10s"})
    );
    assert_eq!(delivery["exchanges"][0]["request"].get("body"), None);
}

#[tokio::test]
async fn an_event_that_the_log_has_let_go_is_null() {
    let (server, sync) = with_events(json!([event("annabel", "Order Completed")])).await;
    let id = list(&server, sync, "").await["data"][0]["id"].clone();
    server.log.forget();
    let delivery = server.get(&format!("/api/v1/deliveries/{id}")).await.json();
    assert_eq!(delivery.get("event"), Some(&Value::Null));
    assert_eq!(delivery["event_type"], "Order Completed");
}

#[tokio::test]
async fn a_user_change_shows_what_is_sent() {
    let mut identify = event("annabel", "$identify");
    identify["user_properties"] = json!({"plan": "pro"});
    let (server, sync) = with_events(json!([identify])).await;
    let page = list(&server, sync, "").await;
    assert_eq!(column(&page, "kind"), ["user"]);
    let id = &page["data"][0]["id"];
    let delivery = server.get(&format!("/api/v1/deliveries/{id}")).await.json();
    assert_eq!(delivery.get("event"), None);
    assert!(delivery["change"].is_object(), "{delivery}");
    assert!(delivery["change"].to_string().contains("pro"));
    assert_eq!(delivery["exchanges"], json!([]));
}
