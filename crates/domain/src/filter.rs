//! Filters: which events a sync lets through (product.md 3 and 5, amplitude.md 5.2).
//!
//! All conditions of a filter must hold; the values within one condition are alternatives.
//! A [`Condition`] is what a document says, a [`Filter`] is what runs: patterns are compiled,
//! numbers read and letter case folded once, not once an event.
//!
//! Where the contract leaves room:
//!
//! - A negative operator with several values asks for none of them: `is_not [a, b]` is neither.
//! - "An array holds if any element does" is meant for every operator, as Amplitude's own
//!   evaluators have it: `["a", "b"]` is `a` and, because of its `b`, also is not `a`. An array
//!   without elements is set, and only `is_not` and `does_not_contain` hold for it.
//! - `null` is missing, also as an element; an empty text is not.
//! - Booleans compare as `true` and `false`; objects, and arrays within arrays, as their JSON text.
//! - The value `(none)` means the missing property in `is` and `is_not`; elsewhere it is a text.

mod matcher;
mod operator;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::operator::Operator;

use self::matcher::Matcher;
use crate::property::{Lookup, PropertyRef};

/// One condition as a document has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub property: PropertyRef,
    pub operator: Operator,
    /// The alternatives, as text; numbers and booleans are taken as they are written in JSON.
    /// None for `is_set` and `is_not_set`.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "scalars"
    )]
    pub values: Vec<String>,
}

/// As people read it: `event.total greater_than 10`, `user.plan is pro or team`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.property, self.operator)?;
        if self.values.is_empty() {
            return Ok(());
        }
        write!(f, " {}", self.values.join(" or "))
    }
}

/// Why a condition can't be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ConditionFault {
    /// Which condition, from 0.
    pub index: usize,
    pub kind: ConditionFaultKind,
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionFaultKind {
    /// The operator compares, but there is nothing to compare with.
    #[error("`{0}` needs at least one value")]
    NoValues(Operator),
    /// `is_set` and `is_not_set` compare with nothing.
    #[error("`{0}` takes no values")]
    ValuesGiven(Operator),
    /// The value at this place is no regular expression.
    #[error("not a regular expression: {message}")]
    BadPattern { value: usize, message: String },
    /// The value at this place is a regular expression that would take too much memory.
    #[error("the regular expression is too large; repeat less, or split it into several values")]
    PatternTooLarge { value: usize },
}

/// How one condition fared with one event: an entry of a preview (product.md 5).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConditionVerdict {
    pub condition: Condition,
    pub held: bool,
    /// What was found; several groups' values as an array; none when it is missing.
    pub value: Option<Value>,
}

/// Conditions ready to run.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    conditions: Box<[Compiled]>,
}

#[derive(Clone, Debug)]
struct Compiled {
    condition: Condition,
    matcher: Matcher,
}

impl Filter {
    /// Makes conditions ready to run.
    ///
    /// # Errors
    /// [`ConditionFault`] for the first condition that can't run.
    pub fn compile(conditions: &[Condition]) -> Result<Self, ConditionFault> {
        let compile = |(index, condition): (usize, &Condition)| {
            Matcher::compile(condition)
                .map(|matcher| Compiled {
                    condition: condition.clone(),
                    matcher,
                })
                .map_err(|kind| ConditionFault { index, kind })
        };
        let conditions = conditions.iter().enumerate().map(compile);
        Ok(Self {
            conditions: conditions.collect::<Result<_, _>>()?,
        })
    }

    /// Whether it has no condition and so lets everything through.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The place of the first condition that does not hold; none when the filter lets it through.
    pub fn first_failure(&self, subject: &impl Lookup) -> Option<usize> {
        self.conditions
            .iter()
            .position(|compiled| !compiled.matcher.holds(&compiled.values(subject)))
    }

    /// The first condition that does not hold; none when the filter lets it through.
    pub fn first_failed(&self, subject: &impl Lookup) -> Option<&Condition> {
        let place = self.first_failure(subject)?;
        self.conditions
            .get(place)
            .map(|compiled| &compiled.condition)
    }

    /// Every condition with its verdict, whether or not an earlier one failed.
    pub fn explain(&self, subject: &impl Lookup) -> Vec<ConditionVerdict> {
        self.conditions
            .iter()
            .map(|compiled| {
                let values = compiled.values(subject);
                ConditionVerdict {
                    condition: compiled.condition.clone(),
                    held: compiled.matcher.holds(&values),
                    value: shown(values),
                }
            })
            .collect()
    }
}

impl Compiled {
    fn values<'s>(&self, subject: &'s impl Lookup) -> Vec<Cow<'s, Value>> {
        subject.values(&self.condition.property)
    }
}

fn shown(values: Vec<Cow<'_, Value>>) -> Option<Value> {
    let mut values: Vec<Value> = values
        .into_iter()
        .filter(|value| !value.is_null())
        .map(Cow::into_owned)
        .collect();
    match values.len() {
        0 | 1 => values.pop(),
        _ => Some(Value::Array(values)),
    }
}

/// Reads a list of texts, numbers and booleans as texts.
fn scalars<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Scalar(String);
    struct Visitor;

    impl serde::de::Visitor<'_> for Visitor {
        type Value = Scalar;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string, a number or a boolean")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Scalar, E> {
            Ok(Scalar(text.to_owned()))
        }

        fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Scalar, E> {
            Ok(Scalar(flag.to_string()))
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Scalar, E> {
            Ok(Scalar(number.to_string()))
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Scalar, E> {
            Ok(Scalar(number.to_string()))
        }

        fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Scalar, E> {
            Ok(Scalar(Value::from(number).to_string()))
        }
    }

    impl<'de> Deserialize<'de> for Scalar {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(Visitor)
        }
    }

    let scalars = Vec::<Scalar>::deserialize(deserializer)?;
    Ok(scalars.into_iter().map(|scalar| scalar.0).collect())
}
