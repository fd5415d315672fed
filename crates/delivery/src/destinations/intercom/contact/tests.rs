use intertide_domain::delivery::{Follower, Kind, WaitReason};
use intertide_domain::ids::{DeliveryId, EventType};
use serde_json::{Value, json};

use super::super::script::{
    Line, Talk, archived_conflict, conflict, converse, document, due, error, hold, known, learned,
    not_found, user,
};
use super::*;
use crate::destinations::Response;

const KEY: &str = "user_id:u1";
const FIND: &str = "GET /contacts/find_by_external_id/u1";
const CREATE: &str = "POST /contacts";
const UPDATE: &str = "PUT /contacts/c1";
const GET: &str = "GET /contacts/c1";
const UNARCHIVE: &str = "POST /contacts/c1/unarchive";
const DELETED: &str = "User has been marked for permanent deletion and is not restorable.";

fn by_id(facts: &Facts, script: &[Line]) -> Talk {
    let payload = json!({
        "identity": {"user_id": "u1"},
        "attributes": {"name": "Ann"},
        "custom_attributes": {"plan": "pro"},
    });
    update("user_id", &payload, facts, script)
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
fn a_remembered_contact_is_one_request() {
    let talk = by_id(&known(KEY, "c1"), &[(UPDATE, 200, ours())]);
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, []);
    assert_eq!(
        talk.bodies[0],
        json!({"name": "Ann", "custom_attributes": {"plan": "pro"}})
    );
}

#[test]
fn a_user_that_is_found_by_its_id_is_updated_and_remembered() {
    let talk = by_id(&Facts::new(), &[(FIND, 200, ours()), (UPDATE, 200, ours())]);
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned(KEY, "c1"));
}

#[test]
fn what_was_found_is_remembered_also_when_the_update_fails() {
    let talk = by_id(
        &Facts::new(),
        &[(FIND, 200, ours()), (UPDATE, 503, json!("<html>"))],
    );
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );
    assert_eq!(talk.ending.facts, learned(KEY, "c1"));
}

#[test]
fn an_unknown_user_is_created_with_everything_in_one_request() {
    let talk = by_id(
        &Facts::new(),
        &[(FIND, 404, not_found()), (CREATE, 200, ours())],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned(KEY, "c1"));
    assert_eq!(
        talk.bodies[1],
        json!({
            "role": "user", "external_id": "u1", "name": "Ann",
            "custom_attributes": {"plan": "pro"},
        })
    );
}

#[test]
fn a_page_from_something_in_between_is_no_delivery() {
    for script in [
        vec![(FIND, 200, json!("<html>"))],
        vec![(FIND, 404, not_found()), (CREATE, 200, json!("<html>"))],
        vec![(FIND, 200, ours()), (UPDATE, 200, json!({"ok": true}))],
    ] {
        let talk = by_id(&Facts::new(), &script);
        assert_eq!(
            talk.ending.verdict,
            Verdict::TryLater(WaitReason::ServerError)
        );
    }
}

#[test]
fn a_user_that_somebody_else_created_meanwhile_is_updated_in_the_same_attempt() {
    let talk = by_id(
        &Facts::new(),
        &[
            (FIND, 404, not_found()),
            (CREATE, 409, conflict("c1")),
            (GET, 200, ours()),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned(KEY, "c1"));
}

#[test]
fn an_archived_user_is_restored_and_updated() {
    let restored = json!({"type": "contact", "id": "c1", "external_id": "u1", "archived": false});
    let talk = by_id(
        &Facts::new(),
        &[
            (FIND, 404, not_found()),
            (CREATE, 409, archived_conflict("c1")),
            (UNARCHIVE, 200, restored),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(
        talk.notes(),
        ["contact c1 was archived in Intercom and has been restored"]
    );
}

#[test]
fn a_restored_contact_that_does_not_say_who_it_is_is_looked_at_first() {
    let talk = by_id(
        &Facts::new(),
        &[
            (FIND, 404, not_found()),
            (CREATE, 409, archived_conflict("c1")),
            (
                UNARCHIVE,
                200,
                json!({"id": "c1", "object": "contact", "archived": false}),
            ),
            (GET, 200, ours()),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
}

#[test]
fn a_deleted_user_ends_for_good_and_is_not_asked_about_again() {
    for (status, code, message) in [
        (400, "bad_request", DELETED),
        (
            400,
            "not_restorable",
            "User has been blocked and is not restorable.",
        ),
        (403, "not_restorable", ""),
    ] {
        let talk = by_id(
            &Facts::new(),
            &[
                (FIND, 404, not_found()),
                (CREATE, 409, archived_conflict("c1")),
                (UNARCHIVE, status, error(code, message)),
            ],
        );
        assert_eq!(talk.ending.verdict, discarded(DiscardReason::UserDeleted));
        let facts = talk
            .ending
            .facts
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)));
        let again = by_id(&facts.collect(), &[]);
        assert_eq!(again.ending.verdict, discarded(DiscardReason::UserDeleted));
    }
}

#[test]
fn a_restoring_that_fails_in_two_attempts_is_taken_for_a_deletion_but_not_in_one() {
    let document = document("user_id", json!({}));
    let payload =
        r#"{"identity":{"user_id":"u1"},"attributes":{"name":"Ann"},"custom_attributes":{}}"#;
    let script = [
        (FIND, 404, not_found()),
        (CREATE, 409, archived_conflict("c1")),
        (UNARCHIVE, 500, error("server_error", "Server error")),
    ];
    let mut due = due(Kind::User, payload);
    let first = converse(&due, &document, &Facts::new(), &script);
    assert_eq!(
        first.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );

    let facts: Facts = first
        .ending
        .facts
        .into_iter()
        .filter_map(|(k, v)| Some((k, v?)))
        .collect();
    let same_attempt = converse(&due, &document, &facts, &script);
    assert_eq!(
        same_attempt.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );

    due.due_at = due.due_at.plus(std::time::Duration::from_secs(1));
    let second = converse(&due, &document, &facts, &script);
    assert_eq!(second.ending.verdict, discarded(DiscardReason::UserDeleted));
}

#[test]
fn a_conflict_that_names_nobody_is_looked_up_once_and_then_waited_for() {
    let unnamed = || error("conflict", "Conflict");
    let talk = by_id(
        &Facts::new(),
        &[
            (FIND, 404, not_found()),
            (CREATE, 409, unnamed()),
            (FIND, 200, ours()),
            (UPDATE, 200, ours()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);

    let talk = by_id(
        &Facts::new(),
        &[
            (FIND, 404, not_found()),
            (CREATE, 409, unnamed()),
            (FIND, 404, not_found()),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );
    assert_eq!(
        talk.notes(),
        ["Intercom has such a contact but does not show it yet"]
    );
}

#[test]
fn an_archived_contact_that_nobody_names_can_only_be_restored_by_hand() {
    let message = "An archived contact matching those details already exists";
    let talk = by_id(
        &Facts::new(),
        &[
            (FIND, 404, not_found()),
            (CREATE, 409, error("conflict", message)),
        ],
    );
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::Rejected));
    assert_eq!(
        talk.notes()[0],
        "the contact is archived in Intercom; restore it there"
    );
}

#[test]
fn a_remembered_contact_that_is_gone_is_forgotten_and_resolved_again() {
    for gone in [404, 410] {
        let talk = by_id(
            &known(KEY, "c1"),
            &[
                (UPDATE, gone, not_found()),
                (FIND, 200, user("c2", Some("u1"), None)),
                ("PUT /contacts/c2", 200, user("c2", Some("u1"), None)),
            ],
        );
        assert_eq!(talk.ending.verdict, Verdict::Delivered);
        assert_eq!(talk.ending.facts, learned(KEY, "c2"));
    }
}

#[test]
fn a_contact_that_keeps_going_away_is_tried_again_later() {
    let talk = by_id(
        &known(KEY, "c1"),
        &[
            (UPDATE, 404, not_found()),
            (FIND, 200, user("c2", Some("u1"), None)),
            ("PUT /contacts/c2", 404, not_found()),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );
    assert_eq!(talk.ending.facts, [(KEY.to_owned(), None)]);
}

#[test]
fn a_merged_contact_leads_to_the_one_that_is_left() {
    let merged = Answer::Response(Response {
        status: 410,
        link: Some(r#"</contacts/c2>; rel="canonical""#.to_owned()),
        body: error("contact_merged", "This contact has been merged.").to_string(),
        ..Response::default()
    });
    let ok = |body: Value| {
        Answer::Response(Response {
            status: 200,
            body: body.to_string(),
            ..Response::default()
        })
    };
    let payload =
        r#"{"identity":{"user_id":"u1"},"attributes":{"name":"Ann"},"custom_attributes":{}}"#;
    let into = || ok(user("c2", Some("u1"), None));
    let talk = hold(
        &due(Kind::User, payload),
        &document("user_id", json!({})),
        &known(KEY, "c1"),
        [
            (UPDATE, merged),
            ("GET /contacts/c2", into()),
            ("PUT /contacts/c2", into()),
        ]
        .into(),
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned(KEY, "c2"));
}

#[test]
fn an_id_that_no_path_can_hold_is_created_and_met() {
    let payload = json!({
        "identity": {"user_id": ".."}, "attributes": {"name": "Ann"}, "custom_attributes": {},
    });
    let dots = || user("c1", Some(".."), None);
    let talk = update(
        "user_id",
        &payload,
        &Facts::new(),
        &[
            (CREATE, 409, conflict("c1")),
            (GET, 200, dots()),
            (UPDATE, 200, dots()),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
}

#[test]
fn a_contact_that_answers_in_circles_comes_to_an_end() {
    let merged = |into: &str| {
        Answer::Response(Response {
            status: 410,
            link: Some(format!(r#"</contacts/{into}>; rel="canonical""#)),
            body: error("contact_merged", "M").to_string(),
            ..Response::default()
        })
    };
    let payload =
        r#"{"identity":{"user_id":"u1"},"attributes":{"name":"Ann"},"custom_attributes":{}}"#;
    let mut script = vec![(UPDATE, merged("c1"))];
    script.extend((0..11).map(|_| (GET, merged("c1"))));
    let talk = hold(
        &due(Kind::User, payload),
        &document("user_id", json!({})),
        &known(KEY, "c1"),
        script.into(),
    );
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );
    assert_eq!(talk.bodies.len(), 12);
}

#[test]
fn what_cannot_be_sent_ends_without_a_request() {
    for (payload, reason) in [
        (
            json!({"attributes": {"name": "A"}, "custom_attributes": {}}),
            DiscardReason::MissingIdentity,
        ),
        (
            json!({"identity": {"user_id": "u1"}, "attributes": {}, "custom_attributes": {}}),
            DiscardReason::InvalidPayload,
        ),
        (json!("?"), DiscardReason::InvalidPayload),
    ] {
        let talk = update("user_id", &payload, &Facts::new(), &[]);
        assert_eq!(talk.ending.verdict, discarded(reason));
    }
}

#[test]
fn changes_that_wait_together_are_one_request_that_says_what_they_come_to() {
    let payload = |custom: Value| json!({"identity": {"user_id": "u1"}, "attributes": {}, "custom_attributes": custom});
    let mut head = due(
        Kind::User,
        &payload(json!({"plan": "free", "seats": 1})).to_string(),
    );
    let follower = |id, custom: Value| Follower {
        id: DeliveryId::new(id),
        event_type: EventType::from("$identify"),
        received_at: head.received_at,
        payload: payload(custom).to_string().into(),
    };
    head.followers = vec![
        follower(2, json!({"plan": null, "seats": 2})),
        follower(3, json!({"plan": "pro", "seats": 2})),
    ];
    let talk = converse(
        &head,
        &document("user_id", json!({})),
        &known(KEY, "c1"),
        &[(UPDATE, 200, user("c1", Some("u1"), None))],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(
        talk.bodies[0]["custom_attributes"],
        json!({"plan": "pro", "seats": 2})
    );
}
