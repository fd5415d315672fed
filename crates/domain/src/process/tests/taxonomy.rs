//! What a batch teaches the taxonomy.

use serde_json::json;

use super::*;
use crate::taxonomy::{Example, Seen, ValueType};

fn learned(commit: &IntakeCommit) -> Vec<String> {
    let mut names: Vec<String> = commit
        .taxonomy
        .iter()
        .map(|(seen, _)| match seen {
            Seen::EventType(event_type) => event_type.to_string(),
            Seen::EventProperty { event_type, name } => format!("{event_type}.{name}"),
            Seen::UserProperty(property) => format!("user.{property}"),
            Seen::GroupProperty { group_type, name } => format!("group.{group_type}.{name}"),
        })
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn an_event_teaches_its_type_its_properties_and_those_of_its_user() {
    let mut world = World::default();
    let order = Event {
        event_properties: raw(json!({"total": 10, "items": ["tea"]})),
        user_properties: raw(json!({"$set": {"plan": "pro"}})),
        ..event("Order", Some("user-1"), None)
    };
    let commit = world.take(vec![order.clone()]);
    assert_eq!(
        learned(&commit),
        [
            "Order",
            "Order.items",
            "Order.total",
            "user.plan",
            "user.user_id"
        ]
    );
    let (_, total) = commit
        .taxonomy
        .iter()
        .find(|(seen, _)| matches!(seen, Seen::EventProperty { name, .. } if &**name == "total"))
        .unwrap();
    assert!(total.types.contains(&ValueType::Number));
    assert_eq!(total.examples, [Example::Number(10.into())]);
    assert_eq!(learned(&world.take(vec![order])), [""; 0]);
}

#[test]
fn a_copy_teaches_nothing() {
    let mut world = World::default();
    let original = Event {
        insert_id: Some("i-1".into()),
        ..event("Order", Some("user-1"), None)
    };
    let copy = Event {
        event_properties: raw(json!({"late": true})),
        ..original.clone()
    };
    let commit = world.take(vec![original, copy]);
    assert_eq!(learned(&commit), ["Order", "user.user_id"]);
}
