//! Events that the destination would merge get a second of their own (product.md 4 and 5).

use intertide_domain::delivery::{DiscardReason, NewDelivery, Note, Route, Settled, Slot, SlotKey};
use intertide_domain::ids::{SyncId, WorkspaceId};
use intertide_domain::time::UnixSeconds;

use super::{DAY, Fresh, MINUTE, Opened, at, queued};

/// 2023-11-15T00:00:00Z.
const SECOND: i64 = super::T0 / 1_000;

fn slot(user: &str, name: &str, second: i64) -> Option<Slot> {
    Some(Slot {
        key: SlotKey::of(WorkspaceId::new(1), user, name),
        second: UnixSeconds::new(second),
    })
}

/// An event of a user's that happened in this second.
fn event(sync: SyncId, user: &str, second: i64) -> NewDelivery {
    NewDelivery {
        slot: slot(user, "opened", second),
        ..queued(sync, user, "Opened", at(0))
    }
}

/// Where the events of a sync were moved to, delivered one by one.
fn moved(state: &Opened, sync: SyncId) -> Vec<Option<i64>> {
    let mut moved = Vec::new();
    while let Some(due) = state.all_due(sync, at(MINUTE)).first() {
        moved.push(due.moved_to.map(|second| second.get() - SECOND));
        state.settle_one(due, at(MINUTE), Settled::Delivered);
    }
    moved
}

pub fn the_later_of_two_in_one_second_gets_the_next_free_one(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    let seconds = [0, 1, 0, 3, 0];
    let events = seconds.map(|n| event(sync, "ann", SECOND + n));
    state.intake(at(0), events.into());
    state.intake(at(1), vec![event(sync, "ann", SECOND + 3)]);
    state.reopen();

    let rows = state.rows(sync);
    assert_eq!(rows[5].notes, []);
    let note = "Intercom would merge this with another event of the same second: sent as of \
                2023-11-15T00:00:02Z instead of 2023-11-15T00:00:00Z";
    assert_eq!(rows[3].notes, [Note(note.to_owned())]);
    assert_eq!(
        moved(&state, sync),
        [None, None, Some(2), None, Some(4), Some(5)]
    );
}

pub fn others_do_not_stand_in_the_way(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut other_name = event(sync, "ann", SECOND);
    other_name.slot = slot("ann", "closed", SECOND);
    let mut no_slot = event(sync, "ann", SECOND);
    no_slot.slot = None;
    let mut refused = event(sync, "ann", SECOND + 1);
    refused.route = Route::Discarded(DiscardReason::InvalidIdentity);
    state.intake(
        at(0),
        vec![
            no_slot.clone(),
            event(sync, "ann", SECOND),
            event(sync, "bob", SECOND),
            other_name,
            no_slot,
            refused,
            event(sync, "ann", SECOND + 1),
        ],
    );
    assert_eq!(moved(&state, sync), [None; 6]);
    assert!(state.rows(sync).iter().all(|row| row.notes.is_empty()));
}

pub fn two_syncs_into_one_workspace_keep_apart(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (one, other) = (state.sync_on(), state.sync_on());
    state.intake(
        at(0),
        vec![event(one, "ann", SECOND), event(other, "ann", SECOND)],
    );
    assert_eq!(moved(&state, one), [None]);
    assert_eq!(moved(&state, other), [Some(1)]);
}

pub fn a_second_is_free_again_when_its_delivery_is_pruned(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(at(0), vec![event(sync, "ann", SECOND)]);
    assert_eq!(moved(&state, sync), [None]);
    state.intake(at(0), vec![event(sync, "ann", SECOND)]);
    assert_eq!(
        moved(&state, sync),
        [Some(1)],
        "a settled one keeps its own"
    );
    assert_eq!(state.prune(at(DAY), at(DAY)).unwrap(), 2);
    state.intake(at(0), vec![event(sync, "ann", SECOND)]);
    assert_eq!(moved(&state, sync), [None]);
}
