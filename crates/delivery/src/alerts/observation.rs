//! What is seen at one instant, and what of it is wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::{DiscardReason, WaitReason};
use intertide_domain::ids::{DeliveryId, EventType, SyncId};
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use crate::health::{Health, HealthState};

/// More than this share of what settled lately, in percent, is many.
const MANY_PERCENT: u64 = 5;

/// Fewer deliveries than this are not many, whatever their share.
const FEW: u64 = 5;

/// Events that are decided on later than this after they were accepted are late.
const LATE: Duration = Duration::from_secs(60);

/// A smaller share of the disk, in percent, is little.
const LITTLE_ROOM_PERCENT: u64 = 10;

/// The longest reason, in characters: it may hold words of the destination's.
const LONGEST_REASON: usize = 500;

/// What is seen at one instant. What could not be seen is not there, which says nothing about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observation {
    /// Every sync there is.
    pub syncs: Option<Vec<SyncSeen>>,
    /// Why the log takes no events, if it takes none.
    pub log_refuses: Option<String>,
    /// Whether deciding on events fails.
    pub intake_fails: bool,
    /// How long the oldest event that is not decided on has waited; zero where none waits.
    pub intake_lag: Option<Duration>,
    pub disk: Option<DiskRoom>,
}

/// The room of the disk on which the data directory lies, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskRoom {
    pub free: u64,
    pub total: u64,
}

/// A sync at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct SyncSeen {
    pub sync: SyncName,
    pub health: Health,
    /// How many deliveries settled lately, in whichever way.
    pub settled: u64,
    /// Those of them that were discarded, by category.
    pub discarded: BTreeMap<DiscardReason, u64>,
    /// Those of them that expired, by what the last attempt met.
    pub expired: BTreeMap<WaitReason, u64>,
    /// A delivery for each condition of the sync that holds, as far as there is one.
    pub samples: Vec<(Condition, Sample)>,
}

/// A sync, as messages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncName {
    pub id: SyncId,
    pub name: String,
}

/// A delivery that shows what is wrong. It names no user and no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub delivery_id: DeliveryId,
    pub event_type: EventType,
    pub category: Option<String>,
    /// The destination's own code, where it gave one.
    pub code: Option<String>,
}

/// What holds of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub sync: Option<SyncName>,
    /// What was seen, in a sentence or two.
    pub reason: String,
    pub sample: Option<Sample>,
}

impl DiskRoom {
    /// The share that is free, in whole percent.
    pub fn free_percent(self) -> u64 {
        let percent = u128::from(self.free) * 100 / u128::from(self.total.max(1));
        u64::try_from(percent).unwrap_or(100)
    }
}

impl Observation {
    /// What is wrong.
    pub fn findings(&self) -> BTreeMap<Condition, Finding> {
        let syncs = self.syncs.iter().flatten();
        self.of_server()
            .into_iter()
            .chain(syncs.flat_map(SyncSeen::findings))
            .collect()
    }

    /// Whether it says anything about a condition.
    pub fn shows(&self, condition: &Condition) -> bool {
        match condition {
            Condition::LogRefuses | Condition::IntakeFails => true,
            Condition::IntakeLags => self.intake_lag.is_some(),
            Condition::DiskLow => self.disk.is_some(),
            _ => self.syncs.is_some(),
        }
    }

    /// Why a condition that held does not, in a sentence.
    pub fn why_well(&self, condition: &Condition) -> String {
        let Some(id) = condition.sync() else {
            return "It has been well since.".to_owned();
        };
        let mut syncs = self.syncs.iter().flatten();
        match syncs.find(|seen| seen.sync.id == id) {
            None => "The sync was deleted.".to_owned(),
            Some(seen) if seen.health.state == HealthState::Disabled => {
                "The sync was switched off.".to_owned()
            }
            Some(_) => "It has been well since.".to_owned(),
        }
    }

    fn of_server(&self) -> Vec<(Condition, Finding)> {
        let mut found = Vec::new();
        let mut add = |condition, reason| {
            let finding = Finding {
                sync: None,
                reason,
                sample: None,
            };
            found.push((condition, finding));
        };
        if let Some(cause) = &self.log_refuses {
            add(Condition::LogRefuses, cause.clone());
        }
        if self.intake_fails {
            let reason = "Deciding on events fails; the server's log says why.";
            add(Condition::IntakeFails, reason.to_owned());
        }
        if let Some(lag) = self.intake_lag.filter(|lag| *lag > LATE) {
            let reason = format!(
                "The oldest event that waits was accepted {} seconds ago.",
                lag.as_secs()
            );
            add(Condition::IntakeLags, reason);
        }
        let little = |room: &DiskRoom| room.free_percent() < LITTLE_ROOM_PERCENT;
        if let Some(room) = self.disk.filter(little) {
            let reason = format!(
                "{} % of the data directory's disk is free: {} MB.",
                room.free_percent(),
                room.free >> 20
            );
            add(Condition::DiskLow, reason);
        }
        found
    }
}

impl SyncSeen {
    /// What is wrong with it.
    pub fn findings(&self) -> Vec<(Condition, Finding)> {
        if self.health.state == HealthState::Disabled {
            return Vec::new();
        }
        self.of_health()
            .into_iter()
            .chain(self.of_discards())
            .chain(self.of_expiries())
            .map(|(condition, reason)| {
                let finding = Finding {
                    sync: Some(self.sync.clone()),
                    reason,
                    sample: self.sample(&condition),
                };
                (condition, finding)
            })
            .collect()
    }

    fn sample(&self, condition: &Condition) -> Option<Sample> {
        let mut samples = self.samples.iter();
        let found = samples.find(|(of, _)| of == condition);
        found.map(|(_, sample)| sample.clone())
    }

    fn of_health(&self) -> Option<(Condition, String)> {
        let sync = self.sync.id;
        let condition = match self.health.state {
            HealthState::Credentials => Condition::SyncCredentials { sync },
            HealthState::PlanRestricted => Condition::SyncPlanRestricted { sync },
            HealthState::Failing => Condition::SyncFailing { sync },
            HealthState::Ok
            | HealthState::Disabled
            | HealthState::RateLimited
            | HealthState::NoToken => return None,
        };
        let reason = self.health.message.as_deref().unwrap_or_default();
        Some((condition, reason.chars().take(LONGEST_REASON).collect()))
    }

    fn of_discards(&self) -> impl Iterator<Item = (Condition, String)> {
        let sync = self.sync.id;
        let many = self.discarded.iter();
        let many = many.filter(|(_, count)| self.is_many(**count));
        many.map(move |(category, count)| {
            let reason = format!(
                "{count} of the {} deliveries that settled in the last ten minutes were discarded \
                 as {}.",
                self.settled,
                category.as_str()
            );
            let category = *category;
            (Condition::SyncDiscarding { sync, category }, reason)
        })
    }

    fn of_expiries(&self) -> Option<(Condition, String)> {
        let count: u64 = self.expired.values().sum();
        self.is_many(count).then(|| {
            let mut reasons: Vec<_> = self.expired.iter().collect();
            reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let most = reasons.first().map_or("", |(reason, _)| reason.as_str());
            let reason = format!(
                "{count} of the {} deliveries that settled in the last ten minutes expired, most of \
                 them with {most}.",
                self.settled
            );
            let sync = self.sync.id;
            (Condition::SyncExpiring { sync }, reason)
        })
    }

    fn is_many(&self, count: u64) -> bool {
        count >= FEW && count.saturating_mul(100) > self.settled.saturating_mul(MANY_PERCENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(state: HealthState) -> SyncSeen {
        SyncSeen {
            sync: SyncName {
                id: SyncId::new(1),
                name: "Products".to_owned(),
            },
            health: Health::plain(state),
            settled: 0,
            discarded: BTreeMap::new(),
            expired: BTreeMap::new(),
            samples: Vec::new(),
        }
    }

    fn names(observation: &Observation) -> Vec<&'static str> {
        let findings = observation.findings();
        findings.keys().map(Condition::name).collect()
    }

    fn of(seen: SyncSeen) -> Observation {
        Observation {
            syncs: Some(vec![seen]),
            ..Observation::default()
        }
    }

    #[test]
    fn what_is_normal_is_no_finding() {
        for state in [
            HealthState::Ok,
            HealthState::Disabled,
            HealthState::RateLimited,
            HealthState::NoToken,
        ] {
            assert!(names(&of(seen(state))).is_empty(), "{state:?}");
        }
        assert!(names(&Observation::default()).is_empty());
    }

    #[test]
    fn what_health_says_is_found() {
        for (state, name) in [
            (HealthState::Credentials, "sync_credentials"),
            (HealthState::PlanRestricted, "sync_plan_restricted"),
            (HealthState::Failing, "sync_failing"),
        ] {
            assert_eq!(names(&of(seen(state))), [name]);
        }
    }

    #[test]
    fn discards_are_found_when_they_are_many_by_count_and_by_share() {
        for (count, settled, found) in [
            (4, 4, false),
            (5, 5, true),
            (5, 100, false),
            (6, 100, true),
            (50, 1_000, false),
        ] {
            let mut one = seen(HealthState::Ok);
            one.settled = settled;
            one.discarded.insert(DiscardReason::UserNotFound, count);
            assert_eq!(!names(&of(one)).is_empty(), found, "{count} of {settled}");
        }
    }

    #[test]
    fn each_category_is_a_condition_of_its_own() {
        let mut one = seen(HealthState::Ok);
        one.settled = 20;
        one.discarded.insert(DiscardReason::UserNotFound, 10);
        one.discarded.insert(DiscardReason::Rejected, 10);
        assert_eq!(names(&of(one)), ["sync_discarding", "sync_discarding"]);
    }

    #[test]
    fn expiries_of_all_reasons_count_together() {
        let mut one = seen(HealthState::Ok);
        one.settled = 6;
        one.expired.insert(WaitReason::Timeout, 3);
        one.expired.insert(WaitReason::Network, 2);
        assert_eq!(names(&of(one)), ["sync_expiring"]);
    }

    #[test]
    fn a_sync_that_is_switched_off_is_well_whatever_it_did_before() {
        let mut one = seen(HealthState::Disabled);
        one.settled = 10;
        one.discarded.insert(DiscardReason::Rejected, 10);
        let observation = of(one);
        assert!(names(&observation).is_empty());
        let sync = SyncId::new(1);
        let why = observation.why_well(&Condition::SyncFailing { sync });
        assert_eq!(why, "The sync was switched off.");
    }

    #[test]
    fn the_server_itself_is_looked_at() {
        let observation = Observation {
            syncs: None,
            log_refuses: Some("no space".to_owned()),
            intake_fails: true,
            intake_lag: Some(Duration::from_secs(61)),
            disk: Some(DiskRoom {
                free: 9 << 20,
                total: 100 << 20,
            }),
        };
        assert_eq!(
            names(&observation),
            ["log_refuses", "intake_fails", "intake_lags", "disk_low"]
        );
    }
}
