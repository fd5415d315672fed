//! `GET /events`: a contact's events of the last 90 days, or its counts (intercom.md 2.8).

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::person::Person;
use super::store::StoredEvent;
use crate::call::{Call, Outcome, Query, Reply, page_size};
use crate::contacts::Contact;
use crate::error::ApiError;
use crate::state::State;
use crate::time::DAY_SECONDS;

/// Older events count and are not listed.
const LISTED_DAYS: i64 = 90;

/// Lists newest first, in pages that `before` and `since` (milliseconds) open.
pub(crate) fn list(state: &State, call: &Call) -> Outcome {
    if call.query.get("type") != Some("user") {
        return Err(ApiError::parameter_invalid("type must be user"));
    }
    let contact = person(&call.query)?.find(state)?;
    if call.query.flag("summary") {
        return Ok(Reply::Json(summary(state, contact)));
    }
    let per_page = page_size(call.query.number("per_page")?);
    let before = call.query.number("before")?.unwrap_or(i64::MAX);
    let since = call.query.number("since")?.unwrap_or(i64::MIN);
    let oldest = call.now.seconds().0 - LISTED_DAYS * DAY_SECONDS;

    let mut found: Vec<&StoredEvent> = state
        .events
        .of_contact(contact.id)
        .filter(|event| event.created_at.0 >= oldest)
        .filter(|event| event.cursor_ms < before && event.cursor_ms > since)
        .collect();
    found.sort_by_key(|event| std::cmp::Reverse((event.cursor_ms, event.sequence)));
    let more = found.len() > per_page;
    found.truncate(per_page);

    let mut pages = serde_json::Map::new();
    if let (true, Some(last)) = (more, found.last()) {
        let bound = format!("before={}", last.cursor_ms);
        pages.insert("next".to_owned(), json!(link(call, &bound)));
    }
    if let Some(first) = found.first() {
        let bound = format!("since={}", first.cursor_ms);
        pages.insert("since".to_owned(), json!(link(call, &bound)));
    }
    let events: Vec<Value> = found.iter().map(|event| rendered(event, contact)).collect();
    let list = json!({"type": "event.list", "events": events, "pages": pages});
    Ok(Reply::Json(with_person(list, contact)))
}

fn person(query: &Query) -> Result<Person, ApiError> {
    let by = |name: &str| query.get(name).map(str::to_owned);
    by("intercom_user_id")
        .map(Person::Id)
        .or_else(|| by("user_id").map(Person::UserId))
        .or_else(|| by("email").map(Person::Email))
        .ok_or_else(|| {
            ApiError::parameter_missing("one of user_id, email or intercom_user_id is required")
        })
}

/// The same request with another bound.
fn link(call: &Call, bound: &str) -> String {
    let mut link = format!("{}/events?type=user&{bound}", call.origin);
    for name in ["intercom_user_id", "user_id", "email", "per_page"] {
        if let Some(value) = call.query.get(name) {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            link.push_str(&format!("&{name}={value}"));
        }
    }
    link
}

/// An event as a list or a notification shows it.
pub(super) fn rendered(event: &StoredEvent, contact: &Contact) -> Value {
    with_person(
        json!({
            "type": "event",
            "id": event.id,
            "event_name": event.event_name,
            "created_at": event.created_at,
            "metadata": event.metadata,
        }),
        contact,
    )
}

/// Adds the identifiers that the contact has; the schema knows no null for them.
fn with_person(mut body: Value, contact: &Contact) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.insert("intercom_user_id".to_owned(), json!(contact.id));
        for (name, value) in [("user_id", &contact.external_id), ("email", &contact.email)] {
            if let Some(value) = value {
                fields.insert(name.to_owned(), json!(value));
            }
        }
    }
    body
}

fn summary(state: &State, contact: &Contact) -> Value {
    let events: Vec<Value> = state
        .events
        .summaries(contact.id)
        .map(|summary| {
            json!({
                "name": summary.name,
                "first": summary.first.iso(),
                "last": summary.last.iso(),
                "count": summary.count,
            })
        })
        .collect();
    let summary = json!({"type": "event.summary", "events": events, "pages": {}});
    with_person(summary, contact)
}
