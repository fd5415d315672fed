//! `GET /api/v1/syncs/{id}/metrics`: how a sync fares over time.

use axum::Json;
use axum::extract::{Path, State};
use intertide_domain::delivery::Outcome;

use super::body::Parameters;
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter, Missing};
use super::span::{SpanParameters, span};
use super::sync_metrics_views::MetricsView;
use super::syncs::sync_id;

/// How a sync fared, step by step: what settled, what is to be tried again and what was not
/// selected, with latencies from acceptance to delivery.
///
/// A delivery counts for the step in which it settled; one that is put back counts no longer.
/// Steps of less than an hour are told apart for about five hours; what is older counts for the
/// step in which its hour begins. Counts are kept for 90 days.
#[utoipa::path(
    get,
    path = "/api/v1/syncs/{id}/metrics",
    operation_id = "get_sync_metrics",
    tag = "metrics",
    params(("id" = i64, Path, description = "The sync's id"), SpanParameters),
    responses(
        (status = 200, description = "The series", body = MetricsView),
        BadParameter,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Path(id): Path<String>,
    Parameters(parameters): Parameters<SpanParameters>,
) -> Result<Json<MetricsView>, ApiError> {
    let sync = sync_id(&id)?;
    let span = span(&parameters, api.parts.clock.now())?;
    api.blocking(move |api| {
        let state = &api.parts.state;
        if state.sync(sync)?.is_none() {
            return Err(ApiError::NotFound("sync"));
        }
        let steps = state.series(sync, span.from, span.to, span.step)?;
        let pending = state.totals(sync)?.get(&Outcome::Pending).copied();
        Ok(Json(MetricsView::new(
            sync,
            span,
            pending.unwrap_or(0),
            &steps,
        )))
    })
    .await
}
