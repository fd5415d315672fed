//! `GET /api/v1/syncs/{id}/failures`: what failed, by category, and what to do about it.

use axum::Json;
use axum::extract::{Path, State};
use intertide_delivery::advice;
use intertide_domain::delivery::Status;
use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{DeliveryQuery, FailureGroup};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Parameters;
use super::categories::Advice;
use super::context::{Api, Shared};
use super::delivery_views::DeliveryView;
use super::error::{AnyFault, ApiError, BadParameter, Missing};
use super::parameters::{read, time};
use super::syncs::sync_id;
use super::views::{Page, rfc3339};

/// How many deliveries of each group are shown.
const SAMPLES: usize = 10;

/// Which failures are shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FailureParameters {
    /// Created at this time or later, RFC 3339.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Created before this time, RFC 3339.
    #[param(format = DateTime)]
    to: Option<String>,
}

/// What failed in one way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailureView {
    status: FailureStatus,
    category: &'static str,
    count: u64,
    /// When the first of them was created.
    #[schema(format = DateTime)]
    first_seen: String,
    /// When the last of them was created.
    #[schema(format = DateTime)]
    last_seen: String,
    #[serde(flatten)]
    advice: Advice,
    /// The most frequent event types among the newest thousand.
    event_types: Vec<EventTypeCount>,
    /// The newest ones, at most ten.
    samples: Vec<DeliveryView>,
}

/// How a delivery failed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FailureStatus {
    Discarded,
    Expired,
}

/// How often an event type was met.
#[derive(Debug, Serialize, ToSchema)]
struct EventTypeCount {
    event_type: String,
    count: u64,
}

/// What failed, one group for each outcome and category, the largest first: what it means, what
/// mends it, and some of it. Failures are kept for the log's retention.
#[utoipa::path(
    get,
    path = "/api/v1/syncs/{id}/failures",
    operation_id = "list_failures",
    tag = "deliveries",
    params(("id" = i64, Path, description = "The sync's id"), FailureParameters),
    responses(
        (status = 200, description = "Failures by category", body = Page<FailureView>),
        BadParameter,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn list(
    State(api): State<Shared>,
    Path(id): Path<String>,
    Parameters(parameters): Parameters<FailureParameters>,
) -> Result<Json<Page<FailureView>>, ApiError> {
    let sync = sync_id(&id)?;
    let created = Created {
        from: read("from", parameters.from.as_deref(), time)?,
        to: read("to", parameters.to.as_deref(), time)?,
    };
    api.blocking(move |api| {
        let state = &api.parts.state;
        if state.sync(sync)?.is_none() {
            return Err(ApiError::NotFound("sync"));
        }
        let groups = state.failures(sync, created.from, created.to)?.into_iter();
        let failures = groups.filter_map(|group| failure(api, sync, created, group).transpose());
        Ok(Json(Page::whole(failures.collect::<Result<_, _>>()?)))
    })
    .await
}

/// When what is shown was created.
#[derive(Clone, Copy)]
struct Created {
    from: Option<UnixMillis>,
    to: Option<UnixMillis>,
}

/// A group as it is shown; none for what has not failed.
fn failure(
    api: &Api,
    sync: SyncId,
    created: Created,
    group: FailureGroup,
) -> Result<Option<FailureView>, ApiError> {
    let (status, category, advice) = match group.status {
        Status::Discarded(reason) => {
            let advice = advice::Advice::on_discard(reason);
            (FailureStatus::Discarded, reason.as_str(), advice)
        }
        Status::Expired(reason) => {
            let advice = advice::Advice::on_waiting(reason);
            (FailureStatus::Expired, reason.as_str(), advice)
        }
        Status::Pending(_) | Status::Delivered => return Ok(None),
    };
    let samples = api.parts.state.deliveries(&DeliveryQuery {
        sync,
        outcome: Some(group.status.outcome()),
        category: Some(category.to_owned()),
        user: None,
        event_type: None,
        from: created.from,
        to: created.to,
        before: None,
        limit: SAMPLES,
    })?;
    let samples = samples.deliveries.into_iter();
    let event_types = group.event_types.into_iter();
    Ok(Some(FailureView {
        status,
        category,
        count: group.count,
        first_seen: rfc3339(group.first_created_at),
        last_seen: rfc3339(group.last_created_at),
        advice: advice.into(),
        event_types: event_types
            .map(|(event_type, count)| EventTypeCount {
                event_type: event_type.to_string(),
                count,
            })
            .collect(),
        samples: samples.map(DeliveryView::from).collect(),
    }))
}
