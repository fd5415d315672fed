//! `GET /api/v1/syncs/{id}/queue`: what waits to be sent.

use axum::Json;
use axum::extract::{Path, State};
use intertide_store::state::{DueCounts, QueueReport, WaitingGroup};
use serde::Serialize;
use utoipa::ToSchema;

use super::context::Shared;
use super::error::{AnyFault, ApiError, Missing};
use super::syncs::sync_id;
use super::views::rfc3339;

/// The pending deliveries of a sync.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueView {
    pending: u64,
    /// Those whose turn it is and that failed before, or were put back.
    retrying: u64,
    /// When the first of them is due; when that has passed, it is due already.
    #[schema(required, format = DateTime)]
    next_attempt_at: Option<String>,
    /// By what they wait for; only what there is.
    by_category: Vec<WaitingView>,
    /// By when they are due: each is in one of these, and each of these is there.
    upcoming: Vec<UpcomingView>,
}

/// Pending deliveries that wait for the same thing.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingView {
    /// Null for what has not been tried yet.
    #[schema(required)]
    category: Option<&'static str>,
    count: u64,
    /// When the first of them was created.
    #[schema(format = DateTime)]
    oldest: String,
}

/// Pending deliveries that are due in the same time.
#[derive(Debug, Serialize, ToSchema)]
struct UpcomingView {
    within: Within,
    count: u64,
}

/// By when a delivery is due.
#[derive(Debug, Serialize, ToSchema)]
enum Within {
    /// Already.
    #[serde(rename = "now")]
    Now,
    #[serde(rename = "1m")]
    Minute,
    /// Within ten minutes, and not within one.
    #[serde(rename = "10m")]
    TenMinutes,
    /// Within an hour, and not within ten minutes.
    #[serde(rename = "1h")]
    Hour,
    #[serde(rename = "later")]
    Later,
    /// As soon as those before them of the same user have settled.
    #[serde(rename = "behind_earlier")]
    BehindEarlier,
}

/// What waits to be sent: how much, what for, and until when.
#[utoipa::path(
    get,
    path = "/api/v1/syncs/{id}/queue",
    operation_id = "get_queue",
    tag = "deliveries",
    params(("id" = i64, Path, description = "The sync's id")),
    responses((status = 200, description = "What waits", body = QueueView), Missing, AnyFault)
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<QueueView>, ApiError> {
    let sync = sync_id(&id)?;
    api.blocking(move |api| {
        let state = &api.parts.state;
        if state.sync(sync)?.is_none() {
            return Err(ApiError::NotFound("sync"));
        }
        let queue = state.queue(sync, api.parts.clock.now())?;
        Ok(Json(QueueView::from(queue)))
    })
    .await
}

impl From<QueueReport> for QueueView {
    fn from(queue: QueueReport) -> Self {
        Self {
            pending: queue.pending,
            retrying: queue.retrying,
            next_attempt_at: queue.next_attempt_at.map(rfc3339),
            by_category: queue.by_category.iter().map(WaitingView::from).collect(),
            upcoming: upcoming(queue.due),
        }
    }
}

impl From<&WaitingGroup> for WaitingView {
    fn from(group: &WaitingGroup) -> Self {
        Self {
            category: group.reason.map(|reason| reason.as_str()),
            count: group.count,
            oldest: rfc3339(group.oldest_created_at),
        }
    }
}

fn upcoming(due: DueCounts) -> Vec<UpcomingView> {
    [
        (Within::Now, due.now),
        (Within::Minute, due.minute),
        (Within::TenMinutes, due.ten_minutes),
        (Within::Hour, due.hour),
        (Within::Later, due.later),
        (Within::BehindEarlier, due.behind_earlier),
    ]
    .into_iter()
    .map(|(within, count)| UpcomingView { within, count })
    .collect()
}
