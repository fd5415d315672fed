//! Every 400 of amplitude.md 1.5, to the letter, and that it stores nothing.

use serde_json::{Value, json};

use crate::harness::{Harness, KEY};

async fn refused(body: impl Into<axum::body::Body>) -> Value {
    let harness = Harness::new();
    let answer = harness.post("/2/httpapi", body).await;
    assert_eq!(answer.status, 400);
    assert!(harness.stored().is_empty(), "a 400 stores nothing");
    answer.json()
}

async fn refused_events(events: Value) -> Value {
    refused(json!({"api_key": KEY, "events": events}).to_string()).await
}

/// An event that is taken in, but for what `change` makes of it.
fn event(change: Value) -> Value {
    let mut event = json!({"event_type": "E", "user_id": "user-1"});
    for (field, value) in change.as_object().unwrap() {
        event[field] = value.clone();
    }
    event
}

#[tokio::test]
async fn a_body_that_is_missing_is_told_from_one_that_is_no_json_object() {
    let missing = json!({
        "code": 400, "error": "Missing request body", "missing_field": "api_key",
    });
    for body in ["", "  \n"] {
        assert_eq!(refused(body).await, missing);
    }
    let invalid = json!({
        "code": 400, "error": "Invalid JSON request body", "missing_field": "api_key",
    });
    let not_utf8 = [br#"{"api_key":""#.as_slice(), b"\xff\"}"].concat();
    let bodies: [&[u8]; 10] = [
        b"{",
        b"[]",
        b"null",
        b"1",
        b"\"x\"",
        b"{} {}",
        b"{'api_key':'x'}",
        br#"{"api_key":"x","events":[{"time":NaN}]}"#,
        &not_utf8,
        b"\xef\xbb\xbf",
    ];
    for body in bodies {
        assert_eq!(
            refused(body.to_vec()).await,
            invalid,
            "{}",
            body.escape_ascii()
        );
    }
}

#[tokio::test]
async fn a_field_that_the_request_lacks_is_named() {
    for (body, field) in [
        (json!({"events": []}), "api_key"),
        (json!({"api_key": null, "events": []}), "api_key"),
        (json!({"api_key": ["x"], "events": []}), "api_key"),
        (json!({"api_key": KEY}), "events"),
        (json!({"api_key": KEY, "events": null}), "events"),
        (
            json!({"api_key": KEY, "events": {"event_type": "E"}}),
            "events",
        ),
        (json!({"api_key": KEY, "events": "x"}), "events"),
        (json!({"api_key": KEY, "Events": []}), "events"),
    ] {
        let expected = json!({
            "code": 400, "error": "Request missing required field", "missing_field": field,
        });
        assert_eq!(refused(body.to_string()).await, expected, "{body}");
    }
}

#[tokio::test]
async fn an_unknown_key_is_said_back() {
    for key in [
        "nope",
        "",
        "quote\" and \\ and \u{1}",
        "TEST_API_KEY_0123456789 ",
    ] {
        let body = json!({"api_key": key, "events": [event(json!({}))]});
        let expected = json!({"code": 400, "error": format!("Invalid API key: {key}")});
        assert_eq!(refused(body.to_string()).await, expected);
    }
    let body = json!({"api_key": "k".repeat(100_000), "events": []});
    let answer = refused(body.to_string()).await;
    assert!(answer["error"].as_str().unwrap().len() < 300);
}

#[tokio::test]
async fn every_bad_value_is_listed_under_its_field() {
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let deep: Value = serde_json::from_str(&deep).unwrap();
    for (field, values) in [
        (
            "time",
            vec![
                json!("2026-01-01T00:00:00Z"),
                json!("1396381378123"),
                json!(1.5),
                json!([]),
            ],
        ),
        ("event_type", vec![json!(5), json!({}), json!(true)]),
        ("user_id", vec![json!(true), json!({}), json!(1.5)]),
        ("device_id", vec![json!(false), json!([])]),
        (
            "event_properties",
            vec![json!([]), json!("x"), json!({"a": deep})],
        ),
        (
            "user_properties",
            vec![json!([]), json!(1), json!({"$set": {"a": deep}})],
        ),
        ("group_properties", vec![json!([]), json!({"a": deep})]),
        (
            "groups",
            vec![json!([]), json!("x"), json!({"a": {}}), json!({"a": true})],
        ),
        ("price", vec![json!("4.99"), json!({})]),
        ("revenue", vec![json!("4.99"), json!(true)]),
        ("quantity", vec![json!("3"), json!(1.5)]),
        ("session_id", vec![json!("1"), json!(1.5)]),
        ("event_id", vec![json!("1"), json!([])]),
        ("insert_id", vec![json!({}), json!(true)]),
        ("platform", vec![json!({}), json!(true)]),
        ("language", vec![json!(["en"])]),
        ("$skip_user_properties_sync", vec![json!("true"), json!(1)]),
        ("plan", vec![json!({"a": deep})]),
    ] {
        for value in values {
            let events = json!([event(json!({})), event(json!({field: value}))]);
            let expected = json!({
                "code": 400,
                "error": "Invalid field values on some events",
                "events_with_invalid_fields": {field: [1]},
            });
            assert_eq!(refused_events(events).await, expected, "{field}: {value}");
        }
    }
}

#[tokio::test]
async fn a_missing_or_blank_event_type_is_listed_as_missing() {
    for name in [json!(null), json!(""), json!("  ")] {
        let expected = json!({
            "code": 400,
            "error": "Request missing required field",
            "events_with_missing_fields": {"event_type": [0]},
        });
        let events = json!([event(json!({"event_type": name}))]);
        assert_eq!(refused_events(events).await, expected, "{name}");
    }
}

#[tokio::test]
async fn an_event_without_ids_lacks_both() {
    let events = json!([
        {"event_type": "E"},
        {"event_type": "$identify", "user_id": null, "device_id": null},
    ]);
    let expected = json!({
        "code": 400,
        "error": "Request missing required field",
        "events_with_missing_fields": {"user_id": [0, 1], "device_id": [0, 1]},
    });
    assert_eq!(refused_events(events).await, expected);
}

#[tokio::test]
async fn a_placeholder_is_refused_also_beside_a_valid_device() {
    for id in [
        "anonymous",
        "nil",
        "none",
        "null",
        "n/a",
        "na",
        "undefined",
        "unknown",
        "",
        "{}",
        "00000000-0000-0000-0000-000000000000",
        "lmy47d",
        "0",
        "-1",
        "Anonymous",
        " NULL ",
    ] {
        let events = json!([event(json!({"user_id": id, "device_id": "device-1"}))]);
        let expected = json!({
            "code": 400,
            "error": "Invalid field values on some events",
            "events_with_invalid_fields": {"user_id": [0]},
        });
        assert_eq!(refused_events(events).await, expected, "{id:?}");
    }
}

#[tokio::test]
async fn a_short_id_is_in_both_lists_also_beside_a_valid_device() {
    let events = json!([
        event(json!({"device_id": "device-1"})),
        event(json!({"user_id": "abcd", "device_id": "device-1"})),
        event(json!({"user_id": 1234, "device_id": "dev"})),
    ]);
    let lists = json!({"user_id": [1, 2], "device_id": [2]});
    let expected = json!({
        "code": 400,
        "error": "Invalid id length for user_id or device_id",
        "events_with_invalid_fields": lists,
        "events_with_invalid_id_lengths": lists,
    });
    assert_eq!(refused_events(events).await, expected);
}

#[tokio::test]
async fn the_least_length_is_an_option() {
    for (options, status) in [
        (json!({"min_id_length": 3}), 200),
        (json!({"min_id_length": 0}), 200),
        (json!({"min_id_length": 4}), 400),
        (json!({"min_id_length": null}), 400),
        (json!({"min_id_length": "3"}), 400),
        (json!({"min_id_length": -1}), 400),
        (json!([]), 400),
        (json!(null), 400),
    ] {
        let body = json!({
            "api_key": KEY, "events": [event(json!({"user_id": "abc"}))], "options": options,
        });
        let answer = Harness::new().post("/2/httpapi", body.to_string()).await;
        assert_eq!(answer.status, status, "{options}");
    }
}

#[tokio::test]
async fn an_element_that_is_no_object_is_listed_too() {
    let events = json!([event(json!({})), 1, "x", null, []]);
    let expected = json!({
        "code": 400,
        "error": "Invalid event JSON",
        "events_with_invalid_fields": {"event": [1, 2, 3, 4]},
    });
    assert_eq!(refused_events(events).await, expected);
}

#[tokio::test]
async fn faults_of_all_kinds_are_in_one_answer() {
    let events = json!([
        event(json!({"time": "x"})),
        event(json!({})),
        event(json!({"user_id": "abc", "time": []})),
        event(json!({"event_type": null, "user_id": "null", "price": "1"})),
    ]);
    let expected = json!({
        "code": 400,
        "error": "Request missing required field",
        "events_with_missing_fields": {"event_type": [3]},
        "events_with_invalid_fields": {"time": [0, 2], "user_id": [2, 3], "price": [3]},
        "events_with_invalid_id_lengths": {"user_id": [2]},
    });
    assert_eq!(refused_events(events).await, expected);
}

#[tokio::test]
async fn a_batch_is_refused_in_the_same_way() {
    let harness = Harness::new();
    let body = json!({"api_key": KEY, "events": [event(json!({"time": "x"}))]});
    let answer = harness.post("/batch", body.to_string()).await;
    assert_eq!(
        answer.json()["events_with_invalid_fields"],
        json!({"time": [0]})
    );
    assert!(harness.stored().is_empty());
}
