//! Documents: read back as stored, never overwritten unseen, ids never used twice.

use intertide_domain::delivery::{DiscardReason, Settled};
use intertide_domain::ids::{Offset, SyncId};

use super::{DAY, Fresh, Opened, at, change, document, queued};
use crate::state::{SealedToken, StateError, SyncChange, TokenChange};

pub fn a_sync_reads_back_as_it_was_stored(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let first = state
        .insert_sync(&SyncChange {
            token: TokenChange::Set(SealedToken(vec![1, 2, 3])),
            active_from: Some(Offset::new(42)),
            at: at(5),
            ..change("first")
        })
        .unwrap();
    let second = state.insert_sync(&change("second")).unwrap();
    assert!(second.id > first.id);
    let replaced = state
        .replace_sync(
            first.id,
            Some(first.version),
            &SyncChange {
                active_from: None,
                at: at(9),
                ..change("renamed")
            },
        )
        .unwrap();
    state.reopen();

    let stored = state.sync(first.id).unwrap().unwrap();
    assert_eq!(stored.document, document("renamed"));
    assert_eq!(stored.token, Some(SealedToken(vec![1, 2, 3])));
    assert_eq!(stored.active_from, Offset::new(42));
    assert_eq!((stored.created_at, stored.updated_at), (at(5), at(9)));
    assert_eq!(stored.version, replaced.version);
    assert!(replaced.version > first.version);
    let ids: Vec<_> = state.syncs().unwrap().iter().map(|sync| sync.id).collect();
    assert_eq!(ids, [first.id, second.id]);
    assert!(state.sync(SyncId::new(1)).unwrap().is_none());
}

pub fn a_stale_version_is_refused(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let stored = state.insert_sync(&change("first")).unwrap();
    let seen = Some(stored.version);
    let second = state
        .replace_sync(stored.id, seen, &change("second"))
        .unwrap();
    let error = state
        .replace_sync(stored.id, seen, &change("lost"))
        .unwrap_err();
    assert!(matches!(error, StateError::Stale { current } if current == second.version));
    let kept = state.sync(stored.id).unwrap().unwrap();
    assert_eq!(kept.document, document("second"));
    assert_eq!(kept.version, second.version);
    state
        .replace_sync(stored.id, None, &change("forced"))
        .unwrap();
    assert_eq!(
        state.sync(stored.id).unwrap().unwrap().document,
        document("forced")
    );
}

pub fn tokens_are_kept_set_and_cleared(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let id = state.insert_sync(&change("a")).unwrap().id;
    let with = |token| SyncChange {
        token,
        ..change("a")
    };
    let token = SealedToken(vec![9]);
    let steps = [
        (TokenChange::Keep, None),
        (TokenChange::Set(token.clone()), Some(token.clone())),
        (TokenChange::Keep, Some(token)),
        (TokenChange::Clear, None),
    ];
    for (step, expected) in steps {
        let replaced = state.replace_sync(id, None, &with(step)).unwrap();
        assert_eq!(replaced.token, expected);
        assert_eq!(state.sync(id).unwrap().unwrap().token, expected);
    }
}

pub fn ids_are_never_used_again(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let first = state.sync_on();
    let second = state.sync_on();
    assert!(state.delete_sync(second).unwrap());
    state.reopen();
    let third = state.sync_on();
    assert!(third > second && second > first);
}

pub fn replacing_what_is_not_there_is_refused(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let id = SyncId::new(5);
    let error = state.replace_sync(id, None, &change("a")).unwrap_err();
    assert!(matches!(error, StateError::NoSuchSync(missing) if missing == id));
    assert!(!state.delete_sync(id).unwrap());
}

pub fn a_deleted_sync_takes_everything_of_its_own_along(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let (gone, kept) = (state.sync_on(), state.sync_on());
    for sync in [gone, kept] {
        state.intake(
            at(0),
            vec![
                queued(sync, "ann", "first", at(0)),
                queued(sync, "ann", "second", at(0)),
                queued(sync, "bob", "third", at(0)),
            ],
        );
        let due = state.all_due(sync, at(0)).remove(0);
        state.settle_one(&due, at(1), Settled::Delivered);
    }
    let in_flight = state.all_due(gone, at(1)).remove(0);
    assert!(state.delete_sync(gone).unwrap());
    assert!(!state.delete_sync(gone).unwrap());
    state.settle_one(
        &in_flight,
        at(2),
        Settled::Discarded(DiscardReason::Rejected),
    );

    for step in 0..3 {
        match step {
            1 => assert_eq!(state.prune(at(-DAY), at(3)).unwrap(), 0),
            2 => state.reopen(),
            _ => {}
        }
        assert!(state.sync(gone).unwrap().is_none());
        assert!(state.all_due(gone, at(DAY)).is_empty());
        assert_eq!(state.next_due(gone, at(-DAY)), None);
        assert!(state.rows(gone).is_empty());
        assert_eq!(state.delivery(in_flight.id).unwrap(), None);
        assert!(
            state
                .totals(gone)
                .unwrap()
                .values()
                .all(|count| *count == 0)
        );
        let summary = state.summary(gone, at(-DAY), at(DAY)).unwrap();
        assert_eq!(summary, crate::state::Summary::default());

        assert_eq!(state.rows(kept).len(), 3);
        assert_eq!(state.due_events(kept, at(1)), ["third", "second"]);
        assert_eq!(state.totals(kept).unwrap().values().sum::<u64>(), 3);
    }
}

pub fn settings_are_kept(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    assert_eq!(state.setting("api_key").unwrap(), None);
    state.put_setting("api_key", "one").unwrap();
    state.put_setting("api_key", "two").unwrap();
    state.put_setting("other", "").unwrap();
    state.reopen();
    assert_eq!(state.setting("api_key").unwrap().as_deref(), Some("two"));
    assert_eq!(state.setting("other").unwrap().as_deref(), Some(""));
}
