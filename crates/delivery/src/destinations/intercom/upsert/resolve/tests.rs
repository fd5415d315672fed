use intertide_domain::delivery::{DiscardReason, Kind};
use serde_json::{Value, json};

use super::super::super::script::{
    Line, Talk, archived_conflict, conflict, converse, document, due, known, lead, learned, list,
    not_found, user,
};
use crate::destinations::{Facts, Verdict};

const KEY: &str = "user_id:u1";
const FIND: &str = "GET /contacts/find_by_external_id/u1";
const SEARCH: &str = "POST /contacts/search";
const CREATE: &str = "POST /contacts";
const UPDATE: &str = "PUT /contacts/c1";
const GET: &str = "GET /contacts/c1";
const UNARCHIVE: &str = "POST /contacts/c1/unarchive";

fn by_id_with_email(script: &[Line]) -> Talk {
    let payload = json!({
        "identity": {"user_id": "u1"},
        "attributes": {"email": "Ann@x.io"},
        "custom_attributes": {},
    });
    update("user_id", &payload, &Facts::new(), script)
}

fn by_email(facts: &Facts, script: &[Line]) -> Talk {
    let payload = json!({
        "identity": {"email": "Ann@x.io"},
        "attributes": {},
        "custom_attributes": {"plan": "pro"},
    });
    update("email", &payload, facts, script)
}

fn update(intercom_id: &str, payload: &Value, facts: &Facts, script: &[Line]) -> Talk {
    let document = document(intercom_id, json!({}));
    converse(
        &due(Kind::User, &payload.to_string()),
        &document,
        facts,
        script,
    )
}

fn ours() -> Value {
    user("c1", Some("u1"), None)
}

fn discarded(reason: DiscardReason) -> Verdict {
    Verdict::Discard(reason)
}

#[test]
fn an_address_that_search_does_not_show_yet_is_found_through_the_conflict() {
    let talk = by_email(
        &Facts::new(),
        &[
            (SEARCH, 200, list(&[])),
            (CREATE, 409, conflict("c1")),
            (UPDATE, 200, user("c1", None, Some("ann@x.io"))),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned("email:ann@x.io", "c1"));
}

#[test]
fn an_external_id_of_somebody_else_is_never_overwritten() {
    let talk = by_id_with_email(&[
        (FIND, 404, not_found()),
        (SEARCH, 200, list(&[])),
        (CREATE, 409, conflict("c1")),
        (GET, 200, user("c1", Some("u2"), Some("ann@x.io"))),
    ]);
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::AmbiguousUser));
    assert_eq!(talk.ending.facts, []);
    assert_eq!(
        talk.notes(),
        ["contact c1 in Intercom is `u2`, not `u1`, and was left alone"]
    );
}

#[test]
fn a_user_who_has_our_address_and_no_id_is_claimed() {
    let talk = by_id_with_email(&[
        (FIND, 404, not_found()),
        (SEARCH, 200, list(&[user("c1", None, Some("ann@X.io"))])),
        (UPDATE, 200, user("c1", Some("u1"), Some("Ann@x.io"))),
    ]);
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(
        talk.bodies[2],
        json!({"role": "user", "external_id": "u1", "email": "Ann@x.io"})
    );
    assert_eq!(talk.ending.facts, learned(KEY, "c1"));
}

#[test]
fn users_who_share_our_address_under_ids_of_their_own_are_others() {
    let talk = by_id_with_email(&[
        (FIND, 404, not_found()),
        (
            SEARCH,
            200,
            list(&[
                user("c5", Some("u5"), Some("ann@x.io")),
                lead("c6", "ann@x.io", 1),
            ]),
        ),
        (CREATE, 200, user("c1", Some("u1"), Some("Ann@x.io"))),
    ]);
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
}

#[test]
fn the_newest_lead_with_our_address_becomes_the_user() {
    let leads = list(&[
        lead("c3", "ann@x.io", 5),
        lead("c1", "ann@x.io", 9),
        lead("c2", "bob@x.io", 99),
    ]);
    let talk = by_id_with_email(&[
        (FIND, 404, not_found()),
        (SEARCH, 200, leads.clone()),
        (UPDATE, 200, user("c1", Some("u1"), Some("Ann@x.io"))),
    ]);
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.bodies[2]["role"], "user");
    assert_eq!(talk.bodies[2]["external_id"], "u1");

    let talk = by_email(
        &Facts::new(),
        &[
            (SEARCH, 200, leads),
            (UPDATE, 200, user("c1", None, Some("ann@x.io"))),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(
        talk.bodies[1],
        json!({"role": "user", "custom_attributes": {"plan": "pro"}})
    );
}

#[test]
fn a_lead_whose_id_to_be_an_archived_user_holds_leaves_it_to_that_user() {
    let restored = json!({"type": "contact", "id": "c1", "external_id": "u1", "archived": false});
    let talk = by_id_with_email(&[
        (FIND, 404, not_found()),
        (SEARCH, 200, list(&[lead("c9", "ann@x.io", 1)])),
        ("PUT /contacts/c9", 409, archived_conflict("c1")),
        (UNARCHIVE, 200, restored),
        (UPDATE, 200, ours()),
    ]);
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.bodies[4], json!({"email": "Ann@x.io"}));
}

#[test]
fn an_address_that_is_taken_does_not_cost_the_rest_of_the_update() {
    let payload = json!({
        "identity": {"user_id": "u1"},
        "attributes": {"name": "Ann", "email": "ann@x.io"},
        "custom_attributes": {},
    });
    let talk = update(
        "user_id",
        &payload,
        &known(KEY, "c1"),
        &[(UPDATE, 409, conflict("c2")), (UPDATE, 200, ours())],
    );
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::AmbiguousUser));
    assert_eq!(talk.bodies[1], json!({"name": "Ann"}));
    assert_eq!(talk.notes()[0], "contact c1 and contact c2 are in conflict");
}

#[test]
fn an_address_is_compared_without_case_and_sent_as_it_came() {
    let talk = by_email(
        &Facts::new(),
        &[
            (
                SEARCH,
                200,
                list(&[
                    user("c7", None, Some("mann@x.io")),
                    user("c1", None, Some("aNN@x.io")),
                ]),
            ),
            (UPDATE, 200, user("c1", None, Some("aNN@x.io"))),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned("email:ann@x.io", "c1"));
}

#[test]
fn an_address_that_several_users_share_names_them() {
    let users = [
        user("c1", Some("u1"), Some("ann@x.io")),
        user("c2", None, Some("ANN@x.io")),
    ];
    let talk = by_email(&Facts::new(), &[(SEARCH, 200, list(&users))]);
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::AmbiguousUser));
    assert_eq!(
        talk.notes(),
        ["2 users in Intercom share the address: c1, c2"]
    );
}

#[test]
fn a_remembered_contact_that_became_somebody_else_is_resolved_again() {
    let talk = update(
        "user_id",
        &json!({"identity": {"user_id": "u1"}, "attributes": {"name": "Ann"}, "custom_attributes": {}}),
        &known(KEY, "c1"),
        &[
            (UPDATE, 200, user("c1", Some("u99"), None)),
            (FIND, 404, not_found()),
            (CREATE, 200, user("c2", Some("u1"), None)),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned(KEY, "c2"));
}
