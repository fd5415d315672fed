//! `/api/v1/taxonomy`.

use serde_json::{Value, json};

use crate::harness::Server;

async fn ask(server: &Server, query: &str) -> Value {
    let reply = server.get(&format!("/api/v1/taxonomy?{query}")).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

#[tokio::test]
async fn what_was_seen_comes_by_name_with_types_and_examples() {
    // Given events of two types, a user's properties, one of them hidden by a built-in name, and
    // a group's.
    let server = Server::start();
    server
        .take_in(json!([
            {"user_id": "annabel", "event_type": "Trial Started"},
            {"user_id": "annabel", "event_type": "Order Completed",
                "event_properties": {"total": 12, "items": ["pen", "ink"]}},
            {"user_id": "bertrand", "event_type": "Order Completed", "country": "Norway",
                "event_properties": {"total": "12"},
                "user_properties": {"plan": "pro", "country": "Elsewhere"}},
            {"event_type": "$groupidentify", "user_id": "bertrand", "groups": {"company": "Acme"},
                "group_properties": {"$set": {"seats": 7}}},
        ]))
        .await;
    let seen = ask(&server, "").await;

    let at = "2022-10-01T06:00:00.000Z";
    let types = seen["event_types"].as_array().unwrap();
    let names: Vec<_> = types.iter().map(|event_type| &event_type["name"]).collect();
    assert_eq!(
        names,
        ["$groupidentify", "Order Completed", "Trial Started"]
    );
    assert_eq!(
        &types[1],
        &json!({
            "name": "Order Completed",
            "first_seen": at,
            "last_seen": at,
            "properties": [
                {"name": "items", "types": ["list"], "examples": ["pen", "ink"], "last_seen": at},
                {"name": "total", "types": ["string", "number"], "examples": [12, "12"],
                    "last_seen": at},
            ],
        })
    );

    let users = seen["user_properties"].as_array().unwrap();
    let user = |name: &str| {
        users
            .iter()
            .find(|property| property["name"] == name)
            .unwrap()
    };
    assert_eq!(
        user("plan"),
        &json!({"name": "plan", "built_in": false, "types": ["string"], "examples": ["pro"],
            "last_seen": at})
    );
    assert_eq!(user("country")["examples"], json!(["Norway"]));
    assert_eq!(user("gp:country")["examples"], json!(["Elsewhere"]));
    assert_eq!(
        user("language"),
        &json!({"name": "language", "built_in": true, "types": [], "examples": [],
            "last_seen": null})
    );
    let names: Vec<_> = users
        .iter()
        .map(|user| user["name"].as_str().unwrap())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(
        seen["group_properties"],
        json!([{"group_type": "company", "name": "seats", "types": ["number"], "examples": [7],
            "last_seen": at}])
    );
}

#[tokio::test]
async fn one_event_type_can_be_asked_for() {
    let server = Server::start();
    server
        .take_in(json!([
            {"user_id": "annabel", "event_type": "A"},
            {"user_id": "annabel", "event_type": "B"},
        ]))
        .await;
    let seen = ask(&server, "event_type=B").await;
    let types = seen["event_types"].as_array().unwrap();
    assert_eq!(types.len(), 1);
    assert_eq!(types[0]["name"], "B");
    assert_eq!(ask(&server, "event_type=C").await["event_types"], json!([]));
    let reply = server.get("/api/v1/taxonomy?event=B").await;
    assert_eq!(reply.status.as_u16(), 400);
}
