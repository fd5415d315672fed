//! What a sync's metrics look like: counts and latencies, step by step and over all.

use std::collections::BTreeMap;

use intertide_domain::delivery::Kind;
use intertide_domain::ids::SyncId;
use intertide_domain::time::HumanDuration;
use intertide_store::state::{EventTypeCounts, SeriesStep};
use serde::Serialize;
use utoipa::ToSchema;

use super::span::Span;
use super::views::rfc3339;

/// How a sync fared.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricsView {
    sync_id: i64,
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    to: String,
    /// The length of a step.
    #[schema(examples("1m"))]
    step: String,
    /// Deliveries that are pending at this moment.
    pending: u64,
    /// The whole period.
    overall: CountsView,
    /// Step by step, the empty ones too.
    series: Vec<StepView>,
}

/// What happened in one step.
#[derive(Debug, Serialize, ToSchema)]
struct StepView {
    #[schema(format = DateTime)]
    start: String,
    #[serde(flatten)]
    counts: CountsView,
}

/// What happened in some time.
#[derive(Debug, Serialize, ToSchema)]
struct CountsView {
    /// Deliveries that were made, also those that ended at once.
    selected: SelectedView,
    delivered: DeliveredView,
    /// What was to be tried again, by category; also where that cost no attempt.
    retried: BTreeMap<String, u64>,
    /// By category.
    discarded: BTreeMap<String, u64>,
    /// By category.
    expired: BTreeMap<String, u64>,
    /// What the sync did not select, by reason: `not_selected`, `filtered`, `no_change`.
    skipped: BTreeMap<String, u64>,
    /// From acceptance to delivery; null when nothing was delivered.
    #[schema(required)]
    latency_ms: Option<LatencyView>,
    by_event_type: BTreeMap<String, SettledView>,
}

/// What became a delivery.
#[derive(Debug, Serialize, ToSchema)]
struct SelectedView {
    events: u64,
    /// User changes.
    users: u64,
}

/// What Intercom accepted.
#[derive(Debug, Serialize, ToSchema)]
struct DeliveredView {
    /// At the first attempt.
    first: u64,
    after_retry: u64,
}

/// Percentiles in milliseconds, kept to three digits.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct LatencyView {
    p50: u64,
    p95: u64,
    p99: u64,
}

/// What was selected, and what settled, of one event type.
#[derive(Debug, Serialize, ToSchema)]
struct SettledView {
    selected: u64,
    delivered: u64,
    discarded: u64,
    expired: u64,
}

impl MetricsView {
    /// The series as it is shown.
    pub(crate) fn new(sync: SyncId, span: Span, pending: u64, steps: &[SeriesStep]) -> Self {
        Self {
            sync_id: sync.get(),
            from: rfc3339(span.from),
            to: rfc3339(span.to),
            step: HumanDuration(span.step).to_string(),
            pending,
            overall: CountsView::from(&sum(steps)),
            series: steps.iter().map(StepView::from).collect(),
        }
    }
}

impl From<&SeriesStep> for StepView {
    fn from(step: &SeriesStep) -> Self {
        Self {
            start: rfc3339(step.start),
            counts: step.into(),
        }
    }
}

impl From<&SeriesStep> for CountsView {
    fn from(step: &SeriesStep) -> Self {
        let by_event_type = step.by_event_type.iter();
        let selected = |kind| step.selected.get(&kind).copied().unwrap_or(0);
        Self {
            selected: SelectedView {
                events: selected(Kind::Event),
                users: selected(Kind::User),
            },
            delivered: DeliveredView {
                first: step.delivered_first,
                after_retry: step.delivered_after_retry,
            },
            retried: step.retried.clone(),
            discarded: step.discarded.clone(),
            expired: step.expired.clone(),
            skipped: step.skipped.clone(),
            latency_ms: LatencyView::of(&step.latencies),
            by_event_type: by_event_type
                .map(|(event_type, settled)| (event_type.to_string(), settled.into()))
                .collect(),
        }
    }
}

impl From<&EventTypeCounts> for SettledView {
    fn from(counts: &EventTypeCounts) -> Self {
        Self {
            selected: counts.selected,
            delivered: counts.delivered,
            discarded: counts.discarded,
            expired: counts.expired,
        }
    }
}

impl LatencyView {
    /// The percentiles of these latencies, each with how often it was met, shortest first.
    fn of(latencies: &[(u64, u64)]) -> Option<Self> {
        let all: u64 = latencies.iter().map(|(_, count)| count).sum();
        // The nearest rank: the shortest latency that so many of all do not exceed.
        let percentile = |percent: u64| {
            let rank = (all * percent).div_ceil(100);
            let mut met = 0;
            let found = latencies.iter().find(|(_, count)| {
                met += count;
                met >= rank
            });
            found.map(|(latency, _)| *latency)
        };
        (all > 0).then_some(())?;
        Some(Self {
            p50: percentile(50)?,
            p95: percentile(95)?,
            p99: percentile(99)?,
        })
    }
}

/// All steps as one.
fn sum(steps: &[SeriesStep]) -> SeriesStep {
    let mut sum = SeriesStep::default();
    let mut latencies = BTreeMap::new();
    for step in steps {
        sum.delivered_first += step.delivered_first;
        sum.delivered_after_retry += step.delivered_after_retry;
        add(&mut sum.selected, &step.selected);
        add(&mut sum.retried, &step.retried);
        add(&mut sum.discarded, &step.discarded);
        add(&mut sum.expired, &step.expired);
        add(&mut sum.skipped, &step.skipped);
        for (event_type, settled) in &step.by_event_type {
            let of_type = sum.by_event_type.entry(event_type.clone()).or_default();
            of_type.selected += settled.selected;
            of_type.delivered += settled.delivered;
            of_type.discarded += settled.discarded;
            of_type.expired += settled.expired;
        }
        for (latency, count) in &step.latencies {
            *latencies.entry(*latency).or_default() += count;
        }
    }
    sum.latencies = latencies.into_iter().collect();
    sum
}

fn add<K: Ord + Clone>(sum: &mut BTreeMap<K, u64>, more: &BTreeMap<K, u64>) {
    for (key, count) in more {
        *sum.entry(key.clone()).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let hundred: Vec<_> = (1..=100).map(|latency| (latency, 1)).collect();
        for (latencies, p50, p95, p99) in [
            (&[(70, 1)][..], 70, 70, 70),
            (&[(10, 19), (900, 1)], 10, 10, 900),
            (&hundred, 50, 95, 99),
        ] {
            let expected = LatencyView { p50, p95, p99 };
            assert_eq!(LatencyView::of(latencies), Some(expected));
        }
        assert_eq!(LatencyView::of(&[]), None);
    }

    proptest! {
        #[test]
        fn percentiles_are_what_a_sorted_list_says(mut list in prop::collection::vec(0_u64..50, 1..200)) {
            list.sort_unstable();
            let mut counted: BTreeMap<u64, u64> = BTreeMap::new();
            for latency in &list {
                *counted.entry(*latency).or_default() += 1;
            }
            let counted: Vec<_> = counted.into_iter().collect();
            let at = |percent: usize| list[(list.len() * percent).div_ceil(100) - 1];
            let expected = LatencyView { p50: at(50), p95: at(95), p99: at(99) };
            prop_assert_eq!(LatencyView::of(&counted), Some(expected));
        }
    }
}
