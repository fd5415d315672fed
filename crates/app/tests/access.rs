//! Keys and people on the real program: what holds through a restart (docs/operating.md).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use reqwest::Method;
use serde_json::{Value, json};

use support::{TestServer, TestSim, order, sync_document};

/// Creates a key; itself and its id.
fn create(server: &TestServer, body: &Value) -> (String, i64) {
    let created = server.post("/api/v1/keys", body).ok();
    let key = created["key"].as_str().unwrap().to_owned();
    (key, created["id"].as_i64().unwrap())
}

fn revoke(server: &TestServer, id: i64) -> u16 {
    let path = format!("/api/v1/keys/{id}");
    let answer = server.call(Method::DELETE, &path, None);
    answer.expect("an answer").status
}

fn ingest_with(server: &TestServer, api_key: &str) -> u16 {
    let body = json!({"api_key": api_key, "events": [order(1)]});
    let url = format!("{}/2/httpapi", server.url());
    let answer = support::http::send(|client| client.post(&url).json(&body));
    answer.expect("an answer").status
}

fn read_with(server: &TestServer, api_key: &str, secret_key: &str) -> u16 {
    let url = format!("{}/api/v1/syncs", server.url());
    let answer =
        support::http::send(|client| client.get(&url).basic_auth(api_key, Some(secret_key)));
    answer.expect("an answer").status
}

/// The ids of the keys that the first start made: the API key's and the secret key's.
fn first_keys(server: &TestServer) -> [i64; 2] {
    let keys = server.get("/api/v1/keys").ok()["data"].clone();
    ["api", "secret"].map(|kind| {
        let mut keys = keys.as_array().unwrap().iter();
        let first = keys.find(|key| key["kind"] == kind).unwrap();
        assert_eq!(first["name"], "first");
        first["id"].as_i64().unwrap()
    })
}

#[test]
fn keys_are_rotated_without_a_moment_in_which_none_holds() {
    let server = TestServer::start();
    let [first_api, first_secret] = first_keys(&server);
    assert_eq!(
        revoke(&server, first_api),
        409,
        "the last of its kind stays"
    );
    let (api_key, _) = create(&server, &json!({"kind": "api", "name": "second"}));
    let secret = json!({"kind": "secret", "name": "second", "role": "admin"});
    let (secret_key, _) = create(&server, &secret);

    let (old_api, old_secret) = (server.api_key().to_owned(), server.secret_key().to_owned());
    for key in [&old_api, &api_key] {
        assert_eq!(ingest_with(&server, key), 200);
    }
    for secret in [&old_secret, &secret_key] {
        assert_eq!(read_with(&server, &api_key, secret), 200);
    }
    assert_eq!(revoke(&server, first_secret), 204);
    assert_eq!(read_with(&server, &old_api, &old_secret), 401);

    let server = server.terminate().start();
    assert_eq!(read_with(&server, &old_api, &old_secret), 401);
    assert_eq!(read_with(&server, &old_api, &secret_key), 200);
    assert_eq!(ingest_with(&server, &api_key), 200);
    assert!(
        !server.stdout().contains("First start"),
        "{}",
        server.stdout()
    );
}

#[test]
fn a_secret_key_that_was_created_is_in_no_file() {
    let server = TestServer::start();
    let secret = json!({"kind": "secret", "name": "CI", "role": "viewer"});
    let (secret_key, _) = create(&server, &secret);
    let person = json!({"name": "Ann", "role": "viewer"});
    let person = server.post("/api/v1/people", &person).ok();
    let password = person["password"].as_str().unwrap().to_owned();
    let told = format!("{}{}", server.stdout(), server.stderr());
    let stopped = server.terminate();
    for secret in [&secret_key, &password] {
        assert!(!told.contains(secret.as_str()), "{told}");
        for file in std::fs::read_dir(stopped.data_dir()).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                assert!(!text.contains(secret.as_str()), "{}", path.display());
            }
        }
    }
}

#[test]
fn when_a_key_was_used_last_is_known_after_a_restart() {
    let server = TestServer::start();
    let (api_key, id) = create(&server, &json!({"kind": "api", "name": "second"}));
    assert_eq!(ingest_with(&server, &api_key), 200);
    let server = server.terminate().start();
    let keys = server.get("/api/v1/keys").ok()["data"].clone();
    let mut keys = keys.as_array().unwrap().iter();
    let key = keys.find(|key| key["id"] == id).unwrap();
    assert!(key["last_used_at"].is_string(), "{key}");
}

#[test]
fn a_change_that_cannot_be_written_down_is_made_all_the_same() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let state = rusqlite::Connection::open(server.data_dir().join("state.sqlite")).unwrap();
    state.execute_batch("DROP TABLE audit").unwrap();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    assert_eq!(server.get(&format!("/api/v1/syncs/{sync}")).status, 200);
    let told = server.stderr();
    assert!(
        told.contains("could not be written into the audit log"),
        "{told}"
    );
    assert!(told.contains("sync.created"), "{told}");
}
