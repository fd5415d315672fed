//! A kill at any moment: what lies on disk then is opened again at the last commit.

use std::path::Path;

use intertide_domain::ids::Offset;
use intertide_domain::process::IntakeCommit;
use intertide_domain::profile::{Profile, ProfileKey};
use intertide_domain::time::UnixMillis;
use tempfile::TempDir;

use crate::sqlite::SqliteState;
use crate::sqlite::connections::Durability;
use crate::state::{IntakeState, Reports, StateKeeping};

const FILES: [&str; 2] = ["state.db", "state.db-wal"];

/// What a kill leaves: the files as they are, without anything that closing would do.
fn copy_of(directory: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for file in FILES {
        std::fs::copy(directory.join(file), copy.path().join(file)).unwrap();
    }
    copy
}

fn batch(processed: u64) -> IntakeCommit {
    let user = ProfileKey::User(format!("user {processed}").into());
    IntakeCommit {
        processed: Offset::new(processed),
        at: UnixMillis::new(0),
        profiles: vec![(user, Some(Profile::default()))],
        received: 1,
        ..IntakeCommit::default()
    }
}

#[test]
fn a_killed_state_reopens_at_its_last_commit() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    for processed in 1..=20 {
        state.commit_intake(&batch(processed)).unwrap();
        if processed % 7 == 0 {
            state.checkpoint().unwrap();
        }
        let copy = copy_of(directory.path());
        let again = SqliteState::open(&copy.path().join("state.db")).unwrap();
        assert_eq!(again.processed().unwrap(), Offset::new(processed));
        let user = format!("user {processed}").as_str().into();
        assert!(again.user(&user).unwrap().is_some());
        again.commit_intake(&batch(processed + 1)).unwrap();
        assert_eq!(again.processed().unwrap(), Offset::new(processed + 1));
    }
}

#[test]
fn a_torn_write_ahead_log_takes_back_whole_commits_from_its_end() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    state.commit_intake(&batch(1)).unwrap();
    state.checkpoint().unwrap();
    for processed in 2..=6 {
        state.commit_intake(&batch(processed)).unwrap();
    }
    let wal = std::fs::read(directory.path().join(FILES[1])).unwrap();
    let mut before = Offset::ZERO;
    for length in (0..=wal.len()).step_by(4_096).chain([wal.len()]) {
        let copy = copy_of(directory.path());
        std::fs::write(copy.path().join(FILES[1]), &wal[..length]).unwrap();
        let again = SqliteState::open(&copy.path().join("state.db")).unwrap();
        let processed = again.processed().unwrap();
        assert!(processed >= before, "a longer log holds no less");
        for n in 1..=6 {
            let user = format!("user {n}").as_str().into();
            let known = again.user(&user).unwrap().is_some();
            assert_eq!(known, n <= processed.get(), "commits are whole");
        }
        before = processed;
    }
    assert_eq!(before, Offset::new(6));
}

#[test]
fn commits_for_people_are_synced_and_do_not_slow_the_others_down() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    let level = |durability| {
        let level = state.connections.write(durability, |commit| {
            Ok(commit.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0))?)
        });
        level.unwrap()
    };
    const NORMAL: i64 = 1;
    const FULL: i64 = 2;
    assert_eq!(level(Durability::ProcessCrash), NORMAL);
    assert_eq!(level(Durability::PowerLoss), FULL);
    assert_eq!(level(Durability::ProcessCrash), NORMAL);
}

#[test]
fn a_state_that_is_closed_leaves_one_file() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    state.commit_intake(&batch(1)).unwrap();
    assert_eq!(state.processed().unwrap(), Offset::new(1));
    drop(state);
    let names = std::fs::read_dir(directory.path()).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["state.db"]);
}
