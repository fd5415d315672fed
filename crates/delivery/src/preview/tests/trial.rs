//! Given a sync, when a test event is sent, then this is asked of Intercom, and nothing is kept.

use std::collections::VecDeque;
use std::sync::Mutex;

use intertide_domain::delivery::{ExchangeResponse, Outcome, WaitReason};
use intertide_domain::sync::{AccessToken, Endpoint};
use intertide_store::state::Reports;
use serde_json::{Value, json};

use super::super::trial::{Trial, TrialResult, send_test};
use super::super::*;
use super::{remember, users_and_events};
use crate::destinations::{Answer, Response};
use crate::dispatch::{Address, Sender, Sending};
use crate::tests::world::{World, event};

/// Answers with these statuses and bodies in turn, the last one again and again.
#[derive(Debug)]
struct Script(Mutex<VecDeque<(u16, Value)>>);

impl Script {
    fn new(answers: &[(u16, Value)]) -> Self {
        Self(Mutex::new(answers.iter().cloned().collect()))
    }
}

impl Sender for Script {
    fn send<'a>(&'a self, _: &'a Endpoint, token: &'a AccessToken, _: &'a Request) -> Sending<'a> {
        assert_eq!(token.expose(), "dG9rOnRlc3Q=");
        let mut answers = self.0.lock().unwrap();
        let (status, body) = match answers.len() {
            1 => answers[0].clone(),
            _ => answers.pop_front().unwrap(),
        };
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        Box::pin(std::future::ready(Answer::Response(Response {
            status,
            body,
            ..Response::default()
        })))
    }
}

async fn send(world: &World, sync: SyncId, given: Value, answers: &[(u16, Value)]) -> Trial {
    let subject = world.subject(sync);
    let address = Address {
        endpoint: subject.document.credentials.endpoint.clone(),
        token: AccessToken::new("dG9rOnRlc3Q="),
    };
    let script = Script::new(answers);
    let previewer = world.previewer();
    let trial = send_test(&previewer, &script, &address, &subject, event(given))
        .await
        .unwrap();
    let totals = world.state.totals(sync).unwrap();
    assert_eq!(totals[&Outcome::Pending] + totals[&Outcome::Delivered], 0);
    trial
}

fn contact(id: &str) -> Value {
    json!({"type": "contact", "id": id, "role": "user", "external_id": "user-1"})
}

fn error(code: &str) -> Value {
    json!({"type": "error.list", "errors": [{"code": code, "message": "User Not Found"}]})
}

/// Each delivery's kind, result and requests with their statuses.
fn told(trial: &Trial) -> Vec<(Kind, TrialResult, Vec<String>)> {
    let line = |exchange: &intertide_domain::delivery::Exchange| {
        let status = match exchange.response {
            ExchangeResponse::Answered { status, .. } => status,
            ExchangeResponse::Failed { .. } => 0,
        };
        format!(
            "{} {} {status}",
            exchange.request.method, exchange.request.url
        )
    };
    trial
        .sent
        .iter()
        .map(|sent| {
            let lines = sent.exchanges.iter().map(line).collect();
            (sent.kind, sent.result, lines)
        })
        .collect()
}

#[tokio::test]
async fn the_change_and_the_event_are_sent_in_order_and_nothing_is_remembered() {
    let world = World::new();
    let sync = world.sync(users_and_events(), 0);
    let answers = [
        (200, contact("c1")),
        (200, contact("c1")),
        (202, Value::Null),
    ];
    let given = json!({"user_properties": {"plan": "pro"}});
    let trial = send(&world, sync, given.clone(), &answers).await;
    let base = "https://api.intercom.io";
    assert_eq!(
        told(&trial),
        [
            (
                Kind::User,
                TrialResult::Delivered,
                vec![
                    format!("GET {base}/contacts/find_by_external_id/user-1 200"),
                    format!("PUT {base}/contacts/c1 200"),
                ]
            ),
            (
                Kind::Event,
                TrialResult::Delivered,
                vec![format!("POST {base}/events 202")]
            ),
        ]
    );
    // Neither the contact nor the profile was kept.
    let again = world
        .previewer()
        .preview(&world.subject(sync), &event(given))
        .unwrap();
    assert_eq!(again.requests.len(), 3);
    assert_eq!(again, trial.preview);
}

#[tokio::test]
async fn an_event_does_not_follow_a_change_that_did_not_arrive() {
    let world = World::new();
    let sync = world.sync(users_and_events(), 0);
    let given = json!({"user_properties": {"plan": "pro"}});
    let trial = send(&world, sync, given, &[(401, error("unauthorized"))]).await;
    assert_eq!(trial.sent.len(), 1);
    assert_eq!(
        trial.sent[0].result,
        TrialResult::Pending(WaitReason::Credentials)
    );
    let said = serde_json::to_value(&trial).unwrap();
    assert_eq!(said["verdict"], "send");
    assert_eq!(
        said["sent"][0]["result"],
        json!({"status": "pending", "category": "credentials"})
    );
}

#[tokio::test]
async fn a_refusal_is_told_with_its_exchange() {
    let world = World::new();
    let sync = world.sync(
        json!({"send_events": {"enabled": true, "select": "all"}}),
        0,
    );
    let trial = send(&world, sync, json!({}), &[(404, error("not_found"))]).await;
    assert_eq!(
        trial.sent[0].result,
        TrialResult::Discarded(DiscardReason::UserNotFound)
    );
    assert_eq!(trial.sent[0].exchanges.len(), 1);
    assert!(!trial.sent[0].notes.is_empty());
}

#[tokio::test]
async fn what_a_preview_would_not_send_is_not_sent() {
    let world = World::new();
    let sync = world.sync(json!({"send_events": {"enabled": true}}), 0);
    let trial = send(&world, sync, json!({}), &[]).await;
    assert_eq!(trial.preview.judgement.verdict, PreviewVerdict::Skip);
    assert!(trial.sent.is_empty());

    let sync = world.sync(users_and_events(), 0);
    let deleted = format!(r#"{{"deleted_at":{}}}"#, world.clock.now().get());
    remember(&world, sync, &deleted);
    let trial = send(&world, sync, json!({}), &[]).await;
    assert_eq!(trial.preview.judgement.verdict, PreviewVerdict::Discard);
    assert!(trial.sent.is_empty());
}

#[tokio::test]
async fn a_conversation_that_does_not_end_is_stopped() {
    let world = World::new();
    let sync = world.sync(users_and_events(), 0);
    let properties: serde_json::Map<String, Value> =
        (0..40).map(|n| (format!("p{n}"), json!("x"))).collect();
    let selected: Vec<&String> = properties.keys().collect();
    world.change(
        sync,
        json!({"send_users": {
            "enabled": true, "user_properties": selected, "create_missing_attributes": true,
        }}),
    );
    remember(&world, sync, r#"{"contact_id":"c1"}"#);
    let refused = json!({"type": "error.list", "errors": [
        {"code": "parameter_invalid", "message": "Custom attribute 'p0' does not exist"},
    ]});
    let answers = [(400, refused), (200, json!({"type": "list", "data": []}))];
    let given = json!({"user_properties": properties});
    let trial = send(&world, sync, given, &answers).await;
    assert_eq!(trial.sent[0].exchanges.len(), 15);
    assert_eq!(
        trial.sent[0].result,
        TrialResult::Pending(WaitReason::ServerError)
    );
    let last = trial.sent[0].notes.last().unwrap();
    assert_eq!(last.0, "the test was stopped after 15 requests");
}
