//! Backfills: what is to be sent after the fact, and how far it has come.

use std::collections::HashSet;

use intertide_domain::delivery::NewDelivery;
use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, Row, params};

use super::codes::{backfill_code, kind_code, read_backfill};
use super::counters::Counters;
use super::{placing, syncs};
use crate::state::{Backfill, BackfillId, BackfillState, BackfillStep, NewBackfill, StateError};

pub(super) const MADE_BEFORE: &str = "
    SELECT 1 FROM deliveries INDEXED BY deliveries_offset
    WHERE log_offset = ?1 AND sync_id = ?2 AND kind = ?3";

const COLUMNS: &str = "id, sync_id, from_time, to_time, first_offset, end_offset, next_offset,
     deliveries, state, started_at, ended_at";

/// Writes down a backfill. One without records is done at once.
pub(super) fn start(connection: &Connection, new: &NewBackfill) -> Result<Backfill, StateError> {
    if !syncs::exists(connection, new.sync)? {
        return Err(StateError::NoSuchSync(new.sync));
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO backfills (sync_id, from_time, to_time, first_offset, end_offset,
             next_offset, deliveries, state, started_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?4, 0, ?6, ?7)",
    )?;
    let id = statement.insert(params![
        new.sync.get(),
        new.from.get(),
        new.to.get(),
        new.records.start.get().cast_signed(),
        new.records.end.get().cast_signed(),
        backfill_code(BackfillState::Running),
        new.at.get(),
    ])?;
    let mut backfill = get(connection, BackfillId(id))?;
    let start = backfill.next;
    backfill.advance(start, 0, new.at);
    write(connection, &backfill)?;
    Ok(backfill)
}

/// Commits a step; says how the backfill stands then.
pub(super) fn step(connection: &Connection, step: &BackfillStep) -> Result<Backfill, StateError> {
    let mut backfill = get(connection, step.id)?;
    if backfill.state != BackfillState::Running {
        return Ok(backfill);
    }
    let mut counters = Counters::default();
    let missing = missing(connection, backfill.sync, &step.deliveries)?;
    let made = placing::put(connection, missing.into_iter(), step.at, &mut counters)?;
    counters.write(connection)?;
    backfill.advance(step.next, made, step.at);
    write(connection, &backfill)?;
    Ok(backfill)
}

/// Ends a backfill before its time; false when it was not running.
pub(super) fn cancel(
    connection: &Connection,
    id: BackfillId,
    at: UnixMillis,
) -> Result<bool, StateError> {
    let mut statement = connection.prepare_cached(
        "UPDATE backfills SET state = ?2, ended_at = ?3 WHERE id = ?1 AND state = ?4",
    )?;
    let changed = statement.execute([
        id.0,
        backfill_code(BackfillState::Cancelled),
        at.get(),
        backfill_code(BackfillState::Running),
    ])?;
    Ok(changed > 0)
}

/// The backfills of a sync, or of all of them, newest first.
pub(super) fn all(
    connection: &Connection,
    sync: Option<SyncId>,
) -> Result<Vec<Backfill>, StateError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM backfills
         WHERE (?1 IS NULL OR sync_id = ?1) AND sync_id IN (SELECT id FROM syncs)
         ORDER BY id DESC"
    ))?;
    let mut rows = statement.query([sync.map(SyncId::get)])?;
    let mut backfills = Vec::new();
    while let Some(row) = rows.next()? {
        backfills.push(read(row)?);
    }
    Ok(backfills)
}

/// Forgets those of a sync that is gone.
pub(super) fn remove_of(connection: &Connection, sync: i64) -> Result<(), StateError> {
    connection.execute("DELETE FROM backfills WHERE sync_id = ?1", [sync])?;
    Ok(())
}

/// Forgets those that ended long ago.
pub(super) fn remove_ended(connection: &Connection, before: UnixMillis) -> Result<(), StateError> {
    connection.execute("DELETE FROM backfills WHERE ended_at < ?1", [before.get()])?;
    Ok(())
}

/// The deliveries of the sync that it has not had yet: one of a record and kind is enough.
fn missing<'a>(
    connection: &Connection,
    sync: SyncId,
    deliveries: &'a [NewDelivery],
) -> Result<Vec<&'a NewDelivery>, StateError> {
    let mut made_before = connection.prepare_cached(MADE_BEFORE)?;
    let mut known = HashSet::new();
    let mut missing = Vec::new();
    for delivery in deliveries.iter().filter(|d| d.sync == sync) {
        let key = (delivery.offset, delivery.kind);
        let keys = [
            delivery.offset.get().cast_signed(),
            sync.get(),
            kind_code(delivery.kind),
        ];
        if known.insert(key) && !made_before.exists(keys)? {
            missing.push(delivery);
        }
    }
    Ok(missing)
}

/// A backfill that runs, or ran. Where its sync is gone, so is what it was run for.
fn get(connection: &Connection, id: BackfillId) -> Result<Backfill, StateError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM backfills WHERE id = ?1"))?;
    let mut rows = statement.query([id.0])?;
    let missing = || StateError::Database(format!("there is no backfill {}", id.0));
    let backfill = read(rows.next()?.ok_or_else(missing)?)?;
    if syncs::exists(connection, backfill.sync)? {
        Ok(backfill)
    } else {
        Err(StateError::NoSuchSync(backfill.sync))
    }
}

fn read(row: &Row<'_>) -> Result<Backfill, StateError> {
    let offset = |column| -> Result<Offset, StateError> {
        Ok(Offset::new(row.get::<_, i64>(column)?.cast_unsigned()))
    };
    Ok(Backfill {
        id: BackfillId(row.get(0)?),
        sync: SyncId::new(row.get(1)?),
        from: UnixMillis::new(row.get(2)?),
        to: UnixMillis::new(row.get(3)?),
        records: offset(4)?..offset(5)?,
        next: offset(6)?,
        deliveries: row.get::<_, i64>(7)?.cast_unsigned(),
        state: read_backfill(row.get(8)?)?,
        started_at: UnixMillis::new(row.get(9)?),
        ended_at: row.get::<_, Option<i64>>(10)?.map(UnixMillis::new),
    })
}

impl Backfill {
    /// Comes further, never back, and to its end where that is reached.
    fn advance(&mut self, next: Offset, made: u64, at: UnixMillis) {
        self.next = self.next.max(next);
        self.deliveries = self.deliveries.saturating_add(made);
        if self.next >= self.records.end {
            self.state = BackfillState::Done;
            self.ended_at = Some(at);
        }
    }
}

fn write(connection: &Connection, backfill: &Backfill) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "UPDATE backfills SET next_offset = ?2, deliveries = ?3, state = ?4, ended_at = ?5
         WHERE id = ?1",
    )?;
    statement.execute(params![
        backfill.id.0,
        backfill.next.get().cast_signed(),
        backfill.deliveries.cast_signed(),
        backfill_code(backfill.state),
        backfill.ended_at.map(UnixMillis::get),
    ])?;
    Ok(())
}
