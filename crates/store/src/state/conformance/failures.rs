//! What failed, by outcome and category.

use intertide_domain::delivery::{DiscardReason, NewDelivery, Route, Settled, Status, WaitReason};
use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;

use super::{DAY, Fresh, MINUTE, Opened, at, queued, retry};
use crate::state::{FailureGroup, MOST_EVENT_TYPES, NEWEST_LOOKED_AT, PutBack};

const MISSING: DiscardReason = DiscardReason::MissingIdentity;

/// One that is discarded as it is made.
fn refused(sync: SyncId, name: &str, moment: i64) -> NewDelivery {
    let mut delivery = queued(sync, "-", name, at(moment));
    delivery.route = Route::Discarded(MISSING);
    delivery
}

fn all(state: &Opened, sync: SyncId) -> Vec<FailureGroup> {
    state.failures(sync, None, None).unwrap()
}

/// Makes an event and settles it at once.
fn end(state: &Opened, sync: SyncId, name: &str, moment: i64, settled: Settled) {
    state.intake(at(moment), vec![queued(sync, name, name, at(moment))]);
    let due = state.all_due(sync, at(moment));
    let due = due.iter().find(|due| due.event_type.as_str() == name);
    state.settle_one(due.unwrap(), at(moment), settled);
}

pub fn failures_are_counted_by_outcome_and_category(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    let unknown = Settled::Discarded(DiscardReason::UserNotFound);
    end(&state, sync, "a", 0, unknown);
    end(&state, sync, "b", 1, Settled::Expired(WaitReason::Network));
    end(&state, sync, "c", 2, unknown);
    end(&state, sync, "d", 3, Settled::Expired(WaitReason::Network));
    end(&state, sync, "a", 4, unknown);
    end(&state, sync, "e", 5, Settled::Expired(WaitReason::Timeout));
    end(&state, other, "a", 6, unknown);

    let group = |status, count, first, last, names: &[(&str, u64)]| FailureGroup {
        status,
        count,
        first_created_at: at(first),
        last_created_at: at(last),
        event_types: names
            .iter()
            .map(|(name, count)| ((*name).into(), *count))
            .collect(),
    };
    let not_found = Status::Discarded(DiscardReason::UserNotFound);
    let network = Status::Expired(WaitReason::Network);
    let timeout = Status::Expired(WaitReason::Timeout);
    assert_eq!(
        all(&state, sync),
        [
            group(not_found, 3, 0, 4, &[("a", 2), ("c", 1)]),
            group(network, 2, 1, 3, &[("b", 1), ("d", 1)]),
            group(timeout, 1, 5, 5, &[("e", 1)]),
        ]
    );

    let which = PutBack {
        sync,
        ids: None,
        category: Some("user_not_found".to_owned()),
        from: None,
        to: None,
    };
    state.put_back(&which, 10, at(10)).unwrap();
    assert_eq!(all(&state, sync).len(), 2, "what is put back is none");
    state.prune(at(4), at(DAY)).unwrap();
    let left = all(&state, sync);
    assert_eq!(left, [group(timeout, 1, 5, 5, &[("e", 1)])]);
    state.delete_sync(sync).unwrap();
    assert_eq!(all(&state, sync), []);
}

pub fn a_period_counts_what_was_made_in_it(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    // The clock runs for five minutes, is set back by three, and runs on.
    let minutes = [0, 1, 2, 3, 4, 2, 3, 4, 5];
    let moments: Vec<_> = minutes
        .iter()
        .flat_map(|minute| [0, 20_000, 40_000].map(|later| minute * MINUTE + later))
        .collect();
    for moment in &moments {
        state.intake(at(*moment), vec![refused(sync, "Opened", *moment)]);
    }
    let ends = [
        None,
        Some(0),
        Some(MINUTE),
        Some(MINUTE + 1),
        Some(2 * MINUTE),
        Some(2 * MINUTE + 20_000),
        Some(3 * MINUTE),
        Some(4 * MINUTE + 40_001),
        Some(6 * MINUTE),
        Some(60 * MINUTE),
    ];
    for from in ends {
        for to in ends {
            let within = |moment: &&i64| {
                from.is_none_or(|from| **moment >= from) && to.is_none_or(|to| **moment < to)
            };
            let expected: Vec<_> = moments.iter().filter(within).copied().collect();
            let found = state
                .failures(sync, from.map(at), to.map(at))
                .unwrap()
                .into_iter()
                .map(|group| (group.count, group.first_created_at, group.last_created_at));
            let expected = expected
                .first()
                .zip(expected.last())
                .map(|(first, last)| (expected.len() as u64, at(*first), at(*last)));
            let expected: Vec<(u64, UnixMillis, UnixMillis)> = expected.into_iter().collect();
            assert_eq!(found.collect::<Vec<_>>(), expected, "{from:?}..{to:?}");
        }
    }
}

pub fn the_most_frequent_event_types_are_named(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let old = (0..NEWEST_LOOKED_AT).map(|_| refused(sync, "Long ago", 0));
    state.intake(at(0), old.collect());
    let names = [
        ("f", 300),
        ("e", 200),
        ("d", 200),
        ("c", 100),
        ("b", 99),
        ("a", 101),
    ];
    let newer = names
        .iter()
        .flat_map(|(name, count)| (0..*count).map(|_| refused(sync, name, 1)));
    state.intake(at(1), newer.collect());
    let groups = all(&state, sync);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].count, NEWEST_LOOKED_AT as u64 + 1_000);
    let named: Vec<_> = groups[0]
        .event_types
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(
        named,
        [("f", 300), ("d", 200), ("e", 200), ("a", 101), ("c", 100)]
    );
    assert_eq!(named.len(), MOST_EVENT_TYPES);
}

pub fn pending_and_delivered_ones_are_no_failures(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    end(&state, sync, "a", 0, Settled::Delivered);
    end(&state, sync, "b", 1, retry(at(DAY), WaitReason::Timeout));
    assert_eq!(all(&state, sync), []);
}
