//! From JSON to typed fields, with faults that name their place and the mend.
//!
//! serde_json's own errors are texts that repeat the value that was found, which may be a secret
//! put into the wrong field. So the values go through a deserializer of our own, whose error
//! keeps what serde knows (which field, which choices) and never a value but a wrong choice.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::FieldFault;
use crate::sync::validate::nearest;

/// Reads a value as a `T`.
pub(super) fn typed<T: DeserializeOwned>(value: Value) -> Result<T, FieldFault> {
    serde_path_to_error::deserialize(Node(value)).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        error.into_inner().at(path)
    })
}

#[derive(Debug)]
enum ShapeError {
    UnknownField {
        name: String,
        known: &'static [&'static str],
    },
    MissingField(&'static str),
    UnknownChoice {
        given: String,
        choices: &'static [&'static str],
    },
    Kind {
        found: &'static str,
        expected: String,
    },
    Other(String),
}

impl ShapeError {
    fn at(self, path: String) -> FieldFault {
        let message = self.to_string();
        let (code, path) = match self {
            Self::UnknownField { .. } => ("unknown_field", path),
            Self::MissingField(name) if path.is_empty() => ("missing_field", name.to_owned()),
            Self::MissingField(name) => ("missing_field", format!("{path}.{name}")),
            Self::UnknownChoice { .. } => ("unknown_choice", path),
            Self::Kind { .. } => ("invalid_type", path),
            Self::Other(_) => ("invalid_value", path),
        };
        FieldFault::new(path, code, message)
    }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField { name, known } => {
                write!(f, "unknown field `{name}`; ")?;
                write_choices(f, name, "the fields here are", known)
            }
            Self::MissingField(name) => write!(f, "`{name}` is missing"),
            Self::UnknownChoice { given, choices } => {
                write!(f, "unknown value `{given}`; ")?;
                write_choices(f, given, "the choices are", choices)
            }
            Self::Kind { found, expected } => write!(f, "must be {expected}, not {found}"),
            Self::Other(message) => f.write_str(message),
        }
    }
}

fn write_choices(
    f: &mut fmt::Formatter<'_>,
    given: &str,
    intro: &str,
    choices: &[&str],
) -> fmt::Result {
    if let Some(nearest) = nearest(given, choices) {
        write!(f, "did you mean `{nearest}`? ")?;
    }
    write!(f, "{intro} {}", choices.join(", "))
}

impl std::error::Error for ShapeError {}

impl serde::de::Error for ShapeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Other(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::Kind {
            found: kind(found),
            expected: plain(&expected.to_string()).to_owned(),
        }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        let found = match found {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a number out of its range",
            Unexpected::Str(_) => "another text",
            other => kind(other),
        };
        Self::Kind {
            found,
            expected: plain(&expected.to_string()).to_owned(),
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::UnknownChoice {
            given: variant.to_owned(),
            choices: expected,
        }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::UnknownField {
            name: field.to_owned(),
            known: expected,
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::MissingField(field)
    }
}

fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Str(_) => "a text",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        _ => "something else",
    }
}

/// What serde expects, in the words of a document.
fn plain(expected: &str) -> &str {
    match expected {
        "u8" | "u32" => "a whole number from 0 on",
        "a boolean" => "true or false",
        "a string" => "a text",
        "a sequence" => "a list",
        other if other.starts_with("struct ") => "an object",
        other => other,
    }
}

/// A JSON value that deserializes with [`ShapeError`].
struct Node(Value);

impl Node {
    fn unexpected(&self) -> Unexpected<'_> {
        match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(flag) => Unexpected::Bool(*flag),
            Value::Number(number) => number.as_i64().map_or_else(
                || Unexpected::Float(number.as_f64().unwrap_or_default()),
                Unexpected::Signed,
            ),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        }
    }
}

impl IntoDeserializer<'_, ShapeError> for Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Node {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Number(number) => {
                if let Some(whole) = number.as_u64() {
                    visitor.visit_u64(whole)
                } else if let Some(whole) = number.as_i64() {
                    visitor.visit_i64(whole)
                } else {
                    visitor.visit_f64(number.as_f64().unwrap_or_default())
                }
            }
            Value::String(text) => visitor.visit_string(text),
            Value::Array(values) => {
                visitor.visit_seq(SeqDeserializer::new(values.into_iter().map(Node)))
            }
            Value::Object(fields) => visitor.visit_map(MapDeserializer::new(
                fields.into_iter().map(|(name, value)| (name, Node(value))),
            )),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::String(choice) => visitor.visit_enum(choice.into_deserializer()),
            _ => Err(ShapeError::Kind {
                found: kind(self.unexpected()),
                expected: format!("one of {}", choices.join(", ")),
            }),
        }
    }

    /// serde would also take a list, field by field in their order; a document does not mean that.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        if self.0.is_object() {
            self.deserialize_any(visitor)
        } else {
            Err(serde::de::Error::invalid_type(self.unexpected(), &visitor))
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}
