//! Counts over time, from those that are kept by the minute and by the hour.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::Outcome;
use intertide_domain::ids::{EventType, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::Connection;

use super::counters::{Grain, What};
use super::{meta, syncs};
use crate::state::{MOST_STEPS, SeriesStep, StateError};

const MINUTE_MS: i64 = 60_000;

pub(super) const COUNTS: &str = "
    SELECT start, what, category, event_type, count FROM counts
    WHERE sync_id = ?1 AND grain = ?2 AND start >= ?3 AND start < ?4 AND count > 0";

pub(super) const LATENCIES: &str = "
    SELECT start, latency_ms, count FROM latencies
    WHERE sync_id = ?1 AND grain = ?2 AND start >= ?3 AND start < ?4";

/// What happened in `from..to`, step by step.
pub(super) fn series(
    connection: &Connection,
    sync: SyncId,
    from: UnixMillis,
    to: UnixMillis,
    step: Duration,
) -> Result<Vec<SeriesStep>, StateError> {
    let mut series = Series::empty(from, to, step);
    if syncs::exists(connection, sync)? {
        for (grain, from, to) in series.parts(meta::minutes_from(connection)?) {
            let keys = [sync.get(), grain.code(), from.get(), to.get()];
            series.add_counts(connection, keys)?;
            series.add_latencies(connection, keys)?;
        }
    }
    Ok(series.into_steps())
}

/// Steps being filled.
struct Series {
    start: i64,
    step_ms: i64,
    /// Where the last step that is there ends, or the period before that.
    end: i64,
    steps: Vec<SeriesStep>,
    latencies: Vec<BTreeMap<u64, u64>>,
}

impl Series {
    fn empty(from: UnixMillis, to: UnixMillis, step: Duration) -> Self {
        let minutes = i64::try_from(step.as_secs() / 60).unwrap_or(i64::MAX);
        let step_ms = minutes.max(1).saturating_mul(MINUTE_MS);
        let start = from.get().div_euclid(step_ms).saturating_mul(step_ms);
        let starts = (0..MOST_STEPS as i64)
            .map(|n| start.saturating_add(step_ms.saturating_mul(n)))
            .take_while(|at| *at < to.get());
        let steps: Vec<_> = starts
            .map(|at| SeriesStep {
                start: UnixMillis::new(at),
                ..SeriesStep::default()
            })
            .collect();
        let end = steps
            .last()
            .map_or(start, |last| last.start.get().saturating_add(step_ms));
        Self {
            start,
            step_ms,
            end: end.min(to.get()),
            latencies: vec![BTreeMap::new(); steps.len()],
            steps,
        }
    }

    /// Hours up to where minutes are kept, minutes from there on.
    fn parts(&self, minutes_from: UnixMillis) -> [(Grain, UnixMillis, UnixMillis); 2] {
        let (start, end) = (UnixMillis::new(self.start), UnixMillis::new(self.end));
        [
            (Grain::Hour, start, end.min(minutes_from)),
            (Grain::Minute, start.max(minutes_from), end),
        ]
    }

    fn index(&self, start: i64) -> usize {
        let steps = start.saturating_sub(self.start).div_euclid(self.step_ms);
        usize::try_from(steps).unwrap_or(usize::MAX)
    }

    fn add_counts(&mut self, connection: &Connection, keys: [i64; 4]) -> Result<(), StateError> {
        let mut statement = connection.prepare_cached(COUNTS)?;
        let mut rows = statement.query(keys)?;
        while let Some(row) = rows.next()? {
            let index = self.index(row.get(0)?);
            let what = What::read(row.get(1)?)?;
            let count = row.get::<_, i64>(4)?.unsigned_abs();
            if let Some(step) = self.steps.get_mut(index) {
                add(step, what, row.get(2)?, row.get(3)?, count);
            }
        }
        Ok(())
    }

    fn add_latencies(&mut self, connection: &Connection, keys: [i64; 4]) -> Result<(), StateError> {
        let mut statement = connection.prepare_cached(LATENCIES)?;
        let mut rows = statement.query(keys)?;
        while let Some(row) = rows.next()? {
            let index = self.index(row.get(0)?);
            let latency = row.get::<_, i64>(1)?.unsigned_abs();
            if let Some(latencies) = self.latencies.get_mut(index) {
                *latencies.entry(latency).or_default() += row.get::<_, i64>(2)?.unsigned_abs();
            }
        }
        Ok(())
    }

    fn into_steps(self) -> Vec<SeriesStep> {
        let pairs = self.steps.into_iter().zip(self.latencies);
        let filled = pairs.map(|(step, latencies)| SeriesStep {
            latencies: latencies.into_iter().collect(),
            ..step
        });
        filled.collect()
    }
}

fn add(step: &mut SeriesStep, what: What, category: String, event_type: String, count: u64) {
    let mut settled = |outcome| {
        let event_type = EventType::from(event_type.as_str());
        let by_outcome = step.by_event_type.entry(event_type).or_default();
        *by_outcome.entry(outcome).or_default() += count;
    };
    match what {
        What::DeliveredFirst | What::DeliveredAfterRetry => settled(Outcome::Delivered),
        What::Discarded => settled(Outcome::Discarded),
        What::Expired => settled(Outcome::Expired),
        What::Skipped | What::Received | What::Duplicate | What::Retried => {}
    }
    let sum = match what {
        What::DeliveredFirst => &mut step.delivered_first,
        What::DeliveredAfterRetry => &mut step.delivered_after_retry,
        What::Discarded => step.discarded.entry(category).or_default(),
        What::Expired => step.expired.entry(category).or_default(),
        What::Retried => step.retried.entry(category).or_default(),
        What::Skipped => step.skipped.entry(category).or_default(),
        What::Received | What::Duplicate => return,
    };
    *sum += count;
}
