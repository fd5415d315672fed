#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn written(
    properties: &[(&str, Value)],
    types: ValueTypes,
    limit: usize,
) -> (Map<String, Value>, Vec<String>) {
    let properties: Vec<_> = properties
        .iter()
        .map(|(key, value)| (Cow::Borrowed(*key), Cow::Borrowed(value)))
        .collect();
    let mut notes = Vec::new();
    let entries = metadata(&properties, types, limit, &mut notes);
    (entries, notes.into_iter().map(|note| note.0).collect())
}

fn native(properties: &[(&str, Value)]) -> (Value, Vec<String>) {
    let (entries, notes) = written(properties, ValueTypes::Native, 20);
    (Value::Object(entries), notes)
}

#[test]
fn numbers_strings_links_and_money_pass_as_they_are_without_a_note() {
    let properties = [
        ("total", json!(12.5)),
        ("refund", json!(-3)),
        ("plan", json!("pro")),
        ("order", json!({"url": "https://a.io/1", "value": "#1"})),
        ("price", json!({"amount": 1250, "currency": "eur"})),
        ("seen_date", json!(1_664_604_000)),
    ];
    let (entries, notes) = native(&properties);
    let expected: Map<_, _> = properties
        .iter()
        .map(|(k, v)| ((*k).to_owned(), v.clone()))
        .collect();
    assert_eq!(entries, Value::Object(expected));
    assert_eq!(notes, [""; 0]);
}

#[test]
fn keys_keep_the_order_in_which_they_were_selected() {
    let (entries, _) = native(&[("z", json!(1)), ("a", json!(2)), ("m", json!(3))]);
    assert_eq!(entries.to_string(), r#"{"z":1,"a":2,"m":3}"#);
}

#[test]
fn a_boolean_becomes_text_and_a_null_is_left_out() {
    let (entries, notes) = native(&[("a", json!(true)), ("b", json!(false)), ("c", json!(null))]);
    assert_eq!(entries, json!({"a": "true", "b": "false"}));
    assert_eq!(
        notes,
        [
            "`a` is a boolean and was written as text",
            "`b` is a boolean and was written as text",
            "`c` is null and was left out"
        ]
    );
}

#[test]
fn a_long_string_is_cut_with_a_note() {
    let link = |text: &str| json!({"url": "https://a.io/1", "value": text});
    let (long, short) = ("x".repeat(300), "x".repeat(255));
    let (entries, notes) = native(&[("a", json!(long)), ("b", link(&long))]);
    assert_eq!(entries, json!({"a": short, "b": link(&short)}));
    assert_eq!(
        notes,
        [
            "`a` was cut at 255 characters",
            "`b` was cut at 255 characters"
        ]
    );
}

#[test]
fn a_forbidden_character_in_a_key_becomes_an_underscore_with_a_note() {
    let (entries, notes) = native(&[("cart.total", json!(1))]);
    assert_eq!(entries, json!({"cart_total": 1}));
    assert_eq!(
        notes,
        ["`cart.total` was sent as `cart_total`: Intercom forbids the name"]
    );
}

#[test]
fn of_two_that_end_in_one_key_the_first_wins_whatever_the_case() {
    let (entries, notes) = native(&[("plan", json!("event")), ("Plan", json!("user"))]);
    assert_eq!(entries, json!({"plan": "event"}));
    assert_eq!(
        notes,
        ["`Plan` was left out: an earlier property has its key"]
    );
}

#[test]
fn keys_beyond_the_limit_are_left_out_and_named() {
    let properties: Vec<_> = ["a", "b", "c", "d"].map(|key| (key, json!(1))).into();
    let (entries, notes) = written(&properties, ValueTypes::Native, 2);
    assert_eq!(Value::Object(entries), json!({"a": 1, "b": 1}));
    assert_eq!(notes, ["left out beyond the limit of 2 keys: `c`, `d`"]);
}

#[test]
fn a_moment_under_a_date_key_becomes_unix_seconds() {
    let (entries, notes) = native(&[
        ("order_date", json!("2022-10-01T06:00:00Z")),
        ("paid_date", json!(1_664_604_000_120_i64)),
        ("other_date", json!("soon")),
        ("date", json!("2022-10-01")),
    ]);
    assert_eq!(
        entries,
        json!({
            "order_date": 1_664_604_000,
            "paid_date": 1_664_604_000,
            "other_date": "soon",
            "date": "2022-10-01",
        })
    );
    assert_eq!(
        notes,
        [
            "`order_date` was written as Unix seconds",
            "`paid_date` was written as Unix seconds"
        ]
    );
}

#[test]
fn an_object_of_plain_values_becomes_a_key_for_each_part() {
    let cart = json!({"total": 3, "gift": true, "note": null});
    let (entries, notes) = native(&[("cart", cart), ("plan", json!("pro"))]);
    assert_eq!(
        entries,
        json!({"cart_total": 3, "cart_gift": "true", "plan": "pro"})
    );
    assert_eq!(
        notes.first().unwrap(),
        "`cart` is an object and was written as a key for each part"
    );
}

#[test]
fn a_part_of_an_object_never_takes_the_key_of_a_selected_property() {
    let cart = json!({"a": 1, "b": 2});
    let (entries, _) = written(
        &[("cart", cart), ("plan", json!("pro"))],
        ValueTypes::Native,
        2,
    );
    assert_eq!(
        Value::Object(entries),
        json!({"cart": r#"{"a":1,"b":2}"#, "plan": "pro"})
    );
}

#[test]
fn what_is_deeper_becomes_text() {
    let (entries, notes) = native(&[
        ("tags", json!(["a", "b"])),
        ("items", json!([{"sku": 1}])),
        ("deep", json!({"a": {"b": 1}})),
        ("zero", json!({"amount": {"cents": 0}, "currency": "eur"})),
    ]);
    assert_eq!(
        entries,
        json!({
            "tags": "a, b",
            "items": r#"[{"sku":1}]"#,
            "deep": r#"{"a":{"b":1}}"#,
            "zero": r#"{"amount":{"cents":0},"currency":"eur"}"#,
        })
    );
    assert_eq!(notes.len(), 4);
}

#[test]
fn money_that_is_no_positive_number_of_cents_is_not_money() {
    for amount in [json!(0), json!(-5), json!(12.5)] {
        let (entries, _) = native(&[("price", json!({"amount": amount, "currency": "eur"}))]);
        assert_eq!(
            entries,
            json!({"price_amount": amount, "price_currency": "eur"})
        );
    }
}

#[test]
fn in_string_mode_every_property_is_one_string() {
    let (entries, notes) = written(
        &[
            ("total", json!(12.0)),
            ("gift", json!(true)),
            ("order_date", json!(1_664_604_000_120_i64)),
            ("price", json!({"amount": 1, "currency": "eur"})),
            ("tags", json!(["a", 1])),
        ],
        ValueTypes::String,
        20,
    );
    assert_eq!(
        Value::Object(entries),
        json!({
            "total": "12",
            "gift": "true",
            "order_date": "1664604000120",
            "price": r#"{"amount":1,"currency":"eur"}"#,
            "tags": "a, 1",
        })
    );
    assert_eq!(notes, [""; 0]);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e15f64..1e15).prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        (200usize..400).prop_map(|length| Value::from("ö".repeat(length))),
        Just(json!("https://a.io/1")),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((any_key(), inner.clone()), 0..5)
                .prop_map(|parts| Value::Object(parts.into_iter().collect())),
            (inner.clone(), inner)
                .prop_map(|(amount, currency)| { json!({"amount": amount, "currency": currency}) }),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        "[a-cA-C.]{1,2}",
        "[ab]_date",
        Just("url".to_owned()),
        Just("value".to_owned())
    ]
}

proptest! {
    #[test]
    fn whatever_is_selected_intercom_can_take_what_is_written(
        properties in prop::collection::vec((any_key(), any_value()), 0..24),
        limit in 1usize..=20,
        as_strings in any::<bool>(),
    ) {
        let types = if as_strings { ValueTypes::String } else { ValueTypes::Native };
        let selected: Vec<_> = properties.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
        let (entries, notes) = written(&selected, types, limit);

        prop_assert!(entries.len() <= limit);
        for (key, value) in &entries {
            prop_assert_eq!(values::legal_key(key), None);
            match value {
                Value::String(text) => prop_assert!(text.chars().count() <= 255),
                Value::Number(_) => prop_assert!(!as_strings),
                Value::Object(object) => {
                    prop_assert!(!as_strings && (is_rich_link(object) || is_money(object)));
                    for part in object.values().filter_map(Value::as_str) {
                        prop_assert!(part.chars().count() <= 255);
                    }
                }
                other => prop_assert!(false, "{other} is not one of Intercom's types"),
            }
        }
        let folded: std::collections::BTreeSet<_> = entries.keys().map(|k| k.to_lowercase()).collect();
        prop_assert_eq!(folded.len(), entries.len());

        // The same input gives the same bytes.
        let again = written(&selected, types, limit);
        prop_assert_eq!(serde_json::to_string(&again.0).ok(), serde_json::to_string(&entries).ok());
        prop_assert_eq!(again.1, notes);
    }

    #[test]
    fn plain_values_keep_the_order_in_which_they_were_selected(
        count in 1usize..30,
        limit in 1usize..=20,
    ) {
        let names: Vec<_> = (0..count).map(|i| format!("k{:02}", (i * 7) % 30)).collect();
        let selected: Vec<_> = names.iter().map(|name| (name.as_str(), json!(1))).collect();
        let (entries, _) = written(&selected, ValueTypes::Native, limit);
        let kept: Vec<_> = entries.keys().cloned().collect();
        prop_assert_eq!(kept.as_slice(), &names[..count.min(limit)]);
    }
}
