//! The state's suite on SQLite.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tempfile::TempDir;

use super::SqliteState;
use crate::state::State;
use crate::state::conformance::Backend;

struct InDirectory(TempDir);

impl InDirectory {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }
}

impl Backend for InDirectory {
    fn open(&self) -> Box<dyn State> {
        Box::new(SqliteState::open(&self.0.path().join("state.db")).unwrap())
    }
}

mod suite {
    use super::InDirectory;

    crate::state_conformance!(InDirectory::new());
}

mod bounds;
mod counted;
mod crash;
mod erased;
mod format;
mod plans;
mod space;
