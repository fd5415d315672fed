#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use http::{Method, StatusCode};

use super::book::Errand;
use super::notification::signature;
use super::*;
use crate::simulator::WebhookJob;
use crate::testing::NOON;
use crate::{Limits, ManualClock, Settings, SimRequest, Simulator, Switches};

const SECRET: &str = "app-secret";
const MINUTE_MS: i64 = 60_000;

/// A simulator whose webhook the test answers itself.
struct Hooked {
    simulator: Simulator,
    clock: Arc<ManualClock>,
}

impl Hooked {
    /// An endpoint that has been probed, for these topics.
    fn to(topics: &[&str]) -> Self {
        Self::with_limits(topics, Limits::default())
    }

    fn with_limits(topics: &[&str], limits: Limits) -> Self {
        let hooked = Self::unprobed(topics, limits);
        hooked.answer(&hooked.job(), 200);
        hooked
    }

    fn unprobed(topics: &[&str], limits: Limits) -> Self {
        let clock = Arc::new(ManualClock::new(NOON));
        let settings = Settings {
            limits,
            ..Settings::default()
        };
        let simulator = Simulator::with_clock(settings, Switches::default(), clock.clone());
        let hooked = Self { simulator, clock };
        let (status, body) = hooked.configure(json!({
            "url": "http://127.0.0.1:9/hook", "secret": SECRET, "topics": topics,
        }));
        assert_eq!(status, 200, "{body}");
        hooked
    }

    fn send(&self, method: Method, target: &str, body: &Value) -> (u16, Value) {
        let request = SimRequest::new(method, target)
            .bearer("sim-token")
            .json(body);
        let response = self.simulator.handle(&request);
        let body = response.json().unwrap_or(Value::Null);
        (response.status.as_u16(), body)
    }

    fn post(&self, target: &str, body: Value) -> Value {
        let (status, body) = self.send(Method::POST, target, &body);
        assert!((200..300).contains(&status), "{target}: {status} {body}");
        body
    }

    fn configure(&self, body: Value) -> (u16, Value) {
        self.send(Method::POST, "/_sim/webhooks", &body)
    }

    fn shown(&self) -> Value {
        self.send(Method::GET, "/_sim/webhooks", &json!({})).1
    }

    fn job(&self) -> WebhookJob {
        self.simulator.take_webhook().expect("a request is due")
    }

    fn answer(&self, job: &WebhookJob, status: u16) {
        let status = StatusCode::from_u16(status).unwrap();
        let received = Received::Answer(status);
        self.simulator.settle_webhook(job, received);
    }

    /// The next notification, answered with 200.
    fn notified(&self) -> Value {
        let job = self.job();
        let (body, _) = notification(&job);
        self.answer(&job, 200);
        body
    }

    fn is_quiet(&self) -> bool {
        self.simulator.take_webhook().is_none()
    }
}

fn notification(WebhookJob { job, .. }: &WebhookJob) -> (Value, String) {
    let Errand::Notification { body, signature } = &job.errand else {
        panic!("a notification, not a probe");
    };
    (serde_json::from_slice(body).unwrap(), signature.clone())
}

#[test]
fn an_endpoint_is_probed_before_anything_is_sent_to_it() {
    let hooked = Hooked::unprobed(&["contact.user.created"], Limits::default());
    hooked.post("/contacts", json!({"external_id": "u1"}));
    let probe = hooked.job();
    assert!(matches!(probe.job.errand, Errand::Probe));
    assert!(hooked.is_quiet());
    assert_eq!(hooked.shown()["endpoint"]["probe"], "pending");
    hooked.answer(&probe, 204);
    assert_eq!(hooked.shown()["endpoint"]["probe"], "passed");
    assert_eq!(hooked.notified()["topic"], "contact.user.created");
}

#[test]
fn an_endpoint_that_fails_its_probe_gets_nothing() {
    let hooked = Hooked::unprobed(&["contact.user.created"], Limits::default());
    hooked.post("/contacts", json!({"external_id": "u1"}));
    let probe = hooked.job();
    hooked.answer(&probe, 404);
    hooked.post("/contacts", json!({"external_id": "u2"}));
    assert!(hooked.is_quiet());
    let shown = hooked.shown();
    assert_eq!(shown["endpoint"]["probe"], "failed");
    assert_eq!(shown["endpoint"]["probe_failure"], "404");
    assert_eq!((&shown["lost"], &shown["pending"]), (&1.into(), &0.into()));
}

#[test]
fn a_notification_has_the_shape_and_the_signature_of_intercoms() {
    let hooked = Hooked::to(&["contact.user.created"]);
    let contact = hooked.post(
        "/contacts",
        json!({"external_id": "u1", "email": "a@b.test"}),
    );
    let job = hooked.job();
    let (body, signed) = notification(&job);
    let seconds = NOON.seconds();
    let id = body["id"].as_str().unwrap();
    assert!(id.starts_with("notif_"), "{id}");
    assert_eq!(
        body,
        json!({
            "type": "notification_event",
            "app_id": "simspace",
            "data": {"type": "notification_event_data", "item": contact},
            "links": {},
            "id": id,
            "topic": "contact.user.created",
            "delivery_status": "pending",
            "delivery_attempts": 1,
            "delivered_at": 0,
            "first_sent_at": seconds,
            "created_at": seconds,
            "self": null,
        })
    );
    let Errand::Notification { body, .. } = &job.job.errand else {
        panic!("a notification");
    };
    assert_eq!(signed, signature(SECRET, body));
}

#[test]
fn every_change_of_a_contact_has_its_topic() {
    let hooked = Hooked::to(&Topic::all_names().collect::<Vec<_>>());
    let id = |contact: &Value| contact["id"].as_str().unwrap().to_owned();
    let expect = |topic: &str, contact: &str| {
        let body = hooked.notified();
        assert_eq!(body["topic"], topic, "{body}");
        assert_eq!(body["data"]["item"]["id"], contact, "{body}");
        body
    };
    let user = id(&hooked.post(
        "/contacts",
        json!({"external_id": "u1", "email": "a@b.test"}),
    ));
    expect("contact.user.created", &user);
    let path = format!("/contacts/{user}");
    hooked.send(Method::PUT, &path, &json!({"name": "Ada"}));
    let body = expect("contact.user.updated", &user);
    assert_eq!(body["data"]["item"]["name"], "Ada");

    let lead = id(&hooked.post("/contacts", json!({"role": "lead", "email": "a@b.test"})));
    expect("contact.lead.created", &lead);
    let lead_path = format!("/contacts/{lead}");
    hooked.send(Method::PUT, &lead_path, &json!({"name": "Lead"}));
    expect("contact.lead.updated", &lead);
    hooked.post("/contacts/merge", json!({"from": lead, "into": user}));
    let merged = expect("contact.merged", &user);
    assert!(!merged.to_string().contains(&lead), "{merged}");

    let lead = id(&hooked.post("/contacts", json!({"role": "lead"})));
    expect("contact.lead.created", &lead);
    let promotion = json!({"role": "user", "external_id": "u2"});
    hooked.send(Method::PUT, &format!("/contacts/{lead}"), &promotion);
    expect("contact.lead.signed_up", &lead);

    hooked.post(&format!("{path}/archive"), json!({}));
    expect("contact.archived", &user);
    hooked.post(&format!("{path}/archive"), json!({}));
    assert!(hooked.is_quiet(), "archiving twice is nothing new");
    hooked.post(&format!("{path}/unarchive"), json!({}));
    expect("contact.unarchived", &user);
    hooked.send(Method::DELETE, &path, &json!({}));
    let deleted = expect("contact.deleted", &user);
    assert_eq!(
        deleted["data"]["item"],
        json!({"type": "contact", "id": user, "external_id": "u1", "deleted": true})
    );
    hooked.post(&format!("/contacts/{lead}/block"), json!({}));
    assert!(hooked.is_quiet());
}

#[test]
fn an_event_is_told_of_once() {
    let hooked = Hooked::to(&["event.created"]);
    hooked.post("/contacts", json!({"external_id": "u1"}));
    for _ in 0..2 {
        hooked.post(
            "/events",
            json!({
                "event_name": "order-done",
                "user_id": "u1",
                "created_at": NOON.seconds(),
                "metadata": {"total": 42},
            }),
        );
    }
    let item = &hooked.notified()["data"]["item"];
    assert_eq!(item["type"], "event");
    assert_eq!(item["event_name"], "order-done");
    assert_eq!(item["user_id"], "u1");
    assert_eq!(item["metadata"], json!({"total": 42}));
    assert!(hooked.is_quiet());
}

#[test]
fn the_other_spelling_of_a_topic_is_kept() {
    let hooked = Hooked::to(&["contact.archive"]);
    let contact = hooked.post("/contacts", json!({"external_id": "u1"}));
    let path = format!("/contacts/{}/archive", contact["id"].as_str().unwrap());
    hooked.post(&path, json!({}));
    assert_eq!(hooked.notified()["topic"], "contact.archive");
}

#[test]
fn what_nobody_subscribed_to_is_not_recorded_but_a_ping_always_is() {
    let hooked = Hooked::to(&["contact.deleted"]);
    hooked.post("/contacts", json!({"external_id": "u1"}));
    assert_eq!(hooked.shown()["deliveries"], json!([]));
    hooked.post("/_sim/webhooks/ping", json!({}));
    let body = hooked.notified();
    assert_eq!(body["topic"], "ping");
    assert_eq!(body["data"]["item"]["type"], "ping");
}

#[test]
fn a_refused_notification_is_tried_again_after_a_minute_to_two_hours_and_then_given_up() {
    let hooked = Hooked::to(&[]);
    hooked.post("/_sim/webhooks/ping", json!({}));
    let waits = [1, 2, 4, 8, 16, 32, 64];
    for (failed, minutes) in waits.into_iter().enumerate() {
        let job = hooked.job();
        let (body, _) = notification(&job);
        assert_eq!(body["delivery_attempts"], failed + 1);
        assert_eq!(body["first_sent_at"], json!(NOON.seconds()));
        hooked.answer(&job, 429);
        assert_eq!(hooked.shown()["deliveries"][0]["last_answer"], "429");
        hooked.clock.advance(minutes * MINUTE_MS - 1);
        assert!(hooked.is_quiet(), "before {minutes} minutes");
        hooked.clock.advance(1);
    }
    hooked.answer(&hooked.job(), 500);
    hooked.clock.advance(1_000 * MINUTE_MS);
    assert!(hooked.is_quiet());
    let shown = hooked.shown();
    assert_eq!(shown["deliveries"][0]["status"], "given_up");
    assert_eq!(shown["deliveries"][0]["attempts"], 8);
}

#[test]
fn what_was_delivered_after_a_failure_is_delivered() {
    let hooked = Hooked::to(&[]);
    hooked.post("/_sim/webhooks/ping", json!({}));
    let job = hooked.job();
    let unanswered = Received::Nothing("no answer within 5 s".to_owned());
    hooked.simulator.settle_webhook(&job, unanswered);
    hooked.clock.advance(MINUTE_MS);
    hooked.notified();
    let shown = &hooked.shown()["deliveries"][0];
    assert_eq!(shown["status"], "delivered");
    assert_eq!(shown["last_answer"], "200");
    assert_eq!(shown["delivered_at"], json!(NOON.plus(MINUTE_MS)));
}

#[test]
fn the_notifications_are_bounded_and_the_oldest_go_first() {
    let limits = Limits {
        notifications: 3,
        ..Limits::default()
    };
    let hooked = Hooked::with_limits(&[], limits);
    hooked.post("/_sim/webhooks/ping", json!({}));
    let under_way = hooked.job();
    for _ in 0..4 {
        hooked.post("/_sim/webhooks/ping", json!({}));
    }
    hooked.answer(&under_way, 200);
    let shown = hooked.shown();
    let sequences: Vec<_> = shown["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|delivery| delivery["sequence"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, [2, 3, 4]);
    assert_eq!((&shown["pending"], &shown["lost"]), (&3.into(), &2.into()));
    for _ in 0..3 {
        hooked.notified();
    }
    assert!(hooked.is_quiet());
}

#[test]
fn an_endpoint_that_is_replaced_or_removed_gets_nothing_any_more() {
    let hooked = Hooked::to(&[]);
    hooked.post("/_sim/webhooks/ping", json!({}));
    let late = hooked.job();
    hooked.send(Method::DELETE, "/_sim/webhooks", &json!({}));
    hooked.answer(&late, 200);
    let shown = hooked.shown();
    assert_eq!(
        shown,
        json!({"endpoint": null, "pending": 0, "lost": 0, "deliveries": []})
    );
    let (status, _) = hooked.send(Method::POST, "/_sim/webhooks/ping", &json!({}));
    assert_eq!(status, 404);
    assert!(hooked.is_quiet());
}

#[test]
fn a_webhook_belongs_to_its_workspace() {
    let hooked = Hooked::to(&["contact.user.created"]);
    hooked.post("/_sim/workspaces", json!({"token": "second"}));
    let request = SimRequest::new(Method::POST, "/contacts")
        .bearer("second")
        .json(&json!({"external_id": "u1"}));
    assert_eq!(hooked.simulator.handle(&request).status, 200);
    assert!(hooked.is_quiet());
}

#[test]
fn a_configuration_that_can_not_be_says_why_and_shows_no_secret() {
    let hooked = Hooked::to(&[]);
    let hook = "http://127.0.0.1:9/";
    for (configuration, part) in [
        (
            json!({"url": "https://127.0.0.1/", "secret": "s", "topics": []}),
            "no TLS",
        ),
        (
            json!({"url": "http://shop.test/", "secret": "s", "topics": []}),
            "on this machine",
        ),
        (json!({"url": hook, "secret": "", "topics": []}), "secret"),
        (
            json!({"url": hook, "secret": "s", "topics": ["contact.born"]}),
            "contact.user.created",
        ),
        (json!({"url": hook, "topics": []}), "secret"),
    ] {
        let (status, body) = hooked.configure(configuration);
        assert_eq!(status, 400, "{body}");
        assert!(body["error"]["message"].as_str().unwrap().contains(part));
    }
    let shown = hooked.shown();
    assert_eq!(shown["endpoint"]["url"], "http://127.0.0.1:9/hook");
    assert!(!shown.to_string().contains(SECRET));
}

#[test]
fn no_request_can_allow_webhooks_to_other_machines() {
    let hooked = Hooked::to(&[]);
    let workspace = json!({"token": "second", "webhooks_beyond_loopback": true});
    let (status, _) = hooked.send(Method::POST, "/_sim/workspaces", &workspace);
    assert_eq!(status, 400);
}
