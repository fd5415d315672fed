//! The state in SQLite.
//!
//! One connection writes, in commits of whole batches; a few others read beside it (write-ahead
//! log). Nothing is remembered outside of the file, so a failed commit leaves nothing to be
//! undone. How it lies there is in `schema.rs`; each call of the contract is a function of a module:
//! `intake`, `due`, `settle` and `facts`, `syncs`, `put_back` and `backfills`, `traces`, `reports`,
//! `summary`, `series` and `received`, `failures` and `queue`, `access`, `keeping`.

mod access;
mod backfills;
mod chain;
mod codes;
mod connections;
mod copy;
mod counters;
mod due;
mod erasures;
mod error;
mod exchanges;
mod facts;
mod failures;
mod intake;
mod keeping;
mod listing;
mod meta;
mod notes;
mod outcomes;
mod period;
mod placing;
mod profiles;
mod put_back;
mod queue;
mod received;
mod reports;
mod schema;
mod seen;
mod series;
mod settle;
mod slots;
mod steps;
mod summary;
mod syncs;
mod taxonomy;
#[cfg(test)]
mod tests;
mod traces;
mod unplaced;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use intertide_domain::delivery::{NewDelivery, Outcome, Settlement};
use intertide_domain::ids::{DeliveryId, Offset, SyncId, UserId, WorkspaceId};
use intertide_domain::process::{EventTrace, IntakeCommit, Keys, Loaded};
use intertide_domain::taxonomy::Taxonomy;
use intertide_domain::time::UnixMillis;

use self::connections::{Connections, Durability};
use crate::state::{
    Backfill, BackfillId, BackfillStep, DeliveryPage, DeliveryQuery, DeliveryRecord, DeliveryRow,
    DueBatch, Fact, FailureGroup, IntakeState, LaneState, NewBackfill, PutBack, QueueReport,
    ReceivedStep, Replay, Reports, SeriesStep, StateError, StateKeeping, StoredSync, Summary,
    SyncChange, SyncState, Taxonomies, TracePage, TraceQuery, Traces, Unplaced, UserRecord,
};

/// The state in one SQLite file, and the two that SQLite keeps beside it.
pub struct SqliteState {
    connections: Connections,
}

impl SqliteState {
    /// Opens the state in this file, or creates it there. Its directory has to exist.
    ///
    /// # Errors
    /// [`StateError::TooNew`] when a later version wrote it; [`StateError::DiskFull`];
    /// [`StateError::Database`] when the file is not one of these or can't be opened.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        let connections = Connections::open(path)?;
        Ok(Self { connections })
    }
}

impl fmt::Debug for SqliteState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteState").finish_non_exhaustive()
    }
}

impl IntakeState for SqliteState {
    fn processed(&self) -> Result<Offset, StateError> {
        self.connections.read(|view| meta::processed(view))
    }

    fn load(&self, keys: &Keys) -> Result<Loaded, StateError> {
        self.connections.read(|view| intake::load(view, keys))
    }

    fn commit_intake(&self, commit: &IntakeCommit) -> Result<(), StateError> {
        self.connections
            .write(Durability::ProcessCrash, |t| intake::commit(t, commit))
    }
}

impl LaneState for SqliteState {
    fn due(&self, sync: SyncId, now: UnixMillis, limit: usize) -> Result<DueBatch, StateError> {
        self.connections
            .read(|view| due::due(view, sync, now, limit))
    }

    fn settle(&self, settlements: &[Settlement], facts: &[Fact]) -> Result<(), StateError> {
        self.connections.write(Durability::ProcessCrash, |t| {
            settle::settle(t, settlements)?;
            facts::put_facts(t, facts)
        })
    }

    fn facts(
        &self,
        workspace: WorkspaceId,
        keys: &[String],
    ) -> Result<BTreeMap<String, String>, StateError> {
        self.connections
            .read(|view| facts::facts(view, workspace, keys))
    }

    fn facts_under(
        &self,
        workspace: WorkspaceId,
        prefix: &str,
        limit: usize,
    ) -> Result<BTreeMap<String, String>, StateError> {
        self.connections
            .read(|view| facts::facts_under(view, workspace, prefix, limit))
    }

    fn workspace(&self, fingerprint: &str) -> Result<WorkspaceId, StateError> {
        let known = self
            .connections
            .read(|view| facts::known_workspace(view, fingerprint))?;
        match known {
            Some(known) => Ok(known),
            None => self.connections.write(Durability::ProcessCrash, |t| {
                facts::workspace(t, fingerprint)
            }),
        }
    }
}

impl SyncState for SqliteState {
    fn syncs(&self) -> Result<Vec<StoredSync>, StateError> {
        self.connections.read(|view| syncs::all(view))
    }

    fn sync(&self, id: SyncId) -> Result<Option<StoredSync>, StateError> {
        self.connections.read(|view| syncs::get(view, id))
    }

    fn insert_sync(&self, sync: &SyncChange) -> Result<StoredSync, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| syncs::insert(t, sync))
    }

    fn replace_sync(
        &self,
        id: SyncId,
        expected: Option<u64>,
        sync: &SyncChange,
    ) -> Result<StoredSync, StateError> {
        self.connections.write(Durability::PowerLoss, |t| {
            syncs::replace(t, id, expected, sync)
        })
    }

    fn delete_sync(&self, id: SyncId) -> Result<bool, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| syncs::delete(t, id))
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StateError> {
        self.connections.read(|view| syncs::setting(view, name))
    }

    fn put_setting(&self, name: &str, value: &str) -> Result<(), StateError> {
        self.connections.write(Durability::PowerLoss, |t| {
            syncs::put_setting(t, name, value)
        })
    }
}

impl Replay for SqliteState {
    fn put_back(&self, which: &PutBack, limit: usize, at: UnixMillis) -> Result<u64, StateError> {
        self.connections.write(Durability::PowerLoss, |t| {
            put_back::put_back(t, which, limit, at)
        })
    }

    fn count_put_back(&self, which: &PutBack) -> Result<u64, StateError> {
        self.connections.read(|view| put_back::count(view, which))
    }

    fn unplaced(
        &self,
        which: &PutBack,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Vec<Unplaced>, StateError> {
        self.connections
            .read(|view| unplaced::find(view, which, after, limit))
    }

    fn place(&self, decided: &[(DeliveryId, NewDelivery)]) -> Result<(), StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| unplaced::place(t, decided))
    }

    fn start_backfill(&self, backfill: &NewBackfill) -> Result<Backfill, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| backfills::start(t, backfill))
    }

    fn step_backfill(&self, step: &BackfillStep) -> Result<Backfill, StateError> {
        self.connections
            .write(Durability::ProcessCrash, |t| backfills::step(t, step))
    }

    fn cancel_backfill(&self, id: BackfillId, at: UnixMillis) -> Result<bool, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| backfills::cancel(t, id, at))
    }

    fn backfills(&self, sync: Option<SyncId>) -> Result<Vec<Backfill>, StateError> {
        self.connections.read(|view| backfills::all(view, sync))
    }
}

impl Traces for SqliteState {
    fn traces(&self, query: &TraceQuery) -> Result<TracePage, StateError> {
        self.connections.read(|view| traces::page(view, query))
    }

    fn trace(&self, offset: Offset) -> Result<Option<EventTrace>, StateError> {
        self.connections.read(|view| traces::get(view, offset))
    }

    fn deliveries_of(&self, offset: Offset) -> Result<Vec<DeliveryRow>, StateError> {
        self.connections
            .read(|view| reports::deliveries_of(view, offset))
    }
}

impl Taxonomies for SqliteState {
    fn taxonomy(&self) -> Result<Taxonomy, StateError> {
        self.connections.read(|view| taxonomy::all(view))
    }
}

impl Reports for SqliteState {
    fn deliveries(&self, query: &DeliveryQuery) -> Result<DeliveryPage, StateError> {
        self.connections
            .read(|view| reports::deliveries(view, query))
    }

    fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StateError> {
        self.connections.read(|view| reports::delivery(view, id))
    }

    fn totals(&self, sync: SyncId) -> Result<BTreeMap<Outcome, u64>, StateError> {
        self.connections.read(|view| reports::totals(view, sync))
    }

    fn summary(
        &self,
        sync: SyncId,
        from: UnixMillis,
        to: UnixMillis,
    ) -> Result<Summary, StateError> {
        self.connections
            .read(|view| summary::summary(view, sync, from, to))
    }

    fn series(
        &self,
        sync: SyncId,
        from: UnixMillis,
        to: UnixMillis,
        step: Duration,
    ) -> Result<Vec<SeriesStep>, StateError> {
        self.connections
            .read(|view| series::series(view, sync, from, to, step))
    }

    fn received(
        &self,
        from: UnixMillis,
        to: UnixMillis,
        step: Duration,
    ) -> Result<Vec<ReceivedStep>, StateError> {
        self.connections
            .read(|view| received::received(view, from, to, step))
    }

    fn duplicates(&self) -> Result<u64, StateError> {
        self.connections.read(|view| meta::duplicates(view))
    }

    fn failures(
        &self,
        sync: SyncId,
        from: Option<UnixMillis>,
        to: Option<UnixMillis>,
    ) -> Result<Vec<FailureGroup>, StateError> {
        self.connections
            .read(|view| failures::failures(view, sync, from, to))
    }

    fn queue(&self, sync: SyncId, now: UnixMillis) -> Result<QueueReport, StateError> {
        self.connections.read(|view| queue::queue(view, sync, now))
    }

    fn user(&self, user: &UserId) -> Result<Option<UserRecord>, StateError> {
        self.connections.read(|view| reports::user(view, user))
    }

    fn first_received_at(&self) -> Result<Option<UnixMillis>, StateError> {
        self.connections.read(|view| meta::first_received_at(view))
    }
}

impl StateKeeping for SqliteState {
    fn prune(&self, settled_before: UnixMillis, now: UnixMillis) -> Result<u64, StateError> {
        keeping::prune(&self.connections, settled_before, now)
    }

    fn checkpoint(&self) -> Result<Offset, StateError> {
        keeping::checkpoint(&self.connections)
    }

    fn size_bytes(&self) -> Result<u64, StateError> {
        self.connections.read(|view| keeping::size_bytes(view))
    }
}
