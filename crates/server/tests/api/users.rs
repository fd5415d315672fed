//! `/api/v1/users/{user_id}`.

use serde_json::{Value, json};

use crate::harness::{Server, document, event};

#[tokio::test]
async fn a_user_is_shown_with_profile_devices_groups_events_and_deliveries() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let mut first = event("annabel", "Signed Up");
    first["device_id"] = json!("device-1");
    first["user_properties"] = json!({"plan": "pro", "country": "mine"});
    first["country"] = json!("Norway");
    let mut set_group = event("annabel", "$identify");
    set_group["groups"] = json!({"org": "acme"});
    server
        .take_in(json!([first, set_group, event("bertrand", "Signed Up")]))
        .await;
    let user = server.get("/api/v1/users/annabel").await.json();
    assert_eq!(user["user_id"], "annabel");
    assert_eq!(user["devices"], json!(["device-1"]));
    assert_eq!(user["groups"], json!({"org": ["acme"]}));
    let properties = &user["user_properties"];
    assert_eq!(properties["plan"], "pro");
    assert_eq!(properties["country"], "Norway");
    assert_eq!(properties["gp:country"], "mine");
    let events = user["events"].as_array().unwrap();
    let names: Vec<_> = events.iter().map(|event| &event["event_type"]).collect();
    assert_eq!(names, ["$identify", "Signed Up"]);
    let deliveries = user["deliveries"].as_array().unwrap();
    let kinds: Vec<_> = deliveries
        .iter()
        .map(|delivery| &delivery["kind"])
        .collect();
    assert_eq!(kinds.len(), 2, "{user}");
    assert!(kinds.contains(&&json!("event")) && kinds.contains(&&json!("user")));
    for delivery in deliveries {
        assert_eq!(delivery["sync_id"], sync);
        assert_eq!(delivery["user_id"], "annabel");
    }
}

#[tokio::test]
async fn recent_deliveries_come_from_all_syncs_newest_first_twenty_at_most() {
    let server = Server::start();
    server.create(&document()).await;
    server.create(&document()).await;
    let names = (0..15).map(|number| event("annabel", &format!("Event {number}")));
    server.take_in(Value::from(names.collect::<Vec<_>>())).await;
    let user = server.get("/api/v1/users/annabel").await.json();
    let deliveries = user["deliveries"].as_array().unwrap();
    assert_eq!(deliveries.len(), 20);
    let ids: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery["id"].as_i64())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
}

#[tokio::test]
async fn an_id_with_special_characters_is_escaped() {
    let server = Server::start();
    server
        .take_in(json!([event("ann/b+c d@x.io", "Signed Up")]))
        .await;
    let user = server
        .get("/api/v1/users/ann%2Fb%2Bc%20d%40x.io")
        .await
        .json();
    assert_eq!(user["user_id"], "ann/b+c d@x.io");
}

#[tokio::test]
async fn a_user_who_was_never_seen_is_not_found() {
    let server = Server::start();
    let reply = server.get("/api/v1/users/nobody").await;
    reply.assert_error(404, "not_found", None);
}
