//! What is pending.

use intertide_domain::delivery::WaitReason;
use intertide_domain::time::UnixMillis;

/// The pending deliveries of one sync.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueReport {
    /// All of them.
    pub pending: u64,
    /// Those whose turn it is and that failed before, or were put back.
    pub retrying: u64,
    /// By what they wait for; only what there is.
    pub by_category: Vec<WaitingGroup>,
    /// When the first of them is due; when that has passed, it is due already.
    pub next_attempt_at: Option<UnixMillis>,
    /// By when they are due.
    pub due: DueCounts,
}

/// Pending deliveries that wait for the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingGroup {
    /// None for what has not been tried yet.
    pub reason: Option<WaitReason>,
    pub count: u64,
    /// When the first of them was made.
    pub oldest_created_at: UnixMillis,
}

/// Pending deliveries by when they are due: each is in one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DueCounts {
    /// Already.
    pub now: u64,
    /// Within a minute.
    pub minute: u64,
    /// Within ten minutes, and not within one.
    pub ten_minutes: u64,
    /// Within an hour, and not within ten minutes.
    pub hour: u64,
    pub later: u64,
    /// As soon as those before them in their chain have settled.
    pub behind_earlier: u64,
}
