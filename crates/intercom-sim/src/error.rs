//! Refusals, and the `error.list` envelope that carries them (intercom.md 6).

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

/// A refusal, as an endpoint states it.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: Cow<'static, str>,
    /// A header that belongs to this refusal, such as `Link` on a merged contact.
    pub(crate) header: Option<Box<(HeaderName, HeaderValue)>>,
    /// Companies answer `request_id: null` (intercom.md 0, row 9).
    pub(crate) hides_request_id: bool,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            header: None,
            hides_request_id: false,
        }
    }

    /// 400 `parameter_invalid`, the common answer to a value that does not fit.
    pub(crate) fn parameter_invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameter_invalid", message)
    }

    /// 400 `parameter_missing`.
    pub(crate) fn parameter_missing(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameter_missing", message)
    }

    /// 400 `bad_request` with Intercom's words for a field of the wrong shape (intercom.md 3.2, 4).
    pub(crate) fn bad_parameter(name: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad_request",
            format!("bad '{name}' parameter"),
        )
    }

    /// 404 for a contact, in the words of the recordings (intercom.md 0, row 5).
    pub(crate) fn user_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "User Not Found")
    }

    /// 404 for anything else that `not_found` stands for.
    pub(crate) fn resource_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Resource Not Found")
    }

    /// 404 for a company.
    pub(crate) fn company_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "company_not_found",
            "Company Not Found",
        )
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    pub(crate) fn without_request_id(mut self) -> Self {
        self.hides_request_id = true;
        self
    }

    /// The envelope; `request_id` equals the `X-Request-Id` header (intercom.md 6).
    pub(crate) fn envelope(&self, request_id: &str) -> Value {
        let request_id = (!self.hides_request_id).then_some(request_id);
        json!({
            "type": "error.list",
            "request_id": request_id,
            "errors": [{"code": self.code, "message": self.message}],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_an_error_list_with_the_request_id() {
        let refusal = ApiError::user_not_found();
        assert_eq!(
            refusal.envelope("005iqf65erfj47qrulp0"),
            json!({
                "type": "error.list",
                "request_id": "005iqf65erfj47qrulp0",
                "errors": [{"code": "not_found", "message": "User Not Found"}],
            })
        );
        assert_eq!(
            refusal.without_request_id().envelope("x").get("request_id"),
            Some(&Value::Null)
        );
    }
}
