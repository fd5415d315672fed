//! Backfills: events that are still in the log, sent through a sync after the fact (product.md 3).
//!
//! A backfill is written down in the state and goes on there after a crash, step by step. Each
//! event is decided by the sync's document as it is now, as an event and never as a user change,
//! and with its user's profile as it is now: profiles of the past are not kept. Copies that were
//! left out when they came stay out, and so does what the sync has selected already, and what is so
//! old that nobody can say any more whether it has.

use std::collections::{BTreeSet, HashSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use intertide_domain::delivery::{Kind, NewDelivery, Outcome, Priority};
use intertide_domain::filter::ConditionFault;
use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::process::{
    ActiveSync, Keys, Loaded, MergePolicy, Moment, Question, Record, explain,
};
use intertide_domain::time::UnixMillis;
use intertide_store::log::{EventLog, LogError, ReadLimit};
use intertide_store::state::{
    Backfill, BackfillState, BackfillStep, State, StateError, TraceQuery,
};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::destinations::Destination;
use crate::directory::{LiveSync, SyncDirectory};
use crate::lanes::Lanes;
use crate::records;

/// How much one step takes on: little enough that intake hardly waits for its commit.
const STEP: ReadLimit = ReadLimit {
    bytes: 4 * 1024 * 1024,
    records: 1_000,
};

/// Deliveries of a sync that may be pending when a further step is made. Behind more than this
/// nothing would arrive sooner, and the state would only grow.
pub const MOST_PENDING: u64 = 2_000;

/// How long a backfill waits before it looks whether it can go on.
const PACE: Duration = Duration::from_millis(500);

/// How long backfills wait after a failure.
const FAILURE_PAUSE: Duration = Duration::from_secs(5);

/// Why a step failed. It can be repeated: nothing of it was committed.
#[derive(Debug, thiserror::Error)]
pub enum BackfillError {
    #[error("the log can't be read: {0}")]
    Log(#[from] LogError),
    #[error(transparent)]
    State(#[from] StateError),
    /// The stored document does not run, which one that was validated does.
    #[error("the sync's document can't be used: {0}")]
    Document(#[from] ConditionFault),
}

/// Makes the steps of backfills.
#[derive(Clone, Debug)]
pub struct BackfillRunner {
    pub log: Arc<dyn EventLog>,
    pub state: Arc<dyn State>,
    pub directory: Arc<SyncDirectory>,
    pub destination: Arc<dyn Destination>,
    pub merge: MergePolicy,
    pub clock: Clock,
}

/// What one round over all backfills did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The syncs that have more to deliver.
    pub touched: BTreeSet<SyncId>,
    /// Whether a backfill has come further.
    pub advanced: bool,
    /// Whether a backfill is running that could not come further.
    pub waiting: bool,
    /// Whether a step failed.
    pub failed: bool,
}

impl Round {
    fn count(&mut self, before: &Backfill, after: &Backfill) {
        let stands = after.next == before.next;
        self.advanced |= !stands;
        self.waiting |= stands && after.state == BackfillState::Running;
        if after.deliveries > before.deliveries {
            self.touched.insert(after.sync);
        }
    }

    /// How long to wait for the next round; `None` until another backfill is started.
    const fn pause(&self) -> Option<Duration> {
        match (self.failed, self.advanced, self.waiting) {
            (true, ..) => Some(FAILURE_PAUSE),
            (false, true, _) => Some(Duration::ZERO),
            (false, false, true) => Some(PACE),
            (false, false, false) => None,
        }
    }
}

impl BackfillRunner {
    /// Makes a step of every running backfill that may go on. One that fails is told in the log and
    /// does not keep the others from it.
    ///
    /// # Errors
    /// When the state can't say which backfills there are.
    pub fn round(&self) -> Result<Round, StateError> {
        let mut round = Round::default();
        let all = self.state.backfills(None)?;
        for before in all.iter().filter(|b| b.state == BackfillState::Running) {
            match self.advance(before) {
                Ok(after) => round.count(before, &after),
                Err(error) => {
                    tracing::error!(sync = %before.sync, backfill = before.id.0, %error,
                        "a backfill can't go on; it is tried again");
                    round.failed = true;
                }
            }
        }
        Ok(round)
    }

    fn advance(&self, backfill: &Backfill) -> Result<Backfill, BackfillError> {
        if self.may_go_on(backfill.sync)? {
            self.step(backfill)
        } else {
            Ok(backfill.clone())
        }
    }

    /// Whether the sync is on and has not too much before it. A sync that is off, or gone from the
    /// directory, is not filled up.
    fn may_go_on(&self, sync: SyncId) -> Result<bool, StateError> {
        let listing = self.directory.listing();
        if !listing.syncs.get(&sync).is_some_and(|s| s.document.enabled) {
            return Ok(false);
        }
        let pending = self.state.totals(sync)?.get(&Outcome::Pending).copied();
        Ok(pending.unwrap_or(0) <= MOST_PENDING)
    }

    /// Takes on the next records of a backfill, and gives it back as it stands then. One whose
    /// next record intake has not decided on yet stays where it is: intake selects it by itself.
    ///
    /// # Errors
    /// [`BackfillError`]; nothing was committed. [`StateError::NoSuchSync`] when there is no such
    /// sync any more.
    pub fn step(&self, backfill: &Backfill) -> Result<Backfill, BackfillError> {
        let end = backfill.records.end.min(self.state.processed()?);
        if backfill.next >= end {
            return Ok(backfill.clone());
        }
        let listing = self.directory.listing();
        let sync = listing.syncs.get(&backfill.sync);
        let sync = sync.ok_or(StateError::NoSuchSync(backfill.sync))?;
        let stretch = records::read(&*self.log, backfill.next, STEP)?;
        let wanted: Vec<Record> = stretch
            .records
            .into_iter()
            .filter(|record| record.offset < end)
            .filter(|record| in_period(record.received.received_at, backfill))
            .collect();
        Ok(self.state.step_backfill(&BackfillStep {
            id: backfill.id,
            next: stretch.next.min(end),
            deliveries: self.decide(&wanted, sync)?,
            at: self.clock.now(),
        })?)
    }

    fn decide(
        &self,
        records: &[Record],
        sync: &LiveSync,
    ) -> Result<Vec<NewDelivery>, BackfillError> {
        let document = sync.document.clone();
        let workspace = sync.access.workspace();
        let active = ActiveSync::new(sync.id, Offset::ZERO, workspace, document)?;
        let loaded = self.state.load(&Keys::of(records))?;
        let counted = self.counted(records)?;
        Ok(records
            .iter()
            .filter(|record| counted.contains(&record.offset))
            .filter_map(|record| self.event_of(record, &loaded, &active))
            .collect())
    }

    /// Which of the records counted when they came, as far as what followed from them is still
    /// known. The log may keep records for longer than their traces and deliveries are kept; of
    /// those nobody can say whether they were sent before.
    fn counted(&self, records: &[Record]) -> Result<HashSet<Offset>, StateError> {
        let mut counted = HashSet::new();
        let (Some(first), Some(last)) = (records.first(), records.last()) else {
            return Ok(counted);
        };
        let mut before = last.offset.next();
        loop {
            let page = self.state.traces(&TraceQuery {
                before: Some(before),
                limit: STEP.records,
                ..TraceQuery::default()
            })?;
            let traces = page.traces.iter().filter(|trace| !trace.duplicate);
            counted.extend(traces.map(|trace| trace.offset));
            match page.next {
                Some(next) if first.offset < next && next < before => before = next,
                Some(_) | None => return Ok(counted),
            }
        }
    }

    fn event_of(&self, record: &Record, loaded: &Loaded, sync: &ActiveSync) -> Option<NewDelivery> {
        let explanation = explain(Question {
            record,
            moment: Moment::Past,
            loaded,
            sync,
            mapping: &*self.destination,
            merge: self.merge,
            now: self.clock.now(),
        });
        let mut made = explanation.deliveries.into_iter();
        let event = made.find(|delivery| delivery.kind == Kind::Event)?;
        Some(NewDelivery {
            priority: Priority::Backfill,
            ..event
        })
    }
}

fn in_period(received_at: UnixMillis, backfill: &Backfill) -> bool {
    (backfill.from..backfill.to).contains(&received_at)
}

/// What the task of the backfills is made of.
#[derive(Clone, Debug)]
pub struct BackfillParts {
    pub runner: BackfillRunner,
    /// Told when there is more to deliver.
    pub lanes: Arc<Lanes>,
    /// Notified, with `notify_one`, when a backfill was started.
    pub started: Arc<Notify>,
}

/// Runs backfills: those that were running before at once, others when they are started. Ends when
/// `shutdown` does, or when the future is dropped; a step under way is then made whole.
pub async fn run(parts: BackfillParts, shutdown: impl Future<Output = ()> + Send) {
    tokio::select! {
        () = shutdown => {}
        () = work(parts) => {}
    }
}

async fn work(parts: BackfillParts) {
    loop {
        let pause = make_round(&parts).await;
        let started = parts.started.notified();
        match pause {
            None => started.await,
            Some(pause) => {
                // Either way there is something to look at.
                let _ = tokio::time::timeout(pause, started).await;
            }
        }
    }
}

async fn make_round(parts: &BackfillParts) -> Option<Duration> {
    let runner = parts.runner.clone();
    match tokio::task::spawn_blocking(move || runner.round()).await {
        Ok(Ok(round)) => {
            for sync in &round.touched {
                parts.lanes.more(*sync);
            }
            round.pause()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "backfills can't go on; they try again");
            Some(FAILURE_PAUSE)
        }
        Err(error) => {
            tracing::error!(%error, "a round of backfills ended badly; another one follows");
            Some(FAILURE_PAUSE)
        }
    }
}

#[cfg(test)]
mod tests;
