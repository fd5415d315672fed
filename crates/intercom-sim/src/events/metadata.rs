//! What is kept of an event's metadata (intercom.md 2.4).

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::fields::{self, cut, too_long};
use crate::switches::{ForbiddenKey, LongStrings, MetadataLimit, Switches, Verdict};

const FORBIDDEN: &[char] = &[
    '.', '$', '\0', '~', '`', '!', '@', '#', '%', '^', '&', '*', '\'', '{', '}', '|', '"', '\\',
];

/// The first keys in the order they were sent; the rest is dropped without a word. What is not listed
/// as supported, such as nested objects, is kept as it came: it degrades silently at Intercom too.
pub(super) fn kept(
    body: &Map<String, Value>,
    switches: &Switches,
) -> Result<Map<String, Value>, ApiError> {
    let most = match switches.metadata_limit {
        MetadataLimit::Ten => 10,
        MetadataLimit::Twenty => 20,
    };
    let mut kept = Map::new();
    let Some(sent) = fields::object(body, "metadata")? else {
        return Ok(kept);
    };
    for (key, value) in sent {
        let key = checked_key(key, switches.forbidden_metadata_key)?;
        let value = checked_value(&key, value, switches)?;
        if kept.len() < most {
            kept.insert(key, value);
        }
    }
    Ok(kept)
}

fn checked_key(key: &str, forbidden: ForbiddenKey) -> Result<String, ApiError> {
    match forbidden {
        ForbiddenKey::Keep => Ok(key.to_owned()),
        ForbiddenKey::Mangle => Ok(key.replace(FORBIDDEN, "-")),
        ForbiddenKey::Reject if key.contains(FORBIDDEN) => Err(ApiError::parameter_invalid(
            format!("metadata key '{key}' has a character that is not allowed"),
        )),
        ForbiddenKey::Reject => Ok(key.to_owned()),
    }
}

fn checked_value(key: &str, value: &Value, switches: &Switches) -> Result<Value, ApiError> {
    let verdict = match value {
        Value::Null => switches.null_metadata,
        Value::Bool(_) => switches.boolean_metadata,
        Value::Array(_) => switches.array_metadata,
        Value::Number(_) | Value::String(_) | Value::Object(_) => Verdict::Accept,
    };
    if verdict == Verdict::Reject {
        return Err(ApiError::parameter_invalid(format!(
            "metadata '{key}' is not of a supported type"
        )));
    }
    match (value, switches.long_strings) {
        (Value::String(text), LongStrings::Truncate) if too_long(text) => {
            Ok(Value::String(cut(text)))
        }
        (Value::String(text), LongStrings::Reject) if too_long(text) => Err(
            ApiError::parameter_invalid(format!("metadata '{key}' is longer than 255 characters")),
        ),
        (value, _) => Ok(value.clone()),
    }
}
