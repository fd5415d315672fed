//! The live feed: what happens, told to whoever watches at the moment.
//!
//! Bounded: a watcher that falls behind misses items and is told so; nobody waits for it.

use std::sync::Arc;

use intertide_domain::delivery::{Due, Kind, Note, Settled, Settlement, Status};
use intertide_domain::ids::{DeliveryId, EventType, SyncId, UserId};
use intertide_domain::process::EventTrace;
use intertide_domain::time::UnixMillis;
use tokio::sync::broadcast;

/// How many items a watcher may be behind.
const BACKLOG: usize = 4_096;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum LiveItem {
    /// Events were decided on.
    Event(Arc<EventTrace>),
    /// An attempt to deliver ended.
    Attempt(Arc<LiveAttempt>),
}

/// The end of an attempt, as a watcher sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveAttempt {
    pub delivery: DeliveryId,
    pub sync: SyncId,
    pub kind: Kind,
    pub event_type: EventType,
    pub user_id: Option<UserId>,
    pub status: Status,
    pub at: UnixMillis,
    pub received_at: UnixMillis,
    pub attempts: u32,
    /// Requests that the attempt took.
    pub requests: usize,
    /// When it is tried again, if it is.
    pub next_attempt_at: Option<UnixMillis>,
    pub notes: Vec<Note>,
}

impl LiveAttempt {
    /// What a settlement tells.
    pub fn of(due: &Due, settlement: &Settlement) -> Self {
        let (status, next_attempt_at) = match settlement.settled {
            Settled::Delivered => (Status::Delivered, None),
            Settled::Discarded(reason) => (Status::Discarded(reason), None),
            Settled::Expired(reason) => (Status::Expired(reason), None),
            Settled::Retry { due_at, reason } => (Status::Pending(Some(reason)), Some(due_at)),
        };
        Self {
            delivery: settlement.id,
            sync: due.sync,
            kind: due.kind,
            event_type: due.event_type.clone(),
            user_id: due.user_id.clone(),
            status,
            at: settlement.at,
            received_at: due.received_at,
            attempts: settlement.attempts,
            requests: settlement.exchanges.len(),
            next_attempt_at,
            notes: settlement.notes.clone(),
        }
    }
}

/// Where items are told, and where they can be watched.
#[derive(Clone, Debug)]
pub struct LiveFeed(broadcast::Sender<LiveItem>);

impl LiveFeed {
    /// A feed that nobody watches yet.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    /// Whether anybody watches: telling costs nothing otherwise.
    pub fn is_watched(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Tells what happened.
    pub fn tell(&self, item: LiveItem) {
        // Without a watcher there is nobody to miss it.
        let _ = self.0.send(item);
    }

    /// Watches from here on.
    pub fn watch(&self) -> broadcast::Receiver<LiveItem> {
        self.0.subscribe()
    }
}

impl Default for LiveFeed {
    fn default() -> Self {
        Self::new()
    }
}
