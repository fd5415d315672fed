#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::json;

use super::trials::{changes, properties};
use super::*;

fn object(value: Value) -> Properties {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn applied(before: Value, changes: Value) -> Value {
    let mut properties = object(before);
    apply(&mut properties, &object(changes));
    Value::Object(properties)
}

/// The table of amplitude.md 4.1: a missing property, a single value, a list.
#[test]
fn every_operation_on_a_missing_property_a_single_value_and_a_list() {
    let table = [
        ("$set", json!("v"), json!("v"), json!("v"), json!("v")),
        ("$setOnce", json!("v"), json!("v"), json!(1), json!([1, 2])),
        ("$add", json!(5), json!(5), json!(6), json!([1, 2])),
        (
            "$append",
            json!("v"),
            json!(["v"]),
            json!([1, "v"]),
            json!([1, 2, "v"]),
        ),
        (
            "$append",
            json!([2, 3]),
            json!([2, 3]),
            json!([1, 2, 3]),
            json!([1, 2, 2, 3]),
        ),
        (
            "$prepend",
            json!("v"),
            json!(["v"]),
            json!(["v", 1]),
            json!(["v", 1, 2]),
        ),
        (
            "$prepend",
            json!([8, 9]),
            json!([8, 9]),
            json!([8, 9, 1]),
            json!([8, 9, 1, 2]),
        ),
        (
            "$preInsert",
            json!([9, 1, 8]),
            json!([9, 1, 8]),
            json!([9, 8, 1]),
            json!([9, 8, 1, 2]),
        ),
        (
            "$postInsert",
            json!([9, 1, 9]),
            json!([9, 1]),
            json!([1, 9]),
            json!([1, 2, 9]),
        ),
        (
            "$preInsert",
            json!(1),
            json!([1]),
            json!([1]),
            json!([1, 2]),
        ),
        (
            "$postInsert",
            json!("1"),
            json!(["1"]),
            json!([1, "1"]),
            json!([1, 2, "1"]),
        ),
        (
            "$remove",
            json!([1, 2]),
            Value::Null,
            Value::Null,
            json!([]),
        ),
        ("$remove", json!("v"), Value::Null, json!(1), json!([1, 2])),
        ("$unset", json!("-"), Value::Null, Value::Null, Value::Null),
    ];
    let shown = |value: &Value| match value {
        Value::Null => json!({}),
        value => json!({ "p": value }),
    };
    for (operation, operand, missing, single, list) in table {
        let changes = json!({ operation: { "p": operand } });
        for (before, after) in [
            (json!({}), missing),
            (json!({"p": 1}), single),
            (json!({"p": [1, 2]}), list),
        ] {
            assert_eq!(
                applied(before.clone(), changes.clone()),
                shown(&after),
                "{before} with {changes}"
            );
        }
    }
}

#[test]
fn operations_follow_their_documented_order_whatever_their_order_on_the_wire() {
    let changes = json!({
        "p": "plain",
        "$remove": {"list": 3},
        "$postInsert": {"list": 4},
        "$preInsert": {"list": 0},
        "$prepend": {"list": 1},
        "$append": {"list": [3, 3]},
        "$add": {"count": 2},
        "$setOnce": {"count": 100, "once": "first"},
        "$set": {"list": [2], "count": 40, "p": "set"},
        "$unset": {"list": "-", "gone": "-"},
        "$clearAll": "-",
    });
    let before = json!({"list": ["old"], "gone": 1, "other": 1});
    assert_eq!(
        applied(before, changes),
        json!({"list": [0, 1, 2, 4], "count": 42, "p": "plain", "once": "first"})
    );
}

#[test]
fn clear_all_comes_as_any_value() {
    for value in [json!("-"), json!({"-": null}), json!(true), json!([])] {
        let changes = json!({ "$clearAll": value, "$set": {"b": 2} });
        assert_eq!(applied(json!({"a": 1}), changes), json!({"b": 2}));
    }
    assert_eq!(
        applied(json!({"a": 1}), json!({"$clearAll": null})),
        json!({"a": 1})
    );
}

#[test]
fn unset_takes_an_object_a_list_or_one_name() {
    for names in [
        json!({"a": "-", "b": null}),
        json!(["a", "b", 7]),
        json!(["a", "b", "x"]),
    ] {
        assert_eq!(
            applied(json!({"a": 1, "b": 2, "c": 3}), json!({"$unset": names})),
            json!({"c": 3})
        );
    }
    assert_eq!(
        applied(json!({"a": 1, "b": 2}), json!({"$unset": "a"})),
        json!({"b": 2})
    );
}

#[test]
fn null_never_overwrites() {
    let changes = json!({
        "$set": {"a": null}, "$setOnce": {"b": null}, "$append": {"a": null}, "$add": {"a": null},
        "a": null, "$prepend": null,
    });
    assert_eq!(applied(json!({"a": 1}), changes), json!({"a": 1}));
}

#[test]
fn unknown_operations_and_operations_that_are_no_object_are_left_out() {
    let changes = json!({"$foo": {"a": 2}, "$set": "a", "$add": [1], "$email": "x", "b": 2});
    assert_eq!(applied(json!({"a": 1}), changes), json!({"a": 1, "b": 2}));
}

#[test]
fn what_is_set_replaces_whole_objects() {
    let changes = json!({"$set": {"address": {"city": "Bonn"}}});
    assert_eq!(
        applied(json!({"address": {"street": "x"}}), changes),
        json!({"address": {"city": "Bonn"}})
    );
}

#[test]
fn set_once_keeps_whatever_is_there_also_an_empty_text() {
    for kept in [json!(""), json!(false), json!(0), json!([])] {
        let before = json!({ "a": kept });
        assert_eq!(
            applied(before.clone(), json!({"$setOnce": {"a": "late"}})),
            before
        );
    }
}

#[test]
fn sums_keep_whole_numbers_whole_and_read_numeric_texts() {
    let sum = |before: Value, amount: Value| {
        let after = applied(json!({ "n": before }), json!({"$add": {"n": amount}}));
        after.get("n").cloned().unwrap()
    };
    assert_eq!(sum(json!(1), json!(-3)), json!(-2));
    assert_eq!(sum(json!(1), json!(0.5)), json!(1.5));
    assert_eq!(sum(json!("2"), json!("3")), json!(5));
    assert_eq!(sum(json!("2.5"), json!(1)), json!(3.5));
    assert_eq!(
        sum(json!(i64::MIN), json!(-1)),
        json!(-9_223_372_036_854_775_808.0)
    );
    assert_eq!(sum(json!("many"), json!(1)), json!("many"));
    assert_eq!(sum(json!(1), json!("many")), json!(1));
    assert_eq!(sum(json!(true), json!(1)), json!(true));
    assert_eq!(sum(json!(1e308), json!(1e308)), json!(1e308));
}

#[test]
fn values_are_the_same_when_they_are_equal_as_json() {
    let removed = |value: Value| {
        let before = json!({"p": [1, "1", true, "true", {"a": 1, "b": [2]}]});
        applied(before, json!({"$remove": {"p": [value]}}))
    };
    assert_eq!(
        removed(json!(1.0)),
        json!({"p": ["1", true, "true", {"a": 1, "b": [2]}]})
    );
    assert_eq!(
        removed(json!("true")),
        json!({"p": [1, "1", true, {"a": 1, "b": [2]}]})
    );
    assert_eq!(
        removed(json!({"b": [2.0], "a": 1})),
        json!({"p": [1, "1", true, "true"]})
    );
}

#[test]
fn a_list_grows_to_ten_thousand_characters_and_keeps_what_it_has() {
    let word = "x".repeat(97);
    let full: Vec<Value> = vec![json!(word); 99];
    let grown = |operation: &str, value: Value| {
        let after = applied(json!({ "p": full }), json!({ operation: {"p": value} }));
        after["p"].as_array().unwrap().clone()
    };
    // 99 words of 97 letters with quotes and comma are 9,900 characters, and 2 brackets.
    assert_eq!(grown("$append", json!("y".repeat(95))).len(), 100);
    assert_eq!(grown("$append", json!("y".repeat(96))).len(), 99);
    assert_eq!(
        grown("$prepend", json!(["a", "b".repeat(96), "c"])).len(),
        100
    );
    assert_eq!(grown("$postInsert", json!("z".repeat(96))).len(), 99);

    let huge: Vec<Value> = vec![json!(word); 300];
    let set = applied(
        json!({}),
        json!({"$set": {"p": huge}, "$append": {"p": "late"}}),
    );
    assert_eq!(set["p"].as_array().unwrap().len(), 300);
}

#[test]
fn the_result_is_that_of_the_model() {
    for seed in 0..2_000 {
        trials::the_result_is_that_of_the_model(seed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn applying_again_changes_nothing_but_for_what_adds_up(
        before in properties(),
        changes in changes(),
    ) {
        let mut changes = changes;
        // `$remove` comes last, and may take away what lets another one act again.
        let adding_up = ["$add", "$append", "$prepend", "$remove"];
        changes.retain(|key, _| !adding_up.contains(&key.as_str()));
        let mut once = before;
        apply(&mut once, &changes);
        let mut twice = once.clone();
        apply(&mut twice, &changes);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn properties_that_no_change_names_stay(before in properties(), changes in changes()) {
        let mut changes = changes;
        changes.shift_remove("$clearAll");
        let mut with_other = before;
        with_other.insert("other".to_owned(), json!([1, null]));
        apply(&mut with_other, &changes);
        prop_assert_eq!(with_other.get("other"), Some(&json!([1, null])));
    }
}

#[test]
fn the_names_of_changes_are_those_of_the_properties_that_get_a_value() {
    let changes = object(json!({
        "$set": {"a": 1, "null": null},
        "$setOnce": {"b": 1},
        "$add": {"c": 1},
        "$unset": {"gone": "-"},
        "$unknown": {"x": 1},
        "$append": "no object",
        "plain": 1,
    }));
    assert_eq!(
        names(&changes).collect::<Vec<_>>(),
        ["a", "b", "c", "plain"]
    );
}
