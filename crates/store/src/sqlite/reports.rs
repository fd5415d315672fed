//! What the API reads: lists of deliveries, single ones, totals, users.

use std::collections::BTreeMap;

use intertide_domain::delivery::{Outcome, Status};
use intertide_domain::ids::{DeliveryId, EventType, Offset, SyncId, UserId};
use intertide_domain::profile::ProfileKey;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, Row};

use super::codes::{StatusCode, outcome_code, read_kind};
use super::syncs::LiveSyncs;
use super::{exchanges, listing, notes, profiles, syncs};
use crate::state::{
    DeliveryPage, DeliveryQuery, DeliveryRecord, DeliveryRow, StateError, UserRecord,
};

/// Deliveries of one sync, newest first.
pub(super) fn deliveries(
    connection: &Connection,
    query: &DeliveryQuery,
) -> Result<DeliveryPage, StateError> {
    if !syncs::exists(connection, query.sync)? {
        return Ok(DeliveryPage::default());
    }
    let found = listing::find(connection, query)?;
    let mut deliveries = Vec::with_capacity(found.ids.len());
    for id in &found.ids {
        deliveries.extend(row(connection, *id)?);
    }
    Ok(DeliveryPage {
        next: found.ids.last().copied().filter(|_| found.more),
        deliveries,
    })
}

/// One delivery with all that is known of it.
pub(super) fn delivery(
    connection: &Connection,
    id: DeliveryId,
) -> Result<Option<DeliveryRecord>, StateError> {
    let Some(row) = row(connection, id)? else {
        return Ok(None);
    };
    if !syncs::exists(connection, row.sync)? {
        return Ok(None);
    }
    let mut statement =
        connection.prepare_cached("SELECT payload FROM payloads WHERE delivery_id = ?1")?;
    let payload = statement.query_row([id.get()], |row| row.get(0))?;
    Ok(Some(DeliveryRecord {
        row,
        payload,
        exchanges: exchanges::of(connection, id)?,
    }))
}

pub(super) const OF_RECORD: &str =
    "SELECT id FROM deliveries INDEXED BY deliveries_offset WHERE log_offset = ?1 ORDER BY id";

/// The deliveries that came of one record, in the order of their creation.
pub(super) fn deliveries_of(
    connection: &Connection,
    offset: Offset,
) -> Result<Vec<DeliveryRow>, StateError> {
    let live = LiveSyncs::read(connection)?;
    let mut statement = connection.prepare_cached(OF_RECORD)?;
    let ids = statement.query_map([offset.get().cast_signed()], |row| row.get(0))?;
    let mut deliveries = Vec::new();
    for id in ids {
        deliveries.extend(row(connection, DeliveryId::new(id?))?);
    }
    deliveries.retain(|delivery| live.contains(delivery.sync));
    Ok(deliveries)
}

fn row(connection: &Connection, id: DeliveryId) -> Result<Option<DeliveryRow>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT sync_id, kind, status, event_type, user_id, log_offset, created_at, received_at,
             attempts, due_at, settled_at, notes
         FROM deliveries WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.get()])?;
    rows.next()?.map(|row| read_row(id, row)).transpose()
}

fn read_row(id: DeliveryId, row: &Row<'_>) -> Result<DeliveryRow, StateError> {
    let status: Status = StatusCode::read(row.get(2)?)?;
    let moment = |column| -> Result<Option<UnixMillis>, StateError> {
        Ok(row.get::<_, Option<i64>>(column)?.map(UnixMillis::new))
    };
    Ok(DeliveryRow {
        id,
        sync: SyncId::new(row.get(0)?),
        kind: read_kind(row.get(1)?)?,
        status,
        event_type: EventType::from(row.get::<_, String>(3)?),
        user_id: row.get::<_, Option<String>>(4)?.map(UserId::from),
        offset: Offset::new(row.get::<_, i64>(5)?.cast_unsigned()),
        created_at: UnixMillis::new(row.get(6)?),
        received_at: UnixMillis::new(row.get(7)?),
        attempts: row.get(8)?,
        next_attempt_at: moment(9)?,
        settled_at: moment(10)?,
        notes: notes::read(row.get::<_, Option<String>>(11)?.as_deref())?,
    })
}

/// How many deliveries there ever were, by outcome.
pub(super) fn totals(
    connection: &Connection,
    sync: SyncId,
) -> Result<BTreeMap<Outcome, u64>, StateError> {
    let live = syncs::exists(connection, sync)?;
    let mut statement = connection
        .prepare_cached("SELECT count FROM totals WHERE sync_id = ?1 AND outcome = ?2")?;
    let mut totals = BTreeMap::new();
    for outcome in Outcome::ALL {
        let count: Option<i64> = if live {
            let keys = [sync.get(), outcome_code(*outcome)];
            statement.query_row(keys, |row| row.get(0)).optional()?
        } else {
            None
        };
        totals.insert(*outcome, count.unwrap_or(0).cast_unsigned());
    }
    Ok(totals)
}

/// A user's profile and devices; none where neither is known.
pub(super) fn user(
    connection: &Connection,
    user: &UserId,
) -> Result<Option<UserRecord>, StateError> {
    let profile = profiles::get(connection, &ProfileKey::User(user.clone()))?;
    let devices = profiles::devices_of(connection, user)?;
    if profile.is_none() && devices.is_empty() {
        return Ok(None);
    }
    Ok(Some(UserRecord {
        profile: profile.unwrap_or_default(),
        devices,
    }))
}
