//! Counts over time.

use std::collections::BTreeMap;

use intertide_domain::delivery::Kind;
use intertide_domain::ids::EventType;
use intertide_domain::time::UnixMillis;

/// How many steps a series has at most; a longer one ends there.
pub const MOST_STEPS: usize = 2_000;

/// What happened in one step of a series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesStep {
    pub start: UnixMillis,
    /// Deliveries that were made, by kind: also those that ended at once. One that is put back is
    /// not made again.
    pub selected: BTreeMap<Kind, u64>,
    pub delivered_first: u64,
    pub delivered_after_retry: u64,
    /// Settled as discarded, by category.
    pub discarded: BTreeMap<String, u64>,
    /// Settled as expired, by category.
    pub expired: BTreeMap<String, u64>,
    /// What was to be tried again, by category; also where that cost no attempt, as a rate limit.
    pub retried: BTreeMap<String, u64>,
    /// Events that the sync did not select, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// What was made and what settled, by event type.
    pub by_event_type: BTreeMap<EventType, EventTypeCounts>,
    /// Latencies of what was delivered, kept to three digits: milliseconds, and how many.
    pub latencies: Vec<(u64, u64)>,
}

/// What happened to the deliveries of one event type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventTypeCounts {
    pub selected: u64,
    pub delivered: u64,
    pub discarded: u64,
    pub expired: u64,
}

/// What came in, in one step, through all doors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceivedStep {
    pub start: UnixMillis,
    /// Events that were decided on, copies included.
    pub received: u64,
    /// Copies of earlier ones.
    pub duplicates: u64,
}
