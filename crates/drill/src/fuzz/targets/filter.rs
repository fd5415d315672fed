//! Filters of syncs, held against a plain reading of the contract.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use intertide_domain::filter::{Condition, ConditionFaultKind, Filter};
use intertide_domain::property::{Lookup, PropertyRef};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::Seen;
use super::filter_reference::holds;

/// How long one filter may take over one event. A pattern that tried all ways, as other engines do,
/// would take years over inputs of this size; one in linear time takes milliseconds, also where it
/// has a thousand states and the machine is busy.
const LONGEST: Duration = Duration::from_secs(10);

/// Conditions, and what the event has of each property: `{"event.total": 12}`.
#[derive(Deserialize)]
struct Input {
    conditions: Vec<Condition>,
    subject: Subject,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Subject(Map<String, Value>);

impl Lookup for Subject {
    fn values(&self, property: &PropertyRef) -> Vec<Cow<'_, Value>> {
        match (property, self.0.get(&property.to_string())) {
            (_, None | Some(Value::Null)) => Vec::new(),
            // An event belongs to several groups.
            (PropertyRef::Group { .. }, Some(Value::Array(values))) => {
                values.iter().map(Cow::Borrowed).collect()
            }
            (_, Some(value)) => vec![Cow::Borrowed(value)],
        }
    }
}

/// Conditions and a subject.
pub(super) fn filter(input: &[u8]) -> Seen {
    let Ok(Input {
        conditions,
        subject,
    }) = serde_json::from_slice(input)
    else {
        return Seen::Refused;
    };
    assert_reads_as_it_is_written(&conditions);
    let begun = Instant::now();
    let filter = match Filter::compile(&conditions) {
        Ok(filter) => filter,
        Err(fault) => {
            assert_is_a_fault(&conditions[fault.index], &fault.kind);
            return Seen::Refused;
        }
    };
    let failure = filter.first_failure(&subject);
    let explained = filter.explain(&subject);
    assert!(begun.elapsed() < LONGEST, "took {:?}", begun.elapsed());
    let expected: Vec<bool> = conditions
        .iter()
        .map(|condition| holds(condition, &subject.values(&condition.property)))
        .collect();
    let found: Vec<bool> = explained.iter().map(|verdict| verdict.held).collect();
    assert_eq!(found, expected);
    assert_eq!(failure, expected.iter().position(|held| !held));
    Seen::Taken
}

fn assert_reads_as_it_is_written(conditions: &[Condition]) {
    let written = serde_json::to_string(conditions).unwrap();
    let again: Vec<Condition> = serde_json::from_str(&written).unwrap();
    assert_eq!(again, conditions);
}

fn assert_is_a_fault(condition: &Condition, kind: &ConditionFaultKind) {
    match kind {
        ConditionFaultKind::NoValues(_) => assert!(condition.values.is_empty()),
        ConditionFaultKind::ValuesGiven(operator) => {
            assert!(!operator.takes_values() && !condition.values.is_empty());
        }
        ConditionFaultKind::BadPattern { value, message } => {
            assert!(regex::Regex::new(&condition.values[*value]).is_err());
            assert!(!message.is_empty());
        }
        ConditionFaultKind::PatternTooLarge { value } => {
            assert!(*value < condition.values.len());
        }
    }
}
