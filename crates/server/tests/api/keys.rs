//! `/api/v1/keys`: keys that are created and revoked while the server runs.

use axum::body::Body;
use http::Request;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::harness::{API_KEY, SECRET_KEY, Server, basic, event};

const KEYS: &str = "/api/v1/keys";

async fn create(server: &Server, body: Value) -> Value {
    let reply = server.post(KEYS, &body).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.text);
    reply.json()
}

fn text(key: &Value) -> &str {
    key["key"].as_str().unwrap()
}

/// The status of a read with these keys.
async fn status_with(server: &Server, api_key: &str, secret_key: &str) -> u16 {
    let request = Request::get("/api/v1/syncs").header(AUTHORIZATION, basic(api_key, secret_key));
    let reply = server.send(request.body(Body::empty()).unwrap()).await;
    reply.status.as_u16()
}

async fn ingest_status(server: &Server, api_key: &str) -> u16 {
    let body = json!({"api_key": api_key, "events": [event("annabel", "Opened")]});
    let request = Request::post("/2/httpapi").body(Body::from(body.to_string()));
    server.send(request.unwrap()).await.status.as_u16()
}

#[tokio::test]
async fn the_keys_of_the_settings_are_listed_first() {
    let server = Server::start();
    server.accept(json!([event("annabel", "Opened")])).await;
    let given = |id, kind, role: Value, hint, key: Value| {
        json!({
            "id": id,
            "kind": kind,
            "name": "settings",
            "role": role,
            "hint": hint,
            "key": key,
            "from": "settings",
            "created_at": null,
            "created_by": null,
            "last_used_at": "2022-10-01T06:00:00.000Z",
            "revoked_at": null,
        })
    };
    assert_eq!(
        server.get(KEYS).await.json(),
        json!({
            "data": [
                given(1, "api", Value::Null, "cdef", json!(API_KEY)),
                given(2, "secret", json!("admin"), "3210", Value::Null),
            ],
            "next_cursor": null,
        })
    );
}

#[tokio::test]
async fn a_key_holds_from_when_it_is_created_until_it_is_revoked() {
    let server = Server::start();
    let api = create(&server, json!({"kind": "api", "name": "Website"})).await;
    let body = json!({"kind": "secret", "name": "CI", "role": "viewer"});
    let secret = create(&server, body).await;
    assert_eq!(text(&api).len(), 32);
    assert_eq!(text(&secret).len(), 32);

    assert_eq!(ingest_status(&server, text(&api)).await, 200);
    assert_eq!(ingest_status(&server, API_KEY).await, 200);
    for api_key in [API_KEY, text(&api)] {
        for secret_key in [SECRET_KEY, text(&secret)] {
            assert_eq!(status_with(&server, api_key, secret_key).await, 200);
        }
    }
    assert_eq!(status_with(&server, text(&secret), text(&api)).await, 401);

    for key in [&api, &secret] {
        let reply = server.delete(&format!("{KEYS}/{}", key["id"])).await;
        assert_eq!(reply.status.as_u16(), 204, "{}", reply.text);
    }
    assert_eq!(ingest_status(&server, text(&api)).await, 400);
    assert_eq!(status_with(&server, text(&api), SECRET_KEY).await, 401);
    assert_eq!(status_with(&server, API_KEY, text(&secret)).await, 401);
    assert_eq!(status_with(&server, API_KEY, SECRET_KEY).await, 200);
}

#[tokio::test]
async fn a_secret_key_is_told_once_and_kept_as_a_hash() {
    let server = Server::start();
    let body = json!({"kind": "secret", "name": "CI", "role": "editor"});
    let created = create(&server, body).await;
    let key = text(&created).to_owned();
    assert_eq!(created["hint"], key[28..]);
    assert_eq!(created["role"], "editor");
    assert_eq!(created["from"], "stored");
    assert_eq!(created["created_by"], "settings");
    assert_eq!(created["created_at"], "2022-10-01T06:00:00.000Z");
    let listed = server.get(KEYS).await;
    assert!(!listed.text.contains(&key));
    let stored = format!("{:?}", server.parts.state.keys().unwrap());
    assert!(!stored.contains(&key));
}

#[tokio::test]
async fn keys_hold_after_a_restart_and_revoked_ones_do_not() {
    let server = Server::start();
    let kept = create(&server, json!({"kind": "api", "name": "kept"})).await;
    let revoked = create(&server, json!({"kind": "api", "name": "revoked"})).await;
    server.delete(&format!("{KEYS}/{}", revoked["id"])).await;
    let restarted = intertide_server::KeyRing::open(
        server.parts.state.clone(),
        &server.parts.vault,
        intertide_server::GivenKeys::default(),
        server.parts.clock.clone(),
    )
    .unwrap();
    assert_eq!(restarted.api_key().as_deref(), Some(text(&kept)));
    use intertide_server::amplitude::ApiKeys as _;
    assert!(restarted.find(text(&kept)).is_some());
    assert!(restarted.find(text(&revoked)).is_none());
}

#[tokio::test]
async fn a_key_of_the_settings_is_changed_there() {
    let server = Server::start();
    create(&server, json!({"kind": "api", "name": "another"})).await;
    for id in [1, 2] {
        let reply = server.delete(&format!("{KEYS}/{id}")).await;
        reply.assert_error(409, "from_settings", None);
    }
}

#[tokio::test]
async fn a_key_that_is_not_there_cannot_be_revoked() {
    let server = Server::start();
    let created = create(&server, json!({"kind": "api", "name": "a"})).await;
    let path = format!("{KEYS}/{}", created["id"]);
    assert_eq!(server.delete(&path).await.status.as_u16(), 204);
    for path in [path.as_str(), "/api/v1/keys/99", "/api/v1/keys/x"] {
        let reply = server.delete(path).await;
        reply.assert_error(404, "not_found", None);
    }
}

#[tokio::test]
async fn what_is_no_key_is_refused_by_the_field() {
    let server = Server::start();
    for (body, field) in [
        (json!({"name": "a"}), "kind"),
        (json!({"kind": "other", "name": "a"}), "kind"),
        (json!({"kind": "api"}), "name"),
        (json!({"kind": "api", "name": ""}), "name"),
        (
            json!({"kind": "api", "name": "a", "role": "viewer"}),
            "role",
        ),
        (json!({"kind": "secret", "name": "a"}), "role"),
        (
            json!({"kind": "secret", "name": "a", "role": "owner"}),
            "role",
        ),
        (
            json!({"kind": "secret", "name": "a", "role": "viewer", "key": "x"}),
            "key",
        ),
    ] {
        let reply = server.post(KEYS, &body).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
}

#[tokio::test]
async fn a_secret_key_may_do_what_its_role_may() {
    let server = Server::start();
    let body = json!({"kind": "secret", "name": "CI", "role": "viewer"});
    let secret = create(&server, body).await;
    assert_eq!(status_with(&server, API_KEY, text(&secret)).await, 200);
    let request =
        Request::post("/api/v1/syncs").header(AUTHORIZATION, basic(API_KEY, text(&secret)));
    let reply = server.send(request.body(Body::from("{}")).unwrap()).await;
    reply.assert_error(403, "forbidden", None);
    let request =
        Request::get("/api/v1/session").header(AUTHORIZATION, basic(API_KEY, text(&secret)));
    let who = server
        .send(request.body(Body::empty()).unwrap())
        .await
        .json();
    assert_eq!(
        (&who["name"], &who["role"]),
        (&json!("CI"), &json!("viewer"))
    );
}
