//! What failed, by category.

use intertide_domain::delivery::Status;
use intertide_domain::ids::EventType;
use intertide_domain::time::UnixMillis;

/// How many event types a group names at most.
pub const MOST_EVENT_TYPES: usize = 5;

/// Among how many of a group's newest deliveries the most frequent event types are looked for.
pub const NEWEST_LOOKED_AT: usize = 1_000;

/// The deliveries of one sync that failed in one way.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureGroup {
    /// Discarded or expired, and why.
    pub status: Status,
    pub count: u64,
    /// When the first and the last of them were made.
    pub first_created_at: UnixMillis,
    pub last_created_at: UnixMillis,
    /// The most frequent event types among the newest [`NEWEST_LOOKED_AT`], at most
    /// [`MOST_EVENT_TYPES`], the most frequent first.
    pub event_types: Vec<(EventType, u64)>,
}
