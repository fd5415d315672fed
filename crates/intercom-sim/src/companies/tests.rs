//! Companies as intercom.md 4 has them.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use crate::testing::{Bench, code, refusal};

fn company(bench: &mut Bench, body: Value) -> String {
    let (status, company) = bench.post("/companies", body);
    assert_eq!(status, 200, "{company}");
    company["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_company_is_made_and_updated_under_its_company_id() {
    let mut bench = Bench::new();
    let first = company(
        &mut bench,
        json!({"company_id": "c1", "name": "Acme", "plan": "Pro"}),
    );
    let again = company(&mut bench, json!({"company_id": "c1", "size": 5}));
    assert_eq!(first, again);
    let user = bench.contact(json!({"external_id": "u1"}));
    let (_, attached) = bench.post(&format!("/contacts/{user}/companies"), json!({"id": first}));
    assert_eq!(attached["name"], "Acme");
    assert_eq!(attached["plan"]["name"], "Pro");
    assert_eq!(attached["size"], 5);
    assert_eq!(attached["user_count"], 1);
}

#[test]
fn a_company_is_invisible_until_a_contact_is_in_it() {
    let mut bench = Bench::new();
    let id = company(&mut bench, json!({"company_id": "c1"}));
    let user = bench.contact(json!({"external_id": "u1"}));
    for target in [
        format!("/companies/{id}"),
        "/companies?company_id=c1".to_owned(),
    ] {
        assert_eq!(
            refusal(&bench.get(&target)),
            (404, "company_not_found", "Company Not Found")
        );
    }
    assert_eq!(bench.get("/companies").1["total_count"], 0);
    bench.post(&format!("/contacts/{user}/companies"), json!({"id": id}));
    assert_eq!(bench.get(&format!("/companies/{id}")).0, 200);
    let (_, by_company_id) = bench.get("/companies?company_id=c1");
    assert_eq!(by_company_id["data"][0]["id"], id);
    let (_, of_user) = bench.get(&format!("/contacts/{user}/companies"));
    assert_eq!(of_user["data"][0]["id"], id);
    let (_, contact) = bench.get(&format!("/contacts/{user}"));
    assert_eq!(contact["companies"]["data"][0]["id"], id);
    assert_eq!(
        bench.delete(&format!("/contacts/{user}/companies/{id}")).0,
        200
    );
    assert_eq!(bench.get(&format!("/companies/{id}")).0, 404);
    assert_eq!(
        bench.delete(&format!("/contacts/{user}/companies/{id}")).0,
        404
    );
}

#[test]
fn a_strange_parameter_is_named_and_the_request_id_is_null() {
    let (status, body) = Bench::new().post("/companies", json!({"test": "invalid"}));
    assert_eq!(status, 400);
    assert_eq!(
        body,
        json!({"type": "error.list", "request_id": null,
               "errors": [{"code": "bad_request", "message": "bad 'test' parameter"}]})
    );
}

#[test]
fn fields_of_a_wrong_type_are_named_and_a_null_clears() {
    let mut bench = Bench::new();
    for (field, value) in [
        ("size", json!("many")),
        ("monthly_spend", json!("much")),
        ("remote_created_at", json!("2023-01-01")),
    ] {
        let said = bench.post("/companies", json!({"company_id": "c1", field: value}));
        assert_eq!(code(&said), (400, "bad_request"), "{field}");
    }
    company(
        &mut bench,
        json!({"company_id": "c1", "name": "Acme", "size": 5}),
    );
    let (_, cleared) = bench.post("/companies", json!({"company_id": "c1", "size": null}));
    assert_eq!(
        (&cleared["name"], cleared.get("size")),
        (&json!("Acme"), None)
    );
}

#[test]
fn attaching_needs_a_company_that_exists() {
    let mut bench = Bench::new();
    let user = bench.contact(json!({"external_id": "u1"}));
    let target = format!("/contacts/{user}/companies");
    let said = bench.post(&target, json!({}));
    assert_eq!(
        refusal(&said),
        (400, "parameter_not_found", "company not specified")
    );
    let said = bench.post(&target, json!({"id": "123"}));
    assert_eq!(code(&said), (404, "company_not_found"));
    let said = bench.post(
        "/contacts/5ba682d23d7cf92bef87bfd4/companies",
        json!({"id": "123"}),
    );
    assert_eq!(code(&said), (404, "not_found"));
}

#[test]
fn a_contact_is_in_a_thousand_companies_at_most() {
    let mut bench = Bench::new();
    bench.workspace.set_rate_limit(10_000);
    let user = bench.contact(json!({"external_id": "u1"}));
    let target = format!("/contacts/{user}/companies");
    for n in 0..1000 {
        let id = company(&mut bench, json!({"company_id": format!("c{n}")}));
        assert_eq!(bench.post(&target, json!({"id": id})).0, 200);
    }
    let id = company(&mut bench, json!({"company_id": "one more"}));
    let said = bench.post(&target, json!({"id": id}));
    assert_eq!(code(&said), (400, "contact_company_limit_exceeded"));
}

#[test]
fn custom_attributes_of_a_company_must_be_declared_too() {
    let mut bench = Bench::new();
    let body = json!({"company_id": "c1", "custom_attributes": {"seats": 5}});
    assert_eq!(
        code(&bench.post("/companies", body.clone())),
        (400, "parameter_invalid")
    );
    bench.post(
        "/data_attributes",
        json!({"name": "seats", "model": "company", "data_type": "integer"}),
    );
    let (_, company) = bench.post("/companies", body);
    assert_eq!(company["custom_attributes"], json!({"seats": 5}));
}
