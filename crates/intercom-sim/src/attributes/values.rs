//! Which values a write may give to custom attributes (intercom.md 3.6). One bad value fails the whole write.

use std::borrow::Cow;

use http::StatusCode;
use serde_json::{Map, Value};

use super::book::{Attribute, AttributeBook, DataType, Model};
use crate::error::ApiError;
use crate::fields::{cut, too_long};
use crate::switches::{ArchivedAttribute, LongStrings, Refusal, Switches, Verdict};

/// The values of a write as they will be stored, or the first refusal.
pub(crate) fn checked(
    book: &AttributeBook,
    model: Model,
    values: &Map<String, Value>,
    switches: &Switches,
) -> Result<Vec<(String, Value)>, ApiError> {
    let mut stored = Vec::with_capacity(values.len());
    for (name, value) in values {
        let attribute = book
            .get(model, name)
            .ok_or_else(|| unknown(name, switches))?;
        if attribute.archived {
            match switches.archived_attribute {
                ArchivedAttribute::Ignore => continue,
                ArchivedAttribute::Reject => return Err(unknown(name, switches)),
            }
        }
        let value = checked_value(attribute, value, switches)?;
        stored.push((name.clone(), value));
    }
    Ok(stored)
}

fn checked_value(
    attribute: &Attribute,
    value: &Value,
    switches: &Switches,
) -> Result<Value, ApiError> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Array(_) | Value::Object(_) => Err(ApiError::parameter_invalid(format!(
            "Custom attribute '{}' is not of type Numeric, String or Boolean",
            attribute.name
        ))),
        value if !has_type(attribute.data_type, value) => Err(mismatch(attribute, switches)),
        Value::String(text) => checked_text(attribute, text, switches).map(Value::String),
        value => Ok(value.clone()),
    }
}

fn has_type(data_type: DataType, value: &Value) -> bool {
    match data_type {
        DataType::String => value.is_string(),
        DataType::Boolean => value.is_boolean(),
        DataType::Float => value.is_number(),
        DataType::Integer | DataType::Date => {
            value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
    }
}

fn checked_text(
    attribute: &Attribute,
    text: &str,
    switches: &Switches,
) -> Result<String, ApiError> {
    let is_option = attribute.options.is_empty() || attribute.options.iter().any(|o| o == text);
    if !is_option && switches.list_value == Verdict::Reject {
        return Err(ApiError::parameter_invalid(format!(
            "Custom attribute '{}' has no option '{text}'",
            attribute.name
        )));
    }
    match switches.long_strings {
        _ if !too_long(text) => Ok(text.to_owned()),
        LongStrings::Truncate => Ok(cut(text)),
        LongStrings::Reject => Err(ApiError::parameter_invalid(format!(
            "Custom attribute '{}' is longer than 255 characters",
            attribute.name
        ))),
    }
}

fn unknown(name: &str, switches: &Switches) -> ApiError {
    refused(
        switches.unknown_attribute,
        format!("Custom attribute '{name}' does not exist").into(),
    )
}

fn mismatch(attribute: &Attribute, switches: &Switches) -> ApiError {
    refused(
        switches.bad_attribute_type,
        format!(
            "Custom attribute '{}' is not of type {}",
            attribute.name,
            attribute.data_type.as_str()
        )
        .into(),
    )
}

fn refused(refusal: Refusal, message: Cow<'static, str>) -> ApiError {
    match refusal {
        Refusal::BadRequest => ApiError::parameter_invalid(message),
        Refusal::Unprocessable => {
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "data_invalid", message)
        }
    }
}
