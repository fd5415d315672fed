//! The API for people and their scripts (product.md 3): one file a resource.
//!
//! `auth` decides who may use it, `error` is how it says no, `views` what its answers share.

mod access_fields;
mod alerts;
mod amplitude_event;
mod audit;
mod audit_list;
mod auth;
mod backfills;
mod body;
mod caller;
mod categories;
mod connection;
mod context;
mod deletion_request;
mod deletions;
mod deliveries;
mod delivery_query;
mod delivery_views;
mod destinations;
mod document;
mod error;
mod event_list;
mod event_names;
mod event_story;
mod event_views;
mod events;
mod failures;
mod fields;
mod health;
mod keys;
mod live_views;
mod login_throttle;
mod metrics_summary;
mod openapi;
mod own_password;
mod parameters;
mod people;
mod preview_views;
mod previews;
mod project;
mod project_metrics;
mod project_views;
mod prometheus;
mod queue;
mod retry;
mod roles;
mod session;
mod session_cookie;
mod sessions;
mod span;
mod summary_gate;
mod sync_change;
mod sync_health;
mod sync_metrics;
mod sync_metrics_views;
mod syncs;
mod taxonomy;
mod user_privacy;
mod users;
mod views;

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::auth::host;
use self::context::Api;
pub(crate) use self::context::Shared;
pub(crate) use self::error::ApiError;
pub(crate) use self::session::sign_in_without_password;
use crate::parts::ServerParts;

/// Everything of the API that grows is below this; what is not there is not there.
pub(crate) const PREFIX: &str = "/api/v1/";

/// The largest body that the API reads.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How long a request may take until its answer begins.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What the API works with, made of these parts.
pub(crate) fn shared(parts: ServerParts) -> Shared {
    Api::new(parts, description())
}

/// The API.
pub(crate) fn router(api: Shared) -> Router {
    let keys = middleware::from_fn_with_state(api.clone(), auth::require);
    let (routes, _) = for_everybody()
        .merge(for_whom_we_know().route_layer(keys))
        .split_for_parts();
    let routes = routes
        .route(openapi::SHORT_PATH, get(openapi::get))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .with_state(api);
    guarded(routes)
}

/// The API's description, in JSON.
pub fn description() -> String {
    let mut description = openapi::Frame::openapi();
    description.merge(for_everybody().merge(for_whom_we_know()).into_openapi());
    // Made of texts, numbers and lists: nothing that could fail to be written.
    description.to_json().unwrap_or_default()
}

fn for_everybody() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(prometheus::metrics))
        .routes(routes!(openapi::get))
}

fn for_whom_we_know() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(session::get_session))
        .routes(routes!(own_password::change))
        .routes(routes!(people::list, people::create))
        .routes(routes!(people::change_role, people::remove))
        .routes(routes!(people::reset_password))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::revoke))
        .routes(routes!(audit_list::list))
        .routes(routes!(project::get_project))
        .routes(routes!(project::reveal_secret_key))
        .routes(routes!(destinations::list))
        .routes(routes!(syncs::list, syncs::create))
        .routes(routes!(syncs::get, syncs::replace, syncs::delete))
        .routes(routes!(connection::test))
        .routes(routes!(previews::preview))
        .routes(routes!(previews::changes))
        .routes(routes!(previews::test))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::get))
        .routes(routes!(failures::list))
        .routes(routes!(queue::get))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::test))
        .routes(routes!(categories::list))
        .routes(routes!(retry::retry))
        .routes(routes!(backfills::start))
        .routes(routes!(backfills::list))
        .routes(routes!(backfills::cancel))
        .routes(routes!(sync_metrics::get))
        .routes(routes!(project_metrics::get))
        .routes(routes!(taxonomy::get))
        .routes(routes!(event_list::list))
        .routes(routes!(events::live))
        .routes(routes!(event_story::get))
        .routes(routes!(users::get))
        .routes(routes!(deletions::list, deletions::create))
        .routes(routes!(deletions::lift))
        .routes(routes!(user_privacy::list_jobs, user_privacy::delete_users))
        .routes(routes!(metrics_summary::get))
}

/// What stands around every route, from the inside out: the bounds, the headers, and what catches
/// a handler that falls.
fn guarded(routes: Router) -> Router {
    routes
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::custom(fell))
        .layer(middleware::map_response(private))
}

/// Gives up a request whose answer does not begin in time.
async fn in_time(request: Request, next: Next) -> Result<Response, ApiError> {
    tokio::time::timeout(TIMEOUT, next.run(request))
        .await
        .map_err(|_| ApiError::Unavailable("the request took longer than 30 s"))
}

/// The answer of a handler that fell. What it said may hold values, so it is not told.
fn fell(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request's handler panicked");
    ApiError::Internal.into_response()
}

/// Keeps an answer out of caches, and from being taken for something else.
pub(crate) async fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use axum::body::Body;
    use http_body_util::BodyExt as _;
    use serde_json::Value;
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(path: &str) -> (u16, Value) {
        let routes = Router::new()
            .route("/falls", get(async || -> () { panic!("a user's value") }))
            .route("/hangs", get(std::future::pending::<()>));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = guarded(routes).oneshot(request).await.unwrap();
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn a_handler_that_falls_is_a_500_that_says_nothing_of_it() {
        let (status, body) = ask("/falls").await;
        assert_eq!((status, &body["error"]["code"]), (500, &"internal".into()));
        assert!(!body.to_string().contains("value"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_handler_that_hangs_is_given_up() {
        let (status, body) = ask("/hangs").await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (503, &"unavailable".into())
        );
    }
}
