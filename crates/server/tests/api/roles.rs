//! Every route of the description, with every role.

use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request};
use serde_json::{Value, json};

use crate::harness::{API_KEY, Server, basic};

/// What only reads, although it is no `GET`, and what everybody may do with their own password.
const FOR_VIEWERS: [(&str, &str); 4] = [
    ("post", "/api/v1/syncs/{id}/preview"),
    ("post", "/api/v1/syncs/{id}/preview-changes"),
    ("post", "/api/v1/syncs/{id}/test-connection"),
    ("put", "/api/v1/session/password"),
];

/// The role that a route is meant for.
fn meant_for(method: &str, path: &str) -> &'static str {
    let for_admins = [
        "/api/v1/people",
        "/api/v1/keys",
        "/api/v1/project/reveal",
        "/api/v1/deletions",
        "/api/2/deletions",
    ];
    if for_admins.iter().any(|prefix| path.starts_with(prefix)) {
        "admin"
    } else if FOR_VIEWERS.contains(&(method, path)) || (method == "get" && path != "/api/v1/audit")
    {
        "viewer"
    } else {
        "editor"
    }
}

/// The routes that ask who is there.
fn routes() -> Vec<(String, String)> {
    let description: Value = serde_json::from_str(&intertide_server::api::description()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            if route["security"] != json!([{}]) {
                routes.push((method.clone(), path.clone()));
            }
        }
    }
    routes
}

#[tokio::test]
async fn every_route_is_for_a_role_and_those_above_it() {
    let roles = ["viewer", "editor", "admin"];
    let server = Server::start();
    let mut keys = Vec::new();
    for role in roles {
        let body = json!({"kind": "secret", "name": role, "role": role});
        let created = server.post("/api/v1/keys", &body).await.json();
        keys.push(created["key"].as_str().unwrap().to_owned());
    }
    let routes = routes();
    assert!(routes.len() > 30, "{routes:?}");
    for (method, path) in &routes {
        let needed = roles
            .iter()
            .position(|role| *role == meant_for(method, path));
        for (rank, key) in keys.iter().enumerate() {
            // There is no sync, person or key of this id: nothing is changed.
            let uri = path.replace("{id}", "999").replace("{backfill_id}", "999");
            let request = Request::builder()
                .method(method.to_uppercase().parse::<Method>().unwrap())
                .uri(uri.replace("{user_id}", "999"))
                .header(HOST, "intertide.test")
                .header(AUTHORIZATION, basic(API_KEY, key))
                .header(CONTENT_TYPE, "application/json");
            let response = server.open(request.body(Body::from("[]")).unwrap()).await;
            let status = response.status().as_u16();
            assert_ne!(status, 401, "{method} {path}");
            let let_in = Some(rank) >= needed;
            assert_eq!(status != 403, let_in, "{method} {path} as {}", roles[rank]);
        }
    }
}

#[tokio::test]
async fn every_route_of_the_description_asks_who_is_there() {
    let server = Server::start();
    for (method, path) in routes() {
        let uri = path.replace("{id}", "1").replace("{backfill_id}", "1");
        let request = Request::builder()
            .method(method.to_uppercase().parse::<Method>().unwrap())
            .uri(uri.replace("{user_id}", "ann"));
        let reply = server.send(request.body(Body::empty()).unwrap()).await;
        reply.assert_error(401, "unauthorized", None);
    }
}
