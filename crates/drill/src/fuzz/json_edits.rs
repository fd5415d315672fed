//! Edits that know JSON: what comes out is JSON, so it gets further than what bytes make.

use std::sync::LazyLock;

use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Map, Value};

use super::dictionary::{NAMES, odd_values};

static ODD: LazyLock<Vec<Value>> = LazyLock::new(odd_values);

/// How deep a value is buried: readers give up at 128.
const DEEP: std::ops::Range<usize> = 2..126;

/// How often an element is repeated.
const REPEATED: std::ops::Range<usize> = 1..40;

/// Values that one document may have, so that repeating what was repeated comes to an end.
const MOST_VALUES: usize = 4_000;

/// Changes a document in one place. `donor` is another document, for parts of it.
pub(super) fn edit(document: &mut Value, donor: Option<&Value>, random: &mut StdRng) {
    let count = count(document);
    let chosen = random.random_range(0..count);
    // What is taken from the document itself is taken before its place is changed.
    let donated = donated(document, donor, random);
    let Some(value) = nth(document, chosen) else {
        return;
    };
    match random.random_range(0..10) {
        0..3 => *value = odd(random),
        3 => *value = donated,
        4 => add(value, donated, random),
        5 => remove(value, random),
        6 => rename(value, random),
        7 if count < MOST_VALUES => repeat(value, random),
        8 => bury(value, random),
        _ => reorder(value, random),
    }
}

fn odd(random: &mut StdRng) -> Value {
    ODD.choose(random).cloned().unwrap_or_default()
}

/// How many values a document holds, itself counted.
fn count(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    };
    1 + inner
}

/// The value of this number, depth first; 0 is the document.
fn nth(value: &mut Value, number: usize) -> Option<&mut Value> {
    let mut left = number;
    find(value, &mut left)
}

fn find<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(elements) => elements.iter_mut().find_map(|inner| find(inner, left)),
        Value::Object(fields) => fields.values_mut().find_map(|inner| find(inner, left)),
        _ => None,
    }
}

/// Some value of the document or of the other one.
fn donated(document: &mut Value, donor: Option<&Value>, random: &mut StdRng) -> Value {
    let mut from = match donor {
        Some(donor) if random.random_bool(0.5) => donor.clone(),
        _ => document.clone(),
    };
    let number = random.random_range(0..count(&from));
    let taken = nth(&mut from, number).map(std::mem::take);
    let taken = taken.unwrap_or_default();
    if count(&taken) > MOST_VALUES / 8 {
        return odd(random);
    }
    taken
}

fn name(random: &mut StdRng) -> String {
    NAMES.choose(random).copied().unwrap_or_default().to_owned()
}

/// Gives the value another element or field, or makes it a list.
fn add(value: &mut Value, added: Value, random: &mut StdRng) {
    let added = if random.random_bool(0.5) {
        odd(random)
    } else {
        added
    };
    match value {
        Value::Array(elements) => {
            let at = random.random_range(0..=elements.len());
            elements.insert(at, added);
        }
        Value::Object(fields) => {
            fields.insert(name(random), added);
        }
        other => *other = Value::Array(vec![other.take(), added]),
    }
}

fn remove(value: &mut Value, random: &mut StdRng) {
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            let at = random.random_range(0..elements.len());
            elements.remove(at);
        }
        Value::Object(fields) => {
            if let Some(key) = key(fields, random) {
                fields.shift_remove(&key);
            }
        }
        other => *other = Value::Null,
    }
}

fn key(fields: &Map<String, Value>, random: &mut StdRng) -> Option<String> {
    let keys: Vec<&String> = fields.keys().collect();
    keys.choose(random).map(|key| (*key).clone())
}

fn rename(value: &mut Value, random: &mut StdRng) {
    match value {
        Value::Object(fields) => {
            if let Some(inner) = key(fields, random).and_then(|key| fields.shift_remove(&key)) {
                fields.insert(name(random), inner);
            }
        }
        other => *other = Value::from(name(random)),
    }
}

/// Repeats an element, or a text.
fn repeat(value: &mut Value, random: &mut StdRng) {
    let times = random.random_range(REPEATED);
    match value {
        Value::Array(elements) => {
            let some = elements.choose(random).cloned();
            elements.extend(some.into_iter().cycle().take(times));
        }
        Value::String(text) if text.len() < 10_000 => *text = text.repeat(times + 1),
        other => *other = Value::Array(vec![other.clone(); times]),
    }
}

fn bury(value: &mut Value, random: &mut StdRng) {
    let depth = if random.random_bool(0.7) {
        1
    } else {
        random.random_range(DEEP)
    };
    let in_list = random.random_bool(0.5);
    for _ in 0..depth {
        let inner = value.take();
        *value = if in_list {
            Value::Array(vec![inner])
        } else {
            Value::Object(Map::from_iter([(name(random), inner)]))
        };
    }
}

fn reorder(value: &mut Value, random: &mut StdRng) {
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            let (a, b) = (
                random.random_range(0..elements.len()),
                random.random_range(0..elements.len()),
            );
            elements.swap(a, b);
        }
        Value::Object(fields) => {
            if let Some(key) = key(fields, random)
                && let Some(inner) = fields.shift_remove(&key)
            {
                fields.insert(key, inner);
            }
        }
        other => *other = odd(random),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_value_of_a_document_has_a_number() {
        let mut document = json!({"a": [1, {"b": 2}], "c": 3});
        assert_eq!(count(&document), 6);
        let numbered: Vec<_> = (0..7).map(|at| nth(&mut document, at).cloned()).collect();
        let expected = [
            json!({"a": [1, {"b": 2}], "c": 3}),
            json!([1, {"b": 2}]),
            json!(1),
            json!({"b": 2}),
            json!(2),
            json!(3),
        ];
        let expected: Vec<_> = expected.into_iter().map(Some).chain([None]).collect();
        assert_eq!(numbered, expected);
    }

    #[test]
    fn edits_come_to_no_end_and_documents_do() {
        let mut random = StdRng::seed_from_u64(1);
        let mut document = json!({"events": [{"a": "b"}]});
        for _ in 0..5_000 {
            edit(&mut document, None, &mut random);
            assert!(count(&document) < 1_000_000);
            if count(&document) > MOST_VALUES {
                document = json!({"events": [{"a": "b"}]});
            }
        }
    }
}
