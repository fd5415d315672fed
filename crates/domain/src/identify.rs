//! Identify operations: how properties change (amplitude.md 4.1 and 4.2).
//!
//! The same algebra serves the user properties of any event and the properties of groups. Where
//! amplitude.md leaves room:
//!
//! - Two values are the same (for `$preInsert`, `$postInsert`, `$remove`) when they are equal as
//!   JSON: `1` is `1.0`, since JSON has one kind of number, but it is not `"1"`; the order of an
//!   object's keys does not matter.
//! - `null` is no value: an operation on a property with the value `null` is left out, except
//!   `$unset`, whose values mean nothing; so is a whole operation that is `null`.
//! - An operation that is no object is left out; `$unset` also takes a list of names, or one.
//! - `$add` counts from a number or a text that reads as one; with anything else on either side
//!   it changes nothing, as does a sum too large for JSON.
//! - `$remove` of a single value that is no list unsets the property when it is the value removed.
//! - A list that has reached its 10,000 characters takes no further values; what it holds stays.

#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "testing"))]
pub mod trials;

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::number::Num;
use crate::property::Properties;

/// How many characters a list may grow to, counted as its JSON text (amplitude.md 1.2).
const MAX_LIST_CHARS: usize = 10_000;

/// What marks an operation among the keys.
const MARK: char = '$';

/// Applies operations in the order that amplitude.md 4.1 gives, then the plain keys as `$set`.
///
/// Operations of unknown name are left out.
pub fn apply(properties: &mut Properties, changes: &Properties) {
    if changes
        .get("$clearAll")
        .is_some_and(|value| !value.is_null())
    {
        properties.clear();
    }
    if let Some(names) = changes.get("$unset") {
        unset(properties, names);
    }
    for (name, operation) in OPERATIONS {
        for (property, value) in operands(changes, name) {
            operation(properties, property, value);
        }
    }
    let plain = changes.iter().filter(|(key, _)| !key.starts_with(MARK));
    for (property, value) in plain.filter(|(_, value)| !value.is_null()) {
        set(properties, property, value);
    }
}

/// The properties that changes set or change, operation by operation; those that are only cleared
/// are not among them.
pub fn names(changes: &Properties) -> impl Iterator<Item = &str> {
    let operated = OPERATIONS
        .iter()
        .flat_map(|(operation, _)| operands(changes, operation));
    let plain = changes.iter().filter(|(key, _)| !key.starts_with(MARK));
    operated.chain(plain).map(|(name, _)| name.as_str())
}

type Operation = fn(&mut Properties, &str, &Value);

/// The operations on one property each, in the order of their application.
const OPERATIONS: [(&str, Operation); 8] = [
    ("$set", set),
    ("$setOnce", set_once),
    ("$add", add),
    ("$append", append),
    ("$prepend", prepend),
    ("$preInsert", pre_insert),
    ("$postInsert", post_insert),
    ("$remove", remove),
];

fn operands<'c>(
    changes: &'c Properties,
    operation: &str,
) -> impl Iterator<Item = (&'c String, &'c Value)> {
    changes
        .get(operation)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
}

fn unset(properties: &mut Properties, names: &Value) {
    match names {
        Value::Object(names) => properties.retain(|name, _| !names.contains_key(name)),
        Value::Array(names) => {
            let names: HashSet<&str> = names.iter().filter_map(Value::as_str).collect();
            properties.retain(|name, _| !names.contains(name.as_str()));
        }
        Value::String(name) => {
            properties.shift_remove(name);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn set(properties: &mut Properties, name: &str, value: &Value) {
    properties.insert(name.to_owned(), value.clone());
}

fn set_once(properties: &mut Properties, name: &str, value: &Value) {
    if existing(properties, name).is_none() {
        set(properties, name, value);
    }
}

fn add(properties: &mut Properties, name: &str, value: &Value) {
    let start = match existing(properties, name) {
        None => Some(Num::Int(0)),
        Some(value) => Num::of(value),
    };
    let sum = start
        .zip(Num::of(value))
        .and_then(|(start, amount)| start.plus(amount))
        .and_then(Num::to_json);
    if let Some(sum) = sum {
        set(properties, name, &Value::Number(sum));
    }
}

fn append(properties: &mut Properties, name: &str, value: &Value) {
    grow(properties, name, End::Back, Repeats::Kept, value);
}

fn prepend(properties: &mut Properties, name: &str, value: &Value) {
    grow(properties, name, End::Front, Repeats::Kept, value);
}

fn pre_insert(properties: &mut Properties, name: &str, value: &Value) {
    grow(properties, name, End::Front, Repeats::LeftOut, value);
}

fn post_insert(properties: &mut Properties, name: &str, value: &Value) {
    grow(properties, name, End::Back, Repeats::LeftOut, value);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Front,
    Back,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeats {
    Kept,
    LeftOut,
}

fn grow(properties: &mut Properties, name: &str, end: End, repeats: Repeats, value: &Value) {
    let mut list = take_list(properties, name);
    let mut seen: HashSet<String> = match repeats {
        Repeats::Kept => HashSet::new(),
        Repeats::LeftOut => list.iter().map(identity).collect(),
    };
    let mut length = list_chars(&list);
    let mut added = Vec::new();
    for value in as_list(value) {
        if repeats == Repeats::LeftOut && !seen.insert(identity(value)) {
            continue;
        }
        length += value_chars(value);
        if length > MAX_LIST_CHARS {
            break;
        }
        added.push(value.clone());
    }
    match end {
        End::Back => list.append(&mut added),
        End::Front => {
            list.splice(0..0, added);
        }
    }
    properties.insert(name.to_owned(), Value::Array(list));
}

fn remove(properties: &mut Properties, name: &str, value: &Value) {
    let unwanted: HashSet<String> = as_list(value).iter().map(identity).collect();
    match properties.get_mut(name) {
        Some(Value::Array(list)) => list.retain(|value| !unwanted.contains(&identity(value))),
        Some(single) if unwanted.contains(&identity(single)) => {
            properties.shift_remove(name);
        }
        Some(_) | None => {}
    }
}

fn existing<'p>(properties: &'p Properties, name: &str) -> Option<&'p Value> {
    properties.get(name).filter(|value| !value.is_null())
}

/// Takes out what the property holds, as a list: a single value is a list of one.
fn take_list(properties: &mut Properties, name: &str) -> Vec<Value> {
    match properties.get_mut(name).map(Value::take) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list,
        Some(single) => vec![single],
    }
}

fn as_list(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        single => std::slice::from_ref(single),
    }
}

fn list_chars(list: &[Value]) -> usize {
    "[]".len() + list.iter().map(value_chars).sum::<usize>()
}

/// The value's characters and the comma behind it.
fn value_chars(value: &Value) -> usize {
    value.to_string().chars().count() + 1
}

/// A text that is equal for values that are the same, and for no others.
fn identity(value: &Value) -> String {
    canonical(value).to_string()
}

fn canonical(value: &Value) -> Value {
    match value {
        Value::Number(number) => Num::of_json(number)
            .and_then(|number| number.whole_if_possible().to_json())
            .map_or(Value::Null, Value::Number),
        Value::Array(values) => values.iter().map(canonical).collect(),
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_unstable_by_key(|(name, _)| name.as_str());
            let entries = entries
                .into_iter()
                .map(|(name, value)| (name.clone(), canonical(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
