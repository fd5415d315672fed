//! `/api/v1/events`.

use serde_json::{Value, json};

use crate::harness::{Server, document, event};

async fn list(server: &Server, query: &str) -> Value {
    let reply = server.get(&format!("/api/v1/events?{query}")).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

fn names(page: &Value) -> Vec<&str> {
    let rows = page["data"].as_array().unwrap().iter();
    rows.map(|row| row["event_type"].as_str().unwrap())
        .collect()
}

/// A sync that wants events with a total above ten.
fn only_large() -> Value {
    let mut document = document();
    document["send_events"]["select"] = json!([{
        "event_type": "Order Completed",
        "where": [{"property": "event.total", "operator": "greater_than", "values": ["10"]}],
    }]);
    document
}

#[tokio::test]
async fn events_come_newest_first_with_what_became_of_them() {
    let server = Server::start();
    let sync = server.create(&only_large()).await;
    let mut small = event("annabel", "Order Completed");
    small["event_properties"]["total"] = json!(9);
    let events = json!([
        event("annabel", "Order Completed"),
        small,
        event("annabel", "Other")
    ]);
    server.take_in(events).await;
    let page = list(&server, "").await;
    assert!(page["next_cursor"].is_null());
    assert_eq!(
        names(&page),
        ["Other", "Order Completed", "Order Completed"]
    );

    let rows = page["data"].as_array().unwrap();
    let verdict = |row: &Value| row["syncs"][0]["event"].clone();
    assert_eq!(verdict(&rows[0]), json!({"verdict": "not_selected"}));
    assert_eq!(
        verdict(&rows[1]),
        json!({"verdict": "filtered", "condition": "event.total greater_than 10"})
    );
    assert_eq!(verdict(&rows[2]), json!({"verdict": "selected"}));
    assert_eq!(rows[2]["syncs"][0]["sync_id"], sync);
    assert_eq!((&rows[2]["id"], &rows[2]["offset"]), (&json!(0), &json!(0)));
    assert_eq!(rows[2]["received_at"], "2022-10-01T06:00:00.000Z");
    assert_eq!(rows[2]["endpoint"], "http_v2");
    assert_eq!(rows[1]["deliveries"], json!([]));
    let deliveries = rows[2]["deliveries"].as_array().unwrap();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0]["status"], "pending");
    assert_eq!(deliveries[0]["sync_id"], sync);
    assert!(deliveries[0]["id"].is_i64());
}

#[tokio::test]
async fn a_cursor_goes_on_where_the_page_ended() {
    let server = Server::start();
    let events: Vec<_> = (0..5)
        .map(|number| event("annabel", &format!("Event {number}")))
        .collect();
    server.take_in(json!(events)).await;
    let mut seen = Vec::new();
    let mut query = "limit=2".to_owned();
    loop {
        let page = list(&server, &query).await;
        seen.extend(names(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(
        seen,
        ["Event 4", "Event 3", "Event 2", "Event 1", "Event 0"]
    );
}

#[tokio::test]
async fn every_filter_narrows_the_list() {
    let server = Server::start();
    let mut first = event("annabel", "A");
    first["device_id"] = json!("phone-of-annabel");
    first["insert_id"] = json!("first");
    server.take_in(json!([first, event("bertrand", "B")])).await;
    server.pass(60_000);
    let of_device = json!({"device_id": "phone-of-annabel", "event_type": "C"});
    server.take_in(json!([of_device])).await;
    for (query, expected) in [
        ("user_id=bertrand", &["B"][..]),
        ("user_id=annabel", &["C", "A"]),
        ("device_id=phone-of-annabel", &["C", "A"]),
        ("insert_id=first", &["A"]),
        ("event_type=B", &["B"]),
        ("user_id=annabel&event_type=A", &["A"]),
        ("from=2022-10-01T06:01:00Z", &["C"]),
        ("to=2022-10-01T07:01:00+01:00", &["B", "A"]),
        ("user_id=nobody", &[]),
        ("user_id=&from=&limit=&cursor=", &["C", "B", "A"]),
    ] {
        let page = list(&server, query).await;
        assert_eq!(names(&page), expected, "{query}");
    }
}

#[tokio::test]
async fn a_copy_is_shown_as_one() {
    let server = Server::start();
    server.create(&document()).await;
    let mut once = event("annabel", "A");
    once["device_id"] = json!("phone-of-annabel");
    once["insert_id"] = json!("first");
    server.take_in(json!([once])).await;
    server.take_in(json!([once])).await;
    let page = list(&server, "").await;
    assert_eq!(page["data"][0]["duplicate"], true);
    assert_eq!(page["data"][0]["deliveries"], json!([]));
    assert_eq!(page["data"][1]["duplicate"], false);
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_named() {
    let server = Server::start();
    for (query, field) in [
        ("from=yesterday", "from"),
        ("to=tomorrow", "to"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("cursor=%20", "cursor"),
    ] {
        let reply = server.get(&format!("/api/v1/events?{query}")).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
    let reply = server.get("/api/v1/events?user=annabel").await;
    assert_eq!(reply.status.as_u16(), 400);
}
