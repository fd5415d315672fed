#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::Ending;
use crate::testing::Bench;

fn bench(rule: Value) -> Bench {
    let mut bench = Bench::new();
    bench.contact(json!({"external_id": "u1"}));
    let rule = serde_json::from_value(rule).unwrap();
    bench.workspace.add_fault(rule).unwrap();
    bench
}

fn event(user: &str) -> Value {
    json!({"event_name": "e", "created_at": 1_700_000_000, "user_id": user})
}

fn send(bench: &mut Bench) -> crate::SimResponse {
    let request = bench
        .request(http::Method::POST, "/events")
        .json(&event("u1"));
    bench.send(&request)
}

fn unavailable() -> Value {
    json!({"type": "status", "status": 503, "code": "service_unavailable"})
}

#[test]
fn a_status_comes_as_an_error_list_with_rate_headers_and_nothing_is_stored() {
    let mut bench = bench(json!({"effect": {"type": "status", "status": 503,
        "code": "service_unavailable", "message": "Down", "retry_after_s": 7}}));
    let response = send(&mut bench);
    assert_eq!(response.status, 503);
    let error = &response.json().unwrap()["errors"][0];
    assert_eq!(
        *error,
        json!({"code": "service_unavailable", "message": "Down"})
    );
    assert_eq!(response.header("retry-after"), Some("7"));
    assert!(response.header("x-ratelimit-remaining").is_some());
    assert_eq!(bench.workspace.events().count(), 0);
}

#[test]
fn an_effect_that_commits_stores_the_event_behind_the_failure() {
    for (effect, ending) in [
        (
            json!({"type": "status", "status": 500, "code": "server_error", "commit": true}),
            Ending::Whole,
        ),
        (
            json!({"type": "html_bad_gateway", "commit": true}),
            Ending::Whole,
        ),
        (json!({"type": "hang", "commit": true}), Ending::Hang),
        (json!({"type": "reset", "commit": true}), Ending::Reset),
    ] {
        let mut bench = bench(json!({"effect": effect}));
        assert_eq!(send(&mut bench).transport.ending, ending);
        assert_eq!(bench.workspace.events().count(), 1, "{effect}");
    }
}

#[test]
fn an_effect_that_does_not_commit_stores_nothing() {
    for (effect, ending) in [
        (unavailable(), Ending::Whole),
        (json!({"type": "html_bad_gateway"}), Ending::Whole),
        (json!({"type": "hang"}), Ending::Hang),
        (json!({"type": "reset"}), Ending::Reset),
        (json!({"type": "rate_limit"}), Ending::Whole),
        (json!({"type": "revoke_token"}), Ending::Whole),
    ] {
        let mut bench = bench(json!({"effect": effect}));
        assert_eq!(send(&mut bench).transport.ending, ending);
        assert_eq!(bench.workspace.events().count(), 0, "{effect}");
    }
}

#[test]
fn a_bad_gateway_is_html_without_intercoms_headers() {
    let mut bench = bench(json!({"effect": {"type": "html_bad_gateway"}}));
    let response = send(&mut bench);
    assert_eq!(response.status, 502);
    assert_eq!(response.header("content-type"), Some("text/html"));
    assert_eq!(response.header("x-request-id"), None);
    assert_eq!(response.header("x-ratelimit-limit"), None);
    assert!(response.body.starts_with(b"<html>"));
}

#[test]
fn latency_adds_up_and_a_slow_body_comes_in_drops() {
    let mut bench = bench(json!({"effect": {"type": "latency", "ms": 20}}));
    for rule in [
        json!({"effect": {"type": "latency", "ms": 30}}),
        json!({"effect": {"type": "slow_body", "chunk_bytes": 3, "pause_ms": 5}}),
    ] {
        bench
            .workspace
            .add_fault(serde_json::from_value(rule).unwrap())
            .unwrap();
    }
    let response = send(&mut bench);
    assert_eq!(response.status, 202);
    assert_eq!(response.transport.delay, Duration::from_millis(50));
    let pause = Duration::from_millis(5);
    assert_eq!(
        response.transport.ending,
        Ending::Slow {
            chunk_bytes: 3,
            pause
        }
    );
}

#[test]
fn a_revoked_token_stays_revoked() {
    let mut bench = bench(json!({"match": {"nth": 2}, "effect": {"type": "revoke_token"}}));
    let statuses: Vec<u16> = (0..4).map(|_| send(&mut bench).status.as_u16()).collect();
    assert_eq!(statuses, [202, 401, 401, 401]);
    let refused = send(&mut bench);
    assert_eq!(
        refused.json().unwrap()["errors"][0]["code"],
        "token_revoked"
    );
    assert_eq!(refused.header("x-ratelimit-limit"), None);
}

#[test]
fn a_burst_of_429_looks_like_an_exhausted_window() {
    let mut bench = bench(json!({"count": 2, "effect": {"type": "rate_limit"}}));
    for _ in 0..2 {
        let refused = send(&mut bench);
        assert_eq!(refused.status, 429);
        assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
        assert_eq!(
            refused.json().unwrap()["errors"][0]["code"],
            "rate_limit_exceeded"
        );
    }
    assert_eq!(send(&mut bench).status, 202);
}

#[test]
fn rules_choose_by_method_path_and_contact() {
    for (matches, hit) in [
        (json!({}), true),
        (json!({"method": "post"}), true),
        (json!({"method": "GET"}), false),
        (json!({"path_prefix": "/events"}), true),
        (json!({"path_prefix": "/contacts"}), false),
        (json!({"contact": "u1"}), true),
        (json!({"contact": "u2"}), false),
        (
            json!({"method": "POST", "path_prefix": "/events", "contact": "u2"}),
            false,
        ),
    ] {
        let mut bench = bench(json!({"match": matches, "effect": unavailable()}));
        assert_eq!(send(&mut bench).status == 503, hit, "{matches}");
    }
    let mut bench = bench(json!({"match": {"contact": "u1"}, "effect": unavailable()}));
    assert_eq!(bench.get("/contacts/find_by_external_id/u1").0, 503);
    assert_eq!(bench.get("/contacts/find_by_external_id/u2").0, 404);
}

#[test]
fn rules_choose_by_number() {
    for (rule, hits) in [
        (
            json!({"match": {"nth": 3}, "effect": unavailable()}),
            "..x...",
        ),
        (
            json!({"match": {"skip": 2}, "effect": unavailable()}),
            "..xxxx",
        ),
        (
            json!({"match": {"skip": 2}, "count": 2, "effect": unavailable()}),
            "..xx..",
        ),
        (
            json!({"match": {"skip": 2, "nth": 2}, "effect": unavailable()}),
            "...x..",
        ),
        (json!({"count": 1, "effect": unavailable()}), "x....."),
        (
            json!({"probability": 0.0, "effect": unavailable()}),
            "......",
        ),
        (
            json!({"probability": 1.0, "effect": unavailable()}),
            "xxxxxx",
        ),
    ] {
        let mut bench = bench(rule.clone());
        let seen: String = (0..6)
            .map(|_| {
                if send(&mut bench).status == 503 {
                    'x'
                } else {
                    '.'
                }
            })
            .collect();
        assert_eq!(seen, hits, "{rule}");
    }
}

#[test]
fn chance_comes_from_the_seed() {
    let hits = |seed| {
        let mut bench = Bench::with_settings(crate::Settings {
            seed,
            ..crate::Settings::default()
        });
        bench.contact(json!({"external_id": "u1"}));
        let rule = json!({"probability": 0.5, "effect": unavailable()});
        bench
            .workspace
            .add_fault(serde_json::from_value(rule).unwrap())
            .unwrap();
        (0..200)
            .map(|_| send(&mut bench).status == 503)
            .collect::<Vec<bool>>()
    };
    assert_eq!(hits(1), hits(1));
    assert_ne!(hits(1), hits(2));
    let count = hits(1).into_iter().filter(|hit| *hit).count();
    assert!((60..140).contains(&count), "{count}");
}

#[test]
fn rules_that_can_not_be_are_refused() {
    for (rule, error) in [
        (
            json!({"effect": {"type": "status", "status": 200, "code": "x"}}),
            InvalidFault::Status(200),
        ),
        (
            json!({"probability": 1.5, "effect": unavailable()}),
            InvalidFault::Probability,
        ),
        (
            json!({"match": {"nth": 0}, "effect": unavailable()}),
            InvalidFault::Nth,
        ),
        (
            json!({"effect": {"type": "latency", "ms": 600_001}}),
            InvalidFault::Delay,
        ),
        (
            json!({"effect": {"type": "slow_body", "chunk_bytes": 0, "pause_ms": 1}}),
            InvalidFault::Chunk,
        ),
    ] {
        let rule = serde_json::from_value(rule).unwrap();
        assert_eq!(Bench::new().workspace.add_fault(rule), Err(error));
    }
    let mut bench = Bench::new();
    let rule: FaultRule = serde_json::from_value(json!({"effect": unavailable()})).unwrap();
    for _ in 0..1000 {
        bench.workspace.add_fault(rule.clone()).unwrap();
    }
    assert_eq!(bench.workspace.add_fault(rule), Err(InvalidFault::TooMany));
}
