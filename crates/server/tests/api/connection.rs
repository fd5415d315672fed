//! `POST /api/v1/syncs/{id}/test-connection`.

use intertide_delivery::destinations::Answer;
use intertide_delivery::vault::{KEY_BYTES, Vault};
use intertide_domain::delivery::WaitReason;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::harness::{Server, TOKEN, document};
use crate::parts::{Sent, me, refused, response};

async fn test(server: &Server, id: i64) -> Value {
    let path = format!("/api/v1/syncs/{id}/test-connection");
    let reply = server.post(&path, &json!({})).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

#[tokio::test]
async fn a_token_that_works_tells_its_workspace() {
    let server = Server::start();
    let id = server.create(&document()).await;
    assert_eq!(
        test(&server, id).await,
        json!({
            "ok": true,
            "workspace": {"id": "abc123", "name": "Acme", "region": "US"},
            "message": "connected to Acme",
        })
    );
    assert_eq!(
        server.intercom.sent(),
        [Sent {
            endpoint: "us".to_owned(),
            token: TOKEN.to_owned(),
            path: "/me".to_owned(),
        }]
    );
}

#[tokio::test]
async fn a_workspace_of_another_region_is_named() {
    let server = Server::start();
    let id = server.create(&document()).await;
    server.intercom.will_answer(me("AU"));
    let found = test(&server, id).await;
    assert_eq!(found["ok"], false);
    assert_eq!(
        found["region_mismatch"],
        json!({"endpoint": "US", "workspace": "AU"})
    );
    assert!(found["message"].as_str().unwrap().contains("`au`"));
    assert_eq!(found["workspace"]["name"], "Acme");
}

#[tokio::test]
async fn a_refused_token_is_told_in_intercoms_words() {
    let server = Server::start();
    let id = server.create(&document()).await;
    server.intercom.will_answer(refused());
    let found = test(&server, id).await;
    assert_eq!(found["ok"], false);
    assert!(found["workspace"].is_null());
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("Access Token Invalid")
    );
}

#[tokio::test]
async fn no_answer_and_a_senseless_one_are_told_apart_from_a_refusal() {
    let server = Server::start();
    let id = server.create(&document()).await;
    for answer in [
        Answer::Failed {
            reason: WaitReason::Timeout,
            message: "no answer within 10s".to_owned(),
        },
        response(503, ""),
        response(200, "<html>a proxy's page</html>"),
    ] {
        server.intercom.will_answer(answer);
        let found = test(&server, id).await;
        assert_eq!(found["ok"], false);
        let message = found["message"].as_str().unwrap();
        assert!(
            message.contains("no answer that says anything"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn without_a_token_nobody_is_asked() {
    let server = Server::start();
    let mut without = document();
    without["enabled"] = json!(false);
    without["credentials"] = json!({"endpoint": "us"});
    let id = server.create(&without).await;
    let found = test(&server, id).await;
    assert_eq!(found["ok"], false);
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("no access token")
    );
    assert!(server.intercom.sent().is_empty());
}

#[tokio::test]
async fn a_token_of_another_secret_key_says_what_to_do() {
    let server = Server::start();
    let id = server.create(&document()).await;
    let other = Vault::new(&Zeroizing::new([8; KEY_BYTES]));
    server
        .parts
        .directory
        .reload(&*server.parts.state, &other)
        .unwrap();
    let found = test(&server, id).await;
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("another secret key")
    );
    let sync = server.get(&format!("/api/v1/syncs/{id}")).await.json();
    assert_eq!(sync["health"]["state"], "credentials");
}

#[tokio::test]
async fn the_connection_of_no_sync_is_not_found() {
    let server = Server::start();
    let reply = server
        .post("/api/v1/syncs/99/test-connection", &json!({}))
        .await;
    reply.assert_error(404, "not_found", None);
}
