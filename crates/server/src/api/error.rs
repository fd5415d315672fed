//! How the API says no: one shape, one place (product.md 3).

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use intertide_delivery::redecide::RedecideError;
use intertide_domain::access::Role;
use intertide_domain::sync::FieldFault;
use intertide_store::log::LogError;
use intertide_store::state::StateError;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum ApiError {
    /// The body is no JSON.
    #[error("the body is not JSON: {0}")]
    MalformedJson(String),
    /// A parameter, or a field of a small body, can't be read.
    #[error("{message}")]
    InvalidParameter {
        /// Its name.
        name: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// Neither keys nor a session that are valid.
    #[error("{message}")]
    Unauthorized {
        message: &'static str,
        /// What `WWW-Authenticate` asks for.
        challenge: &'static str,
    },
    /// A page of another origin had the browser send it.
    #[error("the request comes from a page of another origin")]
    CrossOrigin,
    /// The metrics summary of a sync that there is not (amplitude.md 7).
    #[error("the project has no sync {0}")]
    ForeignSync(i64),
    /// No such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The path is there, the method is not.
    #[error("this path does not take this method; `Allow` lists those it takes")]
    MethodNotAllowed,
    /// As things stand, it can't be done.
    #[error("{0}")]
    Conflict(&'static str),
    /// As things stand, it can't be done, for a reason that programs tell apart.
    #[error("{message}")]
    InTheWay {
        code: &'static str,
        message: &'static str,
    },
    /// Whoever asks may not.
    #[error("this needs the role `{}`; ask an administrator", .0.as_str())]
    Forbidden(Role),
    /// A route that no role opens.
    #[error("this route is open to nobody")]
    Closed,
    /// `If-Match` names another version than the one that is there.
    #[error("the sync has been changed meanwhile; read it again and apply your change to that")]
    StaleVersion,
    /// The body is over the limit.
    #[error("the body is larger than 1 MB")]
    TooLarge,
    /// The body says that it is something else.
    #[error("send JSON, with the header `Content-Type: application/json`")]
    NotJson,
    /// A document that reads but does not validate; at least one fault.
    #[error("{}", .0.first().map_or("the document is not valid", |fault| fault.message.as_str()))]
    InvalidDocument(Vec<FieldFault>),
    /// Too often.
    #[error("{message}")]
    TooManyRequests {
        message: &'static str,
        /// Seconds until it may work again.
        retry_after_seconds: u64,
    },
    /// The metrics summary beyond what is kept (amplitude.md 7).
    #[error("metrics are kept for 90 days; the period begins before that")]
    BeyondRetention,
    /// The disk is full.
    #[error("the disk of the data directory is full; nothing was changed")]
    DiskFull,
    /// More at once than the server takes on, or too slow.
    #[error("{0}")]
    Unavailable(&'static str),
    /// A fault of ours; the log says more.
    #[error("something went wrong on the server; its log says what")]
    Internal,
}

/// An error answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    error: ErrorDetail,
}

/// What is wrong.
#[derive(Debug, Serialize, ToSchema)]
struct ErrorDetail {
    /// The kind of error, for programs.
    #[schema(examples("unknown_field"))]
    code: String,
    /// What is wrong and what to do, for people.
    message: String,
    /// Where: a place in the document, or the name of a parameter.
    #[schema(required, examples("send_events.select[2].where[0].operator"))]
    field: Option<String>,
    /// Every fault of a document; the first one is the error itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FaultView>,
}

/// Something wrong, or odd, at one place of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FaultView {
    /// The place; empty for the document itself.
    field: String,
    /// The kind of fault, for programs.
    code: String,
    /// What is wrong and what to do, for people.
    message: String,
}

impl From<&FieldFault> for FaultView {
    fn from(fault: &FieldFault) -> Self {
        Self {
            field: fault.field.clone(),
            code: fault.code.to_owned(),
            message: fault.message.clone(),
        }
    }
}

impl ApiError {
    /// A parameter that can't be read.
    pub(crate) fn parameter(name: &str, message: impl Into<String>) -> Self {
        Self::InvalidParameter {
            name: name.to_owned(),
            message: message.into(),
        }
    }

    /// The status, and the code that programs read.
    fn kind(&self) -> (StatusCode, &str) {
        match self {
            Self::MalformedJson(_) => (StatusCode::BAD_REQUEST, "malformed_json"),
            Self::InvalidParameter { .. } => (StatusCode::BAD_REQUEST, "invalid_parameter"),
            Self::Unauthorized { .. } => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Self::CrossOrigin => (StatusCode::FORBIDDEN, "cross_origin"),
            Self::ForeignSync(_) => (StatusCode::FORBIDDEN, "unknown_sync"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::InTheWay { code, .. } => (StatusCode::CONFLICT, code),
            Self::Forbidden(_) | Self::Closed => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "conflict"),
            Self::StaleVersion => (StatusCode::PRECONDITION_FAILED, "stale_version"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json"),
            Self::InvalidDocument(faults) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                faults
                    .first()
                    .map_or("invalid_document", |fault| fault.code),
            ),
            Self::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"),
            Self::BeyondRetention => (StatusCode::INTERNAL_SERVER_ERROR, "beyond_retention"),
            Self::DiskFull => (StatusCode::SERVICE_UNAVAILABLE, "disk_full"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::InvalidParameter { name, .. } => Some(name.clone()),
            Self::InvalidDocument(faults) => faults.first().map(|fault| fault.field.clone()),
            _ => None,
        }
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Unauthorized { challenge, .. } => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static(challenge)))
            }
            Self::TooManyRequests {
                retry_after_seconds,
                ..
            } => Some((RETRY_AFTER, HeaderValue::from(*retry_after_seconds))),
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.kind();
        let faults = match &self {
            Self::InvalidDocument(faults) => faults.iter().map(FaultView::from).collect(),
            _ => Vec::new(),
        };
        let body = ErrorBody {
            error: ErrorDetail {
                code: code.to_owned(),
                message: self.to_string(),
                field: self.field(),
                faults,
            },
        };
        let mut response = (status, Json(body)).into_response();
        if let Some((name, value)) = self.header() {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<StateError> for ApiError {
    fn from(error: StateError) -> Self {
        match error {
            StateError::DiskFull => Self::DiskFull,
            StateError::Stale { .. } => Self::StaleVersion,
            StateError::NoSuchSync(_) => Self::NotFound("sync"),
            StateError::TooNew { .. } | StateError::Corrupt { .. } | StateError::Database(_) => {
                tracing::error!(%error, "the state failed under a request");
                Self::Internal
            }
        }
    }
}

impl From<RedecideError> for ApiError {
    fn from(error: RedecideError) -> Self {
        match error {
            RedecideError::State(error) => error.into(),
            RedecideError::Log(error) => error.into(),
            RedecideError::Document(fault) => {
                tracing::error!(%fault, "a stored document does not compile");
                Self::Internal
            }
        }
    }
}

impl From<LogError> for ApiError {
    fn from(error: LogError) -> Self {
        tracing::error!(%error, "the log failed under a request");
        Self::Internal
    }
}

/// What any request may be answered.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes")]
pub(crate) enum AnyFault {
    /// Neither `api_key:secret_key` nor a session that is valid.
    #[response(status = 401)]
    Unauthorized(ErrorBody),
    /// Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
    /// it (`cross_origin`).
    #[response(status = 403)]
    Forbidden(ErrorBody),
    /// A fault of the server's; its log says more.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// The disk is full, or the server has too much to do.
    #[response(status = 503)]
    Unavailable(ErrorBody),
}

/// What a request with a document may be answered.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes")]
pub(crate) enum DocumentFault {
    /// The body is not JSON.
    #[response(status = 400)]
    Malformed(ErrorBody),
    /// The body is larger than 1 MB.
    #[response(status = 413)]
    TooLarge(ErrorBody),
    /// The body says that it is something else than JSON.
    #[response(status = 415)]
    NotJson(ErrorBody),
    /// The document reads but is not valid; `field` points at the first fault, `faults` lists all.
    #[response(status = 422)]
    Invalid(ErrorBody),
}

/// What a request with a small body may be answered.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes")]
pub(crate) enum BodyFault {
    /// The body is not JSON, or a field or parameter can't be read; `field` names it.
    #[response(status = 400)]
    Malformed(ErrorBody),
    /// The body is larger than 1 MB.
    #[response(status = 413)]
    TooLarge(ErrorBody),
    /// The body says that it is something else than JSON.
    #[response(status = 415)]
    NotJson(ErrorBody),
}

/// The thing asked for is not there.
#[derive(IntoResponses)]
#[response(status = 404)]
#[expect(dead_code, reason = "only describes")]
pub(crate) struct Missing(ErrorBody);

/// A parameter can't be read; `field` names it.
#[derive(IntoResponses)]
#[response(status = 400)]
#[expect(dead_code, reason = "only describes")]
pub(crate) struct BadParameter(ErrorBody);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use http_body_util::BodyExt as _;
    use intertide_domain::ids::SyncId;
    use intertide_domain::sync::Rules;
    use serde_json::{Value, json};

    use super::*;

    async fn answer(error: ApiError) -> (u16, Value) {
        let response = error.into_response();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn an_error_is_a_code_a_message_and_a_field() {
        let error = ApiError::parameter("limit", "write a whole number");
        let (status, body) = answer(error).await;
        assert_eq!(status, 400);
        assert_eq!(
            body,
            json!({"error": {
                "code": "invalid_parameter",
                "message": "write a whole number",
                "field": "limit",
            }})
        );
    }

    #[tokio::test]
    async fn a_document_is_told_its_first_fault_and_all_of_them() {
        let faults = intertide_domain::sync::read::read(json!({}), &Rules::default()).unwrap_err();
        let first = faults[0].clone();
        let count = faults.len();
        let (status, body) = answer(ApiError::InvalidDocument(faults)).await;
        assert_eq!(status, 422);
        assert_eq!(body["error"]["code"], first.code);
        assert_eq!(body["error"]["message"], first.message);
        assert_eq!(body["error"]["field"], first.field);
        assert_eq!(body["error"]["faults"].as_array().unwrap().len(), count);
    }

    #[tokio::test]
    async fn what_fails_in_the_state_is_told_by_kind_and_not_in_its_words() {
        let corrupt = StateError::Corrupt {
            what: "profile",
            detail: "a user's value".to_owned(),
        };
        for (error, status, code) in [
            (StateError::DiskFull, 503, "disk_full"),
            (StateError::Stale { current: 3 }, 412, "stale_version"),
            (StateError::NoSuchSync(SyncId::new(1)), 404, "not_found"),
            (
                StateError::Database("no such table".to_owned()),
                500,
                "internal",
            ),
            (StateError::TooNew { found: 9, known: 1 }, 500, "internal"),
            (corrupt, 500, "internal"),
        ] {
            let (answered, body) = answer(error.into()).await;
            assert_eq!((answered, &body["error"]["code"]), (status, &json!(code)));
            let text = body.to_string();
            assert!(!text.contains("value") && !text.contains("table"), "{text}");
        }
    }
}
