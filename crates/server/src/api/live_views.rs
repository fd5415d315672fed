//! What the live feed tells: an event that was decided on, an attempt that ended.

use intertide_delivery::live::LiveAttempt;
use intertide_domain::delivery::{Kind, Outcome};
use intertide_domain::event::Endpoint;
use intertide_domain::process::{EventTrace, SyncTrace, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

use super::delivery_views::{KindName, StatusName, latency_ms, texts};
use super::views::rfc3339;

/// An event, and what each sync said to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// Its place in the log.
    offset: u64,
    #[schema(format = DateTime)]
    received_at: String,
    #[schema(format = DateTime)]
    time: String,
    /// The door it came through: `http_v2`, `batch`, `identify` …
    #[schema(value_type = String)]
    endpoint: Endpoint,
    event_type: String,
    /// The user whom it belongs to, also where only the device told.
    #[schema(required)]
    user_id: Option<String>,
    #[schema(required)]
    device_id: Option<String>,
    #[schema(required)]
    insert_id: Option<String>,
    /// A copy of an earlier event: nothing followed from it.
    duplicate: bool,
    /// The names of the user properties that it changed.
    changed: Vec<String>,
    syncs: Vec<SyncVerdictsView>,
}

/// What one sync said to an event.
#[derive(Debug, Serialize, ToSchema)]
struct SyncVerdictsView {
    sync_id: i64,
    /// As an event; absent where the sync sends no events.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<VerdictView>,
    /// As a user change; absent where the sync sends no users.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<VerdictView>,
}

/// Whether a delivery was made, and why not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
enum VerdictView {
    /// It became a delivery.
    Selected,
    /// It became a delivery that ended at once, since it can't be made.
    Discarded { category: String },
    /// It is not one of the selected events.
    NotSelected,
    /// This condition did not hold.
    Filtered { condition: String },
    /// No selected user property changed.
    NoChange,
}

/// An attempt to deliver that ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttemptView {
    /// The delivery's id.
    id: i64,
    sync_id: i64,
    #[schema(value_type = KindName)]
    kind: Kind,
    #[schema(value_type = StatusName)]
    status: Outcome,
    #[schema(required)]
    category: Option<&'static str>,
    event_type: String,
    #[schema(required)]
    user_id: Option<String>,
    /// When the attempt ended.
    #[schema(format = DateTime)]
    at: String,
    /// Attempts spent.
    attempts: u32,
    /// Requests that this attempt took.
    requests: usize,
    #[schema(required)]
    latency_ms: Option<u64>,
    #[schema(required, format = DateTime)]
    next_attempt_at: Option<String>,
    notes: Vec<String>,
}

impl From<&EventTrace> for EventView {
    fn from(trace: &EventTrace) -> Self {
        Self {
            offset: trace.offset.get(),
            received_at: rfc3339(trace.received_at),
            time: rfc3339(trace.time),
            endpoint: trace.endpoint,
            event_type: trace.event_type.to_string(),
            user_id: trace.user_id.as_ref().map(ToString::to_string),
            device_id: trace.device_id.as_ref().map(ToString::to_string),
            insert_id: trace.insert_id.as_ref().map(ToString::to_string),
            duplicate: trace.duplicate,
            changed: trace.changed.clone(),
            syncs: trace.syncs.iter().map(SyncVerdictsView::from).collect(),
        }
    }
}

impl From<&SyncTrace> for SyncVerdictsView {
    fn from(trace: &SyncTrace) -> Self {
        Self {
            sync_id: trace.sync_id.get(),
            event: trace.event.as_ref().map(VerdictView::from),
            user: trace.user.as_ref().map(VerdictView::from),
        }
    }
}

impl From<&Verdict> for VerdictView {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Selected => Self::Selected,
            Verdict::Discarded { category } => Self::Discarded {
                category: category.clone(),
            },
            Verdict::NotSelected => Self::NotSelected,
            Verdict::Filtered { condition } => Self::Filtered {
                condition: condition.clone(),
            },
            Verdict::NoChange => Self::NoChange,
        }
    }
}

impl From<&LiveAttempt> for AttemptView {
    fn from(attempt: &LiveAttempt) -> Self {
        Self {
            id: attempt.delivery.get(),
            sync_id: attempt.sync.get(),
            kind: attempt.kind,
            status: attempt.status.outcome(),
            category: attempt.status.category(),
            event_type: attempt.event_type.to_string(),
            user_id: attempt.user_id.as_ref().map(ToString::to_string),
            at: rfc3339(attempt.at),
            attempts: attempt.attempts,
            requests: attempt.requests,
            latency_ms: latency_ms(attempt.status, attempt.received_at, Some(attempt.at)),
            next_attempt_at: attempt.next_attempt_at.map(rfc3339),
            notes: texts(attempt.notes.clone()),
        }
    }
}
