//! The access token, the keys, the password and users' values are nowhere but where they belong.

use std::io::Write;
use std::sync::{Arc, LazyLock};

use axum::body::Body;
use http::{Method, Request};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{API_KEY, PASSWORD, SECRET_KEY, Server, TOKEN, document, event, keyed};
use crate::parts::refused;

/// Everything that is logged by the tests of this process.
static LOGGED: LazyLock<Logged> = LazyLock::new(|| {
    let logged = Logged::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(logged.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    logged
});

#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logged {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The documents that carry the token in every place where one may end up by mistake.
fn documents_with_the_token() -> Vec<Value> {
    let mut misplaced = document();
    misplaced["credentials"]["token"] = json!(TOKEN);
    let mut nested = document();
    nested["credentials"]["access_token"] = json!({"set": true, "value": TOKEN});
    let mut listed = document();
    listed["credentials"]["access_token"] = json!([TOKEN]);
    let mut nameless = document();
    nameless["name"] = json!("");
    let mut wrong_endpoint = document();
    wrong_endpoint["credentials"]["endpoint"] = json!("http://nowhere.test");
    vec![
        document(),
        misplaced,
        nested,
        listed,
        nameless,
        wrong_endpoint,
    ]
}

#[tokio::test]
async fn no_answer_and_no_log_line_holds_a_secret_or_a_users_value() {
    let logged = LazyLock::force(&LOGGED).clone();
    let server = Server::start();
    let mut answers = Vec::new();
    for document in documents_with_the_token() {
        answers.push(server.post("/api/v1/syncs", &document).await);
        answers.push(server.put("/api/v1/syncs/1", &document).await);
    }
    let broken = Body::from(format!("{{\"access_token\": \"{TOKEN}\""));
    answers.push(
        server
            .send(keyed(Method::POST, "/api/v1/syncs", broken))
            .await,
    );
    server
        .take_in(json!([event("annabel-the-secret-user", "Order Completed")]))
        .await;
    server.intercom.will_answer(refused());
    answers.push(
        server
            .post("/api/v1/syncs/1/test-connection", &json!({}))
            .await,
    );
    let sign_in = json!({"password": PASSWORD});
    answers.push(server.post("/api/v1/session", &sign_in).await);
    answers.push(
        server
            .post("/api/v1/session", &json!({"password": [PASSWORD]}))
            .await,
    );
    let order = event("annabel-the-secret-user", "Order Completed");
    let drafted = json!({"event": order, "document": document()});
    for (what, body) in [
        ("test-event", &order),
        ("test-event", &drafted),
        ("preview", &drafted),
        ("preview-changes", &json!({"document": document()})),
        ("preview-changes", &json!({"document": {"token": TOKEN}})),
        ("retry", &json!({"category": TOKEN})),
    ] {
        let path = format!("/api/v1/syncs/1/{what}");
        answers.push(server.post(&path, body).await);
    }
    for path in [
        "/api/v1/syncs",
        "/api/v1/syncs/1",
        "/api/v1/syncs/1/deliveries",
        "/api/v1/deliveries/1",
        "/api/v1/events",
        "/api/v1/events/0",
        "/metrics",
        "/api/v1/destinations",
        "/openapi.json",
        "/readyz",
    ] {
        answers.push(server.get(path).await);
    }
    let with_key = format!("/identify?api_key={API_KEY}&identification=x");
    let request = Request::get(with_key.as_str()).body(Body::empty()).unwrap();
    answers.push(server.send(request).await);
    server.get("/api/v1/users/annabel-the-secret-user").await;

    assert!(answers.iter().any(|answer| answer.status.as_u16() == 201));
    assert!(answers.iter().any(|answer| answer.status.as_u16() == 422));
    for answer in &answers {
        for secret in [TOKEN, SECRET_KEY, PASSWORD] {
            assert!(!answer.text.contains(secret), "{answer:?}");
        }
    }
    let logged = String::from_utf8(logged.0.lock().clone()).unwrap();
    assert!(
        logged.contains("/api/v1/users/{user_id}"),
        "requests are logged"
    );
    assert!(logged.contains("a sync was created"), "changes are logged");
    for secret in [
        TOKEN,
        SECRET_KEY,
        PASSWORD,
        API_KEY,
        "annabel-the-secret-user",
    ] {
        assert!(!logged.contains(secret), "{secret} was logged");
    }
}

#[tokio::test]
async fn nothing_shows_a_secret_when_it_is_printed() {
    let server = Server::start();
    server.create(&document()).await;
    let stored = server.parts.state.syncs().unwrap();
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        server.parts, server.parts.directory, server.parts.lanes, stored
    );
    for secret in [TOKEN, SECRET_KEY, PASSWORD, server.parts.password.as_phc()] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
}
