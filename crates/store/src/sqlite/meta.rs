//! The single numbers of the state.

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, params};

use crate::state::StateError;

/// One past the last record whose consequences are committed.
pub(super) fn processed(connection: &Connection) -> Result<Offset, StateError> {
    get(connection, "processed").map(|value| Offset::new(value.cast_unsigned()))
}

pub(super) fn set_processed(connection: &Connection, offset: Offset) -> Result<(), StateError> {
    set(connection, "processed", offset.get().cast_signed())
}

/// The id of the next delivery: kept apart from the rows, since ids are not given twice even when
/// the last row is pruned.
pub(super) fn next_delivery(connection: &Connection) -> Result<i64, StateError> {
    get(connection, "next_delivery")
}

pub(super) fn set_next_delivery(connection: &Connection, id: i64) -> Result<(), StateError> {
    set(connection, "next_delivery", id)
}

/// From here on counts are kept by the minute; before it, only by the hour. Always a full hour.
pub(super) fn minutes_from(connection: &Connection) -> Result<UnixMillis, StateError> {
    get(connection, "minutes_from").map(UnixMillis::new)
}

pub(super) fn set_minutes_from(
    connection: &Connection,
    moment: UnixMillis,
) -> Result<(), StateError> {
    set(connection, "minutes_from", moment.get())
}

/// Changes something, so that there is something to be synced.
pub(super) fn count_checkpoint(connection: &Connection) -> Result<(), StateError> {
    let count = get(connection, "checkpoints")?;
    set(connection, "checkpoints", count.wrapping_add(1))
}

fn get(connection: &Connection, name: &str) -> Result<i64, StateError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0))?)
}

fn set(connection: &Connection, name: &str, value: i64) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached("UPDATE meta SET value = ?2 WHERE name = ?1")?;
    statement.execute(params![name, value])?;
    Ok(())
}
