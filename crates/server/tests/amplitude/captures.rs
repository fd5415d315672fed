//! Requests that real SDKs sent (`tests/fixtures/amplitude`), and what is made of them.

use std::io::Write;
use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use flate2::Compression;
use flate2::write::GzEncoder;
use intertide_domain::event::{Endpoint, Received};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::harness::{Answer, Harness, NOW};

#[derive(Deserialize)]
struct Capture {
    method: String,
    path: String,
    headers: Map<String, Value>,
    json: Option<Value>,
    form: Option<String>,
}

impl Capture {
    fn named(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/amplitude");
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// The capture without the event at `index`.
    fn without(mut self, index: usize) -> Self {
        let events = &mut self.json.as_mut().unwrap()["events"];
        events.as_array_mut().unwrap().remove(index);
        self
    }

    fn body(&self) -> Vec<u8> {
        let plain = match (&self.json, &self.form) {
            (Some(json), None) => json.to_string().into_bytes(),
            (None, Some(form)) => form.clone().into_bytes(),
            _ => Vec::new(),
        };
        if self.headers.get("content-encoding") == Some(&json!("gzip")) {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&plain).unwrap();
            encoder.finish().unwrap()
        } else {
            plain
        }
    }

    async fn replay(&self, harness: &Harness) -> Answer {
        let mut request = Request::builder()
            .method(self.method.as_str())
            .uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value.as_str().unwrap());
        }
        harness
            .send(request.body(Body::from(self.body())).unwrap())
            .await
    }
}

/// Replays a capture of an upload, which must be taken in whole.
async fn uploaded(capture: &Capture) -> Vec<Received> {
    let harness = Harness::new();
    let answer = capture.replay(&harness).await;
    let events = capture.json.as_ref().unwrap()["events"].as_array().unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({
            "code": 200,
            "events_ingested": events.len(),
            "payload_size_bytes": capture.body().len(),
            "server_upload_time": NOW,
        })
    );
    let stored = harness.stored();
    assert_eq!(stored.len(), events.len());
    stored
}

fn texts(received: &[Received]) -> Value {
    serde_json::to_value(received).unwrap()
}

#[tokio::test]
async fn node_events_without_ids_are_refused_and_the_rest_is_taken_in() {
    let harness = Harness::new();
    let answer = Capture::named("node").replay(&harness).await;
    assert_eq!(
        answer.json(),
        json!({
            "code": 400,
            "error": "Request missing required field",
            "events_with_missing_fields": {"user_id": [8], "device_id": [8]},
        })
    );
    assert!(harness.stored().is_empty());
    insta::assert_json_snapshot!(
        "node",
        texts(&uploaded(&Capture::named("node").without(8)).await)
    );
}

#[tokio::test]
async fn python_events_are_taken_in() {
    insta::assert_json_snapshot!("python", texts(&uploaded(&Capture::named("python")).await));
}

#[tokio::test]
async fn go_events_are_taken_in_with_clear_all_as_an_object_and_groups_as_arrays() {
    let stored = uploaded(&Capture::named("go").without(6)).await;
    let cleared = stored[2].event.user_properties.parse();
    assert_eq!(
        Value::from(cleared),
        json!({"$clearAll": {"-": null}, "$set": {"a": 1}})
    );
    assert_eq!(stored[0].event.groups["org"], ["acme"]);
    let group_identify = &stored[3].event;
    assert_eq!(group_identify.event_type.as_str(), "$groupidentify");
    assert_eq!(
        (&group_identify.user_id, &group_identify.device_id),
        (&None, &None)
    );
    insta::assert_json_snapshot!("go", texts(&stored));
}

#[tokio::test]
async fn java_nulls_are_absent_and_zero_coordinates_are_no_location() {
    let stored = uploaded(&Capture::named("java")).await;
    for received in &stored {
        assert!(
            received.event.other.is_empty(),
            "{:?}",
            received.event.other
        );
        assert_eq!(received.event.context.country, None);
        assert_eq!(received.event.session_id, Some(-1));
    }
    insta::assert_json_snapshot!("java", texts(&stored));
}

#[tokio::test]
async fn browser_page_views_are_taken_in_with_the_senders_address() {
    let stored = uploaded(&Capture::named("browser-page")).await;
    for received in &stored {
        assert_eq!(received.event.context.ip.as_deref(), Some("203.0.113.9"));
        assert_eq!(received.event.context.language.as_deref(), Some("English"));
        assert_eq!(received.endpoint, Endpoint::HttpV2);
    }
    insta::assert_json_snapshot!("browser-page", texts(&stored));
}

#[tokio::test]
async fn beacons_gzip_and_batches_of_the_browser_are_taken_in() {
    for (name, event_type, endpoint) in [
        ("browser-beacon", "before unload", Endpoint::HttpV2),
        ("browser-gzip", "E", Endpoint::HttpV2),
        ("browser-second-request", "small", Endpoint::HttpV2),
        ("browser-batch", "B", Endpoint::Batch),
    ] {
        let stored = uploaded(&Capture::named(name)).await;
        assert_eq!(stored[0].event.event_type.as_str(), event_type, "{name}");
        assert_eq!(stored[0].endpoint, endpoint, "{name}");
    }
}

#[tokio::test]
async fn what_a_preflight_asks_for_is_allowed() {
    for name in [
        "browser-preflight",
        "browser-preflight-gzip",
        "legacy-preflight",
    ] {
        let capture = Capture::named(name);
        let answer = capture.replay(&Harness::new()).await;
        assert_eq!(answer.status, 204);
        assert!(answer.body.is_empty());
        let allowed = answer.headers["access-control-allow-headers"]
            .to_str()
            .unwrap();
        let wanted = capture.headers["access-control-request-headers"]
            .as_str()
            .unwrap();
        for header in wanted.split(',') {
            assert!(
                allowed.split(", ").any(|allowed| allowed == header),
                "{header}"
            );
        }
        assert_eq!(
            answer.headers["access-control-allow-methods"],
            "POST, GET, OPTIONS"
        );
        assert_eq!(answer.headers["access-control-max-age"], "86400");
    }
}

#[tokio::test]
async fn the_legacy_form_is_taken_in_with_its_own_field_names() {
    let harness = Harness::new();
    for name in ["legacy-identify", "legacy-events"] {
        let answer = Capture::named(name).replay(&harness).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (200, "success"));
    }
    let stored = harness.stored();
    let first = &stored[0].event;
    assert_eq!(stored[0].endpoint, Endpoint::Legacy);
    assert_eq!(first.time.get(), 1_795_474_088_048);
    assert_eq!(
        first.insert_id.as_ref().unwrap().as_str(),
        "22dabdcf-48a1-4d75-9ed7-71cba9c098ad"
    );
    assert_eq!(
        first.context.library.as_deref(),
        Some("amplitude-js/8.21.10")
    );
    assert_eq!(first.context.os_name.as_deref(), Some("Chrome Headless"));
    insta::assert_json_snapshot!("legacy", texts(&stored));
}
