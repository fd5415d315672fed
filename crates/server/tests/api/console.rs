//! The console: the page, its files, and what is none of its business.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::header::{ACCEPT, COOKIE, HOST};
use http::{Method, Request};
use intertide_server::Visitors;
use serde_json::json;

use crate::harness::{API_KEY, Reply, Server};

/// What a browser takes that opens an address.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A browser on the machine itself that opens this address.
fn opened(method: Method, path: &str) -> Request<Body> {
    let peer: SocketAddr = "127.0.0.1:50000".parse().unwrap();
    Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, "localhost:8686")
        .header(ACCEPT, BROWSER)
        .extension(ConnectInfo(peer))
        .body(Body::empty())
        .unwrap()
}

async fn open(server: &Server, path: &str) -> Reply {
    server.send(opened(Method::GET, path)).await
}

#[tokio::test]
async fn every_address_of_the_console_is_its_page() {
    let server = Server::start();
    let page = open(&server, "/").await;
    assert_eq!(page.status.as_u16(), 200);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    assert!(page.text.starts_with("<!doctype html>"), "{}", page.text);
    for path in [
        "/syncs/30000001/delivery?period=1h",
        "/users/a%2Fb",
        "/x/y/z",
    ] {
        let reply = open(&server, path).await;
        assert_eq!(reply.status.as_u16(), 200, "{path}");
        assert_eq!(reply.text, page.text, "{path}");
    }
}

#[tokio::test]
async fn the_page_is_told_of_without_being_sent() {
    let server = Server::start();
    let head = server.send(opened(Method::HEAD, "/")).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    let tag = head.header("etag").unwrap().to_owned();
    let mut again = opened(Method::GET, "/");
    let headers = again.headers_mut();
    headers.insert("if-none-match", tag.parse().unwrap());
    let again = server.send(again).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
}

#[tokio::test]
async fn the_page_lets_nothing_in_from_elsewhere() {
    let server = Server::start();
    let page = open(&server, "/").await;
    let policy = page.header("content-security-policy").unwrap();
    let directives: Vec<_> = policy.split("; ").collect();
    assert_eq!(
        directives,
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "manifest-src 'self'",
        ]
    );
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=()",
        ),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
}

/// The addresses that a page names: `src="/…"` and `href="/…"`.
fn links(page: &str) -> Vec<&str> {
    let named = ["src=\"/", "href=\"/"].map(|attribute| page.split(attribute).skip(1));
    let named = named.into_iter().flatten();
    named.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn whatever_the_page_names_is_there() {
    let server = Server::start();
    let page = open(&server, "/").await;
    let links = links(&page.text);
    assert!(!links.is_empty(), "{}", page.text);
    for link in links {
        let request = Request::get(format!("/{link}")).body(Body::empty());
        let reply = server.send(request.unwrap()).await;
        assert_eq!(reply.status.as_u16(), 200, "{link}");
        assert!(!reply.text.is_empty(), "{link}");
    }
}

#[tokio::test]
async fn what_is_not_the_consoles_stays_as_it_is() {
    let server = Server::start();
    for path in [
        "/api/v1/nothing",
        "/api/2/nothing",
        "/api",
        "/assets/gone-1a2b.js",
    ] {
        let reply = open(&server, path).await;
        reply.assert_error(404, "not_found", None);
    }
    let page = open(&server, "/").await.text;
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
        let reply = open(&server, path).await;
        assert_eq!(reply.status.as_u16(), 200, "{path}");
        assert_ne!(reply.text, page, "{path}");
    }
    let config = open(&server, &format!("/config/{API_KEY}")).await;
    assert_ne!(config.text, page);
    for path in ["/identify", "/groupidentify"] {
        assert_eq!(open(&server, path).await.status.as_u16(), 400, "{path}");
    }
    let posted = server.post("/syncs", &json!({})).await;
    assert_eq!(posted.json()["error"], "Invalid request path");
    let put = server.put("/syncs", &json!({})).await;
    put.assert_error(404, "not_found", None);
}

#[tokio::test]
async fn a_program_that_asks_for_no_page_is_told_that_there_is_nothing() {
    let server = Server::start();
    for (path, accept) in [
        ("/favicon.ico", "image/avif,image/webp,*/*;q=0.8"),
        ("/syncs", "*/*"),
        ("/syncs", "application/json"),
    ] {
        let mut request = opened(Method::GET, path);
        request
            .headers_mut()
            .insert(ACCEPT, accept.parse().unwrap());
        let reply = server.send(request).await;
        reply.assert_error(404, "not_found", None);
    }
    assert_eq!(server.get("/").await.status.as_u16(), 200);
}

#[tokio::test]
async fn without_the_console_a_visitor_finds_nothing_and_the_rest_stays() {
    let server = Server::start_with(|parts| parts.console_enabled = false);
    for path in ["/", "/syncs", "/index.html"] {
        let reply = open(&server, path).await;
        reply.assert_error(404, "not_found", None);
    }
    assert_eq!(server.get("/healthz").await.status.as_u16(), 200);
    assert_eq!(server.get("/api/v1/syncs").await.status.as_u16(), 200);
    let reply = server.post("/", &json!({})).await;
    assert_eq!(reply.json()["code"], 400, "{}", reply.text);
}

#[tokio::test]
async fn a_visitor_has_to_sign_in() {
    let server = Server::start();
    let page = open(&server, "/").await;
    assert_eq!(page.header("set-cookie"), None);
}

#[tokio::test]
async fn in_a_demonstration_opening_the_console_signs_in() {
    let server = Server::start_with(|parts| parts.visitors = Visitors::SignedIn);
    let page = open(&server, "/syncs").await;
    let cookie = page.header("set-cookie").unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let session = cookie.split(';').next().unwrap();

    let with_session = |path| {
        let mut request = opened(Method::GET, path);
        let headers = request.headers_mut();
        headers.insert(COOKIE, session.parse().unwrap());
        request
    };
    let who = server.send(with_session("/api/v1/session")).await;
    assert_eq!(who.json()["via"], "session");
    let again = server.send(with_session("/")).await;
    assert_eq!(again.header("set-cookie"), None);
    server.pass(13 * 60 * 60 * 1_000);
    let later = server.send(with_session("/")).await;
    assert!(
        later.header("set-cookie").is_some(),
        "the session has ended"
    );
}

#[tokio::test]
async fn in_a_demonstration_nobody_else_is_signed_in() {
    let server = Server::start_with(|parts| parts.visitors = Visitors::SignedIn);
    let mut rebound = opened(Method::GET, "/");
    let name = "attacker.test:8686".parse().unwrap();
    rebound.headers_mut().insert(HOST, name);
    let mut from_elsewhere = opened(Method::GET, "/");
    let peer: SocketAddr = "192.0.2.1:50000".parse().unwrap();
    from_elsewhere.extensions_mut().insert(ConnectInfo(peer));
    for request in [rebound, from_elsewhere] {
        let page = server.send(request).await;
        assert_eq!(page.status.as_u16(), 200);
        assert_eq!(page.header("set-cookie"), None);
    }
    let script = open(&server, "/api/v1/session").await;
    script.assert_error(401, "unauthorized", None);
    assert_eq!(script.header("set-cookie"), None);
}
