//! `GET /api/v1/metrics`: what comes in over time, for all syncs together.

use axum::Json;
use axum::extract::State;
use intertide_domain::time::HumanDuration;
use intertide_store::state::ReceivedStep;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::Parameters;
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter};
use super::span::{Span, SpanParameters, span};
use super::views::rfc3339;

/// What came in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectMetricsView {
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    to: String,
    /// The length of a step.
    #[schema(examples("1m"))]
    step: String,
    /// The whole period.
    overall: ReceivedView,
    /// Step by step, the empty ones too.
    series: Vec<ReceivedStepView>,
}

/// What came in during some time.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct ReceivedView {
    /// Events that were decided on, copies included.
    received: u64,
    /// Copies of earlier events, which go no further.
    duplicates: u64,
}

/// What came in during one step.
#[derive(Debug, Serialize, ToSchema)]
struct ReceivedStepView {
    #[schema(format = DateTime)]
    start: String,
    #[serde(flatten)]
    counts: ReceivedView,
}

/// What came in, step by step: where the path of every sync begins. An event counts for the step
/// in which it was decided on, as what becomes of it does in a sync's metrics.
#[utoipa::path(
    get,
    path = "/api/v1/metrics",
    operation_id = "get_metrics",
    tag = "metrics",
    params(SpanParameters),
    responses(
        (status = 200, description = "The series", body = ProjectMetricsView),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Parameters(parameters): Parameters<SpanParameters>,
) -> Result<Json<ProjectMetricsView>, ApiError> {
    let span = span(&parameters, api.parts.clock.now())?;
    api.blocking(move |api| {
        let steps = api.parts.state.received(span.from, span.to, span.step)?;
        Ok(Json(ProjectMetricsView::new(span, &steps)))
    })
    .await
}

impl ProjectMetricsView {
    fn new(span: Span, steps: &[ReceivedStep]) -> Self {
        Self {
            from: rfc3339(span.from),
            to: rfc3339(span.to),
            step: HumanDuration(span.step).to_string(),
            overall: ReceivedView {
                received: steps.iter().map(|step| step.received).sum(),
                duplicates: steps.iter().map(|step| step.duplicates).sum(),
            },
            series: steps.iter().map(ReceivedStepView::from).collect(),
        }
    }
}

impl From<&ReceivedStep> for ReceivedStepView {
    fn from(step: &ReceivedStep) -> Self {
        Self {
            start: rfc3339(step.start),
            counts: ReceivedView {
                received: step.received,
                duplicates: step.duplicates,
            },
        }
    }
}
