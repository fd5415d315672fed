#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::property::{BuiltIn, UserProperty};
use crate::sync::{AttributeTarget, IntercomId, Select, UnknownUser};

mod faults;
mod shape;
mod warnings;

const TOKEN: &str = "dG9rOmFiY2RlZmdoaWprbG1ub3Bxab12";
const ANYWHERE: Rules = Rules {
    allow_custom_endpoint: true,
    default_retry: RetryPolicy::DEFAULT,
};

/// The document of product.md 3.
fn example() -> Value {
    json!({
        "name": "Product events to Intercom",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": "us", "access_token": TOKEN},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "send_events": {
            "enabled": true,
            "select": [
                {
                    "event_type": "Order Completed",
                    "where": [{"property": "event.total", "operator": "greater_than", "values": ["10"]}]
                },
                {"event_type": "Trial Started"}
            ],
            "where": [{"property": "user.user_id", "operator": "is_set"}],
            "event_properties": ["total", "currency"],
            "user_properties": ["plan"],
            "unknown_user": "discard"
        },
        "send_users": {
            "enabled": true,
            "user_properties": [
                "plan",
                "seats",
                {"property": "full_name", "attribute": "name"},
                {"property": "tier", "custom_attribute": "plan_name"}
            ],
            "create_missing_attributes": true
        },
        "value_types": "native",
        "metadata_limit": 20,
        "retry": {"window": "4h", "attempts": 10}
    })
}

/// The example with the value at a JSON pointer replaced, or put there.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = example();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).expect("the pointer's parent");
    match parent {
        Value::Array(values) => values[name.parse::<usize>().unwrap()] = value,
        Value::Object(fields) => {
            fields.insert(name.to_owned(), value);
        }
        other => panic!("{other} has no fields"),
    }
    document
}

fn without(pointer: &str) -> Value {
    let mut document = example();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let fields: &mut Map<_, _> = document
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .unwrap();
    fields.shift_remove(name).expect("the field");
    document
}

fn accepted(document: Value) -> SyncInput {
    read(document, &ANYWHERE).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn refused(document: Value) -> Vec<FieldFault> {
    read(document, &Rules::default()).expect_err("a fault")
}

#[track_caller]
fn assert_fault(document: Value, field: &str, code: &str, message_part: &str) {
    let faults = refused(document);
    let [fault] = &faults[..] else {
        panic!("one fault expected: {faults:#?}");
    };
    assert_eq!(
        (fault.field.as_str(), fault.code),
        (field, code),
        "{fault:?}"
    );
    assert!(fault.message.contains(message_part), "{}", fault.message);
}

fn rows(rows: Value) -> Value {
    with("/send_events/select", rows)
}

fn condition(condition: Value) -> Value {
    rows(json!([
        {"event_type": "A"},
        {"event_type": "B"},
        {"event_type": "C", "where": [condition]},
    ]))
}

fn users(entries: Value) -> Value {
    with("/send_users/user_properties", entries)
}

#[test]
fn the_documents_example_is_read_and_written_back_as_it_was() {
    let input = accepted(example());
    assert_eq!(input.warnings, []);
    let mut expected = example();
    expected["credentials"]["access_token"] = json!({"set": true, "hint": "…ab12"});
    assert_eq!(serde_json::to_value(&input.document).unwrap(), expected);
    let TokenInput::New(token) = input.token else {
        panic!("a token was given");
    };
    assert_eq!(token.expose(), TOKEN);
}

#[test]
fn what_was_read_can_be_put_back_and_keeps_the_token() {
    let stored = serde_json::to_value(accepted(example()).document).unwrap();
    let again = accepted(stored.clone());
    assert!(matches!(again.token, TokenInput::Keep));
    assert_eq!(serde_json::to_value(again.document).unwrap(), stored);
}

#[test]
fn a_document_may_leave_out_all_but_the_essential() {
    let input = accepted(json!({
        "name": "Small",
        "destination": "intercom",
        "credentials": {"endpoint": "eu"},
        "mapping": {"user_property": "email", "intercom_id": "email"},
    }));
    let document = input.document;
    assert!(matches!(input.token, TokenInput::Absent));
    assert!(!document.enabled);
    assert_eq!(document.send_events.select, Select::Types(Vec::new()));
    assert_eq!(document.send_events.unknown_user, UnknownUser::Discard);
    assert_eq!(document.metadata_limit, 20);
    assert_eq!(document.retry.attempts, 10);
    assert_eq!(document.mapping.intercom_id, IntercomId::Email);
    assert_eq!(
        document.mapping.user_property,
        UserProperty::Custom("email".into())
    );
}

#[test]
fn all_events_are_selected_by_one_word() {
    let input = accepted(with("/send_events/select", json!("all")));
    assert_eq!(input.document.send_events.select, Select::All);
}

#[test]
fn entries_are_names_or_names_with_what_they_become() {
    let input = accepted(example());
    let targets: Vec<_> = input
        .document
        .send_users
        .user_properties
        .into_iter()
        .map(|entry| entry.target)
        .collect();
    assert_eq!(
        targets,
        [
            AttributeTarget::Same,
            AttributeTarget::Same,
            AttributeTarget::Standard("name".into()),
            AttributeTarget::Custom("plan_name".into()),
        ]
    );
    let built_in = accepted(with("/send_users/user_properties/0", json!("country")));
    assert_eq!(
        built_in.document.send_users.user_properties[0].property,
        UserProperty::BuiltIn(BuiltIn::Country)
    );
}

#[test]
fn an_enabled_sync_needs_a_token_and_a_disabled_one_does_not() {
    for absent in [json!(null), json!({"set": false})] {
        let faults = refused(with("/credentials/access_token", absent.clone()));
        assert_eq!(faults, [FieldFault::token_missing()]);
        let mut disabled = with("/credentials/access_token", absent);
        disabled["enabled"] = json!(false);
        assert!(matches!(accepted(disabled).token, TokenInput::Absent));
    }
    assert_eq!(
        refused(without("/credentials/access_token")),
        [FieldFault::token_missing()]
    );
}

#[test]
fn no_message_ever_repeats_a_token() {
    let misplaced = [
        with("/credentials", json!(TOKEN)),
        with("/credentials/access_token", json!([TOKEN])),
        with("/credentials/access_token", json!({"set": TOKEN})),
        with(
            "/credentials/access_token",
            json!({"set": true, "hint": [TOKEN]}),
        ),
        with(
            "/credentials/access_token",
            json!(format!("{TOKEN} and more")),
        ),
        with("/credentials/access_token", json!(format!("${{{TOKEN}"))),
        with("/credentials/endpoint", json!(TOKEN)),
        with("/credentials/token", json!(TOKEN)),
        with("/nonsense", json!(1)),
    ];
    for document in misplaced {
        for rules in [Rules::default(), ANYWHERE] {
            let faults = read(document.clone(), &rules).expect_err("a fault");
            assert!(!format!("{faults:?}").contains(TOKEN), "{faults:?}");
        }
    }
    assert!(!format!("{:?}", accepted(example())).contains(TOKEN));
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::hash_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Every place of a value, as JSON pointers.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                pointers(value, &format!("{at}/{name}"), into);
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                pointers(value, &format!("{at}/{place}"), into);
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn whatever_stands_in_a_field_is_read_back_as_it_was_accepted_or_refused_with_a_reason(
        place in any::<prop::sample::Index>(),
        value in json_value(),
    ) {
        let mut document = example();
        let mut places = Vec::new();
        pointers(&document, "", &mut places);
        let place: &String = place.get(&places);
        *document.pointer_mut(place).unwrap() = value;
        match read(document, &ANYWHERE) {
            Ok(input) => {
                let stored = serde_json::to_value(&input.document).unwrap();
                let again = read(stored, &ANYWHERE).unwrap();
                prop_assert_eq!(again.document, input.document);
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|fault| !fault.message.is_empty()));
            }
        }
    }
}

#[test]
fn what_a_document_leaves_out_of_retry_is_the_installations_and_is_written_into_it() {
    let rules = Rules {
        default_retry: RetryPolicy {
            window: "30m".parse().unwrap(),
            attempts: 4,
        },
        ..ANYWHERE
    };
    for (given, window, attempts) in [
        (without("/retry"), "30m", 4),
        (with("/retry", json!({})), "30m", 4),
        (with("/retry", json!({"window": "2h"})), "2h", 4),
        (with("/retry", json!({"attempts": 3})), "30m", 3),
        (example(), "4h", 10),
    ] {
        let document = read(given, &rules).unwrap().document;
        assert_eq!(
            serde_json::to_value(document.retry).unwrap(),
            json!({"window": window, "attempts": attempts})
        );
    }
}
