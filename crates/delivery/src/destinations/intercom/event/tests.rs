use intertide_domain::delivery::Kind;
use intertide_domain::time::UnixSeconds;
use serde_json::{Value, json};

use super::super::identity::Identity;
use super::super::script::{
    Line, NOW, Talk, archived_conflict, conflict, converse, document, due, error, known, learned,
    not_found, user,
};
use super::*;

const PAYLOAD: &str = r#"{"event_name":"Order Completed","created_at":1664604000,"user_id":"u1","metadata":{"b":1,"a":2.0}}"#;

fn deliver(unknown_user: &str, facts: &Facts, script: &[Line]) -> Talk {
    let document = document(
        "user_id",
        json!({"send_events": {"unknown_user": unknown_user}}),
    );
    let mut facts = facts.clone();
    let name = due(Kind::Event, PAYLOAD).event_type;
    facts.insert(facts::event_name_key(&name), name.to_string());
    converse(&due(Kind::Event, PAYLOAD), &document, &facts, script)
}

#[test]
fn a_name_that_comes_into_use_is_remembered_once_intercom_has_it() {
    let document = document("user_id", json!({}));
    let event = due(Kind::Event, PAYLOAD);
    let accepted = converse(
        &event,
        &document,
        &Facts::new(),
        &[("POST /events", 202, Value::Null)],
    );
    assert_eq!(
        accepted.ending.facts,
        [(
            "event_name:order completed".to_owned(),
            Some("Order Completed".to_owned())
        )]
    );
    let refused = converse(
        &event,
        &document,
        &Facts::new(),
        &[("POST /events", 404, not_found())],
    );
    assert!(
        refused
            .ending
            .facts
            .iter()
            .all(|(key, _)| key.starts_with("user_id:"))
    );
}

#[test]
fn an_event_that_was_moved_is_sent_as_of_its_own_second_each_time() {
    let document = document("user_id", json!({}));
    let mut moved = due(Kind::Event, PAYLOAD);
    moved.moved_to = Some(UnixSeconds::new(1_664_604_007));
    for _ in 0..2 {
        let mut conversation = EventConversation::new(&moved, &document, &Facts::new());
        let Step::Send(request) = conversation.begin() else {
            unreachable!("an event begins with a request");
        };
        assert_eq!(
            request.body,
            Some(PAYLOAD.replace("1664604000", "1664604007"))
        );
    }
}

fn discarded(reason: DiscardReason) -> Verdict {
    Verdict::Discard(reason)
}

#[test]
fn an_event_is_one_request_with_the_payload_as_its_body() {
    let document = document("user_id", json!({}));
    let mut conversation =
        EventConversation::new(&due(Kind::Event, PAYLOAD), &document, &Facts::new());
    let Step::Send(request) = conversation.begin() else {
        unreachable!("an event begins with a request");
    };
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/events")
    );
    assert_eq!(request.body.as_deref(), Some(PAYLOAD));
}

#[test]
fn an_accepted_event_is_delivered_whether_or_not_the_answer_has_a_body() {
    for (status, body) in [
        (202, Value::Null),
        (202, json!({})),
        (200, json!({"ok": true})),
    ] {
        let talk = deliver("discard", &Facts::new(), &[("POST /events", status, body)]);
        assert_eq!(talk.ending.verdict, Verdict::Delivered);
        assert_eq!(talk.ending.facts, []);
    }
}

#[test]
fn a_page_from_something_in_between_is_no_acceptance() {
    let page = json!("<html>Welcome to the café</html>");
    let talk = deliver("discard", &Facts::new(), &[("POST /events", 200, page)]);
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::ServerError)
    );
}

#[test]
fn a_contact_that_is_remembered_may_be_too_fresh_for_events() {
    let facts = known("user_id:u1", "c1");
    let talk = deliver("discard", &facts, &[("POST /events", 404, not_found())]);
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::WaitingForUser)
    );
    assert_eq!(talk.ending.facts, []);
}

#[test]
fn an_event_of_an_unknown_user_is_discarded_and_what_was_remembered_is_forgotten() {
    let mut facts = known("user_id:u1", "c1");
    let mut tried = due(Kind::Event, PAYLOAD);
    tried.attempts = ATTEMPTS_FOR_LAG;
    facts.insert(facts::event_name_key(&tried.event_type), String::new());
    let talk = converse(
        &tried,
        &document("user_id", json!({})),
        &facts,
        &[("POST /events", 404, not_found())],
    );
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::UserNotFound));
    assert_eq!(talk.ending.facts, [("user_id:u1".to_owned(), None)]);
    assert_eq!(
        talk.notes(),
        ["Intercom answered 404 not_found: User Not Found"]
    );
}

#[test]
fn nothing_is_forgotten_where_nothing_was_remembered() {
    let talk = deliver(
        "discard",
        &Facts::new(),
        &[("POST /events", 404, not_found())],
    );
    assert_eq!(talk.ending.facts, []);
}

#[test]
fn an_event_of_an_unknown_user_waits_for_the_user_where_the_sync_says_so() {
    let talk = deliver("wait", &Facts::new(), &[("POST /events", 404, not_found())]);
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::WaitingForUser)
    );
}

#[test]
fn an_unknown_user_is_created_and_the_event_sent_again() {
    let talk = deliver(
        "create",
        &Facts::new(),
        &[
            ("POST /events", 404, not_found()),
            ("POST /contacts", 200, user("c1", Some("u1"), None)),
            ("POST /events", 202, Value::Null),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(talk.ending.facts, learned("user_id:u1", "c1"));
    assert_eq!(talk.bodies[1], json!({"role": "user", "external_id": "u1"}));
    assert_eq!(talk.bodies[0], talk.bodies[2]);
}

#[test]
fn a_user_that_was_created_meanwhile_is_no_obstacle() {
    let talk = deliver(
        "create",
        &Facts::new(),
        &[
            ("POST /events", 404, not_found()),
            ("POST /contacts", 409, conflict("c1")),
            ("POST /events", 202, Value::Null),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
}

#[test]
fn a_created_user_that_events_do_not_know_yet_is_waited_for() {
    let talk = deliver(
        "create",
        &Facts::new(),
        &[
            ("POST /events", 404, not_found()),
            ("POST /contacts", 200, user("c1", Some("u1"), None)),
            ("POST /events", 404, not_found()),
        ],
    );
    assert_eq!(
        talk.ending.verdict,
        Verdict::TryLater(WaitReason::WaitingForUser)
    );
    assert_eq!(talk.ending.facts, learned("user_id:u1", "c1"));
}

#[test]
fn an_archived_user_is_restored_before_the_event_is_sent_again() {
    let talk = deliver(
        "create",
        &Facts::new(),
        &[
            ("POST /events", 404, not_found()),
            ("POST /contacts", 409, archived_conflict("c1")),
            (
                "POST /contacts/c1/unarchive",
                200,
                user("c1", Some("u1"), None),
            ),
            ("POST /events", 202, Value::Null),
        ],
    );
    assert_eq!(talk.ending.verdict, Verdict::Delivered);
    assert_eq!(
        talk.notes(),
        ["contact c1 was archived in Intercom and has been restored"]
    );
}

#[test]
fn a_deleted_user_is_not_created_again_and_remembered_as_deleted() {
    let message = "User has been marked for permanent deletion and is not restorable.";
    let talk = deliver(
        "create",
        &Facts::new(),
        &[
            ("POST /events", 404, not_found()),
            ("POST /contacts", 409, archived_conflict("c1")),
            (
                "POST /contacts/c1/unarchive",
                400,
                error("bad_request", message),
            ),
        ],
    );
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::UserDeleted));
    let facts: Facts = talk
        .ending
        .facts
        .into_iter()
        .filter_map(|(k, v)| Some((k, v?)))
        .collect();

    let again = deliver("create", &facts, &[]);
    assert_eq!(again.ending.verdict, discarded(DiscardReason::UserDeleted));
    assert_eq!(
        Known::find(&facts, &Identity::UserId("u1".to_owned()), NOW),
        Some(Known::Deleted(NOW))
    );
}

#[test]
fn an_address_that_several_users_share_is_ambiguous_under_either_status() {
    for status in [409, 400] {
        let body = error(
            "conflict",
            "Multiple existing users match this email address",
        );
        let talk = deliver("discard", &Facts::new(), &[("POST /events", status, body)]);
        assert_eq!(talk.ending.verdict, discarded(DiscardReason::AmbiguousUser));
    }
}

#[test]
fn the_limit_of_event_names_is_recognised_under_each_code() {
    let message = "Cannot have more than 120 active event names";
    for (status, code, message) in [
        (422, "422", message),
        (422, "data_invalid", message),
        (422, "unprocessable_entity", message),
        (400, "parameter_invalid", message),
        (422, "422", ""),
    ] {
        let talk = deliver(
            "discard",
            &Facts::new(),
            &[("POST /events", status, error(code, message))],
        );
        assert_eq!(
            talk.ending.verdict,
            discarded(DiscardReason::EventTypeLimit),
            "{code}"
        );
    }
}

#[test]
fn another_422_is_no_limit_of_event_names() {
    let body = error("data_invalid", "created_at is too far in the future");
    let talk = deliver("discard", &Facts::new(), &[("POST /events", 422, body)]);
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::Rejected));
}

#[test]
fn what_concerns_the_whole_workspace_holds_the_lane_and_what_passes_is_tried_again() {
    for (status, body, expected) in [
        (
            401,
            error("unauthorized", "Access Token Invalid"),
            Verdict::Hold(WaitReason::Credentials),
        ),
        (
            403,
            error("api_plan_restricted", "Active subscription needed."),
            Verdict::Hold(WaitReason::PlanRestricted),
        ),
        (
            429,
            error(
                "rate_limit_exceeded",
                "Exceeded rate limit of 167 in 10_seconds",
            ),
            Verdict::RateLimited,
        ),
        (
            503,
            json!("<html>"),
            Verdict::TryLater(WaitReason::ServerError),
        ),
    ] {
        let talk = deliver("create", &Facts::new(), &[("POST /events", status, body)]);
        assert_eq!(talk.ending.verdict, expected);
    }
}

#[test]
fn what_cannot_be_sent_ends_without_a_request() {
    let document = document("user_id", json!({}));
    let no_facts = Facts::new();
    for (payload, reason) in [
        (
            r#"{"event_name":"E","created_at":1}"#,
            DiscardReason::MissingIdentity,
        ),
        ("{", DiscardReason::InvalidPayload),
    ] {
        let talk = converse(&due(Kind::Event, payload), &document, &no_facts, &[]);
        assert_eq!(talk.ending.verdict, discarded(reason));
    }
    let mut reserved = due(Kind::Event, PAYLOAD);
    reserved.event_type = "_all".into();
    let talk = converse(&reserved, &document, &no_facts, &[]);
    assert_eq!(talk.ending.verdict, discarded(DiscardReason::ReservedName));
}
