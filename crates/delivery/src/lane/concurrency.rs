//! How many attempts are under way at once: as many as Intercom answers quickly, no more.
//!
//! Grows slowly while answers are as quick as ever, shrinks when they become slow or fail: a
//! destination in trouble gets less to do, and one that has recovered is not stormed.

use std::time::Duration;

const LEAST: f64 = 2.0;
const FIRST: f64 = 16.0;
const MOST: f64 = 64.0;

/// Answers that take this many times the quickest are slow.
const SLOW: u32 = 3;

/// Differences below this are noise.
const NOISE: Duration = Duration::from_millis(50);

/// What a failure leaves of the number, and what a slow answer does.
const AFTER_FAILURE: f64 = 0.8;
const AFTER_SLOW: f64 = 0.97;

/// By how much the memory of the quickest answer fades with each answer.
const FADE: u32 = 200;

/// The number of attempts at once, adapted answer by answer.
#[derive(Clone, Debug)]
pub struct Concurrency {
    limit: f64,
    quickest: Option<Duration>,
    smoothed: Duration,
}

impl Default for Concurrency {
    fn default() -> Self {
        Self {
            limit: FIRST,
            quickest: None,
            smoothed: Duration::ZERO,
        }
    }
}

impl Concurrency {
    /// How many attempts may be under way.
    pub fn limit(&self) -> usize {
        // Between LEAST and MOST, so the number fits.
        self.limit as usize
    }

    /// Takes in an answer that took so long.
    pub fn answered(&mut self, took: Duration) {
        let quickest = self.quickest.map_or(took, |quickest| {
            took.min(quickest + (quickest / FADE).max(Duration::from_micros(1)))
        });
        self.quickest = Some(quickest);
        self.smoothed = (self.smoothed * 7 + took) / 8;
        if self.smoothed > quickest.saturating_mul(SLOW) + NOISE {
            self.scale(AFTER_SLOW);
        } else {
            self.limit = (self.limit + 1.0 / self.limit).min(MOST);
        }
    }

    /// Takes in a failure: no answer, or that of a server in trouble.
    pub fn failed(&mut self) {
        self.scale(AFTER_FAILURE);
    }

    fn scale(&mut self, factor: f64) {
        self.limit = (self.limit * factor).max(LEAST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(answers: usize, took: Duration, mut concurrency: Concurrency) -> Concurrency {
        for _ in 0..answers {
            concurrency.answered(took);
        }
        concurrency
    }

    const QUICK: Duration = Duration::from_millis(40);

    #[test]
    fn quick_answers_let_it_grow_to_its_bound_and_no_further() {
        let grown = after(5_000, QUICK, Concurrency::default());
        assert_eq!(grown.limit(), 64);
    }

    #[test]
    fn answers_that_become_slow_make_it_shrink() {
        let grown = after(5_000, QUICK, Concurrency::default());
        let slow = after(100, QUICK * 10, grown);
        assert!(slow.limit() < 16, "{}", slow.limit());
    }

    #[test]
    fn a_destination_that_is_always_slow_is_not_punished_for_it() {
        let slow = Duration::from_millis(800);
        assert_eq!(after(5_000, slow, Concurrency::default()).limit(), 64);
    }

    #[test]
    fn failures_make_it_shrink_at_once_but_never_to_nothing() {
        let mut concurrency = Concurrency::default();
        for _ in 0..50 {
            concurrency.failed();
        }
        assert_eq!(concurrency.limit(), 2);
        let recovered = after(300, QUICK, concurrency);
        assert!(recovered.limit() > 16);
    }
}
