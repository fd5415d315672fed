//! Putting deliveries back: what had failed for good is pending again, in every count as well.

use intertide_domain::delivery::{Chain, Kind, Note, Outcome, Priority, Status};
use intertide_domain::ids::{DeliveryId, EventType, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::codes::{StatusCode, all_statuses, priority_code, read_kind};
use super::counters::{Counters, Failure};
use super::period::ids_of_period;
use super::{chain, notes, syncs};
use crate::state::{PutBack, StateError};

/// How the note begins that tells when a delivery was put back last.
const NOTE: &str = "Put back by hand at ";

pub(super) const FAILED: &str = "
    SELECT id FROM deliveries INDEXED BY deliveries_failed
    WHERE sync_id = :sync AND status = :status AND status >= 20 AND chain IS NOT NULL
        AND id >= :first AND id < :before
        AND created_at >= :created_from AND created_at < :created_before
    ORDER BY id LIMIT :limit";

pub(super) const COUNT_FAILED: &str = "
    SELECT count(*) FROM deliveries INDEXED BY deliveries_failed
    WHERE sync_id = :sync AND status = :status AND status >= 20 AND chain IS NOT NULL
        AND id >= :first AND id < :before
        AND created_at >= :created_from AND created_at < :created_before";

/// Puts back the oldest that fit, at most `limit`; says how many they were.
pub(super) fn put_back(
    connection: &Connection,
    which: &PutBack,
    limit: usize,
    at: UnixMillis,
) -> Result<u64, StateError> {
    if !syncs::exists(connection, which.sync)? {
        return Ok(0);
    }
    let search = Search::new(connection, which)?;
    let ids = match &which.ids {
        Some(ids) => search.among(connection, ids, limit)?,
        None => search.oldest(connection, limit)?,
    };
    let mut counters = Counters::default();
    for id in &ids {
        reopen(connection, which.sync, *id, at, &mut counters)?;
    }
    counters.write(connection)?;
    Ok(ids.len() as u64)
}

/// How many could be put back in all.
pub(super) fn count(connection: &Connection, which: &PutBack) -> Result<u64, StateError> {
    if !syncs::exists(connection, which.sync)? {
        return Ok(0);
    }
    let search = Search::new(connection, which)?;
    match &which.ids {
        Some(ids) => Ok(search.among(connection, ids, usize::MAX)?.len() as u64),
        None => search.count(connection),
    }
}

/// What to look for, as the index understands it.
pub(super) struct Search {
    pub(super) sync: i64,
    pub(super) statuses: Vec<StatusCode>,
    pub(super) created_from: i64,
    pub(super) created_before: i64,
    /// Ids from here, up to but without there.
    pub(super) ids: std::ops::Range<i64>,
}

impl Search {
    pub(super) fn new(connection: &Connection, which: &PutBack) -> Result<Self, StateError> {
        let category = which.category.as_deref();
        let statuses = all_statuses()
            .filter(|status| Failure::of(*status).is_some())
            .filter(|status| category.is_none() || category == status.category())
            .map(StatusCode::of)
            .collect();
        Ok(Self {
            sync: which.sync.get(),
            statuses,
            created_from: which.from.map_or(i64::MIN, UnixMillis::get),
            created_before: which.to.map_or(i64::MAX, UnixMillis::get),
            ids: ids_of_period(connection, which.from, which.to, i64::MAX)?,
        })
    }

    /// Each status is in the order of ids, so the oldest are among the oldest of each.
    fn oldest(&self, connection: &Connection, limit: usize) -> Result<Vec<i64>, StateError> {
        let mut statement = connection.prepare_cached(FAILED)?;
        let mut ids: Vec<i64> = Vec::new();
        for status in &self.statuses {
            let found = statement.query_map(
                named_params! {
                    ":sync": self.sync,
                    ":status": status.get(),
                    ":first": self.ids.start,
                    ":before": self.ids.end,
                    ":created_from": self.created_from,
                    ":created_before": self.created_before,
                    ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
                },
                |row| row.get(0),
            )?;
            for id in found {
                ids.push(id?);
            }
        }
        ids.sort_unstable();
        ids.truncate(limit);
        Ok(ids)
    }

    fn count(&self, connection: &Connection) -> Result<u64, StateError> {
        let mut statement = connection.prepare_cached(COUNT_FAILED)?;
        let mut all = 0;
        for status in &self.statuses {
            let count: i64 = statement.query_row(
                named_params! {
                    ":sync": self.sync,
                    ":status": status.get(),
                    ":first": self.ids.start,
                    ":before": self.ids.end,
                    ":created_from": self.created_from,
                    ":created_before": self.created_before,
                },
                |row| row.get(0),
            )?;
            all += count.unsigned_abs();
        }
        Ok(all)
    }

    /// Those of these ids that fit, the oldest first.
    fn among(
        &self,
        connection: &Connection,
        ids: &[DeliveryId],
        limit: usize,
    ) -> Result<Vec<i64>, StateError> {
        let mut statement = connection.prepare_cached(
            "SELECT status FROM deliveries
             WHERE id = ?1 AND sync_id = ?2 AND chain IS NOT NULL
                 AND created_at >= ?3 AND created_at < ?4",
        )?;
        let mut ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut fitting = Vec::new();
        for id in ids {
            if fitting.len() == limit {
                break;
            }
            let keys = [id, self.sync, self.created_from, self.created_before];
            let status: Option<i64> = statement.query_row(keys, |row| row.get(0)).optional()?;
            if self
                .statuses
                .iter()
                .any(|wanted| Some(wanted.get()) == status)
            {
                fitting.push(id);
            }
        }
        Ok(fitting)
    }
}

/// A delivery that failed for good.
struct Failed {
    status: Status,
    kind: Kind,
    chain: Chain,
    settled_at: UnixMillis,
    event_type: EventType,
    notes: Option<String>,
}

impl Failed {
    fn read(connection: &Connection, id: i64) -> Result<Self, StateError> {
        let mut statement = connection.prepare_cached(
            "SELECT status, kind, chain, settled_at, event_type, notes
             FROM deliveries WHERE id = ?1",
        )?;
        let mut rows = statement.query([id])?;
        let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        Ok(Self {
            status: StatusCode::read(row.get(0)?)?,
            kind: read_kind(row.get(1)?)?,
            chain: Chain::new(row.get(2)?),
            settled_at: UnixMillis::new(row.get(3)?),
            event_type: EventType::from(row.get::<_, String>(4)?),
            notes: row.get(5)?,
        })
    }
}

/// Makes a delivery pending again. It comes to its chain like one that has just been made; when
/// the turn passes, its id puts it before those that came after it.
fn reopen(
    connection: &Connection,
    sync: SyncId,
    id: i64,
    at: UnixMillis,
    counters: &mut Counters,
) -> Result<(), StateError> {
    let failed = Failed::read(connection, id)?;
    if let Some(failure) = Failure::of(failed.status) {
        counters.take_back(sync, &failed.event_type, failed.settled_at, failure);
    }
    counters.total(sync, failed.status.outcome(), -1);
    counters.total(sync, Outcome::Pending, 1);
    let turn = chain::join(connection, sync, failed.chain, failed.kind, at)?;
    let mut statement = connection.prepare_cached(
        "UPDATE deliveries SET status = ?2, due_at = ?3, priority = ?4, attempts = 0,
             first_attempt_at = NULL, settled_at = NULL
         WHERE id = ?1",
    )?;
    statement.execute(params![
        id,
        StatusCode::of(turn.status()).get(),
        turn.due_at(at).map(UnixMillis::get),
        priority_code(Priority::Retry),
    ])?;
    let note = Note(format!("{NOTE}{}", at.to_rfc3339()));
    notes::replace(
        connection,
        DeliveryId::new(id),
        failed.notes.as_deref(),
        NOTE,
        note,
    )
}
