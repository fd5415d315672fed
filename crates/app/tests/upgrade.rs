//! A data directory of every format that was ever released opens, with everything that is in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;

use flate2::read::GzDecoder;
use reqwest::Method;
use serde_json::{Value, json};
use support::http::cookie_from;
use support::{ServerBuilder, TestServer, TestSim};

/// The first format: one pair of keys and one password among the settings. Two users' events were
/// delivered, and one of a third user was pending when the server stopped.
const FORMAT_1: &[u8] = include_bytes!("fixtures/data-directory-1.tar.gz");
const API_KEY: &str = "fdf8244754e9ccb2243153af2fd3ebce";
const SECRET_KEY: &str = "092674f2c523dd817c1bb3b9109f1d27";
const ADMIN_PASSWORD: &str = "gn3u-8df5-zszn-kzfs";
const SYNC: i64 = 30_000_001;

fn unpack(archive: &[u8], directory: &Path) {
    tar::Archive::new(GzDecoder::new(archive))
        .unpack(directory)
        .unwrap();
}

/// A server on a data directory of the first format.
fn upgraded() -> TestServer {
    let builder = ServerBuilder::new();
    unpack(FORMAT_1, &builder.directory().join("data"));
    builder.start_known(API_KEY, SECRET_KEY, ADMIN_PASSWORD)
}

#[test]
fn a_data_directory_of_the_first_format_keeps_keys_password_and_what_it_knows() {
    let server = upgraded();
    let totals = server.totals(SYNC);
    assert_eq!(
        (&totals["delivered"], &totals["pending"]),
        (&json!(3), &json!(1))
    );
    let ann = server.get("/api/v1/users/user-ann").ok();
    assert_eq!(ann["user_properties"]["plan"], "pro", "{ann}");
    let events = server.get("/api/v1/events").ok();
    assert_eq!(events["data"].as_array().unwrap().len(), 4);
    let cookie = cookie_from(|client| {
        let url = format!("{}/api/v1/session", server.url());
        client.post(url).json(&json!({"password": ADMIN_PASSWORD}))
    });
    assert!(
        cookie.is_some(),
        "the password is still the one of the first start"
    );
    let keys = server.get("/api/v1/keys").ok();
    let kinds: Vec<&Value> = keys["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|key| key["from"] == "stored")
        .map(|key| &key["kind"])
        .collect();
    assert_eq!(kinds, [&json!("api"), &json!("secret")], "{keys}");
}

#[test]
fn what_was_pending_in_the_first_format_is_delivered_and_copies_are_told() {
    let sim = TestSim::start();
    let server = upgraded();
    let path = format!("/api/v1/syncs/{SYNC}");
    let mut document = server.get(&path).ok();
    let fields = document.as_object_mut().unwrap();
    fields.retain(|field, _| {
        let of_the_document = ["name", "destination", "enabled", "mapping", "send_events"];
        of_the_document.contains(&field.as_str())
    });
    fields.insert(
        "credentials".to_owned(),
        json!({"endpoint": sim.url(), "access_token": TestSim::TOKEN}),
    );
    let replaced = server.call(Method::PUT, &path, Some(&document)).unwrap();
    assert_eq!(replaced.status, 200, "{replaced:?}");
    server.wait_for_totals(SYNC, |totals| totals["delivered"] == 4);
    let users: Vec<Value> = sim
        .events()
        .iter()
        .map(|event| event["user_id"].clone())
        .collect();
    assert_eq!(users, [json!("user-cat")]);
    let copy = json!({
        "event_type": "Order Completed", "user_id": "user-cat", "insert_id": "order-3",
    });
    let another = json!({
        "event_type": "Order Completed", "user_id": "user-cat", "insert_id": "order-4",
    });
    server.ingest(&[copy, another]).unwrap().ok();
    let totals = server.wait_for_totals(SYNC, |totals| totals["delivered"] == 5);
    assert_eq!(totals["selected"], 5, "{totals}");
}
