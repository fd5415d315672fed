//! Events are found by what became of them.

use intertide_domain::delivery::{DiscardReason, NewDelivery, Outcome, Route, Settled, WaitReason};
use intertide_domain::event::Endpoint;
use intertide_domain::ids::{Offset, SyncId, UserId};
use intertide_domain::process::{EventTrace, SkipReason, SyncTrace, Verdict};

use super::{DAY, Fresh, HOUR, MINUTE, Opened, at, queued, retry, update};
use crate::state::{BackfillStep, NewBackfill, TraceOutcome, TraceQuery};

/// The trace of a record of ann's, a minute after the one before, with what syncs said to it.
fn trace(offset: u64, syncs: Vec<SyncTrace>) -> EventTrace {
    let moment = at(i64::try_from(offset).unwrap() * MINUTE);
    EventTrace {
        offset: Offset::new(offset),
        received_at: moment,
        time: moment,
        endpoint: Endpoint::HttpV2,
        event_type: "Opened".into(),
        user_id: Some(UserId::from("ann")),
        device_id: None,
        insert_id: None,
        duplicate: false,
        changed: Vec::new(),
        syncs,
    }
}

fn said(sync: SyncId, event: Verdict, user: Verdict) -> SyncTrace {
    SyncTrace {
        sync_id: sync,
        event: Some(event),
        user: Some(user),
    }
}

fn selected(sync: SyncId) -> SyncTrace {
    said(sync, Verdict::Selected, Verdict::NoChange)
}

fn filtered(sync: SyncId) -> SyncTrace {
    let condition = "event.total greater_than 10".to_owned();
    said(sync, Verdict::Filtered { condition }, Verdict::NoChange)
}

/// A delivery of a record, of a user of its own.
fn delivery(sync: SyncId, offset: u64) -> NewDelivery {
    let moment = at(i64::try_from(offset).unwrap() * MINUTE);
    let mut delivery = queued(sync, &format!("user {offset}"), "Opened", moment);
    delivery.offset = Offset::new(offset);
    delivery
}

fn refused(sync: SyncId, offset: u64) -> NewDelivery {
    NewDelivery {
        route: Route::Discarded(DiscardReason::MissingIdentity),
        ..delivery(sync, offset)
    }
}

fn commit(state: &Opened, traces: Vec<EventTrace>, deliveries: Vec<NewDelivery>) {
    let last = traces.last().unwrap();
    let mut batch = state.batch(last.received_at);
    batch.processed = last.offset.next();
    batch.traces = traces;
    batch.deliveries = deliveries;
    state.commit_intake(&batch).unwrap();
}

fn settle(state: &Opened, sync: SyncId, offset: u64, settled: Settled) {
    let ids: Vec<_> = state
        .deliveries_of(Offset::new(offset))
        .unwrap()
        .iter()
        .map(|row| row.id)
        .collect();
    let due = state.all_due(sync, at(DAY));
    let due = due.iter().find(|due| ids.contains(&due.id));
    state.settle_one(due.unwrap(), at(DAY), settled);
}

fn stands(outcome: Outcome) -> TraceQuery {
    asked(TraceOutcome::Delivery(outcome))
}

fn asked(outcome: TraceOutcome) -> TraceQuery {
    TraceQuery {
        outcome: Some(outcome),
        limit: 100,
        ..TraceQuery::default()
    }
}

/// Everything that is found, page by page, whatever the pages' length.
fn found(state: &Opened, query: &TraceQuery) -> Vec<u64> {
    let mut all: Option<Vec<u64>> = None;
    for limit in [1, 2, 3, query.limit] {
        let mut query = TraceQuery {
            limit,
            ..query.clone()
        };
        let mut offsets = Vec::new();
        loop {
            let page = state.traces(&query).unwrap();
            assert!(page.traces.len() <= limit);
            offsets.extend(page.traces.iter().map(|trace| trace.offset.get()));
            let Some(next) = page.next else { break };
            assert!(query.before.is_none_or(|before| next < before));
            query.before = Some(next);
        }
        assert_eq!(all.get_or_insert_with(|| offsets.clone()), &offsets);
    }
    all.unwrap()
}

/// Records 0 to 5 of one sync: delivered, pending, discarded, expired, discarded twice, and
/// filtered; records 3 to 5 were also selected by the other one, and are delivered there.
fn mixed(state: &Opened) -> (SyncId, SyncId) {
    let (sync, other) = (state.sync_on(), state.sync_on());
    let traces = (0..6).map(|n| {
        let by_sync = if n == 5 { filtered } else { selected };
        let by_other = if n < 3 { filtered } else { selected };
        trace(n, vec![by_sync(sync), by_other(other)])
    });
    let mut deliveries: Vec<_> = (0..4).map(|n| delivery(sync, n)).collect();
    deliveries.push(refused(sync, 4));
    deliveries.push(NewDelivery {
        route: Route::Discarded(DiscardReason::MissingIdentity),
        ..update(sync, "ann", "Opened", at(0))
    });
    deliveries[5].offset = Offset::new(4);
    deliveries.extend((3..6).map(|n| delivery(other, n)));
    commit(state, traces.collect(), deliveries);
    let later = retry(at(2 * DAY), WaitReason::Network);
    settle(state, sync, 0, Settled::Delivered);
    settle(state, sync, 1, later);
    settle(state, sync, 2, Settled::Discarded(DiscardReason::Rejected));
    settle(state, sync, 3, Settled::Expired(WaitReason::Network));
    for n in 3..6 {
        settle(state, other, n, Settled::Delivered);
    }
    (sync, other)
}

pub fn events_are_found_by_how_their_deliveries_stand(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = mixed(&state);
    let through = |sync, outcome| TraceQuery {
        sync: Some(sync),
        ..stands(outcome)
    };
    for (query, expected) in [
        (stands(Outcome::Delivered), &[5, 4, 3, 0][..]),
        (stands(Outcome::Pending), &[1]),
        (stands(Outcome::Discarded), &[4, 2]),
        (stands(Outcome::Expired), &[3]),
        (through(sync, Outcome::Delivered), &[0]),
        (through(other, Outcome::Delivered), &[5, 4, 3]),
        (through(other, Outcome::Discarded), &[]),
        (through(SyncId::new(7), Outcome::Delivered), &[]),
    ] {
        assert_eq!(found(&state, &query), expected, "{query:?}");
    }
    state.delete_sync(other).unwrap();
    assert_eq!(found(&state, &stands(Outcome::Delivered)), [0]);
}

pub fn events_are_found_by_why_no_delivery_was_made(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = mixed(&state);
    let left_out = said(sync, Verdict::NotSelected, Verdict::Selected);
    commit(&state, vec![trace(6, vec![left_out])], Vec::new());
    let through = |sync, reason| TraceQuery {
        sync: Some(sync),
        ..asked(TraceOutcome::Skipped(reason))
    };
    for (query, expected) in [
        (
            asked(TraceOutcome::Skipped(SkipReason::Filtered)),
            &[5, 2, 1, 0][..],
        ),
        (through(sync, SkipReason::Filtered), &[5]),
        (through(other, SkipReason::Filtered), &[2, 1, 0]),
        (asked(TraceOutcome::Skipped(SkipReason::NotSelected)), &[6]),
        (through(other, SkipReason::NotSelected), &[]),
        (through(sync, SkipReason::NoChange), &[5, 4, 3, 2, 1, 0]),
    ] {
        assert_eq!(found(&state, &query), expected, "{query:?}");
    }
}

pub fn copies_are_found(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let copy = EventTrace {
        duplicate: true,
        ..trace(1, Vec::new())
    };
    let traces = vec![trace(0, vec![selected(sync)]), copy];
    commit(&state, traces, vec![delivery(sync, 0)]);
    let copies = asked(TraceOutcome::Duplicate);
    assert_eq!(found(&state, &copies), [1]);
    let of_sync = TraceQuery {
        sync: Some(sync),
        ..copies
    };
    assert_eq!(found(&state, &of_sync), [0; 0], "no sync judges a copy");
}

pub fn a_sync_alone_is_who_judged_the_event(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    let traces = vec![
        trace(0, vec![filtered(sync)]),
        trace(1, vec![selected(sync), filtered(other)]),
        trace(2, Vec::new()),
    ];
    commit(&state, traces, Vec::new());
    let judged_by = |sync| TraceQuery {
        sync: Some(sync),
        limit: 100,
        ..TraceQuery::default()
    };
    assert_eq!(found(&state, &judged_by(sync)), [1, 0]);
    assert_eq!(found(&state, &judged_by(other)), [1]);
}

pub fn everything_that_is_asked_for_holds_together(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let traces = (0..8).map(|n| EventTrace {
        user_id: Some(UserId::from(if n % 2 == 0 { "ann" } else { "bob" })),
        event_type: if n < 4 { "Opened" } else { "Closed" }.into(),
        insert_id: Some(format!("i{n}").into()),
        syncs: vec![selected(sync)],
        ..trace(n, Vec::new())
    });
    // Two batches: two stretches of what is kept.
    let traces: Vec<_> = traces.collect();
    let (first, second) = traces.split_at(4);
    let of = |records: std::ops::Range<u64>| records.map(|n| refused(sync, n)).collect();
    commit(&state, first.to_vec(), of(0..4));
    commit(&state, second.to_vec(), of(4..8));

    let discarded = || stands(Outcome::Discarded);
    let ann = || Some(UserId::from("ann"));
    for (query, expected) in [
        (discarded(), &[7, 6, 5, 4, 3, 2, 1, 0][..]),
        (
            TraceQuery {
                user: ann(),
                ..discarded()
            },
            &[6, 4, 2, 0],
        ),
        (
            TraceQuery {
                user: ann(),
                event_type: Some("Opened".into()),
                ..discarded()
            },
            &[2, 0],
        ),
        (
            TraceQuery {
                insert_id: Some("i5".into()),
                ..discarded()
            },
            &[5],
        ),
        (
            TraceQuery {
                insert_id: Some("i5".into()),
                user: ann(),
                ..discarded()
            },
            &[],
        ),
        (
            TraceQuery {
                from: Some(at(2 * MINUTE)),
                to: Some(at(5 * MINUTE)),
                ..discarded()
            },
            &[4, 3, 2],
        ),
        (
            TraceQuery {
                from: Some(at(HOUR)),
                ..discarded()
            },
            &[],
        ),
        (
            TraceQuery {
                user: ann(),
                ..stands(Outcome::Delivered)
            },
            &[],
        ),
    ] {
        assert_eq!(found(&state, &query), expected, "{query:?}");
    }
}

pub fn a_rare_outcome_is_found_on_the_first_page(fresh: Fresh<'_>) {
    const MANY: u64 = 3_000;
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let traces = (0..MANY).map(|n| trace(n, vec![selected(sync)]));
    let pending = (0..MANY)
        .filter(|n| ![1, 700].contains(n))
        .map(|n| delivery(sync, n));
    let mut deliveries: Vec<_> = pending.collect();
    deliveries.extend([refused(sync, 1), refused(sync, 700)]);
    commit(&state, traces.collect(), deliveries);
    let page = state.traces(&stands(Outcome::Discarded)).unwrap();
    let offsets: Vec<_> = page.traces.iter().map(|trace| trace.offset.get()).collect();
    assert_eq!((offsets, page.next), (vec![700, 1], None));
    let query = TraceQuery {
        limit: 999,
        ..stands(Outcome::Pending)
    };
    let page = state.traces(&query).unwrap();
    assert_eq!(page.traces.len(), 999);
    assert_eq!(page.next, Some(Offset::new(MANY - 999)));
}

pub fn an_event_comes_in_its_place_also_when_it_was_sent_after_the_fact(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let traces = (0..4).map(|n| trace(n, Vec::new())).collect();
    commit(&state, traces, vec![delivery(sync, 2), delivery(sync, 3)]);
    let backfill = NewBackfill {
        sync,
        from: at(0),
        to: at(HOUR),
        records: Offset::ZERO..Offset::new(4),
        at: at(HOUR),
    };
    let step = BackfillStep {
        id: state.start_backfill(&backfill).unwrap().id,
        next: Offset::new(4),
        deliveries: (0..4).map(|n| delivery(sync, n)).collect(),
        at: at(HOUR),
    };
    state.step_backfill(&step).unwrap();
    let query = TraceQuery {
        sync: Some(sync),
        ..stands(Outcome::Pending)
    };
    assert_eq!(found(&state, &query), [3, 2, 1, 0]);
}

pub fn what_is_kept_no_longer_is_not_found(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    for n in 0..3 {
        let traces = vec![trace(n, vec![selected(sync)])];
        commit(&state, traces, vec![delivery(sync, n)]);
    }
    assert_eq!(found(&state, &stands(Outcome::Pending)), [2, 1, 0]);
    // Deliveries that are pending stay; what is told of their records goes.
    state.prune(at(2 * MINUTE), at(DAY)).unwrap();
    assert_eq!(found(&state, &stands(Outcome::Pending)), [2]);
}
