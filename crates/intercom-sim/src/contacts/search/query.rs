//! A query as a checked tree: known fields, operators that the field's type takes, values of that type.

use serde_json::Value;

use super::field::{Field, FieldType, FieldValue};
use crate::attributes::AttributeBook;
use crate::error::ApiError;

/// Groups within groups (intercom.md 3.5).
const MOST_NESTED: usize = 2;
/// Filters in one group (intercom.md 3.5).
const MOST_IN_GROUP: usize = 15;

/// A condition on a contact.
#[derive(Debug)]
pub(super) enum Filter {
    Field {
        field: Field,
        operator: Operator,
        value: FieldValue,
    },
    All(Vec<Filter>),
    Any(Vec<Filter>),
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    In,
    NotIn,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Contains,
    DoesNotContain,
    StartsWith,
    EndsWith,
}

impl Operator {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "=" => Self::Equal,
            "!=" => Self::NotEqual,
            "IN" => Self::In,
            "NIN" => Self::NotIn,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            "~" => Self::Contains,
            "!~" => Self::DoesNotContain,
            "^" => Self::StartsWith,
            "$" => Self::EndsWith,
            _ => return None,
        })
    }

    fn takes(self, field_type: FieldType) -> bool {
        match self {
            Self::Equal => true,
            Self::NotEqual => field_type != FieldType::Date,
            Self::In | Self::NotIn => !matches!(field_type, FieldType::Date | FieldType::Tag),
            Self::Greater | Self::Less => {
                matches!(field_type, FieldType::Number | FieldType::Date)
            }
            Self::GreaterOrEqual | Self::LessOrEqual => field_type == FieldType::Number,
            Self::Contains | Self::DoesNotContain | Self::StartsWith | Self::EndsWith => {
                field_type == FieldType::Text
            }
        }
    }

    fn takes_many(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }
}

impl Filter {
    pub(super) fn parse(query: &Value, attributes: &AttributeBook) -> Result<Self, ApiError> {
        parse_within(query, attributes, 0)
    }
}

fn parse_within(
    query: &Value,
    attributes: &AttributeBook,
    depth: usize,
) -> Result<Filter, ApiError> {
    let operator = query
        .get("operator")
        .and_then(Value::as_str)
        .ok_or_else(|| refusal("every filter needs an operator"))?;
    match operator {
        "AND" => Ok(Filter::All(parse_group(query, attributes, depth)?)),
        "OR" => Ok(Filter::Any(parse_group(query, attributes, depth)?)),
        operator => parse_field(query, operator, attributes),
    }
}

fn parse_group(
    query: &Value,
    attributes: &AttributeBook,
    depth: usize,
) -> Result<Vec<Filter>, ApiError> {
    let Some(filters) = query.get("value").and_then(Value::as_array) else {
        return Err(refusal("AND and OR take a list of filters"));
    };
    if depth >= MOST_NESTED {
        return Err(refusal("filters can be nested in two levels only"));
    }
    if filters.len() > MOST_IN_GROUP {
        return Err(refusal("a group can have 15 filters only"));
    }
    filters
        .iter()
        .map(|filter| parse_within(filter, attributes, depth + 1))
        .collect()
}

fn parse_field(
    query: &Value,
    operator: &str,
    attributes: &AttributeBook,
) -> Result<Filter, ApiError> {
    let name = query.get("field").and_then(Value::as_str).unwrap_or("");
    let field = Field::parse(name, attributes)
        .ok_or_else(|| refusal(format!("there is no field '{name}' to search by")))?;
    let field_type = field.field_type();
    let operator = Operator::parse(operator)
        .filter(|operator| operator.takes(field_type))
        .ok_or_else(|| refusal(format!("operator '{operator}' is not for field '{name}'")))?;
    let given = query.get("value").unwrap_or(&Value::Null);
    let value = if operator.takes_many() {
        given.as_array().and_then(|items| {
            items
                .iter()
                .map(|item| FieldValue::read(item, field_type))
                .collect::<Option<Vec<_>>>()
                .map(FieldValue::Many)
        })
    } else {
        FieldValue::read(given, field_type)
    };
    let value = value.ok_or_else(|| refusal(format!("the value does not fit field '{name}'")))?;
    Ok(Filter::Field {
        field,
        operator,
        value,
    })
}

fn refusal(message: impl Into<String>) -> ApiError {
    ApiError::parameter_invalid(message.into())
}
