//! Paths, sizes, packing, and what happens when the log refuses.

use std::io::Write;

use axum::body::Body;
use axum::extract::Request;
use flate2::Compression;
use flate2::write::GzEncoder;
use intertide_domain::event::Endpoint;
use intertide_server::amplitude::Limits;
use intertide_store::log::EventLog;
use serde_json::{Value, json};

use crate::harness::{Harness, KEY};

fn one_event() -> String {
    json!({"api_key": KEY, "events": [{"event_type": "E", "user_id": "user-1"}]}).to_string()
}

#[tokio::test]
async fn an_endpoint_is_found_under_any_prefix_with_any_query_and_content_type() {
    for (path, endpoint) in [
        ("/2/httpapi", Endpoint::HttpV2),
        ("/2/httpapi/", Endpoint::HttpV2),
        ("/a/b/2/httpapi?x=1", Endpoint::HttpV2),
        ("/batch", Endpoint::Batch),
        ("/eu/batch/", Endpoint::Batch),
        ("/", Endpoint::HttpV2),
    ] {
        for kind in ["application/json", "text/plain;charset=UTF-8", "x/y", ""] {
            let harness = Harness::new();
            let request = Request::post(path)
                .header("content-type", kind)
                .body(Body::from(one_event()))
                .unwrap();
            assert_eq!(harness.send(request).await.status, 200, "{path} {kind}");
            assert_eq!(harness.stored()[0].endpoint, endpoint, "{path}");
        }
    }
}

#[tokio::test]
async fn a_post_to_no_endpoint_says_so() {
    for path in ["/nowhere", "/2/httpapi/x", "/api/v1/syncs"] {
        let harness = Harness::new();
        let answer = harness.post(path, one_event()).await;
        assert_eq!(
            answer.json(),
            json!({"code": 400, "error": "Invalid request path", "missing_field": "path"})
        );
        assert!(harness.stored().is_empty());
    }
}

#[tokio::test]
async fn what_is_not_for_ingestion_is_given_back() {
    let harness = Harness::new();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/2/httpapi"),
        ("PUT", "/batch"),
        ("GET", "/x"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-mark", "kept")
            .body(Body::empty())
            .unwrap();
        let given_back = harness.ingestion.handle(request, None).await.unwrap_err();
        assert_eq!(given_back.uri().path(), path);
        assert_eq!(given_back.headers()["x-mark"], "kept");
    }
}

#[tokio::test]
async fn the_remote_configuration_is_empty() {
    let request = Request::get("/config/KEY?config_group=browser")
        .body(Body::empty())
        .unwrap();
    let answer = Harness::new().send(request).await;
    assert_eq!(answer.json(), json!({"configs": {}}));
}

fn too_large() -> Value {
    json!({"code": 413, "error": "Payload too large"})
}

#[tokio::test]
async fn bodies_have_their_limits() {
    let body = one_event();
    let exact = Limits {
        max_body: body.len(),
        max_batch_body: body.len() + 1,
        ..Limits::default()
    };
    let harness = Harness::with(exact);
    assert_eq!(harness.post("/2/httpapi", body.clone()).await.status, 200);
    let longer = format!("{body} ");
    let answer = harness.post("/2/httpapi", longer.clone()).await;
    assert_eq!(answer.json(), too_large());
    assert_eq!(harness.post("/batch", longer.clone()).await.status, 200);
    assert_eq!(
        harness.post("/batch", format!("{longer} ")).await.status,
        413
    );
    let form = harness
        .form("/identify", &[("identification", &longer)])
        .await;
    assert_eq!(
        (form.status.as_u16(), form.text()),
        (413, "payload_too_large")
    );
    assert_eq!(harness.stored().len(), 2);
}

#[tokio::test]
async fn two_thousand_events_are_taken_in_and_one_more_is_too_many() {
    let events = |count: usize| json!(vec![json!({"event_type": "E", "user_id": "user-1"}); count]);
    let harness = Harness::new();
    let answer = harness.upload(events(2_001)).await;
    assert_eq!(answer.json(), too_large());
    assert!(harness.stored().is_empty());
    let answer = harness.upload(events(2_000)).await;
    assert_eq!(answer.json()["events_ingested"], 2_000);
    assert_eq!(harness.stored().len(), 2_000);
}

#[tokio::test]
async fn a_body_that_unpacks_beyond_ten_times_the_limit_is_too_large() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 11 * 1024 * 1024]).unwrap();
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 64 * 1024);
    let request = Request::post("/2/httpapi")
        .header("content-encoding", "gzip")
        .body(Body::from(bomb))
        .unwrap();
    assert_eq!(Harness::new().send(request).await.json(), too_large());
}

#[tokio::test]
async fn a_body_that_does_not_unpack_is_no_json() {
    for (path, words) in [("/2/httpapi", None), ("/identify", Some("missing_event"))] {
        let request = Request::post(path)
            .header("content-encoding", "gzip")
            .body(Body::from(one_event()))
            .unwrap();
        let answer = Harness::new().send(request).await;
        assert_eq!(answer.status, 400);
        match words {
            Some(words) => assert_eq!(answer.text(), words),
            None => assert_eq!(answer.json()["error"], "Invalid JSON request body"),
        }
    }
}

#[tokio::test]
async fn a_log_that_refuses_is_never_a_200() {
    let harness = Harness::new();
    harness.log.close();
    let answer = harness.post("/2/httpapi", one_event()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(
        answer.json(),
        json!({"code": 503, "error": "Service unavailable"})
    );
    let fields = [
        ("api_key", KEY),
        ("event", r#"{"event_type":"E","user_id":"user-1"}"#),
    ];
    let answer = harness.form("/httpapi", &fields).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (503, "service_unavailable")
    );
}

#[tokio::test]
async fn the_forwarded_address_counts_only_behind_a_trusted_proxy() {
    let body = json!({"api_key": KEY, "events": [
        {"event_type": "E", "user_id": "user-1", "ip": "$remote"},
    ]});
    for (trusted, address) in [(true, "198.51.100.4"), (false, "203.0.113.9")] {
        let harness = Harness::with(Limits {
            trust_forwarded_for: trusted,
            ..Limits::default()
        });
        let request = Request::post("/2/httpapi")
            .header("x-forwarded-for", "198.51.100.4, 10.0.0.1")
            .body(Body::from(body.to_string()))
            .unwrap();
        harness.send(request).await;
        let ip = &harness.stored()[0].event.context.ip;
        assert_eq!(ip.as_deref(), Some(address));
    }
}
