//! The notes on deliveries. Each is there once, however often it is made.

use intertide_domain::delivery::Note;
use intertide_domain::ids::DeliveryId;
use rusqlite::{Connection, params};

use super::error::{from_json, to_json};
use crate::state::StateError;

/// Adds to the notes that a delivery has at present.
pub(super) fn add(
    connection: &Connection,
    id: DeliveryId,
    present: Option<&str>,
    more: &[Note],
) -> Result<(), StateError> {
    if more.is_empty() {
        return Ok(());
    }
    let mut notes = read(present)?;
    for note in more {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    write(connection, id, &notes)
}

/// Makes a note that begins like this the only one that does.
pub(super) fn replace(
    connection: &Connection,
    id: DeliveryId,
    present: Option<&str>,
    beginning: &str,
    note: Note,
) -> Result<(), StateError> {
    let mut notes = read(present)?;
    notes.retain(|Note(text)| !text.starts_with(beginning));
    notes.push(note);
    write(connection, id, &notes)
}

/// Reads the notes of a row, which has none where the column is empty.
pub(super) fn read(column: Option<&str>) -> Result<Vec<Note>, StateError> {
    column.map_or(Ok(Vec::new()), |text| from_json("note", text))
}

fn write(connection: &Connection, id: DeliveryId, notes: &[Note]) -> Result<(), StateError> {
    let mut statement =
        connection.prepare_cached("UPDATE deliveries SET notes = ?2 WHERE id = ?1")?;
    statement.execute(params![id.get(), to_json("note", &notes)?])?;
    Ok(())
}
