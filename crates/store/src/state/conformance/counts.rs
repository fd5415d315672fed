//! Counts: totals that add up, and summaries of periods.

use std::collections::BTreeMap;

use intertide_domain::delivery::{DiscardReason, Outcome, Route, Settled, WaitReason};
use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::process::IntakeCommit;

use super::{DAY, Fresh, HOUR, MINUTE, Opened, at, queued, retry, settlement};
use crate::state::{State, Summary};

/// Delivers something at a moment, accepted so many milliseconds before.
fn deliver(state: &Opened, sync: SyncId, moment: i64, latency: i64) {
    let accepted = at(moment - latency);
    state.intake(accepted, vec![queued(sync, "ann", "Opened", accepted)]);
    let due = state.only_due(sync, at(moment));
    state.settle_one(&due, at(moment), Settled::Delivered);
}

fn delivered(state: &Opened, sync: SyncId, from: i64, to: i64) -> u64 {
    state
        .summary(sync, at(from), at(to))
        .unwrap()
        .delivered_first
}

pub fn totals_name_every_outcome_also_where_nothing_happened(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let none: BTreeMap<_, _> = Outcome::ALL.iter().map(|outcome| (*outcome, 0)).collect();
    assert_eq!(state.totals(sync).unwrap(), none);
    assert_eq!(
        state.summary(sync, at(0), at(DAY)).unwrap(),
        Summary::default()
    );
}

pub fn totals_add_up_in_every_view_while_others_write(fresh: Fresh<'_>) {
    const BATCHES: i64 = 40;
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let state: &dyn State = &*state;
    std::thread::scope(|scope| {
        let lane = scope.spawn(move || {
            let mut left = 3 * BATCHES;
            while left > 0 {
                for due in state.due(sync, at(DAY), 10).unwrap().deliveries {
                    let settled = settlement(&due, at(DAY), Settled::Delivered);
                    state.settle(&[settled], &[]).unwrap();
                    left -= 1;
                }
            }
        });
        let reader = scope.spawn(move || {
            let mut selected = 0;
            while selected < 3 * BATCHES.unsigned_abs() {
                let sum = state.totals(sync).unwrap().values().sum();
                assert!(sum >= selected && sum % 3 == 0, "{selected}, then {sum}");
                selected = sum;
            }
        });
        for n in 1..=BATCHES {
            let batch = IntakeCommit {
                processed: Offset::new(n.unsigned_abs()),
                at: at(n),
                deliveries: ["ann", "bob", "ann"]
                    .map(|u| queued(sync, u, u, at(n)))
                    .into(),
                ..IntakeCommit::default()
            };
            state.commit_intake(&batch).unwrap();
        }
        lane.join().unwrap();
        reader.join().unwrap();
    });
    let delivered = state.totals(sync).unwrap()[&Outcome::Delivered];
    assert_eq!(delivered, 3 * BATCHES.unsigned_abs());
}

pub fn a_summary_tells_first_attempts_from_retries(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let users = [
        "at once",
        "after a retry",
        "after a pause",
        "refused",
        "given up",
        "pending",
    ];
    state.intake(
        at(0),
        users.map(|user| queued(sync, user, user, at(0))).into(),
    );
    for due in state.all_due(sync, at(0)) {
        let settled = match due.event_type.as_str() {
            "after a retry" => retry(at(1), WaitReason::ServerError),
            "at once" => Settled::Delivered,
            "refused" => Settled::Discarded(DiscardReason::Rejected),
            "given up" => Settled::Expired(WaitReason::Timeout),
            // A rate limit is not an attempt (product.md 4).
            "after a pause" => {
                let mut paused = settlement(&due, at(0), retry(at(1), WaitReason::RateLimited));
                paused.attempts = 0;
                state.settle(&[paused], &[]).unwrap();
                continue;
            }
            _ => continue,
        };
        state.settle_one(&due, at(0), settled);
    }
    for due in state.all_due(sync, at(1)) {
        if due.event_type.as_str() != "pending" {
            state.settle_one(&due, at(1), Settled::Delivered);
        }
    }
    let summary = state.summary(sync, at(0), at(MINUTE)).unwrap();
    assert_eq!(summary.delivered_first, 2, "at once, and after a pause");
    assert_eq!(summary.delivered_after_retry, 1);
    assert_eq!((summary.discarded, summary.expired), (1, 1));
    let totals = state.totals(sync).unwrap();
    let counts: Vec<_> = Outcome::ALL.iter().map(|outcome| totals[outcome]).collect();
    assert_eq!(
        counts,
        [1, 3, 1, 1],
        "pending, delivered, discarded, expired"
    );
}

pub fn a_minute_counts_when_it_starts_in_the_period(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    for moment in [0, MINUTE - 1, MINUTE, 2 * MINUTE + 30_000, 3 * MINUTE] {
        deliver(&state, sync, moment, 0);
    }
    deliver(&state, other, MINUTE, 0);
    let table = [
        ((0, 4 * MINUTE), 5),
        ((0, MINUTE), 2),
        ((MINUTE, 3 * MINUTE), 2),
        // The beginning is floored to its minute; the end takes in a minute that has begun.
        ((MINUTE - 1, MINUTE), 2),
        ((0, MINUTE + 1), 3),
        ((2 * MINUTE + 59_000, 3 * MINUTE), 1),
        ((MINUTE, MINUTE), 0),
        ((3 * MINUTE, 0), 0),
        ((4 * MINUTE, DAY), 0),
    ];
    for ((from, to), expected) in table {
        assert_eq!(delivered(&state, sync, from, to), expected, "{from}..{to}");
    }
}

pub fn a_discard_at_intake_counts_at_its_time(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut refused = queued(sync, "ann", "Opened", at(0));
    refused.route = Route::Discarded(DiscardReason::MissingIdentity);
    state.intake(at(2 * MINUTE), vec![refused]);
    let discarded = |from, to| state.summary(sync, at(from), at(to)).unwrap().discarded;
    assert_eq!(discarded(0, 2 * MINUTE), 0);
    assert_eq!(discarded(2 * MINUTE, 3 * MINUTE), 1);
    assert_eq!(state.totals(sync).unwrap()[&Outcome::Discarded], 1);
}

pub fn the_95th_percentile_is_kept_to_three_digits(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let p95 = || state.summary(sync, at(0), at(DAY)).unwrap().latency_p95_ms;
    assert_eq!(p95(), None);
    for _ in 0..19 {
        deliver(&state, sync, HOUR, 120);
    }
    assert_eq!(p95(), Some(120));
    deliver(&state, sync, HOUR, 1_000_000);
    assert_eq!(p95(), Some(120), "one of twenty may be slow");
    deliver(&state, sync, 2 * HOUR, 12_345);
    let found = p95().unwrap();
    assert!(found.abs_diff(12_345) < 100, "{found}");
}

pub fn hours_stand_in_where_minutes_are_gone(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    for moment in [
        10 * MINUTE,
        50 * MINUTE,
        HOUR,
        5 * HOUR + 10 * MINUTE,
        6 * HOUR,
    ] {
        deliver(&state, sync, moment, 100);
    }
    assert_eq!(
        delivered(&state, sync, 20 * MINUTE, HOUR),
        1,
        "by the minute at first"
    );
    state.prune(at(-DAY), at(6 * HOUR + 30 * MINUTE)).unwrap();
    state.reopen();

    let table = [
        // Hours before 01:00, minutes from there on.
        ((0, 7 * HOUR), 5),
        ((20 * MINUTE, HOUR), 2),
        ((20 * MINUTE, 30 * MINUTE), 2),
        ((0, 30 * MINUTE), 2),
        ((0, HOUR + 1), 3),
        ((HOUR, 2 * HOUR), 1),
        ((HOUR + MINUTE, 6 * HOUR), 1),
        ((5 * HOUR + 11 * MINUTE, 7 * HOUR), 1),
    ];
    for ((from, to), expected) in table {
        assert_eq!(delivered(&state, sync, from, to), expected, "{from}..{to}");
    }
    let summary = state.summary(sync, at(0), at(7 * HOUR)).unwrap();
    assert_eq!(summary.latency_p95_ms, Some(100));

    // A clock that is set back does not bring minutes back that are gone.
    state.prune(at(-DAY), at(0)).unwrap();
    assert_eq!(delivered(&state, sync, 0, 7 * HOUR), 5);
}
