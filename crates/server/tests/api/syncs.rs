//! `/api/v1/syncs`.

use std::time::Duration;

use axum::body::Body;
use http::header::{CONTENT_TYPE, IF_MATCH};
use http::{Method, Request};
use intertide_delivery::directory::Access;
use intertide_domain::delivery::{Settled, WaitReason};
use intertide_domain::ids::{Offset, SyncId};
use intertide_store::state::Fact;
use serde_json::{Value, json};

use crate::harness::{Reply, Server, TOKEN, document, event, keyed};
use crate::parts::{me, refused};

async fn put_if(server: &Server, id: i64, tag: &str, body: &Value) -> Reply {
    let path = format!("/api/v1/syncs/{id}");
    let mut request = keyed(Method::PUT, &path, Body::from(body.to_string()));
    request.headers_mut().insert(IF_MATCH, tag.parse().unwrap());
    server.send(request).await
}

fn disabled() -> Value {
    let mut document = document();
    document["enabled"] = json!(false);
    document
}

#[tokio::test]
async fn a_created_sync_is_answered_with_its_id_its_place_and_its_version() {
    let server = Server::start();
    let reply = server.post("/api/v1/syncs", &document()).await;
    assert_eq!(reply.status.as_u16(), 201);
    let sync = reply.json();
    let id = sync["id"].as_i64().unwrap();
    assert_eq!(
        reply.header("location"),
        Some(format!("/api/v1/syncs/{id}").as_str())
    );
    assert_eq!(
        reply.header("etag").unwrap(),
        format!("\"{}\"", sync["version"])
    );
    assert_eq!(sync["name"], "Product events to Intercom");
    assert_eq!(sync["send_events"]["select"], "all");
    assert_eq!(
        sync["credentials"],
        json!({"endpoint": "us", "access_token": {"set": true, "hint": "…ab12"}})
    );
    assert_eq!(sync["created_at"], "2022-10-01T06:00:00.000Z");
    assert_eq!(sync["updated_at"], "2022-10-01T06:00:00.000Z");
    assert_eq!(
        sync["totals"],
        json!({"selected": 0, "pending": 0, "delivered": 0, "discarded": 0, "expired": 0})
    );
    assert_eq!(
        server.get(&format!("/api/v1/syncs/{id}")).await.json(),
        sync
    );
}

#[tokio::test]
async fn the_list_holds_every_sync() {
    let server = Server::start();
    let ids = [
        server.create(&document()).await,
        server.create(&disabled()).await,
    ];
    let list = server.get("/api/v1/syncs").await.json();
    let listed: Vec<_> = list["data"].as_array().unwrap().iter().collect();
    let listed: Vec<_> = listed
        .iter()
        .map(|sync| sync["id"].as_i64().unwrap())
        .collect();
    assert_eq!(listed, ids);
    assert!(list["next_cursor"].is_null());
}

#[tokio::test]
async fn what_was_read_can_be_put_back_and_keeps_the_token() {
    let server = Server::start();
    let id = server.create(&document()).await;
    let path = format!("/api/v1/syncs/{id}");
    let mut sync = server.get(&path).await.json();
    sync["name"] = json!("Renamed");
    server.pass(1_000);
    let reply = server.put(&path, &sync).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    let after = reply.json();
    assert_eq!(after["name"], "Renamed");
    assert_eq!(after["created_at"], "2022-10-01T06:00:00.000Z");
    assert_eq!(after["updated_at"], "2022-10-01T06:00:01.000Z");
    assert_eq!(after["credentials"], sync["credentials"]);
    assert!(after["version"].as_u64() > sync["version"].as_u64());
    assert_eq!(token_in_force(&server, id).as_deref(), Some(TOKEN));
}

/// The token that lanes would use.
fn token_in_force(server: &Server, id: i64) -> Option<String> {
    let listing = server.parts.directory.listing();
    match &listing.syncs.get(&SyncId::new(id))?.access {
        Access::Granted { token, .. } => Some(token.expose().to_owned()),
        Access::NoToken | Access::Unreadable(_) => None,
    }
}

#[tokio::test]
async fn a_write_is_in_force_when_it_is_answered() {
    let server = Server::start();
    let id = server.create(&document()).await;
    assert_eq!(token_in_force(&server, id).as_deref(), Some(TOKEN));
    let mut replaced = disabled();
    replaced["credentials"]["access_token"] = json!("dG9rOnNlY29uZHRva2VuMTIz");
    server.put(&format!("/api/v1/syncs/{id}"), &replaced).await;
    assert_eq!(
        token_in_force(&server, id).as_deref(),
        Some("dG9rOnNlY29uZHRva2VuMTIz")
    );
    assert!(server.parts.directory.listing().active.is_empty());
    server.delete(&format!("/api/v1/syncs/{id}")).await;
    assert!(server.parts.directory.listing().syncs.is_empty());
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let server = Server::start();
    let id = server.create(&document()).await;
    let tag = server.get(&format!("/api/v1/syncs/{id}")).await;
    let tag = tag.header("etag").unwrap().to_owned();
    let mut renamed = document();
    renamed["name"] = json!("Renamed");
    let first = put_if(&server, id, &tag, &renamed).await;
    assert_eq!(first.status.as_u16(), 200);
    let second = put_if(&server, id, &tag, &document()).await;
    second.assert_error(412, "stale_version", None);
    let sync = server.get(&format!("/api/v1/syncs/{id}")).await.json();
    assert_eq!(sync["name"], "Renamed");
    let third = put_if(&server, id, first.header("etag").unwrap(), &document()).await;
    assert_eq!(third.status.as_u16(), 200);
}

#[tokio::test]
async fn an_enabled_sync_needs_a_token() {
    let server = Server::start();
    let mut without = document();
    without["credentials"] = json!({"endpoint": "us"});
    let field = Some("credentials.access_token");
    let reply = server.post("/api/v1/syncs", &without).await;
    assert_eq!(reply.status.as_u16(), 422);
    assert_eq!(reply.json()["error"]["field"], json!(field));
    // The mark of another sync's token is no token.
    without["credentials"]["access_token"] = json!({"set": true, "hint": "…ab12"});
    let reply = server.post("/api/v1/syncs", &without).await;
    assert_eq!(reply.status.as_u16(), 422);
    without["enabled"] = json!(false);
    let sync = server.post("/api/v1/syncs", &without).await.json();
    assert_eq!(sync["credentials"]["access_token"], json!({"set": false}));
    assert_eq!(sync["health"]["state"], "disabled");
}

#[tokio::test]
async fn a_document_that_is_not_valid_is_told_every_fault_by_its_place() {
    let server = Server::start();
    let mut faulty = document();
    faulty["send_events"]["select"] = json!([
        {"event_type": "A"},
        {"event_type": "B", "where": [{"property": "event.x", "operator": "is_about", "values": ["1"]}]},
    ]);
    let reply = server.post("/api/v1/syncs", &faulty).await;
    assert_eq!(reply.status.as_u16(), 422, "{}", reply.text);
    let error = &reply.json()["error"];
    assert_eq!(error["field"], "send_events.select[1].where[0].operator");
    assert_eq!(error["faults"][0]["field"], error["field"]);
    assert_eq!(error["faults"][0]["code"], error["code"]);
    assert!(
        server.get("/api/v1/syncs").await.json()["data"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn an_unknown_field_is_a_fault_and_the_added_ones_are_not() {
    let server = Server::start();
    let mut unknown = document();
    unknown["nmae"] = json!("typo");
    let reply = server.post("/api/v1/syncs", &unknown).await;
    assert_eq!(reply.status.as_u16(), 422);
    let mut added = document();
    for field in [
        "id",
        "version",
        "created_at",
        "updated_at",
        "health",
        "totals",
        "warnings",
    ] {
        added[field] = json!("whatever");
    }
    assert_eq!(
        server.post("/api/v1/syncs", &added).await.status.as_u16(),
        201
    );
}

#[tokio::test]
async fn a_custom_endpoint_needs_the_installations_leave() {
    let mut custom = document();
    custom["credentials"]["endpoint"] = json!("http://127.0.0.1:9");
    let reply = Server::start().post("/api/v1/syncs", &custom).await;
    assert_eq!(reply.status.as_u16(), 422);
    assert_eq!(reply.json()["error"]["field"], "credentials.endpoint");
    let server = Server::start_with(|parts| parts.rules.allow_custom_endpoint = true);
    assert_eq!(
        server.post("/api/v1/syncs", &custom).await.status.as_u16(),
        201
    );
}

#[tokio::test]
async fn what_is_probably_not_meant_is_warned_of() {
    let server = Server::start();
    let mut twice = document();
    twice["send_events"]["event_properties"] = json!(["plan"]);
    twice["send_events"]["user_properties"] = json!(["plan"]);
    let reply = server.post("/api/v1/syncs", &twice).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.text);
    let warnings = &reply.json()["warnings"];
    assert_eq!(
        warnings[0]["field"], "send_events.user_properties[0]",
        "{warnings}"
    );
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused_by_its_kind() {
    let server = Server::start();
    let send = |kind: &'static str, body: Vec<u8>| {
        let mut request = keyed(Method::POST, "/api/v1/syncs", Body::from(body));
        request
            .headers_mut()
            .insert(CONTENT_TYPE, kind.parse().unwrap());
        server.send(request)
    };
    let reply = send("application/json", b"{\"name\": ".to_vec()).await;
    reply.assert_error(400, "malformed_json", None);
    let reply = send("application/json; charset=utf-8", Vec::new()).await;
    reply.assert_error(400, "malformed_json", None);
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/yaml",
    ] {
        let reply = send(kind, document().to_string().into_bytes()).await;
        reply.assert_error(415, "not_json", None);
    }
    let reply = send("application/json", vec![b' '; 1024 * 1024 + 1]).await;
    reply.assert_error(413, "too_large", None);
}

#[tokio::test]
async fn a_sync_that_is_not_there_is_not_found() {
    let server = Server::start();
    for id in ["99", "abc", "99999999999999999999"] {
        let path = format!("/api/v1/syncs/{id}");
        server.get(&path).await.assert_error(404, "not_found", None);
        server
            .put(&path, &document())
            .await
            .assert_error(404, "not_found", None);
        server
            .delete(&path)
            .await
            .assert_error(404, "not_found", None);
    }
}

#[tokio::test]
async fn a_deleted_sync_is_gone() {
    let server = Server::start();
    let path = format!("/api/v1/syncs/{}", server.create(&document()).await);
    let reply = server.delete(&path).await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""));
    server.get(&path).await.assert_error(404, "not_found", None);
    server
        .delete(&path)
        .await
        .assert_error(404, "not_found", None);
}

#[tokio::test]
async fn a_sync_that_is_switched_on_begins_with_what_comes_then() {
    let server = Server::start();
    let id = server.create(&disabled()).await;
    server.take_in(json!([event("annabel", "Before")])).await;
    server
        .put(&format!("/api/v1/syncs/{id}"), &document())
        .await;
    let stored = server.parts.state.sync(SyncId::new(id)).unwrap().unwrap();
    assert_eq!(stored.active_from, Offset::new(1));
    server.take_in(json!([event("annabel", "After")])).await;
    let sync = server.get(&format!("/api/v1/syncs/{id}")).await.json();
    assert_eq!(sync["totals"]["selected"], 1);
    assert_eq!(sync["totals"]["pending"], 1);
}

#[tokio::test]
async fn health_follows_the_lane_and_a_token_that_works_ends_a_hold() {
    let server = Server::start();
    server.intercom.will_answer(refused());
    let id = server.create(&document()).await;
    let path = format!("/api/v1/syncs/{id}");
    assert_eq!(server.get(&path).await.json()["health"]["state"], "ok");
    server
        .take_in(json!([event("annabel", "Order Completed")]))
        .await;
    server.parts.lanes.follow();
    let health = health_once(&server, &path, "credentials").await;
    assert!(
        health["message"]
            .as_str()
            .unwrap()
            .contains("refuses the access token")
    );
    assert_eq!(health["since"], "2022-10-01T06:00:00.000Z");
    // The same token works again, and somebody enters it again.
    server.intercom.will_answer(me("US"));
    let reply = server.put(&path, &document()).await;
    assert_eq!(reply.status.as_u16(), 200);
    health_once(&server, &path, "ok").await;
}

#[tokio::test]
async fn a_sync_fails_while_intercom_has_nothing_but_faults() {
    let server = Server::start();
    let path = format!("/api/v1/syncs/{}", server.create(&document()).await);
    server.take_in(json!([event("annabel", "A")])).await;
    let retry = Settled::Retry {
        due_at: server.now(),
        reason: WaitReason::Network,
    };
    server.settle(1, retry);
    server.pass(1_000);
    let health = server.get(&path).await.json()["health"].clone();
    assert_eq!(health["state"], "failing");
    assert!(health["message"].as_str().unwrap().contains("tried again"));

    server.settle(1, Settled::Delivered);
    server.pass(1_000);
    let health = server.get(&path).await.json()["health"].clone();
    assert_eq!(health["state"], "ok");
}

/// Waits until a sync's health is this, and gives it.
async fn health_once(server: &Server, path: &str, state: &str) -> Value {
    for _ in 0..2_000 {
        let health = server.get(path).await.json()["health"].clone();
        if health["state"] == state {
            return health;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("the health never was {state}");
}

#[tokio::test]
async fn a_body_without_a_declared_kind_is_taken_for_json() {
    let server = Server::start();
    let mut request: Request<Body> = keyed(
        Method::POST,
        "/api/v1/syncs",
        Body::from(document().to_string()),
    );
    request.headers_mut().remove(CONTENT_TYPE);
    assert_eq!(server.send(request).await.status.as_u16(), 201);
}

#[tokio::test]
async fn the_meter_of_event_names_counts_those_of_all_syncs_into_the_workspace() {
    let server = Server::start();
    let selecting = |names: &[&str]| {
        let mut document = document();
        let rows = names.iter().map(|name| json!({"event_type": name}));
        document["send_events"]["select"] = rows.collect();
        document
    };
    let first = server
        .create(&selecting(&["Order.Completed", "Trial Started"]))
        .await;
    // Intercom takes names that differ in case alone, or in `.` and `-`, for one.
    let second = server
        .create(&selecting(&["order-completed", "Signed Up"]))
        .await;
    let mut off = selecting(&["Never Sent"]);
    off["enabled"] = json!(false);
    server.create(&off).await;
    let mut elsewhere = selecting(&["Elsewhere"]);
    elsewhere["credentials"]["access_token"] = json!("dG9rOmVsc2V3aGVyZWVsc2V3aGVyZWVs");
    let elsewhere = server.create(&elsewhere).await;
    for (id, used) in [(first, 3), (second, 3), (elsewhere, 1)] {
        let sync = server.get(&format!("/api/v1/syncs/{id}")).await.json();
        assert_eq!(sync["event_names"], json!({"used": used, "limit": 120}));
    }
}

#[tokio::test]
async fn the_meter_counts_names_that_were_delivered_though_nobody_selects_them_by_name() {
    let server = Server::start();
    let mut everything = document();
    everything["send_events"]["select"] = json!("all");
    let id = server.create(&everything).await;
    let listing = server.parts.directory.listing();
    let sync = listing.syncs.values().next().unwrap();
    let workspace = sync.access.workspace().unwrap();
    let delivered = [
        "event_name:order-done",
        "event_name:signed up",
        "user_id:u1",
    ];
    let facts = delivered.map(|key| Fact {
        workspace,
        key: key.to_owned(),
        value: Some("x".to_owned()),
    });
    server.parts.state.settle(&[], &facts).unwrap();
    let sync = server.get(&format!("/api/v1/syncs/{id}")).await.json();
    assert_eq!(sync["event_names"]["used"], 2);
}
