//! One remembered name: what its values have been, and when it was seen.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::time::UnixMillis;

/// How many different values are kept as examples; the first ones stay.
pub const MOST_EXAMPLES: usize = 10;

/// How many characters of a text are kept as an example.
pub const EXAMPLE_CHARS: usize = 100;

/// How old the last sighting grows before another one is written down, so that a name in constant
/// use seldom changes.
pub const SIGHTING_GRAIN: Duration = Duration::from_secs(60 * 60);

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    String,
    Number,
    Boolean,
    List,
    Object,
}

impl ValueType {
    /// The value's type; none for null, which is no value.
    pub const fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(_) => Some(Self::Boolean),
            Value::Number(_) => Some(Self::Number),
            Value::String(_) => Some(Self::String),
            Value::Array(_) => Some(Self::List),
            Value::Object(_) => Some(Self::Object),
        }
    }
}

/// A value that was seen, a text cut to [`EXAMPLE_CHARS`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Example {
    Boolean(bool),
    Number(Number),
    Text(Box<str>),
}

impl Example {
    /// The example that a value makes; none where it is no scalar.
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(Self::Boolean(*truth)),
            Value::Number(number) => Some(Self::Number(number.clone())),
            Value::String(text) => Some(Self::Text(beginning(text).into())),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Whether the value would make this example.
    fn stands_for(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Boolean(kept), Value::Bool(truth)) => kept == truth,
            (Self::Number(kept), Value::Number(number)) => kept == number,
            (Self::Text(kept), Value::String(text)) => kept.as_ref() == beginning(text),
            _ => false,
        }
    }
}

/// The characters of a text that an example keeps.
fn beginning(text: &str) -> &str {
    if text.len() <= EXAMPLE_CHARS {
        return text;
    }
    let end = text.char_indices().nth(EXAMPLE_CHARS);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// What is remembered of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The types of its values; none for an event type.
    pub types: BTreeSet<ValueType>,
    /// Some of its values, of lists some elements; none for an event type.
    pub examples: Vec<Example>,
    pub first_seen: UnixMillis,
    /// Up to [`SIGHTING_GRAIN`] before it was really seen last.
    pub last_seen: UnixMillis,
}

impl Entry {
    /// A name that was first seen at this time.
    pub const fn first(at: UnixMillis) -> Self {
        Self {
            types: BTreeSet::new(),
            examples: Vec::new(),
            first_seen: at,
            last_seen: at,
        }
    }

    /// A name that came with this value first.
    pub(super) fn of(value: &Value, at: UnixMillis) -> Self {
        let mut entry = Self::first(at);
        entry.take(value, at);
        entry
    }

    /// Takes a value in; true when it taught something.
    pub(super) fn take(&mut self, value: &Value, at: UnixMillis) -> bool {
        let new_type = ValueType::of(value).is_some_and(|of| self.types.insert(of));
        let new_example = self.take_examples(value);
        let later = self.see(at);
        new_type || new_example || later
    }

    /// Notes that it was seen; true when the time before was too old.
    pub(super) fn see(&mut self, at: UnixMillis) -> bool {
        let old = at.since(self.last_seen) >= SIGHTING_GRAIN;
        if old {
            self.last_seen = at;
        }
        old
    }

    fn take_examples(&mut self, value: &Value) -> bool {
        let before = self.examples.len();
        let values = match value {
            Value::Array(elements) => elements,
            single => std::slice::from_ref(single),
        };
        for value in values {
            if self.examples.len() >= MOST_EXAMPLES {
                break;
            }
            if !self.examples.iter().any(|kept| kept.stands_for(value)) {
                self.examples.extend(Example::of(value));
            }
        }
        self.examples.len() > before
    }
}
