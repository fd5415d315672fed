//! One user's changes can go along with the first of them, and are settled with it.

use intertide_domain::delivery::{
    DiscardReason, Due, Follower, Outcome, Priority, Settled, Settlement, Status, WaitReason,
};
use intertide_domain::ids::SyncId;

use super::{Fresh, MINUTE, Opened, at, queued, retry, settlement, update};
use crate::state::MOST_FOLLOWERS;

/// The settlement of a follower, which has had no attempt before.
fn followed(follower: &Follower, moment: i64, settled: Settled) -> Settlement {
    Settlement {
        id: follower.id,
        at: at(moment),
        attempts: 1,
        first_attempt_at: Some(at(moment)),
        settled,
        exchanges: Vec::new(),
        notes: Vec::new(),
    }
}

fn names(due: &Due) -> Vec<&str> {
    due.followers
        .iter()
        .map(|f| f.event_type.as_str())
        .collect()
}

/// Three changes and an event behind them.
fn three_and_an_event(state: &Opened) -> SyncId {
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            update(sync, "ann", "first", at(0)),
            update(sync, "ann", "second", at(1)),
            update(sync, "ann", "third", at(2)),
            queued(sync, "ann", "event", at(3)),
            update(sync, "ann", "beyond", at(4)),
        ],
    );
    sync
}

pub fn a_change_brings_the_changes_right_behind_it(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = three_and_an_event(&state);
    state.intake(at(5), vec![update(sync, "bob", "elsewhere", at(5))]);

    let due = state.all_due(sync, at(10));
    assert_eq!(names(&due[0]), ["second", "third"], "up to the first event");
    assert_eq!(names(&due[1]), [""; 0], "nobody else's");
    let follower = &due[0].followers[0];
    assert_eq!(follower.received_at, at(1));
    assert_eq!(follower.payload.as_ref(), r#"{"event":"second"}"#);
}

pub fn an_event_brings_nothing(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "event", at(0)),
            update(sync, "ann", "change", at(0)),
            queued(sync, "ann", "event", at(0)),
        ],
    );
    assert_eq!(names(&state.only_due(sync, at(0))), [""; 0]);
}

pub fn followers_come_so_many_at_a_time(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let changes = (0..MOST_FOLLOWERS + 9).map(|_| update(sync, "ann", "change", at(0)));
    state.intake(at(0), changes.collect());
    assert_eq!(state.only_due(sync, at(0)).followers.len(), MOST_FOLLOWERS);
}

pub fn a_head_and_its_followers_settle_in_any_order(fresh: Fresh<'_>) {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let state = Opened::new(fresh);
        let sync = three_and_an_event(&state);
        let due = state.only_due(sync, at(10));
        let all = [
            settlement(&due, at(20), Settled::Delivered),
            followed(&due.followers[0], 20, Settled::Delivered),
            followed(&due.followers[1], 20, Settled::Delivered),
        ];
        let settlements = order.map(|n| all[n].clone());
        state.settle(&settlements, &[]).unwrap();

        let next = state.only_due(sync, at(20));
        assert_eq!((next.event_type.as_str(), next.due_at), ("event", at(20)));
        assert_eq!(state.rows(sync)[1].status, Status::Pending(None));
        let totals = state.totals(sync).unwrap();
        assert_eq!(totals[&Outcome::Delivered], 3);
        assert_eq!(totals[&Outcome::Pending], 2);
    }
}

pub fn a_follower_that_is_put_off_is_due_in_its_own_time(fresh: Fresh<'_>) {
    for backwards in [false, true] {
        let state = Opened::new(fresh);
        let sync = three_and_an_event(&state);
        let due = state.only_due(sync, at(10));
        let again = retry(at(5 * MINUTE), WaitReason::ServerError);
        let mut settlements = vec![
            settlement(&due, at(20), Settled::Delivered),
            followed(&due.followers[0], 20, again),
            followed(
                &due.followers[1],
                20,
                Settled::Discarded(DiscardReason::Rejected),
            ),
        ];
        if backwards {
            settlements.reverse();
        }
        state.settle(&settlements, &[]).unwrap();

        assert!(state.all_due(sync, at(5 * MINUTE - 1)).is_empty());
        let second = state.only_due(sync, at(5 * MINUTE));
        assert_eq!(second.event_type.as_str(), "second");
        assert_eq!(second.attempts, 1);
        assert_eq!(names(&second), [""; 0], "the event is right behind it");
        state.settle_one(&second, at(6 * MINUTE), Settled::Delivered);
        assert_eq!(state.due_events(sync, at(6 * MINUTE)), ["event"]);
    }
}

pub fn a_head_that_is_put_off_keeps_the_turn_before_its_followers(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = three_and_an_event(&state);
    let due = state.only_due(sync, at(10));
    let again = || retry(at(MINUTE), WaitReason::Network);
    let settlements = [
        followed(&due.followers[0], 20, again()),
        settlement(&due, at(20), again()),
        followed(&due.followers[1], 20, Settled::Delivered),
    ];
    state.settle(&settlements, &[]).unwrap();

    assert_eq!(state.next_due(sync, at(20)), Some(at(MINUTE)));
    let first = state.only_due(sync, at(MINUTE));
    assert_eq!(first.event_type.as_str(), "first");
    assert_eq!(names(&first), ["second"]);
}

pub fn what_has_just_happened_goes_first_then_retries_then_backfills(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let priorities = [
        ("backfill", Priority::Backfill),
        ("retry", Priority::Retry),
        ("live", Priority::Live),
    ];
    for (n, (user, priority)) in (0..).zip(priorities) {
        let mut delivery = queued(sync, user, user, at(n));
        delivery.priority = priority;
        state.intake(at(n), vec![delivery]);
    }
    assert_eq!(
        state.due_events(sync, at(10)),
        ["live", "retry", "backfill"]
    );
    let two = state.due(sync, at(10), 2).unwrap().deliveries;
    assert_eq!(two.len(), 2);
    assert_eq!(two[1].event_type.as_str(), "retry");
    assert_eq!(
        state.due_events(sync, at(0)),
        ["backfill"],
        "when nothing else is due"
    );
}

pub fn the_next_one_is_the_earliest_of_all_priorities(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    for (user, priority, moment) in [
        ("ann", Priority::Live, 30),
        ("bob", Priority::Retry, 10),
        ("cid", Priority::Backfill, 20),
    ] {
        let mut delivery = queued(sync, user, user, at(moment));
        delivery.priority = priority;
        state.intake(at(moment), vec![delivery]);
    }
    let next: Vec<_> = [0, 10, 20, 30]
        .into_iter()
        .map(|now| state.next_due(sync, at(now)))
        .collect();
    assert_eq!(next, [Some(at(10)), Some(at(20)), Some(at(30)), None]);
}

pub fn a_spent_attempt_makes_way_for_what_has_just_happened(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let users = ["spent", "spared", "backfilled"];
    let mut deliveries = users.map(|user| queued(sync, user, user, at(0)));
    deliveries[2].priority = Priority::Backfill;
    state.intake(at(0), deliveries.into());
    for due in state.all_due(sync, at(0)) {
        let mut again = settlement(&due, at(1), retry(at(2), WaitReason::ServerError));
        if due.event_type.as_str() == "spared" {
            again = settlement(&due, at(1), retry(at(2), WaitReason::RateLimited));
            again.attempts = 0;
        }
        state.settle(&[again], &[]).unwrap();
    }
    state.intake(at(3), vec![queued(sync, "dan", "live", at(3))]);
    assert_eq!(
        state.due_events(sync, at(3)),
        ["spared", "live", "spent", "backfilled"],
        "a rate limit costs nothing, and a backfill stays last"
    );
}
