//! Events of users who are kept out.

use std::collections::HashMap;

use super::*;
use crate::privacy::SuppressionScope;

/// Given an erased user, when their events come, then nothing follows from them and nothing is
/// told; others' events are decided as ever.
#[test]
fn nothing_follows_from_the_events_of_who_is_kept_out() {
    let mut world = World::with_sync(json!({
        "send_events": {"enabled": true, "select": "all", "event_properties": []},
    }));
    world.suppressions = Suppressions {
        scope: SuppressionScope::Everything,
        since: HashMap::from([(UserId::from("ann"), UnixMillis::new(1))]),
    };
    let commit = world.take(vec![
        event("Opened", Some("ann"), Some("phone")),
        event("Opened", Some("bob"), None),
    ]);
    assert_eq!((commit.received, commit.suppressed), (2, 1));
    assert_eq!(commit.processed, Offset::new(2));
    let told: Vec<_> = commit.traces.iter().map(|trace| &trace.user_id).collect();
    assert_eq!(told, [&Some(UserId::from("bob"))]);
    assert_eq!(commit.deliveries.len(), 1);
    assert_eq!(commit.links, []);
    assert!(
        commit
            .profiles
            .iter()
            .all(|(key, _)| *key == ProfileKey::User("bob".into()))
    );
}
