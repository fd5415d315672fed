//! Statements that must not read more than they return, however much lies beside it.

use tempfile::TempDir;

use crate::sqlite::{
    SqliteState, backfills, chain, due, failures, keeping, listing, outcomes, put_back, queue,
    reports, series, slots, traces, unplaced,
};

/// What SQLite says it will do.
fn plan(state: &SqliteState, sql: &str) -> String {
    let read = state.connections.read(|view| {
        let mut statement = view.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3));
        Ok(steps.collect::<Result<Vec<_>, _>>()?.join("; "))
    });
    read.unwrap()
}

#[test]
fn each_statement_of_consequence_follows_its_index() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let table = [
        (
            due::DUE,
            "deliveries_due (sync_id=? AND priority=? AND due_at<?)",
        ),
        (
            due::NEXT_DUE,
            "deliveries_due (sync_id=? AND priority=? AND due_at>?)",
        ),
        (
            due::BEHIND,
            "deliveries_chain (sync_id=? AND chain=? AND rowid>?)",
        ),
        (chain::HEAD, "deliveries_chain (sync_id=? AND chain=?)"),
        (chain::HOLDER, "deliveries_turn (sync_id=? AND chain=?)"),
        (
            chain::UPDATE_BEHIND,
            "deliveries_chain (sync_id=? AND chain=?)",
        ),
        (
            slots::TAKEN,
            "COVERING INDEX deliveries_slot (slot_key=? AND slot_second>?)",
        ),
        (
            slots::LAST_TAKEN,
            "COVERING INDEX deliveries_slot (slot_key=?)",
        ),
        (
            put_back::FAILED,
            "deliveries_failed (sync_id=? AND status=? AND rowid>? AND rowid<?)",
        ),
        (
            put_back::COUNT_FAILED,
            "deliveries_failed (sync_id=? AND status=? AND rowid>? AND rowid<?)",
        ),
        (
            unplaced::UNPLACED,
            "deliveries_unplaced (sync_id=? AND status=? AND rowid>? AND rowid<?)",
        ),
        (backfills::MADE_BEFORE, "deliveries_offset (log_offset=?)"),
        (reports::OF_RECORD, "deliveries_offset (log_offset=?)"),
        (traces::ROW_OF, "traces USING INTEGER PRIMARY KEY (rowid<?)"),
        (
            traces::ROWS_BEFORE,
            "traces USING INTEGER PRIMARY KEY (rowid<?)",
        ),
        (
            traces::RECEIVED_BEFORE,
            "COVERING INDEX traces_received (received_to<?)",
        ),
        (
            series::COUNTS,
            "counts USING PRIMARY KEY (sync_id=? AND grain=? AND start>? AND start<?)",
        ),
        (
            series::LATENCIES,
            "latencies USING PRIMARY KEY (sync_id=? AND grain=? AND start>? AND start<?)",
        ),
        (
            listing::BY_USER,
            "deliveries_user (user_id=? AND sync_id=? AND rowid>? AND rowid<?)",
        ),
        (
            listing::BY_TYPE,
            "deliveries_type (sync_id=? AND event_type=? AND rowid>? AND rowid<?)",
        ),
        (
            listing::BY_STATUS,
            "deliveries_status (sync_id=? AND status=? AND rowid>? AND rowid<?)",
        ),
        (
            failures::COUNT,
            "COVERING INDEX deliveries_status (sync_id=? AND status=? AND rowid>? AND rowid<?)",
        ),
        (
            failures::COUNT_BY_ROW,
            "deliveries_status (sync_id=? AND status=? AND rowid>? AND rowid<?)",
        ),
        (
            failures::NEWEST_EVENT_TYPES,
            "deliveries_status (sync_id=? AND status=? AND rowid>? AND rowid<?)",
        ),
        (
            queue::WAITING,
            "COVERING INDEX deliveries_status (sync_id=? AND status=?)",
        ),
        (
            queue::DUE_BETWEEN,
            "COVERING INDEX deliveries_due (sync_id=? AND priority=? AND due_at>? AND due_at<?)",
        ),
        (
            outcomes::RECORDS_BEFORE,
            "COVERING INDEX deliveries_outcome \
             (sync_id=? AND status=? AND log_offset>? AND log_offset<?)",
        ),
        (
            outcomes::FIRST_RECEIVED_FROM,
            "COVERING INDEX traces_received (received_to>?)",
        ),
        (keeping::SETTLED_BEFORE, "deliveries_settled (settled_at<?)"),
    ];
    for (sql, index) in table {
        let plan = plan(&state, sql);
        assert!(plan.contains(index), "{sql}\n{plan}");
        assert!(
            !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"),
            "{sql}\n{plan}"
        );
    }
}
