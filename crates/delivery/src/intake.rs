//! Intake: from the log into the state, batch by batch.
//!
//! Each step reads a batch, decides what it means ([`process`]) and commits all that follows in
//! one go, the place in the log included. After a crash it repeats from the committed place, so
//! every record counts exactly once (product.md 2).

use std::collections::BTreeSet;
use std::sync::Arc;

use intertide_domain::delivery::Route;
use intertide_domain::event::Received;
use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::process::{IntakeCommit, Keys, MergePolicy, Record, Rules, process};
use intertide_domain::taxonomy::Taxonomy;
use intertide_store::log::{EventLog, LogError, ReadLimit};
use intertide_store::state::{State, StateError};

use parking_lot::Mutex;

use crate::clock::Clock;
use crate::destinations::Destination;
use crate::directory::SyncDirectory;
use crate::live::{LiveFeed, LiveItem};
use crate::privacy::Privacy;

/// How much one step takes on: enough to share a commit, little enough to be quick.
const BATCH: ReadLimit = ReadLimit {
    bytes: 4 * 1024 * 1024,
    records: 2_000,
};

/// Why a step failed. The step can be repeated: nothing of it was committed.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("the log can't be read: {0}")]
    Log(#[from] LogError),
    #[error(transparent)]
    State(#[from] StateError),
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Records decided on; none when the log has nothing further.
    pub records: usize,
    /// The syncs that have more to deliver.
    pub touched: BTreeSet<SyncId>,
}

/// The names that were seen, kept between steps so that each step need not load them. It never
/// knows more than the state: what a step that failed had learned is forgotten.
///
/// A step holds them from what it loads to what it commits. So whoever holds them may take
/// something away from the state, and no step brings it back.
#[derive(Debug, Default)]
pub struct KnownNames(Mutex<Option<Taxonomy>>);

impl KnownNames {
    /// Runs `work` while nothing is decided on, and forgets the names.
    pub fn while_nothing_is_decided<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut known = self.0.lock();
        *known = None;
        work()
    }
}

/// Reads the log and decides.
pub struct Intake {
    pub log: Arc<dyn EventLog>,
    pub state: Arc<dyn State>,
    pub directory: Arc<SyncDirectory>,
    pub destination: Arc<dyn Destination>,
    pub merge: MergePolicy,
    pub privacy: Arc<Privacy>,
    pub live: LiveFeed,
    pub clock: Clock,
}

impl Intake {
    /// Takes on the next batch.
    ///
    /// # Errors
    /// [`IntakeError`]; nothing was committed, and the step can be repeated.
    pub fn step(&self) -> Result<Progress, IntakeError> {
        let from = self.state.processed()?;
        let (records, end) = self.read(from)?;
        if end == from {
            return Ok(Progress {
                records: 0,
                touched: BTreeSet::new(),
            });
        }
        let mut known = self.privacy.names.0.lock();
        // Taken after the names: who was erased meanwhile is in it.
        let suppressions = self.privacy.kept_out.current();
        let loaded = self.state.load(&Keys::of(&records))?;
        // Taken after the log was read: a record that was accepted after a document changed is
        // decided by the changed document.
        let listing = self.directory.listing();
        let rules = Rules {
            syncs: &listing.active,
            mapping: &*self.destination,
            merge: self.merge,
            suppressions: &suppressions,
            now: self.clock.now(),
        };
        let mut names = match known.take() {
            Some(names) => names,
            None => self.state.taxonomy()?,
        };
        let mut commit = process(&records, loaded, &mut names, rules);
        commit.processed = end;
        self.state.commit_intake(&commit)?;
        *known = Some(names);
        drop(known);
        self.privacy.kept_out.count(commit.suppressed);
        Ok(self.told(commit, records.len()))
    }

    /// The records from `from` on, and where the next step begins.
    fn read(&self, from: Offset) -> Result<(Vec<Record>, Offset), IntakeError> {
        let batch = match self.log.read(from, BATCH) {
            Ok(batch) => batch,
            Err(LogError::Damaged(damage)) => {
                tracing::error!(%damage, "acknowledged records are lost; intake goes on behind");
                return Ok((Vec::new(), damage.next));
            }
            Err(error) => return Err(error.into()),
        };
        let mut records = Vec::with_capacity(batch.len());
        for record in batch.iter().filter(|record| !record.is_erased()) {
            match Received::decode(record.bytes) {
                Ok(received) => records.push(Record {
                    offset: record.offset,
                    received,
                }),
                Err(error) => {
                    tracing::error!(offset = %record.offset, %error, "a record is unreadable");
                }
            }
        }
        Ok((records, batch.next()))
    }

    fn told(&self, commit: IntakeCommit, records: usize) -> Progress {
        let touched = commit
            .deliveries
            .iter()
            .filter(|delivery| matches!(delivery.route, Route::Queued(_)))
            .map(|delivery| delivery.sync)
            .collect();
        if self.live.is_watched() {
            for trace in commit.traces {
                self.live.tell(LiveItem::Event(Arc::new(trace)));
            }
        }
        Progress { records, touched }
    }
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Intake")
    }
}
