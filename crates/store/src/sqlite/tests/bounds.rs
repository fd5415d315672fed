//! What one call does at most, where the contract leaves open how much that is.

use intertide_domain::delivery::{Chain, Kind, NewDelivery, Priority, Route, Slot, SlotKey};
use intertide_domain::event::Endpoint;
use intertide_domain::ids::{Offset, SyncId, UserId, WorkspaceId};
use intertide_domain::process::{EventTrace, IntakeCommit};
use intertide_domain::time::{UnixMillis, UnixSeconds};
use tempfile::TempDir;

use super::counted::sync_on;
use crate::sqlite::SqliteState;
use crate::state::{IntakeState, LaneState, TraceQuery, Traces};

const NOW: UnixMillis = UnixMillis::new(1_700_006_400_000);

fn event(sync: SyncId, user: i64, second: i64) -> NewDelivery {
    NewDelivery {
        sync,
        offset: Offset::ZERO,
        kind: Kind::Event,
        event_type: "Opened".into(),
        user_id: None,
        created_at: NOW,
        received_at: NOW,
        payload: "{}".into(),
        notes: Vec::new(),
        slot: Some(Slot {
            key: SlotKey::of(WorkspaceId::new(1), "ann", "opened"),
            second: UnixSeconds::new(second),
        }),
        priority: Priority::Live,
        route: Route::Queued(Chain::new(user)),
    }
}

#[test]
fn behind_an_hour_of_taken_seconds_the_first_one_after_all_is_given() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let sync = sync_on(&state);
    let mut deliveries: Vec<_> = (0..3_600).map(|n| event(sync, n, 0)).collect();
    deliveries.push(event(sync, 3_600, 9_000));
    deliveries.push(event(sync, 3_601, 0));
    deliveries.push(event(sync, 3_602, 1));
    let commit = IntakeCommit {
        processed: Offset::new(1),
        at: NOW,
        deliveries,
        ..IntakeCommit::default()
    };
    state.commit_intake(&commit).unwrap();
    let due = state.due(sync, NOW, 10_000).unwrap().deliveries;
    let moved: Vec<_> = due
        .iter()
        .map(|due| due.moved_to.map(UnixSeconds::get))
        .collect();
    assert_eq!(moved[..2], [None, Some(1)]);
    assert_eq!(
        moved[3_599..],
        [Some(3_599), None, Some(9_001), Some(3_600)],
        "the last one's hour has a gap at its end"
    );
}

fn trace(offset: u64, user: &str) -> EventTrace {
    EventTrace {
        offset: Offset::new(offset),
        received_at: NOW,
        time: NOW,
        endpoint: Endpoint::Batch,
        event_type: "Opened".into(),
        user_id: Some(UserId::from(user)),
        device_id: None,
        insert_id: None,
        duplicate: false,
        changed: Vec::new(),
        syncs: Vec::new(),
    }
}

#[test]
fn a_page_of_traces_reads_so_much_and_says_where_to_go_on() {
    const RECORDS: u64 = 24;
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let mut traces: Vec<_> = (0..RECORDS)
        .map(|n| trace(n, &"x".repeat(1_000_000)))
        .collect();
    traces[0] = trace(0, "ann");
    let commit = IntakeCommit {
        processed: Offset::new(RECORDS),
        at: NOW,
        traces,
        ..IntakeCommit::default()
    };
    state.commit_intake(&commit).unwrap();

    let mut query = TraceQuery {
        user: Some(UserId::from("ann")),
        limit: 10,
        ..TraceQuery::default()
    };
    let first = state.traces(&query).unwrap();
    assert!(
        first.traces.is_empty(),
        "it lies beyond what one page reads"
    );
    assert_eq!(
        first.next,
        Some(Offset::new(RECORDS - 17)),
        "16 MiB further"
    );
    query.before = first.next;
    let second = state.traces(&query).unwrap();
    assert_eq!(second.traces, [trace(0, "ann")]);
    assert_eq!(second.next, None);
}

#[test]
fn a_large_batch_of_traces_lies_in_rows_of_a_quarter_of_a_megabyte() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let commit = IntakeCommit {
        processed: Offset::new(1_000),
        at: NOW,
        traces: (0..1_000).map(|n| trace(n, &"x".repeat(1_000))).collect(),
        ..IntakeCommit::default()
    };
    state.commit_intake(&commit).unwrap();
    let (rows, longest): (i64, i64) = state
        .connections
        .read(|view| {
            let sql = "SELECT count(*), max(length(traces)) FROM traces";
            Ok(view.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .unwrap();
    assert!((4..=6).contains(&rows), "{rows}");
    assert!(longest < 300_000, "{longest}");
}
