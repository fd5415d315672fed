#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// One property's values, whatever it is called.
struct Found(Vec<Value>);

impl Lookup for Found {
    fn values(&self, _: &PropertyRef) -> Vec<Cow<'_, Value>> {
        self.0.iter().map(Cow::Borrowed).collect()
    }
}

fn condition(operator: Operator, values: &[&str]) -> Condition {
    Condition {
        property: "event.p".parse().unwrap(),
        operator,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

fn holds_for(found: Found, operator: &str, values: &[&str]) -> bool {
    let operator = Operator::named(operator).unwrap();
    let filter = Filter::compile(&[condition(operator, values)]).unwrap();
    filter.first_failure(&found).is_none()
}

fn holds(value: Value, operator: &str, values: &[&str]) -> bool {
    holds_for(Found(vec![value]), operator, values)
}

/// For each operator: the kinds of value that it holds for.
const TABLE: [(&str, &[&str], &[&str]); 20] = [
    ("is", &["Pro"], &["text", "list"]),
    ("is", &["10.0"], &["number"]),
    ("is", &["true"], &["boolean"]),
    ("is", &["(none)"], &["missing"]),
    (
        "is_not",
        &["Pro"],
        &["number", "boolean", "list", "object", "missing"],
    ),
    (
        "is_not",
        &["(none)"],
        &["text", "number", "boolean", "list", "object"],
    ),
    ("contains", &["RO"], &["text", "list"]),
    ("contains", &["1"], &["number", "object"]),
    (
        "does_not_contain",
        &["RO"],
        &["number", "boolean", "list", "object", "missing"],
    ),
    (
        "greater_than",
        &["7"],
        &["text", "number", "boolean", "list", "object"],
    ),
    (
        "greater_than",
        &["10"],
        &["text", "boolean", "list", "object"],
    ),
    (
        "greater_or_equal",
        &["10"],
        &["text", "number", "boolean", "list", "object"],
    ),
    ("less_than", &["9"], &["list"]),
    ("less_or_equal", &["10"], &["number", "list"]),
    (
        "is_set",
        &[],
        &["text", "number", "boolean", "list", "object"],
    ),
    ("is_not_set", &[], &["missing"]),
    ("starts_with", &["pR"], &["text", "list"]),
    ("ends_with", &["E"], &["boolean"]),
    ("matches", &["^P.o$"], &["text", "list"]),
    ("matches", &["0"], &["number"]),
];

#[test]
fn every_operator_with_every_kind_of_value() {
    let kinds = [
        ("text", json!("Pro")),
        ("number", json!(10)),
        ("boolean", json!(true)),
        ("list", json!(["Pro", 7])),
        ("object", json!({"a": 1})),
        ("missing", Value::Null),
    ];
    for (operator, values, held) in TABLE {
        for (kind, value) in &kinds {
            assert_eq!(
                holds(value.clone(), operator, values),
                held.contains(kind),
                "{kind} {value} {operator} {values:?}"
            );
        }
    }
    for operator in Operator::ALL {
        let is_in_table = TABLE.iter().any(|(name, ..)| *name == operator.as_str());
        assert!(is_in_table, "{operator} is not in the table");
    }
}

#[test]
fn values_within_one_condition_are_alternatives() {
    assert!(holds(json!("b"), "is", &["a", "b"]));
    assert!(holds(json!(5), "greater_than", &["9", "4"]));
    assert!(holds(json!("xb"), "ends_with", &["a", "b"]));
    assert!(holds(json!("b"), "matches", &["^a", "^b"]));
}

#[test]
fn a_negative_operator_with_several_values_asks_for_none_of_them() {
    assert!(!holds(json!("b"), "is_not", &["a", "b"]));
    assert!(holds(json!("c"), "is_not", &["a", "b"]));
    assert!(!holds(json!("xb"), "does_not_contain", &["a", "b"]));
    assert!(!holds(Value::Null, "is_not", &["a", "(none)"]));
    assert!(holds(Value::Null, "is", &["a", "(none)"]));
}

#[test]
fn an_array_holds_if_any_element_does_also_with_a_negative_operator() {
    let list = json!(["a", "b"]);
    assert!(holds(list.clone(), "is", &["a"]));
    assert!(holds(list.clone(), "is_not", &["a"]));
    assert!(!holds(list, "is_not", &["a", "b"]));
    assert!(!holds(json!(["a"]), "is_not", &["a"]));
}

#[test]
fn an_array_without_elements_is_set_but_holds_nothing() {
    for list in [json!([]), json!([null])] {
        assert!(holds(list.clone(), "is_set", &[]));
        assert!(!holds(list.clone(), "is", &["(none)"]));
        assert!(!holds(list.clone(), "is", &["a"]));
        assert!(holds(list.clone(), "is_not", &["a"]));
        assert!(holds(list.clone(), "does_not_contain", &["a"]));
        assert!(!holds(list, "less_than", &["5"]));
    }
}

#[test]
fn an_array_within_an_array_is_its_json_text() {
    assert!(holds(json!([["a", 1]]), "is", &[r#"["a",1]"#]));
    assert!(!holds(json!([["a", 1]]), "is", &["a"]));
}

#[test]
fn several_groups_of_one_type_hold_if_any_does() {
    let groups = || Found(vec![json!("free"), json!(["pro"])]);
    assert!(holds_for(groups(), "is", &["pro"]));
    assert!(!holds_for(groups(), "is", &["team"]));
    assert!(holds_for(Found(Vec::new()), "is", &["(none)"]));
}

#[test]
fn numbers_compare_as_numbers_wherever_both_read_as_numbers() {
    assert!(holds(json!("9"), "less_than", &["10"]));
    assert!(holds(json!("9a"), "greater_than", &["10"]), "as text");
    assert!(holds(json!(1.5), "is", &["1.50"]));
    assert!(holds(json!("007"), "is", &["7"]));
    assert!(!holds(
        json!(12_345_678_901_234_567_u64),
        "is",
        &["12345678901234568"]
    ));
    assert!(
        holds(json!("2026-11-25"), "greater_than", &["2026-02-03"]),
        "dates as text"
    );
}

#[test]
fn letter_case_counts_for_is_and_patterns_alone() {
    assert!(!holds(json!("pro"), "is", &["Pro"]));
    assert!(holds(json!("pro"), "is_not", &["Pro"]));
    assert!(!holds(json!("pro"), "matches", &["Pro"]));
    assert!(holds(json!("ÄRGER"), "contains", &["ärg"]));
    assert!(holds(json!("ΟΔΟΣ"), "ends_with", &["οσ"]));
    assert!(holds(json!("plan PRO"), "ends_with", &["pro"]));
    assert!(!holds(json!("PRO plan"), "does_not_contain", &["pro"]));
}

#[test]
fn an_empty_text_is_there() {
    assert!(holds(json!(""), "is_set", &[]));
    assert!(holds(json!(""), "is", &[""]));
    assert!(!holds(json!(""), "is", &["(none)"]));
    assert!(holds(json!("anything"), "contains", &[""]));
}

#[test]
fn a_condition_without_sense_is_refused_by_its_place_and_kind() {
    let fault = |operator, values: &[&str]| {
        let fine = condition(Operator::IsSet, &[]);
        let fault = Filter::compile(&[fine, condition(operator, values)]).unwrap_err();
        assert_eq!(fault.index, 1);
        fault.kind
    };
    assert_eq!(
        fault(Operator::Is, &[]),
        ConditionFaultKind::NoValues(Operator::Is)
    );
    assert_eq!(
        fault(Operator::IsSet, &["x"]),
        ConditionFaultKind::ValuesGiven(Operator::IsSet)
    );
    assert!(matches!(
        fault(Operator::Matches, &["ok", "(unclosed"]),
        ConditionFaultKind::BadPattern { value: 1, message } if message.contains("unclosed")
    ));
    assert_eq!(
        fault(Operator::Matches, &[r"\w{1000}{1000}"]),
        ConditionFaultKind::PatternTooLarge { value: 0 }
    );
}

#[test]
fn all_conditions_must_hold_and_the_first_that_does_not_is_named() {
    let conditions = [
        condition(Operator::IsSet, &[]),
        condition(Operator::Is, &["b"]),
        condition(Operator::Is, &["c"]),
    ];
    let filter = Filter::compile(&conditions).unwrap();
    let found = Found(vec![json!("a")]);
    assert_eq!(filter.first_failure(&found), Some(1));
    assert_eq!(filter.first_failed(&found), conditions.get(1));
    assert_eq!(
        filter.first_failed(&found).unwrap().to_string(),
        "event.p is b"
    );
    assert!(Filter::compile(&[]).unwrap().is_empty());
    assert_eq!(Filter::default().first_failure(&found), None);
}

#[test]
fn an_explanation_shows_every_condition_with_what_was_found() {
    let conditions = [
        condition(Operator::Is, &["b"]),
        condition(Operator::IsSet, &[]),
    ];
    let filter = Filter::compile(&conditions).unwrap();
    let verdicts = filter.explain(&Found(vec![json!(10)]));
    assert_eq!(
        serde_json::to_value(verdicts).unwrap(),
        json!([
            {"condition": {"property": "event.p", "operator": "is", "values": ["b"]}, "held": false, "value": 10},
            {"condition": {"property": "event.p", "operator": "is_set"}, "held": true, "value": 10},
        ])
    );
    let shown = |values| filter.explain(&Found(values)).remove(0).value;
    assert_eq!(shown(vec![]), None);
    assert_eq!(shown(vec![json!(1), json!(2)]), Some(json!([1, 2])));
}

#[test]
fn values_are_read_from_texts_numbers_and_booleans() {
    let read = |values: &str| {
        serde_json::from_str::<Condition>(&format!(
            r#"{{"property":"event.p","operator":"is","values":{values}}}"#
        ))
    };
    assert_eq!(
        read(r#"["a", 10, -1, 2.50, true]"#).unwrap().values,
        ["a", "10", "-1", "2.5", "true"]
    );
    for bad in ["[null]", "[[1]]", "[{}]", r#""a""#] {
        assert!(read(bad).is_err(), "{bad}");
    }
}

#[test]
fn an_unknown_operator_is_answered_with_the_list() {
    let text = r#"{"property":"event.p","operator":"equals","values":["a"]}"#;
    let error = serde_json::from_str::<Condition>(text)
        .unwrap_err()
        .to_string();
    for operator in Operator::ALL {
        assert!(error.contains(operator.as_str()), "{error}");
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        (-20_i64..20).prop_map(Value::from),
        (-20_i64..20).prop_map(|number| Value::from(number as f64 / 4.0)),
        (-20_i64..20).prop_map(|number| Value::from(number.to_string())),
        "[aAbBäÄ]{0,3}".prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        4 => scalar(),
        2 => prop::collection::vec(scalar(), 0..4).prop_map(Value::Array),
    ]
}

fn literal() -> impl Strategy<Value = String> {
    prop_oneof![
        (-20_i64..20).prop_map(|number| number.to_string()),
        (-20_i64..20).prop_map(|number| (number as f64 / 4.0).to_string()),
        "[aAbBäÄ]{0,3}",
        Just("true".to_owned()),
    ]
}

fn literals() -> impl Strategy<Value = Vec<String>> {
    let literal = prop_oneof![4 => literal(), 1 => Just("(none)".to_owned())];
    prop::collection::vec(literal, 1..4)
}

fn verdict(value: &Value, operator: Operator, values: &[String]) -> bool {
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    holds(value.clone(), operator.as_str(), &values)
}

proptest! {
    #[test]
    fn for_a_single_value_an_operator_and_its_opposite_never_agree(
        value in prop_oneof![Just(Value::Null), scalar()],
        values in literals(),
    ) {
        for (positive, negative) in [
            (Operator::Is, Operator::IsNot),
            (Operator::Contains, Operator::DoesNotContain),
        ] {
            prop_assert_ne!(verdict(&value, positive, &values), verdict(&value, negative, &values));
        }
    }

    #[test]
    fn an_array_with_elements_holds_exactly_if_one_of_them_does(
        elements in prop::collection::vec(scalar(), 1..4),
        values in literals(),
    ) {
        let list = Value::Array(elements.clone());
        for operator in Operator::ALL.iter().filter(|operator| operator.takes_values()) {
            if *operator == Operator::Matches {
                continue;
            }
            prop_assert_eq!(
                verdict(&list, *operator, &values),
                elements.iter().any(|element| verdict(element, *operator, &values))
            );
        }
    }

    #[test]
    fn a_further_value_only_ever_helps_a_positive_operator(
        value in value(),
        values in literals(),
        further in literals(),
    ) {
        let mut more = values.clone();
        more.extend(further);
        for operator in [
            Operator::Is, Operator::Contains, Operator::StartsWith, Operator::EndsWith,
            Operator::GreaterThan, Operator::GreaterOrEqual, Operator::LessThan,
            Operator::LessOrEqual,
        ] {
            prop_assert!(!verdict(&value, operator, &values) || verdict(&value, operator, &more));
        }
    }

    #[test]
    fn exactly_one_of_less_equal_and_greater_holds(
        value in scalar(),
        literal in literal(),
    ) {
        let held = [Operator::LessThan, Operator::Is, Operator::GreaterThan]
            .into_iter()
            .filter(|operator| verdict(&value, *operator, std::slice::from_ref(&literal)))
            .count();
        prop_assert_eq!(held, 1);
    }

    #[test]
    fn the_explanation_and_the_verdict_agree(value in value(), values in literals()) {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let conditions = [condition(Operator::IsNot, &values), condition(Operator::Contains, &values)];
        let filter = Filter::compile(&conditions).unwrap();
        let found = Found(vec![value]);
        let explained = filter.explain(&found).iter().position(|verdict| !verdict.held);
        prop_assert_eq!(filter.first_failure(&found), explained);
    }

    #[test]
    fn compiling_never_panics(pattern in any::<String>()) {
        let conditions = [condition(Operator::Matches, &[&pattern])];
        let _ = Filter::compile(&conditions).map(|filter| filter.is_empty());
    }
}
