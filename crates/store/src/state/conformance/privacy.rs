//! Erased users leave nothing behind, counts stay exact, and the others stay as they are.

use intertide_domain::delivery::{DiscardReason, Outcome, Route, Settled};
use intertide_domain::ids::{DeviceId, ErasureId, EventType, Offset, UserId};
use intertide_domain::privacy::{Erased, NewErasure, Stage};
use intertide_domain::process::EventTrace;
use intertide_domain::profile::{Profile, ProfileKey};
use intertide_domain::property::UserProperty;
use intertide_domain::taxonomy::{Seen, Taxonomy};
use serde_json::json;

use super::{Fresh, MINUTE, Opened, all_of, at, queued, settlement};
use crate::state::{DeliveryQuery, ErasureQuery, TraceQuery};

fn asked(user: &str, moment: i64) -> NewErasure {
    NewErasure {
        user_id: UserId::from(user),
        requested_at: at(moment),
        requested_by: Some("dpo@example.com".to_owned()),
        contacts: Vec::new(),
        remembered: Vec::new(),
    }
}

fn known_user(state: &Opened, user: &str, device: &str) {
    let mut commit = state.batch(at(0));
    let mut profile = Profile::default();
    profile.custom.insert("plan".to_owned(), json!("pro"));
    commit
        .profiles
        .push((ProfileKey::User(UserId::from(user)), Some(profile)));
    commit
        .links
        .push((DeviceId::from(device), UserId::from(user)));
    state.commit_intake(&commit).unwrap();
}

fn trace(offset: u64, user: Option<&str>, device: Option<&str>) -> EventTrace {
    EventTrace {
        offset: Offset::new(offset),
        received_at: at(0),
        time: at(0),
        endpoint: intertide_domain::event::Endpoint::HttpV2,
        event_type: EventType::from("Opened"),
        user_id: user.map(UserId::from),
        device_id: device.map(DeviceId::from),
        insert_id: None,
        duplicate: false,
        changed: Vec::new(),
        syncs: Vec::new(),
    }
}

fn erase(state: &Opened, user: &str) -> intertide_domain::privacy::Erasure {
    let requested = state.request_erasures(&[asked(user, MINUTE)]).unwrap();
    let id = requested.first().unwrap().id;
    state.erase_user(id, at(MINUTE)).unwrap().unwrap()
}

pub fn an_erasure_is_kept_until_it_is_done_and_told_of_for_good(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let requested = state
        .request_erasures(&[asked("ann", 0), asked("bob", 0)])
        .unwrap();
    let ids: Vec<ErasureId> = requested.iter().map(|erasure| erasure.id).collect();
    state.reopen();
    assert_eq!(state.open_erasures().unwrap(), requested);
    let mut first = requested.first().unwrap().clone();
    first.stage = Stage::Done;
    first.done_at = Some(at(MINUTE));
    state.put_erasure(&first).unwrap();
    state.reopen();
    let open: Vec<ErasureId> = state
        .open_erasures()
        .unwrap()
        .iter()
        .map(|e| e.id)
        .collect();
    assert_eq!(open, ids.get(1..).unwrap());
    let all = ErasureQuery {
        limit: 10,
        ..ErasureQuery::default()
    };
    let listed: Vec<ErasureId> = state.erasures(&all).unwrap().iter().map(|e| e.id).collect();
    assert_eq!(listed, ids.iter().rev().copied().collect::<Vec<_>>());
    let of_ann = ErasureQuery {
        user: Some(UserId::from("ann")),
        ..all.clone()
    };
    assert_eq!(state.erasures(&of_ann).unwrap(), [first]);
    let later = ErasureQuery {
        from: Some(at(1)),
        ..all
    };
    assert_eq!(state.erasures(&later).unwrap(), []);
}

pub fn an_erased_user_has_no_profile_devices_or_deliveries(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    known_user(&state, "ann", "phone");
    known_user(&state, "bob", "tablet");
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "Opened", at(0)),
            queued(sync, "bob", "Opened", at(0)),
        ],
    );
    let erasure = erase(&state, "ann");
    assert_eq!(erasure.stage, Stage::StateErased);
    assert_eq!(erasure.devices, [DeviceId::from("phone")]);
    let erased = Erased {
        events: 0,
        deliveries: 1,
        profile: true,
    };
    assert_eq!(erasure.erased, erased);
    state.purge().unwrap();
    state.reopen();
    assert_eq!(state.user(&UserId::from("ann")).unwrap(), None);
    assert!(state.user(&UserId::from("bob")).unwrap().is_some());
    let of_ann = DeliveryQuery {
        user: Some(UserId::from("ann")),
        ..all_of(sync)
    };
    assert_eq!(state.deliveries(&of_ann).unwrap().deliveries, []);
    assert_eq!(state.rows(sync).len(), 1);
    assert_eq!(state.erase_user(erasure.id, at(MINUTE)).unwrap(), None);
}

pub fn what_was_pending_of_an_erased_user_is_discarded_and_counted(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let events = ["first", "second", "third"];
    let of_ann = events.map(|event| queued(sync, "ann", event, at(0)));
    let of_bob = queued(sync, "bob", "first", at(0));
    state.intake(at(0), of_ann.into_iter().chain([of_bob]).collect());
    let due = state.all_due(sync, at(0));
    let delivered = settlement(due.first().unwrap(), at(1), Settled::Delivered);
    state.settle(&[delivered], &[]).unwrap();
    erase(&state, "ann");
    let totals = state.totals(sync).unwrap();
    assert_eq!(totals[&Outcome::Delivered], 1);
    assert_eq!(totals[&Outcome::Discarded], 2);
    assert_eq!(totals[&Outcome::Pending], 1);
    assert_eq!(state.due_events(sync, at(MINUTE)), ["first"]);
}

pub fn deliveries_of_erased_records_without_a_user_go(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut nobody = queued(sync, "ann", "Opened", at(0));
    nobody.user_id = None;
    nobody.route = Route::Discarded(DiscardReason::MissingIdentity);
    nobody.offset = Offset::new(7);
    let mut somebody = queued(sync, "bob", "Opened", at(0));
    somebody.offset = Offset::new(7);
    state.intake(at(0), vec![nobody, somebody]);
    let records = [Offset::new(6), Offset::new(7)];
    let user = UserId::from("ann");
    let erased = state.erase_deliveries_of(&user, &records, at(1)).unwrap();
    assert_eq!(erased, 1);
    let left = state.rows(sync);
    assert_eq!(left.len(), 1);
    assert_eq!(left.first().unwrap().user_id, Some(UserId::from("bob")));
}

pub fn nothing_is_told_of_an_erased_users_records(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    known_user(&state, "ann", "phone");
    let mut commit = state.batch(at(0));
    commit.traces = vec![
        trace(1, Some("ann"), Some("phone")),
        trace(2, Some("bob"), Some("phone")),
        trace(3, None, Some("phone")),
        trace(4, None, Some("tablet")),
    ];
    state.commit_intake(&commit).unwrap();
    let erasure = erase(&state, "ann");
    let mut next = Some(Offset::ZERO);
    while let Some(from) = next {
        next = state.erase_traces(&erasure, from).unwrap();
    }
    let all = TraceQuery {
        limit: 10,
        ..TraceQuery::default()
    };
    let told: Vec<u64> = state
        .traces(&all)
        .unwrap()
        .traces
        .iter()
        .map(|trace| trace.offset.get())
        .collect();
    assert_eq!(told, [4, 2]);
    assert_eq!(state.trace(Offset::new(1)).unwrap(), None);
}

pub fn an_erasure_forgets_the_examples_of_values_and_keeps_their_types(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let mut names = Taxonomy::default();
    names.observe_custom("nickname", &json!("Annie"), at(0));
    let mut commit = state.batch(at(0));
    commit.taxonomy = names.take_changed();
    state.commit_intake(&commit).unwrap();
    erase(&state, "ann");
    let seen = Seen::UserProperty(UserProperty::Custom("nickname".into()));
    let kept = state.taxonomy().unwrap();
    let entry = kept.entry(&seen).unwrap();
    assert_eq!(entry.examples, []);
    assert_eq!(entry.types.len(), 1);
}

pub fn an_erased_user_is_kept_out_until_that_is_lifted(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let requested = state
        .request_erasures(&[asked("ann", 5), asked("bob", 5), asked("ann", 9)])
        .unwrap();
    state.reopen();
    let kept_out = state.suppressions().unwrap();
    assert_eq!(kept_out.get(&UserId::from("ann")), Some(&at(9)));
    assert_eq!(kept_out.get(&UserId::from("bob")), Some(&at(5)));
    let id = requested.first().unwrap().id;
    assert!(state.lift_suppression(id).unwrap());
    assert!(!state.lift_suppression(id).unwrap());
    assert!(!state.lift_suppression(ErasureId::new(99)).unwrap());
    let kept_out = state.suppressions().unwrap();
    assert_eq!(
        kept_out.into_keys().collect::<Vec<_>>(),
        [UserId::from("bob")]
    );
}
