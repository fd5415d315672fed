//! Reading typed fields out of a request's JSON object.

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::switches::NumericUserId;
use crate::time::UnixSeconds;

/// Strings longer than this are too long for metadata and custom attributes (intercom.md 2.4, 3.6).
pub(crate) const LONGEST_STRING: usize = 255;

/// What a write does to a field: a missing key leaves it alone, a null clears it (intercom.md 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Change<T> {
    /// Applies the change to a field that can be empty.
    pub(crate) fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }
}

/// A string, null or nothing.
pub(crate) fn string(body: &Map<String, Value>, name: &str) -> Result<Change<String>, ApiError> {
    match body.get(name) {
        None => Ok(Change::Keep),
        Some(Value::Null) => Ok(Change::Clear),
        Some(Value::String(text)) => Ok(Change::Set(text.clone())),
        Some(_) => Err(ApiError::parameter_invalid(format!(
            "{name} must be a string"
        ))),
    }
}

/// A string that counts as missing when it is null or blank.
pub(crate) fn given_string(
    body: &Map<String, Value>,
    name: &str,
) -> Result<Option<String>, ApiError> {
    Ok(match string(body, name)? {
        Change::Set(text) if !text.trim().is_empty() => Some(text),
        Change::Set(_) | Change::Clear | Change::Keep => None,
    })
}

/// A user id: a string, or a number where the workspace reads numbers (intercom.md 2.1).
pub(crate) fn user_id(
    body: &Map<String, Value>,
    name: &str,
    numbers: NumericUserId,
) -> Result<Option<String>, ApiError> {
    match (body.get(name), numbers) {
        (Some(Value::Number(number)), NumericUserId::Coerce) => Ok(Some(number.to_string())),
        _ => given_string(body, name),
    }
}

/// A boolean, null or nothing.
pub(crate) fn boolean(body: &Map<String, Value>, name: &str) -> Result<Change<bool>, ApiError> {
    match body.get(name) {
        None => Ok(Change::Keep),
        Some(Value::Null) => Ok(Change::Clear),
        Some(Value::Bool(value)) => Ok(Change::Set(*value)),
        Some(_) => Err(ApiError::parameter_invalid(format!(
            "{name} must be a boolean"
        ))),
    }
}

/// A time in Unix seconds, null or nothing. Anything else is a "bad parameter" (intercom.md 3.2).
pub(crate) fn seconds(
    body: &Map<String, Value>,
    name: &str,
) -> Result<Change<UnixSeconds>, ApiError> {
    match body.get(name) {
        None => Ok(Change::Keep),
        Some(Value::Null) => Ok(Change::Clear),
        Some(value) => value
            .as_i64()
            .map(|seconds| Change::Set(UnixSeconds(seconds)))
            .ok_or_else(|| ApiError::bad_parameter(name)),
    }
}

/// An object; null and nothing are an empty one.
pub(crate) fn object<'a>(
    body: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a Map<String, Value>>, ApiError> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(ApiError::parameter_invalid(format!(
            "{name} must be an object"
        ))),
    }
}

/// The first `LONGEST_STRING` characters.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(LONGEST_STRING).collect()
}

/// Whether a string is longer than Intercom keeps.
pub(crate) fn too_long(text: &str) -> bool {
    text.len() > LONGEST_STRING && text.chars().count() > LONGEST_STRING
}
