//! The documents of syncs, and the server's own settings.

use std::collections::BTreeSet;

use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::{from_json, invalid, to_json};
use crate::state::{SealedToken, StateError, StoredSync, SyncChange, TokenChange};

const FIRST_VERSION: u64 = 1;

/// The syncs that are there, for a commit that names many deliveries.
pub(super) struct LiveSyncs(BTreeSet<i64>);

impl LiveSyncs {
    pub(super) fn read(connection: &Connection) -> Result<Self, StateError> {
        let mut statement = connection.prepare_cached("SELECT id FROM syncs")?;
        let ids: Result<_, _> = statement.query_map([], |row| row.get(0))?.collect();
        Ok(Self(ids?))
    }

    pub(super) fn contains(&self, sync: SyncId) -> bool {
        self.0.contains(&sync.get())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = SyncId> {
        self.0.iter().copied().map(SyncId::new)
    }
}

/// Whether the sync is there: what is left of a deleted one counts for nothing.
pub(super) fn exists(connection: &Connection, sync: SyncId) -> Result<bool, StateError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM syncs WHERE id = ?1")?;
    Ok(statement.exists([sync.get()])?)
}

/// All syncs, by id.
pub(super) fn all(connection: &Connection) -> Result<Vec<StoredSync>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, document, token, version, active_from, created_at, updated_at
         FROM syncs ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut syncs = Vec::new();
    while let Some(row) = rows.next()? {
        syncs.push(read(row)?);
    }
    Ok(syncs)
}

/// One sync.
pub(super) fn get(connection: &Connection, id: SyncId) -> Result<Option<StoredSync>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, document, token, version, active_from, created_at, updated_at
         FROM syncs WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.get()])?;
    rows.next()?.map(read).transpose()
}

fn read(row: &Row<'_>) -> Result<StoredSync, StateError> {
    let text = row.get_ref(1)?.as_str().map_err(|e| invalid("sync", e))?;
    Ok(StoredSync {
        id: SyncId::new(row.get(0)?),
        document: from_json("sync", text)?,
        token: row.get::<_, Option<Vec<u8>>>(2)?.map(SealedToken),
        version: row.get::<_, i64>(3)?.cast_unsigned(),
        active_from: Offset::new(row.get::<_, i64>(4)?.cast_unsigned()),
        created_at: UnixMillis::new(row.get(5)?),
        updated_at: UnixMillis::new(row.get(6)?),
    })
}

/// Stores a sync under a fresh id.
pub(super) fn insert(
    connection: &Connection,
    change: &SyncChange,
) -> Result<StoredSync, StateError> {
    let stored = StoredSync {
        id: next_id(connection)?,
        document: change.document.clone(),
        token: changed_token(None, &change.token),
        version: FIRST_VERSION,
        active_from: change.active_from.unwrap_or(Offset::ZERO),
        created_at: change.at,
        updated_at: change.at,
    };
    write(connection, &stored)?;
    Ok(stored)
}

/// The id after the greatest that was ever given, which SQLite keeps for the table.
fn next_id(connection: &Connection) -> Result<SyncId, StateError> {
    let mut statement =
        connection.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'syncs'")?;
    let last: i64 = statement.query_row([], |row| row.get(0))?;
    Ok(SyncId::new(last.saturating_add(1)))
}

/// Replaces a sync's document.
pub(super) fn replace(
    connection: &Connection,
    id: SyncId,
    expected: Option<u64>,
    change: &SyncChange,
) -> Result<StoredSync, StateError> {
    let present = get(connection, id)?.ok_or(StateError::NoSuchSync(id))?;
    if expected.is_some_and(|expected| expected != present.version) {
        return Err(StateError::Stale {
            current: present.version,
        });
    }
    let stored = StoredSync {
        id,
        document: change.document.clone(),
        token: changed_token(present.token, &change.token),
        version: present.version.saturating_add(1),
        active_from: change.active_from.unwrap_or(present.active_from),
        created_at: present.created_at,
        updated_at: change.at,
    };
    write(connection, &stored)?;
    Ok(stored)
}

fn changed_token(present: Option<SealedToken>, change: &TokenChange) -> Option<SealedToken> {
    match change {
        TokenChange::Keep => present,
        TokenChange::Set(token) => Some(token.clone()),
        TokenChange::Clear => None,
    }
}

fn write(connection: &Connection, sync: &StoredSync) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO syncs (id, document, token, version, active_from, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET document = excluded.document, token = excluded.token,
             version = excluded.version, active_from = excluded.active_from,
             updated_at = excluded.updated_at",
    )?;
    statement.execute(params![
        sync.id.get(),
        to_json("sync", &sync.document)?,
        sync.token.as_ref().map(|token| token.0.as_slice()),
        sync.version.cast_signed(),
        sync.active_from.get().cast_signed(),
        sync.created_at.get(),
        sync.updated_at.get(),
    ])?;
    Ok(())
}

/// Takes a sync away. From here on none of its deliveries is seen or sent; clearing them away is
/// left to pruning, so that nobody waits for a million rows.
pub(super) fn delete(connection: &Connection, id: SyncId) -> Result<bool, StateError> {
    let mut statement = connection.prepare_cached("DELETE FROM syncs WHERE id = ?1")?;
    if statement.execute([id.get()])? == 0 {
        return Ok(false);
    }
    let mut statement = connection.prepare_cached("INSERT INTO removed_syncs (id) VALUES (?1)")?;
    statement.execute([id.get()])?;
    Ok(true)
}

/// A value of the server's own.
pub(super) fn setting(connection: &Connection, name: &str) -> Result<Option<String>, StateError> {
    let mut statement = connection.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

/// Keeps a value of the server's own.
pub(super) fn put_setting(
    connection: &Connection,
    name: &str,
    value: &str,
) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO settings (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?;
    statement.execute([name, value])?;
    Ok(())
}
