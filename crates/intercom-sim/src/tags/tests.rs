//! Tags as intercom.md 4 has them.

use serde_json::json;

use crate::testing::{Bench, code, refusal};

#[test]
fn a_tag_is_made_once_and_worn_by_contacts() {
    let mut bench = Bench::new();
    let (status, tag) = bench.post("/tags", json!({"name": "vip"}));
    assert_eq!(
        (status, &tag["type"], &tag["name"]),
        (200, &json!("tag"), &json!("vip"))
    );
    assert_eq!(
        bench.post("/tags", json!({"name": "vip"})).1["id"],
        tag["id"]
    );
    let target = format!("/contacts/{}", bench.contact(json!({"external_id": "u1"})));
    let (status, applied) = bench.post(&format!("{target}/tags"), json!({"id": tag["id"]}));
    assert_eq!(
        (status, &applied["applied_at"]),
        (200, &json!(1_700_049_600))
    );
    assert_eq!(bench.get(&target).1["tags"]["data"][0]["id"], tag["id"]);
    assert_eq!(
        bench.get(&format!("{target}/tags")).1["data"][0]["name"],
        "vip"
    );
    assert_eq!(bench.get("/tags").1["data"][0], tag);
    let worn = format!("{target}/tags/{}", tag["id"].as_str().unwrap_or_default());
    assert_eq!(bench.delete(&worn).0, 200);
    assert_eq!(bench.delete(&worn).0, 404);
    assert_eq!(bench.get(&target).1["tags"]["total_count"], 0);
}

#[test]
fn a_tag_can_be_renamed_by_its_id() {
    let mut bench = Bench::new();
    let (_, tag) = bench.post("/tags", json!({"name": "vip"}));
    let (_, renamed) = bench.post("/tags", json!({"name": "gold", "id": tag["id"]}));
    assert_eq!(
        (&renamed["id"], &renamed["name"]),
        (&tag["id"], &json!("gold"))
    );
    assert_eq!(
        code(&bench.post("/tags", json!({"name": "x", "id": 99}))),
        (404, "not_found")
    );
}

#[test]
fn what_is_missing_is_named() {
    let mut bench = Bench::new();
    let said = bench.post("/tags", json!({"test": "invalid"}));
    assert_eq!(
        refusal(&said),
        (400, "parameter_invalid", "invalid tag parameters")
    );
    let said = bench.post("/contacts/5ba682d23d7cf92bef87bfd4/tags", json!({"id": 1}));
    assert_eq!(refusal(&said), (404, "not_found", "User Not Found"));
    let user = bench.contact(json!({"external_id": "u1"}));
    let said = bench.post(&format!("/contacts/{user}/tags"), json!({"id": "123"}));
    assert_eq!(refusal(&said), (404, "not_found", "Resource Not Found"));
}
