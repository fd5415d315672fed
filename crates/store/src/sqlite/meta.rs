//! The single numbers of the state.

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};

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

/// Copies of earlier events among all that was ever processed. Counted from the first one on, for
/// good: the counts by time are forgotten some day.
pub(super) fn duplicates(connection: &Connection) -> Result<u64, StateError> {
    let mut statement =
        connection.prepare_cached("SELECT value FROM meta WHERE name = 'duplicates'")?;
    let count: Option<i64> = statement.query_row([], |row| row.get(0)).optional()?;
    Ok(count.unwrap_or(0).cast_unsigned())
}

pub(super) fn add_duplicates(connection: &Connection, more: u64) -> Result<(), StateError> {
    if more > 0 {
        let mut statement = connection.prepare_cached(
            "INSERT INTO meta (name, value) VALUES ('duplicates', ?1)
             ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
        )?;
        statement.execute([more.cast_signed()])?;
    }
    Ok(())
}

/// When the first record of all was received, for good.
pub(super) fn first_received_at(connection: &Connection) -> Result<Option<UnixMillis>, StateError> {
    let mut statement =
        connection.prepare_cached("SELECT value FROM meta WHERE name = 'first_received_at'")?;
    let moment: Option<i64> = statement.query_row([], |row| row.get(0)).optional()?;
    Ok(moment.map(UnixMillis::new))
}

pub(super) fn set_first_received_at(
    connection: &Connection,
    moment: UnixMillis,
) -> Result<(), StateError> {
    let mut statement =
        connection.prepare_cached("INSERT INTO meta VALUES ('first_received_at', ?1)")?;
    statement.execute([moment.get()])?;
    Ok(())
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
