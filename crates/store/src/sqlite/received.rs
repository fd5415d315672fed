//! What came in over time, through all doors: the counts of the whole project.

use std::time::Duration;

use intertide_domain::time::UnixMillis;
use rusqlite::Connection;

use super::counters::{PROJECT, What};
use super::meta;
use super::series::COUNTS;
use super::steps::Grid;
use crate::state::{ReceivedStep, StateError};

/// What came in, in `from..to`, step by step.
pub(super) fn received(
    connection: &Connection,
    from: UnixMillis,
    to: UnixMillis,
    step: Duration,
) -> Result<Vec<ReceivedStep>, StateError> {
    let grid = Grid::new(from, to, step);
    let mut steps: Vec<_> = grid
        .starts()
        .map(|start| ReceivedStep {
            start,
            ..ReceivedStep::default()
        })
        .collect();
    let mut statement = connection.prepare_cached(COUNTS)?;
    for (grain, from, to) in grid.parts(meta::minutes_from(connection)?) {
        let keys = [PROJECT.get(), grain.code(), from.get(), to.get()];
        let mut rows = statement.query(keys)?;
        while let Some(row) = rows.next()? {
            let Some(step) = steps.get_mut(grid.index(row.get(0)?)) else {
                continue;
            };
            let count = row.get::<_, i64>(4)?.unsigned_abs();
            match What::read(row.get(1)?)? {
                What::Received => step.received += count,
                What::Duplicate => step.duplicates += count,
                _ => {}
            }
        }
    }
    Ok(steps)
}
