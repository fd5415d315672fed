//! Counts over time, from those that are kept by the minute and by the hour.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::Kind;
use intertide_domain::ids::{EventType, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::Connection;

use super::counters::What;
use super::error::invalid;
use super::steps::Grid;
use super::{meta, syncs};
use crate::state::{EventTypeCounts, SeriesStep, StateError};

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
    let mut series = Series::empty(Grid::new(from, to, step));
    if syncs::exists(connection, sync)? {
        for (grain, from, to) in series.grid.parts(meta::minutes_from(connection)?) {
            let keys = [sync.get(), grain.code(), from.get(), to.get()];
            series.add_counts(connection, keys)?;
            series.add_latencies(connection, keys)?;
        }
    }
    Ok(series.into_steps())
}

/// Steps being filled.
struct Series {
    grid: Grid,
    steps: Vec<SeriesStep>,
    latencies: Vec<BTreeMap<u64, u64>>,
}

impl Series {
    fn empty(grid: Grid) -> Self {
        let steps = grid.starts().map(|start| SeriesStep {
            start,
            ..SeriesStep::default()
        });
        let steps: Vec<_> = steps.collect();
        Self {
            latencies: vec![BTreeMap::new(); steps.len()],
            steps,
            grid,
        }
    }

    fn add_counts(&mut self, connection: &Connection, keys: [i64; 4]) -> Result<(), StateError> {
        let mut statement = connection.prepare_cached(COUNTS)?;
        let mut rows = statement.query(keys)?;
        while let Some(row) = rows.next()? {
            let index = self.grid.index(row.get(0)?);
            let what = What::read(row.get(1)?)?;
            let count = row.get::<_, i64>(4)?.unsigned_abs();
            if let Some(step) = self.steps.get_mut(index) {
                add(step, what, row.get(2)?, row.get(3)?, count)?;
            }
        }
        Ok(())
    }

    fn add_latencies(&mut self, connection: &Connection, keys: [i64; 4]) -> Result<(), StateError> {
        let mut statement = connection.prepare_cached(LATENCIES)?;
        let mut rows = statement.query(keys)?;
        while let Some(row) = rows.next()? {
            let index = self.grid.index(row.get(0)?);
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

fn add(
    step: &mut SeriesStep,
    what: What,
    category: String,
    event_type: String,
    count: u64,
) -> Result<(), StateError> {
    if let Some(of_type) = of_event_type(step, what, event_type) {
        *of_type += count;
    }
    let sum = match what {
        What::Selected => {
            let kind = Kind::named(&category).ok_or_else(|| invalid("kind", category))?;
            step.selected.entry(kind).or_default()
        }
        What::DeliveredFirst => &mut step.delivered_first,
        What::DeliveredAfterRetry => &mut step.delivered_after_retry,
        What::Discarded => step.discarded.entry(category).or_default(),
        What::Expired => step.expired.entry(category).or_default(),
        What::Retried => step.retried.entry(category).or_default(),
        What::Skipped => step.skipped.entry(category).or_default(),
        What::Received | What::Duplicate => return Ok(()),
    };
    *sum += count;
    Ok(())
}

/// Where this is counted by event type, if it is.
fn of_event_type(step: &mut SeriesStep, what: What, event_type: String) -> Option<&mut u64> {
    let pick: fn(&mut EventTypeCounts) -> &mut u64 = match what {
        What::Selected => |counts| &mut counts.selected,
        What::DeliveredFirst | What::DeliveredAfterRetry => |counts| &mut counts.delivered,
        What::Discarded => |counts| &mut counts.discarded,
        What::Expired => |counts| &mut counts.expired,
        What::Skipped | What::Received | What::Duplicate | What::Retried => return None,
    };
    let event_type = EventType::from(event_type);
    Some(pick(step.by_event_type.entry(event_type).or_default()))
}
