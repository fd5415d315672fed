//! Where the steps of a series lie, and which counts belong to them.

use std::time::Duration;

use intertide_domain::time::UnixMillis;

use super::counters::Grain;
use crate::state::MOST_STEPS;

const MINUTE_MS: i64 = 60_000;

/// Steps of one length, side by side.
pub(super) struct Grid {
    start: i64,
    step_ms: i64,
    /// Where the last step that is there ends, or the period before that.
    end: i64,
    steps: usize,
}

impl Grid {
    /// The steps of a period. A step is a whole number of minutes and begins at a multiple of
    /// itself.
    pub(super) fn new(from: UnixMillis, to: UnixMillis, step: Duration) -> Self {
        let minutes = i64::try_from(step.as_secs() / 60).unwrap_or(i64::MAX);
        let step_ms = minutes.max(1).saturating_mul(MINUTE_MS);
        let start = from.get().div_euclid(step_ms).saturating_mul(step_ms);
        let steps = starts(start, step_ms)
            .take_while(|at| *at < to.get())
            .count();
        let last = starts(start, step_ms).take(steps).last();
        let end = last.map_or(start, |last| last.saturating_add(step_ms));
        Self {
            start,
            step_ms,
            end: end.min(to.get()),
            steps,
        }
    }

    /// When each step begins.
    pub(super) fn starts(&self) -> impl Iterator<Item = UnixMillis> {
        let starts = starts(self.start, self.step_ms).take(self.steps);
        starts.map(UnixMillis::new)
    }

    /// Hours up to where minutes are kept, minutes from there on.
    pub(super) fn parts(&self, minutes_from: UnixMillis) -> [(Grain, UnixMillis, UnixMillis); 2] {
        let (start, end) = (UnixMillis::new(self.start), UnixMillis::new(self.end));
        [
            (Grain::Hour, start, end.min(minutes_from)),
            (Grain::Minute, start.max(minutes_from), end),
        ]
    }

    /// Which step a bucket belongs to that starts here.
    pub(super) fn index(&self, start: i64) -> usize {
        let steps = start.saturating_sub(self.start).div_euclid(self.step_ms);
        usize::try_from(steps).unwrap_or(usize::MAX)
    }
}

fn starts(start: i64, step_ms: i64) -> impl Iterator<Item = i64> {
    (0..MOST_STEPS as i64).map(move |n| start.saturating_add(step_ms.saturating_mul(n)))
}
