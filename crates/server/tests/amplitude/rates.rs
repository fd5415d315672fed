//! How much a key and an address may bring within a second (product.md 1, `ingest.*`).

use std::num::NonZeroU32;

use intertide_server::amplitude::Limits;
use serde_json::{Value, json};

use crate::harness::{Harness, KEY};

fn events(count: usize) -> Value {
    let event = json!({"user_id": "annabel", "event_type": "Opened"});
    Value::Array(vec![event; count])
}

fn per_key(events: u32) -> Harness {
    Harness::with(Limits {
        events_per_second_per_key: NonZeroU32::new(events),
        ..Limits::default()
    })
}

fn per_address(requests: u32) -> Harness {
    Harness::with(Limits {
        requests_per_second_per_address: NonZeroU32::new(requests),
        ..Limits::default()
    })
}

#[tokio::test]
async fn beyond_the_limit_of_a_key_nothing_of_a_request_is_taken_in() {
    let harness = per_key(10);
    assert_eq!(harness.upload(events(18)).await.status, 200);
    let answer = harness.upload(events(3)).await;
    assert_eq!(answer.status, 429);
    assert_eq!(
        answer.json(),
        json!({
            "code": 429,
            "error": "Too many requests for some devices and users",
            "eps_threshold": 10,
            "throttled_devices": {},
            "throttled_users": {},
            "throttled_events": [0, 1, 2],
        })
    );
    assert_eq!(harness.upload(events(2)).await.status, 200);
    assert_eq!(harness.stored().len(), 20);
}

#[tokio::test]
async fn beyond_the_limit_of_an_address_sdks_are_told_which_events_to_send_again() {
    let harness = per_address(1);
    for _ in 0..2 {
        assert_eq!(harness.upload(events(1)).await.status, 200);
    }
    let answer = harness.upload(events(2)).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.json()["eps_threshold"], 1);
    assert_eq!(answer.json()["throttled_events"], json!([0, 1]));
    assert_eq!(harness.stored().len(), 2);
}

#[tokio::test]
async fn forms_are_told_in_their_own_words() {
    let harness = per_address(1);
    let identification = json!({"user_id": "annabel"}).to_string();
    let fields = [
        ("api_key", KEY),
        ("identification", identification.as_str()),
    ];
    for _ in 0..2 {
        assert_eq!(harness.form("/identify", &fields).await.status, 200);
    }
    let answer = harness.form("/identify", &fields).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (429, "too_many_requests")
    );
    assert_eq!(harness.stored().len(), 2);
}

#[tokio::test]
async fn without_limits_as_many_come_as_want() {
    let harness = Harness::new();
    for _ in 0..50 {
        assert_eq!(harness.upload(events(100)).await.status, 200);
    }
    assert_eq!(harness.stored().len(), 5_000);
}
