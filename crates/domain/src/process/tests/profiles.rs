//! What events change (amplitude.md 1.2, 4.2, 4.4).

use serde_json::json;

use super::*;

#[test]
fn plain_user_properties_stay_for_later_events() {
    let mut world = World::with_sync(json!({"send_events": {
        "enabled": true, "select": "all", "user_properties": ["plan"]
    }}));
    let mut first = event("Order", Some("user-1"), None);
    first.user_properties = raw(json!({"plan": "pro"}));
    let commit = world.take(vec![first, event("Visit", Some("user-1"), None)]);
    let with_plan = json!([["plan", "pro"]]);
    for (_, payload) in payloads(&commit) {
        assert_eq!(payload["with"], with_plan);
    }
}

#[test]
fn an_event_can_be_kept_apart_from_its_users_properties() {
    let mut world = World::with_sync(json!({
        "send_events": {"enabled": true, "select": "all", "user_properties": ["plan", "tier"]},
        "send_users": {"enabled": true, "user_properties": ["plan", "tier"]}
    }));
    world.take(vec![identify(
        Some("user-1"),
        None,
        json!({"$set": {"plan": "pro"}}),
    )]);
    let mut apart = event("Import", Some("user-1"), None);
    apart.skip_user_properties_sync = true;
    apart.user_properties = raw(json!({"tier": "gold"}));
    let commit = world.take(vec![apart]);
    assert_eq!(
        payloads(&commit),
        [(
            Kind::Event,
            json!({"name": "Import", "with": [["tier", "gold"]]})
        )]
    );
    assert_eq!(world.property("user-1", "tier"), None);
    assert!(commit.profiles.is_empty());
}

#[test]
fn one_place_clears_the_other_three() {
    let mut world = World::default();
    let mut here = event("Visit", Some("user-1"), None);
    here.context.country = Some("Germany".into());
    here.context.city = Some("Berlin".into());
    world.take(vec![here]);
    let mut there = event("Visit", Some("user-1"), None);
    there.context.region = Some("Texas".into());
    world.take(vec![there, event("Visit", Some("user-1"), None)]);
    assert_eq!(world.property("user-1", "region"), Some(json!("Texas")));
    assert_eq!(world.property("user-1", "country"), None);
    assert_eq!(world.property("user-1", "city"), None);
}

#[test]
fn the_first_version_is_remembered_and_revenue_makes_paying() {
    let mut world = World::default();
    let mut old = event("Visit", Some("user-1"), None);
    old.context.version = Some("1.0".into());
    let mut new = event("Order", Some("user-1"), None);
    new.context.version = Some("2.0".into());
    new.revenue.revenue = Some(9.5);
    world.take(vec![old, new]);
    assert_eq!(
        world.property("user-1", "start_version"),
        Some(json!("1.0"))
    );
    assert_eq!(world.property("user-1", "version"), Some(json!("2.0")));
    assert_eq!(world.property("user-1", "paying"), Some(json!(true)));
}

#[test]
fn a_custom_property_hidden_by_a_built_in_one_has_its_mark() {
    let mut world = World::default();
    world.take(vec![identify(
        Some("user-1"),
        None,
        json!({"$set": {"country": "own"}}),
    )]);
    assert_eq!(world.property("user-1", "gp:country"), Some(json!("own")));
    assert_eq!(world.property("user-1", "country"), None);
}

#[test]
fn a_write_that_changes_nothing_is_not_written() {
    let mut world = World::default();
    let same = identify(
        Some("user-1"),
        Some("d-1"),
        json!({"$set": {"plan": "pro"}}),
    );
    world.take(vec![same.clone()]);
    let commit = world.take(vec![same]);
    assert!(commit.profiles.is_empty());
    assert!(commit.links.is_empty());
    assert!(commit.traces[0].changed.is_empty());
}
