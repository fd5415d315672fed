//! What is erased is in no file any more.

use intertide_domain::ids::UserId;
use intertide_domain::privacy::NewErasure;
use intertide_domain::process::IntakeCommit;
use intertide_domain::profile::{Profile, ProfileKey};
use intertide_domain::time::UnixMillis;
use serde_json::json;
use tempfile::TempDir;

use crate::sqlite::SqliteState;
use crate::state::{IntakeState, PrivacyState};

const VALUE: &str = "ann-was-here";

/// Writes the user's profile anew, longer and longer, among many others.
fn fill(state: &SqliteState) {
    for round in 0..40_u64 {
        let profile = |value: String| {
            let mut profile = Profile::default();
            profile.custom.insert("note".to_owned(), json!(value));
            Some(profile)
        };
        let others = (0..20).map(|other| {
            let user = UserId::from(format!("user {other}"));
            let value = "x".repeat(100 * (1 + (round as usize + other) % 30));
            (ProfileKey::User(user), profile(value))
        });
        let ann = ProfileKey::User(UserId::from("ann"));
        let value = VALUE.repeat(1 + round as usize * 10);
        let commit = IntakeCommit {
            processed: intertide_domain::ids::Offset::new(round + 1),
            profiles: others.chain([(ann, profile(value))]).collect(),
            ..IntakeCommit::default()
        };
        state.commit_intake(&commit).unwrap();
    }
}

fn files_with_the_value(directory: &TempDir) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if bytes
            .windows(VALUE.len())
            .any(|window| window == VALUE.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn no_file_of_the_state_holds_what_was_erased() {
    let directory = TempDir::new().unwrap();
    let state = SqliteState::open(&directory.path().join("state.db")).unwrap();
    fill(&state);
    assert_ne!(files_with_the_value(&directory), Vec::<String>::new());
    let asked = NewErasure {
        user_id: UserId::from("ann"),
        requested_at: UnixMillis::new(1),
        requested_by: None,
        contacts: Vec::new(),
        remembered: Vec::new(),
    };
    let requested = state.request_erasures(&[asked]).unwrap();
    let id = requested.first().unwrap().id;
    state.erase_user(id, UnixMillis::new(2)).unwrap();
    state.purge().unwrap();
    assert_eq!(files_with_the_value(&directory), Vec::<String>::new());
}
