//! Carrying erasures out, stage by stage: the state, the log, the contacts. Each stage can be
//! repeated, and what a crash interrupts goes on after the next start.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use intertide_domain::event::{Event, Received};
use intertide_domain::ids::{ErasureId, Offset};
use intertide_domain::privacy::{ContactOutcome, Erasure, Remembered, Stage};
use intertide_store::log::{EventLog, LogError, ReadLimit};
use intertide_store::state::{Fact, State, StateError};

use super::Privacy;
use super::contacts::ContactRemoval;
use crate::clock::Clock;
use crate::destinations::Destination;
use crate::directory::SyncDirectory;
use crate::dispatch::Sender;
use crate::engine::EngineParts;
use crate::lanes::Lanes;
use crate::records;

/// How often what could not be finished is tried again.
const AGAIN: Duration = Duration::from_secs(30);

/// How much of the log is read at once.
const STRETCH: ReadLimit = ReadLimit {
    bytes: 4 * 1024 * 1024,
    records: 10_000,
};

/// Carries erasures out.
#[derive(Clone, Debug)]
pub struct Eraser {
    log: Arc<dyn EventLog>,
    pub(super) state: Arc<dyn State>,
    pub(super) directory: Arc<SyncDirectory>,
    pub(super) destination: Arc<dyn Destination>,
    pub(super) sender: Arc<dyn Sender>,
    privacy: Arc<Privacy>,
    pub(super) lanes: Arc<Lanes>,
    pub(super) clock: Clock,
}

/// Why a round came to no end; it is repeated.
#[derive(Debug, thiserror::Error)]
pub enum EraserError {
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the log can't be changed: {0}")]
    Log(#[from] LogError),
    #[error("its thread ended badly")]
    Ended(#[from] tokio::task::JoinError),
}

/// Works whenever an erasure is asked for.
pub async fn run(eraser: Eraser) {
    loop {
        if let Err(error) = eraser.round().await {
            tracing::error!(%error, "erasures can't go on; they are tried again");
        }
        let asked = eraser.privacy.asked.notified();
        // Whether something was asked for or not, what is open is looked at.
        let _ = tokio::time::timeout(AGAIN, asked).await;
    }
}

impl Eraser {
    /// An eraser of what this engine keeps.
    pub fn new(parts: &EngineParts, lanes: Arc<Lanes>) -> Self {
        Self {
            log: parts.log.clone(),
            state: parts.state.clone(),
            directory: parts.directory.clone(),
            destination: parts.destination.clone(),
            sender: parts.sender.clone(),
            privacy: parts.privacy.clone(),
            lanes,
            clock: parts.clock.clone(),
        }
    }

    /// Brings everything that is open as far as it goes.
    ///
    /// # Errors
    /// [`EraserError`]; what was done stays done.
    pub async fn round(&self) -> Result<(), EraserError> {
        let open = self.blocking(|eraser| Ok(eraser.state.open_erasures()?));
        if open.await?.is_empty() {
            return Ok(());
        }
        self.blocking(Self::erase_from_state).await?;
        // What lanes had read before may be sent no more.
        self.lanes.forget_ready().await;
        self.blocking(Self::erase_from_log).await?;
        let open = self.blocking(|eraser| Ok(eraser.state.open_erasures()?));
        let mut removal = ContactRemoval::new(self);
        for erasure in open.await? {
            if erasure.stage == Stage::LogErased {
                self.finish(erasure, &mut removal).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, EraserError> + Send + 'static,
    ) -> Result<T, EraserError> {
        let eraser = self.clone();
        tokio::task::spawn_blocking(move || work(&eraser)).await?
    }

    fn erase_from_state(&self) -> Result<(), EraserError> {
        for erasure in self.open_in(Stage::Requested)? {
            let at = self.clock.now();
            let names = &self.privacy.names;
            names.while_nothing_is_decided(|| self.state.erase_user(erasure.id, at))?;
        }
        Ok(())
    }

    /// Goes over the log for all that are at this stage. What the state tells of the records goes
    /// before the records do: nobody could say whose it is afterwards.
    fn erase_from_log(&self) -> Result<(), EraserError> {
        let mut erasures = self.open_in(Stage::StateErased)?;
        if erasures.is_empty() {
            return Ok(());
        }
        let end = self.log.durable_end();
        let mut records = self.records_of(&erasures, end)?;
        for erasure in &mut erasures {
            let records = records.remove(&erasure.id).unwrap_or_default();
            self.erase_what_is_told(erasure, &records)?;
        }
        self.log.erase(end, &|bytes| is_theirs(&erasures, bytes))?;
        self.state.purge()?;
        for erasure in &mut erasures {
            erasure.devices = Vec::new();
            erasure.stage = Stage::LogErased;
            self.state.put_erasure(erasure)?;
        }
        Ok(())
    }

    /// The users' records before `end` that are not erased yet.
    fn records_of(
        &self,
        erasures: &[Erasure],
        end: Offset,
    ) -> Result<BTreeMap<ErasureId, Vec<Offset>>, EraserError> {
        let mut found: BTreeMap<ErasureId, Vec<Offset>> = BTreeMap::new();
        let mut next = self.log.start();
        while next < end {
            let stretch = records::read(&*self.log, next, STRETCH)?;
            let before_end = stretch.records.iter().filter(|record| record.offset < end);
            for record in before_end {
                if let Some(erasure) = owner(erasures, &record.received.event) {
                    found.entry(erasure.id).or_default().push(record.offset);
                }
            }
            next = stretch.next;
        }
        Ok(found)
    }

    /// Removes deliveries and traces of a user's records, and counts them on the receipt. A round
    /// that is repeated finds fewer records than the one that was broken off.
    fn erase_what_is_told(
        &self,
        erasure: &mut Erasure,
        records: &[Offset],
    ) -> Result<(), EraserError> {
        let (at, user) = (self.clock.now(), &erasure.user_id);
        let deliveries = self.state.erase_deliveries_of(user, records, at)?;
        let mut next = Some(Offset::ZERO);
        while let Some(from) = next {
            next = self.state.erase_traces(erasure, from)?;
        }
        erasure.erased.events = erasure.erased.events.max(records.len() as u64);
        erasure.erased.deliveries += deliveries;
        Ok(self.state.put_erasure(erasure)?)
    }

    fn open_in(&self, stage: Stage) -> Result<Vec<Erasure>, EraserError> {
        let mut open = self.state.open_erasures()?;
        open.retain(|erasure| erasure.stage == stage);
        Ok(open)
    }

    /// Deletes the contacts; done when none is left to be deleted.
    async fn finish(
        &self,
        mut erasure: Erasure,
        removal: &mut ContactRemoval<'_>,
    ) -> Result<(), EraserError> {
        for contact in &mut erasure.contacts {
            if contact.outcome == ContactOutcome::Pending {
                removal.delete(contact).await?;
            }
        }
        if !erasure.waits_for_contacts() {
            self.forget(std::mem::take(&mut erasure.remembered)).await?;
            erasure.stage = Stage::Done;
            erasure.done_at = Some(self.clock.now());
            tracing::info!(erasure = %erasure.id, events = erasure.erased.events, "a user is erased");
        }
        self.blocking(move |eraser| Ok(eraser.state.put_erasure(&erasure)?))
            .await
    }

    /// Forgets which contacts the user was.
    async fn forget(&self, remembered: Vec<Remembered>) -> Result<(), EraserError> {
        let facts = remembered.into_iter().map(|remembered| Fact {
            workspace: remembered.workspace,
            key: remembered.key,
            value: None,
        });
        let facts: Vec<Fact> = facts.collect();
        self.blocking(move |eraser| Ok(eraser.state.settle(&[], &facts)?))
            .await
    }
}

/// Whose event it is.
fn owner<'a>(erasures: &'a [Erasure], event: &Event) -> Option<&'a Erasure> {
    let (user, device) = (event.user_id.as_ref(), event.device_id.as_ref());
    let mut erasures = erasures.iter();
    erasures.find(|erasure| erasure.owns(user, device))
}

/// Whether a record is one of these users'. One that can't be read is nobody's.
fn is_theirs(erasures: &[Erasure], bytes: &[u8]) -> bool {
    Received::decode(bytes).is_ok_and(|received| owner(erasures, &received.event).is_some())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
