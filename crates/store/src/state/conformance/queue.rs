//! What is pending: by what it waits for, and by when it is due.

use intertide_domain::delivery::{DiscardReason, Priority, Route, Settled, WaitReason};

use super::{Fresh, HOUR, MINUTE, Opened, at, queued, retry};
use crate::state::{DueCounts, QueueReport, WaitingGroup};

fn waiting(reason: Option<WaitReason>, count: u64, oldest: i64) -> WaitingGroup {
    WaitingGroup {
        reason,
        count,
        oldest_created_at: at(oldest),
    }
}

pub fn what_is_pending_is_told_by_what_it_waits_for(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    for (n, user) in ["ann", "ann", "bob", "cid", "dan"].into_iter().enumerate() {
        let moment = at(i64::try_from(n).unwrap());
        let event = queued(sync, user, user, moment);
        state.intake(moment, vec![event, queued(other, user, user, moment)]);
    }
    let due = state.all_due(sync, at(10));
    let of = |user: &str| due.iter().find(|due| due.event_type.as_str() == user);
    let later = |reason| retry(at(HOUR), reason);
    state.settle_one(of("ann").unwrap(), at(10), later(WaitReason::Network));
    state.settle_one(of("bob").unwrap(), at(10), later(WaitReason::Network));
    state.settle_one(of("cid").unwrap(), at(10), Settled::Delivered);

    let queue = state.queue(sync, at(20)).unwrap();
    assert_eq!((queue.pending, queue.retrying), (4, 2));
    let mut groups = queue.by_category;
    groups.sort_by_key(|group| group.oldest_created_at);
    assert_eq!(
        groups,
        [
            waiting(Some(WaitReason::Network), 2, 0),
            waiting(Some(WaitReason::BehindEarlier), 1, 1),
            waiting(None, 1, 4),
        ]
    );
    assert_eq!(state.queue(other, at(20)).unwrap().pending, 5);
}

pub fn what_is_due_is_told_by_when(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let now = HOUR;
    // Each user has one that waits for so long from now on, and `a` one more behind it.
    let waits = [
        ("a", -1),
        ("b", 0),
        ("c", 1),
        ("d", MINUTE),
        ("e", MINUTE + 1),
        ("f", 10 * MINUTE),
        ("g", 10 * MINUTE + 1),
        ("h", 60 * MINUTE),
        ("i", 60 * MINUTE + 1),
    ];
    let mut backfilled = queued(sync, "z", "z", at(now));
    backfilled.priority = Priority::Backfill;
    let mut events: Vec<_> = waits
        .iter()
        .map(|(user, _)| queued(sync, user, user, at(0)))
        .collect();
    events.push(queued(sync, "a", "behind", at(0)));
    events.push(backfilled);
    state.intake(at(0), events);
    for due in state.all_due(sync, at(0)) {
        let wait = waits
            .iter()
            .find(|(user, _)| *user == due.event_type.as_str());
        if let Some((_, wait)) = wait {
            let settled = retry(at(now + wait), WaitReason::ServerError);
            state.settle_one(&due, at(0), settled);
        }
    }
    let queue = state.queue(sync, at(now)).unwrap();
    assert_eq!(
        queue.due,
        DueCounts {
            now: 3,
            minute: 2,
            ten_minutes: 2,
            hour: 2,
            later: 1,
            behind_earlier: 1,
        }
    );
    assert_eq!((queue.pending, queue.retrying), (11, 9));
    assert_eq!(queue.next_attempt_at, Some(at(now - 1)));
}

pub fn a_sync_without_anything_pending_has_an_empty_queue(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut nobody = queued(sync, "-", "Closed", at(0));
    nobody.route = Route::Discarded(DiscardReason::MissingIdentity);
    state.intake(at(0), vec![nobody]);
    assert_eq!(state.queue(sync, at(1)).unwrap(), QueueReport::default());
    state.intake(at(0), vec![queued(sync, "ann", "Opened", at(0))]);
    assert_eq!(state.queue(sync, at(1)).unwrap().pending, 1);
    state.delete_sync(sync).unwrap();
    assert_eq!(state.queue(sync, at(1)).unwrap(), QueueReport::default());
}
