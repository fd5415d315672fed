//! The observer: looks at everything that can be wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use intertide_domain::delivery::{DiscardReason, ExchangeResponse, Outcome, WaitReason};
use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;
use intertide_store::log::{EventLog, ReadLimit};
use intertide_store::state::{DeliveryQuery, DeliveryRow, SeriesStep, State, StateError};

use super::condition::Condition;
use super::observation::{DiskRoom, Observation, Sample, SyncName, SyncSeen};
use crate::clock::Clock;
use crate::destinations::Destination;
use crate::directory::{LiveSync, SyncDirectory};
use crate::health::{Health, HealthState, lately};
use crate::lanes::Lanes;

/// The longest code of the destination's that is believed to be one.
const LONGEST_CODE: usize = 64;

/// Where the room of the disk comes from.
#[derive(Clone)]
pub struct Disk(Arc<dyn Fn() -> Option<DiskRoom> + Send + Sync>);

impl Disk {
    /// A disk that has the room that `room` returns; none where that can't be told.
    pub fn from_fn(room: impl Fn() -> Option<DiskRoom> + Send + Sync + 'static) -> Self {
        Self(Arc::new(room))
    }
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Disk({:?})", (self.0)())
    }
}

/// What the observer looks at.
#[derive(Clone, Debug)]
pub struct Observer {
    pub log: Arc<dyn EventLog>,
    pub state: Arc<dyn State>,
    pub directory: Arc<SyncDirectory>,
    pub lanes: Arc<Lanes>,
    pub destination: Arc<dyn Destination>,
    /// Whether intake goes on without failing.
    pub intake_healthy: Arc<AtomicBool>,
    pub disk: Disk,
    pub clock: Clock,
}

impl Observer {
    /// What there is to see just then. Blocks. What can't be read is told of in the log and left
    /// out.
    pub fn look(&self) -> Observation {
        let now = self.clock.now();
        let syncs = self.syncs(now);
        if let Err(error) = &syncs {
            tracing::warn!(%error, "how the syncs fare can't be looked at; it is tried again");
        }
        Observation {
            syncs: syncs.ok(),
            log_refuses: self.log.status().poisoned.map(|cause| cause.to_string()),
            intake_fails: !self.intake_healthy.load(Ordering::Acquire),
            intake_lag: self.intake_lag(now),
            disk: (self.disk.0)(),
        }
    }

    /// How long the oldest event that is not decided on has waited.
    fn intake_lag(&self, now: UnixMillis) -> Option<Duration> {
        let processed = self.state.processed().ok()?;
        if processed >= self.log.durable_end() {
            return Some(Duration::ZERO);
        }
        let one = ReadLimit {
            bytes: 0,
            records: 1,
        };
        let batch = self.log.read(processed, one).ok()?;
        let oldest = batch.iter().next()?;
        Some(now.since(oldest.appended_at))
    }

    fn syncs(&self, now: UnixMillis) -> Result<Vec<SyncSeen>, StateError> {
        let listing = self.directory.listing();
        let syncs = listing.syncs.values();
        syncs.map(|sync| self.sync(sync, now)).collect()
    }

    fn sync(&self, sync: &LiveSync, now: UnixMillis) -> Result<SyncSeen, StateError> {
        let steps = if sync.document.enabled {
            lately(&*self.state, sync.id, now)?
        } else {
            Vec::new()
        };
        let lane = self.lanes.report(sync.id);
        let health = Health::judge(Some(sync), lane.as_ref(), &steps);
        let name = SyncName {
            id: sync.id,
            name: sync.document.name.clone(),
        };
        let mut seen = counted(name, health, &steps);
        for (condition, _) in seen.findings() {
            if let Some(sample) = self.sample(sync.id, &condition)? {
                seen.samples.push((condition, sample));
            }
        }
        Ok(seen)
    }

    /// The newest delivery that shows what is wrong.
    fn sample(&self, sync: SyncId, condition: &Condition) -> Result<Option<Sample>, StateError> {
        for (outcome, category) in shown_by(condition) {
            let page = self.state.deliveries(&DeliveryQuery {
                sync,
                outcome: Some(outcome),
                category: category.map(str::to_owned),
                user: None,
                event_type: None,
                from: None,
                to: None,
                before: None,
                limit: 1,
            })?;
            if let Some(row) = page.deliveries.into_iter().next() {
                return self.described(row).map(Some);
            }
        }
        Ok(None)
    }

    fn described(&self, row: DeliveryRow) -> Result<Sample, StateError> {
        let record = self.state.delivery(row.id)?;
        let last = record.and_then(|record| record.exchanges.into_iter().next_back());
        let code = last.and_then(|exchange| match exchange.response {
            ExchangeResponse::Answered { body, .. } => self.destination.error_code(&body),
            ExchangeResponse::Failed { .. } => None,
        });
        Ok(Sample {
            delivery_id: row.id,
            event_type: row.event_type,
            category: row.status.category().map(str::to_owned),
            code: code.filter(|code| is_code(code)),
        })
    }
}

/// A code is a short word: what else the answer holds there might be somebody's value.
fn is_code(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    (1..=LONGEST_CODE).contains(&text.len()) && text.bytes().all(plain)
}

/// By which deliveries a condition is shown, the best first.
fn shown_by(condition: &Condition) -> Vec<(Outcome, Option<&'static str>)> {
    let pending = |reason: WaitReason| (Outcome::Pending, Some(reason.as_str()));
    match condition {
        Condition::SyncCredentials { .. } => vec![pending(WaitReason::Credentials)],
        Condition::SyncPlanRestricted { .. } => vec![pending(WaitReason::PlanRestricted)],
        Condition::SyncFailing { .. } => {
            let reasons = WaitReason::ALL.iter().copied();
            let reasons = reasons.filter(|reason| reason.passes_quickly());
            reasons.map(pending).collect()
        }
        Condition::SyncDiscarding { category, .. } => {
            vec![(Outcome::Discarded, Some(category.as_str()))]
        }
        Condition::SyncExpiring { .. } => vec![(Outcome::Expired, None)],
        Condition::LogRefuses
        | Condition::IntakeFails
        | Condition::IntakeLags
        | Condition::DiskLow => Vec::new(),
    }
}

fn counted(sync: SyncName, health: Health, steps: &[SeriesStep]) -> SyncSeen {
    let mut seen = SyncSeen {
        sync,
        health,
        settled: 0,
        discarded: BTreeMap::new(),
        expired: BTreeMap::new(),
        samples: Vec::new(),
    };
    if seen.health.state == HealthState::Disabled {
        return seen;
    }
    for step in steps {
        seen.settled += step.delivered_first + step.delivered_after_retry;
        for (name, count) in &step.discarded {
            seen.settled += count;
            if let Some(reason) = DiscardReason::named(name) {
                *seen.discarded.entry(reason).or_default() += count;
            }
        }
        for (name, count) in &step.expired {
            seen.settled += count;
            if let Some(reason) = WaitReason::named(name) {
                *seen.expired.entry(reason).or_default() += count;
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_short_word_is_a_code() {
        for (text, expected) in [
            ("not_found", true),
            ("token_unauthorized", true),
            ("", false),
            ("annabel@example.com", false),
            ("two words", false),
        ] {
            assert_eq!(is_code(text), expected, "{text}");
        }
    }

    #[test]
    fn counts_of_all_minutes_add_up() {
        let step = SeriesStep {
            delivered_first: 3,
            delivered_after_retry: 1,
            discarded: BTreeMap::from([("user_not_found".to_owned(), 2)]),
            expired: BTreeMap::from([("timeout".to_owned(), 1)]),
            ..SeriesStep::default()
        };
        let sync = SyncName {
            id: SyncId::new(1),
            name: "Products".to_owned(),
        };
        let seen = counted(sync, Health::plain(HealthState::Ok), &[step.clone(), step]);
        assert_eq!(seen.settled, 14);
        assert_eq!(seen.discarded.values().sum::<u64>(), 4);
        assert_eq!(seen.expired.values().sum::<u64>(), 2);
    }
}
