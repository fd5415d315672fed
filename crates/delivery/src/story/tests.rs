//! Given events that came in, when one's story is asked for, then this is told.

#![allow(clippy::unwrap_used)]

use intertide_domain::delivery::{Kind, Status};
use intertide_store::log::Retention;
use serde_json::json;

use super::*;
use crate::tests::world::World;

fn ask(world: &World, offset: u64) -> Option<EventStory> {
    story(world.log(), &*world.state, Offset::new(offset)).unwrap()
}

#[test]
fn a_story_holds_the_event_what_it_meant_and_what_followed_in_order() {
    let world = World::new();
    world.sync(
        json!({
            "send_events": {"enabled": true, "select": "all"},
            "send_users": {"enabled": true, "user_properties": ["plan"]},
        }),
        0,
    );
    world.take(&[json!({"user_properties": {"plan": "pro"}})]);
    let story = ask(&world, 0).unwrap();
    assert_eq!(story.event.unwrap().event.event_type, "Order".into());
    let trace = story.trace.unwrap();
    assert!(trace.changed.contains(&"plan".to_owned()));
    assert_eq!(trace.syncs.len(), 1);
    let kinds: Vec<Kind> = story.deliveries.iter().map(|d| d.row.kind).collect();
    assert_eq!(kinds, [Kind::User, Kind::Event]);
    assert_eq!(story.deliveries[0].row.status, Status::Pending(None));
    assert!(story.deliveries[0].payload.contains("pro"));
}

#[test]
fn an_event_on_which_nothing_has_been_decided_yet_has_no_trace() {
    let world = World::new();
    world.accept(&[json!({})]);
    let story = ask(&world, 0).unwrap();
    assert!(story.event.is_some());
    assert_eq!((story.trace, story.deliveries.len()), (None, 0));
}

#[test]
fn nobody_knows_a_record_that_was_never_there() {
    let world = World::new();
    assert_eq!(ask(&world, 0), None);
    world.take(&[json!({})]);
    assert_eq!(ask(&world, 1), None);
}

#[test]
fn an_event_that_the_log_let_go_keeps_its_trace() {
    let world = World::new();
    world.log.set_now(world.clock.now());
    world.take(&[json!({})]);
    world.take(&[json!({"event_type": "Later"})]);
    let policy = Retention {
        max_age: std::time::Duration::ZERO,
        max_bytes: None,
    };
    let later = world.clock.now().plus(std::time::Duration::from_secs(60));
    world.log.retain(policy, Offset::new(1), later).unwrap();
    assert_eq!(world.log.start(), Offset::new(1));
    let story = ask(&world, 0).unwrap();
    assert_eq!(story.event, None);
    assert_eq!(story.trace.unwrap().event_type, "Order".into());
}

#[test]
fn a_copy_names_the_event_that_it_is_a_copy_of() {
    let world = World::new();
    let original = json!({"insert_id": "i-1", "device_id": "device-1"});
    world.take(&[
        json!({"insert_id": "i-1", "device_id": "device-2"}),
        original.clone(),
        json!({}),
        original.clone(),
        original,
    ]);
    for copy in [3, 4] {
        let story = ask(&world, copy).unwrap();
        assert!(story.trace.unwrap().duplicate);
        assert_eq!(story.copy_of, Some(Offset::new(1)));
        assert!(story.deliveries.is_empty());
    }
    for counted in 0..3 {
        let story = ask(&world, counted).unwrap();
        assert_eq!(story.copy_of, None);
        assert!(!story.trace.unwrap().duplicate);
    }
}

#[test]
fn without_a_device_a_copy_belongs_to_its_user() {
    let world = World::new();
    let of = |user: &str| json!({"insert_id": "i-1", "user_id": user});
    world.take(&[of("user-1"), of("user-2"), of("user-1")]);
    assert_eq!(ask(&world, 2).unwrap().copy_of, Some(Offset::ZERO));
}
