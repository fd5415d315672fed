#![allow(clippy::unwrap_used)]

use intertide_domain::delivery::{Kind, WaitReason};
use serde_json::{Value, json};

use super::super::super::script::{Line, Talk, converse, document, due, error, known, user};
use super::*;

const UPDATE: &str = "PUT /contacts/c1";
const LIST: &str = "GET /data_attributes?model=contact&include_archived=true";
const DECLARE: &str = "POST /data_attributes";

/// Updates the remembered contact with these attributes.
fn write(declares: bool, attributes: Value, custom: Value, script: &[Line]) -> Talk {
    let payload = json!({
        "identity": {"user_id": "u1"}, "attributes": attributes, "custom_attributes": custom,
    });
    let document = document(
        "user_id",
        json!({"send_users": {"create_missing_attributes": declares}}),
    );
    let due = due(Kind::User, &payload.to_string());
    converse(&due, &document, &known("user_id:u1", "c1"), script)
}

fn ours() -> Value {
    user("c1", Some("u1"), None)
}

fn attribute(name: &str, data_type: &str, archived: bool) -> Value {
    json!({"name": name, "data_type": data_type, "archived": archived, "custom": true})
}

fn listed(attributes: &[Value]) -> Value {
    let standard =
        json!({"name": "name", "data_type": "string", "archived": false, "custom": false});
    let mut data = vec![standard];
    data.extend_from_slice(attributes);
    json!({"type": "list", "data": data})
}

fn does_not_exist(name: &str) -> Value {
    error(
        "parameter_invalid",
        &format!("Custom attribute '{name}' does not exist"),
    )
}

fn discarded(reason: DiscardReason) -> Verdict {
    Verdict::Discard(reason)
}

#[test]
fn missing_attributes_are_declared_by_their_values_type_and_the_update_sent_again() {
    let custom = json!({"plan": "pro", "seats": 5, "score": 1.5, "paying": true, "old": "x"});
    let talk = write(
        true,
        json!({}),
        custom.clone(),
        &[
            (UPDATE, 400, does_not_exist("plan")),
            (LIST, 200, listed(&[attribute("old", "string", false)])),
            (DECLARE, 200, json!({"name": "paying"})),
            (DECLARE, 200, json!({"name": "score"})),
            (DECLARE, 200, json!({"name": "seats"})),
            (DECLARE, 200, json!({"name": "plan"})),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    let declared: Vec<_> = talk.bodies[2..6]
        .iter()
        .map(|body| {
            (
                body["name"].as_str().unwrap(),
                body["data_type"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        declared,
        [
            ("paying", "boolean"),
            ("score", "float"),
            ("seats", "integer"),
            ("plan", "string")
        ]
    );
    assert_eq!(talk.bodies[2]["model"], "contact");
    assert_eq!(talk.bodies[6], json!({"custom_attributes": custom}));
}

#[test]
fn a_missing_attribute_that_is_not_to_be_declared_does_not_cost_the_rest() {
    let talk = write(
        false,
        json!({"name": "Ann"}),
        json!({"plan": "pro", "seats": 5}),
        &[
            (UPDATE, 400, does_not_exist("plan")),
            (LIST, 200, listed(&[attribute("seats", "integer", false)])),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        discarded(DiscardReason::AttributeMissing)
    );
    assert_eq!(
        talk.bodies[2],
        json!({"name": "Ann", "custom_attributes": {"seats": 5}})
    );
    assert_eq!(
        talk.notes(),
        [
            "custom attribute `plan` does not exist in Intercom; the rest of the update was sent without it"
        ]
    );
}

#[test]
fn each_kind_of_fault_has_its_category() {
    for (attributes, value, reason) in [
        (vec![], json!("pro"), DiscardReason::AttributeMissing),
        (
            vec![attribute("plan", "string", true)],
            json!("pro"),
            DiscardReason::AttributeMissing,
        ),
        (
            vec![attribute("plan", "integer", false)],
            json!("pro"),
            DiscardReason::AttributeType,
        ),
        (
            vec![attribute("plan", "integer", false)],
            json!(1.5),
            DiscardReason::AttributeType,
        ),
        (
            vec![attribute("plan", "date", false)],
            json!("2022"),
            DiscardReason::AttributeType,
        ),
        (
            vec![attribute("plan", "string", false)],
            json!(1),
            DiscardReason::AttributeType,
        ),
        (
            vec![attribute("plan", "boolean", false)],
            json!("true"),
            DiscardReason::AttributeType,
        ),
        (
            vec![attribute("plan", "float", false)],
            json!(false),
            DiscardReason::AttributeType,
        ),
    ] {
        // A bare 400 names no attribute (intercom.md 3.6).
        let talk = write(
            false,
            json!({"name": "Ann"}),
            json!({"plan": value}),
            &[
                (UPDATE, 400, error("parameter_invalid", "Bad Request")),
                (LIST, 200, listed(&attributes)),
                (UPDATE, 200, ours()),
            ],
        );
        assert_eq!(talk.ending.verdict, discarded(reason));
        assert_eq!(talk.bodies[2], json!({"name": "Ann"}));
    }
}

#[test]
fn values_that_an_attribute_holds_are_left_in() {
    for (data_type, value) in [
        ("string", json!("x")),
        ("integer", json!(2.0)),
        ("float", json!(2)),
        ("date", json!(1_664_604_000)),
        ("boolean", json!(true)),
        ("unheard_of", json!(1)),
        ("integer", json!(null)),
    ] {
        let talk = write(
            false,
            json!({}),
            json!({"a": value.clone(), "b": 1}),
            &[
                (UPDATE, 422, error("data_invalid", "Bad Request")),
                (LIST, 200, listed(&[attribute("a", data_type, false)])),
                (UPDATE, 200, ours()),
            ],
        );
        assert_eq!(
            talk.ending.verdict,
            discarded(DiscardReason::AttributeMissing)
        );
        assert_eq!(talk.bodies[2], json!({"custom_attributes": {"a": value}}));
    }
}

#[test]
fn clearing_an_attribute_that_does_not_exist_is_no_fault() {
    let talk = write(
        true,
        json!({"name": "Ann"}),
        json!({"plan": null}),
        &[
            (UPDATE, 400, does_not_exist("plan")),
            (LIST, 200, listed(&[])),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.bodies[2], json!({"name": "Ann"}));
}

#[test]
fn an_update_of_which_nothing_is_left_is_not_sent() {
    let talk = write(
        false,
        json!({}),
        json!({"plan": "pro"}),
        &[
            (UPDATE, 400, does_not_exist("plan")),
            (LIST, 200, listed(&[])),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        discarded(DiscardReason::AttributeMissing)
    );
}

#[test]
fn a_full_workspace_declares_nothing_and_takes_the_rest() {
    let limit = error("custom_data_limit_reached", "You have reached the limit");
    for status in [400, 422] {
        let talk = write(
            true,
            json!({"name": "Ann"}),
            json!({"a": 1, "b": 2}),
            &[
                (UPDATE, 400, does_not_exist("a")),
                (LIST, 200, listed(&[])),
                (DECLARE, status, limit.clone()),
                (UPDATE, 200, ours()),
            ],
        );
        assert_eq!(
            talk.ending.verdict,
            discarded(DiscardReason::AttributeLimit)
        );
        assert_eq!(talk.bodies[3], json!({"name": "Ann"}));
    }
    let full: Vec<_> = (0..250)
        .map(|i| attribute(&format!("x{i}"), "string", false))
        .collect();
    let talk = write(
        true,
        json!({"name": "Ann"}),
        json!({"a": 1}),
        &[
            (UPDATE, 400, does_not_exist("a")),
            (LIST, 200, listed(&full)),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        discarded(DiscardReason::AttributeLimit)
    );
}

#[test]
fn an_attribute_that_another_update_declared_meanwhile_is_used() {
    let taken = error(
        "parameter_invalid",
        "You already have 'plan' in your people data.",
    );
    let talk = write(
        true,
        json!({}),
        json!({"plan": "pro"}),
        &[
            (UPDATE, 400, does_not_exist("plan")),
            (LIST, 200, listed(&[])),
            (DECLARE, 400, taken),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.notes(), [""; 0]);
}

#[test]
fn an_attribute_that_cannot_be_declared_is_left_out_with_intercoms_words() {
    let forbidden_name = error(
        "parameter_invalid",
        "Your name for this attribute must only contain",
    );
    for second in [
        does_not_exist("a+b"),
        error("parameter_invalid", "Bad Request"),
    ] {
        let talk = write(
            true,
            json!({"name": "Ann"}),
            json!({"a+b": 1}),
            &[
                (UPDATE, 400, does_not_exist("a+b")),
                (LIST, 200, listed(&[])),
                (DECLARE, 400, forbidden_name.clone()),
                (UPDATE, 400, second),
                (UPDATE, 200, ours()),
            ],
        );
        assert_eq!(
            talk.ending.verdict,
            discarded(DiscardReason::AttributeMissing)
        );
        assert!(
            talk.notes()[0].contains("Your name for this attribute"),
            "{:?}",
            talk.notes()
        );
        assert_eq!(talk.bodies[4], json!({"name": "Ann"}));
    }
}

#[test]
fn a_token_that_may_not_declare_still_delivers_the_rest() {
    let talk = write(
        true,
        json!({"name": "Ann"}),
        json!({"a": 1}),
        &[
            (UPDATE, 400, does_not_exist("a")),
            (LIST, 200, listed(&[])),
            (DECLARE, 403, error("forbidden", "Missing scope")),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        discarded(DiscardReason::AttributeMissing)
    );
}

#[test]
fn a_token_that_may_not_list_attributes_goes_by_the_message() {
    let talk = write(
        true,
        json!({}),
        json!({"a": 1, "b": "x"}),
        &[
            (UPDATE, 400, does_not_exist("a")),
            (LIST, 403, error("forbidden", "Missing scope")),
            (DECLARE, 200, json!({"name": "a"})),
            (
                UPDATE,
                400,
                error(
                    "parameter_invalid",
                    "Custom attribute 'b' is not of type integer",
                ),
            ),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::AttributeType));
    assert_eq!(talk.bodies[4], json!({"custom_attributes": {"a": 1}}));
}

#[test]
fn a_declaration_that_fails_for_the_moment_is_tried_again_after_the_rest_has_arrived() {
    let talk = write(
        true,
        json!({"name": "Ann"}),
        json!({"a": 1}),
        &[
            (UPDATE, 400, does_not_exist("a")),
            (LIST, 200, listed(&[])),
            (DECLARE, 500, error("server_error", "Server error")),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );
    assert_eq!(talk.bodies[3], json!({"name": "Ann"}));
}

#[test]
fn a_standard_attribute_that_is_refused_does_not_cost_the_rest() {
    for (name, message) in [
        (
            "owner_id",
            "The owner specified is not a member of the workspace",
        ),
        ("signed_up_at", "bad 'signed_up_at' parameter"),
        ("phone", "phone must be a string"),
    ] {
        let talk = write(
            true,
            json!({"name": "Ann", name: "1"}),
            json!({"plan": "pro"}),
            &[
                (UPDATE, 400, error("parameter_invalid", message)),
                (UPDATE, 200, ours()),
            ],
        );
        assert_eq!(talk.ending.verdict, discarded(DiscardReason::Rejected));
        assert_eq!(
            talk.bodies[1],
            json!({"name": "Ann", "custom_attributes": {"plan": "pro"}})
        );
        assert!(talk.notes()[0].contains(message));
    }
}

#[test]
fn a_refusal_that_nothing_explains_is_an_invalid_payload() {
    let talk = write(
        true,
        json!({"name": "Ann"}),
        json!({"plan": "pro"}),
        &[
            (UPDATE, 400, error("parameter_invalid", "Bad Request")),
            (LIST, 200, listed(&[attribute("plan", "string", false)])),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        discarded(DiscardReason::InvalidPayload)
    );
    assert_eq!(
        talk.notes(),
        ["Intercom answered 400 parameter_invalid: Bad Request"]
    );
}

#[test]
fn many_faults_are_settled_in_one_attempt() {
    let custom: serde_json::Map<_, _> = (0..40).map(|i| (format!("x{i}"), json!(i))).collect();
    let mut script = vec![
        (UPDATE, 400, does_not_exist("x0")),
        (LIST, 200, listed(&[])),
    ];
    script.extend((0..40).map(|_| (DECLARE, 200, json!({"name": "x"}))));
    script.push((UPDATE, 200, ours()));
    let talk = write(true, json!({}), Value::Object(custom), &script);
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
}
