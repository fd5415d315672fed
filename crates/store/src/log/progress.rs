//! How far a log is durable, and who wants to know.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use intertide_domain::ids::Offset;
use parking_lot::{Condvar, Mutex, RwLock};

use super::DurableHook;

/// The durable end of a log: moved by the writer, watched by everybody else.
#[derive(Default)]
pub(crate) struct Progress {
    end: AtomicU64,
    waiting: Mutex<()>,
    grown: Condvar,
    hooks: RwLock<Vec<DurableHook>>,
}

impl Progress {
    /// The place after the last durable record.
    pub(crate) fn end(&self) -> Offset {
        Offset::new(self.end.load(Ordering::Acquire))
    }

    /// Moves the end and wakes whoever waits for it.
    pub(crate) fn advance_to(&self, end: Offset) {
        {
            // Under the lock, so that nobody misses it between looking and falling asleep.
            let _waiting = self.waiting.lock();
            self.end.store(end.get(), Ordering::Release);
        }
        self.grown.notify_all();
        for hook in self.hooks.read().iter() {
            hook(end);
        }
    }

    /// See [`super::EventLog::wait_beyond`].
    pub(crate) fn wait_beyond(&self, offset: Offset, timeout: Duration) -> Offset {
        let deadline = Instant::now().checked_add(timeout);
        let mut waiting = self.waiting.lock();
        while self.end() <= offset {
            match deadline {
                Some(deadline) => {
                    if self.grown.wait_until(&mut waiting, deadline).timed_out() {
                        break;
                    }
                }
                None => self.grown.wait(&mut waiting),
            }
        }
        self.end()
    }

    /// See [`super::EventLog::on_durable`].
    pub(crate) fn on_durable(&self, hook: DurableHook) {
        self.hooks.write().push(hook);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("end", &self.end())
            .finish_non_exhaustive()
    }
}
