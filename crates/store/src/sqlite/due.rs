//! What a lane sends next.

use intertide_domain::delivery::{Chain, Due, Follower, Kind, Priority};
use intertide_domain::ids::{DeliveryId, EventType, SyncId, UserId};
use intertide_domain::time::{UnixMillis, UnixSeconds};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codes::{priority_code, read_kind};
use super::syncs;
use crate::state::{DueBatch, MOST_FOLLOWERS, StateError};

pub(super) const DUE: &str = "
    SELECT id, kind, chain, event_type, attempts, first_attempt_at, received_at, due_at, payload,
        user_id, slot_second, slot_wanted
    FROM deliveries INDEXED BY deliveries_due JOIN payloads ON delivery_id = id
    WHERE sync_id = ?1 AND priority = ?2 AND due_at <= ?3 ORDER BY due_at, id LIMIT ?4";

pub(super) const NEXT_DUE: &str = "
    SELECT due_at FROM deliveries INDEXED BY deliveries_due
    WHERE sync_id = ?1 AND priority = ?2 AND due_at > ?3 ORDER BY due_at LIMIT 1";

pub(super) const BEHIND: &str = "
    SELECT id, kind, event_type, received_at, payload
    FROM deliveries INDEXED BY deliveries_chain JOIN payloads ON delivery_id = id
    WHERE sync_id = ?1 AND chain = ?2 AND status < 10 AND id > ?3 ORDER BY id LIMIT ?4";

/// In the order in which they are sent.
pub(super) const PRIORITIES: [Priority; 3] = [Priority::Live, Priority::Retry, Priority::Backfill];

/// The deliveries of a sync that are due, and when the next one will be.
pub(super) fn due(
    connection: &Connection,
    sync: SyncId,
    now: UnixMillis,
    limit: usize,
) -> Result<DueBatch, StateError> {
    let mut batch = DueBatch::default();
    if !syncs::exists(connection, sync)? {
        return Ok(batch);
    }
    for priority in PRIORITIES {
        add_due(connection, sync, priority, now, limit, &mut batch)?;
        let next = next_due_at(connection, sync, priority, now)?;
        batch.next_due_at = [batch.next_due_at, next].into_iter().flatten().min();
    }
    for due in &mut batch.deliveries {
        if due.kind == Kind::User {
            due.followers = followers(connection, due)?;
        }
    }
    Ok(batch)
}

/// Adds those of one priority, as far as the limit allows.
fn add_due(
    connection: &Connection,
    sync: SyncId,
    priority: Priority,
    now: UnixMillis,
    limit: usize,
    batch: &mut DueBatch,
) -> Result<(), StateError> {
    let left = limit.saturating_sub(batch.deliveries.len());
    let left = i64::try_from(left).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(DUE)?;
    let keys = [sync.get(), priority_code(priority), now.get(), left];
    let mut rows = statement.query(keys)?;
    while let Some(row) = rows.next()? {
        batch.deliveries.push(read_due(sync, priority, row)?);
    }
    Ok(())
}

fn read_due(sync: SyncId, priority: Priority, row: &Row<'_>) -> Result<Due, StateError> {
    let second: Option<i64> = row.get(10)?;
    let wanted: Option<i64> = row.get(11)?;
    Ok(Due {
        id: DeliveryId::new(row.get(0)?),
        sync,
        kind: read_kind(row.get(1)?)?,
        chain: Chain::new(row.get(2)?),
        priority,
        event_type: EventType::from(row.get::<_, String>(3)?),
        attempts: row.get(4)?,
        first_attempt_at: row.get::<_, Option<i64>>(5)?.map(UnixMillis::new),
        received_at: UnixMillis::new(row.get(6)?),
        due_at: UnixMillis::new(row.get(7)?),
        payload: row.get(8)?,
        user_id: row.get::<_, Option<String>>(9)?.map(UserId::from),
        moved_to: second.filter(|_| second != wanted).map(UnixSeconds::new),
        followers: Vec::new(),
    })
}

fn next_due_at(
    connection: &Connection,
    sync: SyncId,
    priority: Priority,
    now: UnixMillis,
) -> Result<Option<UnixMillis>, StateError> {
    let mut statement = connection.prepare_cached(NEXT_DUE)?;
    let keys = [sync.get(), priority_code(priority), now.get()];
    let at = statement.query_row(keys, |row| row.get(0)).optional()?;
    Ok(at.map(UnixMillis::new))
}

/// The user changes right behind a user change: up to the first event, which must not be
/// overtaken.
fn followers(connection: &Connection, due: &Due) -> Result<Vec<Follower>, StateError> {
    let mut statement = connection.prepare_cached(BEHIND)?;
    let mut rows = statement.query(params![
        due.sync.get(),
        due.chain.get(),
        due.id.get(),
        MOST_FOLLOWERS as i64
    ])?;
    let mut followers = Vec::new();
    while let Some(row) = rows.next()? {
        if read_kind(row.get(1)?)? != Kind::User {
            break;
        }
        followers.push(Follower {
            id: DeliveryId::new(row.get(0)?),
            event_type: EventType::from(row.get::<_, String>(2)?),
            received_at: UnixMillis::new(row.get(3)?),
            payload: row.get(4)?,
        });
    }
    Ok(followers)
}
