//! How a sync fares, as it is shown.

use intertide_delivery::health;
use serde::Serialize;
use utoipa::ToSchema;

use super::views::rfc3339;

/// One word for how a sync fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HealthState {
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Health {
    pub(crate) state: HealthState,
    /// What it means and what to do.
    #[schema(required)]
    pub(crate) message: Option<String>,
    /// Since when, where that is known.
    #[schema(required, format = DateTime)]
    pub(crate) since: Option<String>,
}

impl From<health::Health> for Health {
    fn from(health: health::Health) -> Self {
        Self {
            state: health.state.into(),
            message: health.message,
            since: health.since.map(rfc3339),
        }
    }
}

impl From<health::HealthState> for HealthState {
    fn from(state: health::HealthState) -> Self {
        match state {
            health::HealthState::Ok => Self::Ok,
            health::HealthState::Disabled => Self::Disabled,
            health::HealthState::RateLimited => Self::RateLimited,
            health::HealthState::Credentials => Self::Credentials,
            health::HealthState::PlanRestricted => Self::PlanRestricted,
            health::HealthState::NoToken => Self::NoToken,
            health::HealthState::Failing => Self::Failing,
        }
    }
}
