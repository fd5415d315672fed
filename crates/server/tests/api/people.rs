//! `/api/v1/people`: who may sign in, and what they may do.

use http::Method;
use http::header::SET_COOKIE;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Reply, Server};
use crate::session::{cookie, from_page, signed_in};

const PEOPLE: &str = "/api/v1/people";
const SESSION: &str = "/api/v1/session";

/// Somebody who was added, with the password that was told.
pub(crate) struct Added {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) password: String,
}

impl Added {
    pub(crate) async fn add(server: &Server, name: &str, role: &str) -> Self {
        let body = json!({"name": name, "role": role});
        let reply = server.post(PEOPLE, &body).await;
        assert_eq!(reply.status.as_u16(), 201, "{}", reply.text);
        Self {
            id: reply.json()["id"].as_i64().unwrap(),
            name: name.to_owned(),
            password: reply.json()["password"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn cookie(&self, server: &Server) -> String {
        let reply = sign_in(server, &self.name, &self.password).await;
        assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
        cookie(&reply)
    }

    fn path(&self) -> String {
        format!("{PEOPLE}/{}", self.id)
    }
}

async fn sign_in(server: &Server, name: &str, password: &str) -> Reply {
    let body = json!({"name": name, "password": password});
    server
        .send(from_page(Method::POST, SESSION, None, &body))
        .await
}

async fn as_page(server: &Server, cookie: &str, method: Method, path: &str, body: &Value) -> Reply {
    server
        .send(from_page(method, path, Some(cookie), body))
        .await
}

async fn who(server: &Server, cookie: &str) -> Reply {
    as_page(server, cookie, Method::GET, SESSION, &Value::Null).await
}

#[tokio::test]
async fn at_first_there_is_the_administrator() {
    let server = Server::start();
    let people = server.get(PEOPLE).await.json();
    assert_eq!(people["next_cursor"], Value::Null);
    assert_eq!(people["data"].as_array().unwrap().len(), 1);
    let admin = &people["data"][0];
    assert_eq!(admin["name"], "admin");
    assert_eq!(admin["role"], "admin");
    assert_eq!(admin["built_in"], true);
    assert_eq!(admin["last_seen_at"], Value::Null);
    signed_in(&server).await;
    let admin = &server.get(PEOPLE).await.json()["data"][0];
    assert_eq!(admin["last_seen_at"], "2022-10-01T06:00:00.000Z");
}

#[tokio::test]
async fn somebody_who_was_added_signs_in_by_name() {
    let server = Server::start();
    let reply = server
        .post(PEOPLE, &json!({"name": "Ann", "role": "editor"}))
        .await;
    assert_eq!(reply.status.as_u16(), 201);
    let mut told = reply.json();
    let password = told["password"].take();
    let password = password.as_str().unwrap();
    let id = told["id"].clone();
    assert_eq!(
        told,
        json!({
            "id": id,
            "name": "Ann",
            "role": "editor",
            "built_in": false,
            "created_at": "2022-10-01T06:00:00.000Z",
            "last_seen_at": null,
            "password": null,
        })
    );
    let reply = sign_in(&server, "ANN", password).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    let told = who(&server, &cookie(&reply)).await.json();
    assert_eq!(
        (&told["name"], &told["role"]),
        (&json!("Ann"), &json!("editor"))
    );
    let listed = server.get(PEOPLE).await;
    assert!(!listed.text.contains(password), "it is told once");
}

#[tokio::test]
async fn a_wrong_name_reads_like_a_wrong_password() {
    let server = Server::start();
    let ann = Added::add(&server, "Ann", "viewer").await;
    let wrong = [
        sign_in(&server, "Ann", PASSWORD).await,
        sign_in(&server, "Bob", &ann.password).await,
        sign_in(&server, "admin", &ann.password).await,
        sign_in(&server, "", PASSWORD).await,
    ];
    for reply in &wrong {
        reply.assert_error(401, "unauthorized", None);
        assert_eq!(reply.text, wrong[0].text);
    }
    let body = json!({"name": "x".repeat(65), "password": PASSWORD});
    let request = from_page(Method::POST, SESSION, None, &body);
    let reply = server.send(request).await;
    reply.assert_error(400, "invalid_parameter", Some("name"));
}

#[tokio::test]
async fn one_name_is_tried_so_often_from_wherever() {
    let server = Server::start_with(|parts| parts.limits.trust_forwarded_for = true);
    let from = async |client: usize, name: &str, password: &str| {
        let body = json!({"name": name, "password": password});
        let mut request = from_page(Method::POST, SESSION, None, &body);
        let address = format!("203.0.113.{client}");
        let headers = request.headers_mut();
        headers.insert("x-forwarded-for", address.parse().unwrap());
        server.send(request).await
    };
    for number in 0..60 {
        let reply = from(number / 10, "nobody", "wrong").await;
        reply.assert_error(401, "unauthorized", None);
    }
    let reply = from(100, "Nobody", "wrong").await;
    reply.assert_error(429, "too_many_requests", None);
    let reply = from(100, "admin", PASSWORD).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
}

#[tokio::test]
async fn another_role_counts_from_the_next_request_on() {
    let server = Server::start();
    let ann = Added::add(&server, "Ann", "viewer").await;
    let cookie = ann.cookie(&server).await;
    let delete = async || {
        let path = "/api/v1/syncs/1";
        as_page(&server, &cookie, Method::DELETE, path, &Value::Null).await
    };
    let reply = delete().await;
    reply.assert_error(403, "forbidden", None);
    assert!(reply.text.contains("`editor`"), "{}", reply.text);
    let reply = server.put(&ann.path(), &json!({"role": "editor"})).await;
    assert_eq!(reply.json()["role"], "editor");
    delete().await.assert_error(404, "not_found", None);
}

#[tokio::test]
async fn another_password_ends_the_sessions_of_that_person_alone() {
    let server = Server::start();
    let ann = Added::add(&server, "Ann", "viewer").await;
    let bob = Added::add(&server, "Bob", "viewer").await;
    let (of_ann, of_bob) = (ann.cookie(&server).await, bob.cookie(&server).await);
    let path = format!("{}/password", ann.path());
    let reply = server.post(&path, &Value::Null).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    let password = reply.json()["password"].as_str().unwrap().to_owned();
    assert_ne!(password, ann.password);
    who(&server, &of_ann)
        .await
        .assert_error(401, "unauthorized", None);
    assert_eq!(who(&server, &of_bob).await.status.as_u16(), 200);
    let reply = sign_in(&server, "Ann", &ann.password).await;
    reply.assert_error(401, "unauthorized", None);
    assert_eq!(
        sign_in(&server, "Ann", &password).await.status.as_u16(),
        200
    );
}

#[tokio::test]
async fn somebody_who_was_removed_is_out_at_once() {
    let server = Server::start();
    let ann = Added::add(&server, "Ann", "admin").await;
    let cookie = ann.cookie(&server).await;
    let reply = server.delete(&ann.path()).await;
    assert_eq!(reply.status.as_u16(), 204);
    who(&server, &cookie)
        .await
        .assert_error(401, "unauthorized", None);
    let reply = sign_in(&server, "Ann", &ann.password).await;
    reply.assert_error(401, "unauthorized", None);
    let reply = server.delete(&ann.path()).await;
    reply.assert_error(404, "not_found", None);
}

#[tokio::test]
async fn the_administrator_can_be_neither_changed_nor_removed() {
    let server = Server::start();
    let path = "/api/v1/people/1";
    for reply in [
        server.put(path, &json!({"role": "viewer"})).await,
        server.post("/api/v1/people/1/password", &Value::Null).await,
        server.delete(path).await,
    ] {
        reply.assert_error(409, "built_in", None);
    }
}

#[tokio::test]
async fn a_name_is_one_persons() {
    let server = Server::start();
    Added::add(&server, "Ann", "viewer").await;
    for taken in ["ann", "Admin"] {
        let body = json!({"name": taken, "role": "viewer"});
        let reply = server.post(PEOPLE, &body).await;
        reply.assert_error(409, "name_taken", None);
    }
}

#[tokio::test]
async fn what_is_no_person_is_refused_by_the_field() {
    let server = Server::start();
    for (body, field) in [
        (json!({"role": "viewer"}), "name"),
        (json!({"name": " Ann", "role": "viewer"}), "name"),
        (json!({"name": "x".repeat(65), "role": "viewer"}), "name"),
        (json!({"name": "Ann"}), "role"),
        (json!({"name": "Ann", "role": "owner"}), "role"),
        (
            json!({"name": "Ann", "role": "viewer", "password": "x"}),
            "password",
        ),
    ] {
        let reply = server.post(PEOPLE, &body).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
    for path in ["/api/v1/people/99", "/api/v1/people/ann"] {
        server
            .delete(path)
            .await
            .assert_error(404, "not_found", None);
    }
}

#[tokio::test]
async fn somebody_chooses_another_password_and_stays_signed_in() {
    let server = Server::start();
    let ann = Added::add(&server, "Ann", "viewer").await;
    let (here, elsewhere) = (ann.cookie(&server).await, ann.cookie(&server).await);
    let change = async |cookie: &str, current: &str, next: &str| {
        let body = json!({"current": current, "password": next});
        let path = "/api/v1/session/password";
        as_page(&server, cookie, Method::PUT, path, &body).await
    };
    let reply = change(&here, "wrong", "a longer password").await;
    reply.assert_error(400, "invalid_parameter", Some("current"));
    let reply = change(&here, &ann.password, "too short").await;
    reply.assert_error(400, "invalid_parameter", Some("password"));

    let reply = change(&here, &ann.password, "a longer password").await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text);
    assert!(reply.header(SET_COOKIE.as_str()).is_some());
    assert_eq!(who(&server, &cookie(&reply)).await.status.as_u16(), 200);
    for old in [&here, &elsewhere] {
        who(&server, old)
            .await
            .assert_error(401, "unauthorized", None);
    }
    let reply = sign_in(&server, "Ann", "a longer password").await;
    assert_eq!(reply.status.as_u16(), 200);
}

#[tokio::test]
async fn the_administrator_and_keys_have_no_password_to_change_here() {
    let server = Server::start();
    let cookie = signed_in(&server).await;
    let path = "/api/v1/session/password";
    let body = json!({"current": PASSWORD, "password": "a longer password"});
    let reply = as_page(&server, &cookie, Method::PUT, path, &body).await;
    reply.assert_error(409, "built_in", None);
    let reply = server.put(path, &body).await;
    reply.assert_error(409, "no_password", None);
}
