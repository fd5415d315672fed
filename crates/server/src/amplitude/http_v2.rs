//! `POST /2/httpapi`: what every first-party SDK sends to (amplitude.md 1.1).

use axum::response::Response;
use intertide_domain::event::Endpoint;

use super::{Call, Ingestion, upload};

/// Answers a request.
pub(super) async fn answer(ingestion: &Ingestion, call: Call) -> Response {
    let limit = ingestion.limits.max_body;
    upload::answer(ingestion, call, Endpoint::HttpV2, limit).await
}
