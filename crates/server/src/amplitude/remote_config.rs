//! `GET /config/{key}`: what the browser SDK asks at start-up (amplitude.md 2.3). There is nothing
//! to configure from here, and saying so spares it two more tries.

use axum::response::Response;
use http::StatusCode;
use serde_json::json;

use super::answer;

/// No configuration.
pub(super) fn answer() -> Response {
    answer::json(StatusCode::OK, &json!({"configs": {}}))
}
