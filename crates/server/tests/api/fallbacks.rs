//! What is not there, and what is behind the API.

use axum::body::Body;
use http::{Method, Request};
use intertide_delivery::clock::Clock;
use serde_json::json;

use crate::harness::{API_KEY, Server, event, keyed};

#[tokio::test]
async fn what_the_api_does_not_have_is_not_found_whatever_the_method() {
    let server = Server::start();
    for method in [Method::GET, Method::POST, Method::OPTIONS] {
        let reply = server
            .send(keyed(method, "/api/v1/nothing", Body::empty()))
            .await;
        reply.assert_error(404, "not_found", None);
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_take_is_told_which_it_takes() {
    let server = Server::start();
    let reply = server.delete("/api/v1/syncs").await;
    reply.assert_error(405, "method_not_allowed", None);
    assert_eq!(reply.header("allow"), Some("GET,HEAD,POST"));
}

#[tokio::test]
async fn a_page_elsewhere_is_not_allowed_to_ask_the_api() {
    let server = Server::start();
    let reply = server
        .send(keyed(Method::OPTIONS, "/api/v1/syncs", Body::empty()))
        .await;
    reply.assert_error(405, "method_not_allowed", None);
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn every_other_post_is_ingestions() {
    let server = Server::start();
    let reply = server.post("/no/such/endpoint", &json!({})).await;
    assert_eq!(reply.status.as_u16(), 400);
    assert_eq!(reply.json()["code"], 400);
    assert_eq!(reply.json()["error"], "Invalid request path");
}

#[tokio::test]
async fn a_preflight_for_ingestion_is_ingestions() {
    let server = Server::start();
    let request = Request::options("/2/httpapi").header("origin", "https://shop.test");
    let reply = server.send(request.body(Body::empty()).unwrap()).await;
    assert!(reply.status.is_success());
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_page_can_read_that_ingestion_fell() {
    let mut server = Server::start();
    server.restart_with(|parts| parts.clock = Clock::from_fn(|| panic!("no time")));
    let body = json!({"api_key": API_KEY, "events": [event("user-1", "Signed Up")]});
    let reply = server.post("/2/httpapi", &body).await;
    assert_eq!(reply.status.as_u16(), 500, "{}", reply.text);
    assert_eq!(reply.json()["code"], 500);
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
}
