#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::super::script::document;
use super::*;

/// Writes a change of entries, as the document has them, to values; `None` for one that is gone.
fn written_by(
    document: &SyncDocument,
    entries: &[(&str, Option<Value>)],
) -> (ContactFields, Vec<String>) {
    let read = |text: &str| serde_json::from_str::<AttributeEntry>(text).unwrap();
    let entries: Vec<_> = entries
        .iter()
        .map(|(entry, value)| (read(entry), value))
        .collect();
    let attributes = entries.iter().map(|(entry, value)| (entry, value.as_ref()));
    let change = UserChange {
        identity: None,
        attributes: attributes.collect(),
    };
    let mut notes = Vec::new();
    let fields = fields(document, &change, &mut notes);
    (fields, notes.into_iter().map(|note| note.0).collect())
}

fn written(entries: &[(&str, Option<Value>)]) -> (ContactFields, Vec<String>) {
    written_by(&document("user_id", json!({})), entries)
}

fn custom_attributes(entries: &[(&str, Option<Value>)]) -> (Value, Vec<String>) {
    let (fields, notes) = written(entries);
    (Value::Object(fields.custom_attributes), notes)
}

/// A standard attribute with this value: what is written, none when it is left out.
fn standard_value(name: &str, value: Option<Value>) -> Option<Value> {
    let entry = format!(r#"{{"property":"p","attribute":"{name}"}}"#);
    let (fields, notes) = written(&[(&entry, value)]);
    assert_eq!(fields.attributes.is_empty(), !notes.is_empty(), "{notes:?}");
    fields.attributes.get(name).cloned()
}

#[test]
fn custom_attributes_keep_booleans_and_numbers_and_turn_lists_and_objects_into_text() {
    let (attributes, notes) = custom_attributes(&[
        (r#""paying""#, Some(json!(true))),
        (r#""seats""#, Some(json!(5))),
        (r#""score""#, Some(json!(1.5))),
        (r#""plan""#, Some(json!("pro"))),
        (r#""tags""#, Some(json!(["a", "b"]))),
        (r#""address""#, Some(json!({"city": "Kiel"}))),
        (r#""gone""#, None),
    ]);
    assert_eq!(
        attributes,
        json!({
            "paying": true, "seats": 5, "score": 1.5, "plan": "pro", "tags": "a, b",
            "address": r#"{"city":"Kiel"}"#, "gone": null,
        })
    );
    assert_eq!(
        notes,
        [
            "`tags` is a list or object and was written as text",
            "`address` is a list or object and was written as text"
        ]
    );
}

#[test]
fn in_string_mode_custom_attributes_are_text_and_a_cleared_one_is_still_null() {
    let document = document("user_id", json!({"value_types": "string"}));
    let (fields, notes) = written_by(
        &document,
        &[
            (r#""paying""#, Some(json!(true))),
            (r#""seats""#, Some(json!(5.0))),
            (r#""gone""#, None),
            (
                r#"{"property":"p","attribute":"signed_up_at"}"#,
                Some(json!("2022-10-01T06:00:00Z")),
            ),
        ],
    );
    assert_eq!(
        Value::Object(fields.custom_attributes),
        json!({"paying": "true", "seats": "5", "gone": null})
    );
    assert_eq!(
        Value::Object(fields.attributes),
        json!({"signed_up_at": 1_664_604_000})
    );
    assert_eq!(notes, [""; 0]);
}

#[test]
fn long_strings_are_cut_and_forbidden_names_mended_with_a_note() {
    let (attributes, notes) = custom_attributes(&[
        (r#""bio""#, Some(json!("x".repeat(256)))),
        (r#""plan.name""#, Some(json!("pro"))),
        (r#""plan$name""#, Some(json!("basic"))),
    ]);
    assert_eq!(
        attributes,
        json!({"bio": "x".repeat(255), "plan_name": "pro"})
    );
    assert_eq!(
        notes,
        [
            "`bio` was cut at 255 characters",
            "`plan.name` was sent as `plan_name`: Intercom forbids the name",
            "`plan$name` was left out: an earlier property has its name",
        ]
    );
}

#[test]
fn each_standard_attribute_gets_the_type_that_it_has() {
    for (name, value, expected) in [
        ("name", json!("Ann"), json!("Ann")),
        ("name", json!(7), json!("7")),
        ("phone", json!(4_912_345), json!("4912345")),
        ("email", json!("Ann@x.io"), json!("Ann@x.io")),
        (
            "avatar",
            json!("https://a.io/a.png"),
            json!("https://a.io/a.png"),
        ),
        (
            "signed_up_at",
            json!("2022-10-01T06:00:00.120Z"),
            json!(1_664_604_000),
        ),
        (
            "signed_up_at",
            json!(1_664_604_000_120_i64),
            json!(1_664_604_000),
        ),
        ("last_seen_at", json!(1_664_604_000), json!(1_664_604_000)),
        ("owner_id", json!(25), json!("25")),
        ("owner_id", json!("25"), json!("25")),
        ("unsubscribed_from_emails", json!(true), json!(true)),
        ("unsubscribed_from_emails", json!("False"), json!(false)),
    ] {
        assert_eq!(
            standard_value(name, Some(value.clone())),
            Some(expected),
            "{name} {value}"
        );
    }
}

#[test]
fn what_a_standard_attribute_cannot_hold_is_left_out_with_a_note() {
    for (name, value) in [
        ("email", json!("ann")),
        ("email", json!(7)),
        ("avatar", json!("a.png")),
        ("signed_up_at", json!("soon")),
        ("last_seen_at", json!(true)),
        ("owner_id", json!("Ann")),
        ("owner_id", json!(2.5)),
        ("unsubscribed_from_emails", json!("perhaps")),
        ("external_id", json!("u2")),
        ("role", json!("lead")),
        ("created_at", json!(1)),
    ] {
        assert_eq!(
            standard_value(name, Some(value.clone())),
            None,
            "{name} {value}"
        );
    }
}

#[test]
fn a_cleared_standard_attribute_is_null_but_nobody_is_subscribed_by_it() {
    for name in [
        "name",
        "phone",
        "email",
        "avatar",
        "signed_up_at",
        "last_seen_at",
        "owner_id",
    ] {
        assert_eq!(standard_value(name, None), Some(Value::Null), "{name}");
    }
    assert_eq!(standard_value("unsubscribed_from_emails", None), None);
}

#[test]
fn the_mapping_alone_decides_the_address_where_it_names_the_user() {
    let (fields, notes) = written_by(
        &document("email", json!({})),
        &[(
            r#"{"property":"p","attribute":"email"}"#,
            Some(json!("b@x.io")),
        )],
    );
    assert_eq!(fields, ContactFields::default());
    assert_eq!(
        notes,
        ["`email` was left out: the mapping decides the address"]
    );
}

#[test]
fn of_two_properties_for_one_standard_attribute_the_first_wins() {
    let (fields, notes) = written(&[
        (r#"{"property":"a","attribute":"name"}"#, Some(json!("Ann"))),
        (r#"{"property":"b","attribute":"name"}"#, Some(json!("Bob"))),
    ]);
    assert_eq!(Value::Object(fields.attributes), json!({"name": "Ann"}));
    assert_eq!(
        notes,
        ["`name` was left out: an earlier property has its name"]
    );
}
