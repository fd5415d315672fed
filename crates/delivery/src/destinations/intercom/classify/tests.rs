#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;

fn answer(status: u16, code: &str, message: &str) -> Answer {
    Answer::Response(Response {
        status,
        body: format!(
            r#"{{"type":"error.list","request_id":null,"errors":[{{"code":"{code}","message":"{message}"}}]}}"#
        ),
        ..Response::default()
    })
}

fn plain(status: u16, body: &str) -> Answer {
    Answer::Response(Response {
        status,
        body: body.to_owned(),
        ..Response::default()
    })
}

/// Where an answer leads when no rule of a conversation says better.
fn verdict(answer: &Answer) -> Verdict {
    match read(answer) {
        Reading::Success(_) => Verdict::Delivered,
        Reading::Fault(fault) => fault.verdict(),
        Reading::End(verdict) => verdict,
    }
}

#[test]
fn every_row_of_the_table_leads_where_the_contract_says() {
    use DiscardReason as Discard;
    use WaitReason as Wait;
    let credentials = Verdict::Hold(Wait::Credentials);
    let plan = Verdict::Hold(Wait::PlanRestricted);
    let server = Verdict::TryLater(Wait::ServerError);
    let limited = Verdict::RateLimited;
    let payload = Verdict::Discard(Discard::InvalidPayload);
    let rejected = Verdict::Discard(Discard::Rejected);
    let ambiguous = Verdict::Discard(Discard::AmbiguousUser);
    let deleted = Verdict::Discard(Discard::UserDeleted);
    let unknown = Verdict::Discard(Discard::UserNotFound);
    let rows: &[(u16, &[&str], &Verdict)] = &[
        (
            400,
            &[
                "parameter_invalid",
                "parameter_not_found",
                "parameter_missing",
                "missing_parameter",
                "bad_request",
                "type_mismatch",
                "client_error",
            ],
            &payload,
        ),
        (400, &["intercom_version_invalid"], &credentials),
        (
            401,
            &[
                "unauthorized",
                "token_unauthorized",
                "token_revoked",
                "token_not_found",
                "token_expired",
                "missing_authorization",
                "token_suspended",
            ],
            &credentials,
        ),
        (403, &["forbidden", "action_forbidden"], &credentials),
        (403, &["api_plan_restricted"], &plan),
        (402, &["payment_required"], &plan),
        (403, &["token_blocked"], &credentials),
        (404, &["not_found"], &unknown),
        (
            404,
            &["company_not_found", "field_not_found", "tag_not_found"],
            &rejected,
        ),
        (406, &["media_type_not_acceptable"], &rejected),
        (408, &["request_timeout"], &server),
        (
            409,
            &["conflict", "resource_conflict", "unique_user_constraint"],
            &ambiguous,
        ),
        (400, &["conflict"], &ambiguous),
        (410, &["contact_merged"], &rejected),
        (
            422,
            &["data_invalid", "unprocessable_entity", "422"],
            &rejected,
        ),
        (
            429,
            &["rate_limit_exceeded", "too_many_requests", "retry_after"],
            &limited,
        ),
        (500, &["server_error"], &server),
        (502, &["server_error"], &server),
        (503, &["service_unavailable"], &server),
        (504, &["server_timeout"], &server),
        (400, &["not_restorable"], &deleted),
        (400, &["unsupported"], &rejected),
    ];
    for (status, codes, expected) in rows {
        for code in *codes {
            assert_eq!(
                &verdict(&answer(*status, code, "M")),
                *expected,
                "{status} {code}"
            );
        }
    }
}

#[test]
fn an_unknown_code_is_decided_by_the_class_of_its_status() {
    for (status, expected) in [
        (400, Verdict::Discard(DiscardReason::Rejected)),
        (401, Verdict::Hold(WaitReason::Credentials)),
        (402, Verdict::Hold(WaitReason::PlanRestricted)),
        (403, Verdict::Hold(WaitReason::Credentials)),
        (404, Verdict::Discard(DiscardReason::UserNotFound)),
        (405, Verdict::Discard(DiscardReason::Rejected)),
        (409, Verdict::Discard(DiscardReason::AmbiguousUser)),
        (413, Verdict::Discard(DiscardReason::Rejected)),
        (422, Verdict::Discard(DiscardReason::Rejected)),
        (429, Verdict::RateLimited),
        (500, Verdict::TryLater(WaitReason::ServerError)),
        (599, Verdict::TryLater(WaitReason::ServerError)),
    ] {
        assert_eq!(
            verdict(&answer(status, "brand_new", "M")),
            expected,
            "{status}"
        );
    }
}

#[test]
fn an_answer_that_is_not_intercoms_is_tried_again_unless_its_status_says_enough() {
    let server = Verdict::TryLater(WaitReason::ServerError);
    for status in [301, 400, 403, 404, 409, 410, 422, 500, 502] {
        assert_eq!(
            verdict(&plain(status, "<html>Bad Gateway</html>")),
            server,
            "{status}"
        );
    }
    assert_eq!(
        verdict(&plain(401, "")),
        Verdict::Hold(WaitReason::Credentials)
    );
    assert_eq!(
        verdict(&plain(402, "")),
        Verdict::Hold(WaitReason::PlanRestricted)
    );
    assert_eq!(verdict(&plain(429, "")), Verdict::RateLimited);
}

#[test]
fn no_answer_is_tried_again_for_its_own_reason() {
    for reason in [WaitReason::Network, WaitReason::Timeout] {
        let failed = Answer::Failed {
            reason,
            message: "M".to_owned(),
        };
        assert_eq!(verdict(&failed), Verdict::TryLater(reason));
    }
}

#[test]
fn credentials_that_cannot_even_be_sent_hold_the_lane() {
    let failed = Answer::Failed {
        reason: WaitReason::Credentials,
        message: "M".to_owned(),
    };
    assert_eq!(verdict(&failed), Verdict::Hold(WaitReason::Credentials));
}

#[test]
fn the_words_for_a_deleted_user_are_understood_without_a_code_of_their_own() {
    let message = "User has been marked for permanent deletion and is not restorable.";
    assert_eq!(
        verdict(&answer(400, "bad_request", message)),
        Verdict::Discard(DiscardReason::UserDeleted)
    );
}

#[test]
fn a_merged_contact_names_the_one_that_is_left() {
    let merged = Answer::Response(Response {
        status: 410,
        link: Some(r#"</contacts/abc1>; rel="canonical""#.to_owned()),
        body: r#"{"errors":[{"code":"contact_merged"}]}"#.to_owned(),
        ..Response::default()
    });
    let Reading::Fault(fault) = read(&merged) else {
        panic!("a merged contact is a fault");
    };
    assert_eq!(fault.kind, FaultKind::Merged(ContactId::parse("abc1")));
}

#[test]
fn a_note_gives_intercoms_own_words_up_to_a_length() {
    let Answer::Response(response) = answer(400, "parameter_invalid", &"é".repeat(1_000)) else {
        panic!("a response");
    };
    let answer = Answer::Response(response);
    let Reading::Fault(fault) = read(&answer) else {
        panic!("a 400 is a fault");
    };
    let note = fault.note().0;
    assert!(note.starts_with("Intercom answered 400 parameter_invalid: é"));
    assert_eq!(note.chars().count(), 400);
}
