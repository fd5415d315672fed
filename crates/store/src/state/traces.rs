//! What became of each event: searched, and looked up.

use intertide_domain::ids::{DeviceId, EventType, InsertId, Offset, UserId};
use intertide_domain::process::EventTrace;
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
    /// Received at or after.
    pub from: Option<UnixMillis>,
    /// Received before.
    pub to: Option<UnixMillis>,
    /// Only records before this one: the cursor.
    pub before: Option<Offset>,
    pub limit: usize,
}

/// A page of events.
#[derive(Clone, Debug, Default)]
pub struct TracePage {
    pub traces: Vec<EventTrace>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Offset>,
}
