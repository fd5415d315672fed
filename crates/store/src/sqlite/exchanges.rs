//! The exchanges of deliveries: what was asked and answered, as much of it as anybody reads.

use intertide_domain::delivery::{Exchange, Note};
use intertide_domain::ids::DeliveryId;
use rusqlite::{Connection, params};

use super::error::{from_json, invalid, to_json};
use crate::state::{MOST_EXCHANGES, StateError};

/// Adds exchanges to a delivery, and drops its oldest where they become too many; then there is a
/// note to be made of it.
pub(super) fn add(
    connection: &Connection,
    id: DeliveryId,
    exchanges: &[Exchange],
) -> Result<Option<Note>, StateError> {
    if exchanges.is_empty() {
        return Ok(None);
    }
    let mut statement = connection
        .prepare_cached("INSERT INTO exchanges (delivery_id, exchange) VALUES (?1, ?2)")?;
    let newest = exchanges.len().saturating_sub(MOST_EXCHANGES);
    for exchange in exchanges.iter().skip(newest) {
        statement.execute(params![id.get(), to_json("exchange", exchange)?])?;
    }
    let mut statement = connection.prepare_cached(
        "DELETE FROM exchanges WHERE number IN (
             SELECT number FROM exchanges WHERE delivery_id = ?1
             ORDER BY number DESC LIMIT -1 OFFSET ?2)",
    )?;
    let dropped = statement.execute([id.get(), MOST_EXCHANGES as i64])?;
    Ok((newest + dropped > 0).then(|| {
        Note(format!(
            "Only the newest {MOST_EXCHANGES} exchanges are kept"
        ))
    }))
}

/// The exchanges of a delivery, in the order in which they were recorded.
pub(super) fn of(connection: &Connection, id: DeliveryId) -> Result<Vec<Exchange>, StateError> {
    let mut statement = connection
        .prepare_cached("SELECT exchange FROM exchanges WHERE delivery_id = ?1 ORDER BY number")?;
    let mut rows = statement.query([id.get()])?;
    let mut exchanges = Vec::new();
    while let Some(row) = rows.next()? {
        let text = row
            .get_ref(0)?
            .as_str()
            .map_err(|e| invalid("exchange", e))?;
        exchanges.push(from_json("exchange", text)?);
    }
    Ok(exchanges)
}
