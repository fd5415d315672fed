//! What became of each event: searched, and looked up.

use intertide_domain::delivery::Outcome;
use intertide_domain::ids::{DeviceId, EventType, InsertId, Offset, SyncId, UserId};
use intertide_domain::process::{EventTrace, SkipReason};
use intertide_domain::time::UnixMillis;

use super::{DeliveryRow, StateError};

/// The accounts of events.
pub trait Traces: Send + Sync {
    /// Events, newest first. Reads a bounded stretch of what is kept: a page may be short, or
    /// empty, and still have a next one.
    fn traces(&self, query: &TraceQuery) -> Result<TracePage, StateError>;

    /// What became of one record.
    fn trace(&self, offset: Offset) -> Result<Option<EventTrace>, StateError>;

    /// The deliveries that came of one record, in the order of their creation.
    fn deliveries_of(&self, offset: Offset) -> Result<Vec<DeliveryRow>, StateError>;
}

/// Which events: those that fit all that is given.
#[derive(Clone, Debug, Default)]
pub struct TraceQuery {
    /// The user whom the event belongs to, also where only the device told.
    pub user: Option<UserId>,
    pub device: Option<DeviceId>,
    pub insert_id: Option<InsertId>,
    pub event_type: Option<EventType>,
    /// What became of the event, through any sync or through that of `sync`.
    pub outcome: Option<TraceOutcome>,
    /// With the outcome of a delivery: the sync that it came through. Else a sync that judged the
    /// event as it came; of a copy none does.
    pub sync: Option<SyncId>,
    /// Received at or after.
    pub from: Option<UnixMillis>,
    /// Received before.
    pub to: Option<UnixMillis>,
    /// Only records before this one: the cursor.
    pub before: Option<Offset>,
    pub limit: usize,
}

/// What became of an event. Several may be true of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceOutcome {
    /// A delivery was made of it, which stands so.
    Delivery(Outcome),
    /// A sync made no delivery of it, for this reason.
    Skipped(SkipReason),
    /// It is a copy of an earlier one.
    Duplicate,
}

/// A page of events.
#[derive(Clone, Debug, Default)]
pub struct TracePage {
    pub traces: Vec<EventTrace>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Offset>,
}
