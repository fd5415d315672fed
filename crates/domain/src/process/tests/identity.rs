//! Whose event it is (amplitude.md 4.3).

use serde_json::json;

use super::*;

#[test]
fn what_was_known_of_a_device_becomes_its_first_users() {
    let mut world = World::default();
    world.take(vec![identify(
        None,
        Some("d-1"),
        json!({"$set": {"utm": "news"}}),
    )]);
    let commit = world.take(vec![event("Sign Up", Some("user-1"), Some("d-1"))]);
    assert_eq!(world.property("user-1", "utm"), Some(json!("news")));
    let anonymous = ProfileKey::Anonymous("d-1".into());
    assert!(commit.profiles.contains(&(anonymous.clone(), None)));
    assert_eq!(world.profile(&anonymous), None);
}

#[test]
fn at_a_later_log_in_the_devices_values_are_laid_over_the_users_own() {
    let before = vec![
        identify(
            Some("user-1"),
            None,
            json!({"$set": {"plan": "pro", "seats": 3}}),
        ),
        identify(None, Some("d-1"), json!({"$set": {"plan": "free"}})),
        event("Log In", Some("user-1"), Some("d-1")),
    ];
    let mut world = World::default();
    world.take(before.clone());
    assert_eq!(world.property("user-1", "plan"), Some(json!("free")));
    assert_eq!(world.property("user-1", "seats"), Some(json!(3)));

    let mut keeping = World {
        merge: MergePolicy::Keep,
        ..World::default()
    };
    keeping.take(before);
    assert_eq!(keeping.property("user-1", "plan"), Some(json!("pro")));
}

#[test]
fn after_a_log_in_the_device_alone_stands_for_its_last_user() {
    let mut world = World::with_sync(json!({"send_events": {"enabled": true, "select": "all"}}));
    world.take(vec![
        event("Log In", Some("user-1"), Some("d-1")),
        event("Log In", Some("user-2"), Some("d-1")),
    ]);
    let commit = world.take(vec![event("Order", None, Some("d-1"))]);
    assert_eq!(commit.deliveries[0].user_id, Some("user-2".into()));
    assert_eq!(commit.traces[0].user_id, Some("user-2".into()));
}

#[test]
fn two_users_of_one_device_stay_two() {
    let mut world = World::default();
    world.take(vec![
        identify(
            Some("user-1"),
            Some("d-1"),
            json!({"$set": {"plan": "pro"}}),
        ),
        identify(Some("user-2"), Some("d-1"), json!({"$set": {"seats": 1}})),
    ]);
    assert_eq!(world.property("user-2", "plan"), None);
    assert_eq!(world.property("user-1", "seats"), None);
}
