//! `/api/v1/project`.

use std::sync::atomic::Ordering;

use axum::body::Body;
use http::header::ORIGIN;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::harness::{API_KEY, SECRET_KEY, Server, event, keyed};
use crate::parts::FREE;

const PROJECT: &str = "/api/v1/project";
const REVEAL: &str = "/api/v1/project/reveal-secret-key";

#[tokio::test]
async fn the_project_tells_what_it_is_and_what_holds_for_it() {
    let server = Server::start_with(|parts| {
        parts.rules.allow_custom_endpoint = true;
        parts.limits.max_events = 10;
    });
    server.pass(60_000);
    let project = server.get(PROJECT).await.json();
    let expected = json!({
        "name": "Test",
        "api_key": API_KEY,
        "secret_key": {"set": true, "hint": "…3210"},
        "version": env!("CARGO_PKG_VERSION"),
        "build": "0123456789ab, test",
        "started_at": "2022-10-01T06:00:00.000Z",
        "now": "2022-10-01T06:01:00.000Z",
        "intercom_version": "2.16",
        "custom_endpoints": true,
        "retention": "7d",
        "retry": {"window": "4h", "attempts": 10},
        "ingest": {
            "max_body_bytes": 1_048_576,
            "max_batch_body_bytes": 20_971_520,
            "max_events": 10,
        },
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&project[name], value, "{name}");
    }
    let names = project["endpoints"].as_array().unwrap();
    let names: Vec<_> = names.iter().map(|endpoint| &endpoint["id"]).collect();
    assert_eq!(names, ["us", "eu", "au"]);
    assert_eq!(
        project["endpoints"][1],
        json!({"id": "eu", "name": "Europe", "url": "https://api.eu.intercom.io"})
    );
    assert!(!project.to_string().contains(SECRET_KEY));
}

#[tokio::test]
async fn a_server_that_has_seen_nothing_says_so() {
    let server = Server::start();
    let project = server.get(PROJECT).await.json();
    assert_eq!(project["seen"], json!({"first_event_at": null}));
    assert_eq!(
        project["processing"],
        json!({"accepted": 0, "processed": 0, "behind": 0})
    );
    let storage = &project["storage"];
    assert_eq!(storage["log_events"], 0);
    assert_eq!(storage["log_bytes"], 0);
    assert_eq!(storage["oldest_event_at"], Value::Null);
    assert_eq!(storage["disk_free_bytes"], FREE);
    assert!(storage["state_bytes"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn what_was_accepted_counts_at_once_and_what_is_decided_on_after_that() {
    let server = Server::start();
    server.log.set_now(server.now());
    server
        .take_in(json!([
            event("annabel", "Opened"),
            event("bertrand", "Opened")
        ]))
        .await;
    server.pass(1_000);
    server.accept(json!([event("cecilia", "Opened")])).await;
    let project = server.get(PROJECT).await.json();
    assert_eq!(
        project["processing"],
        json!({"accepted": 3, "processed": 2, "behind": 1})
    );
    assert_eq!(project["storage"]["log_events"], 3);
    assert!(project["storage"]["log_bytes"].as_u64().unwrap() > 0);
    let first = "2022-10-01T06:00:00.000Z";
    assert_eq!(project["storage"]["oldest_event_at"], first);
    assert_eq!(project["seen"]["first_event_at"], first);

    server.log.forget();
    let project = server.get(PROJECT).await.json();
    assert_eq!(project["storage"]["log_events"], 0);
    assert_eq!(project["storage"]["oldest_event_at"], Value::Null);
    assert_eq!(project["seen"]["first_event_at"], first, "told for good");
}

#[tokio::test]
async fn the_first_event_is_seen_before_it_is_decided_on() {
    let server = Server::start();
    server.log.set_now(server.now());
    server.accept(json!([event("annabel", "Opened")])).await;
    let project = server.get(PROJECT).await.json();
    let first = "2022-10-01T06:00:00.000Z";
    assert_eq!(project["seen"]["first_event_at"], first);
}

#[tokio::test]
async fn its_health_is_that_of_readyz() {
    let server = Server::start();
    let health = server.get(PROJECT).await.json()["health"].clone();
    assert_eq!(health, server.get("/readyz").await.json());
    assert_eq!(health["ready"], true);
    server.log.poison();
    server.parts.intake_healthy.store(false, Ordering::Release);
    let health = server.get(PROJECT).await.json()["health"].clone();
    assert_eq!(health, server.get("/readyz").await.json());
    assert_eq!(health["ready"], false);
}

#[tokio::test]
async fn the_secret_key_is_given_to_whoever_asks_for_it() {
    let server = Server::start();
    let reply = server.post(REVEAL, &json!({})).await;
    assert_eq!(reply.json(), json!({"secret_key": SECRET_KEY}));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn neither_a_stranger_nor_a_page_elsewhere_gets_it() {
    let server = Server::start();
    let stranger = Request::post(REVEAL).body(Body::empty()).unwrap();
    let reply = server.send(stranger).await;
    reply.assert_error(401, "unauthorized", None);
    let mut elsewhere = keyed(Method::POST, REVEAL, Body::empty());
    let origin = "https://attacker.test".parse().unwrap();
    elsewhere.headers_mut().insert(ORIGIN, origin);
    let reply = server.send(elsewhere).await;
    reply.assert_error(403, "cross_origin", None);
    server
        .get(REVEAL)
        .await
        .assert_error(405, "method_not_allowed", None);
}
