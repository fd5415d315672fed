//! Properties as they are kept: as the text in which they came, within the documented bounds.

use intertide_domain::property::{Properties, RawObject};
use serde_json::Value;
use serde_json::value::RawValue;

use super::text::{MAX_CHARS, cut};

/// How deep arrays and objects may lie in each other, the outermost included (amplitude.md 1.2).
pub(super) const MAX_DEPTH: usize = 40;

/// The digits that every number may have without leaving the range of a float.
const SAFE_NUMBER_BYTES: usize = 300;

/// A value that can't be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Not an object, where only an object may be.
    NotAnObject,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// A number in it is out of range.
    Number,
}

/// Keeps an object, its strings and names cut to the length that Amplitude keeps.
///
/// Almost every object is within all bounds and is copied as it is; a tree is built only of one
/// that has a long string or a strange number in it.
pub(super) fn object(raw: &RawValue) -> Result<RawObject, Unfit> {
    let as_it_is = RawObject::from_raw(raw).map_err(|_| Unfit::NotAnObject)?;
    match survey(raw.get())? {
        Need::Nothing => Ok(as_it_is),
        Need::Check => check(raw).map(|_| as_it_is),
        Need::Cut => {
            let properties: Properties =
                serde_json::from_str(raw.get()).map_err(|_| Unfit::Number)?;
            Ok(RawObject::from(&cut_object(properties)))
        }
    }
}

/// An object made of values that are kept as they came, in the same bounds.
#[derive(Debug, Default)]
pub(super) struct Collected {
    members: String,
}

impl Collected {
    /// Adds a value under a name that needs no escapes.
    pub(super) fn add(&mut self, name: &'static str, raw: &RawValue) -> Result<(), Unfit> {
        match survey(raw.get())? {
            Need::Nothing => self.push(name, raw.get()),
            Need::Check | Need::Cut => self.push(name, &cut_value(check(raw)?).to_string()),
        }
        Ok(())
    }

    /// Adds a text.
    pub(super) fn add_text(&mut self, name: &'static str, text: &str) {
        self.push(name, &Value::from(cut(text)).to_string());
    }

    /// The object.
    pub(super) fn finish(self) -> RawObject {
        if self.members.is_empty() {
            return RawObject::empty();
        }
        let text = format!("{{{}}}", self.members);
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn push(&mut self, name: &str, json: &str) {
        if !self.members.is_empty() {
            self.members.push(',');
        }
        self.members.push('"');
        self.members.push_str(name);
        self.members.push_str("\":");
        self.members.push_str(json);
    }
}

fn check(raw: &RawValue) -> Result<Value, Unfit> {
    serde_json::from_str(raw.get()).map_err(|_| Unfit::Number)
}

/// What has to be done with a value before it can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// It is within all bounds.
    Nothing,
    /// It has a number that may be out of range.
    Check,
    /// It has a string that may be too long.
    Cut,
}

/// Looks over valid JSON text once.
fn survey(json: &str) -> Result<Need, Unfit> {
    let bytes = json.as_bytes();
    let mut need = Need::Nothing;
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = string_end(bytes, at + 1);
                // As many bytes as characters at least, escapes and quotes aside.
                if end - at > MAX_CHARS + 2 {
                    need = Need::Cut;
                }
                at = end;
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Unfit::TooDeep);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'0'..=b'9' => {
                let end = number_end(bytes, at);
                let digits = bytes.get(at..end).unwrap_or_default();
                if digits.len() > SAFE_NUMBER_BYTES
                    || digits.iter().any(|digit| matches!(digit, b'e' | b'E'))
                {
                    need = need.max(Need::Check);
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    Ok(need)
}

/// The place behind the closing quote of the string whose first character is at `from`.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len().max(from)
}

fn number_end(bytes: &[u8], from: usize) -> usize {
    let length = bytes.get(from..).map_or(0, |rest| {
        rest.iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
            .count()
    });
    from + length
}

fn cut_object(properties: Properties) -> Properties {
    properties
        .into_iter()
        .map(|(name, value)| (cut_text(name), cut_value(value)))
        .collect()
}

/// Bounded in depth by the survey that goes before it.
fn cut_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(cut_text(text)),
        Value::Array(values) => Value::Array(values.into_iter().map(cut_value).collect()),
        Value::Object(properties) => Value::Object(cut_object(properties)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn cut_text(mut text: String) -> String {
    let length = cut(&text).len();
    text.truncate(length);
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn keep(json: &str) -> Result<RawObject, Unfit> {
        object(serde_json::from_str(json).unwrap())
    }

    fn nested(depth: usize) -> String {
        format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth))
    }

    #[test]
    fn an_ordinary_object_is_kept_as_the_text_that_came() {
        for json in [
            "{}",
            r#"{ "b": 1.50, "a": [true, null, "\"{[\\"] }"#,
            r#"{"$clearAll":{"-":null}}"#,
            r#"{"n":1e-7}"#,
        ] {
            assert_eq!(keep(json).unwrap().as_str(), json);
        }
    }

    #[test]
    fn only_an_object_is_an_object() {
        for json in ["[]", "1", r#""x""#, "true"] {
            assert_eq!(keep(json), Err(Unfit::NotAnObject), "{json}");
        }
    }

    #[test]
    fn forty_levels_are_kept_and_one_more_is_refused() {
        assert!(keep(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(keep(&nested(MAX_DEPTH + 1)), Err(Unfit::TooDeep));
        let arrays = format!(r#"{{"a":{}{}}}"#, "[".repeat(40), "]".repeat(40));
        assert_eq!(keep(&arrays), Err(Unfit::TooDeep));
        let texts = format!(r#"{{"a":"{}"}}"#, "{".repeat(60));
        assert!(keep(&texts).is_ok());
    }

    #[test]
    fn names_and_values_are_cut_wherever_they_lie() {
        let long = "x".repeat(MAX_CHARS + 5);
        let short = "x".repeat(MAX_CHARS);
        let sent = json!({"a": [{"b": long}], &long: 1, "keep": 1.5}).to_string();
        let expected = json!({"a": [{"b": short}], &short: 1, "keep": 1.5});
        assert_eq!(Value::Object(keep(&sent).unwrap().parse()), expected);
    }

    #[test]
    fn a_number_out_of_range_is_refused() {
        let long = format!(r#"{{"n":{}}}"#, "9".repeat(400));
        for json in [r#"{"n":1e999}"#, r#"{"n":[-1E+999]}"#, &long] {
            assert_eq!(keep(json), Err(Unfit::Number), "{json}");
        }
    }

    #[test]
    fn values_are_collected_into_one_object() {
        let raw = |json| serde_json::from_str::<&RawValue>(json).unwrap();
        let mut collected = Collected::default();
        collected.add("a", raw(r#"{"b": 1.50}"#)).unwrap();
        let long = Value::from("x".repeat(MAX_CHARS + 5)).to_string();
        collected.add("long", raw(&long)).unwrap();
        collected.add_text("text", "quote\"");
        assert_eq!(collected.add("n", raw("1e999")), Err(Unfit::Number));
        let deep = format!("{}{}", "[".repeat(41), "]".repeat(41));
        assert_eq!(collected.add("d", raw(&deep)), Err(Unfit::TooDeep));
        let kept = collected.finish();
        let long = "x".repeat(MAX_CHARS);
        let expected = format!(r#"{{"a":{{"b": 1.50}},"long":"{long}","text":"quote\""}}"#);
        assert_eq!(kept.as_str(), expected);
        assert!(Collected::default().finish().is_empty());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            // Floats that are exact in text: others may lose their last bit when read again.
            any::<i32>().prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
            "(\\PC|\\\\|\"|\\n){0,12}".prop_map(Value::from),
            "x{1020,1030}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("\\PC{0,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_kept_is_what_cutting_the_tree_gives(value in any_json()) {
            let sent = json!({"p": value});
            let kept = Value::Object(keep(&sent.to_string()).unwrap().parse());
            prop_assert_eq!(kept, cut_value(sent));
        }
    }
}
