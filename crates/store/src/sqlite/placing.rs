//! How deliveries come into the state, from intake and from backfills: each gets its id, its
//! place in its chain, and its slot.

use std::collections::BTreeMap;

use intertide_domain::delivery::{Chain, NewDelivery, Outcome, Route, Slot, Status};
use intertide_domain::ids::UserId;
use intertide_domain::time::{UnixMillis, UnixSeconds};
use rusqlite::{Connection, params};

use super::chain;
use super::codes::{StatusCode, kind_code, priority_code};
use super::counters::{Counters, End, Failure};
use super::error::to_json;
use super::{meta, slots};
use crate::state::StateError;

const MINUTE_MS: i64 = 60_000;

/// Puts deliveries in, in the order given, and counts them; says how many they were.
pub(super) fn put<'a>(
    connection: &Connection,
    deliveries: impl Iterator<Item = &'a NewDelivery>,
    at: UnixMillis,
    counters: &mut Counters,
) -> Result<u64, StateError> {
    let mut deliveries = deliveries.peekable();
    if deliveries.peek().is_none() {
        return Ok(0);
    }
    let first_id = meta::next_delivery(connection)?;
    let mut id = first_id;
    let mut minutes = BTreeMap::new();
    for delivery in deliveries {
        let place = place(connection, delivery, at, counters)?;
        insert(connection, id, delivery, &place)?;
        let minute = delivery.created_at.get().div_euclid(MINUTE_MS);
        minutes.entry(minute).or_insert((id, id)).1 = id;
        id += 1;
    }
    note_minutes(connection, &minutes)?;
    meta::set_next_delivery(connection, id)?;
    Ok(id.abs_diff(first_id))
}

/// Where a delivery stands when it comes.
struct Place {
    status: Status,
    chain: Option<Chain>,
    due_at: Option<UnixMillis>,
    settled_at: Option<UnixMillis>,
    slot: Option<(Slot, UnixSeconds)>,
}

/// Puts a delivery into its chain or settles it, and counts it.
fn place(
    connection: &Connection,
    delivery: &NewDelivery,
    at: UnixMillis,
    counters: &mut Counters,
) -> Result<Place, StateError> {
    let sync = delivery.sync;
    counters.selected(sync, delivery.kind, &delivery.event_type, at);
    match delivery.route {
        Route::Queued(chain) => {
            let now = delivery.created_at;
            counters.total(sync, Outcome::Pending, 1);
            let turn = chain::join(connection, sync, chain, delivery.kind, now)?;
            Ok(Place {
                status: turn.status(),
                chain: Some(chain),
                due_at: turn.due_at(now),
                settled_at: None,
                slot: match delivery.slot {
                    Some(slot) => Some((slot, slots::free_second(connection, slot)?)),
                    None => None,
                },
            })
        }
        Route::Discarded(reason) => {
            counters.total(sync, Outcome::Discarded, 1);
            let end = End::Failed(Failure::Discarded(reason));
            counters.end(sync, &delivery.event_type, at, end);
            Ok(Place {
                status: Status::Discarded(reason),
                chain: None,
                due_at: None,
                settled_at: Some(at),
                slot: None,
            })
        }
    }
}

fn insert(
    connection: &Connection,
    id: i64,
    delivery: &NewDelivery,
    place: &Place,
) -> Result<(), StateError> {
    let mut row = connection.prepare_cached(
        "INSERT INTO deliveries (id, sync_id, status, kind, priority, chain, due_at, slot_key,
             slot_second, slot_wanted, attempts, log_offset, created_at, received_at, settled_at,
             event_type, user_id, notes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    row.execute(params![
        id,
        delivery.sync.get(),
        StatusCode::of(place.status).get(),
        kind_code(delivery.kind),
        priority_code(delivery.priority),
        place.chain.map(Chain::get),
        place.due_at.map(UnixMillis::get),
        place.slot.map(|(slot, _)| slot.key.get()),
        place.slot.map(|(_, second)| second.get()),
        place.slot.map(|(slot, _)| slot.second.get()),
        delivery.offset.get().cast_signed(),
        delivery.created_at.get(),
        delivery.received_at.get(),
        place.settled_at.map(UnixMillis::get),
        delivery.event_type.as_str(),
        delivery.user_id.as_ref().map(UserId::as_str),
        notes(delivery, place)?,
    ])?;
    let mut payload =
        connection.prepare_cached("INSERT INTO payloads (delivery_id, payload) VALUES (?1, ?2)")?;
    payload.execute(params![id, delivery.payload])?;
    Ok(())
}

/// The notes of a delivery, with one of its own where it was moved to another second.
fn notes(delivery: &NewDelivery, place: &Place) -> Result<Option<String>, StateError> {
    let mut notes = delivery.notes.clone();
    if let Some((slot, second)) = place.slot
        && second != slot.second
    {
        notes.push(slots::moved_note(slot.second, second));
    }
    if notes.is_empty() {
        return Ok(None);
    }
    to_json("note", &notes).map(Some)
}

fn note_minutes(
    connection: &Connection,
    minutes: &BTreeMap<i64, (i64, i64)>,
) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO delivery_minutes (minute, first_id, last_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (minute) DO UPDATE SET last_id = excluded.last_id",
    )?;
    for (minute, (first, last)) in minutes {
        statement.execute([minute, first, last])?;
    }
    Ok(())
}
