//! What failed is put back, exactly once in every count; backfills make what is missing.

use intertide_domain::delivery::{
    DiscardReason, NewDelivery, Outcome, Priority, Route, Settled, Status, WaitReason,
};
use intertide_domain::ids::{Offset, SyncId};

use super::{DAY, Fresh, HOUR, MINUTE, Opened, at, queued, retry, update};
use crate::state::{
    BackfillId, BackfillState, BackfillStep, NewBackfill, PutBack, StateError, Summary,
};

fn of(sync: SyncId) -> PutBack {
    PutBack {
        sync,
        ids: None,
        category: None,
        from: None,
        to: None,
    }
}

const REJECTED: Settled = Settled::Discarded(DiscardReason::Rejected);
const EXPIRED: Settled = Settled::Expired(WaitReason::Network);

/// An event of a user that ended like this, at `moment`.
fn failed(state: &Opened, sync: SyncId, user: &str, moment: i64, settled: Settled) {
    state.intake(at(moment), vec![queued(sync, user, user, at(moment))]);
    let all = state.all_due(sync, at(moment));
    let due = all.iter().find(|due| due.event_type.as_str() == user);
    state.settle_one(due.unwrap(), at(moment), settled);
}

pub fn what_failed_is_put_back_as_if_it_had_never_been_tried(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    failed(&state, sync, "discarded", 0, REJECTED);
    failed(&state, sync, "expired", 1, EXPIRED);
    failed(&state, sync, "delivered", 2, Settled::Delivered);
    assert_eq!(state.count_put_back(&of(sync)).unwrap(), 2);
    assert_eq!(state.put_back(&of(sync), 10, at(HOUR)).unwrap(), 2);
    state.reopen();

    assert_eq!(state.count_put_back(&of(sync)).unwrap(), 0);
    assert_eq!(state.put_back(&of(sync), 10, at(HOUR)).unwrap(), 0);
    let due = state.all_due(sync, at(HOUR));
    assert_eq!(state.due_events(sync, at(HOUR)), ["discarded", "expired"]);
    for due in &due {
        assert_eq!((due.attempts, due.first_attempt_at), (0, None));
        assert_eq!(due.due_at, at(HOUR));
    }
    let row = state.delivery(due[0].id).unwrap().unwrap().row;
    assert_eq!(row.status, Status::Pending(None));
    assert_eq!(row.settled_at, None);
    assert_eq!(row.notes.len(), 1);
    assert_eq!(
        row.notes[0].0,
        "Put back by hand at 2023-11-15T01:00:00.000Z"
    );

    state.settle_one(&due[0], at(HOUR + 1), REJECTED);
    state.put_back(&of(sync), 10, at(2 * HOUR)).unwrap();
    let notes = state.delivery(due[0].id).unwrap().unwrap().row.notes;
    assert_eq!(notes.len(), 1, "the last time is told: {notes:?}");
    assert!(notes[0].0.ends_with("T02:00:00.000Z"));
}

pub fn what_is_put_back_counts_as_pending_and_nothing_else(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    failed(&state, sync, "ann", 0, REJECTED);
    failed(&state, sync, "bob", MINUTE, REJECTED);
    failed(&state, sync, "cid", MINUTE, EXPIRED);
    let summary = |from, to| state.summary(sync, at(from), at(to)).unwrap();
    assert_eq!(summary(0, HOUR).discarded, 2);
    // Put back in another hour, and when the first hour is known as a whole only.
    state.prune(at(-DAY), at(7 * HOUR)).unwrap();
    let one = PutBack {
        from: Some(at(1)),
        ..of(sync)
    };
    assert_eq!(state.put_back(&one, 10, at(7 * HOUR)).unwrap(), 2);

    let left = Summary {
        discarded: 1,
        ..Summary::default()
    };
    assert_eq!(summary(0, 8 * HOUR), left);
    let totals = state.totals(sync).unwrap();
    let counts: Vec<_> = Outcome::ALL.iter().map(|outcome| totals[outcome]).collect();
    assert_eq!(
        counts,
        [2, 0, 1, 0],
        "pending, delivered, discarded, expired"
    );

    for due in state.all_due(sync, at(7 * HOUR)) {
        state.settle_one(&due, at(7 * HOUR), Settled::Delivered);
    }
    assert_eq!(summary(7 * HOUR, 8 * HOUR).delivered_first, 2);
    assert_eq!(state.totals(sync).unwrap().values().sum::<u64>(), 3);
}

pub fn one_puts_back_by_id_category_and_time(fresh: Fresh<'_>) {
    type Narrowed = fn(PutBack, &Opened) -> PutBack;
    let table: [(Narrowed, &[&str]); 7] = [
        (|all, _| all, &["ann", "bob", "cid"]),
        (
            |all, state| {
                let rows = state.rows(all.sync);
                let ids = rows.iter().map(|row| row.id);
                PutBack {
                    ids: Some(ids.skip(1).chain([rows[2].id]).collect()),
                    ..all
                }
            },
            &["ann", "bob"],
        ),
        (
            |all, _| PutBack {
                category: Some("rejected".to_owned()),
                ..all
            },
            &["ann", "cid"],
        ),
        (
            |all, _| PutBack {
                from: Some(at(MINUTE)),
                to: Some(at(2 * MINUTE)),
                ..all
            },
            &["bob"],
        ),
        (
            |all, state| PutBack {
                ids: Some(state.rows(all.sync).iter().map(|row| row.id).collect()),
                category: Some("rejected".to_owned()),
                from: Some(at(1)),
                ..all
            },
            &["cid"],
        ),
        (
            |all, _| PutBack {
                ids: Some(Vec::new()),
                ..all
            },
            &[],
        ),
        (
            |all, state| PutBack {
                sync: state.sync_on(),
                ids: Some(state.rows(all.sync).iter().map(|row| row.id).collect()),
                ..all
            },
            &[],
        ),
    ];
    for (which, expected) in table {
        let state = Opened::new(fresh);
        let sync = state.sync_on();
        failed(&state, sync, "ann", 0, REJECTED);
        failed(&state, sync, "bob", MINUTE, EXPIRED);
        failed(&state, sync, "cid", 2 * MINUTE, REJECTED);
        let which = which(of(sync), &state);
        let count = expected.len() as u64;
        assert_eq!(state.count_put_back(&which).unwrap(), count, "{which:?}");
        assert_eq!(state.put_back(&which, 10, at(HOUR)).unwrap(), count);
        assert_eq!(state.due_events(sync, at(HOUR)), expected);
    }
}

pub fn the_oldest_are_put_back_first_and_so_many_at_a_time(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    for (n, settled) in (0..).zip([EXPIRED, REJECTED, EXPIRED, REJECTED, EXPIRED]) {
        failed(&state, sync, &n.to_string(), n, settled);
    }
    assert_eq!(state.put_back(&of(sync), 2, at(HOUR)).unwrap(), 2);
    assert_eq!(state.due_events(sync, at(HOUR)), ["0", "1"]);
    assert_eq!(state.put_back(&of(sync), 2, at(HOUR)).unwrap(), 2);
    assert_eq!(state.put_back(&of(sync), 2, at(HOUR)).unwrap(), 1);
    assert_eq!(state.put_back(&of(sync), 2, at(HOUR)).unwrap(), 0);
    assert_eq!(state.due_events(sync, at(HOUR)), ["0", "1", "2", "3", "4"]);
}

pub fn what_is_put_back_comes_into_its_place_when_the_turn_passes(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let names = ["first", "second", "third", "fourth"];
    state.intake(
        at(0),
        names.map(|name| queued(sync, "ann", name, at(0))).into(),
    );
    for settled in [REJECTED, EXPIRED] {
        state.settle_one(&state.only_due(sync, at(1)), at(1), settled);
    }
    let third = state.only_due(sync, at(1));
    assert_eq!(state.put_back(&of(sync), 10, at(2)).unwrap(), 2);

    assert_eq!(state.due_events(sync, at(2)), ["third"], "it is on its way");
    let behind = Status::Pending(Some(WaitReason::BehindEarlier));
    assert_eq!(state.rows(sync)[3].status, behind);
    state.settle_one(&third, at(3), Settled::Delivered);
    for name in ["first", "second", "fourth"] {
        let due = state.only_due(sync, at(4));
        assert_eq!(due.event_type.as_str(), name);
        state.settle_one(&due, at(4), Settled::Delivered);
    }
    assert_eq!(state.due_events(sync, at(DAY)), [""; 0]);
}

pub fn an_update_that_is_put_back_wakes_what_waits_for_it(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            update(sync, "ann", "update", at(0)),
            queued(sync, "ann", "waits", at(0)),
        ],
    );
    state.settle_one(&state.only_due(sync, at(0)), at(0), REJECTED);
    let waits = || retry(at(10 * MINUTE), WaitReason::WaitingForUser);
    state.settle_one(&state.only_due(sync, at(0)), at(1), waits());
    state.put_back(&of(sync), 10, at(2)).unwrap();

    let waiting = state.only_due(sync, at(2));
    assert_eq!(waiting.event_type.as_str(), "waits");
    state.settle_one(&waiting, at(3), waits());
    let update = state.only_due(sync, at(3));
    assert_eq!(update.event_type.as_str(), "update");
    state.settle_one(&update, at(4), Settled::Delivered);
    assert_eq!(state.due_events(sync, at(4)), ["waits"]);
}

pub fn what_nobody_could_be_identified_for_is_not_put_back(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut refused = queued(sync, "ann", "Opened", at(0));
    refused.route = Route::Discarded(DiscardReason::MissingIdentity);
    state.intake(at(0), vec![refused]);
    let by_id = PutBack {
        ids: Some(vec![state.rows(sync)[0].id]),
        ..of(sync)
    };
    for which in [of(sync), by_id] {
        assert_eq!(state.count_put_back(&which).unwrap(), 0);
        assert_eq!(state.put_back(&which, 10, at(1)).unwrap(), 0);
    }
    assert_eq!(state.totals(sync).unwrap()[&Outcome::Discarded], 1);
}

pub fn what_was_decided_again_has_a_place_and_can_be_put_back(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    let refused = |name: &str| NewDelivery {
        route: Route::Discarded(DiscardReason::MissingIdentity),
        payload: "nobody".into(),
        ..queued(sync, "ann", name, at(0))
    };
    state.intake(at(0), vec![refused("first"), refused("second")]);
    failed(&state, sync, "placed", 1, REJECTED);
    let unplaced = state.unplaced(&of(sync), None, 10).unwrap();
    assert_eq!(unplaced.len(), 2, "one with a place is not among them");
    let (first, second) = (unplaced[0], unplaced[1]);
    let behind = state.unplaced(&of(sync), Some(first.id), 10).unwrap();
    assert_eq!(behind, [second]);
    let other = PutBack {
        category: Some("rejected".to_owned()),
        ..of(sync)
    };
    assert_eq!(state.unplaced(&other, None, 10).unwrap(), []);

    let decided = NewDelivery {
        payload: "ann".into(),
        ..queued(sync, "ann", "first", at(0))
    };
    let still_nobody = refused("second");
    let places = [(first.id, decided), (second.id, still_nobody)];
    state.place(&places).unwrap();
    state.reopen();
    assert_eq!(state.unplaced(&of(sync), None, 10).unwrap(), [second]);
    assert_eq!(state.totals(sync).unwrap()[&Outcome::Discarded], 3);
    assert_eq!(state.put_back(&of(sync), 10, at(2)).unwrap(), 2);
    let due = state.all_due(sync, at(2));
    let payload = |name: &str| {
        let found = due.iter().find(|due| due.event_type.as_str() == name);
        found.map(|due| due.payload.to_string())
    };
    assert_eq!(payload("first").as_deref(), Some("ann"));
    assert_eq!(payload("second"), None);
}

pub fn of_a_sync_that_is_gone_nothing_is_put_back(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    failed(&state, sync, "ann", 0, REJECTED);
    state.delete_sync(sync).unwrap();
    assert_eq!(state.count_put_back(&of(sync)).unwrap(), 0);
    assert_eq!(state.put_back(&of(sync), 10, at(1)).unwrap(), 0);
}

fn new_backfill(sync: SyncId, records: std::ops::Range<u64>) -> NewBackfill {
    NewBackfill {
        sync,
        from: at(0),
        to: at(HOUR),
        records: Offset::new(records.start)..Offset::new(records.end),
        at: at(HOUR),
    }
}

fn step(id: BackfillId, next: u64, deliveries: Vec<NewDelivery>) -> BackfillStep {
    BackfillStep {
        id,
        next: Offset::new(next),
        deliveries,
        at: at(2 * HOUR),
    }
}

fn of_record(delivery: NewDelivery, offset: u64) -> NewDelivery {
    NewDelivery {
        offset: Offset::new(offset),
        priority: Priority::Backfill,
        ..delivery
    }
}

pub fn a_backfill_makes_what_is_missing_step_by_step(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    let event = |sync, offset| of_record(queued(sync, "ann", "Opened", at(9)), offset);
    state.intake(at(0), vec![event(sync, 3), event(other, 4)]);
    let started = state.start_backfill(&new_backfill(sync, 2..6)).unwrap();
    assert_eq!(started.state, BackfillState::Running);
    assert_eq!((started.next, started.deliveries), (Offset::new(2), 0));
    assert_eq!(started.records, Offset::new(2)..Offset::new(6));
    assert_eq!((started.started_at, started.ended_at), (at(HOUR), None));

    let change = of_record(update(sync, "ann", "Opened", at(9)), 3);
    let first = vec![
        event(sync, 2),
        event(sync, 3),
        change,
        event(sync, 4),
        event(sync, 4),
        event(other, 5),
    ];
    let after = state
        .step_backfill(&step(started.id, 5, first.clone()))
        .unwrap();
    assert_eq!((after.next, after.deliveries), (Offset::new(5), 3));
    assert_eq!(after.state, BackfillState::Running);
    state.reopen();
    assert_eq!(state.backfills(Some(sync)).unwrap(), [after]);
    let repeated = state.step_backfill(&step(started.id, 5, first)).unwrap();
    assert_eq!(repeated.deliveries, 3, "nothing is made twice");

    let last = vec![event(sync, 5)];
    let done = state.step_backfill(&step(started.id, 6, last)).unwrap();
    assert_eq!(
        (done.state, done.ended_at),
        (BackfillState::Done, Some(at(2 * HOUR)))
    );
    assert_eq!((done.next, done.deliveries), (Offset::new(6), 4));
    let late = step(started.id, 7, vec![event(sync, 6)]);
    assert_eq!(state.step_backfill(&late).unwrap(), done);
    assert_eq!(state.totals(sync).unwrap()[&Outcome::Pending], 5);
    assert_eq!(state.totals(other).unwrap()[&Outcome::Pending], 1);
}

pub fn a_backfill_without_records_is_done_at_once(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let started = state.start_backfill(&new_backfill(sync, 4..4)).unwrap();
    assert_eq!(started.state, BackfillState::Done);
    assert_eq!(started.ended_at, Some(at(HOUR)));
}

pub fn a_cancelled_backfill_makes_nothing_more(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let id = state.start_backfill(&new_backfill(sync, 0..9)).unwrap().id;
    let one = |offset| vec![of_record(queued(sync, "ann", "Opened", at(0)), offset)];
    state.step_backfill(&step(id, 1, one(0))).unwrap();
    assert!(state.cancel_backfill(id, at(3)).unwrap());
    assert!(!state.cancel_backfill(id, at(4)).unwrap());
    let after = state.step_backfill(&step(id, 2, one(1))).unwrap();
    assert_eq!(after.state, BackfillState::Cancelled);
    assert_eq!((after.deliveries, after.ended_at), (1, Some(at(3))));
    assert_eq!(state.rows(sync).len(), 1, "what it has made stays");
}

pub fn a_backfill_is_told_of_for_ninety_days_after_its_end(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let ended = state.start_backfill(&new_backfill(sync, 0..9)).unwrap();
    assert!(state.cancel_backfill(ended.id, at(DAY)).unwrap());
    let running = state.start_backfill(&new_backfill(sync, 0..9)).unwrap();
    for (now, left) in [(at(91 * DAY), 2), (at(91 * DAY + 1), 1)] {
        state.prune(at(0), now).unwrap();
        assert_eq!(state.backfills(None).unwrap().len(), left);
    }
    assert_eq!(state.backfills(None).unwrap(), [running]);
}

pub fn backfills_are_listed_newest_first_and_go_with_their_sync(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    let ids = [sync, other, sync].map(|sync| {
        let started = state.start_backfill(&new_backfill(sync, 0..9));
        started.unwrap().id
    });
    let listed = |sync| -> Vec<_> {
        let all = state.backfills(sync).unwrap();
        all.into_iter().map(|backfill| backfill.id).collect()
    };
    assert_eq!(listed(Some(sync)), [ids[2], ids[0]]);
    assert_eq!(listed(None), [ids[2], ids[1], ids[0]]);

    state.delete_sync(sync).unwrap();
    assert_eq!(listed(None), [ids[1]]);
    assert_eq!(listed(Some(sync)), []);
    let gone = state
        .step_backfill(&step(ids[0], 1, Vec::new()))
        .unwrap_err();
    assert!(matches!(gone, StateError::NoSuchSync(id) if id == sync));
    let gone = state.start_backfill(&new_backfill(sync, 0..1)).unwrap_err();
    assert!(matches!(gone, StateError::NoSuchSync(id) if id == sync));
    state.prune(at(-DAY), at(DAY)).unwrap();
    assert_eq!(listed(None), [ids[1]], "one that runs is kept");
}
