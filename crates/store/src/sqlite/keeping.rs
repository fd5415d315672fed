//! Keeping the database small: settled deliveries, deleted syncs, old counts and seen ids go, a
//! little in each commit, so that intake and lanes get in between.

use std::time::Duration;

use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::access::audit;
use super::connections::{Connections, Durability};
use super::counters::{Grain, PROJECT};
use super::syncs::LiveSyncs;
use super::{backfills, meta, seen, traces};
use crate::state::{MOST_AUDIT_ENTRIES, StateError};

/// Deliveries per commit: some milliseconds of work.
const CHUNK: usize = 500;

/// Rows of traces per commit: each may be a quarter of a megabyte.
const TRACES_CHUNK: usize = 50;

/// The hour in which this moment lies is the first one kept by the minute. One hour more than
/// amplitude.md 7 promises, so that a question asked just before pruning is still answered by the
/// minute.
const MINUTES_KEPT: Duration = Duration::from_secs(5 * 60 * 60);

/// amplitude.md 7.
const HOURS_KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// A backfill that has ended is told of for as long as its deliveries are counted.
const BACKFILLS_KEPT: Duration = HOURS_KEPT;

/// How long it is told who did what: a year, and some time to look back on it.
const AUDIT_KEPT: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// Free pages are used again before the file grows; only when more than a quarter of the file is
/// free, and 8 MiB of it, it is made smaller.
const FREE_SHARE: i64 = 4;
const FREE_PAGES: i64 = 2_048;

/// How long the write-ahead log may be (64 MiB) before readers are held up for it.
const WAL_LIMIT_PAGES: i64 = 16_384;

/// A file that is not larger is written anew when something was erased: a second or two.
const WRITTEN_ANEW_BYTES: u64 = 256 * 1024 * 1024;

/// Pages given back per commit.
const VACUUM_PAGES: i64 = 512;

pub(super) const SETTLED_BEFORE: &str = "SELECT id FROM deliveries INDEXED BY deliveries_settled
     WHERE settled_at < ?1 ORDER BY settled_at LIMIT ?2";

/// Drops what is not needed any more; returns how many settled deliveries went.
pub(super) fn prune(
    connections: &Connections,
    settled_before: UnixMillis,
    now: UnixMillis,
) -> Result<u64, StateError> {
    let pruned = in_chunks(connections, |c| prune_settled(c, settled_before))?;
    prune_traces(connections, settled_before)?;
    clear_removed_syncs(connections)?;
    drop_seen(connections, now)?;
    prune_counts(connections, now)?;
    write(connections, forget_minutes_of_ids)?;
    write(connections, |c| {
        backfills::remove_ended(c, now.minus(BACKFILLS_KEPT))
    })?;
    prune_audit(connections, now)?;
    shrink(connections)?;
    Ok(pruned)
}

/// Makes all commits safe against a loss of power, and moves them into the file proper.
pub(super) fn checkpoint(connections: &Connections) -> Result<Offset, StateError> {
    // The write-ahead log is one sequence: syncing this commit syncs all before it.
    let processed = connections.write(Durability::PowerLoss, |c| {
        meta::count_checkpoint(c)?;
        meta::processed(c)
    })?;
    if let Err(error) = move_into_file(&connections.writer()) {
        tracing::warn!(%error, "the state's write-ahead log stays as long as it is");
    }
    Ok(processed)
}

/// Moves what no reader stands in the way of. Only when readers that overlap have kept the
/// write-ahead log from being begun anew for long, they are waited for.
fn move_into_file(writer: &Connection) -> rusqlite::Result<()> {
    let pages: i64 = writer.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))?;
    if pages > WAL_LIMIT_PAGES {
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    Ok(())
}

/// The database and its write-ahead log, which has no file while it is empty.
pub(super) fn size_bytes(connection: &Connection) -> Result<u64, StateError> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let database = number("page_count")?.saturating_mul(number("page_size")?);
    let log = connection
        .path()
        .and_then(|path| std::fs::metadata(format!("{path}-wal")).ok())
        .map_or(0, |file| file.len());
    Ok(database.cast_unsigned().saturating_add(log))
}

fn write<T>(
    connections: &Connections,
    work: impl FnOnce(&Connection) -> Result<T, StateError>,
) -> Result<T, StateError> {
    connections.write(Durability::ProcessCrash, |transaction| work(transaction))
}

/// Repeats `work`, each time in a commit of its own, while it finds whole chunks.
fn in_chunks(
    connections: &Connections,
    work: impl Fn(&Connection) -> Result<usize, StateError>,
) -> Result<u64, StateError> {
    let mut all = 0;
    loop {
        let count = write(connections, &work)?;
        all += count as u64;
        if count < CHUNK {
            return Ok(all);
        }
    }
}

fn prune_settled(connection: &Connection, before: UnixMillis) -> Result<usize, StateError> {
    let mut statement = connection.prepare_cached(SETTLED_BEFORE)?;
    let ids = statement.query_map(params![before.get(), CHUNK as i64], |row| row.get(0))?;
    let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
    remove_deliveries(connection, &ids)
}

/// What is told of a record goes with what was made of it.
fn prune_traces(connections: &Connections, before: UnixMillis) -> Result<(), StateError> {
    while write(connections, |c| {
        traces::remove_before(c, before, TRACES_CHUNK)
    })? == TRACES_CHUNK
    {}
    Ok(())
}

fn prune_audit(connections: &Connections, now: UnixMillis) -> Result<(), StateError> {
    let before = now.minus(AUDIT_KEPT);
    in_chunks(connections, |c| audit::remove_before(c, before, CHUNK))?;
    in_chunks(connections, |c| {
        audit::remove_surplus(c, MOST_AUDIT_ENTRIES, CHUNK)
    })?;
    Ok(())
}

/// Finishes what deleting a sync began.
fn clear_removed_syncs(connections: &Connections) -> Result<(), StateError> {
    while let Some(sync) = connections.read(|view| first_removed(view))? {
        in_chunks(connections, |c| remove_deliveries_of(c, sync))?;
        for table in ["counts", "latencies"] {
            in_chunks(connections, |c| remove_counts_of(c, table, sync))?;
        }
        write(connections, |c| {
            backfills::remove_of(c, sync)?;
            c.execute("DELETE FROM totals WHERE sync_id = ?1", [sync])?;
            c.execute("DELETE FROM removed_syncs WHERE id = ?1", [sync])?;
            Ok(())
        })?;
    }
    Ok(())
}

fn first_removed(connection: &Connection) -> Result<Option<i64>, StateError> {
    let first = connection.query_row("SELECT id FROM removed_syncs LIMIT 1", [], |row| row.get(0));
    Ok(first.optional()?)
}

fn remove_deliveries_of(connection: &Connection, sync: i64) -> Result<usize, StateError> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM deliveries WHERE sync_id = ?1 LIMIT ?2")?;
    let ids = statement.query_map([sync, CHUNK as i64], |row| row.get(0))?;
    let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
    remove_deliveries(connection, &ids)
}

pub(super) fn remove_deliveries(connection: &Connection, ids: &[i64]) -> Result<usize, StateError> {
    for sql in [
        "DELETE FROM deliveries WHERE id = ?1",
        "DELETE FROM payloads WHERE delivery_id = ?1",
        "DELETE FROM exchanges WHERE delivery_id = ?1",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        for id in ids {
            statement.execute([id])?;
        }
    }
    Ok(ids.len())
}

/// Takes whole buckets, about a chunk of rows.
fn remove_counts_of(connection: &Connection, table: &str, sync: i64) -> Result<usize, StateError> {
    let last: Option<(i64, i64)> = connection
        .query_row(
            &format!(
                "SELECT grain, start FROM (SELECT grain, start FROM {table} WHERE sync_id = ?1
                     ORDER BY grain, start LIMIT ?2)
                 ORDER BY grain DESC, start DESC LIMIT 1"
            ),
            [sync, CHUNK as i64],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((grain, start)) = last else {
        return Ok(0);
    };
    let sql = format!("DELETE FROM {table} WHERE sync_id = ?1 AND (grain, start) <= (?2, ?3)");
    Ok(connection.execute(&sql, [sync, grain, start])?)
}

fn drop_seen(connections: &Connections, now: UnixMillis) -> Result<(), StateError> {
    for day in connections.read(|view| seen::expired_days(view, now))? {
        write(connections, |c| seen::drop_day(c, day))?;
    }
    Ok(())
}

/// First says that minutes are not to be read any more, then drops them: no question in between
/// misses any.
fn prune_counts(connections: &Connections, now: UnixMillis) -> Result<(), StateError> {
    let minutes_from = now.minus(MINUTES_KEPT).floor_to(Grain::Hour.length());
    let hours_from = now.minus(HOURS_KEPT).floor_to(Grain::Hour.length());
    let (minutes_from, syncs) = write(connections, |c| {
        let minutes_from = minutes_from.max(meta::minutes_from(c)?);
        meta::set_minutes_from(c, minutes_from)?;
        Ok((minutes_from, LiveSyncs::read(c)?))
    })?;
    for sync in syncs.iter().chain([PROJECT]) {
        for table in ["counts", "latencies"] {
            prune_buckets(connections, table, sync, Grain::Minute, minutes_from)?;
            prune_buckets(connections, table, sync, Grain::Hour, hours_from)?;
        }
    }
    Ok(())
}

fn prune_buckets(
    connections: &Connections,
    table: &str,
    sync: SyncId,
    grain: Grain,
    before: UnixMillis,
) -> Result<(), StateError> {
    let keys = [sync.get(), grain.code(), before.get(), CHUNK as i64];
    in_chunks(connections, |c| {
        let last: Option<i64> = c.query_row(
            &format!(
                "SELECT max(start) FROM (SELECT start FROM {table}
                     WHERE sync_id = ?1 AND grain = ?2 AND start < ?3 ORDER BY start LIMIT ?4)"
            ),
            keys,
            |row| row.get(0),
        )?;
        let Some(last) = last else {
            return Ok(0);
        };
        let sql = format!("DELETE FROM {table} WHERE sync_id = ?1 AND grain = ?2 AND start <= ?3");
        Ok(c.execute(&sql, [sync.get(), grain.code(), last])?)
    })?;
    Ok(())
}

/// Forgets minutes all of whose deliveries are gone.
fn forget_minutes_of_ids(connection: &Connection) -> Result<(), StateError> {
    connection.execute(
        "DELETE FROM delivery_minutes WHERE last_id < coalesce(
             (SELECT min(id) FROM deliveries),
             (SELECT value FROM meta WHERE name = 'next_delivery'))",
        [],
    )?;
    Ok(())
}

/// Leaves nothing of what was removed in any file, as far as that takes no long time: copies of a
/// row that was moved between pages are in none of the pages' rows, and only writing the file anew
/// gets rid of them. A large file just gives back the pages that nothing is kept in.
pub(super) fn purge(connections: &Connections) -> Result<(), StateError> {
    let writer = connections.writer();
    if size_bytes(&writer)? <= WRITTEN_ANEW_BYTES {
        // In memory it would take as much of that as the file is large.
        writer.pragma_update(None, "temp_store", "FILE")?;
        let written = writer.execute_batch("VACUUM");
        writer.pragma_update(None, "temp_store", "MEMORY")?;
        written?;
    } else {
        writer.execute_batch("PRAGMA incremental_vacuum")?;
    }
    writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn shrink(connections: &Connections) -> Result<(), StateError> {
    loop {
        let writer = connections.writer();
        let count = |pragma| writer.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let (free, all) = (count("freelist_count")?, count("page_count")?);
        if free < FREE_PAGES || free < all / FREE_SHARE {
            return Ok(());
        }
        writer.execute_batch(&format!("PRAGMA incremental_vacuum({VACUUM_PAGES})"))?;
        if count("freelist_count")? >= free {
            return Ok(());
        }
    }
}
