//! How a sync fares: one word, and what it means.

use std::time::Duration;

use intertide_domain::delivery::WaitReason;
use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{SeriesStep, State, StateError};

use crate::directory::{Access, LiveSync};
use crate::lane::LaneReport;

/// One word for how a sync fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HealthState {
    /// It delivers.
    Ok,
    /// It is switched off.
    Disabled,
    /// It waits for Intercom's rate limit to reset.
    RateLimited,
    /// Its access token is refused or unreadable; nothing is spent or lost.
    Credentials,
    /// The workspace's plan does not allow it; nothing is spent or lost.
    PlanRestricted,
    /// It has no access token.
    NoToken,
    /// Intercom cannot be reached or has only faults of its own; what waits is tried again.
    Failing,
}

/// How a sync fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    pub state: HealthState,
    /// What it means and what to do.
    pub message: Option<String>,
    /// Since when, where that is known.
    pub since: Option<UnixMillis>,
}

impl Health {
    /// Nothing is to be said of it.
    pub const fn plain(state: HealthState) -> Self {
        Self {
            state,
            message: None,
            since: None,
        }
    }

    fn of(state: HealthState, message: impl Into<String>) -> Self {
        Self {
            message: Some(message.into()),
            ..Self::plain(state)
        }
    }

    /// Judges a sync by its access, its lane, and what it did lately.
    pub fn judge(
        sync: Option<&LiveSync>,
        lane: Option<&LaneReport>,
        lately: &[SeriesStep],
    ) -> Self {
        match sync {
            Some(sync) if sync.document.enabled => match &sync.access {
                Access::Granted { .. } => match Self::of_lane(lane) {
                    Self {
                        state: HealthState::Ok,
                        ..
                    } if fails(lately) => Self::of(
                        HealthState::Failing,
                        "Intercom could not be reached or answered with faults only, in the last \
                         ten minutes. Nothing is lost: what waits is tried again.",
                    ),
                    health => health,
                },
                Access::NoToken => Self::of(HealthState::NoToken, "Enter an access token."),
                Access::Unreadable(error) => Self::of(HealthState::Credentials, error.to_string()),
            },
            _ => Self::plain(HealthState::Disabled),
        }
    }

    fn of_lane(lane: Option<&LaneReport>) -> Self {
        if let Some(hold) = lane.and_then(|lane| lane.hold.as_ref()) {
            let (state, advice) = match hold.reason {
                WaitReason::PlanRestricted => (
                    HealthState::PlanRestricted,
                    "Intercom says that the workspace's plan does not allow this.",
                ),
                _ => (
                    HealthState::Credentials,
                    "Intercom refuses the access token; check it, and test the connection.",
                ),
            };
            let message = match &hold.message {
                Some(words) => format!("{advice} Intercom's words: {words}"),
                None => advice.to_owned(),
            };
            return Self {
                since: Some(hold.since),
                ..Self::of(state, message)
            };
        }
        match lane.and_then(|lane| lane.rate_limited_until) {
            Some(until) => Self::of(
                HealthState::RateLimited,
                format!("Intercom's rate limit resets at {}.", until.to_rfc3339()),
            ),
            None => Self::plain(HealthState::Ok),
        }
    }
}

/// How far back a sync's health looks, and in which steps.
pub const LATELY: Duration = Duration::from_secs(10 * 60);
const STEP: Duration = Duration::from_secs(60);

/// What a sync did lately.
///
/// # Errors
/// Those of the state.
pub fn lately(
    reports: &dyn State,
    sync: SyncId,
    now: UnixMillis,
) -> Result<Vec<SeriesStep>, StateError> {
    reports.series(sync, now.minus(LATELY), now, STEP)
}

/// Whether attempts failed for want of Intercom, and none succeeded.
fn fails(lately: &[SeriesStep]) -> bool {
    let failed = |step: &SeriesStep| {
        let mut retried = step.retried.keys();
        retried.any(|name| WaitReason::named(name).is_some_and(WaitReason::passes_quickly))
    };
    let delivered = |step: &SeriesStep| step.delivered_first + step.delivered_after_retry > 0;
    lately.iter().any(failed) && !lately.iter().any(delivered)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::lane::hold::HoldReport;

    fn held(reason: WaitReason) -> LaneReport {
        LaneReport {
            hold: Some(HoldReport {
                reason,
                message: Some("Access Token Invalid".to_owned()),
                since: UnixMillis::new(0),
            }),
            rate_limited_until: None,
        }
    }

    #[test]
    fn a_hold_names_its_cause_and_its_beginning() {
        let health = Health::of_lane(Some(&held(WaitReason::Credentials)));
        assert_eq!(health.state, HealthState::Credentials);
        assert_eq!(health.since, Some(UnixMillis::new(0)));
        assert!(health.message.unwrap().contains("Access Token Invalid"));
        let health = Health::of_lane(Some(&held(WaitReason::PlanRestricted)));
        assert_eq!(health.state, HealthState::PlanRestricted);
    }

    #[test]
    fn a_rate_limit_names_its_end() {
        let report = LaneReport {
            hold: None,
            rate_limited_until: Some(UnixMillis::new(1_000)),
        };
        let health = Health::of_lane(Some(&report));
        assert_eq!(health.state, HealthState::RateLimited);
        assert!(health.message.unwrap().contains("1970-01-01T00:00:01.000Z"));
    }

    fn step(retried: &[&str], delivered: u64) -> SeriesStep {
        SeriesStep {
            retried: retried.iter().map(|name| ((*name).to_owned(), 1)).collect(),
            delivered_after_retry: delivered,
            ..SeriesStep::default()
        }
    }

    #[test]
    fn it_fails_when_attempts_failed_for_want_of_intercom_and_none_succeeded() {
        for (steps, expected) in [
            (vec![], false),
            (vec![step(&["timeout"], 0), step(&[], 0)], true),
            (vec![step(&["server_error", "rate_limited"], 0)], true),
            (vec![step(&["network"], 0), step(&[], 1)], false),
            (vec![step(&["rate_limited", "waiting_for_user"], 0)], false),
        ] {
            assert_eq!(fails(&steps), expected, "{steps:?}");
        }
    }

    #[test]
    fn a_lane_without_trouble_is_ok() {
        assert_eq!(Health::of_lane(None).state, HealthState::Ok);
    }
}
