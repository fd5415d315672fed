//! The commands, and what they have in common.

pub(crate) mod fuzz;
pub(crate) mod models;
pub(crate) mod power_loss;
mod resume;
mod seeds;
pub(crate) mod world;

use intertide_drill::fuzz::FuzzError;

pub(crate) use self::resume::{Resume, ResumeError};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("there is no target {0}; there are {1}, and all")]
    NoTarget(String, String),
    #[error("there is no scenario {0}; there are {1}, and all")]
    NoScenario(String, String),
    #[error("{name}, seed {seed}: {told}\n{more}")]
    Seed {
        name: String,
        seed: u64,
        told: String,
        more: String,
    },
    #[error(transparent)]
    Fuzz(#[from] FuzzError),
    #[error(transparent)]
    Resume(#[from] ResumeError),
}
