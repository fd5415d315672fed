//! Sending again what failed, and sending after the fact what is still in the log.

use std::ops::Range;

use intertide_domain::delivery::{Kind, NewDelivery};
use intertide_domain::ids::{DeliveryId, Offset, SyncId};
use intertide_domain::time::UnixMillis;

use super::StateError;

/// Putting deliveries back, and backfills.
pub trait Replay: Send + Sync {
    /// Puts settled deliveries back: they are pending again, with all their attempts before them
    /// and the priority of a retry, and count as pending. Takes the oldest first, at most `limit`
    /// in one commit, and says how many it took. Delivered ones are not taken, nor are those that
    /// were discarded before they had a place in a chain, since nobody could be identified.
    ///
    /// It joins its chain again: due at once where nothing of it is pending, else it waits. When
    /// the turn passes, it comes before what was created after it. The minute and hour in which it
    /// had settled count it no longer, and a note tells when it was put back last.
    fn put_back(&self, which: &PutBack, limit: usize, at: UnixMillis) -> Result<u64, StateError>;

    /// How many [`put_back`](Self::put_back) would take in all.
    fn count_put_back(&self, which: &PutBack) -> Result<u64, StateError>;

    /// Discarded deliveries that have no place in a chain, since nobody could be identified when
    /// they were made: those that fit, behind `after`, the oldest first, at most `limit`.
    fn unplaced(
        &self,
        which: &PutBack,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Vec<Unplaced>, StateError>;

    /// Gives such deliveries what a fresh decision made of them: chain, slot, payload and notes.
    /// They stay discarded, and can be put back from then on. One that has a place already, is not
    /// discarded any more, or is decided not to be sent again stays as it is.
    fn place(&self, decided: &[(DeliveryId, NewDelivery)]) -> Result<(), StateError>;

    /// Writes down a backfill that is to be run; one without records is done at once.
    ///
    /// # Errors
    /// [`StateError::NoSuchSync`].
    fn start_backfill(&self, backfill: &NewBackfill) -> Result<Backfill, StateError>;

    /// Commits a step of a backfill: its deliveries, as
    /// [`commit_intake`](super::IntakeState::commit_intake) does it, and how far it has come.
    /// Deliveries of a record of which this sync has one of the same kind already are left out.
    /// Changes nothing when the backfill is not running any more. It is done when `next` has
    /// reached the end of its records.
    ///
    /// # Errors
    /// [`StateError::NoSuchSync`] when its sync has been deleted; [`StateError::Database`] when
    /// there never was such a backfill or it is forgotten.
    fn step_backfill(&self, step: &BackfillStep) -> Result<Backfill, StateError>;

    /// Ends a running backfill; what it has made stays. False when it was not running.
    fn cancel_backfill(&self, id: BackfillId, at: UnixMillis) -> Result<bool, StateError>;

    /// The backfills of a sync, newest first; of all syncs with `None`. Those that ended are
    /// forgotten after 90 days.
    fn backfills(&self, sync: Option<SyncId>) -> Result<Vec<Backfill>, StateError>;
}

/// Which discarded and expired deliveries of a sync are put back: those that fit all that is
/// given.
#[derive(Clone, Debug)]
pub struct PutBack {
    pub sync: SyncId,
    /// These alone.
    pub ids: Option<Vec<DeliveryId>>,
    /// Of this category alone.
    pub category: Option<String>,
    /// Created at or after.
    pub from: Option<UnixMillis>,
    /// Created before.
    pub to: Option<UnixMillis>,
}

/// A discarded delivery without a place in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplaced {
    pub id: DeliveryId,
    /// The record of the log that it comes from.
    pub offset: Offset,
    pub kind: Kind,
}

/// The id of a backfill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BackfillId(pub i64);

/// A backfill to be run.
#[derive(Clone, Debug)]
pub struct NewBackfill {
    pub sync: SyncId,
    /// Events received at or after.
    pub from: UnixMillis,
    /// Events received before.
    pub to: UnixMillis,
    /// The records that it looks at.
    pub records: Range<Offset>,
    pub at: UnixMillis,
}

/// A backfill, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Backfill {
    pub id: BackfillId,
    pub sync: SyncId,
    pub from: UnixMillis,
    pub to: UnixMillis,
    pub records: Range<Offset>,
    /// The next record to look at.
    pub next: Offset,
    /// Deliveries made so far.
    pub deliveries: u64,
    pub state: BackfillState,
    pub started_at: UnixMillis,
    pub ended_at: Option<UnixMillis>,
}

/// Whether a backfill is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackfillState {
    Running,
    Done,
    Cancelled,
}

/// A step of a backfill.
#[derive(Clone, Debug)]
pub struct BackfillStep {
    pub id: BackfillId,
    /// The next record to look at.
    pub next: Offset,
    pub deliveries: Vec<NewDelivery>,
    pub at: UnixMillis,
}
