//! Counts over time: every step is there, and everything is in the step where it happened.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::{DiscardReason, Kind, Route, Settled, WaitReason};
use intertide_domain::ids::{EventType, Offset, SyncId};
use intertide_domain::process::SkipReason;

use super::{DAY, Fresh, HOUR, MINUTE, Opened, at, queued, retry, settlement, update};
use crate::state::{BackfillStep, EventTypeCounts, MOST_STEPS, NewBackfill, PutBack, SeriesStep};

fn millis(millis: i64) -> Duration {
    Duration::from_millis(millis.unsigned_abs())
}

/// Settles an event of its own name at `moment`, accepted 100 ms before.
fn end(state: &Opened, sync: SyncId, name: &str, moment: i64, settled: Settled) {
    let accepted = at(moment - 100);
    state.intake(accepted, vec![queued(sync, name, name, accepted)]);
    let all = state.all_due(sync, at(moment));
    let due = all.iter().find(|due| due.event_type.as_str() == name);
    state.settle_one(due.unwrap(), at(moment), settled);
}

fn starts(steps: &[SeriesStep]) -> Vec<i64> {
    steps
        .iter()
        .map(|step| step.start.get() - super::T0)
        .collect()
}

fn delivered(steps: &[SeriesStep]) -> Vec<u64> {
    steps.iter().map(|step| step.delivered_first).collect()
}

pub fn every_step_is_there_and_begins_at_a_multiple_of_its_length(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let five = 5 * MINUTE;
    let table = [
        ((0, 3 * MINUTE, MINUTE), vec![0, MINUTE, 2 * MINUTE]),
        (
            (MINUTE + 1, 2 * MINUTE + 1, MINUTE),
            vec![MINUTE, 2 * MINUTE],
        ),
        ((6 * MINUTE, 11 * MINUTE, five), vec![five, 2 * five]),
        ((0, 2 * MINUTE, 0), vec![0, MINUTE]),
        (
            (0, 3 * MINUTE, MINUTE + 59_999),
            vec![0, MINUTE, 2 * MINUTE],
        ),
        ((0, 2 * HOUR, HOUR), vec![0, HOUR]),
        ((HOUR, HOUR, HOUR), vec![]),
        ((HOUR, 0, HOUR), vec![]),
    ];
    for ((from, to, step), expected) in table {
        let steps = state.series(sync, at(from), at(to), millis(step)).unwrap();
        assert_eq!(starts(&steps), expected, "{from}..{to} by {step}");
    }
}

pub fn a_series_that_is_too_long_ends_there(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let last = i64::try_from(MOST_STEPS).unwrap() * MINUTE;
    end(&state, sync, "within", last - 1, Settled::Delivered);
    end(&state, sync, "beyond", last, Settled::Delivered);
    let steps = state
        .series(sync, at(0), at(9 * DAY), millis(MINUTE))
        .unwrap();
    assert_eq!(steps.len(), MOST_STEPS);
    assert_eq!(delivered(&steps).iter().sum::<u64>(), 1);
}

pub fn everything_is_told_apart_in_its_step(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    end(&state, sync, "Opened", 0, Settled::Delivered);
    end(&state, sync, "Opened", 1, Settled::Delivered);
    end(
        &state,
        sync,
        "Closed",
        2,
        Settled::Discarded(DiscardReason::Rejected),
    );
    end(
        &state,
        sync,
        "Closed",
        3,
        Settled::Expired(WaitReason::Timeout),
    );
    end(
        &state,
        sync,
        "Tried",
        MINUTE,
        retry(at(MINUTE + 1), WaitReason::Network),
    );
    let due = state.only_due(sync, at(MINUTE + 1));
    let mut paused = settlement(
        &due,
        at(MINUTE + 1),
        retry(at(MINUTE + 2), WaitReason::RateLimited),
    );
    paused.attempts = 1;
    state.settle(&[paused], &[]).unwrap();
    let due = state.only_due(sync, at(MINUTE + 2));
    state.settle_one(&due, at(MINUTE + 20_000), Settled::Delivered);
    end(&state, other, "Opened", 0, Settled::Delivered);
    let mut batch = state.batch(at(2 * MINUTE));
    batch.skipped = BTreeMap::from([
        ((sync, SkipReason::Filtered), 3),
        ((sync, SkipReason::NotSelected), 4),
        ((other, SkipReason::Filtered), 5),
    ]);
    state.commit_intake(&batch).unwrap();

    let steps = state
        .series(sync, at(0), at(3 * MINUTE), millis(MINUTE))
        .unwrap();
    let named = |pairs: &[(&str, u64)]| -> BTreeMap<String, u64> {
        pairs
            .iter()
            .map(|(name, n)| ((*name).to_owned(), *n))
            .collect()
    };
    let by_type = |pairs: &[(&str, EventTypeCounts)]| {
        let pairs = pairs.iter();
        pairs
            .map(|(name, counts)| ((*name).into(), *counts))
            .collect::<BTreeMap<EventType, EventTypeCounts>>()
    };
    let expected = [
        SeriesStep {
            start: at(0),
            delivered_first: 2,
            discarded: named(&[("rejected", 1)]),
            expired: named(&[("timeout", 1)]),
            // What is settled at the very beginning was made in the minute before.
            selected: BTreeMap::from([(Kind::Event, 1)]),
            by_event_type: by_type(&[
                (
                    "Opened",
                    EventTypeCounts {
                        delivered: 2,
                        ..EventTypeCounts::default()
                    },
                ),
                (
                    "Closed",
                    EventTypeCounts {
                        discarded: 1,
                        expired: 1,
                        ..EventTypeCounts::default()
                    },
                ),
                (
                    "Tried",
                    EventTypeCounts {
                        selected: 1,
                        ..EventTypeCounts::default()
                    },
                ),
            ]),
            latencies: vec![(100, 2)],
            ..SeriesStep::default()
        },
        SeriesStep {
            start: at(MINUTE),
            delivered_after_retry: 1,
            retried: named(&[("network", 1), ("rate_limited", 1)]),
            by_event_type: by_type(&[(
                "Tried",
                EventTypeCounts {
                    delivered: 1,
                    ..EventTypeCounts::default()
                },
            )]),
            latencies: vec![(20_100, 1)],
            ..SeriesStep::default()
        },
        SeriesStep {
            start: at(2 * MINUTE),
            skipped: named(&[("filtered", 3), ("not_selected", 4)]),
            ..SeriesStep::default()
        },
    ];
    assert_eq!(steps, expected);
    let whole = state
        .series(sync, at(0), at(3 * MINUTE), millis(5 * MINUTE))
        .unwrap();
    assert_eq!(whole.len(), 1);
    assert_eq!(whole[0].latencies, [(100, 2), (20_100, 1)]);
    assert_eq!(whole[0].by_event_type.len(), 3);
}

pub fn hours_count_for_the_step_in_which_they_start(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    for (n, moment) in [10 * MINUTE, HOUR + 50 * MINUTE, 2 * HOUR + 10 * MINUTE]
        .into_iter()
        .enumerate()
    {
        end(&state, sync, &n.to_string(), moment, Settled::Delivered);
    }
    state.prune(at(-DAY), at(7 * HOUR)).unwrap();
    state.reopen();
    let half = |from, to| {
        let steps = state.series(sync, at(from), at(to), millis(30 * MINUTE));
        delivered(&steps.unwrap())
    };
    // Hours before 02:00, minutes from there on.
    assert_eq!(half(0, 3 * HOUR), [1, 0, 1, 0, 1, 0]);
    assert_eq!(half(30 * MINUTE, 2 * HOUR), [0, 1, 0]);
    let hours = state
        .series(sync, at(0), at(3 * HOUR), millis(HOUR))
        .unwrap();
    assert_eq!(delivered(&hours), [1, 1, 1]);
    assert_eq!(hours[0].latencies, [(100, 1)]);
}

pub fn what_is_put_back_leaves_its_step(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    end(
        &state,
        sync,
        "Opened",
        0,
        Settled::Discarded(DiscardReason::Rejected),
    );
    let which = PutBack {
        sync,
        ids: None,
        category: None,
        from: None,
        to: None,
    };
    state.put_back(&which, 1, at(HOUR)).unwrap();
    let steps = state
        .series(sync, at(0), at(MINUTE), millis(MINUTE))
        .unwrap();
    let empty = SeriesStep {
        start: at(0),
        ..SeriesStep::default()
    };
    assert_eq!(steps, [empty]);
}

fn selected(events: u64, users: u64) -> BTreeMap<Kind, u64> {
    let counts = [(Kind::Event, events), (Kind::User, users)];
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

pub fn what_is_selected_counts_once_when_it_is_made(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut nobody = queued(sync, "-", "Closed", at(1));
    nobody.route = Route::Discarded(DiscardReason::MissingIdentity);
    state.intake(
        at(1),
        vec![
            queued(sync, "ann", "Opened", at(1)),
            update(sync, "ann", "Opened", at(1)),
            nobody,
        ],
    );
    let due = state.only_due(sync, at(1));
    let rejected = Settled::Discarded(DiscardReason::Rejected);
    state.settle_one(&due, at(MINUTE), rejected);
    let which = PutBack {
        sync,
        ids: None,
        category: None,
        from: None,
        to: None,
    };
    assert_eq!(state.put_back(&which, 10, at(2 * MINUTE)).unwrap(), 1);
    let backfill = NewBackfill {
        sync,
        from: at(0),
        to: at(HOUR),
        records: Offset::ZERO..Offset::new(9),
        at: at(3 * MINUTE),
    };
    let backfill = state.start_backfill(&backfill).unwrap();
    let mut missed = queued(sync, "bob", "Opened", at(3 * MINUTE));
    missed.offset = Offset::new(8);
    let step = BackfillStep {
        id: backfill.id,
        next: Offset::new(9),
        deliveries: vec![missed, queued(sync, "ann", "Opened", at(3 * MINUTE))],
        at: at(3 * MINUTE),
    };
    state.step_backfill(&step).unwrap();

    let steps = state
        .series(sync, at(0), at(4 * MINUTE), millis(MINUTE))
        .unwrap();
    let made: Vec<_> = steps.iter().map(|step| step.selected.clone()).collect();
    let none = || selected(0, 0);
    assert_eq!(made, [selected(2, 1), none(), none(), selected(1, 0)]);
    let of_type = |step: usize, name: &str| steps[step].by_event_type[&name.into()].selected;
    assert_eq!((of_type(0, "Opened"), of_type(0, "Closed")), (2, 1));
    assert_eq!(of_type(3, "Opened"), 1);
    let sum: u64 = state.totals(sync).unwrap().values().sum();
    assert_eq!(sum, 4, "selected is what there ever was");
}

pub fn what_comes_in_is_counted_for_the_project(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    assert_eq!(state.duplicates().unwrap(), 0);
    for (moment, received, duplicates) in [
        (10 * MINUTE, 7, 2),
        (10 * MINUTE + 1, 1, 0),
        (HOUR + 50 * MINUTE, 5, 5),
        (2 * HOUR + 10 * MINUTE, 3, 1),
    ] {
        let mut batch = state.batch(at(moment));
        batch.received = received;
        batch.duplicates = duplicates;
        state.commit_intake(&batch).unwrap();
    }
    let received = |state: &Opened, from, to, step| -> Vec<_> {
        let steps = state.received(at(from), at(to), millis(step)).unwrap();
        let steps = steps.iter();
        steps
            .map(|step| (step.start.get() - super::T0, step.received, step.duplicates))
            .collect()
    };
    assert_eq!(
        received(&state, 9 * MINUTE, 11 * MINUTE + 1, MINUTE),
        [(9 * MINUTE, 0, 0), (10 * MINUTE, 8, 2), (11 * MINUTE, 0, 0)]
    );
    state.prune(at(-DAY), at(7 * HOUR)).unwrap();
    state.reopen();
    let half = 30 * MINUTE;
    // Hours before 02:00, minutes from there on.
    assert_eq!(
        received(&state, 0, 3 * HOUR, half),
        [
            (0, 8, 2),
            (half, 0, 0),
            (2 * half, 5, 5),
            (3 * half, 0, 0),
            (4 * half, 3, 1),
            (5 * half, 0, 0),
        ]
    );
    state.prune(at(-DAY), at(120 * DAY)).unwrap();
    assert_eq!(received(&state, 0, 3 * HOUR, 3 * HOUR), [(0, 0, 0)]);
    assert_eq!(state.duplicates().unwrap(), 8, "these are told for good");
}

pub fn a_sync_that_is_gone_has_empty_steps(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    end(&state, sync, "Opened", 0, Settled::Delivered);
    state.delete_sync(sync).unwrap();
    let steps = state.series(sync, at(0), at(HOUR), millis(HOUR)).unwrap();
    assert_eq!(delivered(&steps), [0]);
}
