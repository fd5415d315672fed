//! The connections to the database: one that writes, a few that read beside it.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::schema;
use crate::state::StateError;

/// How many calls can read at a time; further ones wait for one of them.
const READERS: usize = 4;

/// Page caches, in KiB: what bounds the memory. The writer's holds the inner pages of the trees
/// with random keys and many of their leaves.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
const READER_CACHE_KIB: i64 = 8 * 1024;

/// The write-ahead log goes back into the file after so many pages (16 MiB): enough for pages
/// that many commits touch to be written once, little enough to be read again in a few
/// milliseconds after a kill.
const CHECKPOINT_PAGES: i64 = 4_096;

/// When a reader kept the write-ahead log from being reused, it is cut to this afterwards.
const WAL_LIMIT_BYTES: i64 = 64 * 1024 * 1024;

/// Only another program that has the file open can make a call wait, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// More than there are different statements, so that each is prepared once.
const STATEMENTS: usize = 128;

/// What a commit has to survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// A crash of the process. What is lost with the power follows from the log again.
    ProcessCrash,
    /// A loss of power: what people wrote, which nothing else remembers.
    PowerLoss,
}

/// All connections to one file.
pub(super) struct Connections {
    /// First, since fields are closed in order: the last one closed clears the write-ahead log
    /// away, which takes the one that writes.
    readers: Vec<Mutex<Connection>>,
    writer: Mutex<Connection>,
    /// Where the next caller looks first, so that the waiting is spread.
    turn: AtomicUsize,
}

impl Connections {
    /// Opens the file, creates it where there is none, and brings it to the known format.
    pub(super) fn open(path: &Path) -> Result<Self, StateError> {
        let mut writer = Connection::open(path)?;
        // Before anything is in the file, or it has no effect: free pages can be given back.
        writer.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        writer.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        tune(&writer, WRITER_CACHE_KIB)?;
        writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        writer.pragma_update(None, "journal_size_limit", WAL_LIMIT_BYTES)?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        secure_delete(&writer, "FAST")?;
        schema::migrate(&mut writer)?;
        sync_directory(path)?;
        writer.pragma_update(None, "synchronous", "NORMAL")?;
        let readers = (0..READERS)
            .map(|_| reader(path))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            writer: Mutex::new(writer),
            readers,
            turn: AtomicUsize::new(0),
        })
    }

    /// Runs `work` in one commit: on an error nothing of it remains.
    pub(super) fn write<T>(
        &self,
        durability: Durability,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StateError>,
    ) -> Result<T, StateError> {
        let mut writer = self.writer.lock();
        match durability {
            Durability::ProcessCrash => commit(&mut writer, work),
            Durability::PowerLoss => {
                writer.pragma_update(None, "synchronous", "FULL")?;
                let result = commit(&mut writer, work);
                writer.pragma_update(None, "synchronous", "NORMAL")?;
                result
            }
        }
    }

    /// Runs `work` in one commit, and has what it removes overwritten.
    pub(super) fn erase<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StateError>,
    ) -> Result<T, StateError> {
        let mut writer = self.writer.lock();
        secure_delete(&writer, "ON")?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        let result = commit(&mut writer, work);
        writer.pragma_update(None, "synchronous", "NORMAL")?;
        secure_delete(&writer, "FAST")?;
        result
    }

    /// Runs `work` on one consistent view of the state, beside the writer.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StateError>,
    ) -> Result<T, StateError> {
        let mut reader = self.reader();
        let view = reader.transaction()?;
        work(&view)
    }

    /// The writer outside of a commit, for what has to stand outside of one.
    pub(super) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock()
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        let first = self.turn.fetch_add(1, Ordering::Relaxed) % READERS;
        let (before, from_first) = self.readers.split_at(first.min(self.readers.len()));
        let mut all = from_first.iter().chain(before);
        match all.clone().find_map(Mutex::try_lock) {
            Some(reader) => reader,
            None => all.next().unwrap_or(&self.writer).lock(),
        }
    }
}

fn commit<T>(
    writer: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StateError>,
) -> Result<T, StateError> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// `FAST` overwrites what is removed where that costs no further write; `ON` everywhere.
fn secure_delete(writer: &Connection, how: &str) -> Result<(), StateError> {
    Ok(writer.pragma_update_and_check(None, "secure_delete", how, |_| Ok(()))?)
}

fn reader(path: &Path) -> Result<Mutex<Connection>, StateError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(path, flags)?;
    tune(&reader, READER_CACHE_KIB)?;
    Ok(Mutex::new(reader))
}

fn tune(connection: &Connection, cache_kib: i64) -> Result<(), StateError> {
    // A plan is made once: without this the planner looks at the bound values and makes the plan of
    // the busiest statements again each time they run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A negative size is one in KiB.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(()))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// A file whose directory entry is not on disk is lost with the power, however well it was synced.
fn sync_directory(path: &Path) -> Result<(), StateError> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(|error| StateError::Database(format!("cannot sync its directory: {error}")))
}
