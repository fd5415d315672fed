#![allow(clippy::unwrap_used)]

use std::borrow::Cow;

use intertide_domain::delivery::Note;
use intertide_domain::ids::EventType;
use intertide_domain::sync::AttributeEntry;
use intertide_domain::time::UnixMillis;
use serde_json::{Value, json};

use super::super::script::document;
use super::*;

const TIME: UnixMillis = UnixMillis::new(1_664_604_000_999);

fn event(
    document: &SyncDocument,
    identity: Option<&Value>,
    properties: &[(&str, Value)],
) -> Mapped {
    let properties = properties
        .iter()
        .map(|(key, value)| (Cow::Borrowed(*key), Cow::Borrowed(value)));
    Intercom.event(
        document,
        &SelectedEvent {
            event_type: &EventType::from("Order Completed"),
            time: TIME,
            identity,
            properties: properties.collect(),
        },
    )
}

fn change(
    document: &SyncDocument,
    identity: Option<&Value>,
    entries: &[(&str, Option<Value>)],
) -> Mapped {
    let read = |text: &str| serde_json::from_str::<AttributeEntry>(text).unwrap();
    let entries: Vec<_> = entries
        .iter()
        .map(|(entry, value)| (read(entry), value))
        .collect();
    let attributes = entries.iter().map(|(entry, value)| (entry, value.as_ref()));
    Intercom.user(
        document,
        &UserChange {
            identity,
            attributes: attributes.collect(),
        },
    )
}

#[test]
fn an_event_becomes_the_body_of_its_request() {
    let mapped = event(
        &document("user_id", json!({})),
        Some(&json!(42)),
        &[("total", json!(10.5)), ("plan", json!("pro"))],
    );
    assert_eq!(
        &*mapped.payload,
        r#"{"event_name":"Order Completed","created_at":1664604000,"user_id":"42","metadata":{"total":10.5,"plan":"pro"}}"#
    );
    assert_eq!(mapped.identity, Ok("42".to_owned()));
    assert_eq!(mapped.notes, []);
}

#[test]
fn an_event_without_properties_has_no_metadata_and_goes_by_address_where_the_sync_says_so() {
    let mapped = event(&document("email", json!({})), Some(&json!("Ann@x.io")), &[]);
    assert_eq!(
        &*mapped.payload,
        r#"{"event_name":"Order Completed","created_at":1664604000,"email":"Ann@x.io"}"#
    );
    assert_eq!(mapped.identity, Ok("Ann@x.io".to_owned()));
}

#[test]
fn an_event_without_identity_keeps_its_payload_and_says_why_it_goes_nowhere() {
    for (identity, reason) in [
        (None, DiscardReason::MissingIdentity),
        (Some(json!(true)), DiscardReason::InvalidIdentity),
    ] {
        let mapped = event(
            &document("user_id", json!({})),
            identity.as_ref(),
            &[("a", json!(1))],
        );
        assert_eq!(
            &*mapped.payload,
            r#"{"event_name":"Order Completed","created_at":1664604000,"metadata":{"a":1}}"#
        );
        assert_eq!(mapped.identity, Err(reason));
    }
}

#[test]
fn the_document_sets_the_limit_of_keys_and_the_types() {
    let document = document(
        "user_id",
        json!({"metadata_limit": 1, "value_types": "string"}),
    );
    let mapped = event(
        &document,
        Some(&json!("u1")),
        &[("a", json!(1)), ("b", json!(2))],
    );
    let payload: Value = serde_json::from_str(&mapped.payload).unwrap();
    assert_eq!(payload.get("metadata"), Some(&json!({"a": "1"})));
    assert_eq!(
        mapped.notes,
        [Note("left out beyond the limit of 1 keys: `b`".to_owned())]
    );
}

#[test]
fn a_change_becomes_standard_and_custom_attributes() {
    let mapped = change(
        &document("user_id", json!({})),
        Some(&json!("u1")),
        &[
            (r#""plan""#, Some(json!("pro"))),
            (
                r#"{"property":"full_name","attribute":"name"}"#,
                Some(json!("Ann")),
            ),
            (
                r#"{"property":"seats","custom_attribute":"seat_count"}"#,
                None,
            ),
        ],
    );
    assert_eq!(
        &*mapped.payload,
        r#"{"identity":{"user_id":"u1"},"attributes":{"name":"Ann"},"custom_attributes":{"plan":"pro","seat_count":null}}"#
    );
    assert_eq!(mapped.identity, Ok("u1".to_owned()));
}

#[test]
fn a_change_of_which_nothing_can_be_written_is_an_invalid_payload() {
    let mapped = change(
        &document("user_id", json!({})),
        Some(&json!("u1")),
        &[(
            r#"{"property":"joined","attribute":"signed_up_at"}"#,
            Some(json!("soon")),
        )],
    );
    assert_eq!(mapped.identity, Err(DiscardReason::InvalidPayload));
    assert_eq!(
        mapped.notes,
        [Note(
            "`signed_up_at` was left out: the value can't be written as a moment".to_owned()
        )]
    );
}

#[test]
fn a_change_without_identity_says_so_whatever_it_holds() {
    let mapped = change(
        &document("email", json!({})),
        Some(&json!("nobody")),
        &[(r#""plan""#, Some(json!("pro")))],
    );
    assert_eq!(mapped.identity, Err(DiscardReason::InvalidIdentity));
}
