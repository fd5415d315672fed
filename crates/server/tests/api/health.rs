//! `/healthz` and `/readyz`.

use std::sync::atomic::Ordering;

use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn a_server_that_is_well_is_up_and_ready() {
    let server = Server::start();
    let reply = server.get("/healthz").await;
    assert_eq!(
        (reply.status.as_u16(), reply.json()),
        (200, json!({"status": "up"}))
    );
    let reply = server.get("/readyz").await;
    assert_eq!(reply.status.as_u16(), 200);
    assert_eq!(reply.json(), json!({"ready": true, "problems": []}));
}

#[tokio::test]
async fn what_stands_in_the_way_is_named() {
    let server = Server::start();
    server.log.poison();
    server.parts.intake_healthy.store(false, Ordering::Release);
    let reply = server.get("/readyz").await;
    assert_eq!(reply.status.as_u16(), 503);
    let readiness = reply.json();
    assert_eq!(readiness["ready"], false);
    assert_eq!(readiness["problems"][0]["code"], "log_refuses");
    let message = readiness["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("no space left"), "{message}");
    assert_eq!(readiness["problems"][1]["code"], "intake_fails");
    assert_eq!(server.get("/healthz").await.status.as_u16(), 200);
}
