use std::sync::Arc;

use super::*;
use crate::event_log_conformance;
use crate::log::conformance::LogBackend;

/// A memory log that is opened again is the same one.
#[derive(Default)]
struct Kept(Arc<MemoryLog>);

impl LogBackend for Kept {
    fn open(&self, now: UnixMillis) -> Arc<dyn EventLog> {
        self.0.set_now(now);
        self.0.kept.lock().closed = false;
        Arc::<MemoryLog>::clone(&self.0)
    }
}

event_log_conformance!(conformance, Kept::default());
