//! What the live feed tells of deliveries: an attempt that ended.

use intertide_delivery::live::LiveAttempt;
use intertide_domain::delivery::{Kind, Outcome};
use serde::Serialize;
use utoipa::ToSchema;

use super::delivery_views::{KindName, StatusName, latency_ms, texts};
use super::views::rfc3339;

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
