//! Erasing users, and keeping them out.
//!
//! An erasure is asked for ([`request`]) and carried out in stages ([`eraser`]), each of which can be
//! repeated: from the moment it is asked for, the user's events are kept out ([`KeptOut`]).

mod contacts;
pub mod eraser;
mod kept_out;
pub mod request;

use intertide_domain::privacy::SuppressionScope;
use intertide_store::state::{State, StateError};
use tokio::sync::Notify;

pub use self::kept_out::KeptOut;
use crate::intake::KnownNames;

/// What intake, ingestion and erasures share.
#[derive(Debug, Default)]
pub struct Privacy {
    pub kept_out: KeptOut,
    pub names: KnownNames,
    /// Notified when an erasure was asked for.
    pub asked: Notify,
}

impl Privacy {
    /// Reads who is kept out.
    ///
    /// # Errors
    /// When the state can't be read.
    pub fn open(state: &dyn State, scope: SuppressionScope) -> Result<Self, StateError> {
        Ok(Self {
            kept_out: KeptOut::open(state, scope)?,
            names: KnownNames::default(),
            asked: Notify::new(),
        })
    }
}
