//! How the state lies in the database, and why so.
//!
//! Two streams write here. Intake writes for every event: a seen id, often a profile. Those keys
//! are random, so each table that is hit has one B-tree to find its row in and nothing that an
//! event does not need. Deliveries come at the pace of a destination's rate limit, two orders of
//! magnitude slower; they can afford the indexes with which people look at them, and most of
//! those grow at their right edge only.
//!
//! Tables with small rows are `WITHOUT ROWID`; those with documents in them are not, since fat
//! rows would swell the inner pages of the tree that is searched.

use rusqlite::Connection;

use super::error::invalid;
use crate::state::StateError;

/// What a file is turned into, step by step; the step's place in the list is the format's number.
pub(super) const MIGRATIONS: &[&str] = &[CREATE, ACCESS, PRIVACY];

const CREATE: &str = r"
-- Single numbers: how far intake has come, the next delivery's id.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('processed', 0), ('next_delivery', 1), ('minutes_from', 0), ('checkpoints', 0);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: the id of a deleted sync is never given away again. Ids begin where Amplitude's
-- sync ids lie, so that nobody takes one for an index (amplitude.md 7).
CREATE TABLE syncs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,
    token BLOB,
    version INTEGER NOT NULL,
    active_from INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('syncs', 30000000);

-- Deleted syncs whose deliveries and counts are still to be cleared away. Nobody sees those any
-- more: every call asks first whether the sync is there.
CREATE TABLE removed_syncs (
    id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE workspaces (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE facts (
    workspace_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (workspace_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    profile TEXT NOT NULL,
    UNIQUE (kind, id)
) STRICT;

CREATE TABLE devices (
    device_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_by_user ON devices (user_id);

CREATE TABLE groups (
    number INTEGER PRIMARY KEY,
    group_type TEXT NOT NULL,
    value TEXT NOT NULL,
    properties TEXT NOT NULL,
    UNIQUE (group_type, value)
) STRICT;

-- Narrow rows: a delivery is rewritten with each attempt, and what it says never changes, so that
-- lies apart. `status` is outcome and category in one number (codes.rs); below 10 is pending.
-- `due_at` is set for the one delivery of a chain whose turn it is, and for no other. The slot is
-- the second that the delivery has for itself at the destination, and the one it would have liked.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    sync_id INTEGER NOT NULL,
    status INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    chain INTEGER,
    due_at INTEGER,
    slot_key INTEGER,
    slot_second INTEGER,
    slot_wanted INTEGER,
    attempts INTEGER NOT NULL,
    first_attempt_at INTEGER,
    log_offset INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    settled_at INTEGER,
    event_type TEXT NOT NULL,
    user_id TEXT,
    notes TEXT
) STRICT;
-- The id is the last column of every index: what is found is in the order of creation.
-- Three small ones, only of what is pending: what a lane sends next, whose turn it is, and who
-- waits behind whom.
CREATE INDEX deliveries_due ON deliveries (sync_id, priority, due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX deliveries_turn ON deliveries (sync_id, chain) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_chain ON deliveries (sync_id, chain) WHERE status < 10;
-- A second of a slot belongs to one delivery, whatever sync it comes through (product.md 5).
CREATE UNIQUE INDEX deliveries_slot ON deliveries (slot_key, slot_second)
    WHERE slot_key IS NOT NULL;
-- What can be put back, without all that nobody could be identified for.
CREATE INDEX deliveries_failed ON deliveries (sync_id, status)
    WHERE status >= 20 AND chain IS NOT NULL;
-- What could not even be put back, until it is decided again.
CREATE INDEX deliveries_unplaced ON deliveries (sync_id, status) WHERE chain IS NULL;
-- What came of a record.
CREATE INDEX deliveries_offset ON deliveries (log_offset);
-- Lists by outcome and category, and also those without a filter: thirty statuses merged by id.
CREATE INDEX deliveries_status ON deliveries (sync_id, status);
-- Events by what became of them: in the order of the log, which backfills are not made in.
CREATE INDEX deliveries_outcome ON deliveries (sync_id, status, log_offset);
CREATE INDEX deliveries_type ON deliveries (sync_id, event_type);
-- The one with random keys; without it a user's page would read all deliveries.
CREATE INDEX deliveries_user ON deliveries (user_id, sync_id) WHERE user_id IS NOT NULL;
-- What may be pruned.
CREATE INDEX deliveries_settled ON deliveries (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE payloads (
    delivery_id INTEGER PRIMARY KEY,
    payload TEXT NOT NULL
) STRICT;

CREATE TABLE exchanges (
    number INTEGER PRIMARY KEY,
    delivery_id INTEGER NOT NULL,
    exchange TEXT NOT NULL
) STRICT;
CREATE INDEX exchanges_by_delivery ON exchanges (delivery_id);

-- Which ids were created in which minute: what turns a filter by time into a range of ids, also
-- where the clock was set back in between, for one row a minute instead of an index entry each.
CREATE TABLE delivery_minutes (
    minute INTEGER PRIMARY KEY,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL
) STRICT;

-- Sending after the fact what is in the log. AUTOINCREMENT: whoever runs one never meets another
-- under its id.
CREATE TABLE backfills (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sync_id INTEGER NOT NULL,
    from_time INTEGER NOT NULL,
    to_time INTEGER NOT NULL,
    first_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    deliveries INTEGER NOT NULL,
    state INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- What became of the records, a stretch of neighbours in each row: written once at the right
-- edge, and searched as text before it is read. The text comes last, so that a row which is
-- passed over costs no more than its numbers.
CREATE TABLE traces (
    first_offset INTEGER PRIMARY KEY,
    last_offset INTEGER NOT NULL,
    received_from INTEGER NOT NULL,
    received_to INTEGER NOT NULL,
    traces TEXT NOT NULL
) STRICT;
CREATE INDEX traces_received ON traces (received_to);

-- Which names were seen, with the types and examples of their values: what pickers offer. Bounded
-- by whoever decides what is remembered.
CREATE TABLE taxonomy (
    kind INTEGER NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    seen_values TEXT NOT NULL,
    PRIMARY KEY (kind, scope, name)
) STRICT, WITHOUT ROWID;

-- How many deliveries of a sync there ever were, by outcome; pruning leaves these alone.
CREATE TABLE totals (
    sync_id INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (sync_id, outcome)
) STRICT, WITHOUT ROWID;

-- What happened in each minute and each hour. The sync comes first: every question is about one.
-- Sync 0 stands for the whole project. No category and no event type are written as ''.
CREATE TABLE counts (
    sync_id INTEGER NOT NULL,
    grain INTEGER NOT NULL,
    start INTEGER NOT NULL,
    what INTEGER NOT NULL,
    category TEXT NOT NULL,
    event_type TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (sync_id, grain, start, what, category, event_type)
) STRICT, WITHOUT ROWID;

-- How long deliveries took, to three digits: percentiles over any period from whole numbers.
CREATE TABLE latencies (
    sync_id INTEGER NOT NULL,
    grain INTEGER NOT NULL,
    start INTEGER NOT NULL,
    latency_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (sync_id, grain, start, latency_ms)
) STRICT, WITHOUT ROWID;
";

const ACCESS: &str = r"
-- Who may sign in. The first one is always there; their password is the installation's own.
-- AUTOINCREMENT: what was written of somebody is never taken for somebody else's.
CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password TEXT,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER
) STRICT;
INSERT INTO people (id, name, name_key, role, created_at)
    VALUES (1, 'admin', 'admin', 'admin', CAST(unixepoch('subsec') * 1000 AS INTEGER));

-- The project's keys. One of the three ways in which a key is kept is set. The first two ids stand
-- for the keys that the settings give.
CREATE TABLE keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT,
    clear TEXT,
    sealed BLOB,
    hash BLOB,
    hint TEXT NOT NULL,
    created_at INTEGER,
    created_by TEXT,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('keys', 2);

-- What was done, written once at the right edge.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    address TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT,
    subject_id TEXT,
    subject_name TEXT,
    differences TEXT
) STRICT;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_actor ON audit (actor_name);
CREATE INDEX audit_subject ON audit (subject_kind, subject_id);
";

const PRIVACY: &str = r"
-- The erasures of users, each its own receipt; those that are not done are worked on.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    done INTEGER NOT NULL,
    erasure TEXT NOT NULL
) STRICT;
CREATE INDEX erasures_by_user ON erasures (user_id);
CREATE INDEX erasures_open ON erasures (id) WHERE done = 0;

-- Who is kept out, and since when.
CREATE TABLE suppressions (
    user_id TEXT PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Brings the file to the format that this program knows, each step whole or not at all.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StateError> {
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found = format(connection)?;
    if found > known {
        return Err(StateError::TooNew { found, known });
    }
    for (number, step) in (1_u32..).zip(MIGRATIONS).skip(found as usize) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

fn format(connection: &Connection) -> Result<u32, StateError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    u32::try_from(found).map_err(|_| invalid("format number", found))
}
