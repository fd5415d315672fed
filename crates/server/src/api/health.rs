//! `/healthz` and `/readyz`: whether the process is up, and whether it can accept and deliver.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::context::{Api, Shared};

/// The process is up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alive {
    #[schema(examples("up"))]
    status: &'static str,
}

/// Whether the server can accept and deliver.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    ready: bool,
    /// What stands in the way.
    problems: Vec<Problem>,
}

/// Something that stands in the way.
#[derive(Debug, Serialize, ToSchema)]
struct Problem {
    #[schema(examples("log_refuses"))]
    code: &'static str,
    message: String,
}

/// The process is up.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "health",
    security(()),
    responses((status = 200, description = "Up", body = Alive))
)]
pub(crate) async fn healthz() -> Json<Alive> {
    Json(Alive { status: "up" })
}

/// The server can accept and deliver.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    security(()),
    responses(
        (status = 200, description = "Ready", body = Readiness),
        (status = 503, description = "Not ready; `problems` says why", body = Readiness),
    )
)]
pub(crate) async fn readyz(State(api): State<Shared>) -> Response {
    let readiness = Readiness::of(&api);
    let status = if readiness.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(readiness)).into_response()
}

impl Readiness {
    /// How the server is just then.
    pub(crate) fn of(api: &Api) -> Self {
        let problems = problems(api);
        Self {
            ready: problems.is_empty(),
            problems,
        }
    }
}

fn problems(api: &Api) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(cause) = api.parts.log.status().poisoned {
        problems.push(Problem {
            code: "log_refuses",
            message: format!("no events are accepted: {cause}"),
        });
    }
    if !api.parts.intake_healthy.load(Ordering::Acquire) {
        problems.push(Problem {
            code: "intake_fails",
            message: "accepted events are safe but not processed; the server's log says why"
                .to_owned(),
        });
    }
    problems
}
