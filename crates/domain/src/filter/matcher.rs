//! One condition, compiled: what it asks of a property's values.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;

use regex::{Regex, RegexBuilder};
use serde_json::Value;

use super::{Condition, ConditionFaultKind, Operator};
use crate::number::Num;

/// How `is` and `is_not` name the missing property (amplitude.md 5.2).
const NONE: &str = "(none)";

/// The most memory that one compiled pattern, and the cache that runs it, may take.
const MAX_PATTERN_BYTES: usize = 1 << 20;

#[derive(Clone, Debug)]
pub(super) enum Matcher {
    Presence {
        wanted: bool,
    },
    Equality {
        literals: Box<[Literal]>,
        /// Whether `(none)` is among the values.
        none: bool,
        negated: bool,
    },
    Order {
        literals: Box<[Literal]>,
        wanted: fn(Ordering) -> bool,
    },
    Part {
        place: Place,
        parts: Box<[Folded]>,
        negated: bool,
    },
    Patterns(Box<[Regex]>),
}

/// Where a part of a text has to stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Anywhere,
    Start,
    End,
}

/// A value to compare with, and the number that it reads as.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    text: Box<str>,
    number: Option<Num>,
}

/// A text in lower case.
#[derive(Clone, Debug)]
pub(super) struct Folded(Box<str>);

impl Matcher {
    pub(super) fn compile(condition: &Condition) -> Result<Self, ConditionFaultKind> {
        let operator = condition.operator;
        let values = &condition.values;
        match (operator.takes_values(), values.is_empty()) {
            (true, true) => return Err(ConditionFaultKind::NoValues(operator)),
            (false, false) => return Err(ConditionFaultKind::ValuesGiven(operator)),
            (true, false) | (false, true) => {}
        }
        Ok(match operator {
            Operator::IsSet => Self::Presence { wanted: true },
            Operator::IsNotSet => Self::Presence { wanted: false },
            Operator::Is => Self::equality(values, false),
            Operator::IsNot => Self::equality(values, true),
            Operator::Contains => Self::part(values, Place::Anywhere, false),
            Operator::DoesNotContain => Self::part(values, Place::Anywhere, true),
            Operator::StartsWith => Self::part(values, Place::Start, false),
            Operator::EndsWith => Self::part(values, Place::End, false),
            Operator::GreaterThan => Self::order(values, Ordering::is_gt),
            Operator::GreaterOrEqual => Self::order(values, Ordering::is_ge),
            Operator::LessThan => Self::order(values, Ordering::is_lt),
            Operator::LessOrEqual => Self::order(values, Ordering::is_le),
            Operator::Matches => Self::patterns(values)?,
        })
    }

    fn equality(values: &[String], negated: bool) -> Self {
        let literals = values.iter().filter(|value| *value != NONE);
        Self::Equality {
            literals: literals.map(|value| Literal::new(value)).collect(),
            none: values.iter().any(|value| value == NONE),
            negated,
        }
    }

    fn order(values: &[String], wanted: fn(Ordering) -> bool) -> Self {
        Self::Order {
            literals: values.iter().map(|value| Literal::new(value)).collect(),
            wanted,
        }
    }

    fn part(values: &[String], place: Place, negated: bool) -> Self {
        Self::Part {
            place,
            parts: values.iter().map(|value| Folded::new(value)).collect(),
            negated,
        }
    }

    fn patterns(values: &[String]) -> Result<Self, ConditionFaultKind> {
        let compile = |(value, pattern): (usize, &String)| {
            RegexBuilder::new(pattern)
                .size_limit(MAX_PATTERN_BYTES)
                .dfa_size_limit(MAX_PATTERN_BYTES)
                .build()
                .map_err(|error| match error {
                    regex::Error::CompiledTooBig(_) => {
                        ConditionFaultKind::PatternTooLarge { value }
                    }
                    other => ConditionFaultKind::BadPattern {
                        value,
                        message: other.to_string(),
                    },
                })
        };
        let patterns = values.iter().enumerate().map(compile);
        Ok(Self::Patterns(patterns.collect::<Result<_, _>>()?))
    }

    /// Whether it holds for what was found of the property.
    pub(super) fn holds(&self, values: &[Cow<'_, Value>]) -> bool {
        let mut present = values.iter().filter(|value| !value.is_null()).peekable();
        if present.peek().is_none() {
            return self.holds_for_missing();
        }
        if let Self::Presence { wanted } = self {
            return *wanted;
        }
        let mut elements = present
            .flat_map(|value| elements(value))
            .filter(|element| !element.is_null())
            .peekable();
        if elements.peek().is_none() {
            return self.is_negated();
        }
        elements.any(|element| self.holds_for(&Element::new(element)))
    }

    fn holds_for_missing(&self) -> bool {
        match self {
            Self::Presence { wanted } => !wanted,
            Self::Equality { none, negated, .. } => none != negated,
            Self::Part { negated, .. } => *negated,
            Self::Order { .. } | Self::Patterns(_) => false,
        }
    }

    fn is_negated(&self) -> bool {
        match self {
            Self::Equality { negated, .. } | Self::Part { negated, .. } => *negated,
            Self::Presence { .. } | Self::Order { .. } | Self::Patterns(_) => false,
        }
    }

    fn holds_for(&self, element: &Element<'_>) -> bool {
        match self {
            Self::Presence { wanted } => *wanted,
            Self::Equality {
                literals, negated, ..
            } => literals.iter().any(|literal| literal.equals(element)) != *negated,
            Self::Order { literals, wanted } => literals
                .iter()
                .any(|literal| wanted(literal.order_of(element))),
            Self::Part {
                place,
                parts,
                negated,
            } => any_part_is_in(parts, *place, element.text()) != *negated,
            Self::Patterns(patterns) => {
                let text = element.text();
                patterns.iter().any(|pattern| pattern.is_match(text))
            }
        }
    }
}

/// One value that was found, read as a text or a number at most once, and only where asked for.
struct Element<'v> {
    value: &'v Value,
    text: OnceCell<Cow<'v, str>>,
    number: OnceCell<Option<Num>>,
}

impl<'v> Element<'v> {
    fn new(value: &'v Value) -> Self {
        Self {
            value,
            text: OnceCell::new(),
            number: OnceCell::new(),
        }
    }

    fn text(&self) -> &str {
        self.text.get_or_init(|| match self.value {
            Value::String(text) => Cow::Borrowed(text),
            Value::Bool(true) => Cow::Borrowed("true"),
            Value::Bool(false) => Cow::Borrowed("false"),
            other => Cow::Owned(other.to_string()),
        })
    }

    fn number(&self) -> Option<Num> {
        *self.number.get_or_init(|| Num::of(self.value))
    }
}

impl Literal {
    fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            number: Num::of_text(text),
        }
    }

    /// Equal as numbers where both read as numbers, else as text.
    fn equals(&self, element: &Element<'_>) -> bool {
        if let Some(number) = self.number
            && let Some(found) = element.number()
        {
            return found.compare(number).is_eq();
        }
        // The text of a JSON number reads as a number, so it equals no text that does not.
        !element.value.is_number() && element.text() == &*self.text
    }

    /// Where the element stands, seen from this literal.
    fn order_of(&self, element: &Element<'_>) -> Ordering {
        if let Some(number) = self.number
            && let Some(found) = element.number()
        {
            return found.compare(number);
        }
        element.text().cmp(&self.text)
    }
}

impl Folded {
    fn new(text: &str) -> Self {
        Self(fold(text).into_boxed_str())
    }

    fn is_in_folded(&self, text: &str, place: Place) -> bool {
        match place {
            Place::Anywhere => text.contains(&*self.0),
            Place::Start => text.starts_with(&*self.0),
            Place::End => text.ends_with(&*self.0),
        }
    }

    fn is_in_ascii(&self, text: &[u8], place: Place) -> bool {
        let part = self.0.as_bytes();
        let Some(last_start) = text.len().checked_sub(part.len()) else {
            return false;
        };
        let is_at = |start: usize| {
            text.get(start..start + part.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(part))
        };
        match place {
            Place::Anywhere => (0..=last_start).any(is_at),
            Place::Start => is_at(0),
            Place::End => is_at(last_start),
        }
    }
}

/// Texts in ASCII, nearly all, are searched as they are; only others are folded first.
fn any_part_is_in(parts: &[Folded], place: Place, text: &str) -> bool {
    if text.is_ascii() {
        let text = text.as_bytes();
        return parts.iter().any(|part| part.is_in_ascii(text, place));
    }
    let text = fold(text);
    parts.iter().any(|part| part.is_in_folded(&text, place))
}

/// Lower case letter by letter: what stands around a letter (a final sigma) makes no difference.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn elements(value: &Value) -> &[Value] {
    match value {
        Value::Array(elements) => elements,
        other => std::slice::from_ref(other),
    }
}
