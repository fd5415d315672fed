//! Room on disk: a full disk changes nothing, and pruning gives room back.

use intertide_domain::ids::Offset;
use intertide_domain::process::IntakeCommit;
use intertide_domain::profile::{Profile, ProfileKey};
use intertide_domain::time::UnixMillis;
use serde_json::json;
use tempfile::TempDir;

use crate::sqlite::SqliteState;
use crate::state::{IntakeState, Reports, StateError, StateKeeping, SyncState};

fn batch(processed: u64, users: u64) -> IntakeCommit {
    let profile = Profile {
        custom: [("text".to_owned(), json!("x".repeat(2_000)))]
            .into_iter()
            .collect(),
        ..Profile::default()
    };
    let profiles = (0..users).map(|n| {
        let user = ProfileKey::User(format!("{processed}/{n}").into());
        (user, Some(profile.clone()))
    });
    IntakeCommit {
        processed: Offset::new(processed),
        profiles: profiles.collect(),
        ..IntakeCommit::default()
    }
}

fn limit_pages(state: &SqliteState, more: i64) {
    let writer = state.connections.writer();
    let pages: i64 = writer
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    writer
        .pragma_update_and_check(None, "max_page_count", pages + more, |_| Ok(()))
        .unwrap();
}

#[test]
fn a_full_disk_changes_nothing_and_the_call_can_be_repeated() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    state.commit_intake(&batch(1, 1)).unwrap();
    limit_pages(&state, 4);
    let error = state.commit_intake(&batch(2, 100)).unwrap_err();
    assert!(matches!(error, StateError::DiskFull), "{error}");
    let error = state.put_setting("name", &"x".repeat(100_000)).unwrap_err();
    assert!(matches!(error, StateError::DiskFull), "{error}");
    assert_eq!(state.processed().unwrap(), Offset::new(1));
    assert!(state.user(&"2/0".into()).unwrap().is_none());
    assert_eq!(state.setting("name").unwrap(), None);

    limit_pages(&state, 10_000);
    state.commit_intake(&batch(2, 100)).unwrap();
    assert_eq!(state.processed().unwrap(), Offset::new(2));
    assert!(state.user(&"2/99".into()).unwrap().is_some());
}

#[test]
fn the_file_shrinks_when_most_of_it_is_free() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("state.db");
    let state = SqliteState::open(&path).unwrap();
    for processed in 1..=10 {
        state.commit_intake(&batch(processed, 600)).unwrap();
    }
    state.checkpoint().unwrap();
    let full = std::fs::metadata(&path).unwrap().len();
    let mut removal = batch(11, 0);
    let users = (1..=10).flat_map(|n| (0..600).map(move |user| format!("{n}/{user}")));
    removal.profiles = users
        .map(|user| (ProfileKey::User(user.into()), None))
        .collect();
    state.commit_intake(&removal).unwrap();
    state.prune(UnixMillis::new(0), UnixMillis::new(0)).unwrap();
    state.checkpoint().unwrap();
    let left = std::fs::metadata(&path).unwrap().len();
    assert!(full > 12_000_000, "{full}");
    assert!(left < full * 3 / 4, "{left} of {full}");
}

#[test]
fn a_write_ahead_log_that_a_reader_held_up_is_cut_at_the_next_checkpoint() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let wal = || {
        std::fs::metadata(directory.path().join("state.db-wal"))
            .unwrap()
            .len()
    };
    let large = |processed: u64| Profile {
        custom: [(
            "text".to_owned(),
            json!(processed.to_string().repeat(500_000)),
        )]
        .into_iter()
        .collect(),
        ..Profile::default()
    };
    let held_up = state.connections.read(|view| {
        crate::sqlite::meta::processed(view)?;
        for processed in 10..=80 {
            let mut batch = batch(processed, 0);
            batch.profiles = vec![(ProfileKey::User("ann".into()), Some(large(processed)))];
            state.commit_intake(&batch)?;
        }
        Ok(wal())
    });
    assert!(
        held_up.unwrap() > 64 * 1024 * 1024,
        "what the reader saw had to stay"
    );
    state.checkpoint().unwrap();
    assert_eq!(wal(), 0);
    assert_eq!(state.processed().unwrap(), Offset::new(80));
}
