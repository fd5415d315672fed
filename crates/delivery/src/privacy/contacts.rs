//! Deleting the contacts of erased users, one after the other.
//!
//! A workspace that can't be spoken to rests until the next round, so that whoever asks for an
//! erasure meanwhile does not wait for every contact of it.

use std::collections::BTreeSet;
use std::time::Duration;

use intertide_domain::delivery::DiscardReason;
use intertide_domain::ids::WorkspaceId;
use intertide_domain::privacy::{ContactOutcome, ErasedContact};
use tokio::sync::oneshot;

use super::eraser::{Eraser, EraserError};
use crate::destinations::{Conversation, Ending, Facts, Step, Verdict};
use crate::directory::Access;
use crate::dispatch::Address;
use crate::lane::errand::Errand;

/// How long a lane may take for one contact.
const ERRAND_TIMEOUT: Duration = Duration::from_secs(60);

/// Requests about one contact at most.
const MOST_REQUESTS: usize = 8;

/// The contacts of one round.
pub(super) struct ContactRemoval<'a> {
    eraser: &'a Eraser,
    resting: BTreeSet<WorkspaceId>,
}

impl<'a> ContactRemoval<'a> {
    pub(super) const fn new(eraser: &'a Eraser) -> Self {
        Self {
            eraser,
            resting: BTreeSet::new(),
        }
    }

    /// Deletes one contact, or says what stands in the way.
    ///
    /// # Errors
    /// When the state can't be read.
    pub(super) async fn delete(&mut self, contact: &mut ErasedContact) -> Result<(), EraserError> {
        let Some(key) = contact.key.clone() else {
            return Ok(());
        };
        match self.reach(contact) {
            Reach::Workspace(workspace) => contact.workspace = workspace,
            Reach::NotNow => {
                contact.message = Some("its sync has no token that can be used".to_owned());
                return Ok(());
            }
            Reach::Never => {
                contact.outcome = ContactOutcome::Failed;
                contact.message =
                    Some("no sync reaches the workspace any more; delete the contact there".into());
                contact.key = None;
                return Ok(());
            }
        }
        if self.rests(contact) {
            contact.message = Some("it is tried again: the lane is on hold or waits".to_owned());
            return Ok(());
        }
        let facts = self.facts(contact, &key).await?;
        let now = self.eraser.clock.now();
        let Some(conversation) = self.eraser.destination.remove_contact(&key, &facts, now) else {
            return Ok(());
        };
        let Some(ending) = self.converse(contact, conversation).await else {
            contact.message = Some("it is tried again: the lane has much to do".to_owned());
            self.resting.insert(contact.workspace);
            return Ok(());
        };
        (contact.outcome, contact.message) = outcome(&ending);
        if contact.outcome == ContactOutcome::Pending {
            self.resting.insert(contact.workspace);
        } else {
            contact.key = None;
        }
        Ok(())
    }

    async fn facts(&self, contact: &ErasedContact, key: &str) -> Result<Facts, EraserError> {
        let (workspace, key) = (contact.workspace, key.to_owned());
        self.eraser
            .blocking(move |eraser| Ok(eraser.state.facts(workspace, &[key])?))
            .await
    }

    /// Whether the contact's workspace is not to be spoken to in this round.
    fn rests(&self, contact: &ErasedContact) -> bool {
        let report = self.eraser.lanes.report(contact.sync);
        let is_held =
            report.is_some_and(|lane| lane.hold.is_some() || lane.rate_limited_until.is_some());
        is_held || self.resting.contains(&contact.workspace)
    }

    /// Through the lane, which keeps the workspace's limit; where nobody else sends, directly.
    async fn converse(
        &self,
        contact: &ErasedContact,
        conversation: Box<dyn Conversation>,
    ) -> Option<Ending> {
        let (ended, ending) = oneshot::channel();
        let errand = Errand {
            conversation,
            ended,
        };
        match self
            .eraser
            .lanes
            .run_errand(contact.workspace, errand)
            .await
        {
            Ok(()) => {
                let ending = tokio::time::timeout(ERRAND_TIMEOUT, ending).await;
                ending.ok()?.ok()
            }
            Err(Errand { conversation, .. }) => self.converse_directly(contact, conversation).await,
        }
    }

    async fn converse_directly(
        &self,
        contact: &ErasedContact,
        mut conversation: Box<dyn Conversation>,
    ) -> Option<Ending> {
        let address = self.address(contact)?;
        let mut step = conversation.begin();
        for _ in 0..MOST_REQUESTS {
            let request = match step {
                Step::Send(request) => request,
                Step::End(ending) => return Some(ending),
            };
            let sending = self
                .eraser
                .sender
                .send(&address.endpoint, &address.token, &request);
            step = conversation.answer(&sending.await);
        }
        None
    }

    /// The workspace as long as any sync sends there; else that of the contact's sync, which may have
    /// another token by now.
    fn reach(&self, contact: &ErasedContact) -> Reach {
        let listing = self.eraser.directory.listing();
        let is_there = |workspace| workspace == Some(contact.workspace);
        let mut syncs = listing.syncs.values();
        if syncs.any(|sync| is_there(sync.access.workspace())) {
            return Reach::Workspace(contact.workspace);
        }
        match listing.syncs.get(&contact.sync) {
            None => Reach::Never,
            Some(sync) => sync
                .access
                .workspace()
                .map_or(Reach::NotNow, Reach::Workspace),
        }
    }

    /// Where any sync of the workspace sends to.
    fn address(&self, contact: &ErasedContact) -> Option<Address> {
        let listing = self.eraser.directory.listing();
        let mut syncs = listing.syncs.values();
        syncs.find_map(|sync| match &sync.access {
            Access::Granted { workspace, token } if *workspace == contact.workspace => {
                Some(Address {
                    endpoint: sync.document.credentials.endpoint.clone(),
                    token: token.clone(),
                })
            }
            _ => None,
        })
    }
}

/// Whether a contact can be spoken of.
enum Reach {
    /// In this workspace.
    Workspace(WorkspaceId),
    /// Not before its sync has a token that can be used.
    NotNow,
    /// Its sync is gone.
    Never,
}

/// What an ending means for the receipt.
fn outcome(ending: &Ending) -> (ContactOutcome, Option<String>) {
    let notes: Vec<&str> = ending.notes.iter().map(|note| note.0.as_str()).collect();
    let notes = (!notes.is_empty()).then(|| notes.join(" "));
    match &ending.verdict {
        Verdict::Delivered => (ContactOutcome::Deleted, notes),
        Verdict::Discard(DiscardReason::UserNotFound) => (ContactOutcome::NotFound, notes),
        Verdict::Discard(reason) => {
            let reason = format!("Intercom refuses: {}", reason.as_str());
            (ContactOutcome::Failed, notes.or(Some(reason)))
        }
        Verdict::TryLater(reason) | Verdict::Hold(reason) => {
            let waits = format!("it is tried again: {}", reason.as_str());
            (ContactOutcome::Pending, Some(waits))
        }
        Verdict::RateLimited => (
            ContactOutcome::Pending,
            Some("it is tried again: rate_limited".to_owned()),
        ),
    }
}
