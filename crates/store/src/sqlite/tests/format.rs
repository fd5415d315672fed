//! The file's format, and files that are not of it.

use rusqlite::Connection;
use tempfile::TempDir;

use crate::sqlite::SqliteState;
use crate::sqlite::schema::MIGRATIONS;
use crate::state::{AccessState, StateError, SyncState};

#[test]
fn a_file_of_a_later_version_is_refused_with_the_mend() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("state.db");
    drop(SqliteState::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);

    let error = SqliteState::open(&path).unwrap_err();
    assert!(matches!(
        error,
        StateError::TooNew {
            found: 99,
            known: 3
        }
    ));
    assert!(error.to_string().contains("restore a backup"), "{error}");
}

#[test]
fn a_file_of_something_else_is_refused() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("state.db");
    std::fs::write(
        &path,
        "not a database, but long enough to be one ".repeat(200),
    )
    .unwrap();
    let error = SqliteState::open(&path).unwrap_err();
    assert!(matches!(error, StateError::Database(_)), "{error}");
    let missing = directory.path().join("missing").join("state.db");
    assert!(matches!(
        SqliteState::open(&missing),
        Err(StateError::Database(_))
    ));
}

#[test]
fn an_unreadable_document_is_named_and_spares_the_rest() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("state.db");
    let state = SqliteState::open(&path).unwrap();
    state.put_setting("name", "value").unwrap();
    let sql = "INSERT INTO syncs (document, version, active_from, created_at, updated_at)
               VALUES ('{}', 1, 0, 0, 0)";
    Connection::open(&path).unwrap().execute(sql, []).unwrap();

    let error = state.syncs().unwrap_err();
    assert!(
        matches!(error, StateError::Corrupt { what: "sync", .. }),
        "{error}"
    );
    assert_eq!(state.setting("name").unwrap().as_deref(), Some("value"));
}

#[test]
fn sync_ids_begin_where_amplitudes_do() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let next: i64 = state
        .connections
        .read(|view| {
            Ok(view.query_row(
                "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'syncs'",
                [],
                |r| r.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(next, 30_000_001);
}

#[test]
fn a_file_of_the_first_format_is_brought_up_to_date_with_all_that_it_holds() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("state.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(MIGRATIONS[0]).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let sql = "INSERT INTO settings VALUES ('project.api_key', 'abcd')";
    connection.execute(sql, []).unwrap();
    drop(connection);

    let state = SqliteState::open(&path).unwrap();
    let kept = state.setting("project.api_key").unwrap();
    assert_eq!(kept.as_deref(), Some("abcd"));
    assert_eq!(state.people().unwrap().len(), 1);
    assert!(state.keys().unwrap().is_empty());
}
