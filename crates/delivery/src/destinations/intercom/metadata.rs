//! An event's metadata: the selected properties as Intercom takes them (product.md 5,
//! intercom.md 2.4).

use std::borrow::Cow;

use intertide_domain::delivery::Note;
use intertide_domain::sync::ValueTypes;
use serde_json::{Map, Number, Value};

use super::values;

/// What the key of a date ends in (intercom.md 2.4).
const DATE_SUFFIX: &str = "_date";

/// Writes metadata of at most `limit` keys, in the order given; the first of two that end in one
/// key wins.
pub(super) fn metadata(
    properties: &[(Cow<'_, str>, Cow<'_, Value>)],
    types: ValueTypes,
    limit: usize,
    notes: &mut Vec<Note>,
) -> Map<String, Value> {
    let mut writer = Writer {
        limit,
        entries: Map::new(),
        dropped: Vec::new(),
        notes,
    };
    let mut later = properties.len();
    for (key, value) in properties {
        later -= 1;
        writer.property(key, value, types, later);
    }
    writer.finish()
}

struct Writer<'n> {
    limit: usize,
    entries: Map<String, Value>,
    /// Keys for which there was no room.
    dropped: Vec<String>,
    notes: &'n mut Vec<Note>,
}

impl Writer<'_> {
    /// Writes one property, before which `later` ones still want a key of their own.
    fn property(&mut self, key: &str, value: &Value, types: ValueTypes, later: usize) {
        if value.is_null() {
            return self.note(format!("`{key}` is null and was left out"));
        }
        match (types, value) {
            (ValueTypes::String, value) => self.put(key, Value::String(values::text(value))),
            (ValueTypes::Native, Value::Object(object)) => self.object(key, object, later),
            (ValueTypes::Native, value) => {
                let value = self.native(key, value);
                self.put(key, value);
            }
        }
    }

    /// The value in one of Intercom's types.
    fn native(&mut self, key: &str, value: &Value) -> Value {
        if is_date_key(key)
            && let Some(seconds) = values::unix_seconds(value)
        {
            let date = Value::Number(Number::from(seconds));
            if date != *value {
                self.note(format!("`{key}` was written as Unix seconds"));
            }
            return date;
        }
        match value {
            Value::Number(_) | Value::String(_) => value.clone(),
            Value::Bool(_) => {
                self.note(format!("`{key}` is a boolean and was written as text"));
                Value::String(values::text(value))
            }
            Value::Null | Value::Array(_) | Value::Object(_) => {
                self.note(format!("`{key}` is a list and was written as text"));
                Value::String(values::text(value))
            }
        }
    }

    /// Rich links and money pass; other objects become keys of their own, as far as no selected
    /// property loses its key to them; everything else becomes text. Intercom shows nested JSON
    /// but can use it nowhere.
    fn object(&mut self, key: &str, object: &Map<String, Value>, later: usize) {
        if is_rich_link(object) || is_money(object) {
            let mut object = object.clone();
            for part in object.values_mut() {
                if let Some(short) = part.as_str().and_then(values::cut) {
                    *part = Value::from(short);
                    self.note(cut_note(key));
                }
            }
            return self.put(key, Value::Object(object));
        }
        let room = self.limit.saturating_sub(self.entries.len());
        let parts = object.values().filter(|part| !part.is_null()).count();
        if parts == 0 || parts + later > room || !object.values().all(values::is_scalar) {
            self.note(format!("`{key}` is an object and was written as text"));
            return self.put(
                key,
                Value::String(Value::Object(object.clone()).to_string()),
            );
        }
        self.note(format!(
            "`{key}` is an object and was written as a key for each part"
        ));
        for (name, part) in object.iter().filter(|(_, part)| !part.is_null()) {
            let key = format!("{key}_{name}");
            let part = self.native(&key, part);
            self.put(&key, part);
        }
    }

    fn put(&mut self, key: &str, value: Value) {
        let legal = values::legal_key(key);
        let written = legal.as_deref().unwrap_or(key);
        // Intercom's keys have no case (intercom.md 2.4).
        if self.entries.keys().any(|taken| same_key(taken, written)) {
            return self.note(format!(
                "`{key}` was left out: an earlier property has its key"
            ));
        }
        if self.entries.len() >= self.limit {
            return self.dropped.push(written.to_owned());
        }
        if legal.is_some() {
            self.note(format!(
                "`{key}` was sent as `{written}`: Intercom forbids the name"
            ));
        }
        let value = match value.as_str().and_then(values::cut) {
            None => value,
            Some(short) => {
                let short = Value::from(short);
                self.note(cut_note(key));
                short
            }
        };
        self.entries.insert(written.to_owned(), value);
    }

    fn note(&mut self, text: String) {
        self.notes.push(Note(text));
    }

    fn finish(mut self) -> Map<String, Value> {
        if !self.dropped.is_empty() {
            let keys = self.dropped.join("`, `");
            let limit = self.limit;
            self.note(format!(
                "left out beyond the limit of {limit} keys: `{keys}`"
            ));
        }
        self.entries
    }
}

fn cut_note(key: &str) -> String {
    format!("`{key}` was cut at {} characters", values::MAX_TEXT_CHARS)
}

fn same_key(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        a.to_lowercase() == b.to_lowercase()
    }
}

fn is_date_key(key: &str) -> bool {
    key.len()
        .checked_sub(DATE_SUFFIX.len())
        .and_then(|at| key.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(DATE_SUFFIX))
}

/// `{url, value}`.
fn is_rich_link(object: &Map<String, Value>) -> bool {
    object.len() == 2
        && object.get("value").is_some_and(Value::is_string)
        && object
            .get("url")
            .and_then(Value::as_str)
            .is_some_and(|url| values::is_web_address(url) && values::cut(url).is_none())
}

/// `{amount, currency}`, the amount in whole cents above zero.
fn is_money(object: &Map<String, Value>) -> bool {
    object.len() == 2
        && object.get("currency").is_some_and(Value::is_string)
        && object
            .get("amount")
            .and_then(Value::as_u64)
            .is_some_and(|cents| cents > 0)
}

#[cfg(test)]
mod tests;
