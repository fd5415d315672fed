//! Search as intercom.md 3.5 and the published description have it.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use crate::testing::{Bench, code, refusal};
use crate::{EmailCase, Settings};

const DAY: i64 = 86_400;

/// Three users and a lead, all known to search.
fn bench() -> Bench {
    bench_with(Settings::default())
}

fn bench_with(settings: Settings) -> Bench {
    let mut bench = Bench::with_settings(settings);
    bench.attribute("plan", "string");
    bench.attribute("seats", "integer");
    bench.attribute("active", "boolean");
    bench.attribute("renewed", "date");
    let noon = bench.now.seconds().0;
    for body in [
        json!({"external_id": "u1", "email": "Ann@acme.com", "name": "Ann",
               "signed_up_at": noon - DAY,
               "custom_attributes": {"plan": "pro", "seats": 3, "active": true, "renewed": noon}}),
        json!({"external_id": "u2", "email": "bob@acme.com", "name": "Bob",
               "signed_up_at": noon,
               "custom_attributes": {"plan": "free", "seats": 10, "active": false}}),
        json!({"external_id": "u3", "name": "Cid", "signed_up_at": noon + DAY}),
        json!({"role": "lead", "email": "lead@else.com", "name": "Dan"}),
    ] {
        bench.contact(body);
    }
    bench.pass(180_000);
    bench
}

fn found(bench: &mut Bench, query: Value) -> String {
    let body = json!({"query": query, "sort": {"field": "name", "order": "ascending"}});
    let (status, page) = bench.post("/contacts/search", body);
    assert_eq!(status, 200, "{page}");
    let names = page["data"].as_array().unwrap().iter();
    names
        .map(|contact| &contact["name"].as_str().unwrap()[..1])
        .collect()
}

fn filter(field: &str, operator: &str, value: Value) -> Value {
    json!({"field": field, "operator": operator, "value": value})
}

#[test]
fn every_operator_selects_what_it_says() {
    let mut bench = bench();
    let noon = 1_700_049_600;
    for (field, operator, value, names) in [
        ("external_id", "=", json!("u1"), "A"),
        ("external_id", "!=", json!("u1"), "BCD"),
        ("name", "IN", json!(["Ann", "Cid"]), "AC"),
        ("name", "NIN", json!(["Ann", "Cid"]), "BD"),
        ("email", "~", json!("ACME"), "AB"),
        ("email", "!~", json!("acme"), "CD"),
        ("email", "^", json!("ann"), "A"),
        ("email", "$", json!("else.com"), "D"),
        ("name", "~", json!("nn"), "A"),
        ("name", "~", json!("NN"), ""),
        ("email", "=", json!(null), "C"),
        ("email", "!=", json!(null), "ABD"),
        ("role", "=", json!("lead"), "D"),
        ("email_domain", "=", json!("acme.com"), "AB"),
        ("custom_attributes.plan", "=", json!("pro"), "A"),
        ("custom_attributes.plan", "!=", json!("pro"), "BCD"),
        ("custom_attributes.seats", ">", json!(3), "B"),
        ("custom_attributes.seats", ">=", json!(3), "AB"),
        ("custom_attributes.seats", "<", json!("10"), "A"),
        ("custom_attributes.seats", "<=", json!(10), "AB"),
        ("custom_attributes.seats", "IN", json!([3, 4]), "A"),
        ("custom_attributes.active", "=", json!(true), "A"),
        ("custom_attributes.active", "!=", json!(true), "BCD"),
        ("custom_attributes.renewed", "=", json!(noon), "A"),
        ("unsubscribed_from_emails", "=", json!(false), "ABCD"),
        ("has_hard_bounced", "=", json!(true), ""),
        ("os", "=", json!("Linux"), ""),
    ] {
        let query = filter(field, operator, value.clone());
        assert_eq!(
            found(&mut bench, query),
            names,
            "{field} {operator} {value}"
        );
    }
}

#[test]
fn dates_are_compared_by_the_day() {
    let mut bench = bench();
    let noon = 1_700_049_600;
    for (operator, value, names) in [
        ("=", noon + 3600, "B"),
        (">", noon - DAY, "BC"),
        (">", noon - DAY / 2 + 1, "C"),
        ("<", noon, "A"),
    ] {
        let query = filter("signed_up_at", operator, json!(value));
        assert_eq!(found(&mut bench, query), names, "{operator} {value}");
    }
    let as_text = filter("signed_up_at", "=", json!(noon.to_string()));
    assert_eq!(found(&mut bench, as_text), "B");
}

#[test]
fn the_day_begins_at_the_workspaces_midnight() {
    let evening = filter("signed_up_at", "=", json!(1_700_049_600 + 11 * 3600));
    assert_eq!(found(&mut bench(), evening.clone()), "B");
    let settings = Settings {
        utc_offset_minutes: 120,
        ..Settings::default()
    };
    assert_eq!(found(&mut bench_with(settings), evening), "C");
}

#[test]
fn groups_combine_in_two_levels() {
    let mut bench = bench();
    let any = json!({"operator": "OR", "value": [
        filter("name", "=", json!("Ann")), filter("name", "=", json!("Bob"))]});
    assert_eq!(found(&mut bench, any.clone()), "AB");
    let both = json!({"operator": "AND", "value": [
        any, {"operator": "OR", "value": [filter("custom_attributes.plan", "=", json!("free"))]}]});
    assert_eq!(found(&mut bench, both.clone()), "B");
    let three = json!({"operator": "AND", "value": [both]});
    let said = bench.post("/contacts/search", json!({"query": three}));
    assert_eq!(code(&said), (400, "parameter_invalid"));
}

#[test]
fn a_group_has_fifteen_filters_at_most() {
    let mut bench = bench();
    let group = |n| {
        let filters = vec![filter("role", "=", json!("user")); n];
        json!({"query": {"operator": "AND", "value": filters}})
    };
    assert_eq!(bench.post("/contacts/search", group(15)).0, 200);
    assert_eq!(bench.post("/contacts/search", group(16)).0, 400);
}

#[test]
fn what_does_not_fit_a_field_is_400() {
    let mut bench = bench();
    for query in [
        filter("nothing", "=", json!(1)),
        filter("custom_attributes.nothing", "=", json!(1)),
        filter("created_at", "!=", json!(1)),
        filter("created_at", ">=", json!(1)),
        filter("created_at", "IN", json!([1])),
        filter("created_at", "=", json!("foobar")),
        filter("name", ">", json!("A")),
        filter("name", "IN", json!("A")),
        filter("tag_id", "IN", json!(["1"])),
        filter("custom_attributes.seats", "~", json!("1")),
        filter("custom_attributes.active", "=", json!("perhaps")),
        filter("name", "==", json!("A")),
        json!({"operator": "AND", "value": "A"}),
        json!({}),
    ] {
        let said = bench.post("/contacts/search", json!({"query": query}));
        assert_eq!(code(&said), (400, "parameter_invalid"), "{query}");
    }
    let nothing = bench.post("/contacts/search", json!({}));
    assert_eq!(code(&nothing), (400, "parameter_missing"));
}

#[test]
fn pages_follow_each_other_without_gap_or_overlap() {
    let mut bench = bench();
    let mut names = Vec::new();
    let mut pagination = json!({"per_page": 1});
    for page in 1..=4 {
        let body = json!({"query": filter("role", "!=", json!("x")), "pagination": pagination});
        let (_, answer) = bench.post("/contacts/search", body);
        assert_eq!(answer["total_count"], 4);
        assert_eq!(answer["pages"]["page"], page);
        names.push(answer["data"][0]["name"].as_str().unwrap().to_owned());
        let next = &answer["pages"]["next"]["starting_after"];
        assert_eq!(next.is_null(), page == 4);
        pagination = json!({"per_page": 1, "starting_after": next});
    }
    names.sort_unstable();
    assert_eq!(names, ["Ann", "Bob", "Cid", "Dan"]);
}

#[test]
fn results_are_sorted_and_an_unknown_order_is_named() {
    let mut bench = bench();
    let query = filter("role", "=", json!("user"));
    let body = json!({"query": query, "sort": {"field": "name", "order": "descending"}});
    let (_, page) = bench.post("/contacts/search", body);
    let names: Vec<&Value> = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["name"])
        .collect();
    assert_eq!(names, ["Cid", "Bob", "Ann"]);
    let body = json!({"query": query, "sort": {"field": "name", "order": "desc"}});
    assert_eq!(
        refusal(&bench.post("/contacts/search", body)),
        (
            400,
            "invalid_sort_order",
            "Invalid sort order 'desc'. Must be one of: ascending, descending"
        )
    );
    let body = json!({"query": query, "sort": {"field": "nothing"}});
    assert_eq!(bench.post("/contacts/search", body).0, 400);
}

#[test]
fn a_contact_is_absent_until_the_index_has_it() {
    let mut bench = Bench::switched(|s| s.search_lag_ms = 60_000);
    bench.contact(json!({"external_id": "u1", "name": "Ann"}));
    let query = filter("external_id", "=", json!("u1"));
    assert_eq!(found(&mut bench, query.clone()), "");
    assert_eq!(bench.get("/contacts/find_by_external_id/u1").0, 200);
    bench.pass(59_999);
    assert_eq!(found(&mut bench, query.clone()), "");
    bench.pass(1);
    assert_eq!(found(&mut bench, query.clone()), "A");

    let mut bench = Bench::switched(|s| s.search_lag_ms = 0);
    bench.contact(json!({"external_id": "u1", "name": "Ann"}));
    assert_eq!(found(&mut bench, query), "A");
}

#[test]
fn the_case_of_an_address_counts_or_not_by_switch() {
    let mut bench = bench();
    let query = filter("email", "=", json!("ann@acme.com"));
    assert_eq!(found(&mut bench, query.clone()), "A");
    bench.workspace.switches_mut().email_case = EmailCase::Sensitive;
    assert_eq!(found(&mut bench, query), "");
}

#[test]
fn archived_contacts_are_not_found_and_tagged_ones_are() {
    let mut bench = bench();
    let (_, user) = bench.get("/contacts/find_by_external_id/u1");
    let id = user["id"].as_str().unwrap();
    let (_, tag) = bench.post("/tags", json!({"name": "vip"}));
    bench.post(&format!("/contacts/{id}/tags"), json!({"id": tag["id"]}));
    let tagged = filter("tag_id", "=", tag["id"].clone());
    assert_eq!(found(&mut bench, tagged.clone()), "A");
    assert_eq!(
        found(&mut bench, filter("tag_id", "!=", tag["id"].clone())),
        "BCD"
    );
    bench.post(&format!("/contacts/{id}/archive"), json!({}));
    assert_eq!(found(&mut bench, tagged), "");
}
