//! `/api/v1/project`: the project's name and keys, and how the server that keeps it fares.

use axum::Json;
use axum::extract::State;
use secrecy::ExposeSecret;

use super::context::Shared;
use super::error::{AnyFault, ApiError};
use super::project_views::{ProjectView, SecretKeyView};

/// The project, what holds for it, and how the server fares.
#[utoipa::path(
    get,
    path = "/api/v1/project",
    operation_id = "get_project",
    tag = "project",
    responses(
        (status = 200, description = "The project", body = ProjectView),
        AnyFault,
    )
)]
pub(crate) async fn get_project(State(api): State<Shared>) -> Result<Json<ProjectView>, ApiError> {
    api.blocking(ProjectView::of).await.map(Json)
}

/// The secret key itself, which every other answer keeps back.
#[utoipa::path(
    post,
    path = "/api/v1/project/reveal-secret-key",
    operation_id = "reveal_secret_key",
    tag = "project",
    responses(
        (status = 200, description = "The key", body = SecretKeyView),
        AnyFault,
    )
)]
pub(crate) async fn reveal_secret_key(State(api): State<Shared>) -> Json<SecretKeyView> {
    tracing::info!("the secret key was shown");
    Json(SecretKeyView {
        secret_key: api.parts.project.secret_key.expose_secret().to_owned(),
    })
}
