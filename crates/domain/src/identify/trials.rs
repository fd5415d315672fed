//! Random changes, held against the algebra told the slow way.

#![allow(clippy::unwrap_used, clippy::panic)]

mod model;

use proptest::prelude::*;
use serde_json::Value;

use super::apply;
use crate::property::Properties;
use crate::testing::trial;

/// The result of the changes of this seed is that of the model.
///
/// # Panics
/// When it is not.
pub fn the_result_is_that_of_the_model(seed: u64) {
    trial(seed, &(properties(), changes()), |(before, changes)| {
        let mut real = before.clone();
        apply(&mut real, &changes);
        assert_eq!(Value::Object(real), model::applied(&before, &changes));
    });
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..4).prop_map(Value::from),
        (-6_i64..7).prop_map(|number| Value::from(number as f64 / 2.0)),
        prop_oneof![Just("1"), Just("x"), Just(""), Just("0.5")].prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => scalar(),
        2 => prop::collection::vec(scalar(), 0..5).prop_map(Value::Array),
        1 => prop::collection::btree_map("[ab]", scalar(), 0..3)
            .prop_map(|entries| Value::Object(entries.into_iter().collect())),
    ]
}

pub(super) fn properties() -> impl Strategy<Value = Properties> {
    prop::collection::hash_map("[abc]", value(), 0..4)
        .prop_map(|entries| entries.into_iter().collect())
}

pub(super) fn changes() -> impl Strategy<Value = Properties> {
    let key = prop_oneof![
        Just("$clearAll"),
        Just("$unset"),
        Just("$set"),
        Just("$setOnce"),
        Just("$add"),
        Just("$append"),
        Just("$prepend"),
        Just("$preInsert"),
        Just("$postInsert"),
        Just("$remove"),
        Just("$bogus"),
        Just("a"),
        Just("b"),
        Just("d"),
    ];
    let operand = prop_oneof![
        6 => properties().prop_map(Value::Object),
        1 => value(),
        1 => prop::collection::vec("[abc]".prop_map(Value::from), 0..3).prop_map(Value::Array),
    ];
    prop::collection::vec((key, operand), 0..6).prop_map(|entries| {
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    })
}
