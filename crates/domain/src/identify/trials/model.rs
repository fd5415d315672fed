//! The same algebra, told the slow way: one property at a time, from missing to its last value.

use serde_json::{Value, json};

use crate::property::Properties;

/// What every property named anywhere is after the changes.
pub(super) fn applied(before: &Properties, changes: &Properties) -> Value {
    let mut names: Vec<&String> = before.keys().chain(changes.keys()).collect();
    names.extend(
        changes
            .values()
            .filter_map(Value::as_object)
            .flat_map(|o| o.keys()),
    );
    let mut after = json!({});
    for name in names {
        if let Some(value) = fate(name, before.get(name).cloned(), changes) {
            after[name] = value;
        }
    }
    after
}

fn fate(name: &str, before: Option<Value>, changes: &Properties) -> Option<Value> {
    let operand = |operation: &str| changes.get(operation)?.get(name).filter(|v| !v.is_null());
    let mut value = before;
    if !matches!(changes.get("$clearAll"), None | Some(Value::Null)) {
        value = None;
    }
    let unset = match changes.get("$unset") {
        Some(Value::Array(names)) => names.contains(&json!(name)),
        Some(Value::String(one)) => one == name,
        Some(Value::Object(names)) => names.contains_key(name),
        _ => false,
    };
    if unset {
        value = None;
    }
    let there = |value: &Option<Value>| !matches!(value, None | Some(Value::Null));
    if let Some(set) = operand("$set") {
        value = Some(set.clone());
    }
    if let Some(set) = operand("$setOnce")
        && !there(&value)
    {
        value = Some(set.clone());
    }
    if let Some(amount) = operand("$add") {
        let start = if there(&value) {
            value.clone()
        } else {
            Some(json!(0))
        };
        if let Some(sum) = start.and_then(|start| sum(&start, amount)) {
            value = Some(sum);
        }
    }
    if let Some(more) = operand("$append") {
        value = Some(Value::Array(
            [list(&value), list(&Some(more.clone()))].concat(),
        ));
    }
    if let Some(more) = operand("$prepend") {
        value = Some(Value::Array(
            [list(&Some(more.clone())), list(&value)].concat(),
        ));
    }
    if let Some(more) = operand("$preInsert") {
        let old = list(&value);
        value = Some(Value::Array([absent(&old, more), old].concat()));
    }
    if let Some(more) = operand("$postInsert") {
        let old = list(&value);
        value = Some(Value::Array([old.clone(), absent(&old, more)].concat()));
    }
    if let Some(unwanted) = operand("$remove") {
        let unwanted = list(&Some(unwanted.clone()));
        let is_unwanted = |value: &Value| unwanted.iter().any(|other| same(value, other));
        value = match value {
            Some(Value::Array(old)) => Some(
                old.into_iter()
                    .filter(|value| !is_unwanted(value))
                    .collect(),
            ),
            Some(single) if is_unwanted(&single) => None,
            other => other,
        };
    }
    let plain = changes
        .get(name)
        .filter(|v| !v.is_null() && !name.starts_with('$'));
    plain.cloned().or(value)
}

fn list(value: &Option<Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => vec![],
        Some(Value::Array(values)) => values.clone(),
        Some(single) => vec![single.clone()],
    }
}

fn absent(old: &[Value], more: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = vec![];
    for value in list(&Some(more.clone())) {
        if !old.iter().chain(&found).any(|other| same(&value, other)) {
            found.push(value);
        }
    }
    found
}

fn sum(a: &Value, b: &Value) -> Option<Value> {
    let whole = |value: &Value| match value {
        Value::String(text) => text.parse::<i128>().ok(),
        value => value.as_i64().map(i128::from),
    };
    if let (Some(a), Some(b)) = (whole(a), whole(b)) {
        return Some(match (i64::try_from(a + b), u64::try_from(a + b)) {
            (Ok(sum), _) => json!(sum),
            (_, Ok(sum)) => json!(sum),
            _ => json!((a + b) as f64),
        });
    }
    let float = |value: &Value| match value {
        Value::String(text) => text.parse::<f64>().ok(),
        value => value.as_f64(),
    };
    Some(json!(float(a)? + float(b)?))
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a == b,
            _ => a.as_f64() == b.as_f64(),
        },
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        (a, b) => a == b,
    }
}
