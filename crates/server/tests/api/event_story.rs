//! `/api/v1/events/{id}`.

use intertide_domain::delivery::{
    Exchange, ExchangeRequest, ExchangeResponse, Settled, Settlement, WaitReason,
};
use intertide_domain::ids::DeliveryId;
use serde_json::{Value, json};

use crate::harness::{NOW, Server, TOKEN, document, event};

async fn story(server: &Server, id: u64) -> Value {
    let reply = server.get(&format!("/api/v1/events/{id}")).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

#[tokio::test]
async fn a_story_goes_from_the_door_to_intercoms_answer() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let mut sent = event("annabel", "Order Completed");
    sent["library"] = json!("amplitude-node-ts/1.5.73");
    sent["user_properties"] = json!({"plan": "pro"});
    server.take_in(json!([sent])).await;
    let before = story(&server, 0).await;
    let id = before["deliveries"][0]["id"].as_i64().unwrap();
    let settlement = Settlement {
        id: DeliveryId::new(id),
        at: server.now(),
        attempts: 1,
        first_attempt_at: Some(server.now()),
        settled: Settled::Retry {
            due_at: server.now().plus(std::time::Duration::from_secs(8)),
            reason: WaitReason::ServerError,
        },
        exchanges: vec![Exchange {
            started_at: server.now(),
            duration_ms: 80,
            attempt: 1,
            request: ExchangeRequest {
                method: "POST".to_owned(),
                url: "https://api.intercom.io/contacts".to_owned(),
                body: Some(r#"{"external_id":"annabel"}"#.to_owned()),
            },
            response: ExchangeResponse::Answered {
                status: 500,
                request_id: Some("req-1".to_owned()),
                body: String::new(),
            },
        }],
        notes: Vec::new(),
    };
    server.parts.state.settle(&[settlement], &[]).unwrap();

    let story = story(&server, 0).await;
    assert_eq!(story["id"], 0);
    assert_eq!(story["received_at"], "2022-10-01T06:00:00.000Z");
    assert_eq!(story["endpoint"], "http_v2");
    assert_eq!(story["library"], "amplitude-node-ts/1.5.73");
    assert_eq!(story["decided"], true);
    assert_eq!(
        (&story["duplicate"], &story["copy_of"]),
        (&json!(false), &Value::Null)
    );
    let changed = story["changed"].as_array().unwrap();
    assert!(changed.contains(&json!("plan")), "{changed:?}");
    assert_eq!(story["event"]["event_type"], "Order Completed");
    assert_eq!(story["event"]["time"], NOW);
    assert_eq!(
        story["syncs"],
        json!([{
            "sync_id": sync,
            "event": {"verdict": "selected"},
            "user": {"verdict": "selected"},
        }])
    );
    let deliveries = story["deliveries"].as_array().unwrap();
    let kinds: Vec<_> = deliveries
        .iter()
        .map(|delivery| &delivery["kind"])
        .collect();
    assert_eq!(kinds, ["user", "event"]);
    assert!(deliveries[0]["change"].to_string().contains("pro"));
    assert_eq!(deliveries[0]["category"], "server_error");
    assert_eq!(deliveries[0]["next_attempt_at"], "2022-10-01T06:00:08.000Z");
    assert_eq!(deliveries[1]["category"], "behind_earlier");
    let exchange = &deliveries[0]["exchanges"][0];
    assert_eq!(exchange["response"]["status"], 500);
    assert_eq!(exchange["response"]["request_id"], "req-1");
    let command = exchange["curl"].as_str().unwrap();
    assert!(command.contains("$INTERCOM_ACCESS_TOKEN"), "{command}");
    assert!(!command.contains(TOKEN));
}

#[tokio::test]
async fn a_copy_names_its_original() {
    let server = Server::start();
    let mut once = event("annabel", "A");
    once["device_id"] = json!("phone-of-annabel");
    once["insert_id"] = json!("first");
    server.take_in(json!([once])).await;
    server.take_in(json!([once])).await;
    let story = story(&server, 1).await;
    assert_eq!(story["duplicate"], true);
    assert_eq!(story["copy_of"], 0);
    assert_eq!(story["deliveries"], json!([]));
}

#[tokio::test]
async fn an_event_that_the_log_has_let_go_keeps_its_account() {
    let server = Server::start();
    server.create(&document()).await;
    server.take_in(json!([event("annabel", "A")])).await;
    server.log.forget();
    let story = story(&server, 0).await;
    assert_eq!(story["event"], Value::Null);
    assert_eq!(story["library"], Value::Null);
    assert_eq!(story["event_type"], "A");
    assert_eq!(story["deliveries"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_event_that_has_just_come_says_that_nothing_is_decided_yet() {
    let server = Server::start();
    server.create(&document()).await;
    server.accept(json!([event("annabel", "A")])).await;
    let story = story(&server, 0).await;
    assert_eq!(story["decided"], false);
    assert_eq!(story["event_type"], "A");
    assert_eq!(story["syncs"], json!([]));
}

#[tokio::test]
async fn an_event_that_is_not_there_is_not_found() {
    let server = Server::start();
    for id in ["0", "99", "x", "-1"] {
        let reply = server.get(&format!("/api/v1/events/{id}")).await;
        reply.assert_error(404, "not_found", None);
    }
}
