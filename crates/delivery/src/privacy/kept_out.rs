//! Who is kept out at this moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use intertide_domain::privacy::{SuppressionScope, Suppressions};
use intertide_store::state::{State, StateError};
use parking_lot::RwLock;

/// The suppressions in force, and how many events they have kept out since the start.
#[derive(Debug, Default)]
pub struct KeptOut {
    current: RwLock<Arc<Suppressions>>,
    events: AtomicU64,
}

impl KeptOut {
    pub(super) fn open(state: &dyn State, scope: SuppressionScope) -> Result<Self, StateError> {
        let since = state.suppressions()?;
        Ok(Self {
            current: RwLock::new(Arc::new(Suppressions { scope, since })),
            events: AtomicU64::new(0),
        })
    }

    /// The suppressions in force.
    pub fn current(&self) -> Arc<Suppressions> {
        self.current.read().clone()
    }

    /// Reads them again. When this returns, every later decision follows them.
    ///
    /// # Errors
    /// When the state can't be read; those in force stay.
    pub fn reload(&self, state: &dyn State) -> Result<(), StateError> {
        let since = state.suppressions()?;
        let mut current = self.current.write();
        let scope = current.scope;
        *current = Arc::new(Suppressions { scope, since });
        Ok(())
    }

    /// Counts events that were kept out.
    pub fn count(&self, events: u64) {
        self.events.fetch_add(events, Ordering::Relaxed);
    }

    /// How many events were kept out since the start.
    pub fn events(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }
}
