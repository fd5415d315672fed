//! Counts over time.

use std::collections::BTreeMap;

use intertide_domain::delivery::Outcome;
use intertide_domain::ids::EventType;
use intertide_domain::time::UnixMillis;

/// How many steps a series has at most; a longer one ends there.
pub const MOST_STEPS: usize = 2_000;

/// What happened in one step of a series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesStep {
    pub start: UnixMillis,
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
    /// What settled, by event type and outcome.
    pub by_event_type: BTreeMap<EventType, BTreeMap<Outcome, u64>>,
    /// Latencies of what was delivered, kept to three digits: milliseconds, and how many.
    pub latencies: Vec<(u64, u64)>,
}
