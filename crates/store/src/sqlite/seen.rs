//! Seen ids: one table for each UTC day of sighting, so that expiry is dropping a table.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use intertide_domain::process::SeenKey;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, params};

use super::error::invalid;
use crate::state::StateError;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// How long an id is of use (amplitude.md 1.4).
const KEPT_MS: i64 = 7 * DAY_MS;

const PREFIX: &str = "seen_";

/// When each of these events was seen last, where it was.
pub(super) fn load(
    connection: &Connection,
    keys: &HashSet<SeenKey>,
) -> Result<HashMap<SeenKey, UnixMillis>, StateError> {
    let mut found = HashMap::new();
    let days = days(connection)?;
    if keys.is_empty() || days.is_empty() {
        return Ok(found);
    }
    let mut statement = connection.prepare_cached(&lookup(&days))?;
    for key in in_order(keys.iter().copied()) {
        let mut rows = statement.query([key.to_bytes()])?;
        while let Some(row) = rows.next()? {
            let at = UnixMillis::new(row.get(0)?);
            let latest = found.entry(key).or_insert(at);
            *latest = at.max(*latest);
        }
    }
    Ok(found)
}

/// Remembers sightings.
pub(super) fn put(
    connection: &Connection,
    seen: &[(SeenKey, UnixMillis)],
) -> Result<(), StateError> {
    let mut by_day: BTreeMap<i64, Vec<(SeenKey, UnixMillis)>> = BTreeMap::new();
    for (key, at) in seen {
        let day = at.get().div_euclid(DAY_MS);
        by_day.entry(day).or_default().push((*key, *at));
    }
    for (day, mut sightings) in by_day {
        create(connection, day)?;
        // Neighbours in the tree lie on one page.
        sightings.sort_unstable_by_key(|(key, _)| *key);
        let mut statement = connection.prepare_cached(&format!(
            "INSERT INTO {} (key, at) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET at = max(at, excluded.at)",
            table(day)
        ))?;
        for (key, at) in sightings {
            statement.execute(params![key.to_bytes(), at.get()])?;
        }
    }
    Ok(())
}

/// The days all of whose sightings are of no use any more.
pub(super) fn expired_days(
    connection: &Connection,
    now: UnixMillis,
) -> Result<Vec<i64>, StateError> {
    let mut days = days(connection)?;
    days.retain(|day| {
        let end = day.saturating_add(1).saturating_mul(DAY_MS);
        end.saturating_add(KEPT_MS) <= now.get()
    });
    Ok(days)
}

/// Forgets a day.
pub(super) fn drop_day(connection: &Connection, day: i64) -> Result<(), StateError> {
    connection.execute_batch(&format!("DROP TABLE IF EXISTS {}", table(day)))?;
    Ok(())
}

fn in_order(keys: impl Iterator<Item = SeenKey>) -> Vec<SeenKey> {
    let mut keys: Vec<_> = keys.collect();
    keys.sort_unstable();
    keys
}

fn days(connection: &Connection) -> Result<Vec<i64>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'seen_*'",
    )?;
    let mut rows = statement.query([])?;
    let mut days = Vec::new();
    while let Some(row) = rows.next()? {
        let name = row
            .get_ref(0)?
            .as_str()
            .map_err(|e| invalid("table name", e))?;
        let day = name.strip_prefix(PREFIX).and_then(|day| day.parse().ok());
        days.push(day.ok_or_else(|| invalid("table name", name))?);
    }
    Ok(days)
}

fn create(connection: &Connection, day: i64) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(&format!(
        "CREATE TABLE IF NOT EXISTS {} (
            key BLOB PRIMARY KEY,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        table(day)
    ))?;
    statement.execute([])?;
    Ok(())
}

/// Quoted, since days before 1970 are negative.
fn table(day: i64) -> String {
    format!("\"{PREFIX}{day}\"")
}

/// One statement over all days: a key costs one call, whatever their number.
fn lookup(days: &[i64]) -> String {
    let mut sql = String::new();
    for (n, day) in days.iter().enumerate() {
        let union = if n == 0 { "" } else { " UNION ALL " };
        let _ = write!(sql, "{union}SELECT at FROM {} WHERE key = ?1", table(*day));
    }
    sql
}
