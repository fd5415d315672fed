//! Statements that must not read more than they return, however much lies beside it.

use tempfile::TempDir;

use crate::sqlite::{SqliteState, chain, keeping, lane, listing};

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
        (lane::DUE, "deliveries_due (sync_id=? AND due_at<?)"),
        (lane::NEXT_DUE, "deliveries_due (sync_id=?"),
        (chain::HEAD, "deliveries_chain (sync_id=? AND chain=?)"),
        (
            chain::UPDATE_BEHIND,
            "deliveries_chain (sync_id=? AND chain=? AND rowid>?)",
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
