//! What intake is promised: batches once and whole, and everything loaded that a decision needs.

use std::collections::{BTreeMap, HashSet};

use intertide_domain::delivery::{DiscardReason, Outcome, Route, Status, WaitReason};
use intertide_domain::ids::{DeviceId, Offset, SyncId, UserId};
use intertide_domain::process::{Keys, SeenKey};
use intertide_domain::profile::{GroupKey, Profile, ProfileKey};
use intertide_domain::property::Properties;
use serde_json::json;

use super::{DAY, Fresh, Opened, at, queued};

fn user(id: &str) -> UserId {
    UserId::from(id)
}

fn device(id: &str) -> DeviceId {
    DeviceId::from(id)
}

fn profile(plan: &str) -> Profile {
    Profile {
        custom: properties("plan", plan),
        ..Profile::default()
    }
}

fn properties(name: &str, value: &str) -> Properties {
    Properties::from_iter([(name.to_owned(), json!(value))])
}

fn group(group_type: &str, value: &str) -> GroupKey {
    GroupKey {
        group_type: group_type.to_owned(),
        value: value.to_owned(),
    }
}

fn seen(byte: u8) -> SeenKey {
    SeenKey::from_bytes([byte; 16])
}

pub fn an_empty_state_has_processed_nothing(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    assert_eq!(state.processed().unwrap(), Offset::ZERO);
    assert!(state.syncs().unwrap().is_empty());
}

pub fn a_batch_is_visible_as_a_whole_and_after_reopening(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut batch = state.batch(at(0));
    batch.processed = Offset::new(3);
    batch.profiles = vec![(ProfileKey::User(user("ann")), Some(profile("pro")))];
    batch.links = vec![(device("d1"), user("ann"))];
    batch.groups = vec![(group("org", "acme"), properties("tier", "gold"))];
    batch.seen = vec![(seen(1), at(0))];
    batch.deliveries = vec![
        queued(sync, "ann", "Opened", at(0)),
        queued(sync, "ann", "Closed", at(0)),
    ];
    state.commit_intake(&batch).unwrap();
    state.reopen();

    assert_eq!(state.processed().unwrap(), Offset::new(3));
    let keys = Keys {
        devices: HashSet::from([device("d1")]),
        groups: HashSet::from([group("org", "acme")]),
        seen: HashSet::from([seen(1)]),
        ..Keys::default()
    };
    let loaded = state.load(&keys).unwrap();
    assert_eq!(loaded.links[&device("d1")], user("ann"));
    assert_eq!(
        loaded.profiles[&ProfileKey::User(user("ann"))],
        profile("pro")
    );
    assert_eq!(
        loaded.groups[&group("org", "acme")],
        properties("tier", "gold")
    );
    assert_eq!(loaded.seen[&seen(1)], at(0));
    let rows = state.rows(sync);
    assert_eq!(rows.len(), 2);
    assert!(rows[0].id > rows[1].id, "ids ascend in the order given");
    assert_eq!(rows[1].event_type.as_str(), "Opened");
    assert_eq!(rows[1].status, Status::Pending(None));
    assert_eq!(
        rows[0].status,
        Status::Pending(Some(WaitReason::BehindEarlier))
    );
}

pub fn a_batch_that_is_repeated_changes_nothing(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut batch = state.batch(at(0));
    batch.processed = Offset::new(5);
    batch.profiles = vec![(ProfileKey::User(user("ann")), Some(profile("pro")))];
    batch.deliveries = vec![queued(sync, "ann", "Opened", at(0))];
    state.commit_intake(&batch).unwrap();

    batch.profiles = vec![(ProfileKey::User(user("ann")), Some(profile("other")))];
    state.commit_intake(&batch).unwrap();
    batch.processed = Offset::new(4);
    state.commit_intake(&batch).unwrap();

    assert_eq!(state.processed().unwrap(), Offset::new(5));
    assert_eq!(state.rows(sync).len(), 1);
    assert_eq!(state.totals(sync).unwrap()[&Outcome::Pending], 1);
    let record = state.user(&user("ann")).unwrap().unwrap();
    assert_eq!(record.profile, profile("pro"));
}

pub fn loading_follows_devices_to_users_and_profiles_to_groups(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let member = Profile {
        groups: BTreeMap::from([("org".to_owned(), vec!["acme".to_owned()])]),
        ..profile("pro")
    };
    let mut batch = state.batch(at(0));
    batch.profiles = vec![
        (ProfileKey::User(user("ann")), Some(member.clone())),
        (
            ProfileKey::Anonymous(device("d2")),
            Some(profile("anonymous")),
        ),
        (ProfileKey::User(user("bob")), Some(profile("free"))),
        (
            ProfileKey::User(user("d2")),
            Some(profile("of a user named as the device")),
        ),
    ];
    batch.links = vec![(device("d1"), user("ann")), (device("d9"), user("bob"))];
    batch.groups = vec![
        (group("org", "acme"), properties("tier", "gold")),
        (group("team", "red"), properties("size", "3")),
        (group("team", "blue"), properties("size", "9")),
    ];
    state.commit_intake(&batch).unwrap();

    let loaded = state
        .load(&Keys {
            devices: HashSet::from([device("d1"), device("d2")]),
            groups: HashSet::from([group("team", "red")]),
            ..Keys::default()
        })
        .unwrap();
    assert_eq!(loaded.links.len(), 1);
    assert_eq!(loaded.links[&device("d1")], user("ann"));
    assert_eq!(loaded.profiles.len(), 2, "{:?}", loaded.profiles);
    assert_eq!(loaded.profiles[&ProfileKey::User(user("ann"))], member);
    let anonymous = &loaded.profiles[&ProfileKey::Anonymous(device("d2"))];
    assert_eq!(*anonymous, profile("anonymous"));
    let groups: HashSet<_> = loaded.groups.keys().cloned().collect();
    let expected = HashSet::from([group("org", "acme"), group("team", "red")]);
    assert_eq!(
        groups, expected,
        "the profile's group comes with it, no other"
    );
}

pub fn what_is_absent_in_the_state_is_absent_in_what_is_loaded(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let keys = Keys {
        devices: HashSet::from([device("d1")]),
        users: HashSet::from([user("ann")]),
        groups: HashSet::from([group("org", "acme")]),
        seen: HashSet::from([seen(1)]),
    };
    let loaded = state.load(&keys).unwrap();
    assert!(loaded.links.is_empty() && loaded.profiles.is_empty());
    assert!(loaded.groups.is_empty() && loaded.seen.is_empty());
}

pub fn a_profile_that_went_into_another_is_gone(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let anonymous = ProfileKey::Anonymous(device("d1"));
    let mut batch = state.batch(at(0));
    batch.profiles = vec![(anonymous.clone(), Some(profile("trial")))];
    state.commit_intake(&batch).unwrap();
    let mut batch = state.batch(at(1));
    batch.profiles = vec![
        (anonymous.clone(), None),
        (ProfileKey::User(user("ann")), Some(profile("trial"))),
    ];
    state.commit_intake(&batch).unwrap();

    let keys = Keys {
        devices: HashSet::from([device("d1")]),
        users: HashSet::from([user("ann")]),
        ..Keys::default()
    };
    let loaded = state.load(&keys).unwrap();
    assert!(!loaded.profiles.contains_key(&anonymous));
    assert_eq!(
        loaded.profiles[&ProfileKey::User(user("ann"))],
        profile("trial")
    );
}

pub fn a_device_follows_the_last_log_in(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    for (n, who) in [(0, "ann"), (1, "bob")] {
        let mut batch = state.batch(at(n));
        batch.links = vec![(device("shared"), user(who))];
        state.commit_intake(&batch).unwrap();
    }
    let keys = Keys {
        devices: HashSet::from([device("shared")]),
        ..Keys::default()
    };
    assert_eq!(
        state.load(&keys).unwrap().links[&device("shared")],
        user("bob")
    );
    assert_eq!(state.user(&user("ann")).unwrap(), None);
}

pub fn an_event_is_known_by_its_latest_sighting(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sightings = [
        (seen(1), at(0)),
        (seen(2), at(5)),
        (seen(1), at(8 * DAY)),
        (seen(3), at(1)),
    ];
    for (key, moment) in sightings {
        let mut batch = state.batch(moment);
        batch.seen = vec![(key, moment)];
        state.commit_intake(&batch).unwrap();
    }
    let keys = Keys {
        seen: HashSet::from([seen(1), seen(2), seen(9)]),
        ..Keys::default()
    };
    let loaded = state.load(&keys).unwrap().seen;
    assert_eq!(loaded.len(), 2);
    assert_eq!(loaded[&seen(1)], at(8 * DAY));
    assert_eq!(loaded[&seen(2)], at(5), "to the millisecond");
}

pub fn deliveries_of_a_sync_that_is_gone_are_left_out(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (kept, gone) = (state.sync_on(), state.sync_on());
    assert!(state.delete_sync(gone).unwrap());
    let never = SyncId::new(1);
    let mut refused = queued(gone, "ann", "Opened", at(0));
    refused.route = Route::Discarded(DiscardReason::MissingIdentity);
    state.intake(
        at(0),
        vec![
            queued(gone, "ann", "Opened", at(0)),
            queued(kept, "ann", "Opened", at(0)),
            queued(never, "ann", "Opened", at(0)),
            refused,
        ],
    );
    assert_eq!(state.rows(kept).len(), 1);
    for sync in [gone, never] {
        assert!(state.rows(sync).is_empty());
        assert!(state.all_due(sync, at(DAY)).is_empty());
        assert!(
            state
                .totals(sync)
                .unwrap()
                .values()
                .all(|count| *count == 0)
        );
    }
}

pub fn a_users_page_shows_profile_and_devices(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let mut batch = state.batch(at(0));
    batch.profiles = vec![(ProfileKey::User(user("ann")), Some(profile("pro")))];
    batch.links = vec![
        (device("phone"), user("ann")),
        (device("desk"), user("ann")),
        (device("other"), user("bob")),
    ];
    state.commit_intake(&batch).unwrap();

    let ann = state.user(&user("ann")).unwrap().unwrap();
    assert_eq!(ann.profile, profile("pro"));
    assert_eq!(ann.devices, [device("desk"), device("phone")]);
    let bob = state.user(&user("bob")).unwrap().unwrap();
    assert_eq!(bob.profile, Profile::default(), "known by a device alone");
    assert_eq!(state.user(&user("eve")).unwrap(), None);
}
