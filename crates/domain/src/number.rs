//! What reads as a number: one rule for filters, `$add` and revenue.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// A number out of JSON, or out of a text that reads as one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Num {
    /// A whole number, exact: ids of 20 digits must not fall together.
    Int(i128),
    /// Any other number; always finite.
    Float(f64),
}

impl Num {
    /// The number that a JSON value is or, where it is a text, reads as.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Self::of_json(number),
            Value::String(text) => Self::of_text(text),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The number that a JSON number is.
    pub(crate) fn of_json(number: &Number) -> Option<Self> {
        if let Some(whole) = number.as_i64() {
            Some(Self::Int(whole.into()))
        } else if let Some(whole) = number.as_u64() {
            Some(Self::Int(whole.into()))
        } else {
            number.as_f64().and_then(Self::finite)
        }
    }

    /// The number that a text reads as: digits with an optional sign, fraction and exponent.
    ///
    /// Words that Rust reads as floats (`inf`, `nan`) are text, and so is a row of digits too
    /// long to be kept exactly: two such ids must not be taken for equal.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
            return None;
        }
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok().map(Self::Int);
        }
        text.parse().ok().and_then(Self::finite)
    }

    /// The sum: whole as long as both are whole. None where it is no longer finite.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a
                .checked_add(b)
                .map(Self::Int)
                .or_else(|| Self::finite(a as f64 + b as f64)),
            (a, b) => Self::finite(a.to_f64() + b.to_f64()),
        }
    }

    /// The nearest float.
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Int(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    /// The number as JSON: whole where it is kept whole and fits in 64 bits.
    pub(crate) fn to_json(self) -> Option<Number> {
        if let Self::Int(whole) = self {
            if let Ok(whole) = i64::try_from(whole) {
                return Some(whole.into());
            }
            if let Ok(whole) = u64::try_from(whole) {
                return Some(whole.into());
            }
        }
        Number::from_f64(self.to_f64())
    }

    /// This number, as a whole one where it has no fraction: 3.0 becomes 3.
    pub(crate) fn whole_if_possible(self) -> Self {
        /// Up to here a float holds every whole number exactly.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match self {
            Self::Float(float) if float.fract() == 0.0 && float.abs() <= EXACT => {
                Self::Int(float as i128)
            }
            other => other,
        }
    }

    /// Which one is greater, exactly, also between a whole number and a float.
    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a.cmp(&b),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (Self::Int(a), Self::Float(b)) => compare_mixed(a, b),
            (Self::Float(a), Self::Int(b)) => compare_mixed(b, a).reverse(),
        }
    }

    fn finite(float: f64) -> Option<Self> {
        float.is_finite().then_some(Self::Float(float))
    }
}

/// The cast saturates, which keeps the order: no whole number lies beyond the largest one.
fn compare_mixed(whole: i128, float: f64) -> Ordering {
    whole
        .cmp(&(float.trunc() as i128))
        .then_with(|| 0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compare(a: &str, b: &str) -> Ordering {
        Num::of_text(a).unwrap().compare(Num::of_text(b).unwrap())
    }

    #[test]
    fn texts_that_read_as_numbers() {
        for text in [
            "0", "-3", "+3", "10.50", ".5", "5.", "1e3", "-2.5E-3", "007",
        ] {
            assert!(Num::of_text(text).is_some(), "{text}");
        }
    }

    #[test]
    fn texts_that_do_not() {
        let too_long = "9".repeat(60);
        for text in [
            "",
            " 1",
            "1 ",
            "-",
            ".",
            "inf",
            "nan",
            "-Infinity",
            "1e999",
            "0x10",
            "1,5",
            "12a",
            "--1",
            "+-1",
            &too_long,
        ] {
            assert!(Num::of_text(text).is_none(), "{text}");
        }
    }

    #[test]
    fn whole_numbers_and_floats_compare_exactly() {
        assert_eq!(compare("10", "10.0"), Ordering::Equal);
        assert_eq!(compare("9", "10"), Ordering::Less);
        assert_eq!(compare("-1.5", "-1"), Ordering::Less);
        assert_eq!(
            compare("9007199254740993", "9007199254740992.0"),
            Ordering::Greater
        );
        assert_eq!(compare("5", "1e300"), Ordering::Less);
        assert_eq!(
            compare("12345678901234567890", "12345678901234567891"),
            Ordering::Less
        );
    }

    #[test]
    fn sums_stay_whole_until_they_no_longer_fit() {
        let sum = |a: Value, b: Value| {
            Num::of(&a)
                .unwrap()
                .plus(Num::of(&b).unwrap())
                .and_then(Num::to_json)
                .map(Value::from)
        };
        assert_eq!(sum(json!(2), json!(3)), Some(json!(5)));
        assert_eq!(
            sum(json!(i64::MAX), json!(1)),
            Some(json!(9_223_372_036_854_775_808_u64))
        );
        assert_eq!(
            sum(json!(u64::MAX), json!(1)),
            Some(json!(18_446_744_073_709_551_616.0))
        );
        assert_eq!(sum(json!(1), json!(0.5)), Some(json!(1.5)));
        assert_eq!(sum(json!(1e308), json!(1e308)), None);
    }
}
