//! Models: what the product's parts do, held against models so plain that one sees they are right.
//!
//! Each is tried under a seed; what fails is made small and told.

// A model says that something does not hold as tests do: it panics.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;

use intertide_domain::identify::trials::the_result_is_that_of_the_model;
use intertide_store::segment::trials::the_log_keeps_its_promises_whatever_happens;
use intertide_store::sqlite::SqliteState;
use intertide_store::state::State;
use intertide_store::state::conformance::{Backend, model};
use tempfile::TempDir;

/// Something that is tried beside a model.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    pub name: &'static str,
    trial: fn(u64),
}

/// All models.
pub const MODELS: &[Model] = &[
    Model {
        name: "state",
        trial: state,
    },
    Model {
        name: "log",
        trial: the_log_keeps_its_promises_whatever_happens,
    },
    Model {
        name: "identify",
        trial: the_result_is_that_of_the_model,
    },
    Model {
        name: "governor",
        trial: intertide_delivery::lane::governor::trials::alone_the_whole_budget_is_used,
    },
];

impl Model {
    /// The model of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        MODELS.iter().find(|model| model.name == name)
    }

    /// Tries it.
    ///
    /// # Panics
    /// When the product does something else than the model.
    pub fn try_out(&self, seed: u64) {
        (self.trial)(seed);
    }
}

struct InFolder(TempDir);

impl Backend for InFolder {
    fn open(&self) -> Box<dyn State> {
        let file: PathBuf = self.0.path().join("state.sqlite");
        Box::new(SqliteState::open(&file).unwrap())
    }
}

fn state(seed: u64) {
    model::history(&|| Box::new(InFolder(TempDir::new().unwrap())), seed);
}
