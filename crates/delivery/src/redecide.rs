//! Deciding again on what was discarded because nobody could be identified: a changed mapping, or
//! a user who has logged in since, may have mended it (product.md 4).

use std::sync::Arc;

use intertide_domain::delivery::NewDelivery;
use intertide_domain::filter::ConditionFault;
use intertide_domain::ids::{DeliveryId, Offset};
use intertide_domain::process::{ActiveSync, Keys, MergePolicy, Moment, Question, Record, explain};
use intertide_store::log::{EventLog, LogError};
use intertide_store::state::{PutBack, State, StateError, Unplaced};

use crate::clock::Clock;
use crate::destinations::Destination;
use crate::directory::{LiveSync, SyncDirectory};
use crate::records;

/// How many deliveries are looked at in one round.
const ROUND: usize = 500;

/// Decides again.
#[derive(Clone, Debug)]
pub struct Redecider {
    pub log: Arc<dyn EventLog>,
    pub state: Arc<dyn State>,
    pub directory: Arc<SyncDirectory>,
    pub destination: Arc<dyn Destination>,
    pub merge: MergePolicy,
    pub clock: Clock,
}

/// Why a round failed; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RedecideError {
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the log can't be read: {0}")]
    Log(#[from] LogError),
    #[error("the sync's document can't be used: {0}")]
    Document(#[from] ConditionFault),
}

/// What a round found.
#[derive(Clone, Debug, Default)]
pub struct Redecided {
    /// Deliveries that can be sent now, and how.
    pub decided: Vec<(DeliveryId, NewDelivery)>,
    /// Where the next round begins; none when all were looked at.
    pub next: Option<DeliveryId>,
}

impl Redecider {
    /// Looks at the next deliveries that fit and have no place, behind `after`. The profile counts
    /// as it is at this moment. What still can't be sent, or is not selected any more, is left as
    /// it is.
    ///
    /// # Errors
    /// [`RedecideError`].
    pub fn round(
        &self,
        which: &PutBack,
        after: Option<DeliveryId>,
    ) -> Result<Redecided, RedecideError> {
        let listing = self.directory.listing();
        let Some(sync) = listing.syncs.get(&which.sync) else {
            return Ok(Redecided::default());
        };
        let active = active(sync)?;
        let unplaced = self.state.unplaced(which, after, ROUND)?;
        let more = unplaced.len() >= ROUND;
        let next = unplaced.last().filter(|_| more).map(|last| last.id);
        let named = |id| which.ids.as_ref().is_none_or(|ids| ids.contains(&id));
        let mut decided = Vec::new();
        for unplaced in unplaced.iter().filter(|unplaced| named(unplaced.id)) {
            if let Some(made) = self.decide(unplaced, &active)? {
                decided.push((unplaced.id, made));
            }
        }
        Ok(Redecided { decided, next })
    }

    fn decide(
        &self,
        unplaced: &Unplaced,
        sync: &ActiveSync,
    ) -> Result<Option<NewDelivery>, RedecideError> {
        let received = match records::read_one(&*self.log, unplaced.offset) {
            Ok(Some(received)) => received,
            // The log has let it go: there is nothing left to decide on.
            Ok(None) | Err(LogError::BeforeStart { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let record = Record {
            offset: unplaced.offset,
            received,
        };
        let loaded = self.state.load(&Keys::of(std::slice::from_ref(&record)))?;
        let explanation = explain(Question {
            record: &record,
            moment: Moment::Past,
            loaded: &loaded,
            sync,
            mapping: &*self.destination,
            merge: self.merge,
            now: self.clock.now(),
        });
        let mut made = explanation.deliveries.into_iter();
        let sendable =
            |made: &NewDelivery| made.kind == unplaced.kind && made.route.chain().is_some();
        Ok(made.find(sendable))
    }
}

fn active(sync: &LiveSync) -> Result<ActiveSync, ConditionFault> {
    let workspace = sync.access.workspace();
    ActiveSync::new(sync.id, Offset::ZERO, workspace, sync.document.clone())
}
