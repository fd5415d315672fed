//! Counts: gathered in memory during a commit, written with it.
//!
//! Two kinds are kept. Totals per sync and outcome, which always add up and stay for good; and
//! what happened in each minute and each hour, which is what metrics are drawn from.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::{DiscardReason, Kind, Outcome, Status, WaitReason};
use intertide_domain::ids::{EventType, SyncId};
use intertide_domain::process::SkipReason;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, params};

use super::codes::outcome_code;
use super::error::invalid;
use crate::state::StateError;

/// The length of a bucket of counts. Each count is written into one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Minute,
    Hour,
}

impl Grain {
    pub(super) const ALL: [Self; 2] = [Self::Minute, Self::Hour];

    pub(super) const fn code(self) -> i64 {
        match self {
            Self::Minute => 0,
            Self::Hour => 1,
        }
    }

    pub(super) const fn length(self) -> Duration {
        match self {
            Self::Minute => Duration::from_secs(60),
            Self::Hour => Duration::from_secs(60 * 60),
        }
    }
}

/// What stands for the whole project where counts are kept by sync; no sync has this id.
pub(super) const PROJECT: SyncId = SyncId::new(0);

/// What is counted. The numbers are those on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    DeliveredFirst = 1,
    DeliveredAfterRetry = 2,
    Discarded = 3,
    Expired = 4,
    Skipped = 5,
    Received = 6,
    Duplicate = 7,
    Retried = 8,
    Selected = 9,
}

impl What {
    const ALL: [Self; 9] = [
        Self::DeliveredFirst,
        Self::DeliveredAfterRetry,
        Self::Discarded,
        Self::Expired,
        Self::Skipped,
        Self::Received,
        Self::Duplicate,
        Self::Retried,
        Self::Selected,
    ];

    pub(super) const fn code(self) -> i64 {
        self as i64
    }

    /// What a number on disk stands for.
    pub(super) fn read(number: i64) -> Result<Self, StateError> {
        Self::ALL
            .into_iter()
            .find(|what| what.code() == number)
            .ok_or_else(|| invalid("count", number))
    }
}

/// How a delivery ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    Delivered { attempts: u32, latency: Duration },
    Failed(Failure),
}

/// How a delivery failed for good.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failure {
    Discarded(DiscardReason),
    Expired(WaitReason),
}

impl Failure {
    /// The failure that a status tells of.
    pub(super) const fn of(status: Status) -> Option<Self> {
        match status {
            Status::Discarded(reason) => Some(Self::Discarded(reason)),
            Status::Expired(reason) => Some(Self::Expired(reason)),
            Status::Pending(_) | Status::Delivered => None,
        }
    }

    const fn counted(self) -> (What, &'static str) {
        match self {
            Self::Discarded(reason) => (What::Discarded, reason.as_str()),
            Self::Expired(reason) => (What::Expired, reason.as_str()),
        }
    }
}

type Key = (SyncId, UnixMillis, What, &'static str, Option<EventType>);

/// What a commit adds to the counts.
#[derive(Debug, Default)]
pub(super) struct Counters {
    totals: BTreeMap<(SyncId, Outcome), i64>,
    /// By the minute.
    counts: BTreeMap<Key, i64>,
    /// By the minute.
    latencies: BTreeMap<(SyncId, UnixMillis, u64), u64>,
}

impl Counters {
    /// Deliveries come to an outcome, or leave it.
    pub(super) fn total(&mut self, sync: SyncId, outcome: Outcome, change: i64) {
        *self.totals.entry((sync, outcome)).or_default() += change;
    }

    /// A delivery was made, whatever becomes of it.
    pub(super) fn selected(
        &mut self,
        sync: SyncId,
        kind: Kind,
        event_type: &EventType,
        at: UnixMillis,
    ) {
        let event_type = Some(event_type.clone());
        self.count(sync, at, What::Selected, kind.as_str(), event_type, 1);
    }

    /// A delivery ended at `at`, and counts for the minute of that moment.
    pub(super) fn end(&mut self, sync: SyncId, event_type: &EventType, at: UnixMillis, end: End) {
        let (what, category) = match end {
            End::Delivered { attempts, latency } => {
                let key = (sync, minute(at), three_digits(latency));
                *self.latencies.entry(key).or_default() += 1;
                let first = attempts <= 1;
                let what = if first {
                    What::DeliveredFirst
                } else {
                    What::DeliveredAfterRetry
                };
                (what, "")
            }
            End::Failed(failure) => failure.counted(),
        };
        self.count(sync, at, what, category, Some(event_type.clone()), 1);
    }

    /// A delivery whose end was counted at `at` has not ended after all.
    pub(super) fn take_back(
        &mut self,
        sync: SyncId,
        event_type: &EventType,
        at: UnixMillis,
        end: Failure,
    ) {
        let (what, category) = end.counted();
        self.count(sync, at, what, category, Some(event_type.clone()), -1);
    }

    /// A delivery is to be tried again.
    pub(super) fn retried(&mut self, sync: SyncId, reason: WaitReason, at: UnixMillis) {
        self.count(sync, at, What::Retried, reason.as_str(), None, 1);
    }

    /// Events that a sync did not select.
    pub(super) fn skipped(&mut self, sync: SyncId, reason: SkipReason, at: UnixMillis, count: u64) {
        let count = count.cast_signed();
        self.count(sync, at, What::Skipped, reason.as_str(), None, count);
    }

    /// Events that came, and those of them that were copies.
    pub(super) fn intake(&mut self, at: UnixMillis, received: u64, duplicates: u64) {
        let (received, duplicates) = (received.cast_signed(), duplicates.cast_signed());
        self.count(PROJECT, at, What::Received, "", None, received);
        self.count(PROJECT, at, What::Duplicate, "", None, duplicates);
    }

    fn count(
        &mut self,
        sync: SyncId,
        at: UnixMillis,
        what: What,
        category: &'static str,
        event_type: Option<EventType>,
        count: i64,
    ) {
        if count != 0 {
            let key = (sync, minute(at), what, category, event_type);
            *self.counts.entry(key).or_default() += count;
        }
    }

    /// Adds everything to what is stored.
    pub(super) fn write(self, connection: &Connection) -> Result<(), StateError> {
        write_totals(connection, &self.totals)?;
        for grain in Grain::ALL {
            write_counts(connection, grain, &self.counts)?;
            write_latencies(connection, grain, &self.latencies)?;
        }
        Ok(())
    }
}

fn write_totals(
    connection: &Connection,
    totals: &BTreeMap<(SyncId, Outcome), i64>,
) -> Result<(), StateError> {
    let mut add = connection.prepare_cached(
        "INSERT INTO totals (sync_id, outcome, count) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET count = count + excluded.count",
    )?;
    for ((sync, outcome), change) in totals.iter().filter(|(_, change)| **change != 0) {
        add.execute([sync.get(), outcome_code(*outcome), *change])?;
    }
    Ok(())
}

/// What is taken back is taken from where it was counted; where that bucket is not kept any more,
/// there is nothing to take it from.
fn write_counts(
    connection: &Connection,
    grain: Grain,
    counts: &BTreeMap<Key, i64>,
) -> Result<(), StateError> {
    let mut add = connection.prepare_cached(
        "INSERT INTO counts (sync_id, grain, start, what, category, event_type, count)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET count = count + excluded.count",
    )?;
    let mut take = connection.prepare_cached(
        "UPDATE counts SET count = max(count + ?7, 0)
         WHERE sync_id = ?1 AND grain = ?2 AND start = ?3 AND what = ?4 AND category = ?5
             AND event_type = ?6",
    )?;
    for ((sync, at, what, category, event_type), count) in counts {
        let statement = if *count < 0 { &mut take } else { &mut add };
        statement.execute(params![
            sync.get(),
            grain.code(),
            at.floor_to(grain.length()).get(),
            what.code(),
            category,
            event_type
                .as_ref()
                .map_or("", |event_type| event_type.as_str()),
            count,
        ])?;
    }
    Ok(())
}

fn write_latencies(
    connection: &Connection,
    grain: Grain,
    latencies: &BTreeMap<(SyncId, UnixMillis, u64), u64>,
) -> Result<(), StateError> {
    let mut add = connection.prepare_cached(
        "INSERT INTO latencies (sync_id, grain, start, latency_ms, count)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET count = count + excluded.count",
    )?;
    for ((sync, at, latency), count) in latencies {
        add.execute(params![
            sync.get(),
            grain.code(),
            at.floor_to(grain.length()).get(),
            latency.cast_signed(),
            count.cast_signed(),
        ])?;
    }
    Ok(())
}

fn minute(at: UnixMillis) -> UnixMillis {
    at.floor_to(Grain::Minute.length())
}

/// A duration in milliseconds, rounded to three digits: off by half a percent at most, and a
/// bucket holds a few thousand different ones however much is delivered.
fn three_digits(latency: Duration) -> u64 {
    let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
    let digits = millis.checked_ilog10().unwrap_or(0);
    let unit = 10_u64.pow(digits.saturating_sub(2));
    let round_up = u64::from(millis % unit >= unit.div_ceil(2));
    (millis / unit + round_up).saturating_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_keep_three_digits() {
        let table = [
            (0, 0),
            (7, 7),
            (999, 999),
            (1_000, 1_000),
            (1_004, 1_000),
            (1_005, 1_010),
            (12_349, 12_300),
            (99_950, 100_000),
            (3_600_123, 3_600_000),
        ];
        for (millis, kept) in table {
            assert_eq!(three_digits(Duration::from_millis(millis)), kept);
        }
    }
}
