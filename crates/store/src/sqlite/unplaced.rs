//! Deliveries that were discarded before they had a place in a chain: found, and given one.

use intertide_domain::delivery::{Chain, NewDelivery, Route};
use intertide_domain::ids::{DeliveryId, Offset, UserId};
use rusqlite::{Connection, Row, named_params, params};

use super::codes::read_kind;
use super::error::to_json;
use super::put_back::Search;
use super::{slots, syncs};
use crate::state::{PutBack, StateError, Unplaced};

pub(super) const UNPLACED: &str = "
    SELECT id, log_offset, kind FROM deliveries INDEXED BY deliveries_unplaced
    WHERE sync_id = :sync AND status = :status AND chain IS NULL
        AND id >= :first AND id < :before
        AND created_at >= :created_from AND created_at < :created_before
    ORDER BY id LIMIT :limit";

/// Those that fit, behind `after`, the oldest first.
pub(super) fn find(
    connection: &Connection,
    which: &PutBack,
    after: Option<DeliveryId>,
    limit: usize,
) -> Result<Vec<Unplaced>, StateError> {
    if !syncs::exists(connection, which.sync)? {
        return Ok(Vec::new());
    }
    let search = Search::new(connection, which)?;
    let first = after.map_or(i64::MIN, |after| after.get().saturating_add(1));
    let mut statement = connection.prepare_cached(UNPLACED)?;
    let mut found = Vec::new();
    for status in &search.statuses {
        let mut rows = statement.query(named_params! {
            ":sync": search.sync,
            ":status": status.get(),
            ":first": search.ids.start.max(first),
            ":before": search.ids.end,
            ":created_from": search.created_from,
            ":created_before": search.created_before,
            ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
        })?;
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
    }
    // Each status is in the order of ids, so the oldest are among the oldest of each.
    found.sort_unstable_by_key(|unplaced| unplaced.id);
    found.truncate(limit);
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Unplaced, StateError> {
    Ok(Unplaced {
        id: DeliveryId::new(row.get(0)?),
        offset: Offset::new(row.get::<_, i64>(1)?.cast_unsigned()),
        kind: read_kind(row.get(2)?)?,
    })
}

/// Gives deliveries the place that a fresh decision found for them.
pub(super) fn place(
    connection: &Connection,
    decided: &[(DeliveryId, NewDelivery)],
) -> Result<(), StateError> {
    for (id, made) in decided {
        if let Route::Queued(chain) = made.route {
            place_one(connection, *id, chain, made)?;
        }
    }
    Ok(())
}

fn place_one(
    connection: &Connection,
    id: DeliveryId,
    chain: Chain,
    made: &NewDelivery,
) -> Result<(), StateError> {
    let mut notes = made.notes.clone();
    let slot = match made.slot {
        None => None,
        Some(slot) => {
            let second = slots::free_second(connection, slot)?;
            if second != slot.second {
                notes.push(slots::moved_note(slot.second, second));
            }
            Some((slot, second))
        }
    };
    let notes = match notes.is_empty() {
        true => None,
        false => Some(to_json("note", &notes)?),
    };
    let mut row = connection.prepare_cached(
        "UPDATE deliveries SET chain = ?2, slot_key = ?3, slot_second = ?4, slot_wanted = ?5,
             user_id = ?6, notes = ?7
         WHERE id = ?1 AND chain IS NULL AND status >= 20",
    )?;
    let placed = row.execute(params![
        id.get(),
        chain.get(),
        slot.map(|(slot, _)| slot.key.get()),
        slot.map(|(_, second)| second.get()),
        slot.map(|(slot, _)| slot.second.get()),
        made.user_id.as_ref().map(UserId::as_str),
        notes,
    ])?;
    if placed > 0 {
        let mut payload =
            connection.prepare_cached("UPDATE payloads SET payload = ?2 WHERE delivery_id = ?1")?;
        payload.execute(params![id.get(), made.payload])?;
    }
    Ok(())
}
