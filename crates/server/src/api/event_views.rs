//! What an event looks like in lists, in its story and in the live feed.

use intertide_domain::event::{Endpoint, Received};
use intertide_domain::ids::Offset;
use intertide_domain::process::{EventTrace, SyncTrace, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

use super::views::rfc3339;

/// An event, and what each sync said to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// Its place in the log, which names it.
    id: u64,
    /// The same.
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

impl From<&EventTrace> for EventView {
    fn from(trace: &EventTrace) -> Self {
        Self {
            id: trace.offset.get(),
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

impl EventView {
    /// An event that nothing has been decided on, or of which that is not known any more.
    pub(crate) fn undecided(offset: Offset, received: &Received) -> Self {
        let event = &received.event;
        Self {
            id: offset.get(),
            offset: offset.get(),
            received_at: rfc3339(received.received_at),
            time: rfc3339(event.time),
            endpoint: received.endpoint,
            event_type: event.event_type.to_string(),
            user_id: event.user_id.as_ref().map(ToString::to_string),
            device_id: event.device_id.as_ref().map(ToString::to_string),
            insert_id: event.insert_id.as_ref().map(ToString::to_string),
            duplicate: false,
            changed: Vec::new(),
            syncs: Vec::new(),
        }
    }
}
