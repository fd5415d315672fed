//! `/api/v1/syncs/{id}/preview`, `/preview-changes` and `/test-event`.

use serde_json::{Value, json};

use crate::harness::{Server, TOKEN, document, event};
use crate::parts::{refused, response};

/// A sync that wants large orders.
fn only_large() -> Value {
    let mut document = document();
    document["send_events"]["select"] = json!([{
        "event_type": "Order Completed",
        "where": [{"property": "event.total", "operator": "greater_than", "values": ["10"]}],
    }]);
    document["send_events"]["event_properties"] = json!(["total"]);
    document
}

/// Orders above a hundred alone.
fn only_huge() -> Value {
    let mut document = only_large();
    document["send_events"]["select"][0]["where"][0]["values"] = json!(["100"]);
    document
}

async fn ask(server: &Server, sync: i64, what: &str, body: &Value) -> Value {
    let reply = server
        .post(&format!("/api/v1/syncs/{sync}/{what}"), body)
        .await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

#[tokio::test]
async fn a_preview_shows_what_would_be_sent_and_sends_nothing() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let preview = ask(
        &server,
        sync,
        "preview",
        &event("annabel", "Order Completed"),
    )
    .await;
    assert_eq!(preview["verdict"], "send");
    assert_eq!(preview["reason"], Value::Null);
    assert_eq!(
        preview["conditions"],
        json!([{
            "condition":
                {"property": "event.total", "operator": "greater_than", "values": ["10"]},
            "held": true,
            "value": 12,
        }])
    );
    let requests = preview["requests"].as_array().unwrap();
    let last = requests.last().unwrap();
    assert_eq!(
        (&last["method"], &last["path"]),
        (&json!("POST"), &json!("/events"))
    );
    assert_eq!(last["body"]["event_name"], "Order Completed");
    assert_eq!(last["body"]["metadata"], json!({"total": 12}));
    assert!(preview["warnings"].is_array());
    assert_eq!(server.intercom.sent(), []);
    let all = server
        .get(&format!("/api/v1/syncs/{sync}/deliveries"))
        .await;
    assert_eq!(all.json()["data"], json!([]));
}

#[tokio::test]
async fn a_preview_says_why_nothing_would_be_sent() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let mut small = event("annabel", "Order Completed");
    small["event_properties"]["total"] = json!(9);
    let preview = ask(&server, sync, "preview", &small).await;
    assert_eq!(preview["verdict"], "skip");
    let reason = preview["reason"].as_str().unwrap();
    assert!(reason.starts_with("filtered: "), "{reason}");
    assert_eq!(preview["conditions"][0]["held"], false);
    assert_eq!(preview["requests"], json!([]));

    let nobody = json!({"device_id": "a-phone", "event_type": "Order Completed",
        "event_properties": {"total": 12}});
    let preview = ask(&server, sync, "preview", &nobody).await;
    assert_eq!(preview["verdict"], "discard");
    let reason = preview["reason"].as_str().unwrap();
    assert!(reason.contains("missing_identity: "), "{reason}");
}

#[tokio::test]
async fn an_identify_previews_its_users_update() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let identify = json!({"user_id": "annabel", "event_type": "$identify",
        "user_properties": {"$set": {"plan": "pro"}}});
    let preview = ask(&server, sync, "preview", &identify).await;
    assert_eq!(preview["verdict"], "send");
    assert!(preview["requests"].to_string().contains("pro"), "{preview}");
}

#[tokio::test]
async fn a_draft_is_asked_instead_of_what_is_stored() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let body = json!({"event": event("annabel", "Order Completed"), "document": only_huge()});
    let preview = ask(&server, sync, "preview", &body).await;
    assert_eq!(preview["verdict"], "skip");
    let alone = json!({"event": event("annabel", "Order Completed")});
    assert_eq!(
        ask(&server, sync, "preview", &alone).await["verdict"],
        "send"
    );
    let stored = server.get(&format!("/api/v1/syncs/{sync}")).await.json();
    assert_eq!(stored["version"], 1, "the draft is not saved");
}

#[tokio::test]
async fn what_is_no_event_or_no_document_is_named() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let mut nameless = document();
    nameless["name"] = json!("");
    for what in ["preview", "test-event"] {
        let path = format!("/api/v1/syncs/{sync}/{what}");
        for (body, field) in [
            (json!([]), "event"),
            (json!("annabel"), "event"),
            (json!({"user_id": "annabel"}), "event_type"),
            (
                json!({"event_type": "A", "user_id": "annabel", "time": "x"}),
                "time",
            ),
            (json!({"event": 1}), "event"),
            (json!({"document": document()}), "event"),
            (
                json!({"event": event("annabel", "A"), "draft": {}}),
                "draft",
            ),
        ] {
            let reply = server.post(&path, &body).await;
            reply.assert_error(400, "invalid_parameter", Some(field));
        }
        let body = json!({"event": event("annabel", "A"), "document": nameless});
        let reply = server.post(&path, &body).await;
        assert_eq!(reply.status.as_u16(), 422, "{}", reply.text);
        assert_eq!(reply.json()["error"]["field"], "name");
    }
}

#[tokio::test]
async fn a_change_is_tried_on_the_latest_events() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let mut huge = event("bertrand", "Order Completed");
    huge["event_properties"]["total"] = json!(500);
    server
        .take_in(json!([event("annabel", "Order Completed"), huge]))
        .await;
    let mut draft = only_huge();
    draft["send_events"]["event_properties"] = json!([]);
    let changes = ask(
        &server,
        sync,
        "preview-changes",
        &json!({"document": draft}),
    )
    .await;
    assert_eq!(changes["same"], 0);
    assert_eq!(changes["no_longer_sent"], 1);
    assert_eq!(changes["newly_sent"], 0);
    assert_eq!(changes["changed"], 1);
    let difference = &changes["differences"][0];
    assert_eq!(difference["event_id"], 0);
    assert_eq!(difference["event_type"], "Order Completed");
    assert_eq!(difference["user_id"], "annabel");
    assert_eq!(difference["received_at"], "2022-10-01T06:00:00.000Z");
    assert_eq!(difference["kind"], "no_longer_sent");
    assert_eq!(difference["before"]["verdict"], "send");
    assert_eq!(difference["after"]["verdict"], "skip");
    assert_eq!(difference["after"]["payloads"], json!([]));
    let payloads = difference["before"]["payloads"].to_string();
    assert!(payloads.contains("total"), "{payloads}");

    let body = json!({"document": draft, "last": 1});
    let changes = ask(&server, sync, "preview-changes", &body).await;
    assert_eq!(
        (&changes["no_longer_sent"], &changes["changed"]),
        (&json!(0), &json!(1))
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_change_is_named() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let path = format!("/api/v1/syncs/{sync}/preview-changes");
    for (body, field) in [
        (json!({}), "document"),
        (json!({"document": document(), "last": 0}), "last"),
        (json!({"document": document(), "last": 1_001}), "last"),
        (json!({"document": document(), "first": 1}), "first"),
    ] {
        let reply = server.post(&path, &body).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
    let reply = server.post(&path, &json!({"document": {}})).await;
    assert_eq!(reply.status.as_u16(), 422);
}

#[tokio::test]
async fn a_test_event_is_sent_and_shows_each_exchange() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let contact = r#"{"type":"contact","id":"c1","role":"user","external_id":"annabel"}"#;
    server.intercom.will_answer(response(202, contact));
    let trial = ask(
        &server,
        sync,
        "test-event",
        &event("annabel", "Order Completed"),
    )
    .await;
    assert_eq!(trial["verdict"], "send");
    assert!(trial["conditions"].is_array());
    let sent = trial["sent"].as_array().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["kind"], "event");
    assert_eq!(sent[0]["status"], "delivered");
    assert_eq!(sent[0]["category"], Value::Null);
    let exchanges = sent[0]["exchanges"].as_array().unwrap();
    let last = exchanges.last().unwrap();
    assert_eq!(last["request"]["url"], "https://api.intercom.io/events");
    assert_eq!(last["response"]["status"], 202);
    let command = last["curl"].as_str().unwrap();
    assert!(command.contains("$INTERCOM_ACCESS_TOKEN"), "{command}");
    assert!(!trial.to_string().contains(TOKEN));
    let arrived = server.intercom.sent();
    assert_eq!(arrived.len(), exchanges.len());
    assert_eq!(arrived.last().unwrap().token, TOKEN);
    let all = server
        .get(&format!("/api/v1/syncs/{sync}/deliveries"))
        .await;
    assert_eq!(all.json()["data"], json!([]), "nothing of it is kept");
}

#[tokio::test]
async fn a_test_event_that_is_refused_says_so() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    server.intercom.will_answer(refused());
    let trial = ask(
        &server,
        sync,
        "test-event",
        &event("annabel", "Order Completed"),
    )
    .await;
    assert_eq!(trial["sent"][0]["status"], "pending");
    assert_eq!(trial["sent"][0]["category"], "credentials");
}

#[tokio::test]
async fn a_test_event_that_is_not_selected_is_not_sent() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let trial = ask(&server, sync, "test-event", &event("annabel", "Other")).await;
    assert_eq!(trial["verdict"], "skip");
    assert_eq!(trial["sent"], json!([]));
    assert_eq!(server.intercom.sent(), []);
}

#[tokio::test]
async fn a_draft_is_tested_with_its_own_token() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let mut draft = only_large();
    draft["credentials"]["access_token"] = json!("dG9rOmRyYWZ0ZHJhZnRkcmFmdGRyYWZ0");
    draft["credentials"]["endpoint"] = json!("eu");
    let body = json!({"event": event("annabel", "Order Completed"), "document": draft});
    ask(&server, sync, "test-event", &body).await;
    for sent in server.intercom.sent() {
        assert_eq!(sent.endpoint, "eu");
        assert_eq!(sent.token, "dG9rOmRyYWZ0ZHJhZnRkcmFmdGRyYWZ0");
    }
    assert!(!server.intercom.sent().is_empty());
}

#[tokio::test]
async fn a_sync_without_a_token_can_be_previewed_and_not_tested() {
    let server = Server::start();
    let mut without = only_large();
    without["enabled"] = json!(false);
    without["credentials"] = json!({"endpoint": "us"});
    let sync = server.create(&without).await;
    let order = event("annabel", "Order Completed");
    assert_eq!(
        ask(&server, sync, "preview", &order).await["verdict"],
        "send"
    );
    let reply = server
        .post(&format!("/api/v1/syncs/{sync}/test-event"), &order)
        .await;
    reply.assert_error(409, "conflict", None);
}

#[tokio::test]
async fn a_sync_that_is_not_there_is_not_found() {
    let server = Server::start();
    for what in ["preview", "preview-changes", "test-event"] {
        for id in ["99", "x"] {
            let path = format!("/api/v1/syncs/{id}/{what}");
            let reply = server.post(&path, &event("annabel", "A")).await;
            reply.assert_error(404, "not_found", None);
        }
    }
}
