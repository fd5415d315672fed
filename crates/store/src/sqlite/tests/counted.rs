//! What is counted by the minute and by the hour, row by row.

use std::collections::BTreeMap;

use intertide_domain::delivery::{
    Chain, DiscardReason, Kind, NewDelivery, Priority, Route, Settled, Settlement,
};
use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::process::{IntakeCommit, SkipReason};
use intertide_domain::time::UnixMillis;
use tempfile::TempDir;

use crate::sqlite::SqliteState;
use crate::sqlite::counters::{Grain, PROJECT, What};
use crate::state::{IntakeState, LaneState, SyncChange, SyncState, TokenChange};

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

/// Ten minutes and one second past an hour.
const NOW: UnixMillis = UnixMillis::new(HOUR + 10 * MINUTE + 1_000);

type Row = (i64, i64, i64, String, String);

fn rows(state: &SqliteState, grain: Grain) -> BTreeMap<Row, i64> {
    let sql = "SELECT sync_id, start, what, category, event_type, count FROM counts
               WHERE grain = ?1";
    let read = state.connections.read(|view| {
        let mut statement = view.prepare(sql)?;
        let rows = statement.query_map([grain.code()], |row| {
            let key = (
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            );
            Ok((key, row.get(5)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    });
    read.unwrap()
}

pub(super) fn sync_on(state: &SqliteState) -> SyncId {
    let document = serde_json::from_value(serde_json::json!({
        "name": "a",
        "destination": "intercom",
        "credentials": {"endpoint": "us"},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
    }));
    let change = SyncChange {
        document: document.unwrap(),
        token: TokenChange::Keep,
        active_from: None,
        at: NOW,
    };
    state.insert_sync(&change).unwrap().id
}

fn delivery(sync: SyncId, event_type: &str, route: Route) -> NewDelivery {
    NewDelivery {
        sync,
        offset: Offset::ZERO,
        kind: Kind::Event,
        event_type: event_type.into(),
        user_id: None,
        created_at: NOW,
        received_at: NOW,
        payload: "{}".into(),
        notes: Vec::new(),
        slot: None,
        priority: Priority::Live,
        route,
    }
}

#[test]
fn everything_is_counted_by_sync_category_and_event_type_in_both_grains() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let sync = sync_on(&state);
    let gone = SyncId::new(sync.get() + 1);
    let missing = Route::Discarded(DiscardReason::MissingIdentity);
    let commit = |processed, second: i64| IntakeCommit {
        processed: Offset::new(processed),
        at: UnixMillis::new(NOW.get() + second * 1_000),
        received: 10,
        duplicates: 2,
        skipped: BTreeMap::from([
            ((sync, SkipReason::Filtered), 3),
            ((sync, SkipReason::NoChange), 1),
            ((gone, SkipReason::Filtered), 5),
        ]),
        deliveries: vec![
            delivery(sync, "Opened", missing),
            delivery(sync, "Opened", missing),
            delivery(sync, "Closed", missing),
            delivery(sync, "Opened", Route::Queued(Chain::new(1))),
        ],
        ..IntakeCommit::default()
    };
    state.commit_intake(&commit(1, 0)).unwrap();
    state.commit_intake(&commit(2, 1)).unwrap();
    let due = state.due(sync, NOW, 1).unwrap().deliveries.remove(0);
    let delivered = Settlement {
        id: due.id,
        at: NOW,
        attempts: 2,
        first_attempt_at: Some(NOW),
        settled: Settled::Delivered,
        exchanges: Vec::new(),
        notes: Vec::new(),
    };
    state.settle(&[delivered], &[]).unwrap();

    for (grain, start) in [(Grain::Minute, HOUR + 10 * MINUTE), (Grain::Hour, HOUR)] {
        let row = |sync: SyncId, what: What, category: &str, event_type: &str, count| {
            let (category, event_type) = (category.to_owned(), event_type.to_owned());
            (
                (sync.get(), start, what.code(), category, event_type),
                count,
            )
        };
        let expected = BTreeMap::from([
            row(PROJECT, What::Received, "", "", 20),
            row(PROJECT, What::Duplicate, "", "", 4),
            row(sync, What::Skipped, "filtered", "", 6),
            row(sync, What::Skipped, "no_change", "", 2),
            row(sync, What::Discarded, "missing_identity", "Opened", 4),
            row(sync, What::Discarded, "missing_identity", "Closed", 2),
            row(sync, What::DeliveredAfterRetry, "", "Opened", 1),
            row(sync, What::Selected, "event", "Opened", 6),
            row(sync, What::Selected, "event", "Closed", 2),
        ]);
        assert_eq!(rows(&state, grain), expected, "{grain:?}");
    }
}
