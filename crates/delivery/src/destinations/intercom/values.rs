//! Values in the forms that Intercom takes: text of at most 255 characters, Unix seconds, and
//! never a tree.

use intertide_domain::time::UnixMillis;
use serde_json::{Number, Value};

/// The longest string in metadata and custom attributes, in characters (intercom.md 2.4, 3.6).
pub(super) const MAX_TEXT_CHARS: usize = 255;

/// Numbers from here on are milliseconds: as seconds they would lie beyond the year 5000, and as
/// milliseconds they lie after 1973.
const FIRST_MILLIS: i64 = 100_000_000_000;

/// Shorter digit strings are dates without punctuation or mere numbers, not Unix times.
const UNIX_TIME_DIGITS: std::ops::RangeInclusive<usize> = 9..=14;

/// The first [`MAX_TEXT_CHARS`] characters, when there are more.
pub(super) fn cut(text: &str) -> Option<&str> {
    // No string of so few bytes has more characters, which settles most of them.
    if text.len() <= MAX_TEXT_CHARS {
        return None;
    }
    let (end, _) = text.char_indices().nth(MAX_TEXT_CHARS)?;
    text.get(..end)
}

/// Whether the value is neither an array nor an object.
pub(super) fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// A value as text: arrays of plain values with commas, everything deeper as JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number_text(number),
        Value::Array(items) if items.iter().all(is_scalar) => {
            items.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        value => value.to_string(),
    }
}

/// A number in decimal notation; whole ones without a fraction, however they came.
pub(super) fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => {
            if float == 0.0 {
                "0".to_owned()
            } else {
                float.to_string()
            }
        }
        _ => number.to_string(),
    }
}

/// The Unix seconds that a value states: as seconds, as milliseconds or as ISO 8601 text; text
/// without an offset is UTC.
pub(super) fn unix_seconds(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => from_number(number),
        Value::String(text) => from_text(text.trim()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn from_number(number: &Number) -> Option<i64> {
    let whole = match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => whole,
        #[allow(clippy::cast_possible_truncation)] // `as` saturates, and such times are absurd
        (None, Some(float)) => float.floor() as i64,
        (None, None) => return None,
    };
    if whole.unsigned_abs() >= FIRST_MILLIS.unsigned_abs() {
        Some(UnixMillis::new(whole).floor_seconds().get())
    } else {
        Some(whole)
    }
}

fn from_text(text: &str) -> Option<i64> {
    let moment = UnixMillis::parse(text).or_else(|| UnixMillis::parse_utc(text));
    if let Some(moment) = moment {
        return Some(moment.floor_seconds().get());
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && UNIX_TIME_DIGITS.contains(&text.len());
    if digits {
        from_number(&Number::from(text.parse::<i64>().ok()?))
    } else {
        None
    }
}

/// Whether the text is an address on the web, as links and images must be (intercom.md 2.4).
pub(super) fn is_web_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text.len() > scheme.len()
    }) && !text.contains(char::is_whitespace)
}

/// The key with `_` for every character that Intercom forbids (product.md 5); none when nothing
/// had to be replaced.
pub(super) fn legal_key(key: &str) -> Option<String> {
    key.contains(is_forbidden)
        .then(|| key.replace(is_forbidden, "_"))
}

/// Characters that no key may hold (intercom.md 2.4, 3.6).
fn is_forbidden(c: char) -> bool {
    matches!(
        c,
        '.' | '$'
            | '\0'
            | '~'
            | '`'
            | '!'
            | '@'
            | '#'
            | '%'
            | '^'
            | '&'
            | '*'
            | '\''
            | '{'
            | '}'
            | '|'
            | '\\'
            | '"'
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_string_is_cut_after_255_characters_not_bytes() {
        let exact = "é".repeat(255);
        assert_eq!(cut(&exact), None);
        assert_eq!(cut(&format!("{exact}x")), Some(exact.as_str()));
        assert_eq!(cut(""), None);
    }

    #[test]
    fn numbers_are_written_in_decimal_and_whole_ones_without_fraction() {
        for (value, expected) in [
            (json!(42), "42"),
            (json!(42.0), "42"),
            (json!(-0.0), "0"),
            (json!(12.5), "12.5"),
            (json!(1e21), "1000000000000000000000"),
            (json!(u64::MAX), "18446744073709551615"),
        ] {
            assert_eq!(text(&value), expected);
        }
    }

    #[test]
    fn arrays_of_plain_values_are_joined_and_everything_deeper_is_json() {
        assert_eq!(text(&json!(["a", 1, true, null])), "a, 1, true, null");
        assert_eq!(text(&json!([{"a": 1}])), r#"[{"a":1}]"#);
        assert_eq!(text(&json!({"b": [1], "a": 2})), r#"{"b":[1],"a":2}"#);
    }

    #[test]
    fn a_moment_is_understood_in_each_form() {
        for value in [
            json!(1_664_604_000),
            json!(1_664_604_000_120_i64),
            json!(1_664_604_000.9),
            json!("2022-10-01T06:00:00.120Z"),
            json!("2022-10-01T07:00:00+01:00"),
            json!("2022-10-01T06:00:00"),
            json!("1664604000"),
            json!("1664604000120"),
        ] {
            assert_eq!(unix_seconds(&value), Some(1_664_604_000), "{value}");
        }
        assert_eq!(unix_seconds(&json!("2022-10-01")), Some(1_664_582_400));
        assert_eq!(unix_seconds(&json!(-5)), Some(-5));
        assert_eq!(unix_seconds(&json!(i64::MAX)), Some(i64::MAX / 1_000));
    }

    #[test]
    fn what_states_no_moment_is_none() {
        for value in [
            json!("soon"),
            json!(""),
            json!("12"),
            json!(true),
            json!(null),
            json!([1]),
        ] {
            assert_eq!(unix_seconds(&value), None, "{value}");
        }
    }

    #[test]
    fn each_character_that_intercom_forbids_becomes_an_underscore() {
        for c in ".$\0~`!@#%^&*'{}|\\\"".chars() {
            assert_eq!(
                legal_key(&format!("a{c}b")).as_deref(),
                Some("a_b"),
                "{c:?}"
            );
        }
        for key in ["plan", "Total Value", "größe", "a-b_c", "(x)"] {
            assert_eq!(legal_key(key), None);
        }
    }

    #[test]
    fn only_http_and_https_are_web_addresses() {
        assert!(is_web_address("https://a.io/x"));
        assert!(is_web_address("HTTP://a.io"));
        for text in ["ftp://a.io", "https://", "a.io", "https://a b", "é"] {
            assert!(!is_web_address(text), "{text}");
        }
    }
}
