//! Data attributes as intercom.md 3.6 and 4 have them.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use crate::testing::{Bench, code, refusal};
use crate::{LongStrings, Refusal, Settings, Verdict};

fn declaration(name: &str, model: &str, data_type: &str) -> Value {
    json!({"name": name, "model": model, "data_type": data_type})
}

fn names(list: &Value) -> Vec<&str> {
    let items = list["data"].as_array().unwrap().iter();
    items
        .map(|item| item["full_name"].as_str().unwrap())
        .collect()
}

fn written(bench: &mut Bench, value: Value) -> (u16, Value) {
    let id = bench.workspace.contacts().count();
    let body = json!({"external_id": format!("u{id}"), "custom_attributes": {"x": value}});
    let (status, contact) = bench.post("/contacts", body);
    let stored = contact["custom_attributes"]["x"].clone();
    if status == 200 {
        (status, stored)
    } else {
        (status, contact)
    }
}

#[test]
fn a_declared_attribute_is_answered_and_listed_with_the_standard_ones() {
    let mut bench = Bench::new();
    let (status, made) = bench.post(
        "/data_attributes",
        declaration("Mithril Shirt", "company", "string"),
    );
    assert_eq!(status, 200);
    for (field, value) in [
        ("type", json!("data_attribute")),
        ("name", json!("Mithril Shirt")),
        ("full_name", json!("custom_attributes.Mithril Shirt")),
        ("label", json!("Mithril Shirt")),
        ("data_type", json!("string")),
        ("api_writable", json!(true)),
        ("messenger_writable", json!(false)),
        ("custom", json!(true)),
        ("archived", json!(false)),
        ("model", json!("company")),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    let (_, companies) = bench.get("/data_attributes?model=company");
    assert!(names(&companies).contains(&"custom_attributes.Mithril Shirt"));
    assert!(names(&companies).contains(&"company_id"));
    let (_, contacts) = bench.get("/data_attributes?model=contact");
    assert!(!names(&contacts).contains(&"custom_attributes.Mithril Shirt"));
    let (_, both) = bench.get("/data_attributes");
    assert_eq!(
        names(&both).len(),
        names(&companies).len() + names(&contacts).len()
    );
}

#[test]
fn standard_attributes_have_no_id_and_the_recorded_writability() {
    let (_, list) = Bench::new().get("/data_attributes?model=contact");
    let writable = |name: &str| {
        let items = list["data"].as_array().unwrap();
        let item = items.iter().find(|item| item["full_name"] == name).unwrap();
        assert_eq!(item.get("id"), None);
        item["api_writable"].as_bool().unwrap()
    };
    for name in [
        "name",
        "email",
        "phone",
        "owner_id",
        "role",
        "external_id",
        "signed_up_at",
        "unsubscribed_from_emails",
        "avatar",
    ] {
        assert!(writable(name), "{name}");
    }
    for name in ["created_at", "updated_at", "last_seen_at"] {
        assert!(!writable(name), "{name}");
    }
}

#[test]
fn a_list_has_the_type_string_and_its_options() {
    let mut bench = Bench::new();
    let mut body = declaration("size", "contact", "options");
    body["options"] = json!([{"value": "1-10"}, {"value": "11-50"}]);
    let (_, made) = bench.post("/data_attributes", body);
    assert_eq!(made["data_type"], "string");
    assert_eq!(made["options"], json!(["1-10", "11-50"]));
    let date = bench.post("/data_attributes", declaration("d", "contact", "datetime"));
    assert_eq!(date.1["data_type"], "date");
}

#[test]
fn what_can_not_be_declared_is_400_in_intercoms_words() {
    let mut bench = Bench::new();
    bench.post(
        "/data_attributes",
        declaration("The One Ring", "company", "string"),
    );
    let one_option = json!({"name": "l", "model": "contact", "data_type": "options", "options": [{"value": "1"}]});
    for (body, message) in [
        (
            declaration("The One Ring", "contact", "integer"),
            "You already have 'The One Ring' in your company data. To save this as new people data, use a different name.",
        ),
        (
            declaration("The One Ring", "company", "string"),
            "You already have 'The One Ring' in your company data. To save this as new company data, use a different name.",
        ),
        (
            declaration("email", "contact", "string"),
            "You already have 'email' in your people data. To save this as new people data, use a different name.",
        ),
        (
            declaration("!nv@l!d n@me", "company", "string"),
            "Your name for this attribute must only contain alphanumeric characters, currency symbols, and hyphens",
        ),
        (
            declaration("a.b", "company", "string"),
            "Your name for this attribute must only contain alphanumeric characters, currency symbols, and hyphens",
        ),
        (
            declaration("The Second Ring", "company", "mithril"),
            "Data Type isn't an option",
        ),
        (
            declaration("x", "ring", "string"),
            "The Data Attribute model field must be either contact or company",
        ),
        (
            declaration("l", "contact", "options"),
            "Options isn't an array",
        ),
        (one_option, "At least two options with a value are required"),
    ] {
        let said = bench.post("/data_attributes", body);
        assert_eq!(refusal(&said), (400, "parameter_invalid", message));
    }
    assert_eq!(
        bench
            .post("/data_attributes", declaration("", "contact", "string"))
            .0,
        400
    );
}

#[test]
fn a_dollar_in_a_name_is_refused_or_taken_by_switch() {
    for (verdict, status) in [(Verdict::Reject, 400), (Verdict::Accept, 200)] {
        let mut bench = Bench::switched(|s| s.dollar_in_attribute_name = verdict);
        let said = bench.post(
            "/data_attributes",
            declaration("price $", "contact", "float"),
        );
        assert_eq!(said.0, status);
        let said = bench.post(
            "/data_attributes",
            declaration("price € under_score", "contact", "float"),
        );
        assert_eq!(said.0, 200);
    }
}

#[test]
fn the_limit_counts_what_is_not_archived_and_its_status_is_a_switch() {
    let mut settings = Settings::default();
    settings.limits.attributes = 2;
    let mut bench = Bench::with_settings(settings);
    let first = bench.attribute("a", "string");
    bench.attribute("b", "string");
    let over = declaration("c", "contact", "string");
    for (refusal, status) in [(Refusal::BadRequest, 400), (Refusal::Unprocessable, 422)] {
        bench.workspace.switches_mut().attribute_limit = refusal;
        let said = bench.post("/data_attributes", over.clone());
        assert_eq!(code(&said), (status, "custom_data_limit_reached"));
    }
    let target = format!("/data_attributes/{first}");
    assert_eq!(bench.put(&target, json!({"archived": true})).0, 200);
    assert_eq!(bench.post("/data_attributes", over).0, 200);
    assert_eq!(bench.put(&target, json!({"archived": false})).0, 422);
    assert_eq!(Settings::default().limits.attributes, 250);
}

#[test]
fn an_update_changes_description_options_and_archived() {
    let mut bench = Bench::new();
    let target = format!("/data_attributes/{}", bench.attribute("a", "string"));
    let body = json!({"description": "ring", "options": [{"value": "1"}, {"value": "2"}], "archived": true});
    let (status, updated) = bench.put(&target, body);
    assert_eq!(status, 200);
    assert_eq!(updated["description"], "ring");
    assert_eq!(updated["options"], json!(["1", "2"]));
    assert_eq!(updated["archived"], true);
    let (_, list) = bench.get("/data_attributes?model=contact");
    assert!(!names(&list).contains(&"custom_attributes.a"));
    let (_, list) = bench.get("/data_attributes?model=contact&include_archived=true");
    assert!(names(&list).contains(&"custom_attributes.a"));

    let options = bench.put(&target, json!({"options": {"value": "1"}}));
    assert_eq!(refusal(&options).2, "Options isn't an array");
    for unknown in ["/data_attributes/99", "/data_attributes/x"] {
        let said = bench.put(unknown, json!({}));
        assert_eq!(
            refusal(&said),
            (
                404,
                "field_not_found",
                "We couldn't find that data attribute to update"
            )
        );
    }
}

#[test]
fn an_attribute_with_dependants_is_not_archived() {
    let mut bench = Bench::new();
    let id = bench.attribute("a", "string");
    bench
        .workspace
        .state
        .attributes
        .by_id_mut(id)
        .unwrap()
        .has_dependants = true;
    let said = bench.put(&format!("/data_attributes/{id}"), json!({"archived": true}));
    assert_eq!(code(&said), (422, "data_invalid"));
}

#[test]
fn conversation_attributes_are_422_since_2_16() {
    let mut bench = Bench::new();
    assert_eq!(bench.get("/data_attributes?model=conversation").0, 422);
    assert_eq!(bench.get("/data_attributes?model=ring").0, 400);
    bench.version = "2.15";
    assert_eq!(
        bench.get("/data_attributes?model=conversation").1["data"],
        json!([])
    );
}

#[test]
fn the_messenger_may_write_by_default_through_2_10() {
    for (version, writable) in [("2.10", true), ("2.11", false)] {
        let mut bench = Bench::new();
        bench.version = version;
        let (_, made) = bench.post("/data_attributes", declaration("a", "contact", "string"));
        assert_eq!(made["messenger_writable"], writable);
    }
}

#[test]
fn values_must_be_of_the_declared_type() {
    for (data_type, good, bad) in [
        (
            "string",
            vec![json!("a"), json!("")],
            vec![json!(1), json!(true)],
        ),
        (
            "integer",
            vec![json!(3), json!(-3), json!(3.0)],
            vec![json!("3"), json!(3.5), json!(true)],
        ),
        (
            "float",
            vec![json!(3), json!(3.5)],
            vec![json!("3.5"), json!(false)],
        ),
        ("boolean", vec![json!(true)], vec![json!("true"), json!(1)]),
        (
            "date",
            vec![json!(1_700_000_000)],
            vec![json!("2023-01-01"), json!(true)],
        ),
    ] {
        let mut bench = Bench::new();
        bench.attribute("x", data_type);
        for value in good {
            assert_eq!(written(&mut bench, value.clone()), (200, value));
        }
        for value in bad {
            let said = written(&mut bench, value.clone());
            let message = format!("Custom attribute 'x' is not of type {data_type}");
            assert_eq!(
                refusal(&said),
                (400, "parameter_invalid", message.as_str()),
                "{value}"
            );
        }
    }
}

#[test]
fn objects_and_arrays_are_never_values() {
    let mut bench = Bench::new();
    bench.attribute("x", "string");
    for value in [json!([1]), json!({"a": 1})] {
        assert_eq!(
            refusal(&written(&mut bench, value)),
            (
                400,
                "parameter_invalid",
                "Custom attribute 'x' is not of type Numeric, String or Boolean"
            )
        );
    }
}

#[test]
fn unknown_and_mistyped_are_400_or_422_by_their_switches() {
    let mut bench = Bench::switched(|s| s.unknown_attribute = Refusal::Unprocessable);
    let said = written(&mut bench, json!("a"));
    assert_eq!(
        refusal(&said),
        (422, "data_invalid", "Custom attribute 'x' does not exist")
    );
    let mut bench = Bench::switched(|s| s.bad_attribute_type = Refusal::Unprocessable);
    bench.attribute("x", "integer");
    assert_eq!(
        code(&written(&mut bench, json!("a"))),
        (422, "data_invalid")
    );
}

#[test]
fn a_value_that_is_no_option_is_taken_or_refused_by_switch() {
    for (verdict, status) in [(Verdict::Accept, 200), (Verdict::Reject, 400)] {
        let mut bench = Bench::switched(|s| s.list_value = verdict);
        let mut body = declaration("x", "contact", "options");
        body["options"] = json!([{"value": "a"}, {"value": "b"}]);
        bench.post("/data_attributes", body);
        assert_eq!(written(&mut bench, json!("a")).0, 200);
        assert_eq!(written(&mut bench, json!("c")).0, status);
    }
}

#[test]
fn a_string_above_255_characters_is_cut_or_refused_by_switch() {
    let longest = "é".repeat(255);
    let sent = json!(format!("{longest}x"));
    let mut bench = Bench::switched(|s| s.long_strings = LongStrings::Truncate);
    bench.attribute("x", "string");
    assert_eq!(written(&mut bench, sent.clone()), (200, json!(longest)));
    let mut bench = Bench::switched(|s| s.long_strings = LongStrings::Reject);
    bench.attribute("x", "string");
    assert_eq!(written(&mut bench, sent).0, 400);
    assert_eq!(written(&mut bench, json!(longest)).0, 200);
}

#[test]
fn names_are_compared_with_case() {
    let mut bench = Bench::new();
    bench.attribute("X", "string");
    assert_eq!(written(&mut bench, json!("a")).0, 400);
}
