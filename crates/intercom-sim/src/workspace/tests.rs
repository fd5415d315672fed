//! The way of a request to its answer: intercom.md 1, 5 and 6.
#![allow(clippy::unwrap_used)]

use http::header::ACCEPT;
use http::{HeaderName, Method};
use serde_json::json;

use crate::testing::{Bench, code, refusal};
use crate::{Scope, Settings, SimRequest, TokenStanding, UnixMillis, Workspace};

const VERSION: HeaderName = HeaderName::from_static("intercom-version");

#[test]
fn me_names_the_admin_and_the_workspace() {
    let (status, me) = Bench::new().get("/me");
    assert_eq!(status, 200);
    assert_eq!(me["type"], "admin");
    assert_eq!(me["id"], "991267459");
    assert_eq!(me["app"]["type"], "app");
    assert_eq!(me["app"]["id_code"], "simspace");
    assert_eq!(me["app"]["name"], "Simulated Workspace");
    assert_eq!(me["app"]["region"], "US");
}

#[test]
fn without_credentials_it_is_401_without_rate_headers() {
    let mut bench = Bench::new();
    for request in [
        SimRequest::new(Method::GET, "/me"),
        SimRequest::new(Method::GET, "/me").bearer("wrong"),
    ] {
        let response = bench.send(&request);
        assert_eq!(response.status, 401);
        let body = response.json().unwrap();
        assert_eq!(
            body["errors"][0],
            json!({"code": "unauthorized", "message": "Access Token Invalid"})
        );
        assert_eq!(body["request_id"], response.header("x-request-id").unwrap());
        assert_eq!(response.header("x-ratelimit-limit"), None);
    }
}

#[test]
fn every_authenticated_answer_has_rate_headers_and_counts() {
    let mut bench = Bench::new();
    let mut expected = 1666;
    for (method, target, status) in [
        (Method::GET, "/me", 200),
        (Method::GET, "/contacts/find_by_external_id/x", 404),
        (Method::POST, "/events", 400),
        (Method::POST, "/contacts/search", 400),
        (Method::GET, "/nowhere", 404),
    ] {
        let request = bench.request(method, target);
        let response = bench.send(&request);
        assert_eq!(response.status, status);
        let header = |name: &str| response.header(name).unwrap().parse::<i64>().unwrap();
        assert_eq!(header("x-ratelimit-limit"), 1666);
        assert_eq!(header("x-ratelimit-remaining"), expected);
        assert_eq!(header("x-ratelimit-reset"), 1_700_049_612);
        expected -= 1;
    }
}

#[test]
fn beyond_the_limit_it_is_429_until_the_next_window() {
    let mut bench = Bench::new();
    bench.workspace.set_rate_limit(2);
    assert_eq!(bench.get("/me").0, 200);
    assert_eq!(bench.get("/me").0, 200);
    for _ in 0..2 {
        assert_eq!(
            refusal(&bench.get("/me")),
            (
                429,
                "rate_limit_exceeded",
                "Exceeded rate limit of 2 in 10_seconds"
            )
        );
    }
    bench.pass(10_000);
    assert_eq!(bench.get("/me").0, 200);
}

#[test]
fn the_version_is_echoed_and_a_nonsense_one_refused() {
    let mut bench = Bench::new();
    let token = bench.workspace.settings().token.clone();
    let plain = SimRequest::new(Method::GET, "/me").bearer(&token);
    assert_eq!(bench.send(&plain).header("intercom-version"), Some("2.16"));
    let older = plain.clone().header(VERSION, "2.14");
    assert_eq!(bench.send(&older).header("intercom-version"), Some("2.14"));
    bench.version = "9.9";
    assert_eq!(code(&bench.get("/me")), (400, "intercom_version_invalid"));
}

#[test]
fn media_types_and_json_are_checked() {
    let mut bench = Bench::new();
    let html = bench
        .request(Method::GET, "/me")
        .header(ACCEPT, "text/html");
    assert_eq!(bench.send(&html).status, 406);
    let mut broken = bench.request(Method::POST, "/contacts");
    broken.body = "{\"email\":".into();
    let response = bench.send(&broken);
    assert_eq!(response.status, 400);
    assert_eq!(
        response.json().unwrap()["errors"][0]["code"],
        "parameter_invalid"
    );
}

#[test]
fn an_unknown_path_and_a_wrong_method_are_404() {
    let mut bench = Bench::new();
    assert_eq!(code(&bench.get("/nowhere")), (404, "not_found"));
    assert_eq!(code(&bench.put("/events", json!({}))), (404, "not_found"));
}

#[test]
fn scopes_and_plan_are_403_and_still_counted() {
    let mut bench = Bench::new();
    bench.workspace.set_denied_scopes([Scope::WriteEvents]);
    assert_eq!(code(&bench.post("/events", json!({}))), (403, "forbidden"));
    assert_eq!(bench.get("/me").0, 200);
    bench
        .workspace
        .set_token_standing(TokenStanding::PlanRestricted);
    assert_eq!(
        refusal(&bench.get("/me")),
        (403, "api_plan_restricted", "Active subscription needed.")
    );
}

#[test]
fn the_journal_keeps_the_latest_requests_without_the_token() {
    let mut settings = Settings::default();
    settings.limits.journal_entries = 2;
    let mut bench = Bench::with_settings(settings);
    bench.get("/me");
    bench.get("/contacts?per_page=1");
    bench.post("/contacts", json!({"name": "A"}));
    let entries: Vec<_> = bench.workspace.requests().cloned().collect();
    assert_eq!(entries.len(), 2);
    let list = &entries[0];
    assert_eq!(
        (list.sequence, list.path.as_str(), list.query.as_str()),
        (1, "/contacts", "per_page=1")
    );
    let create = &entries[1];
    assert_eq!(create.json(), Some(json!({"name": "A"})));
    assert_eq!(
        (create.status, create.code.as_deref()),
        (400, Some("parameter_missing"))
    );
    assert!(
        create
            .headers
            .contains(&("intercom-version", "2.16".to_owned()))
    );
    assert!(!format!("{entries:?}").contains("sim-token"));
    assert!(create.json().is_some() && create.request_id.len() == 20);
}

#[test]
fn the_same_seed_and_requests_give_the_same_bytes() {
    let run = || {
        let mut workspace = Workspace::new(Settings::default());
        let request = SimRequest::new(Method::POST, "/contacts")
            .bearer("sim-token")
            .json(&json!({"external_id": "u1"}));
        workspace
            .handle(&request, UnixMillis(1_700_000_000_000))
            .body
    };
    assert_eq!(run(), run());
}
