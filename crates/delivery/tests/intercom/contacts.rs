//! Changes of users.

use std::time::Duration;

use intercom_sim::{
    ArchivedAttribute, DeletedUnarchive, EmailCase, EmailOnlyCreate, MergedContact, Refusal, Role,
    Scope, Verdict as Open,
};
use intertide_delivery::destinations::{Step, Verdict};
use intertide_domain::delivery::{DiscardReason, WaitReason};
use serde_json::json;

use super::bench::{Bench, discarded};

#[test]
fn the_second_update_of_a_user_is_one_request() {
    let mut bench = Bench::new("user_id");
    let first = bench.update("u1", &[("plan", json!("pro"))]);
    assert_eq!(first.verdict, Verdict::Delivered);
    let before = bench.requests();
    let second = bench.update("u1", &[("plan", json!("basic"))]);
    assert_eq!(second.verdict, Verdict::Delivered);
    assert_eq!(bench.requests() - before, 1);
    assert_eq!(bench.user("u1").unwrap().custom_attributes["plan"], "basic");
}

#[test]
fn of_two_updates_that_create_a_user_at_once_both_arrive_and_one_user_is_there() {
    let mut bench = Bench::new("user_id");
    bench.update("u0", &[("plan", json!("x")), ("seats", json!(1))]);
    let slow = bench.user_due("u1", &[("plan", json!("pro"))]);
    let mut conversation = bench.converse(&slow);
    let Step::Send(find) = conversation.begin() else {
        panic!("an unknown user is looked up");
    };
    let not_found = bench.send(&find);
    let create = conversation.answer(&not_found);
    assert_eq!(
        bench.update("u1", &[("seats", json!(5))]).verdict,
        Verdict::Delivered
    );
    let ending = bench.talk_on(&mut *conversation, create);
    assert_eq!(ending.verdict, Verdict::Delivered);
    let user = bench.user("u1").unwrap();
    assert_eq!(
        (
            &user.custom_attributes["plan"],
            &user.custom_attributes["seats"]
        ),
        (&json!("pro"), &json!(5))
    );
    assert_eq!(bench.live().len(), 2);
}

#[test]
fn a_user_that_search_does_not_show_yet_is_met_by_its_address() {
    for case in [EmailCase::Insensitive, EmailCase::Sensitive] {
        let mut bench = Bench::new("email");
        bench.workspace.switches_mut().email_case = case;
        bench.meanwhile(
            "POST",
            "/contacts",
            json!({"role": "user", "email": "ann@x.io"}),
        );
        let ending = bench.update("ann@x.io", &[("name=n", json!("Ann"))]);
        assert_eq!(ending.verdict, Verdict::Delivered);
        assert_eq!(bench.live().len(), 1);

        bench.facts.clear();
        bench.pass(Duration::from_secs(600));
        let ending = bench.update("Ann@x.io", &[("name=n", json!("Ann B"))]);
        assert_eq!(ending.verdict, Verdict::Delivered);
        assert_eq!(bench.live().len(), 1);
        assert_eq!(bench.live()[0].name.as_deref(), Some("Ann B"));
    }
}

#[test]
fn an_address_that_several_users_share_is_ambiguous() {
    let mut bench = Bench::new("email");
    bench.workspace.switches_mut().email_only_create = EmailOnlyCreate::SecondUser;
    for external_id in ["a", "b"] {
        let body = json!({"role": "user", "email": "ann@x.io", "external_id": external_id});
        bench.meanwhile("POST", "/contacts", body);
    }
    bench.pass(Duration::from_secs(600));
    let ending = bench.update("ann@x.io", &[("name=n", json!("Ann"))]);
    assert_eq!(ending.verdict, discarded(DiscardReason::AmbiguousUser));
    assert!(
        ending.notes[0]
            .0
            .starts_with("2 users in Intercom share the address")
    );
}

#[test]
fn an_archived_user_comes_back_with_the_update() {
    let mut bench = Bench::new("user_id");
    let id = bench.meanwhile("POST", "/contacts", json!({"external_id": "u1"}));
    bench.meanwhile("POST", &format!("/contacts/{id}/archive"), json!({}));
    assert!(bench.user("u1").is_none());
    let ending = bench.update("u1", &[("name=n", json!("Ann"))]);
    assert_eq!(ending.verdict, Verdict::Delivered);
    assert_eq!(bench.user("u1").unwrap().name.as_deref(), Some("Ann"));
}

#[test]
fn a_remembered_user_that_was_archived_comes_back_with_the_update() {
    let mut bench = Bench::new("user_id");
    bench.update("u1", &[("name=n", json!("Ann"))]);
    let id = bench.user("u1").unwrap().id.to_string();
    bench.meanwhile("POST", &format!("/contacts/{id}/archive"), json!({}));
    let ending = bench.update("u1", &[("name=n", json!("Ann B"))]);
    assert_eq!(ending.verdict, Verdict::Delivered);
    assert_eq!(bench.user("u1").unwrap().name.as_deref(), Some("Ann B"));
}

#[test]
fn a_deleted_user_ends_as_deleted_under_either_answer_and_is_then_left_alone() {
    for answer in [DeletedUnarchive::BadRequest, DeletedUnarchive::ServerError] {
        let mut bench = Bench::new("user_id");
        bench.workspace.switches_mut().deleted_unarchive = answer;
        let id = bench.meanwhile("POST", "/contacts", json!({"external_id": "u1"}));
        bench.meanwhile("DELETE", &format!("/contacts/{id}"), json!({}));
        let mut ending = bench.update("u1", &[("name=n", json!("Ann"))]);
        if answer == DeletedUnarchive::ServerError {
            assert_eq!(ending.verdict, Verdict::TryLater(WaitReason::ServerError));
            bench.pass(Duration::from_secs(60));
            ending = bench.update("u1", &[("name=n", json!("Ann"))]);
        }
        assert_eq!(ending.verdict, discarded(DiscardReason::UserDeleted));

        let before = bench.requests();
        let again = bench.update("u1", &[("name=n", json!("Ann"))]);
        assert_eq!(again.verdict, discarded(DiscardReason::UserDeleted));
        assert_eq!(bench.requests(), before);

        bench.pass(Duration::from_secs(8 * 24 * 60 * 60));
        let later = bench.update("u1", &[("name=n", json!("Ann"))]);
        assert_eq!(later.verdict, Verdict::Delivered);
    }
}

#[test]
fn a_blocked_user_ends_as_deleted() {
    let mut bench = Bench::new("user_id");
    let id = bench.meanwhile("POST", "/contacts", json!({"external_id": "u1"}));
    bench.meanwhile("POST", &format!("/contacts/{id}/block"), json!({}));
    let ending = bench.update("u1", &[("name=n", json!("Ann"))]);
    assert_eq!(ending.verdict, discarded(DiscardReason::UserDeleted));
}

#[test]
fn a_lead_with_the_address_becomes_the_user() {
    for (intercom_id, identity) in [("user_id", "u1"), ("email", "ann@x.io")] {
        let mut bench = Bench::new(intercom_id);
        bench.meanwhile(
            "POST",
            "/contacts",
            json!({"role": "lead", "email": "ann@x.io"}),
        );
        bench.pass(Duration::from_secs(600));
        let attributes = match intercom_id {
            "user_id" => vec![("name=n", json!("Ann")), ("email=e", json!("ann@x.io"))],
            _ => vec![("name=n", json!("Ann"))],
        };
        assert_eq!(
            bench.update(identity, &attributes).verdict,
            Verdict::Delivered
        );
        let [contact] = bench.live()[..] else {
            panic!("one contact");
        };
        assert_eq!(
            (contact.role, contact.name.as_deref()),
            (Role::User, Some("Ann"))
        );
    }
}

#[test]
fn a_user_with_the_address_and_another_id_keeps_that_id() {
    let mut bench = Bench::new("user_id");
    bench.meanwhile(
        "POST",
        "/contacts",
        json!({"external_id": "other", "email": "ann@x.io"}),
    );
    bench.pass(Duration::from_secs(600));
    let ending = bench.update("u1", &[("email=e", json!("ann@x.io"))]);
    assert_eq!(ending.verdict, Verdict::Delivered);
    assert!(bench.user("other").is_some() && bench.user("u1").is_some());
}

#[test]
fn a_user_with_the_address_and_no_id_is_given_ours() {
    let mut bench = Bench::new("user_id");
    bench.meanwhile(
        "POST",
        "/contacts",
        json!({"role": "user", "email": "ann@x.io"}),
    );
    bench.pass(Duration::from_secs(600));
    let ending = bench.update("u1", &[("email=e", json!("ann@x.io"))]);
    assert_eq!(ending.verdict, Verdict::Delivered);
    assert_eq!(bench.live().len(), 1);
    assert!(bench.user("u1").is_some());
}

#[test]
fn a_contact_that_went_into_another_is_followed_under_either_answer() {
    for answer in [MergedContact::Gone, MergedContact::NotFound] {
        let mut bench = Bench::new("email");
        bench.workspace.switches_mut().merged_contact = answer;
        let lead = bench.meanwhile(
            "POST",
            "/contacts",
            json!({"role": "lead", "email": "ann@x.io"}),
        );
        let user = bench.meanwhile(
            "POST",
            "/contacts",
            json!({"role": "user", "email": "ann@x.io"}),
        );
        let body = json!({"from": lead, "into": user});
        bench.meanwhile("POST", "/contacts/merge", body);
        bench.facts.insert(
            "email:ann@x.io".to_owned(),
            format!(r#"{{"contact_id":"{lead}"}}"#),
        );
        bench.pass(Duration::from_secs(600));
        let ending = bench.update("ann@x.io", &[("name=n", json!("Ann"))]);
        assert_eq!(ending.verdict, Verdict::Delivered);
        let [contact] = bench.live()[..] else {
            panic!("one contact");
        };
        assert_eq!(
            (contact.id.to_string(), contact.name.as_deref()),
            (user, Some("Ann"))
        );
    }
}

#[test]
fn missing_attributes_are_declared_with_the_types_of_their_values() {
    for refusal in [Refusal::BadRequest, Refusal::Unprocessable] {
        let mut bench = Bench::new("user_id");
        bench.workspace.switches_mut().unknown_attribute = refusal;
        let attributes = [
            ("plan", json!("pro")),
            ("seats", json!(5)),
            ("score", json!(0.5)),
            ("vip", json!(true)),
        ];
        assert_eq!(bench.update("u1", &attributes).verdict, Verdict::Delivered);
        let user = bench.user("u1").unwrap();
        for (name, value) in &attributes {
            assert_eq!(&user.custom_attributes[*name], value);
        }
    }
}

#[test]
fn faulty_attributes_have_their_category_and_never_cost_the_rest() {
    for refusal in [Refusal::BadRequest, Refusal::Unprocessable] {
        for known in [true, false] {
            let mut bench = Bench::new("user_id");
            let switches = bench.workspace.switches_mut();
            switches.unknown_attribute = refusal;
            switches.bad_attribute_type = refusal;
            switches.attribute_limit = refusal;
            let declare = json!({"name": "seats", "model": "contact", "data_type": "integer"});
            bench.meanwhile("POST", "/data_attributes", declare);
            if known {
                bench.update("u1", &[("name=n", json!("A"))]);
            }
            let ending = bench.update("u1", &[("seats", json!("many")), ("name=n", json!("Ann"))]);
            assert_eq!(ending.verdict, discarded(DiscardReason::AttributeType));
            assert_eq!(bench.user("u1").unwrap().name.as_deref(), Some("Ann"));

            bench.document.send_users.create_missing_attributes = false;
            let ending = bench.update("u1", &[("plan", json!("pro")), ("seats", json!(5))]);
            assert_eq!(ending.verdict, discarded(DiscardReason::AttributeMissing));
            assert_eq!(bench.user("u1").unwrap().custom_attributes["seats"], 5);
        }
    }
}

#[test]
fn a_workspace_that_is_full_takes_the_rest() {
    for refusal in [Refusal::BadRequest, Refusal::Unprocessable] {
        let mut bench = Bench::new("user_id");
        bench.workspace.switches_mut().attribute_limit = refusal;
        for number in 0..250 {
            let body =
                json!({"name": format!("a{number}"), "model": "contact", "data_type": "string"});
            bench.meanwhile("POST", "/data_attributes", body);
        }
        let ending = bench.update("u1", &[("plan", json!("pro")), ("a1", json!("x"))]);
        assert_eq!(ending.verdict, discarded(DiscardReason::AttributeLimit));
        assert_eq!(bench.user("u1").unwrap().custom_attributes["a1"], "x");
    }
}

#[test]
fn an_archived_attribute_never_costs_the_rest() {
    for (answer, expected) in [
        (ArchivedAttribute::Ignore, Verdict::Delivered),
        (
            ArchivedAttribute::Reject,
            discarded(DiscardReason::AttributeMissing),
        ),
    ] {
        let mut bench = Bench::new("user_id");
        bench.workspace.switches_mut().archived_attribute = answer;
        bench.update("u1", &[("plan", json!("pro"))]);
        let id = bench.workspace.attributes().next().unwrap().id;
        bench.meanwhile(
            "PUT",
            &format!("/data_attributes/{id}"),
            json!({"archived": true}),
        );
        let ending = bench.update("u1", &[("plan", json!("basic")), ("name=n", json!("Ann"))]);
        assert_eq!(ending.verdict, expected);
        let user = bench.user("u1").unwrap();
        assert_eq!(user.name.as_deref(), Some("Ann"));
        assert_eq!(user.custom_attributes["plan"], "pro");
    }
}

#[test]
fn an_owner_who_is_nobody_does_not_cost_the_rest() {
    let mut bench = Bench::new("user_id");
    let ending = bench.update(
        "u1",
        &[("owner_id=o", json!("1")), ("name=n", json!("Ann"))],
    );
    assert_eq!(ending.verdict, discarded(DiscardReason::Rejected));
    assert_eq!(bench.user("u1").unwrap().name.as_deref(), Some("Ann"));
}

#[test]
fn standard_attributes_arrive_in_their_types_and_are_cleared() {
    let mut bench = Bench::new("user_id");
    let ending = bench.update(
        "u1",
        &[
            ("email=e", json!("Ann@x.io")),
            ("phone=p", json!("+49 1")),
            ("signed_up_at=s", json!("2023-11-15T12:00:00Z")),
            ("owner_id=o", json!(991_267_459)),
            ("unsubscribed_from_emails=x", json!("true")),
            ("avatar=a", json!("https://a.io/a.png")),
        ],
    );
    assert_eq!(ending.verdict, Verdict::Delivered);
    let user = bench.user("u1").unwrap();
    assert_eq!(user.email.as_deref(), Some("Ann@x.io"));
    assert_eq!(user.signed_up_at.map(|at| at.0), Some(1_700_049_600));
    assert_eq!(user.owner_id, Some(991_267_459));
    assert!(user.unsubscribed_from_emails);

    let ending = bench.update("u1", &[("phone=p", json!(null)), ("email=e", json!(null))]);
    assert_eq!(ending.verdict, Verdict::Delivered);
    let user = bench.user("u1").unwrap();
    assert_eq!((user.phone.as_deref(), user.email.as_deref()), (None, None));
}

#[test]
fn a_long_value_arrives_also_where_intercom_refuses_what_is_too_long() {
    let mut bench = Bench::new("user_id");
    bench.workspace.switches_mut().long_strings = intercom_sim::LongStrings::Reject;
    let ending = bench.update("u1", &[("bio", json!("ö".repeat(300)))]);
    assert_eq!(ending.verdict, Verdict::Delivered);
    assert_eq!(
        bench.user("u1").unwrap().custom_attributes["bio"],
        "ö".repeat(255)
    );
}

#[test]
fn a_value_that_a_list_does_not_offer_does_not_cost_the_rest() {
    let mut bench = Bench::new("user_id");
    bench.workspace.switches_mut().list_value = Open::Reject;
    let options = json!([{"value": "pro"}, {"value": "basic"}]);
    let body =
        json!({"name": "plan", "model": "contact", "data_type": "options", "options": options});
    bench.meanwhile("POST", "/data_attributes", body);
    let ending = bench.update("u1", &[("plan", json!("gold")), ("name=n", json!("Ann"))]);
    assert_eq!(ending.verdict, discarded(DiscardReason::AttributeType));
    assert_eq!(bench.user("u1").unwrap().name.as_deref(), Some("Ann"));
}

#[test]
fn a_token_without_a_scope_holds_the_lane() {
    let mut bench = Bench::new("user_id");
    bench.workspace.set_denied_scopes([Scope::WriteContacts]);
    let ending = bench.update("u1", &[("name=n", json!("Ann"))]);
    assert_eq!(ending.verdict, Verdict::Hold(WaitReason::Credentials));
}
