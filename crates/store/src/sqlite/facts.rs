//! What lanes remember about workspaces.

use std::collections::BTreeMap;

use intertide_domain::ids::WorkspaceId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::state::{Fact, StateError};

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

/// What was remembered under keys that begin so.
pub(super) fn facts_under(
    connection: &Connection,
    workspace: WorkspaceId,
    prefix: &str,
    limit: usize,
) -> Result<BTreeMap<String, String>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT key, value FROM facts WHERE workspace_id = ?1 AND key >= ?2 ORDER BY key",
    )?;
    let mut rows = statement.query(params![workspace.get(), prefix])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let key: String = row.get(0)?;
        if found.len() >= limit || !key.starts_with(prefix) {
            break;
        }
        found.insert(key, row.get(1)?);
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
