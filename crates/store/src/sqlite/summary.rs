//! What settled in a period, from the counts by minute and by hour.

use std::collections::BTreeMap;

use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, Row};

use super::counters::{Grain, What};
use super::{meta, syncs};
use crate::state::{StateError, Summary};

/// The buckets of one grain that count: those that start in here.
struct Part {
    grain: Grain,
    from: UnixMillis,
    to: UnixMillis,
}

/// What settled in `from..to`.
pub(super) fn summary(
    connection: &Connection,
    sync: SyncId,
    from: UnixMillis,
    to: UnixMillis,
) -> Result<Summary, StateError> {
    let mut summary = Summary::default();
    if !syncs::exists(connection, sync)? {
        return Ok(summary);
    }
    let mut latencies = BTreeMap::new();
    for part in parts(meta::minutes_from(connection)?, from, to) {
        part.add_counts(connection, sync, &mut summary)?;
        part.add_latencies(connection, sync, &mut latencies)?;
    }
    summary.latency_p95_ms = percentile_95(&latencies);
    Ok(summary)
}

/// Hours up to where minutes are kept, minutes from there on; `minutes_from` is a full hour, so
/// nothing counts twice.
fn parts(minutes_from: UnixMillis, from: UnixMillis, to: UnixMillis) -> [Part; 2] {
    let floor = |grain: Grain| from.floor_to(grain.length());
    [
        Part {
            grain: Grain::Hour,
            from: floor(Grain::Hour),
            to: to.min(minutes_from),
        },
        Part {
            grain: Grain::Minute,
            from: floor(Grain::Minute).max(minutes_from),
            to,
        },
    ]
}

impl Part {
    fn keys(&self, sync: SyncId) -> [i64; 4] {
        [
            sync.get(),
            self.grain.code(),
            self.from.get(),
            self.to.get(),
        ]
    }

    fn add_counts(
        &self,
        connection: &Connection,
        sync: SyncId,
        summary: &mut Summary,
    ) -> Result<(), StateError> {
        let mut statement = connection.prepare_cached(
            "SELECT what, sum(count) FROM counts
             WHERE sync_id = ?1 AND grain = ?2 AND start >= ?3 AND start < ?4 GROUP BY what",
        )?;
        for pair in statement.query_map(self.keys(sync), pair)? {
            let (what, count) = pair?;
            let counted = [
                (What::DeliveredFirst, &mut summary.delivered_first),
                (
                    What::DeliveredAfterRetry,
                    &mut summary.delivered_after_retry,
                ),
                (What::Discarded, &mut summary.discarded),
                (What::Expired, &mut summary.expired),
            ];
            for (_, sum) in counted
                .into_iter()
                .filter(|(which, _)| which.code() == what)
            {
                *sum += count;
            }
        }
        Ok(())
    }

    fn add_latencies(
        &self,
        connection: &Connection,
        sync: SyncId,
        latencies: &mut BTreeMap<i64, u64>,
    ) -> Result<(), StateError> {
        let mut statement = connection.prepare_cached(
            "SELECT latency_ms, sum(count) FROM latencies
             WHERE sync_id = ?1 AND grain = ?2 AND start >= ?3 AND start < ?4
             GROUP BY latency_ms",
        )?;
        for pair in statement.query_map(self.keys(sync), pair)? {
            let (latency, count) = pair?;
            *latencies.entry(latency).or_default() += count;
        }
        Ok(())
    }
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(i64, u64)> {
    Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
}

/// The smallest latency that 95 of 100 deliveries did not exceed.
fn percentile_95(latencies: &BTreeMap<i64, u64>) -> Option<u64> {
    let all: u64 = latencies.values().sum();
    let rank = all.saturating_mul(95).div_ceil(100);
    let mut passed = 0;
    latencies.iter().find_map(|(latency, count)| {
        passed += count;
        (passed >= rank).then_some(latency.cast_unsigned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_95th_percentile_is_the_latency_at_its_rank() {
        assert_eq!(percentile_95(&BTreeMap::new()), None);
        assert_eq!(percentile_95(&BTreeMap::from([(5, 1)])), Some(5));
        assert_eq!(percentile_95(&BTreeMap::from([(5, 95), (9, 5)])), Some(5));
        assert_eq!(percentile_95(&BTreeMap::from([(5, 94), (9, 6)])), Some(9));
    }
}
