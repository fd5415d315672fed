//! `/api/v1/project`: the project's name and keys, and how the server that keeps it fares.

use axum::extract::State;
use axum::{Extension, Json};
use intertide_domain::access::Action;
use secrecy::ExposeSecret;

use super::audit;
use super::caller::Caller;
use super::context::Shared;
use super::error::{AnyFault, ApiError, Missing};
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

/// The secret key itself, which every other answer keeps back: the one of the settings, or the
/// first one. Those that were created later were shown then and never again.
#[utoipa::path(
    post,
    path = "/api/v1/project/reveal-secret-key",
    operation_id = "reveal_secret_key",
    tag = "project",
    responses(
        (status = 200, description = "The key", body = SecretKeyView),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn reveal_secret_key(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<SecretKeyView>, ApiError> {
    let key = api.parts.project.keys.secret_key();
    let key = key.ok_or(ApiError::NotFound("secret key that can be shown again"))?;
    tracing::info!("the secret key was shown");
    api.blocking(move |api| {
        audit::record(api, &caller, Action::SecretKeyRevealed, None, Vec::new());
        Ok(())
    })
    .await?;
    Ok(Json(SecretKeyView {
        secret_key: key.expose_secret().to_owned(),
    }))
}
