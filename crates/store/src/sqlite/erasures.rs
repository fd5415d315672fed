//! Erasing users: what is written down of it, and what is removed.

use std::collections::HashMap;

use intertide_domain::delivery::{DiscardReason, Settled, Settlement};
use intertide_domain::ids::{DeliveryId, ErasureId, Offset, UserId};
use intertide_domain::privacy::{Erased, Erasure, NewErasure, Stage};
use intertide_domain::profile::ProfileKey;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::connections::Durability;
use super::error::{from_json, to_json};
use super::{SqliteState, keeping, profiles, settle, taxonomy, traces};
use crate::state::{ErasureQuery, PrivacyState, StateError};

/// Rows of traces that one commit looks through.
const TRACES_CHUNK: usize = 50;

/// The most that one page holds, whatever is asked for.
const MAX_PAGE: usize = 1_000;

impl PrivacyState for SqliteState {
    fn request_erasures(&self, asked: &[NewErasure]) -> Result<Vec<Erasure>, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| request(t, asked))
    }

    fn erasures(&self, query: &ErasureQuery) -> Result<Vec<Erasure>, StateError> {
        self.connections.read(|view| list(view, query))
    }

    fn open_erasures(&self) -> Result<Vec<Erasure>, StateError> {
        self.connections.read(|view| {
            read_all(
                view,
                "SELECT erasure FROM erasures WHERE done = 0 ORDER BY id",
            )
        })
    }

    fn erase_user(&self, id: ErasureId, at: UnixMillis) -> Result<Option<Erasure>, StateError> {
        self.connections.erase(|t| erase_user(t, id, at))
    }

    fn erase_traces(&self, erasure: &Erasure, from: Offset) -> Result<Option<Offset>, StateError> {
        self.connections
            .erase(|t| traces::erase(t, erasure, from, TRACES_CHUNK))
    }

    fn erase_deliveries_of(
        &self,
        user: &UserId,
        records: &[Offset],
        at: UnixMillis,
    ) -> Result<u64, StateError> {
        self.connections
            .erase(|t| erase_deliveries_of(t, user, records, at))
    }

    fn put_erasure(&self, erasure: &Erasure) -> Result<(), StateError> {
        self.connections.erase(|t| put(t, erasure))
    }

    fn purge(&self) -> Result<(), StateError> {
        keeping::purge(&self.connections)
    }

    fn suppressions(&self) -> Result<HashMap<UserId, UnixMillis>, StateError> {
        self.connections.read(|view| suppressions(view))
    }

    fn lift_suppression(&self, id: ErasureId) -> Result<bool, StateError> {
        self.connections.erase(|t| {
            let lifted = t.execute(
                "DELETE FROM suppressions
                 WHERE user_id = (SELECT user_id FROM erasures WHERE id = ?1)",
                [id.get()],
            )?;
            Ok(lifted > 0)
        })
    }
}

fn request(connection: &Connection, asked: &[NewErasure]) -> Result<Vec<Erasure>, StateError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO erasures (user_id, requested_at, done, erasure) VALUES (?1, ?2, 0, '')",
    )?;
    // The latest request counts: what happened before it is kept out.
    let mut suppress = connection.prepare_cached(
        "INSERT INTO suppressions (user_id, since) VALUES (?1, ?2)
         ON CONFLICT (user_id) DO UPDATE SET since = max(since, excluded.since)",
    )?;
    let mut requested = Vec::with_capacity(asked.len());
    for asked in asked {
        let user = asked.user_id.as_str();
        let at = asked.requested_at.get();
        let id = ErasureId::new(insert.insert(params![user, at])?);
        suppress.execute(params![user, at])?;
        let erasure = Erasure {
            id,
            user_id: asked.user_id.clone(),
            requested_at: asked.requested_at,
            requested_by: asked.requested_by.clone(),
            stage: Stage::Requested,
            erased: Erased::default(),
            done_at: None,
            contacts: asked.contacts.clone(),
            devices: Vec::new(),
            remembered: asked.remembered.clone(),
        };
        put(connection, &erasure)?;
        requested.push(erasure);
    }
    Ok(requested)
}

fn put(connection: &Connection, erasure: &Erasure) -> Result<(), StateError> {
    let mut statement =
        connection.prepare_cached("UPDATE erasures SET done = ?2, erasure = ?3 WHERE id = ?1")?;
    let done = erasure.stage == Stage::Done;
    statement.execute(params![
        erasure.id.get(),
        done,
        to_json("erasure", erasure)?
    ])?;
    Ok(())
}

fn list(connection: &Connection, query: &ErasureQuery) -> Result<Vec<Erasure>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT erasure FROM erasures
         WHERE (?1 IS NULL OR user_id = ?1) AND (?2 IS NULL OR requested_at >= ?2)
             AND (?3 IS NULL OR requested_at < ?3) AND (?4 IS NULL OR id < ?4)
         ORDER BY id DESC LIMIT ?5",
    )?;
    let limit = query.limit.min(MAX_PAGE) as i64;
    let mut rows = statement.query(params![
        query.user.as_ref().map(UserId::as_str),
        query.from.map(UnixMillis::get),
        query.to.map(UnixMillis::get),
        query.before.map(ErasureId::get),
        limit
    ])?;
    let mut erasures = Vec::new();
    while let Some(row) = rows.next()? {
        erasures.push(from_json("erasure", &row.get::<_, String>(0)?)?);
    }
    Ok(erasures)
}

fn read_all(connection: &Connection, sql: &str) -> Result<Vec<Erasure>, StateError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut erasures = Vec::new();
    while let Some(row) = rows.next()? {
        erasures.push(from_json("erasure", &row.get::<_, String>(0)?)?);
    }
    Ok(erasures)
}

fn get(connection: &Connection, id: ErasureId) -> Result<Option<Erasure>, StateError> {
    let mut statement = connection.prepare_cached("SELECT erasure FROM erasures WHERE id = ?1")?;
    let text: Option<String> = statement
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    text.map(|text| from_json("erasure", &text)).transpose()
}

fn erase_user(
    connection: &Connection,
    id: ErasureId,
    at: UnixMillis,
) -> Result<Option<Erasure>, StateError> {
    let Some(mut erasure) = get(connection, id)?.filter(|e| e.stage == Stage::Requested) else {
        return Ok(None);
    };
    let user = &erasure.user_id;
    let key = ProfileKey::User(user.clone());
    let profile = profiles::get(connection, &key)?.is_some();
    erasure.devices = profiles::devices_of(connection, user)?;
    let keys = erasure.devices.iter().cloned().map(ProfileKey::Anonymous);
    let gone: Vec<_> = keys.chain([key]).map(|key| (key, None)).collect();
    profiles::put(connection, &gone)?;
    profiles::unlink(connection, user)?;
    let deliveries = deliveries_of_user(connection, user)?;
    remove(connection, &deliveries, at)?;
    // An example may be the user's, and nobody knows whose it is.
    taxonomy::forget_examples(connection)?;
    erasure.erased.profile = profile;
    erasure.erased.deliveries = deliveries.len() as u64;
    erasure.stage = Stage::StateErased;
    put(connection, &erasure)?;
    Ok(Some(erasure))
}

fn deliveries_of_user(connection: &Connection, user: &UserId) -> Result<Vec<i64>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM deliveries INDEXED BY deliveries_user WHERE user_id = ?1",
    )?;
    let ids = statement.query_map([user.as_str()], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn erase_deliveries_of(
    connection: &Connection,
    user: &UserId,
    records: &[Offset],
    at: UnixMillis,
) -> Result<u64, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM deliveries INDEXED BY deliveries_offset
         WHERE log_offset = ?1 AND user_id IS NULL",
    )?;
    let mut found = deliveries_of_user(connection, user)?;
    for record in records {
        let ids = statement.query_map([record.get().cast_signed()], |row| row.get(0))?;
        found.extend(ids.collect::<Result<Vec<i64>, _>>()?);
    }
    remove(connection, &found, at)?;
    Ok(found.len() as u64)
}

/// Discards what is pending, which passes turns on and keeps the counts exact, and removes all.
fn remove(connection: &Connection, ids: &[i64], at: UnixMillis) -> Result<(), StateError> {
    let mut settlements = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT attempts, first_attempt_at FROM deliveries WHERE id = ?1 AND status < 10",
    )?;
    for id in ids {
        let pending = statement.query_row([id], |row| {
            Ok(Settlement {
                id: DeliveryId::new(*id),
                at,
                attempts: row.get(0)?,
                first_attempt_at: row.get::<_, Option<i64>>(1)?.map(UnixMillis::new),
                settled: Settled::Discarded(DiscardReason::UserDeleted),
                exchanges: Vec::new(),
                notes: Vec::new(),
            })
        });
        settlements.extend(pending.optional()?);
    }
    settle::settle(connection, &settlements)?;
    keeping::remove_deliveries(connection, ids)?;
    Ok(())
}

fn suppressions(connection: &Connection) -> Result<HashMap<UserId, UnixMillis>, StateError> {
    let mut statement = connection.prepare_cached("SELECT user_id, since FROM suppressions")?;
    let rows = statement.query_map([], |row| {
        Ok((
            UserId::from(row.get::<_, String>(0)?),
            UnixMillis::new(row.get(1)?),
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
