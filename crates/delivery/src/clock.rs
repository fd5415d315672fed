//! The time, as the shell brings it in.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use intertide_domain::time::UnixMillis;

/// Where the time comes from; a simulation has one of its own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> UnixMillis + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::from_fn(|| {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            UnixMillis::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// A clock that tells what `now` returns.
    pub fn from_fn(now: impl Fn() -> UnixMillis + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    pub fn now(&self) -> UnixMillis {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now().get())
    }
}
