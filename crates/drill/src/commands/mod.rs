//! The commands, and what they have in common.

pub(crate) mod fuzz;
mod resume;

use intertide_drill::fuzz::FuzzError;

pub(crate) use self::resume::{Resume, ResumeError};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("there is no target {0}; there are {1}, and all")]
    NoTarget(String, String),
    #[error(transparent)]
    Fuzz(#[from] FuzzError),
    #[error(transparent)]
    Resume(#[from] ResumeError),
}
