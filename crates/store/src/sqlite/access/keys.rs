//! Keys.

use intertide_domain::access::{KeyKind, Role};
use intertide_domain::ids::KeyId;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, Row, params};

use super::{optional_word, time, word};
use crate::sqlite::error::invalid;
use crate::state::{KeyMaterial, MOST_REVOKED_KEYS, NewKey, SealedToken, StateError, StoredKey};

pub(super) fn all(connection: &Connection) -> Result<Vec<StoredKey>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, name, role, clear, sealed, hash, hint, created_at, created_by,
             last_used_at, revoked_at
         FROM keys ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        keys.push(read(row)?);
    }
    Ok(keys)
}

fn read(row: &Row<'_>) -> Result<StoredKey, StateError> {
    Ok(StoredKey {
        id: KeyId::new(row.get(0)?),
        key: NewKey {
            kind: word(row, 1, "kind of a key", KeyKind::parse)?,
            name: row.get(2)?,
            role: optional_word(row, 3, "role", Role::parse)?,
            material: material(row.get(4)?, row.get(5)?, row.get(6)?)?,
            hint: row.get(7)?,
            created_at: time(row, 8)?,
            created_by: row.get(9)?,
        },
        last_used_at: time(row, 10)?,
        revoked_at: time(row, 11)?,
    })
}

fn material(
    clear: Option<String>,
    sealed: Option<Vec<u8>>,
    hash: Option<Vec<u8>>,
) -> Result<KeyMaterial, StateError> {
    match (clear, sealed, hash) {
        (Some(key), None, None) => Ok(KeyMaterial::Clear(key)),
        (None, Some(sealed), None) => Ok(KeyMaterial::Sealed(SealedToken(sealed))),
        (None, None, Some(hash)) => hash
            .try_into()
            .map(KeyMaterial::Hash)
            .map_err(|hash: Vec<u8>| invalid("hash of a key", format!("{} bytes", hash.len()))),
        _ => Err(invalid("key", "it is not kept in one way")),
    }
}

pub(super) fn insert(connection: &Connection, key: &NewKey) -> Result<StoredKey, StateError> {
    let (clear, sealed, hash) = match &key.material {
        KeyMaterial::Clear(key) => (Some(key.as_str()), None, None),
        KeyMaterial::Sealed(sealed) => (None, Some(sealed.0.as_slice()), None),
        KeyMaterial::Hash(hash) => (None, None, Some(hash.as_slice())),
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO keys (kind, name, role, clear, sealed, hash, hint, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let id = statement.insert(params![
        key.kind.as_str(),
        key.name,
        key.role.map(Role::as_str),
        clear,
        sealed,
        hash,
        key.hint,
        key.created_at.map(UnixMillis::get),
        key.created_by,
    ])?;
    Ok(StoredKey {
        id: KeyId::new(id),
        key: key.clone(),
        last_used_at: None,
        revoked_at: None,
    })
}

pub(super) fn adopt(
    connection: &Connection,
    setting: &str,
    key: &NewKey,
    revoked_at: Option<UnixMillis>,
) -> Result<(), StateError> {
    let stored = insert(connection, key)?;
    if let Some(at) = revoked_at {
        revoke(connection, stored.id, at)?;
    }
    let mut statement = connection.prepare_cached("DELETE FROM settings WHERE name = ?1")?;
    statement.execute([setting])?;
    Ok(())
}

/// Revokes a key, and forgets those that were revoked long before.
pub(super) fn revoke(
    connection: &Connection,
    id: KeyId,
    at: UnixMillis,
) -> Result<bool, StateError> {
    let mut statement = connection
        .prepare_cached("UPDATE keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?;
    let revoked = statement.execute([id.get(), at.get()])? > 0;
    let mut statement = connection.prepare_cached(
        "DELETE FROM keys WHERE id IN (SELECT id FROM keys WHERE revoked_at IS NOT NULL
             ORDER BY revoked_at DESC, id DESC LIMIT -1 OFFSET ?1)",
    )?;
    statement.execute([i64::try_from(MOST_REVOKED_KEYS).unwrap_or(i64::MAX)])?;
    Ok(revoked)
}

pub(super) fn used(
    connection: &Connection,
    uses: &[(KeyId, UnixMillis)],
) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "UPDATE keys SET last_used_at = max(?2, coalesce(last_used_at, ?2)) WHERE id = ?1",
    )?;
    for (id, at) in uses {
        statement.execute([id.get(), at.get()])?;
    }
    Ok(())
}
