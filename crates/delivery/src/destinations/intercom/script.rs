//! For tests: conversations held against answers from a script.

use std::collections::VecDeque;

use intertide_domain::delivery::{Chain, Due, Kind, Priority};
use intertide_domain::ids::{DeliveryId, EventType, SyncId};
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::UnixMillis;
use serde_json::{Value, json};

use super::Intercom;
use crate::destinations::{Answer, Destination, Ending, Facts, Response, Step};

/// When the deliveries of these tests fall due.
pub(super) const NOW: UnixMillis = UnixMillis::new(1_664_604_000_000);

/// A document with this mapping and these further fields.
pub(super) fn document(intercom_id: &str, more: Value) -> SyncDocument {
    let mut document = json!({
        "name": "Product events",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": "us"},
        "mapping": {"user_property": "user_id", "intercom_id": intercom_id},
    });
    if let (Some(document), Value::Object(more)) = (document.as_object_mut(), more) {
        document.extend(more);
    }
    serde_json::from_value(document).unwrap()
}

/// A delivery with this payload.
pub(super) fn due(kind: Kind, payload: &str) -> Due {
    let sync = SyncId::new(1);
    Due {
        id: DeliveryId::new(1),
        sync,
        kind,
        chain: Chain::of(sync, "u1"),
        priority: Priority::Live,
        event_type: EventType::from("Order Completed"),
        user_id: None,
        attempts: 0,
        first_attempt_at: None,
        received_at: NOW,
        due_at: NOW,
        payload: payload.into(),
        moved_to: None,
        followers: Vec::new(),
    }
}

/// The request and answer that a script expects: `POST /events` and 202.
pub(super) type Line<'a> = (&'a str, u16, Value);

/// Holds a conversation; each line is the request that must come and the answer to it.
pub(super) fn converse(due: &Due, document: &SyncDocument, facts: &Facts, script: &[Line]) -> Talk {
    let lines = script.iter().map(|(request, status, body)| {
        let body = match body {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            body => body.to_string(),
        };
        let response = Response {
            status: *status,
            body,
            ..Response::default()
        };
        (*request, Answer::Response(response))
    });
    hold(due, document, facts, lines.collect())
}

/// What a conversation came to.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) ending: Ending,
    /// The bodies that were sent, null where there was none.
    pub(super) bodies: Vec<Value>,
}

impl Talk {
    /// The notes, as text.
    pub(super) fn notes(&self) -> Vec<&str> {
        self.ending
            .notes
            .iter()
            .map(|note| note.0.as_str())
            .collect()
    }
}

/// Holds a conversation against whole answers.
pub(super) fn hold(
    due: &Due,
    document: &SyncDocument,
    facts: &Facts,
    mut script: VecDeque<(&str, Answer)>,
) -> Talk {
    let mut conversation = Intercom.converse(due, document, facts);
    let mut bodies = Vec::new();
    let mut step = conversation.begin();
    loop {
        match step {
            Step::Send(request) => {
                let line = format!("{} {}", request.method.as_str(), request.path);
                let (expected, answer) = script
                    .pop_front()
                    .unwrap_or_else(|| panic!("the script ends before {line}"));
                assert_eq!(line, expected);
                let body = request
                    .body
                    .map(|body| serde_json::from_str(&body).unwrap());
                bodies.push(body.unwrap_or(Value::Null));
                step = conversation.answer(&answer);
            }
            Step::End(ending) => {
                assert!(script.is_empty(), "{ending:?} before {script:?}");
                return Talk { ending, bodies };
            }
        }
    }
}

/// An error list.
pub(super) fn error(code: &str, message: &str) -> Value {
    json!({"type": "error.list", "request_id": "r", "errors": [{"code": code, "message": message}]})
}

/// 404 for a contact.
pub(super) fn not_found() -> Value {
    error("not_found", "User Not Found")
}

/// 409 with the contact in the way.
pub(super) fn conflict(id: &str) -> Value {
    error(
        "conflict",
        &format!("A contact matching those details already exists with id={id}"),
    )
}

/// 409 with an archived contact in the way.
pub(super) fn archived_conflict(id: &str) -> Value {
    error(
        "conflict",
        &format!("An archived contact matching those details already exists with id={id}"),
    )
}

/// A user as Intercom shows it.
pub(super) fn user(id: &str, external_id: Option<&str>, email: Option<&str>) -> Value {
    json!({"type": "contact", "id": id, "role": "user", "external_id": external_id, "email": email})
}

/// A lead as Intercom shows it, under an external id of Intercom's own.
pub(super) fn lead(id: &str, email: &str, updated_at: i64) -> Value {
    json!({
        "type": "contact", "id": id, "role": "lead", "email": email, "updated_at": updated_at,
        "external_id": "0b8bd6fd-5b5a-4d5b-8e0e-3c1f4a1d2a11",
    })
}

/// A list of contacts.
pub(super) fn list(contacts: &[Value]) -> Value {
    json!({"type": "list", "data": contacts, "total_count": contacts.len()})
}

/// Facts with one remembered contact.
pub(super) fn known(key: &str, id: &str) -> Facts {
    Facts::from([(key.to_owned(), format!(r#"{{"contact_id":"{id}"}}"#))])
}

/// The fact that a contact was learned.
pub(super) fn learned(key: &str, id: &str) -> Vec<(String, Option<String>)> {
    vec![(key.to_owned(), Some(format!(r#"{{"contact_id":"{id}"}}"#)))]
}
