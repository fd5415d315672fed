//! The tables of intercom.md 3.2 to 3.4 and 3.6, row by row.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use crate::testing::{Bench, code, refusal};
use crate::{
    ArchivedAttribute, DeletedUnarchive, EmailCase, EmailOnlyCreate, MergedContact, NumericUserId,
    Verdict,
};

const WEEK_MS: i64 = 7 * 86_400_000;

fn owned_by(id: &str) -> String {
    format!("A contact matching those details already exists with id={id}")
}

fn archived_owned_by(id: &str) -> String {
    format!("An archived contact matching those details already exists with id={id}")
}

#[test]
fn a_created_contact_is_answered_in_full_and_read_by_id_at_once() {
    let mut bench = Bench::new();
    let (status, created) = bench.post(
        "/contacts",
        json!({"external_id": "u1", "email": "joe@example.com", "name": "Joe",
               "avatar": "https://example.com/joe.png", "signed_up_at": 1_700_000_000,
               "owner_id": "991267459", "unsubscribed_from_emails": true}),
    );
    assert_eq!(status, 200);
    let id = created["id"].as_str().unwrap();
    assert_eq!(id.len(), 24);
    for (field, value) in [
        ("type", json!("contact")),
        ("workspace_id", json!("simspace")),
        ("external_id", json!("u1")),
        ("role", json!("user")),
        ("email", json!("joe@example.com")),
        ("email_domain", json!("example.com")),
        ("name", json!("Joe")),
        ("phone", Value::Null),
        (
            "avatar",
            json!({"type": "avatar", "image_url": "https://example.com/joe.png"}),
        ),
        ("signed_up_at", json!(1_700_000_000)),
        ("owner_id", json!("991267459")),
        ("unsubscribed_from_emails", json!(true)),
        ("created_at", json!(1_700_049_600)),
        ("last_seen_at", Value::Null),
        ("custom_attributes", json!({})),
        ("social_profiles", json!({"type": "list", "data": []})),
    ] {
        assert_eq!(created[field], value, "{field}");
    }
    for list in ["tags", "notes", "companies"] {
        assert_eq!(created[list]["url"], format!("/contacts/{id}/{list}"));
        assert_eq!(created[list]["data"], json!([]));
    }
    assert_eq!(bench.get(&format!("/contacts/{id}")), (200, created));
}

#[test]
fn the_default_role_is_user_and_contact_means_user() {
    let mut bench = Bench::new();
    for body in [
        json!({"external_id": "a"}),
        json!({"external_id": "b", "role": "contact"}),
        json!({"external_id": "c", "role": "user"}),
    ] {
        assert_eq!(bench.post("/contacts", body).1["role"], "user");
    }
    let alien = bench.post("/contacts", json!({"external_id": "d", "role": "alien"}));
    assert_eq!(code(&alien), (400, "parameter_invalid"));
}

#[test]
fn a_create_needs_email_external_id_or_role_and_a_user_one_of_the_first_two() {
    let mut bench = Bench::new();
    let nothing = bench.post("/contacts", json!({"name": "Joe"}));
    assert_eq!(code(&nothing), (400, "parameter_missing"));
    let user = bench.post("/contacts", json!({"role": "user"}));
    assert_eq!(code(&user), (400, "parameter_invalid"));
    assert_eq!(bench.post("/contacts", json!({"role": "lead"})).0, 200);
}

#[test]
fn a_leads_external_id_is_a_uuid_whatever_was_sent() {
    let mut bench = Bench::new();
    let id = bench.contact(json!({"role": "lead", "external_id": "mine"}));
    let target = format!("/contacts/{id}");
    let uuid = bench.get(&target).1["external_id"].clone();
    assert_eq!(uuid.as_str().unwrap().len(), 36);
    let (status, updated) = bench.put(&target, json!({"external_id": "mine"}));
    assert_eq!((status, &updated["external_id"]), (200, &uuid));
}

#[test]
fn a_lead_becomes_a_user_with_an_external_id() {
    let mut bench = Bench::new();
    let id = bench.contact(json!({"role": "lead"}));
    let body = json!({"role": "user", "external_id": "u1"});
    let (status, user) = bench.put(&format!("/contacts/{id}"), body);
    assert_eq!(status, 200);
    assert_eq!(
        (&user["role"], &user["external_id"]),
        (&json!("user"), &json!("u1"))
    );
    assert_eq!(bench.get("/contacts/find_by_external_id/u1").0, 200);
}

#[test]
fn a_user_does_not_become_a_lead() {
    let mut bench = Bench::new();
    let id = bench.contact(json!({"external_id": "u1"}));
    let said = bench.put(&format!("/contacts/{id}"), json!({"role": "lead"}));
    assert_eq!(
        refusal(&said),
        (
            400,
            "client_error",
            "Contact with user role can't be converted to a lead"
        )
    );
}

#[test]
fn an_update_changes_the_external_id_and_ignores_a_null_for_it() {
    let mut bench = Bench::new();
    let target = format!("/contacts/{}", bench.contact(json!({"external_id": "u1"})));
    assert_eq!(
        bench.put(&target, json!({"external_id": "u2"})).1["external_id"],
        "u2"
    );
    assert_eq!(
        bench.put(&target, json!({"external_id": null})).1["external_id"],
        "u2"
    );
    assert_eq!(bench.get("/contacts/find_by_external_id/u1").0, 404);
    assert_eq!(bench.get("/contacts/find_by_external_id/u2").0, 200);
    assert_eq!(bench.post("/contacts", json!({"external_id": "u1"})).0, 200);
}

#[test]
fn a_cleared_email_reads_back_empty_and_cleared_name_and_phone_read_back_null() {
    let mut bench = Bench::new();
    let id =
        bench.contact(json!({"external_id": "u1", "email": "a@b.c", "name": "A", "phone": "1"}));
    let body = json!({"email": null, "name": null, "phone": null});
    let (_, contact) = bench.put(&format!("/contacts/{id}"), body);
    assert_eq!(contact["email"], "");
    assert_eq!(contact["name"], Value::Null);
    assert_eq!(contact["phone"], Value::Null);
}

#[test]
fn keys_that_an_update_omits_are_left_alone() {
    let mut bench = Bench::new();
    bench.attribute("plan", "string");
    bench.attribute("seats", "integer");
    let id = bench.contact(json!({"external_id": "u1", "email": "a@b.c", "name": "A",
        "custom_attributes": {"plan": "pro", "seats": 3}}));
    let body = json!({"name": "B", "custom_attributes": {"seats": 4}});
    let (_, contact) = bench.put(&format!("/contacts/{id}"), body);
    assert_eq!(contact["email"], "a@b.c");
    assert_eq!(contact["name"], "B");
    assert_eq!(
        contact["custom_attributes"],
        json!({"plan": "pro", "seats": 4})
    );
}

#[test]
fn a_null_clears_a_custom_attribute_and_the_key_stays() {
    let mut bench = Bench::new();
    bench.attribute("plan", "string");
    let id = bench.contact(json!({"external_id": "u1", "custom_attributes": {"plan": "pro"}}));
    let body = json!({"custom_attributes": {"plan": null}});
    let (_, contact) = bench.put(&format!("/contacts/{id}"), body);
    assert_eq!(contact["custom_attributes"], json!({"plan": null}));
}

#[test]
fn a_leads_null_attribute_is_taken_or_refused_by_switch() {
    for (verdict, status) in [(Verdict::Accept, 200), (Verdict::Reject, 400)] {
        let mut bench = Bench::switched(|s| s.lead_null_attribute = verdict);
        bench.attribute("plan", "string");
        let id = bench.contact(json!({"role": "lead"}));
        let body = json!({"custom_attributes": {"plan": null}});
        assert_eq!(bench.put(&format!("/contacts/{id}"), body).0, status);
    }
}

#[test]
fn an_owner_must_be_an_admin_and_is_a_string_since_2_16() {
    let mut bench = Bench::new();
    let said = bench.post("/contacts", json!({"external_id": "u1", "owner_id": "5"}));
    assert_eq!(
        refusal(&said),
        (
            400,
            "parameter_invalid",
            "The owner specified is not a member of the workspace"
        )
    );
    let id = bench.contact(json!({"external_id": "u1", "owner_id": 991_267_459}));
    let target = format!("/contacts/{id}");
    assert_eq!(bench.get(&target).1["owner_id"], "991267459");
    bench.version = "2.15";
    assert_eq!(bench.get(&target).1["owner_id"], 991_267_459);
}

#[test]
fn a_text_in_a_time_field_is_a_bad_parameter() {
    let mut bench = Bench::new();
    let body = json!({"external_id": "u1", "signed_up_at": "2023-01-01T00:00:00Z"});
    assert_eq!(
        refusal(&bench.post("/contacts", body)),
        (400, "bad_request", "bad 'signed_up_at' parameter")
    );
}

#[test]
fn email_verified_wants_an_email_in_the_same_request_since_2_16() {
    let mut bench = Bench::new();
    let target = format!("/contacts/{}", bench.contact(json!({"external_id": "u1"})));
    assert_eq!(bench.put(&target, json!({"email_verified": true})).0, 400);
    let both = json!({"email_verified": true, "email": "a@b.c"});
    assert_eq!(bench.put(&target, both).0, 200);
    bench.version = "2.15";
    assert_eq!(bench.put(&target, json!({"email_verified": true})).0, 200);
}

#[test]
fn a_number_for_an_external_id_is_refused_or_read_by_switch() {
    let mut bench = Bench::new();
    let said = bench.post("/contacts", json!({"external_id": 42}));
    assert_eq!(code(&said), (400, "parameter_invalid"));
    let mut bench = Bench::switched(|s| s.numeric_user_id = NumericUserId::Coerce);
    bench.contact(json!({"external_id": 42}));
    assert_eq!(bench.get("/contacts/find_by_external_id/42").0, 200);
}

#[test]
fn a_taken_external_id_is_409_with_the_holders_id_in_the_message() {
    let mut bench = Bench::new();
    let holder = bench.contact(json!({"external_id": "u1"}));
    let taken = bench.post("/contacts", json!({"external_id": "u1"}));
    assert_eq!(
        refusal(&taken),
        (409, "conflict", owned_by(&holder).as_str())
    );

    let other = bench.contact(json!({"external_id": "u2"}));
    let put = bench.put(&format!("/contacts/{other}"), json!({"external_id": "u1"}));
    assert_eq!(refusal(&put), (409, "conflict", owned_by(&holder).as_str()));
}

#[test]
fn an_archived_holder_is_named_as_archived() {
    let mut bench = Bench::new();
    let holder = bench.contact(json!({"external_id": "u1"}));
    bench.post(&format!("/contacts/{holder}/archive"), json!({}));
    let taken = bench.post("/contacts", json!({"external_id": "u1"}));
    assert_eq!(
        refusal(&taken),
        (409, "conflict", archived_owned_by(&holder).as_str())
    );
}

#[test]
fn one_email_may_belong_to_users_with_different_external_ids() {
    let mut bench = Bench::new();
    bench.contact(json!({"external_id": "u1", "email": "a@b.c"}));
    let second = bench.contact(json!({"external_id": "u2", "email": "a@b.c"}));
    let third = bench.contact(json!({"external_id": "u3"}));
    assert_ne!(second, third);
    let put = bench.put(&format!("/contacts/{third}"), json!({"email": "a@b.c"}));
    assert_eq!(put.0, 200);
}

#[test]
fn leads_are_never_unique_by_email() {
    let mut bench = Bench::new();
    let one = bench.contact(json!({"role": "lead", "email": "a@b.c"}));
    let other = bench.contact(json!({"role": "lead", "email": "a@b.c"}));
    assert_ne!(one, other);
}

#[test]
fn an_email_only_create_against_a_user_conflicts_or_makes_a_second_by_switch() {
    let mut bench = Bench::new();
    let holder = bench.contact(json!({"external_id": "u1", "email": "Joe@example.com"}));
    let taken = bench.post("/contacts", json!({"email": "joe@EXAMPLE.com"}));
    assert_eq!(
        refusal(&taken),
        (409, "conflict", owned_by(&holder).as_str())
    );

    let mut bench = Bench::switched(|s| s.email_only_create = EmailOnlyCreate::SecondUser);
    bench.contact(json!({"external_id": "u1", "email": "joe@example.com"}));
    bench.contact(json!({"email": "joe@example.com"}));
}

#[test]
fn case_separates_addresses_or_not_by_switch() {
    for (case, status) in [(EmailCase::Insensitive, 409), (EmailCase::Sensitive, 200)] {
        let mut bench = Bench::switched(|s| s.email_case = case);
        bench.contact(json!({"email": "joe@example.com"}));
        assert_eq!(
            bench
                .post("/contacts", json!({"email": "JOE@example.com"}))
                .0,
            status
        );
    }
}

#[test]
fn an_archived_contact_is_hidden_and_comes_back() {
    let mut bench = Bench::new();
    let id = bench.contact(json!({"external_id": "u1"}));
    let target = format!("/contacts/{id}");
    let archived = bench.post(&format!("{target}/archive"), json!({}));
    assert_eq!(
        archived,
        (
            200,
            json!({"type": "contact", "id": id, "external_id": "u1", "archived": true})
        )
    );
    for said in [
        bench.get(&target),
        bench.put(&target, json!({"name": "A"})),
        bench.get("/contacts/find_by_external_id/u1"),
    ] {
        assert_eq!(refusal(&said), (404, "not_found", "User Not Found"));
    }
    assert_eq!(bench.get("/contacts").1["total_count"], 0);
    let back = bench.post(&format!("{target}/unarchive"), json!({}));
    assert_eq!((back.0, &back.1["archived"]), (200, &json!(false)));
    assert_eq!(bench.get(&target).0, 200);
}

#[test]
fn a_deleted_identity_is_poisoned_for_seven_days() {
    let mut bench = Bench::new();
    let id = bench.contact(json!({"external_id": "u1"}));
    let deleted = bench.delete(&format!("/contacts/{id}"));
    assert_eq!(
        deleted,
        (
            200,
            json!({"type": "contact", "id": id, "external_id": "u1", "deleted": true})
        )
    );
    assert_eq!(bench.delete(&format!("/contacts/{id}")).0, 404);
    bench.pass(WEEK_MS - 1);
    let taken = bench.post("/contacts", json!({"external_id": "u1"}));
    assert_eq!(
        refusal(&taken),
        (409, "conflict", archived_owned_by(&id).as_str())
    );
    bench.pass(1);
    assert_eq!(bench.post("/contacts", json!({"external_id": "u1"})).0, 200);
    assert_eq!(
        bench
            .post(&format!("/contacts/{id}/unarchive"), json!({}))
            .0,
        404
    );
}

#[test]
fn unarchiving_a_deleted_contact_is_400_or_500_by_switch() {
    let expected = [
        (
            DeletedUnarchive::BadRequest,
            (
                400,
                "bad_request",
                "User has been marked for permanent deletion and is not restorable.",
            ),
        ),
        (
            DeletedUnarchive::ServerError,
            (500, "server_error", "Server error"),
        ),
    ];
    for (answer, expected) in expected {
        let mut bench = Bench::switched(|s| s.deleted_unarchive = answer);
        let id = bench.contact(json!({"external_id": "u1"}));
        bench.delete(&format!("/contacts/{id}"));
        let said = bench.post(&format!("/contacts/{id}/unarchive"), json!({}));
        assert_eq!(refusal(&said), expected);
    }
}

#[test]
fn a_blocked_contact_is_hidden_and_not_restorable() {
    let mut bench = Bench::new();
    let id = bench.contact(json!({"external_id": "u1"}));
    let blocked = bench.post(&format!("/contacts/{id}/block"), json!({}));
    assert_eq!((blocked.0, &blocked.1["blocked"]), (200, &json!(true)));
    assert_eq!(bench.get(&format!("/contacts/{id}")).0, 404);
    let back = bench.post(&format!("/contacts/{id}/unarchive"), json!({}));
    assert_eq!(code(&back), (400, "not_restorable"));
    let taken = bench.post("/contacts", json!({"external_id": "u1"}));
    assert_eq!(refusal(&taken).2, archived_owned_by(&id));
}

#[test]
fn find_by_external_id_finds_users_only() {
    let mut bench = Bench::new();
    let lead = bench.contact(json!({"role": "lead"}));
    let uuid = bench.get(&format!("/contacts/{lead}")).1["external_id"].clone();
    let target = format!("/contacts/find_by_external_id/{}", uuid.as_str().unwrap());
    assert_eq!(code(&bench.get(&target)), (404, "not_found"));
    bench.contact(json!({"external_id": "a/b c"}));
    assert_eq!(bench.get("/contacts/find_by_external_id/a%2Fb%20c").0, 200);
}

#[test]
fn the_list_has_pages_and_no_hidden_contacts() {
    let mut bench = Bench::new();
    let ids: Vec<String> = (0..5)
        .map(|n| bench.contact(json!({"external_id": format!("u{n}")})))
        .collect();
    bench.post(&format!("/contacts/{}/archive", ids[1]), json!({}));
    let (_, first) = bench.get("/contacts?per_page=3");
    let listed = |page: &Value| -> Vec<Value> {
        page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["id"].clone())
            .collect()
    };
    assert_eq!(listed(&first), [ids[0].as_str(), &ids[2], &ids[3]]);
    assert_eq!(first["total_count"], 4);
    assert_eq!(first["pages"]["total_pages"], 2);
    let cursor = first["pages"]["next"]["starting_after"].as_str().unwrap();
    let (_, second) = bench.get(&format!("/contacts?per_page=3&starting_after={cursor}"));
    assert_eq!(listed(&second), [ids[4].as_str()]);
    assert_eq!(second["pages"]["page"], 2);
    assert_eq!(second["pages"].get("next"), None);
    assert_eq!(bench.get("/contacts?starting_after=nonsense").0, 400);
}

fn with_duplicates() -> (Bench, String, String) {
    let mut bench = Bench::new();
    let lead = bench.contact(json!({"role": "lead", "email": "a@b.c", "phone": "1"}));
    let user = bench.contact(json!({"external_id": "u1", "email": "a@b.c"}));
    (bench, lead, user)
}

#[test]
fn a_merged_lead_becomes_part_of_the_user() {
    let (mut bench, lead, user) = with_duplicates();
    bench.post(
        "/events",
        json!({"event_name": "e", "created_at": 1_700_000_000, "id": lead}),
    );
    let (status, merged) = bench.post("/contacts/merge", json!({"from": lead, "into": user}));
    assert_eq!(
        (status, &merged["id"], &merged["phone"]),
        (200, &json!(user), &json!("1"))
    );
    let (_, events) = bench.get("/events?type=user&user_id=u1");
    assert_eq!(events["events"][0]["event_name"], "e");
    assert_eq!(bench.get("/contacts").1["total_count"], 1);
    assert_eq!(
        bench
            .put(&format!("/contacts/{lead}"), json!({"name": "A"}))
            .0,
        404
    );
}

#[test]
fn a_merge_wants_a_lead_a_user_and_duplicates_since_2_16() {
    let (mut bench, lead, user) = with_duplicates();
    let stranger = bench.contact(json!({"external_id": "u2"}));
    for (from, into) in [(&user, &lead), (&user, &stranger), (&lead, &stranger)] {
        let said = bench.post("/contacts/merge", json!({"from": from, "into": into}));
        assert_eq!(code(&said), (400, "invalid_merge"));
    }
    let missing = bench.post("/contacts/merge", json!({"from": lead}));
    assert_eq!(code(&missing), (400, "parameter_missing"));
    let skip = json!({"from": lead, "into": stranger, "skip_duplicate_validation": true});
    assert_eq!(bench.post("/contacts/merge", skip).0, 200);

    let (mut bench, lead, _) = with_duplicates();
    let stranger = bench.contact(json!({"external_id": "u2"}));
    bench.version = "2.15";
    let body = json!({"from": lead, "into": stranger});
    assert_eq!(bench.post("/contacts/merge", body).0, 200);
}

#[test]
fn reading_a_merged_contact_is_410_with_a_link_or_404_by_switch_and_version() {
    let (mut bench, lead, user) = with_duplicates();
    bench.post("/contacts/merge", json!({"from": lead, "into": user}));
    let request = bench.request(http::Method::GET, &format!("/contacts/{lead}"));
    let gone = bench.send(&request);
    assert_eq!(gone.status, 410);
    assert_eq!(gone.json().unwrap()["errors"][0]["code"], "contact_merged");
    let link = format!("</contacts/{user}>; rel=\"canonical\"");
    assert_eq!(gone.header("link"), Some(link.as_str()));

    bench.version = "2.15";
    assert_eq!(bench.get(&format!("/contacts/{lead}")).0, 404);
    bench.version = "2.16";
    bench.workspace.switches_mut().merged_contact = MergedContact::NotFound;
    assert_eq!(bench.get(&format!("/contacts/{lead}")).0, 404);
}

#[test]
fn one_bad_attribute_fails_the_whole_write() {
    let mut bench = Bench::new();
    bench.attribute("plan", "string");
    let id = bench.contact(json!({"external_id": "u1", "name": "A"}));
    let target = format!("/contacts/{id}");
    let body = json!({"name": "B", "custom_attributes": {"plan": "pro", "x": 1}});
    assert_eq!(
        refusal(&bench.put(&target, body)),
        (
            400,
            "parameter_invalid",
            "Custom attribute 'x' does not exist"
        )
    );
    let (_, contact) = bench.get(&target);
    assert_eq!(
        (&contact["name"], &contact["custom_attributes"]),
        (&json!("A"), &json!({}))
    );
}

#[test]
fn an_archived_attribute_is_dropped_or_refused_by_switch() {
    for (answer, status) in [
        (ArchivedAttribute::Ignore, 200),
        (ArchivedAttribute::Reject, 400),
    ] {
        let mut bench = Bench::switched(|s| s.archived_attribute = answer);
        let id = bench.attribute("plan", "string");
        bench.put(&format!("/data_attributes/{id}"), json!({"archived": true}));
        let body = json!({"external_id": "u1", "custom_attributes": {"plan": "pro"}});
        let (got, contact) = bench.post("/contacts", body);
        assert_eq!(got, status);
        if status == 200 {
            assert_eq!(contact["custom_attributes"], json!({}));
        }
    }
}

#[test]
fn a_full_workspace_refuses_further_contacts() {
    let mut settings = crate::Settings::default();
    settings.limits.contacts = 1;
    let mut bench = Bench::with_settings(settings);
    bench.contact(json!({"external_id": "u1"}));
    let said = bench.post("/contacts", json!({"external_id": "u2"}));
    assert_eq!(code(&said), (503, "service_unavailable"));
}
