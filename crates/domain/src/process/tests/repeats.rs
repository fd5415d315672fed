//! Copies (amplitude.md 1.4), and what makes repeating a batch harmless.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::*;
use crate::ids::InsertId;

#[test]
fn a_copy_within_seven_days_counts_once() {
    let mut world = World::with_sync(json!({"send_events": {"enabled": true, "select": "all"}}));
    let original = Event {
        insert_id: Some(InsertId::from("i-1")),
        ..event("Order", Some("user-1"), Some("device-1"))
    };
    let day = 24 * 60 * 60 * 1_000;
    let first = world.take_at(vec![original.clone(), original.clone()], 0);
    assert_eq!((first.received, first.duplicates), (2, 1));
    assert_eq!(first.deliveries.len(), 1);
    assert!(first.traces[1].duplicate);
    let later = world.take_at(vec![original.clone()], 7 * day - 1);
    assert_eq!(later.duplicates, 1);
    let beyond = world.take_at(vec![original], 7 * day);
    assert_eq!((beyond.duplicates, beyond.deliveries.len()), (0, 1));
}

#[test]
fn the_same_insert_id_on_another_device_is_another_event() {
    let mut world = World::default();
    let on = |device| Event {
        insert_id: Some(InsertId::from("i-1")),
        ..event("Order", Some("user-1"), device)
    };
    let commit = world.take(vec![on(Some("d-1")), on(Some("d-2")), on(None), on(None)]);
    assert_eq!(commit.duplicates, 1);
}

#[test]
fn events_without_insert_id_are_never_copies() {
    let mut world = World::default();
    let order = event("Order", Some("user-1"), Some("d-1"));
    assert_eq!(world.take(vec![order.clone(), order]).duplicates, 0);
}

#[test]
fn the_keys_name_all_that_a_batch_depends_on() {
    let record = Record {
        offset: Offset::ZERO,
        received: Received {
            received_at: UnixMillis::new(0),
            endpoint: Endpoint::HttpV2,
            event: Event {
                insert_id: Some(InsertId::from("i")),
                groups: Groups::from([("org".to_owned(), vec!["a".to_owned(), "b".to_owned()])]),
                ..event("Order", Some("user-1"), Some("d-1"))
            },
        },
    };
    let keys = Keys::of(std::slice::from_ref(&record));
    assert_eq!(keys.users, HashSet::from(["user-1".into()]));
    assert_eq!(keys.devices, HashSet::from(["d-1".into()]));
    assert_eq!(keys.groups.len(), 2);
    assert_eq!(keys.seen.len(), 1);
}

#[test]
fn one_batch_or_many_gives_the_same_deliveries() {
    let document = json!({
        "send_events": {"enabled": true, "select": "all", "user_properties": ["plan"]},
        "send_users": {"enabled": true, "user_properties": ["plan"]},
    });
    let events = vec![
        identify(None, Some("d-1"), json!({"$set": {"plan": "free"}})),
        event("Visit", None, Some("d-1")),
        event("Sign Up", Some("user-1"), Some("d-1")),
        identify(Some("user-1"), None, json!({"$set": {"plan": "pro"}})),
        event("Order", None, Some("d-1")),
    ];
    let mut whole = World::with_sync(document.clone());
    let at_once = whole.take_at(events.clone(), 0);
    let mut steps = World::with_sync(document);
    let one_by_one: Vec<(Kind, Value)> = events
        .into_iter()
        .flat_map(|event| payloads(&steps.take_at(vec![event], 0)))
        .collect();
    assert_eq!(payloads(&at_once), one_by_one);
    assert_eq!(whole.loaded.profiles, steps.loaded.profiles);
    assert_eq!(whole.loaded.links, steps.loaded.links);
}
