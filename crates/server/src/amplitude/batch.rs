//! `POST /batch`: the same as HTTP V2, with room for a larger body (amplitude.md 1.1).

use axum::response::Response;
use intertide_domain::event::Endpoint;

use super::{Call, Ingestion, upload};

/// Answers a request.
pub(super) async fn answer(ingestion: &Ingestion, call: Call) -> Response {
    let limit = ingestion.limits.max_batch_body;
    upload::answer(ingestion, call, Endpoint::Batch, limit).await
}
