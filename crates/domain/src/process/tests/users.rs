//! When a user is told of (product.md 3 and 5).

use serde_json::{Value, json};

use super::*;
use crate::delivery::Route;
use crate::property::BuiltIn;

fn user_sync() -> World {
    World::with_sync(json!({"send_users": {
        "enabled": true, "user_properties": ["plan", "seats"]
    }}))
}

#[test]
fn a_user_goes_when_and_only_when_a_selected_property_changes() {
    let mut world = user_sync();
    let changes = [
        (json!({"$set": {"plan": "pro"}}), true),
        (json!({"$set": {"plan": "pro"}}), false),
        (json!({"$set": {"other": 1}}), false),
        (json!({"$set": {"seats": 3}}), true),
        (json!({"$add": {"seats": 0}}), false),
        (json!({"$unset": {"plan": "-"}}), true),
        (json!({"$unset": {"plan": "-"}}), false),
    ];
    for (change, goes) in changes {
        let commit = world.take(vec![identify(Some("user-1"), None, change.clone())]);
        assert_eq!(commit.deliveries.len(), usize::from(goes), "{change}");
        if !goes {
            assert_eq!(verdict(&commit, 0).1, Some(Verdict::NoChange));
        }
    }
}

#[test]
fn all_selected_properties_go_along_and_a_cleared_one_once() {
    let mut world = user_sync();
    let commit = world.take(vec![
        identify(
            Some("user-1"),
            None,
            json!({"$set": {"seats": 3, "plan": "pro"}}),
        ),
        identify(Some("user-1"), None, json!({"$set": {"seats": 4}})),
        identify(Some("user-1"), None, json!({"$clearAll": "-"})),
        identify(Some("user-1"), None, json!({"$set": {"seats": 5}})),
    ]);
    let attributes: Vec<Value> = payloads(&commit)
        .into_iter()
        .map(|(_, payload)| payload["attributes"].clone())
        .collect();
    assert_eq!(
        attributes,
        [
            json!([["plan", "pro"], ["seats", 3]]),
            json!([["plan", "pro"], ["seats", 4]]),
            json!([["plan", null], ["seats", null]]),
            json!([["seats", 5]]),
        ]
    );
}

#[test]
fn the_users_change_goes_before_the_event_that_brought_it() {
    let mut world = World::with_sync(json!({
        "send_events": {"enabled": true, "select": "all"},
        "send_users": {"enabled": true, "user_properties": ["plan"]},
    }));
    let mut order = event("Order", Some("user-1"), None);
    order.user_properties = raw(json!({"plan": "pro"}));
    let commit = world.take(vec![order]);
    let kinds: Vec<Kind> = commit.deliveries.iter().map(|d| d.kind).collect();
    assert_eq!(kinds, [Kind::User, Kind::Event]);
    assert_eq!(commit.deliveries[0].route, commit.deliveries[1].route);
}

#[test]
fn a_visitor_is_told_of_once_they_are_known() {
    let mut world = user_sync();
    let anonymous = world.take(vec![identify(
        None,
        Some("d-1"),
        json!({"$set": {"plan": "free"}}),
    )]);
    assert_eq!(
        anonymous.deliveries[0].route,
        Route::Discarded(DiscardReason::MissingIdentity)
    );
    let known = world.take(vec![event("Sign Up", Some("user-1"), Some("d-1"))]);
    assert_eq!(
        payloads(&known),
        [(Kind::User, json!({"attributes": [["plan", "free"]]}))]
    );
}

#[test]
fn a_user_whose_mapped_property_comes_late_is_told_of_then() {
    let mut world = World::with_sync(json!({
        "mapping": {"user_property": "email", "intercom_id": "email"},
        "send_users": {"enabled": true, "user_properties": ["plan"]},
    }));
    let commit = world.take(vec![
        identify(Some("user-1"), None, json!({"$set": {"plan": "pro"}})),
        identify(Some("user-1"), None, json!({"$set": {"email": "ann@x.io"}})),
        identify(Some("user-1"), None, json!({"$set": {"email": "ann@y.io"}})),
    ]);
    assert_eq!(
        commit.deliveries[0].route,
        Route::Discarded(DiscardReason::MissingIdentity)
    );
    assert!(matches!(commit.deliveries[1].route, Route::Queued(_)));
    assert_eq!(commit.deliveries.len(), 2);
}

#[test]
fn a_user_without_any_selected_property_is_not_told_of() {
    let mut world = user_sync();
    let commit = world.take(vec![event("Visit", Some("user-1"), None)]);
    assert!(commit.deliveries.is_empty());
}

#[test]
fn a_built_in_property_can_be_told_of_too() {
    let mut world = World::with_sync(json!({"send_users": {
        "enabled": true, "user_properties": ["country"]
    }}));
    let mut visit = event("Visit", Some("user-1"), None);
    visit.context.country = Some("France".into());
    let commit = world.take(vec![visit.clone(), visit]);
    assert_eq!(commit.deliveries.len(), 1);
    assert!(
        commit.traces[0]
            .changed
            .contains(&BuiltIn::Country.name().to_owned())
    );
}
