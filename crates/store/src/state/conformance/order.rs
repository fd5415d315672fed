//! One user's deliveries arrive in order, and users don't wait for each other (product.md 4, 5).

use intertide_domain::delivery::{DiscardReason, Route, Settled, Status, WaitReason};

use super::{Fresh, MINUTE, Opened, at, queued, retry, update};

pub fn the_head_of_a_chain_is_due_and_the_rest_waits(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(at(0), vec![queued(sync, "ann", "first", at(0))]);
    state.intake(at(1), vec![queued(sync, "ann", "second", at(1))]);

    let due = state.only_due(sync, at(10));
    assert_eq!(due.event_type.as_str(), "first");
    assert_eq!(due.due_at, at(0));
    let waiting = &state.rows(sync)[0];
    assert_eq!(
        waiting.status,
        Status::Pending(Some(WaitReason::BehindEarlier))
    );
    assert_eq!(waiting.next_attempt_at, None);
}

pub fn a_final_outcome_lets_the_next_become_due(fresh: Fresh<'_>) {
    let outcomes = [
        Settled::Delivered,
        Settled::Discarded(DiscardReason::Rejected),
        Settled::Expired(WaitReason::Network),
    ];
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let names = ["first", "second", "third", "fourth"];
    state.intake(
        at(0),
        names.map(|name| queued(sync, "ann", name, at(0))).into(),
    );
    for (n, settled) in (1..).zip(outcomes) {
        let due = state.only_due(sync, at(n * MINUTE));
        assert_eq!(
            due.event_type.as_str(),
            names[usize::try_from(n).unwrap() - 1]
        );
        state.settle_one(&due, at(n * MINUTE), settled);
        assert_eq!(
            state.next_due(sync, at(n * MINUTE - 1)),
            Some(at(n * MINUTE))
        );
    }
    let last = state.only_due(sync, at(10 * MINUTE));
    assert_eq!(last.event_type.as_str(), "fourth");
    assert_eq!(state.rows(sync)[0].status, Status::Pending(None));
    state.settle_one(&last, at(10 * MINUTE), Settled::Delivered);
    assert_eq!(state.next_due(sync, at(0)), None);
}

pub fn users_do_not_wait_for_each_other(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "ann 1", at(0)),
            queued(sync, "ann", "ann 2", at(0)),
            queued(sync, "bob", "bob 1", at(0)),
            queued(other, "ann", "elsewhere", at(0)),
        ],
    );
    assert_eq!(state.due_events(sync, at(0)), ["ann 1", "bob 1"]);
    assert_eq!(state.due_events(other, at(0)), ["elsewhere"]);
}

pub fn a_retry_keeps_its_place(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "first", at(0)),
            queued(sync, "ann", "second", at(0)),
        ],
    );
    let due = state.only_due(sync, at(0));
    state.settle_one(&due, at(5), retry(at(MINUTE), WaitReason::ServerError));
    state.reopen();

    assert!(state.all_due(sync, at(MINUTE - 1)).is_empty());
    assert_eq!(state.next_due(sync, at(5)), Some(at(MINUTE)));
    let due = state.only_due(sync, at(MINUTE));
    assert_eq!(due.event_type.as_str(), "first");
    assert_eq!(due.attempts, 1);
    assert_eq!(due.first_attempt_at, Some(at(5)));
    let row = &state.rows(sync)[1];
    assert_eq!(row.status, Status::Pending(Some(WaitReason::ServerError)));
    assert_eq!(row.next_attempt_at, Some(at(MINUTE)));
}

pub fn a_delivery_discarded_at_once_holds_nobody_up(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut refused = queued(sync, "ann", "refused", at(0));
    refused.route = Route::Discarded(DiscardReason::InvalidIdentity);
    state.intake(at(0), vec![refused, queued(sync, "ann", "sent", at(0))]);

    assert_eq!(state.due_events(sync, at(0)), ["sent"]);
    let row = &state.rows(sync)[1];
    assert_eq!(
        row.status,
        Status::Discarded(DiscardReason::InvalidIdentity)
    );
    assert_eq!(row.settled_at, Some(at(0)));
}

pub fn the_update_that_a_delivery_waits_for_overtakes_it(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "waits", at(0)),
            queued(sync, "ann", "stays behind", at(0)),
            update(sync, "ann", "overtakes", at(0)),
        ],
    );
    let head = state.only_due(sync, at(0));
    state.settle_one(&head, at(1), retry(at(MINUTE), WaitReason::WaitingForUser));

    let overtaking = state.only_due(sync, at(2 * MINUTE));
    assert_eq!(overtaking.event_type.as_str(), "overtakes");
    assert_eq!(overtaking.due_at, at(1));
    let failed = retry(at(3 * MINUTE), WaitReason::Network);
    state.settle_one(&overtaking, at(2), failed);
    assert_eq!(
        state.due_events(sync, at(2 * MINUTE)),
        [""; 0],
        "nobody else passes meanwhile"
    );

    let overtaking = state.only_due(sync, at(3 * MINUTE));
    state.settle_one(&overtaking, at(3 * MINUTE), Settled::Delivered);
    let head = state.only_due(sync, at(3 * MINUTE));
    assert_eq!(head.event_type.as_str(), "waits");
    assert_eq!((head.attempts, head.first_attempt_at), (1, Some(at(1))));
    state.settle_one(&head, at(4 * MINUTE), Settled::Delivered);
    assert_eq!(state.due_events(sync, at(4 * MINUTE)), ["stays behind"]);
}

pub fn an_update_that_comes_later_wakes_what_waits_for_it(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(at(0), vec![queued(sync, "ann", "waits", at(0))]);
    let head = state.only_due(sync, at(0));
    state.settle_one(
        &head,
        at(1),
        retry(at(10 * MINUTE), WaitReason::WaitingForUser),
    );
    state.intake(at(2), vec![update(sync, "ann", "update", at(2))]);

    let head = state.only_due(sync, at(2));
    assert_eq!(
        head.event_type.as_str(),
        "waits",
        "the user may be there by now"
    );
    state.settle_one(
        &head,
        at(3),
        retry(at(10 * MINUTE), WaitReason::WaitingForUser),
    );
    assert_eq!(state.due_events(sync, at(3)), ["update"]);
}

pub fn waiting_without_an_update_keeps_the_turn(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "waits", at(0)),
            queued(sync, "ann", "behind", at(0)),
        ],
    );
    let head = state.only_due(sync, at(0));
    state.settle_one(&head, at(1), retry(at(MINUTE), WaitReason::WaitingForUser));
    assert!(state.all_due(sync, at(2)).is_empty());
    assert_eq!(state.due_events(sync, at(MINUTE)), ["waits"]);
}
