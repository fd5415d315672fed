//! How often the metrics summary may be asked for (amplitude.md 7).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use intertide_domain::time::UnixMillis;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::parts::SummaryLimits;

const WINDOW: Duration = Duration::from_secs(60);

/// Lets a few requests through at a time, and a few a minute.
#[derive(Debug)]
pub(crate) struct SummaryGate {
    limits: SummaryLimits,
    at_work: Arc<Semaphore>,
    /// When the requests of the last minute came; never more than a minute may have.
    recent: Mutex<VecDeque<UnixMillis>>,
}

impl SummaryGate {
    /// A gate with these limits.
    pub(crate) fn new(limits: SummaryLimits) -> Self {
        Self {
            limits,
            at_work: Arc::new(Semaphore::new(limits.concurrent)),
            recent: Mutex::default(),
        }
    }

    /// Lets a request through until what it gets is dropped, or says for how long to wait.
    pub(crate) fn enter(&self, now: UnixMillis) -> Result<OwnedSemaphorePermit, Duration> {
        let permit = self
            .at_work
            .clone()
            .try_acquire_owned()
            .map_err(|_| Duration::from_secs(1))?;
        let mut recent = self.recent.lock();
        while recent.front().is_some_and(|at| now.since(*at) >= WINDOW) {
            recent.pop_front();
        }
        if recent.len() >= self.limits.per_minute {
            let oldest = recent.front().copied().unwrap_or(now);
            return Err(WINDOW.saturating_sub(now.since(oldest)));
        }
        recent.push_back(now);
        Ok(permit)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(seconds: i64) -> UnixMillis {
        UnixMillis::new(seconds * 1_000)
    }

    #[test]
    fn twelve_a_minute_pass_and_the_thirteenth_waits_for_the_first_to_be_a_minute_old() {
        let gate = SummaryGate::new(SummaryLimits::default());
        for second in 0..12 {
            assert!(gate.enter(at(second)).is_ok());
        }
        assert_eq!(gate.enter(at(20)).unwrap_err(), Duration::from_secs(40));
        assert!(gate.enter(at(60)).is_ok());
        assert!(gate.enter(at(60)).is_err());
    }

    #[test]
    fn four_are_at_work_at_a_time() {
        let gate = SummaryGate::new(SummaryLimits::default());
        let mut at_work: Vec<_> = (0..4).map(|_| gate.enter(at(0)).unwrap()).collect();
        assert!(gate.enter(at(0)).is_err());
        at_work.pop();
        assert!(gate.enter(at(0)).is_ok());
    }
}
