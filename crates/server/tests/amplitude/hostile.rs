//! Whatever arrives, the answer is a documented one, and a refusal stores nothing.

use axum::body::Body;
use axum::extract::Request;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::harness::{Answer, Harness, KEY, urlencoded};

const PATHS: &[&str] = &[
    "/2/httpapi",
    "/batch",
    "/identify",
    "/groupidentify",
    "/httpapi",
    "/",
];

const ERRORS: &[&str] = &[
    "Missing request body",
    "Invalid JSON request body",
    "Request missing required field",
    "Invalid event JSON",
    "Invalid field values on some events",
    "Invalid id length for user_id or device_id",
];

const WORDS: &[&str] = &["missing_event", "invalid_api_key", "bad_checksum"];

fn check(answer: &Answer, stored: usize) {
    if answer.headers["content-type"] == "application/json" {
        let body = answer.json();
        assert_eq!(body["code"], answer.status.as_u16());
        if answer.status == 200 {
            assert_eq!(body["events_ingested"], stored);
        } else {
            assert_eq!(answer.status, 400);
            let error = body["error"].as_str().unwrap();
            assert!(
                ERRORS.contains(&error) || error.starts_with("Invalid API key: "),
                "{body}"
            );
            let tells = [
                "missing_field",
                "events_with_missing_fields",
                "events_with_invalid_fields",
            ];
            assert!(
                error.starts_with("Invalid API key: ")
                    || tells.iter().any(|key| !body[key].is_null()),
                "an SDK that can drop nothing sends the same again: {body}"
            );
        }
    } else if answer.status == 200 {
        assert_eq!(answer.text(), "success");
        assert!(stored > 0);
    } else {
        assert_eq!(answer.status, 400);
        let words = answer.text();
        assert!(
            WORDS.contains(&words) || words.starts_with("invalid_event_field. Invalid fields ["),
            "{words}"
        );
    }
    assert!(answer.status == 200 || stored == 0, "a 400 stores nothing");
}

/// Sends the body, and checks the answer against the log.
fn send(path: &str, kind: &str, body: Vec<u8>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let harness = Harness::new();
        let request = Request::post(path)
            .header("content-type", kind)
            .body(Body::from(body))
            .unwrap();
        let answer = harness.send(request).await;
        check(&answer, harness.stored().len());
        answer
    })
}

fn kind() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=MARK",
        ][..],
    )
}

fn valid() -> Value {
    json!({
        "api_key": KEY,
        "events": [{
            "event_type": "Order", "user_id": "user-0001", "device_id": "device-1",
            "time": 1_795_474_088_048_i64, "insert_id": "22dabdcf", "session_id": -1,
            "event_properties": {"a": [1, {"b": "\u{1f600}"}], "t": "\"\\x"},
            "user_properties": {"$set": {"p": null}, "plain": 1e3},
            "groups": {"org": ["acme", 7]}, "price": 4.99, "quantity": 3, "ip": "$remote",
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/1 Firefox/115.0",
        }],
        "options": {"min_id_length": 3},
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        select(&["null", "$remote", "", "$identify", "$groupidentify", "0"][..])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("(\\$set|\\$add|a|b)", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[derive(Clone, Debug)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (any::<Index>(), select(&b"{}[]\",:\\0eE-u"[..]))
            .prop_map(|(at, byte)| Damage::Insert(at, byte)),
        any::<Index>().prop_map(Damage::Remove),
        any::<Index>().prop_map(Damage::Cut),
    ]
}

fn damaged(mut body: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let length = body.len();
        if length == 0 {
            break;
        }
        match damage {
            Damage::Replace(at, byte) => body[at.index(length)] = *byte,
            Damage::Insert(at, byte) => body.insert(at.index(length), *byte),
            Damage::Remove(at) => drop(body.remove(at.index(length))),
            Damage::Cut(at) => body.truncate(at.index(length)),
        }
    }
    body
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes(
        path in select(PATHS),
        kind in kind(),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        send(path, kind, body);
    }

    #[test]
    fn a_damaged_upload(
        path in select(PATHS),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        send(path, "application/json", damaged(valid().to_string().into_bytes(), &damages));
    }

    #[test]
    fn a_damaged_form(
        (path, key, events) in select(&[
            ("/identify", "api_key", "identification"),
            ("/groupidentify", "api_key", "identification"),
            ("/httpapi", "api_key", "event"),
            ("/", "client", "e"),
        ][..]),
        damages in prop::collection::vec(damage(), 0..4),
    ) {
        let json = damaged(valid()["events"].to_string().into_bytes(), &damages);
        let json = String::from_utf8_lossy(&json).into_owned();
        let body = urlencoded(&[(key, KEY), (events, &json)]);
        send(path, "application/x-www-form-urlencoded", body.into_bytes());
    }

    #[test]
    fn an_upload_with_any_values_in_its_fields(
        changes in prop::collection::vec((any::<Index>(), any_value()), 0..4),
    ) {
        let mut body = valid();
        let fields: Vec<String> = body["events"][0].as_object().unwrap().keys().cloned().collect();
        for (at, value) in changes {
            body["events"][0][at.get(&fields)] = value;
        }
        let answer = send("/2/httpapi", "application/json", body.to_string().into_bytes());
        prop_assert!(answer.status == 200 || answer.status == 400);
    }
}
