#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use crate::{Clock, ManualClock, Settings, SimRequest, Simulator, Switches, UnixMillis};

fn simulator() -> Simulator {
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(UnixMillis(1_700_049_600_000)));
    Simulator::with_clock(Settings::default(), Switches::default(), clock)
}

fn call(simulator: &Simulator, method: Method, target: &str, body: Value) -> (u16, Value) {
    let response = simulator.handle(&SimRequest::new(method, target).json(&body));
    (response.status.as_u16(), response.json().unwrap())
}

fn get(simulator: &Simulator, target: &str) -> Value {
    let (status, body) = call(simulator, Method::GET, target, Value::Null);
    assert_eq!(status, 200, "{body}");
    body
}

fn post(simulator: &Simulator, target: &str, body: Value) -> Value {
    let (status, body) = call(simulator, Method::POST, target, body);
    assert_eq!(status, 200, "{body}");
    body
}

fn put(simulator: &Simulator, target: &str, body: Value) -> Value {
    let (status, body) = call(simulator, Method::PUT, target, body);
    assert_eq!(status, 200, "{body}");
    body
}

fn product(simulator: &Simulator, method: Method, target: &str, body: Value) -> u16 {
    let request = SimRequest::new(method, target)
        .bearer("sim-token")
        .json(&body);
    simulator.handle(&request).status.as_u16()
}

fn event(user: &str, name: &str) -> Value {
    json!({"event_name": name, "created_at": 1_700_000_000, "user_id": user})
}

#[test]
fn the_front_page_lists_every_call() {
    let simulator = simulator();
    let page = get(&simulator, "/_sim");
    assert!(page["about"].as_str().unwrap().contains("bearer token"));
    assert!(page["calls"].as_object().unwrap().len() > 15);
    assert_eq!(get(&simulator, "/_sim/"), page);
}

#[test]
fn seeded_contacts_are_live_searchable_and_listed() {
    let simulator = simulator();
    let made = post(
        &simulator,
        "/_sim/contacts",
        json!({"declare_attributes": true, "contacts": [
            {"external_id": "u1", "custom_attributes": {"plan": "pro", "seats": 2, "rate": 0.5, "on": true}},
            {"external_id": "u2", "created_at": 1_600_000_000}]}),
    );
    let id = made["contacts"][0]["id"].as_str().unwrap();
    let found = json!({"query": {"field": "external_id", "operator": "=", "value": "u1"}});
    let request = SimRequest::new(Method::POST, "/contacts/search")
        .bearer("sim-token")
        .json(&found);
    assert_eq!(
        simulator.handle(&request).json().unwrap()["data"][0]["id"],
        id
    );
    let types: Vec<Value> = get(&simulator, "/_sim/attributes")["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attribute| attribute["data_type"].clone())
        .collect();
    assert_eq!(types, ["string", "integer", "float", "boolean"]);
    let listed = get(&simulator, "/_sim/contacts?external_id=u2");
    assert_eq!(
        listed["contacts"][0]["contact"]["created_at"],
        1_600_000_000
    );
    let first = get(&simulator, "/_sim/contacts?limit=1");
    assert_eq!(first["next_after"], id);
    let rest = get(&simulator, &format!("/_sim/contacts?after={id}"));
    assert_eq!(rest["contacts"].as_array().unwrap().len(), 1);
    assert_eq!(rest["next_after"], Value::Null);
}

#[test]
fn contacts_are_archived_deleted_blocked_and_restored_by_either_id() {
    let simulator = simulator();
    post(
        &simulator,
        "/_sim/contacts",
        json!({"contacts": [{"external_id": "u 1"}, {"external_id": "u2"}, {"external_id": "u3"}]}),
    );
    post(&simulator, "/_sim/contacts/u%201/archive", json!({}));
    post(&simulator, "/_sim/contacts/u%201/unarchive", json!({}));
    post(&simulator, "/_sim/contacts/u2/delete", json!({}));
    let id = simulator.contacts()[2].id;
    post(&simulator, &format!("/_sim/contacts/{id}/block"), json!({}));
    let presences: Vec<Value> = get(&simulator, "/_sim/contacts")["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contact| contact["presence"].clone())
        .collect();
    assert_eq!(presences, ["live", "deleted", "blocked"]);
    let hidden = get(&simulator, "/_sim/contacts?presence=deleted");
    assert_eq!(hidden["contacts"][0]["contact"]["external_id"], "u2");
    let (status, _) = call(
        &simulator,
        Method::POST,
        "/_sim/contacts/nobody/archive",
        json!({}),
    );
    assert_eq!(status, 404);
}

#[test]
fn events_and_requests_can_be_read_in_pieces() {
    let simulator = simulator();
    post(
        &simulator,
        "/_sim/contacts",
        json!({"contacts": [{"external_id": "u1"}, {"external_id": "u2"}]}),
    );
    for (user, name) in [("u1", "a"), ("u1", "b"), ("u2", "A")] {
        product(&simulator, Method::POST, "/events", event(user, name));
    }
    product(&simulator, Method::GET, "/me", Value::Null);
    let sequences = |target: &str, list: &str| -> Vec<u64> {
        let body = get(&simulator, target);
        body[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["sequence"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(sequences("/_sim/events", "events"), [0, 1, 2]);
    assert_eq!(sequences("/_sim/events?user_id=u1", "events"), [0, 1]);
    assert_eq!(sequences("/_sim/events?event_name=a", "events"), [0, 2]);
    assert_eq!(sequences("/_sim/events?after=0&limit=1", "events"), [1]);
    assert_eq!(
        sequences("/_sim/requests?path=/events", "requests"),
        [0, 1, 2]
    );
    assert_eq!(sequences("/_sim/requests?method=GET", "requests"), [3]);
    assert_eq!(
        sequences("/_sim/requests?status=202&after=1", "requests"),
        [2]
    );
    let request = &get(&simulator, "/_sim/requests?limit=1")["requests"][0];
    assert_eq!(request["body"], event("u1", "a"));
    assert_eq!(request["status"], 202);
    let (status, _) = call(&simulator, Method::GET, "/_sim/events?limit=x", Value::Null);
    assert_eq!(status, 400);
}

#[test]
fn switches_change_one_by_one() {
    let simulator = simulator();
    let switches = put(&simulator, "/_sim/switches", json!({"search_lag_ms": 5}));
    assert_eq!(switches["search_lag_ms"], 5);
    put(
        &simulator,
        "/_sim/switches",
        json!({"metadata_limit": "twenty"}),
    );
    let switches = get(&simulator, "/_sim/switches");
    assert_eq!(
        (&switches["search_lag_ms"], &switches["metadata_limit"]),
        (&json!(5), &json!("twenty"))
    );
    for wrong in [
        json!({"nothing": 1}),
        json!({"metadata_limit": "eleven"}),
        json!([]),
    ] {
        let (status, body) = call(&simulator, Method::PUT, "/_sim/switches", wrong);
        assert_eq!((status, &body["error"]["code"]), (400, &json!("invalid")));
    }
}

#[test]
fn limit_token_and_faults_are_set() {
    let simulator = simulator();
    put(&simulator, "/_sim/rate-limit", json!({"per_10s": 1}));
    assert_eq!(product(&simulator, Method::GET, "/me", Value::Null), 200);
    assert_eq!(product(&simulator, Method::GET, "/me", Value::Null), 429);
    put(&simulator, "/_sim/rate-limit", json!({"per_10s": 1000}));
    put(&simulator, "/_sim/token", json!({"standing": "revoked"}));
    assert_eq!(product(&simulator, Method::GET, "/me", Value::Null), 401);
    put(
        &simulator,
        "/_sim/token",
        json!({"standing": "valid", "denied_scopes": ["write_events"]}),
    );
    assert_eq!(product(&simulator, Method::POST, "/events", json!({})), 403);

    let rule = json!({"match": {"path_prefix": "/me"}, "count": 1,
        "effect": {"type": "status", "status": 500, "code": "server_error"}});
    let id = post(&simulator, "/_sim/faults", rule)["id"]
        .as_u64()
        .unwrap();
    assert_eq!(product(&simulator, Method::GET, "/me", Value::Null), 500);
    assert_eq!(get(&simulator, "/_sim/faults")["faults"][0]["hits"], 1);
    let target = format!("/_sim/faults/{id}");
    assert_eq!(
        call(&simulator, Method::DELETE, &target, Value::Null).0,
        200
    );
    assert_eq!(
        call(&simulator, Method::DELETE, &target, Value::Null).0,
        404
    );
    assert_eq!(
        call(&simulator, Method::DELETE, "/_sim/faults", Value::Null).1["faults"],
        json!([])
    );
    let wrong = json!({"effect": {"type": "status", "status": 200, "code": "x"}});
    assert_eq!(call(&simulator, Method::POST, "/_sim/faults", wrong).0, 400);
}

#[test]
fn attributes_and_event_names_are_seeded() {
    let simulator = simulator();
    let attributes = post(
        &simulator,
        "/_sim/attributes",
        json!({"attributes": [
            {"name": "plan", "data_type": "string", "archived": true},
            {"name": "seats", "data_type": "integer", "model": "company", "has_dependants": true}]}),
    );
    assert_eq!(attributes["attributes"][0]["archived"], true);
    assert_eq!(attributes["attributes"][1]["model"], "company");
    assert_eq!(attributes["attributes"][1]["has_dependants"], true);
    post(
        &simulator,
        "/_sim/event-names",
        json!({"names": ["Order.Done", "b"]}),
    );
    let names = post(
        &simulator,
        "/_sim/event-names/archive",
        json!({"names": ["order-done"]}),
    );
    assert_eq!(names, json!({"names": ["b"]}));
    let (status, _) = call(
        &simulator,
        Method::POST,
        "/_sim/event-names/archive",
        json!({"names": ["x"]}),
    );
    assert_eq!(status, 404);
    let many: Vec<String> = (0..120).map(|n| format!("n{n}")).collect();
    let (status, _) = call(
        &simulator,
        Method::POST,
        "/_sim/event-names",
        json!({"names": many}),
    );
    assert_eq!(status, 400);
}

#[test]
fn the_clock_moves_and_reset_empties() {
    let simulator = simulator();
    let clock = post(&simulator, "/_sim/clock", json!({"advance_ms": 60_000}));
    assert_eq!(
        clock,
        json!({"now": 1_700_049_660_000_i64, "offset_ms": 60_000})
    );
    assert_eq!(get(&simulator, "/_sim/clock"), clock);
    post(
        &simulator,
        "/_sim/contacts",
        json!({"contacts": [{"external_id": "u1"}]}),
    );
    assert_eq!(
        get(&simulator, "/_sim/state")["contacts"],
        json!({"all": 1, "live": 1})
    );
    let state = post(&simulator, "/_sim/reset", json!({}));
    assert_eq!(state["contacts"], json!({"all": 0, "live": 0}));
    assert_eq!(state["requests"], 0);
}

#[test]
fn workspaces_are_added_and_chosen_by_token() {
    let simulator = simulator();
    let list = post(
        &simulator,
        "/_sim/workspaces",
        json!({"token": "t2", "workspace_name": "Second", "region": "EU"}),
    );
    assert_eq!(list["workspaces"][1]["region"], "EU");
    post(
        &simulator,
        "/_sim/contacts?workspace=t2",
        json!({"contacts": [{"external_id": "u1"}]}),
    );
    assert_eq!(
        get(&simulator, "/_sim/state?workspace=t2")["contacts"]["all"],
        1
    );
    assert_eq!(get(&simulator, "/_sim/state")["contacts"]["all"], 0);
    assert_eq!(
        call(
            &simulator,
            Method::GET,
            "/_sim/state?workspace=x",
            Value::Null
        )
        .0,
        404
    );
    assert_eq!(
        call(
            &simulator,
            Method::POST,
            "/_sim/workspaces",
            json!({"token": "t2"})
        )
        .0,
        400
    );
}

#[test]
fn what_is_not_there_and_what_is_wrong_is_said() {
    let simulator = simulator();
    let (status, body) = call(&simulator, Method::GET, "/_sim/nothing", Value::Null);
    assert_eq!((status, &body["error"]["code"]), (404, &json!("not_found")));
    let (status, body) = call(
        &simulator,
        Method::PUT,
        "/_sim/rate-limit",
        json!({"per_second": 1}),
    );
    assert_eq!(status, 400);
    assert!(
        body["error"]["message"]
            .as_str()
            .unwrap()
            .contains("per_second")
    );
    assert_eq!(
        product(&simulator, Method::GET, "/_simulate", Value::Null),
        404
    );
}
