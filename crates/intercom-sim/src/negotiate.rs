//! What a request may send and accept: media types and JSON bodies (intercom.md 1).

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::switches::{Switches, Verdict};
use crate::wire::SimRequest;

/// 406 when none of the accepted media types is JSON.
pub(crate) fn check_accept(headers: &HeaderMap, switches: &Switches) -> Result<(), ApiError> {
    let accepts = match headers.get(ACCEPT) {
        None => switches.missing_accept == Verdict::Accept,
        Some(value) => value
            .to_str()
            .unwrap_or_default()
            .split(',')
            .any(|item| is_json_range(item.split(';').next().unwrap_or_default().trim())),
    };
    if accepts {
        Ok(())
    } else {
        Err(ApiError::new(
            StatusCode::NOT_ACCEPTABLE,
            "media_type_not_acceptable",
            "The Accept header should send a media type of application/json",
        ))
    }
}

/// JSON, a range around it, or the vendor type that the official Ruby client asks for.
fn is_json_range(range: &str) -> bool {
    let range = range.to_ascii_lowercase();
    matches!(range.as_str(), "*/*" | "application/*" | "application/json")
        || (range.starts_with("application/vnd.intercom.") && range.ends_with("+json"))
}

/// The JSON object of a request's body; an empty body and a body of a GET are an empty object.
pub(crate) fn read_body(request: &SimRequest, most: usize) -> Result<Map<String, Value>, ApiError> {
    if request.body.len() > most {
        return Err(ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_too_large",
            format!("The body is longer than {most} bytes"),
        ));
    }
    if request.method == Method::GET || request.body.is_empty() {
        return Ok(Map::new());
    }
    check_content_type(&request.headers)?;
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ApiError::parameter_invalid(
            "The body must be a JSON object",
        )),
        Err(_) => Err(ApiError::parameter_invalid("The body is not valid JSON")),
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let media_type = value.to_str().unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") || media_type.ends_with("+json") {
        Ok(())
    } else {
        Err(ApiError::parameter_invalid(
            "The Content-Type must be application/json",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn accept(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn json_and_what_contains_it_is_accepted() {
        for value in [
            "application/json",
            "*/*",
            "text/html, application/*;q=0.1",
            "application/vnd.intercom.3+json",
        ] {
            let check = check_accept(&accept(value), &Switches::default());
            assert!(check.is_ok(), "{value}");
        }
    }

    #[test]
    fn anything_else_is_406() {
        for value in ["text/html", "application/xml", ""] {
            let refusal = check_accept(&accept(value), &Switches::default()).err();
            assert_eq!(
                refusal.map(|e| (e.status.as_u16(), e.code)),
                Some((406, "media_type_not_acceptable".into())),
                "{value}"
            );
        }
    }

    #[test]
    fn a_missing_accept_is_taken_or_refused_by_switch() {
        let mut switches = Switches::default();
        assert!(check_accept(&HeaderMap::new(), &switches).is_ok());
        switches.missing_accept = Verdict::Reject;
        assert!(check_accept(&HeaderMap::new(), &switches).is_err());
    }

    #[test]
    fn a_body_must_be_a_json_object_within_the_bound() {
        let post = |body: &'static str| {
            let mut request = SimRequest::new(Method::POST, "/events");
            request.body = body.as_bytes().into();
            request
        };
        let status = |request: &SimRequest| read_body(request, 20).err().map(|e| e.status.as_u16());
        assert_eq!(status(&post(r#"{"a":1}"#)), None);
        assert_eq!(status(&post("")), None);
        assert_eq!(status(&post("{")), Some(400));
        assert_eq!(status(&post("[1]")), Some(400));
        assert_eq!(status(&post(r#"{"a":"aaaaaaaaaaaaaaaaaa"}"#)), Some(413));
        let form = post("a=1").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        assert_eq!(status(&form), Some(400));
        let charset = post("{}").header(CONTENT_TYPE, "application/json; charset=utf-8");
        assert_eq!(status(&charset), None);
    }
}
