//! Events.

use std::time::Duration;

use intercom_sim::{
    AcceptedContentType, AmbiguousEmail, EventNameLimitCode, ForbiddenKey, LongStrings,
    TokenStanding, Verdict as Open,
};
use intertide_delivery::destinations::Verdict;
use intertide_delivery::destinations::intercom::Intercom;
use intertide_delivery::destinations::{Account, Destination, Probe};
use intertide_domain::delivery::{DiscardReason, WaitReason};
use intertide_domain::sync::UnknownUser;
use serde_json::json;

use super::bench::{Bench, discarded};

#[test]
fn an_event_of_a_known_user_is_one_request_and_stored_as_selected() {
    for content_type in [AcceptedContentType::Absent, AcceptedContentType::Json] {
        let mut bench = Bench::new("user_id");
        bench.workspace.switches_mut().accepted_content_type = content_type;
        bench.meanwhile("POST", "/contacts", json!({"external_id": "u1"}));
        let before = bench.requests();
        let ending = bench.event(
            "u1",
            "Order Completed",
            &[("total", json!(10)), ("plan", json!("pro"))],
        );
        assert_eq!(ending.verdict, Verdict::Delivered);
        assert_eq!(bench.requests() - before, 1);
        let event = bench.workspace.events().next().unwrap();
        assert_eq!(
            serde_json::to_string(&event.metadata).unwrap(),
            r#"{"total":10,"plan":"pro"}"#
        );
    }
}

#[test]
fn whatever_is_selected_the_strictest_workspace_takes_it() {
    let mut bench = Bench::new("user_id");
    let switches = bench.workspace.switches_mut();
    switches.null_metadata = Open::Reject;
    switches.boolean_metadata = Open::Reject;
    switches.array_metadata = Open::Reject;
    switches.forbidden_metadata_key = ForbiddenKey::Reject;
    switches.long_strings = LongStrings::Reject;
    bench.meanwhile("POST", "/contacts", json!({"external_id": "42"}));
    let ending = bench.event(
        "42",
        "Order Completed",
        &[
            ("a", json!(null)),
            ("b", json!(true)),
            ("c", json!([1, 2])),
            ("d.$e", json!("x".repeat(300))),
            ("f", json!({"g": {"h": [1]}})),
            ("price", json!({"amount": 1250, "currency": "eur"})),
            ("order", json!({"url": "https://a.io/1", "value": "#1"})),
            ("paid_date", json!("2023-11-15T12:00:00Z")),
        ],
    );
    assert_eq!(ending.verdict, Verdict::Delivered);
    assert_eq!(bench.workspace.events().count(), 1);
}

#[test]
fn an_event_of_nobody_follows_the_sync() {
    for (policy, expected) in [
        (UnknownUser::Discard, discarded(DiscardReason::UserNotFound)),
        (
            UnknownUser::Wait,
            Verdict::TryLater(WaitReason::WaitingForUser),
        ),
        (UnknownUser::Create, Verdict::Delivered),
    ] {
        let mut bench = Bench::new("user_id");
        bench.document.send_events.unknown_user = policy;
        assert_eq!(bench.event("u1", "Order Completed", &[]).verdict, expected);
        let created = policy == UnknownUser::Create;
        assert_eq!(bench.user("u1").is_some(), created);
        assert_eq!(bench.workspace.events().count(), usize::from(created));
    }
}

#[test]
fn a_created_user_that_events_know_later_gets_its_event_once() {
    let mut bench = Bench::new("user_id");
    bench.document.send_events.unknown_user = UnknownUser::Create;
    bench.workspace.switches_mut().event_lag_ms = 5_000;
    let ending = bench.event("u1", "Order Completed", &[]);
    assert_eq!(
        ending.verdict,
        Verdict::TryLater(WaitReason::WaitingForUser)
    );
    bench.pass(Duration::from_secs(6));
    assert_eq!(
        bench.event("u1", "Order Completed", &[]).verdict,
        Verdict::Delivered
    );
    assert_eq!(
        (bench.live().len(), bench.workspace.events().count()),
        (1, 1)
    );
}

#[test]
fn an_event_restores_an_archived_user_only_where_users_are_created() {
    for (policy, expected) in [
        (UnknownUser::Create, Verdict::Delivered),
        (UnknownUser::Discard, discarded(DiscardReason::UserNotFound)),
    ] {
        let mut bench = Bench::new("user_id");
        bench.document.send_events.unknown_user = policy;
        let id = bench.meanwhile("POST", "/contacts", json!({"external_id": "u1"}));
        bench.meanwhile("POST", &format!("/contacts/{id}/archive"), json!({}));
        assert_eq!(bench.event("u1", "Order Completed", &[]).verdict, expected);
    }
}

#[test]
fn an_event_does_not_bring_back_a_deleted_user() {
    let mut bench = Bench::new("user_id");
    bench.document.send_events.unknown_user = UnknownUser::Create;
    let id = bench.meanwhile("POST", "/contacts", json!({"external_id": "u1"}));
    bench.meanwhile("DELETE", &format!("/contacts/{id}"), json!({}));
    let ending = bench.event("u1", "Order Completed", &[]);
    assert_eq!(ending.verdict, discarded(DiscardReason::UserDeleted));
}

#[test]
fn an_address_that_several_users_share_is_ambiguous_under_either_answer() {
    for answer in [AmbiguousEmail::Conflict409, AmbiguousEmail::Conflict400] {
        let mut bench = Bench::new("email");
        bench.workspace.switches_mut().ambiguous_email = answer;
        for external_id in ["a", "b"] {
            let body = json!({"email": "ann@x.io", "external_id": external_id});
            bench.meanwhile("POST", "/contacts", body);
        }
        bench.pass(Duration::from_secs(600));
        let ending = bench.event("ann@x.io", "Order Completed", &[]);
        assert_eq!(ending.verdict, discarded(DiscardReason::AmbiguousUser));
    }
}

#[test]
fn the_121st_name_is_over_the_limit_under_each_code_and_known_names_go_on() {
    for code in [
        EventNameLimitCode::Number,
        EventNameLimitCode::DataInvalid,
        EventNameLimitCode::UnprocessableEntity,
    ] {
        let mut bench = Bench::new("user_id");
        bench.workspace.switches_mut().event_name_limit_code = code;
        bench.meanwhile("POST", "/contacts", json!({"external_id": "u1"}));
        for number in 0..120 {
            let ending = bench.event("u1", &format!("name {number}"), &[]);
            assert_eq!(ending.verdict, Verdict::Delivered);
        }
        let ending = bench.event("u1", "one too many", &[]);
        assert_eq!(ending.verdict, discarded(DiscardReason::EventTypeLimit));
        bench.pass(Duration::from_secs(1));
        assert_eq!(bench.event("u1", "Name 7", &[]).verdict, Verdict::Delivered);
    }
}

#[test]
fn a_token_that_is_refused_holds_the_lane_and_the_probe_says_so() {
    let mut bench = Bench::new("user_id");
    let probe = |bench: &mut Bench| Intercom.probed(&bench.send(&Intercom.probe()));
    assert_eq!(
        probe(&mut bench),
        Probe::Accepted(Account {
            name: Some("Simulated Workspace".to_owned()),
            id: Some("simspace".to_owned()),
            region: Some("US".to_owned()),
        })
    );
    bench.workspace.set_token_standing(TokenStanding::Revoked);
    let ending = bench.event("u1", "Order Completed", &[]);
    assert_eq!(ending.verdict, Verdict::Hold(WaitReason::Credentials));
    assert!(matches!(
        probe(&mut bench),
        Probe::Refused {
            reason: WaitReason::Credentials,
            ..
        }
    ));
}
