//! `/api/v1/session`.

use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use http::{Method, Request};
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Reply, Server, cheap_hash};

const SESSION: &str = "/api/v1/session";
const OURS: &str = "http://intertide.test";

pub(crate) fn from_page(
    method: Method,
    path: &str,
    cookie: Option<&str>,
    body: &Value,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, "intertide.test")
        .header(ORIGIN, OURS)
        .header(CONTENT_TYPE, "application/json");
    if let Some(cookie) = cookie {
        request = request.header(COOKIE, format!("theme=dark; {cookie}"));
    }
    let body = if body.is_null() {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    request.body(body).unwrap()
}

async fn sign_in(server: &Server, password: &str) -> Reply {
    let body = json!({ "password": password });
    server
        .send(from_page(Method::POST, SESSION, None, &body))
        .await
}

/// The cookie as the browser sends it back.
pub(crate) fn cookie(reply: &Reply) -> String {
    let cookie = reply.header(SET_COOKIE.as_str()).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

pub(crate) async fn signed_in(server: &Server) -> String {
    let reply = sign_in(server, PASSWORD).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    cookie(&reply)
}

async fn status_with(server: &Server, cookie: &str) -> u16 {
    let request = from_page(Method::GET, "/api/v1/syncs", Some(cookie), &Value::Null);
    server.send(request).await.status.as_u16()
}

#[tokio::test]
async fn the_password_begins_a_session_that_no_script_can_read() {
    let server = Server::start();
    let reply = sign_in(&server, PASSWORD).await;
    assert_eq!(reply.status.as_u16(), 200);
    assert_eq!(
        reply.json(),
        json!({"expires_at": "2022-10-01T18:00:00.000Z"})
    );
    let set = reply.header("set-cookie").unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(
        !set.contains("Secure"),
        "plain HTTP would never send it back: {set}"
    );
    assert_eq!(status_with(&server, &cookie(&reply)).await, 200);
}

#[tokio::test]
async fn who_is_signed_in_is_told_until_when() {
    let server = Server::start();
    let cookie = signed_in(&server).await;
    server.pass(1_000);
    let asked = || from_page(Method::GET, SESSION, Some(&cookie), &Value::Null);
    let reply = server.send(asked()).await;
    assert_eq!(
        reply.json(),
        json!({
            "via": "session",
            "name": "admin",
            "role": "admin",
            "project": "Test",
            "expires_at": "2022-10-01T18:00:00.000Z",
        })
    );
    server.pass(12 * 60 * 60 * 1_000);
    let reply = server.send(asked()).await;
    reply.assert_error(401, "unauthorized", None);
}

#[tokio::test]
async fn whoever_has_the_keys_is_told_so_and_nobody_else_anything() {
    let server = Server::start();
    assert_eq!(
        server.get(SESSION).await.json(),
        json!({
            "via": "keys",
            "name": "settings",
            "role": "admin",
            "project": "Test",
            "expires_at": null,
        })
    );
    let stranger = from_page(Method::GET, SESSION, None, &Value::Null);
    let reply = server.send(stranger).await;
    reply.assert_error(401, "unauthorized", None);
}

#[tokio::test]
async fn behind_tls_the_cookie_stays_there() {
    let server = Server::start();
    let mut request = from_page(Method::POST, SESSION, None, &json!({"password": PASSWORD}));
    let headers = request.headers_mut();
    headers.insert("x-forwarded-proto", "https".parse().unwrap());
    let reply = server.send(request).await;
    assert!(reply.header("set-cookie").unwrap().ends_with("; Secure"));
}

#[tokio::test]
async fn another_password_begins_nothing() {
    let server = Server::start();
    let reply = sign_in(&server, "correct horse").await;
    reply.assert_error(401, "unauthorized", None);
    assert_eq!(reply.header("set-cookie"), None);
}

#[tokio::test]
async fn wrong_passwords_are_slowed_down() {
    let server = Server::start();
    for _ in 0..10 {
        sign_in(&server, "wrong")
            .await
            .assert_error(401, "unauthorized", None);
    }
    let reply = sign_in(&server, PASSWORD).await;
    reply.assert_error(429, "too_many_requests", None);
    assert_eq!(reply.header("retry-after"), Some("60"));
    server.pass(60_000);
    assert_eq!(sign_in(&server, PASSWORD).await.status.as_u16(), 200);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_of_its_clients_has_tries_of_its_own() {
    let through_proxy = |client: &str, password: &str| {
        let body = json!({ "password": password });
        let mut request = from_page(Method::POST, SESSION, None, &body);
        let name = "x-forwarded-for";
        request.headers_mut().insert(name, client.parse().unwrap());
        request
    };
    for (trusted, other_client) in [(true, 200), (false, 429)] {
        let server = Server::start_with(|parts| parts.limits.trust_forwarded_for = trusted);
        for number in 0..10 {
            let claimed = format!("198.51.100.{number}, 203.0.113.1");
            let reply = server.send(through_proxy(&claimed, "wrong")).await;
            reply.assert_error(401, "unauthorized", None);
        }
        let reply = server.send(through_proxy("203.0.113.1", PASSWORD)).await;
        reply.assert_error(429, "too_many_requests", None);
        let reply = server.send(through_proxy("203.0.113.2", PASSWORD)).await;
        assert_eq!(reply.status.as_u16(), other_client, "{}", reply.text);
    }
}

#[tokio::test]
async fn a_body_without_a_password_says_what_to_send() {
    let server = Server::start();
    for body in [
        json!({}),
        json!({"password": 7}),
        json!([]),
        json!({"password": "x".repeat(1_025)}),
    ] {
        let reply = server
            .send(from_page(Method::POST, SESSION, None, &body))
            .await;
        reply.assert_error(400, "invalid_parameter", Some("password"));
    }
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let server = Server::start();
    let cookie = signed_in(&server).await;
    server.pass(12 * 60 * 60 * 1_000 - 1);
    assert_eq!(status_with(&server, &cookie).await, 200);
    server.pass(1);
    assert_eq!(status_with(&server, &cookie).await, 401);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_no_other() {
    let server = Server::start();
    let (one, other) = (signed_in(&server).await, signed_in(&server).await);
    let request = from_page(Method::DELETE, SESSION, Some(&one), &Value::Null);
    let reply = server.send(request).await;
    assert_eq!(reply.status.as_u16(), 204);
    assert!(reply.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(status_with(&server, &one).await, 401);
    assert_eq!(status_with(&server, &other).await, 200);
}

#[tokio::test]
async fn signing_out_without_a_session_is_fine() {
    let server = Server::start();
    let request = from_page(Method::DELETE, SESSION, None, &Value::Null);
    assert_eq!(server.send(request).await.status.as_u16(), 204);
}

#[tokio::test]
async fn a_session_outlives_a_restart() {
    let mut server = Server::start();
    let cookie = signed_in(&server).await;
    server.restart_with(|_| {});
    assert_eq!(status_with(&server, &cookie).await, 200);
}

#[tokio::test]
async fn a_changed_password_ends_every_session() {
    let mut server = Server::start();
    let cookie = signed_in(&server).await;
    server.restart_with(|parts| parts.password = cheap_hash("other"));
    assert_eq!(status_with(&server, &cookie).await, 401);
}

#[tokio::test]
async fn sessions_are_bounded_and_the_oldest_goes() {
    let server = Server::start();
    let first = signed_in(&server).await;
    let second = signed_in(&server).await;
    for _ in 0..63 {
        signed_in(&server).await;
    }
    assert_eq!(status_with(&server, &first).await, 401);
    assert_eq!(status_with(&server, &second).await, 200);
}

#[tokio::test]
async fn the_state_holds_no_token_of_a_session() {
    let server = Server::start();
    let cookie = signed_in(&server).await;
    let token = cookie.split_once('=').unwrap().1;
    let kept = server.parts.state.setting("console_sessions").unwrap();
    let kept = kept.unwrap();
    assert!(!kept.contains(token));
    let hash = serde_json::from_str::<Value>(&kept).unwrap()[0]["hash"].clone();
    assert_eq!(hash.as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn a_session_changes_things_only_for_our_own_pages() {
    let server = Server::start();
    let cookie = signed_in(&server).await;
    let delete = || {
        from_page(
            Method::DELETE,
            "/api/v1/syncs/1",
            Some(&cookie),
            &Value::Null,
        )
    };
    // The page is ours: the sync is looked for.
    server
        .send(delete())
        .await
        .assert_error(404, "not_found", None);
    let mut by_fetch_metadata = delete();
    let headers = by_fetch_metadata.headers_mut();
    headers.remove(ORIGIN);
    headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
    server
        .send(by_fetch_metadata)
        .await
        .assert_error(404, "not_found", None);
    // Another page, or no word of it.
    for origin in [Some("https://evil.test"), Some("null"), None] {
        let mut request = delete();
        request.headers_mut().remove(ORIGIN);
        if let Some(origin) = origin {
            request
                .headers_mut()
                .insert(ORIGIN, origin.parse().unwrap());
        }
        server
            .send(request)
            .await
            .assert_error(403, "cross_origin", None);
    }
}

#[tokio::test]
async fn another_page_can_neither_sign_in_nor_out() {
    let server = Server::start();
    for method in [Method::POST, Method::DELETE] {
        let mut request = from_page(method, SESSION, None, &json!({"password": PASSWORD}));
        let headers = request.headers_mut();
        headers.insert(ORIGIN, "https://evil.test".parse().unwrap());
        server
            .send(request)
            .await
            .assert_error(403, "cross_origin", None);
    }
}
