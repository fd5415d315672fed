//! What a change changed of a document, place by place.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most differences that are told of one change.
pub const MOST_DIFFERENCES: usize = 200;

/// The most characters of a value; of a longer one its beginning is told.
const MOST_VALUE_CHARS: usize = 500;

/// One place of a document that a change changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// As faults name it: `send_events.select[2].where[0].values`.
    pub path: String,
    /// What was there; `null` where nothing was.
    pub before: Value,
    /// What is there; `null` where nothing is.
    pub after: Value,
}

/// What is different between two documents, in the order of their fields; at most
/// [`MOST_DIFFERENCES`]. Lists of plain values are told as a whole, lists of documents by place.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(String::new(), before, after, &mut found);
    found
}

fn compare(path: String, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if before == after || found.len() >= MOST_DIFFERENCES {
        return;
    }
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => fields(&path, before, after, found),
        (Value::Array(before), Value::Array(after)) if holds_documents(before, after) => {
            places(&path, before, after, found);
        }
        _ => found.push(Difference {
            path,
            before: told(before),
            after: told(after),
        }),
    }
}

fn fields(
    path: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(gone) {
        let place = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        let before = before.get(name).unwrap_or(&Value::Null);
        compare(
            place,
            before,
            after.get(name).unwrap_or(&Value::Null),
            found,
        );
    }
}

fn places(path: &str, before: &[Value], after: &[Value], found: &mut Vec<Difference>) {
    for index in 0..before.len().max(after.len()) {
        let before = before.get(index).unwrap_or(&Value::Null);
        let after = after.get(index).unwrap_or(&Value::Null);
        compare(format!("{path}[{index}]"), before, after, found);
    }
}

fn holds_documents(before: &[Value], after: &[Value]) -> bool {
    before.iter().chain(after).any(Value::is_object)
}

/// The value, or the beginning of its text where that is long.
fn told(value: &Value) -> Value {
    let text = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => return value.clone(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    match text.char_indices().nth(MOST_VALUE_CHARS) {
        None => value.clone(),
        Some((end, _)) => {
            let beginning = text.get(..end).unwrap_or_default();
            Value::String(format!("{beginning}…"))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn told_of(before: &Value, after: &Value) -> Value {
        let found = differences(before, after);
        json!(
            found
                .iter()
                .map(|one| json!([one.path, one.before, one.after]))
                .collect::<Vec<_>>()
        )
    }

    #[test]
    fn what_is_equal_has_no_differences() {
        let document = json!({"a": [1, {"b": null}]});
        assert_eq!(differences(&document, &document), []);
    }

    #[test]
    fn a_difference_is_told_at_its_place() {
        let before = json!({"name": "a", "send_events": {"select": [
            {"event": "x"}, {"event": "y", "where": [{"values": ["1"]}]},
        ]}});
        let after = json!({"name": "b", "send_events": {"select": [
            {"event": "x"}, {"event": "y", "where": [{"values": ["1", "2"]}]},
        ]}});
        assert_eq!(
            told_of(&before, &after),
            json!([
                ["name", "a", "b"],
                ["send_events.select[1].where[0].values", ["1"], ["1", "2"]],
            ])
        );
    }

    #[test]
    fn what_comes_and_what_goes_has_nothing_on_its_other_side() {
        let before = json!({"gone": true, "list": [{"a": 1}, {"a": 2}]});
        let after = json!({"come": 7, "list": [{"a": 1}]});
        assert_eq!(
            told_of(&before, &after),
            json!([
                ["come", null, 7],
                ["list[1]", {"a": 2}, null],
                ["gone", true, null],
            ])
        );
    }

    #[test]
    fn a_document_that_becomes_something_else_is_told_whole() {
        assert_eq!(
            told_of(
                &json!({"select": "all"}),
                &json!({"select": [{"event": "x"}]})
            ),
            json!([["select", "all", [{"event": "x"}]]])
        );
    }

    #[test]
    fn a_long_value_is_told_by_its_beginning() {
        let found = differences(
            &json!({"a": "ü".repeat(10_000)}),
            &json!({"a": vec!["x"; 10_000]}),
        );
        for value in [&found[0].before, &found[0].after] {
            let text = value.as_str().unwrap_or_default();
            assert_eq!(text.chars().count(), MOST_VALUE_CHARS + 1);
            assert!(text.ends_with('…'));
        }
    }

    #[test]
    fn so_many_are_told_and_no_more() {
        let after: Map<String, Value> = (0..1_000).map(|n| (n.to_string(), json!(n))).collect();
        let found = differences(&json!({}), &Value::Object(after));
        assert_eq!(found.len(), MOST_DIFFERENCES);
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            "[a-c]{0,2}".prop_map(Value::String),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::btree_map("[a-c]", inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_is_told_where_both_sides_are_equal(before in value(), after in value()) {
            for one in differences(&before, &after) {
                prop_assert_ne!(one.before, one.after, "{}", one.path);
            }
        }
    }
}
