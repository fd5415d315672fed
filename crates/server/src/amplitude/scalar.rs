//! One plain value of the wire, read in one pass and borrowed where possible.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value where the contract wants text, a number or a boolean.
///
/// Reading one never fails over its kind, so that a value of the wrong kind is a fault of its
/// field and not of the whole request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Scalar<'a> {
    /// Not there, or `null`, which is the same (amplitude.md 0, rule 15).
    #[default]
    Absent,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A number with a fraction or exponent, or too large for [`Int`](Self::Int).
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// An array or an object.
    Compound,
}

/// A value of a kind that its field can't take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrongKind;

/// The largest range in which each whole number is a float of its own.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

impl<'a> Scalar<'a> {
    /// Whether there is no value.
    pub(super) fn is_absent(&self) -> bool {
        *self == Self::Absent
    }

    /// Text, or a number as text: several languages send versions and ids as numbers.
    pub(super) fn text(&self) -> Result<Option<Cow<'_, str>>, WrongKind> {
        match self {
            Self::Absent => Ok(None),
            Self::Text(text) => Ok(Some(Cow::Borrowed(text))),
            Self::Int(number) => Ok(Some(Cow::Owned(number.to_string()))),
            Self::Float(number) => Ok(Some(Cow::Owned(number.to_string()))),
            Self::Bool(_) | Self::Compound => Err(WrongKind),
        }
    }

    /// An id: text, or a whole number as decimal text (amplitude.md 1.3).
    pub(super) fn id(&self) -> Result<Option<Cow<'_, str>>, WrongKind> {
        match self {
            Self::Float(_) => Ok(self.integer()?.map(|number| Cow::Owned(number.to_string()))),
            _ => self.text(),
        }
    }

    /// A whole number. A float without a fraction is one too: JavaScript and Lua know no other.
    pub(super) fn integer(&self) -> Result<Option<i64>, WrongKind> {
        match self {
            Self::Absent => Ok(None),
            Self::Int(number) => Ok(Some(*number)),
            Self::Float(number) if number.fract() == 0.0 && number.abs() <= EXACT_FLOAT => {
                Ok(Some(*number as i64))
            }
            Self::Text(_) | Self::Float(_) | Self::Bool(_) | Self::Compound => Err(WrongKind),
        }
    }

    /// A number.
    pub(super) fn number(&self) -> Result<Option<f64>, WrongKind> {
        match self {
            Self::Absent => Ok(None),
            Self::Int(number) => Ok(Some(*number as f64)),
            Self::Float(number) => Ok(Some(*number)),
            Self::Text(_) | Self::Bool(_) | Self::Compound => Err(WrongKind),
        }
    }

    /// A boolean.
    pub(super) fn boolean(&self) -> Result<Option<bool>, WrongKind> {
        match self {
            Self::Absent => Ok(None),
            Self::Bool(value) => Ok(Some(*value)),
            Self::Text(_) | Self::Int(_) | Self::Float(_) | Self::Compound => Err(WrongKind),
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Absent)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).map_or(Scalar::Float(value as f64), Scalar::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Compound)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Compound)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> Scalar<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_kind_of_value_is_read() {
        assert_eq!(read("null"), Scalar::Absent);
        assert_eq!(read(r#""x""#), Scalar::Text("x".into()));
        assert_eq!(read(r#""\u00e9""#), Scalar::Text("é".into()));
        assert_eq!(read("-1"), Scalar::Int(-1));
        assert_eq!(read("1.5"), Scalar::Float(1.5));
        assert_eq!(read("true"), Scalar::Bool(true));
        assert_eq!(read("[1,{}]"), Scalar::Compound);
        assert_eq!(read(r#"{"a":[1]}"#), Scalar::Compound);
    }

    #[test]
    fn a_whole_number_may_come_as_a_float() {
        assert_eq!(
            read("1396381378123.0").integer(),
            Ok(Some(1_396_381_378_123))
        );
        assert_eq!(read("1.39e12").integer(), Ok(Some(1_390_000_000_000)));
        for wrong in ["1.5", "1e300", "18446744073709551615", r#""1""#, "true"] {
            assert_eq!(read(wrong).integer(), Err(WrongKind), "{wrong}");
        }
    }

    #[test]
    fn a_number_is_taken_for_an_id_when_it_is_whole() {
        assert_eq!(read("12345").id(), Ok(Some("12345".into())));
        assert_eq!(read("12345.0").id(), Ok(Some("12345".into())));
        assert_eq!(read("1.5").id(), Err(WrongKind));
        assert_eq!(read("false").id(), Err(WrongKind));
    }

    #[test]
    fn a_number_is_taken_for_a_text() {
        assert_eq!(read("17").text(), Ok(Some("17".into())));
        assert_eq!(read("10.3").text(), Ok(Some("10.3".into())));
        assert_eq!(read("[]").text(), Err(WrongKind));
    }
}
