//! Who may use the API.

use axum::body::Body;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{Method, Request};

use crate::harness::{API_KEY, SECRET_KEY, Server, basic, keyed};

#[tokio::test]
async fn the_projects_keys_open_the_api() {
    let server = Server::start();
    assert_eq!(server.get("/api/v1/syncs").await.status.as_u16(), 200);
}

#[tokio::test]
async fn anything_but_the_projects_keys_is_refused_and_asked_for_them() {
    let server = Server::start();
    for value in [
        None,
        Some(basic(API_KEY, "wrong")),
        Some(basic("wrong", SECRET_KEY)),
        Some(basic(API_KEY, "")),
        Some(basic("", "")),
        Some(basic(SECRET_KEY, API_KEY)),
        Some(format!("Bearer {SECRET_KEY}")),
        Some("Basic".to_owned()),
        Some("Basic %%%".to_owned()),
        Some("Basic bm8tY29sb24=".to_owned()),
    ] {
        let mut request = Request::get("/api/v1/syncs");
        if let Some(value) = &value {
            request = request.header(AUTHORIZATION, value);
        }
        let reply = server.send(request.body(Body::empty()).unwrap()).await;
        reply.assert_error(401, "unauthorized", None);
        let challenge = reply.header(WWW_AUTHENTICATE.as_str()).unwrap();
        assert!(challenge.starts_with("Basic "), "{value:?}: {challenge}");
    }
}

#[tokio::test]
async fn every_route_but_those_for_everybody_asks_who_is_there() {
    let server = Server::start();
    for (method, path) in [
        ("GET", "/api/v1/destinations"),
        ("GET", "/api/v1/syncs"),
        ("POST", "/api/v1/syncs"),
        ("GET", "/api/v1/syncs/1"),
        ("PUT", "/api/v1/syncs/1"),
        ("DELETE", "/api/v1/syncs/1"),
        ("POST", "/api/v1/syncs/1/test-connection"),
        ("GET", "/api/v1/syncs/1/deliveries"),
        ("GET", "/api/v1/deliveries/1"),
        ("GET", "/api/v1/users/ann"),
        ("GET", "/api/v1/events/live"),
        ("GET", "/api/2/event-streaming/delivery-metrics-summary"),
    ] {
        let request = Request::builder().method(method).uri(path);
        let reply = server.send(request.body(Body::empty()).unwrap()).await;
        reply.assert_error(401, "unauthorized", None);
    }
    for path in [
        "/healthz",
        "/readyz",
        "/openapi.json",
        "/api/v1/openapi.json",
    ] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assert_eq!(server.send(request).await.status.as_u16(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_pages_script_is_refused_without_a_window_of_the_browsers() {
    let server = Server::start();
    let request = Request::get("/api/v1/syncs").header("sec-fetch-dest", "empty");
    let reply = server.send(request.body(Body::empty()).unwrap()).await;
    reply.assert_error(401, "unauthorized", None);
    assert_eq!(
        reply.header("www-authenticate"),
        Some(r#"Session realm="Intertide""#)
    );
}

#[tokio::test]
async fn another_page_cannot_use_keys_that_the_browser_remembers() {
    let server = Server::start();
    for (name, value) in [
        ("origin", "https://evil.test"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut request = keyed(Method::DELETE, "/api/v1/syncs/1", Body::empty());
        request.headers_mut().insert(name, value.parse().unwrap());
        let reply = server.send(request).await;
        reply.assert_error(403, "cross_origin", None);
    }
}

#[tokio::test]
async fn answers_are_kept_out_of_caches() {
    let server = Server::start();
    for path in ["/api/v1/syncs", "/api/v1/nothing", "/api/v1/syncs/99"] {
        let reply = server.get(path).await;
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
}
