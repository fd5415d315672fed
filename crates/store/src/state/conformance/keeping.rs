//! What goes with time, and what must not.

use std::collections::HashSet;

use intertide_domain::delivery::{DiscardReason, Outcome, Route, Settled, WaitReason};
use intertide_domain::ids::{EventType, Offset, SyncId, UserId};
use intertide_domain::process::{Keys, SeenKey};
use intertide_domain::time::UnixMillis;

use super::{DAY, Fresh, HOUR, MINUTE, Opened, all_of, at, queued, retry};
use crate::state::DeliveryQuery;

/// More than one commit of pruning takes.
const MANY: i64 = 1_203;

fn refused(state: &Opened, sync: SyncId, count: i64, moment: i64) {
    let deliveries = (0..count).map(|n| {
        let mut refused = queued(sync, &format!("user {n}"), "Opened", at(moment));
        refused.route = Route::Discarded(DiscardReason::MissingIdentity);
        refused
    });
    state.intake(at(moment), deliveries.collect());
}

pub fn settled_deliveries_go_and_totals_stay(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    refused(&state, sync, MANY, 0);
    refused(&state, sync, 2, MINUTE);
    let gone = state.rows(sync).last().unwrap().id;
    let pruned = state.prune(at(MINUTE), at(HOUR)).unwrap();
    assert_eq!(pruned, MANY.unsigned_abs());
    state.reopen();

    assert_eq!(state.rows(sync).len(), 2);
    assert_eq!(state.delivery(gone).unwrap(), None);
    let everywhere = [
        DeliveryQuery {
            user: Some(UserId::from("user 0")),
            ..all_of(sync)
        },
        DeliveryQuery {
            event_type: Some(EventType::from("Opened")),
            limit: 1_000,
            ..all_of(sync)
        },
        DeliveryQuery {
            from: Some(at(0)),
            ..all_of(sync)
        },
    ];
    for (query, left) in everywhere.iter().zip([1, 2, 2]) {
        assert_eq!(
            state.deliveries(query).unwrap().deliveries.len(),
            left,
            "{query:?}"
        );
    }
    let discarded = state.totals(sync).unwrap()[&Outcome::Discarded];
    assert_eq!(discarded, MANY.unsigned_abs() + 2);
    let summary = state.summary(sync, at(0), at(MINUTE)).unwrap();
    assert_eq!(
        summary.discarded,
        MANY.unsigned_abs(),
        "what settled stays counted"
    );
    assert_eq!(state.prune(at(MINUTE), at(HOUR)).unwrap(), 0);
}

pub fn pending_deliveries_stay_whatever_their_age(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "done", at(0)),
            queued(sync, "ann", "tried", at(0)),
            queued(sync, "ann", "behind", at(0)),
        ],
    );
    let due = state.only_due(sync, at(0));
    state.settle_one(&due, at(1), Settled::Delivered);
    let due = state.only_due(sync, at(1));
    state.settle_one(&due, at(2), retry(at(HOUR), WaitReason::Credentials));
    assert_eq!(state.prune(at(300 * DAY), at(300 * DAY)).unwrap(), 1);
    assert_eq!(state.rows(sync).len(), 2);
    let due = state.only_due(sync, at(HOUR));
    assert_eq!(due.payload.as_ref(), r#"{"event":"tried"}"#);
    state.settle_one(&due, at(HOUR), Settled::Delivered);
    assert_eq!(state.due_events(sync, at(HOUR)), ["behind"]);
}

pub fn an_id_is_not_used_again_after_pruning(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    refused(&state, sync, 3, 0);
    let last = state.rows(sync)[0].id;
    assert_eq!(state.prune(at(DAY), at(DAY)).unwrap(), 3);
    assert!(state.rows(sync).is_empty());
    state.reopen();
    refused(&state, sync, 1, DAY);
    assert!(state.rows(sync)[0].id > last);
}

pub fn seen_ids_are_kept_for_seven_days(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let key = SeenKey::from_bytes([7; 16]);
    let keys = Keys {
        seen: HashSet::from([key]),
        ..Keys::default()
    };
    // At any moment of a day: what is let go of is let go of by days.
    for seen_at in [0, DAY / 2, DAY - 1].map(at) {
        let mut batch = state.batch(seen_at);
        batch.seen = vec![(key, seen_at)];
        state.commit_intake(&batch).unwrap();
        let after = |millis: i64| UnixMillis::new(seen_at.get() + millis);
        state.prune(at(0), after(7 * DAY - 1)).unwrap();
        assert_eq!(state.load(&keys).unwrap().seen.get(&key), Some(&seen_at));
        state.prune(at(0), after(9 * DAY)).unwrap();
        assert!(state.load(&keys).unwrap().seen.is_empty());
    }
}

pub fn counts_go_after_ninety_days(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    refused(&state, sync, 2, 0);
    refused(&state, sync, 1, 10 * DAY);
    let discarded = || state.summary(sync, at(0), at(200 * DAY)).unwrap().discarded;
    state.prune(at(0), at(90 * DAY)).unwrap();
    assert_eq!(discarded(), 3);
    state.prune(at(0), at(91 * DAY)).unwrap();
    assert_eq!(discarded(), 1);
    state.prune(at(0), at(101 * DAY)).unwrap();
    assert_eq!(discarded(), 0);
    assert_eq!(state.totals(sync).unwrap()[&Outcome::Discarded], 3);
}

pub fn what_is_kept_takes_room(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    let before = state.size_bytes().unwrap();
    refused(&state, sync, MANY, 0);
    let payloads = MANY.unsigned_abs() * r#"{"event":"Opened"}"#.len() as u64;
    assert!(state.size_bytes().unwrap() >= before + payloads);
    state.reopen();
    assert!(state.size_bytes().unwrap() >= payloads);
}

pub fn a_checkpoint_names_what_the_log_may_forget(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    assert_eq!(state.checkpoint().unwrap(), Offset::ZERO);
    let mut batch = state.batch(at(0));
    batch.processed = Offset::new(17);
    state.commit_intake(&batch).unwrap();
    assert_eq!(state.checkpoint().unwrap(), Offset::new(17));
    assert_eq!(state.checkpoint().unwrap(), Offset::new(17));
    state.reopen();
    assert_eq!(state.processed().unwrap(), Offset::new(17));
}
