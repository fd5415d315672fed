//! The endpoints that take forms and answer in plain text.

use axum::body::Body;
use axum::extract::Request;
use intertide_domain::event::Endpoint;
use serde_json::{Value, json};

use crate::harness::{Answer, Harness, KEY, NOW, urlencoded};

const IDENTIFICATION: &str = r#"{"user_id":"user-1","user_properties":{"$set":{"plan":"pro"}},
    "groups":{"org":"acme"},"app_version":"2.0","country":"France","language":"en-US",
    "paying":"true","start_version":"1.0","event_type":"ignored","time":5}"#;

fn outcome(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.text())
}

async fn refused(path: &str, fields: &[(&str, &str)], words: &str) {
    let harness = Harness::new();
    let answer = harness.form(path, fields).await;
    assert_eq!(outcome(&answer), (400, words), "{path} {fields:?}");
    assert!(harness.stored().is_empty());
}

fn multipart(fields: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!(
            "--MARK\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    body + "--MARK--\r\n"
}

#[tokio::test]
async fn an_identification_may_come_in_a_query_a_form_or_parts() {
    let fields = [("api_key", KEY), ("identification", IDENTIFICATION)];
    let requests = [
        Request::get(format!("/x/identify?{}", urlencoded(&fields)))
            .body(Body::empty())
            .unwrap(),
        Request::post("/identify/")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(urlencoded(&fields)))
            .unwrap(),
        Request::post("/identify")
            .header("content-type", "multipart/form-data; boundary=MARK")
            .body(Body::from(multipart(&fields)))
            .unwrap(),
    ];
    for request in requests {
        let harness = Harness::new();
        assert_eq!(outcome(&harness.send(request).await), (200, "success"));
        let stored = harness.stored();
        assert_eq!(stored.len(), 1);
        assert_eq!(stored[0].endpoint, Endpoint::Identify);
        let event = &stored[0].event;
        assert_eq!(event.event_type.as_str(), "$identify");
        assert_eq!(event.user_id.as_ref().unwrap().as_str(), "user-1");
        assert_eq!(event.time.get(), NOW);
        assert_eq!(
            Value::from(event.user_properties.parse()),
            json!({"$set": {"plan": "pro"}})
        );
        assert_eq!(event.groups["org"], ["acme"]);
        let context = &event.context;
        assert_eq!(context.version.as_deref(), Some("2.0"));
        assert_eq!(context.country.as_deref(), Some("France"));
        assert_eq!(context.language.as_deref(), Some("English"));
        assert_eq!(context.start_version.as_deref(), Some("1.0"));
        assert_eq!(context.paying, Some(true));
    }
}

#[tokio::test]
async fn several_identifications_become_several_events() {
    let list = r#"[{"user_id":"a"},{"device_id":"b","user_properties":{}}]"#;
    let harness = Harness::new();
    let fields = [("api_key", KEY), ("identification", list)];
    assert_eq!(
        outcome(&harness.form("/identify", &fields).await),
        (200, "success")
    );
    assert_eq!(
        harness.stored().len(),
        2,
        "short ids are no fault of an identification"
    );
}

#[tokio::test]
async fn an_identification_that_is_missing_or_malformed_is_a_missing_event() {
    for fields in [
        vec![],
        vec![("api_key", KEY)],
        vec![("api_key", KEY), ("identification", "")],
        vec![("api_key", KEY), ("identification", "{")],
        vec![("api_key", KEY), ("identification", "[]")],
        vec![("api_key", KEY), ("identification", "\"x\"")],
    ] {
        refused("/identify", &fields, "missing_event").await;
        refused("/groupidentify", &fields, "missing_event").await;
    }
    let harness = Harness::new();
    let body = json!({"api_key": KEY, "events": [{"event_type": "E", "user_id": "user-1"}]});
    for path in ["/identify", "/groupidentify", "/httpapi"] {
        let answer = harness.post(path, body.to_string()).await;
        assert_eq!(outcome(&answer), (400, "missing_event"), "{path}");
    }
    let torn = Request::post("/identify")
        .header("content-type", "multipart/form-data; boundary=MARK")
        .body(Body::from("--MARK\r\nContent-Dispo"))
        .unwrap();
    assert_eq!(outcome(&harness.send(torn).await), (400, "missing_event"));
    let query = Request::get("/identify").body(Body::empty()).unwrap();
    assert_eq!(outcome(&harness.send(query).await), (400, "missing_event"));
    assert!(harness.stored().is_empty());
}

#[tokio::test]
async fn a_wrong_key_is_refused_without_saying_it_back() {
    let event = r#"{"event_type":"E","user_id":"user-1"}"#;
    for (path, events, key) in [
        ("/identify", "identification", "api_key"),
        ("/groupidentify", "identification", "api_key"),
        ("/httpapi", "event", "api_key"),
        ("/", "e", "client"),
    ] {
        refused(path, &[(events, event)], "invalid_api_key").await;
        refused(path, &[(events, event), (key, "nope")], "invalid_api_key").await;
    }
}

#[tokio::test]
async fn a_group_identification_becomes_a_group_identify() {
    let list = r#"[
        {"group_type":"org","group_value":"acme","group_properties":{"$set":{"tier":"gold"}}},
        {"group_type":"team","group_value":7}
    ]"#;
    let harness = Harness::new();
    let fields = [("api_key", KEY), ("identification", list)];
    assert_eq!(
        outcome(&harness.form("/groupidentify", &fields).await),
        (200, "success")
    );
    let stored = harness.stored();
    let first = &stored[0].event;
    assert_eq!(first.event_type.as_str(), "$groupidentify");
    assert_eq!(first.groups["org"], ["acme"]);
    assert_eq!(
        first.group_properties.as_str(),
        r#"{"$set":{"tier":"gold"}}"#
    );
    assert_eq!(stored[1].event.groups["team"], ["7"]);
    assert_eq!(stored[1].endpoint, Endpoint::GroupIdentify);
}

#[tokio::test]
async fn at_most_1024_group_identifications_come_at_once() {
    let one = r#"{"group_type":"org","group_value":"acme"}"#;
    for (count, expected) in [
        (1_024, (200, "success")),
        (1_025, (413, "payload_too_large")),
    ] {
        let list = format!("[{}]", vec![one; count].join(","));
        let fields = [("api_key", KEY), ("identification", list.as_str())];
        let answer = Harness::new().form("/groupidentify", &fields).await;
        assert_eq!(outcome(&answer), expected);
    }
}

#[tokio::test]
async fn the_fields_at_fault_are_named() {
    for (path, events, event, fields) in [
        (
            "/httpapi",
            "event",
            r#"{"event_type":"E","user_id":"null"}"#,
            "user_id",
        ),
        (
            "/httpapi",
            "event",
            r#"{"user_id":"user-1","time":"x"}"#,
            "event_type, time",
        ),
        ("/identify", "identification", "{}", "device_id, user_id"),
        (
            "/identify",
            "identification",
            r#"{"user_id":"u1","paying":"maybe"}"#,
            "paying",
        ),
        (
            "/groupidentify",
            "identification",
            r#"{"group_type":"org"}"#,
            "group_value",
        ),
        (
            "/groupidentify",
            "identification",
            r#"{"group_value":"acme"}"#,
            "group_type",
        ),
        (
            "/groupidentify",
            "identification",
            r#"{"group_type":"org","group_value":{},"group_properties":[]}"#,
            "group_properties, group_value",
        ),
        ("/groupidentify", "identification", "[1]", "event"),
    ] {
        let words = format!("invalid_event_field. Invalid fields [{fields}].");
        refused(path, &[("api_key", KEY), (events, event)], &words).await;
    }
}

#[tokio::test]
async fn http_v1_takes_one_event_or_several() {
    let harness = Harness::new();
    for event in [
        r#"{"event_type":"A","user_id":"user-1","time":1396381378123,"insert_id":"i"}"#,
        r#"[{"event_type":"B","user_id":"user-1"},{"event_type":"C","device_id":"d"}]"#,
    ] {
        let fields = [("api_key", KEY), ("event", event)];
        assert_eq!(
            outcome(&harness.form("/httpapi", &fields).await),
            (200, "success")
        );
    }
    let stored = harness.stored();
    let names: Vec<_> = stored
        .iter()
        .map(|received| received.event.event_type.as_str())
        .collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert_eq!(stored[0].event.time.get(), 1_396_381_378_123);
    assert_eq!(stored[0].event.insert_id.as_ref().unwrap().as_str(), "i");
    assert_eq!(stored[0].endpoint, Endpoint::HttpV1);
}

const LEGACY_EVENT: &str = r#"[{"event_type":"E","user_id":"u","timestamp":5,"uuid":"id",
    "device_carrier":"Orange","library":{"name":"amplitude-android","version":"2.3"},
    "api_properties":{"androidADID":"x"}}]"#;

#[tokio::test]
async fn the_legacy_form_needs_no_checksum() {
    let harness = Harness::new();
    let fields = [
        ("v", "2"),
        ("client", KEY),
        ("e", LEGACY_EVENT),
        ("upload_time", "6"),
    ];
    assert_eq!(outcome(&harness.form("/", &fields).await), (200, "success"));
    let event = &harness.stored()[0].event;
    assert_eq!(event.time.get(), 5);
    assert_eq!(event.insert_id.as_ref().unwrap().as_str(), "id");
    assert_eq!(event.context.carrier.as_deref(), Some("Orange"));
    assert_eq!(
        event.context.library.as_deref(),
        Some("amplitude-android/2.3")
    );
    assert_eq!(
        event.other.as_str(),
        r#"{"api_properties":{"androidADID":"x"}}"#
    );
}

#[tokio::test]
async fn a_checksum_that_is_there_has_to_be_right() {
    let fields = [
        ("v", "2"),
        ("client", KEY),
        ("e", LEGACY_EVENT),
        ("upload_time", "6"),
        ("checksum", "c9e4c9272c893861cef82f8d970156fb"),
    ];
    refused("/", &fields, "bad_checksum").await;
}

#[tokio::test]
async fn the_root_tells_an_empty_form_from_an_empty_upload() {
    refused("/", &[], "missing_event").await;
    let answer = Harness::new().post("/", "").await;
    assert_eq!(answer.json()["error"], "Missing request body");
    let answer = Harness::new().post("/", "[1]").await;
    assert_eq!(answer.json()["error"], "Invalid JSON request body");
}
