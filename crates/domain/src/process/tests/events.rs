//! Which events a sync selects, and with what (product.md 3 and 5).

use serde_json::json;

use super::*;
use crate::delivery::Route;

#[test]
fn only_selected_events_go_and_the_failed_condition_is_told() {
    let mut world = World::with_sync(json!({"send_events": {
        "enabled": true,
        "select": [
            {"event_type": "Order", "where": [
                {"property": "event.total", "operator": "greater_than", "values": ["10"]}
            ]},
        ],
        "where": [{"property": "user.user_id", "operator": "is_set"}],
    }}));
    let commit = world.take(vec![
        with(event("Order", Some("user-1"), None), json!({"total": 11})),
        with(event("Order", Some("user-1"), None), json!({"total": 9})),
        event("Visit", Some("user-1"), None),
        with(event("Order", None, Some("d-1")), json!({"total": 11})),
    ]);
    assert_eq!(commit.deliveries.len(), 1);
    assert_eq!(verdict(&commit, 0).0, Some(Verdict::Selected));
    let filtered = |record| match verdict(&commit, record).0 {
        Some(Verdict::Filtered { condition }) => condition,
        other => panic!("{other:?}"),
    };
    assert!(filtered(1).contains("event.total"), "{}", filtered(1));
    assert_eq!(verdict(&commit, 2).0, Some(Verdict::NotSelected));
    assert!(filtered(3).contains("user.user_id"), "{}", filtered(3));
    let sync = SyncId::new(1);
    assert_eq!(commit.skipped[&(sync, SkipReason::Filtered)], 2);
    assert_eq!(commit.skipped[&(sync, SkipReason::NotSelected)], 1);
}

#[test]
fn all_leaves_out_control_events_and_what_came_from_intercom() {
    let mut world = World::with_sync(json!({"send_events": {"enabled": true, "select": "all"}}));
    let commit = world.take(vec![
        identify(Some("user-1"), None, json!({"$set": {"a": 1}})),
        event("$groupidentify", None, None),
        event("[Intercom] event.created", Some("user-1"), None),
        event("Order", Some("user-1"), None),
    ]);
    assert_eq!(payloads(&commit).len(), 1);
}

#[test]
fn an_event_of_a_reserved_name_is_discarded_visibly() {
    let mut world = World::with_sync(json!({"send_events": {"enabled": true, "select": "all"}}));
    let commit = world.take(vec![event("_all", Some("user-1"), None)]);
    assert_eq!(
        commit.deliveries[0].route,
        Route::Discarded(DiscardReason::ReservedName)
    );
}

#[test]
fn anonymous_events_are_discarded_visibly() {
    let mut world = World::with_sync(json!({"send_events": {"enabled": true, "select": "all"}}));
    let commit = world.take(vec![event("Visit", None, Some("d-1"))]);
    assert_eq!(
        commit.deliveries[0].route,
        Route::Discarded(DiscardReason::MissingIdentity)
    );
}

#[test]
fn properties_go_in_the_order_selected_the_events_own_first() {
    let mut world = World::with_sync(json!({"send_events": {
        "enabled": true,
        "select": "all",
        "event_properties": ["z", "a", "missing", {"property": "b", "as": "renamed"}],
        "user_properties": ["plan", {"property": "user_id", "as": "id"}],
    }}));
    let commit = world.take(vec![
        identify(Some("user-1"), None, json!({"plan": "pro"})),
        with(
            event("Order", Some("user-1"), None),
            json!({"a": 1, "b": null, "z": [2], "unselected": true}),
        ),
    ]);
    assert_eq!(
        payloads(&commit)[0].1["with"],
        json!([["z", [2]], ["a", 1], ["plan", "pro"], ["id", "user-1"]])
    );
}

#[test]
fn money_at_the_top_level_counts_as_an_event_property() {
    let mut world = World::with_sync(json!({"send_events": {
        "enabled": true, "select": "all", "event_properties": ["$revenue"]
    }}));
    let mut order = event("Order", Some("user-1"), None);
    order.revenue.revenue = Some(12.5);
    let commit = world.take(vec![order]);
    assert_eq!(payloads(&commit)[0].1["with"], json!([["$revenue", 12.5]]));
}

#[test]
fn a_group_property_is_that_of_the_events_group_or_of_the_users() {
    let mut world = World::with_sync(json!({"send_events": {
        "enabled": true,
        "select": "all",
        "where": [{"property": "group.org.tier", "operator": "is", "values": ["gold"]}],
    }}));
    let org = |name: &str| Groups::from([("org".to_owned(), vec![name.to_owned()])]);
    let group = Event {
        groups: org("acme"),
        group_properties: raw(json!({"$set": {"tier": "gold"}})),
        ..event("$groupidentify", None, None)
    };
    let join = Event {
        groups: org("acme"),
        ..identify(Some("user-1"), None, json!({"$set": {"org": "acme"}}))
    };
    let elsewhere = Event {
        groups: org("other"),
        ..event("Order", Some("user-1"), None)
    };
    let commit = world.take(vec![
        group,
        join,
        event("Order", Some("user-1"), None),
        elsewhere,
        event("Order", Some("user-2"), None),
    ]);
    assert_eq!(verdict(&commit, 2).0, Some(Verdict::Selected));
    assert!(matches!(
        verdict(&commit, 3).0,
        Some(Verdict::Filtered { .. })
    ));
    assert!(matches!(
        verdict(&commit, 4).0,
        Some(Verdict::Filtered { .. })
    ));
}

#[test]
fn a_sync_starts_with_the_moment_it_was_enabled() {
    let mut world = World::default();
    world.add_sync(
        json!({"send_events": {"enabled": true, "select": "all"}}),
        1,
    );
    let commit = world.take(vec![
        event("Before", Some("user-1"), None),
        event("After", Some("user-1"), None),
    ]);
    assert!(commit.traces[0].syncs.is_empty());
    assert_eq!(payloads(&commit)[0].1["name"], "After");
}

#[test]
fn event_types_are_told_apart_exactly() {
    let mut world = World::with_sync(json!({"send_events": {
        "enabled": true, "select": [{"event_type": "Order"}]
    }}));
    let commit = world.take(vec![event("order", Some("user-1"), None)]);
    assert_eq!(verdict(&commit, 0).0, Some(Verdict::NotSelected));
}
