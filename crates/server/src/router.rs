//! One listener for everything: the API, behind it ingestion, and behind that the console.

use std::any::Any;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::json;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::amplitude::{Ingestion, cors};
use crate::api::{self, ApiError};
use crate::console::Console;
use crate::parts::ServerParts;

/// What is behind the API.
#[derive(Clone)]
struct Behind {
    ingestion: Ingestion,
    /// None where there is to be none (product.md 1, `console.enabled`).
    console: Option<Console>,
}

/// Everything that the server answers. Serve it with connect info
/// (`into_make_service_with_connect_info::<SocketAddr>()`), so that the sender's address is known.
pub fn router(parts: ServerParts) -> Router {
    let ingestion = Ingestion::new(
        parts.project.keys.clone(),
        parts.log.clone(),
        parts.privacy.clone(),
        parts.clock.clone(),
        parts.limits,
    );
    let has_console = parts.console_enabled;
    let api = api::shared(parts);
    let behind = Router::new()
        .fallback(take_in)
        .with_state(Behind {
            ingestion,
            console: has_console.then(|| Console::new(api.clone())),
        })
        .layer(CatchPanicLayer::custom(fell));
    api::router(api)
        .fallback_service(behind)
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// Hands a request that is not for the API to ingestion, which takes every `POST`, and what that
/// leaves to the console.
async fn take_in(State(behind): State<Behind>, request: Request) -> Response {
    if request.uri().path().starts_with(api::PREFIX) {
        return nothing_here().await;
    }
    let peer = peer(&request);
    let request = match behind.ingestion.handle(request, peer).await {
        Ok(response) => return response,
        Err(request) => request,
    };
    let page = match &behind.console {
        Some(console) => console.answer(*request).await,
        None => None,
    };
    match page {
        Some(page) => page,
        None => nothing_here().await,
    }
}

async fn nothing_here() -> Response {
    api::private(ApiError::NotFound("path").into_response()).await
}

fn peer(request: &Request) -> Option<IpAddr> {
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map(|ConnectInfo(address)| address.ip())
}

/// The answer of an endpoint that fell, in the shape that SDKs read (amplitude.md 0, rule 1), for
/// pages too (rule 14): one that can't read a 500 can't tell it from a line that broke.
fn fell(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("an ingestion request's handler panicked");
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let body = json!({"code": status.as_u16(), "error": "Internal server error"});
    cors::allow((status, Json(body)).into_response())
}

/// What log lines say of a request: the route, since a path may hold a user's id and a query the
/// API key.
fn span(request: &Request) -> Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("ingestion", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use http_body_util::BodyExt as _;
    use serde_json::Value;

    use super::*;

    #[tokio::test]
    async fn an_sdk_reads_the_status_in_the_body_when_an_endpoint_fell() {
        let response = fell(Box::new("a user's value"));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body, json!({"code": 500, "error": "Internal server error"}));
    }
}
