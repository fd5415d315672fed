//! What failed, by category: counted in the index of statuses, of which even a million are read
//! at once.

use std::cmp::Reverse;
use std::collections::HashMap;

use intertide_domain::delivery::Status;
use intertide_domain::ids::{EventType, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, named_params};

use super::codes::{StatusCode, all_statuses};
use super::counters::Failure;
use super::period::Period;
use super::syncs;
use crate::state::{FailureGroup, MOST_EVENT_TYPES, NEWEST_LOOKED_AT, StateError};

pub(super) const COUNT: &str = "
    SELECT count(*), min(id), max(id) FROM deliveries INDEXED BY deliveries_status
    WHERE sync_id = :sync AND status = :status AND id >= :first AND id < :before";

/// The same where the ids alone don't tell whether a delivery was made in the period.
pub(super) const COUNT_BY_ROW: &str = "
    SELECT count(*), min(id), max(id) FROM deliveries INDEXED BY deliveries_status
    WHERE sync_id = :sync AND status = :status AND id >= :first AND id < :before
        AND created_at >= :from AND created_at < :to";

pub(super) const NEWEST_EVENT_TYPES: &str = "
    SELECT event_type FROM deliveries INDEXED BY deliveries_status
    WHERE sync_id = :sync AND status = :status AND id >= :first AND id < :before
        AND created_at >= :from AND created_at < :to
    ORDER BY id DESC LIMIT :limit";

/// The failures of a sync that were made in the period, the largest group first.
pub(super) fn failures(
    connection: &Connection,
    sync: SyncId,
    from: Option<UnixMillis>,
    to: Option<UnixMillis>,
) -> Result<Vec<FailureGroup>, StateError> {
    if !syncs::exists(connection, sync)? {
        return Ok(Vec::new());
    }
    let period = Period::new(connection, from, to)?;
    let mut groups = Vec::new();
    for status in all_statuses().filter(|status| Failure::of(*status).is_some()) {
        let search = Search {
            connection,
            sync,
            status,
            period: &period,
        };
        groups.extend(search.group()?);
    }
    groups.sort_by_key(|group| Reverse(group.count));
    Ok(groups)
}

/// How many there are, and the first and the last of them.
#[derive(Clone, Copy)]
struct Counted {
    count: u64,
    first: i64,
    last: i64,
}

impl Counted {
    fn and(self, later: Self) -> Self {
        Self {
            count: self.count + later.count,
            first: self.first.min(later.first),
            last: self.last.max(later.last),
        }
    }
}

/// The deliveries of one status.
struct Search<'a> {
    connection: &'a Connection,
    sync: SyncId,
    status: Status,
    period: &'a Period,
}

impl Search<'_> {
    fn group(&self) -> Result<Option<FailureGroup>, StateError> {
        let mut all: Option<Counted> = None;
        for (ids, by_row) in self.period.parts() {
            if let Some(counted) = self.count(&ids, by_row)? {
                all = Some(all.map_or(counted, |before| before.and(counted)));
            }
        }
        let Some(all) = all else {
            return Ok(None);
        };
        Ok(Some(FailureGroup {
            status: self.status,
            count: all.count,
            first_created_at: created_at(self.connection, all.first)?,
            last_created_at: created_at(self.connection, all.last)?,
            event_types: self.event_types()?,
        }))
    }

    fn count(
        &self,
        ids: &std::ops::Range<i64>,
        by_row: bool,
    ) -> Result<Option<Counted>, StateError> {
        if ids.is_empty() {
            return Ok(None);
        }
        let sync = self.sync.get();
        let status = StatusCode::of(self.status).get();
        let (first, before) = (ids.start, ids.end);
        let keys = named_params! {
            ":sync": sync, ":status": status, ":first": first, ":before": before,
        };
        let read = |row: &rusqlite::Row<'_>| {
            let (first, last): (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
            let count = row.get::<_, i64>(0)?.unsigned_abs();
            Ok(first
                .zip(last)
                .map(|(first, last)| Counted { count, first, last }))
        };
        if !by_row {
            let mut statement = self.connection.prepare_cached(COUNT)?;
            return Ok(statement.query_row(keys, read)?);
        }
        let mut statement = self.connection.prepare_cached(COUNT_BY_ROW)?;
        let keys = named_params! {
            ":sync": sync, ":status": status, ":first": first, ":before": before,
            ":from": self.period.from, ":to": self.period.to,
        };
        Ok(statement.query_row(keys, read)?)
    }

    fn event_types(&self) -> Result<Vec<(EventType, u64)>, StateError> {
        let mut statement = self.connection.prepare_cached(NEWEST_EVENT_TYPES)?;
        let names = statement.query_map(
            named_params! {
                ":sync": self.sync.get(),
                ":status": StatusCode::of(self.status).get(),
                ":first": self.period.ids.start,
                ":before": self.period.ids.end,
                ":from": self.period.from,
                ":to": self.period.to,
                ":limit": NEWEST_LOOKED_AT as i64,
            },
            |row| row.get::<_, String>(0),
        )?;
        let mut counts: HashMap<String, u64> = HashMap::new();
        for name in names {
            *counts.entry(name?).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        counts.truncate(MOST_EVENT_TYPES);
        let named = counts.into_iter();
        Ok(named.map(|(name, n)| (EventType::from(name), n)).collect())
    }
}

/// When a delivery was made.
pub(super) fn created_at(connection: &Connection, id: i64) -> Result<UnixMillis, StateError> {
    let mut statement =
        connection.prepare_cached("SELECT created_at FROM deliveries WHERE id = ?1")?;
    Ok(UnixMillis::new(
        statement.query_row([id], |row| row.get(0))?,
    ))
}
