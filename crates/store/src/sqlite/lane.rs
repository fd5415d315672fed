//! What lanes read, and what they remember about workspaces.

use std::collections::BTreeMap;

use intertide_domain::delivery::{Chain, Due};
use intertide_domain::ids::{DeliveryId, EventType, SyncId, UserId, WorkspaceId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codes::read_kind;
use super::syncs;
use crate::state::{Fact, StateError};

pub(super) const DUE: &str = "
    SELECT id, kind, chain, event_type, attempts, first_attempt_at, received_at, due_at, payload,
        user_id
    FROM deliveries INDEXED BY deliveries_due JOIN payloads ON delivery_id = id
    WHERE sync_id = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT ?3";

pub(super) const NEXT_DUE: &str = "
    SELECT due_at FROM deliveries INDEXED BY deliveries_due
    WHERE sync_id = ?1 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1";

/// The deliveries of a sync that are due, those due first first.
pub(super) fn due(
    connection: &Connection,
    sync: SyncId,
    now: UnixMillis,
    limit: usize,
) -> Result<Vec<Due>, StateError> {
    if !syncs::exists(connection, sync)? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(DUE)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query([sync.get(), now.get(), limit])?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        due.push(read_due(sync, row)?);
    }
    Ok(due)
}

fn read_due(sync: SyncId, row: &Row<'_>) -> Result<Due, StateError> {
    Ok(Due {
        id: DeliveryId::new(row.get(0)?),
        sync,
        kind: read_kind(row.get(1)?)?,
        chain: Chain::new(row.get(2)?),
        event_type: EventType::from(row.get::<_, String>(3)?),
        attempts: row.get(4)?,
        first_attempt_at: row.get::<_, Option<i64>>(5)?.map(UnixMillis::new),
        received_at: UnixMillis::new(row.get(6)?),
        due_at: UnixMillis::new(row.get(7)?),
        payload: row.get(8)?,
        user_id: row.get::<_, Option<String>>(9)?.map(UserId::from),
    })
}

/// When the next delivery of a sync falls due.
pub(super) fn next_due_at(
    connection: &Connection,
    sync: SyncId,
) -> Result<Option<UnixMillis>, StateError> {
    if !syncs::exists(connection, sync)? {
        return Ok(None);
    }
    let mut statement = connection.prepare_cached(NEXT_DUE)?;
    let at = statement
        .query_row([sync.get()], |row| row.get(0))
        .optional()?;
    Ok(at.map(UnixMillis::new))
}

/// What was remembered under these keys.
pub(super) fn facts(
    connection: &Connection,
    workspace: WorkspaceId,
    keys: &[String],
) -> Result<BTreeMap<String, String>, StateError> {
    let mut statement = connection
        .prepare_cached("SELECT value FROM facts WHERE workspace_id = ?1 AND key = ?2")?;
    let mut found = BTreeMap::new();
    for key in keys {
        let value = statement.query_row(params![workspace.get(), key], |row| row.get(0));
        if let Some(value) = value.optional()? {
            found.insert(key.clone(), value);
        }
    }
    Ok(found)
}

/// Remembers and forgets.
pub(super) fn put_facts(connection: &Connection, facts: &[Fact]) -> Result<(), StateError> {
    let mut write = connection.prepare_cached(
        "INSERT INTO facts (workspace_id, key, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (workspace_id, key) DO UPDATE SET value = excluded.value",
    )?;
    let mut forget =
        connection.prepare_cached("DELETE FROM facts WHERE workspace_id = ?1 AND key = ?2")?;
    for Fact {
        workspace,
        key,
        value,
    } in facts
    {
        match value {
            Some(value) => write.execute(params![workspace.get(), key, value])?,
            None => forget.execute(params![workspace.get(), key])?,
        };
    }
    Ok(())
}

/// The workspace of a fingerprint, if it was ever asked for.
pub(super) fn known_workspace(
    connection: &Connection,
    fingerprint: &str,
) -> Result<Option<WorkspaceId>, StateError> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM workspaces WHERE fingerprint = ?1")?;
    let id = statement
        .query_row([fingerprint], |row| row.get(0))
        .optional()?;
    Ok(id.map(WorkspaceId::new))
}

/// The workspace of a fingerprint, known from here on.
pub(super) fn workspace(
    connection: &Connection,
    fingerprint: &str,
) -> Result<WorkspaceId, StateError> {
    if let Some(known) = known_workspace(connection, fingerprint)? {
        return Ok(known);
    }
    let mut statement =
        connection.prepare_cached("INSERT INTO workspaces (fingerprint) VALUES (?1)")?;
    statement
        .insert([fingerprint])
        .map(WorkspaceId::new)
        .map_err(StateError::from)
}
