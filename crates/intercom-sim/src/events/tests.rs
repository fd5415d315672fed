//! Events as intercom.md 2 has them.
#![allow(clippy::unwrap_used)]

use http::Method;
use serde_json::{Map, Value, json};

use crate::testing::{Bench, NOON, Said, code, refusal};
use crate::{
    AcceptedContentType, AmbiguousEmail, EventNameLimit, EventNameLimitCode, ForbiddenKey,
    LongStrings, MetadataLimit, NumericUserId, Settings, Switches, Verdict,
};

const AT: i64 = 1_700_000_000;

fn event(name: &str) -> Value {
    json!({"event_name": name, "created_at": AT, "user_id": "u1"})
}

fn with(name: &str, key: &str, value: Value) -> Value {
    let mut event = event(name);
    event[key] = value;
    event
}

fn bench() -> Bench {
    switched(|_| {})
}

fn switched(turn: impl FnOnce(&mut Switches)) -> Bench {
    let mut bench = Bench::switched(turn);
    bench.contact(json!({"external_id": "u1", "email": "a@b.c"}));
    bench
}

fn metadata(bench: &mut Bench, sent: Value) -> Result<Map<String, Value>, Said> {
    let said = bench.post("/events", with("e", "metadata", sent));
    if said.0 != 202 {
        return Err(said);
    }
    Ok(bench
        .workspace
        .events()
        .next_back()
        .unwrap()
        .metadata
        .clone())
}

#[test]
fn an_event_is_202_with_neither_body_nor_content_type() {
    let mut bench = bench();
    let request = bench
        .request(Method::POST, "/events")
        .json(&event("order-done"));
    let response = bench.send(&request);
    assert_eq!(response.status, 202);
    assert!(response.body.is_empty());
    assert_eq!(response.header("content-type"), None);
    assert_eq!(response.header("x-request-id").unwrap().len(), 20);
    let stored = bench.workspace.events().next().unwrap();
    assert_eq!(stored.event_name, "order-done");
    assert_eq!(stored.user_id.as_deref(), Some("u1"));
    assert_eq!(stored.created_at.0, AT);
}

#[test]
fn the_202_carries_a_json_content_type_by_switch() {
    let mut bench = switched(|s| s.accepted_content_type = AcceptedContentType::Json);
    let request = bench.request(Method::POST, "/events").json(&event("e"));
    let response = bench.send(&request);
    assert!(
        response
            .header("content-type")
            .unwrap()
            .starts_with("application/json")
    );
    assert!(response.body.is_empty());
}

#[test]
fn name_time_and_person_are_required() {
    let mut bench = bench();
    for missing in ["event_name", "created_at", "user_id"] {
        let mut body = event("e");
        body.as_object_mut().unwrap().remove(missing);
        let said = bench.post("/events", body);
        assert_eq!(code(&said), (400, "parameter_missing"), "{missing}");
    }
    for (key, value) in [
        ("event_name", json!(5)),
        ("created_at", json!("2023-01-01")),
        ("created_at", json!(1.5)),
        ("metadata", json!("m")),
    ] {
        let said = bench.post("/events", with("e", key, value));
        assert_eq!(code(&said), (400, "parameter_invalid"), "{key}");
    }
    assert_eq!(bench.workspace.events().count(), 0);
}

#[test]
fn id_comes_before_user_id_before_email() {
    let mut bench = bench();
    let second = bench.contact(json!({"external_id": "u2", "email": "x@y.z"}));
    let third = bench.contact(json!({"external_id": "u3"}));
    bench.post("/events", json!({"event_name": "e", "created_at": AT, "id": third, "user_id": "u2", "email": "a@b.c"}));
    bench.post(
        "/events",
        json!({"event_name": "e", "created_at": AT, "user_id": "u2", "email": "a@b.c"}),
    );
    bench.post(
        "/events",
        json!({"event_name": "e", "created_at": AT, "email": "A@B.C"}),
    );
    let users: Vec<_> = bench
        .workspace
        .events()
        .map(|e| e.user_id.clone().unwrap())
        .collect();
    assert_eq!(users, ["u3", "u2", "u1"]);
    assert_eq!(
        bench
            .workspace
            .events()
            .nth(1)
            .unwrap()
            .contact_id
            .to_string(),
        second
    );
    let strongest = bench.post(
        "/events",
        json!({"event_name": "e", "created_at": AT, "id": "nobody", "user_id": "u1"}),
    );
    assert_eq!(strongest.0, 404);
}

#[test]
fn an_unknown_archived_or_deleted_person_is_404() {
    let mut bench = bench();
    let id = bench.workspace.contacts().next().unwrap().id;
    let unknown = bench.post("/events", with("e", "user_id", json!("nobody")));
    assert_eq!(refusal(&unknown), (404, "not_found", "User Not Found"));
    bench.post(&format!("/contacts/{id}/archive"), json!({}));
    assert_eq!(code(&bench.post("/events", event("e"))), (404, "not_found"));
    bench.delete(&format!("/contacts/{id}"));
    assert_eq!(code(&bench.post("/events", event("e"))), (404, "not_found"));
    assert_eq!(bench.workspace.event_names().count(), 0);
}

#[test]
fn a_lead_is_addressed_by_id_alone() {
    let mut bench = Bench::new();
    let id = bench.contact(json!({"role": "lead", "email": "l@e.d"}));
    let uuid = bench.get(&format!("/contacts/{id}")).1["external_id"].clone();
    let by = |key: &str, value: Value| json!({"event_name": "e", "created_at": AT, key: value});
    assert_eq!(bench.post("/events", by("email", json!("l@e.d"))).0, 404);
    assert_eq!(bench.post("/events", by("user_id", uuid)).0, 404);
    assert_eq!(bench.post("/events", by("id", json!(id))).0, 202);
}

#[test]
fn an_email_of_several_users_is_a_conflict_of_409_or_400_by_switch() {
    for (answer, status) in [
        (AmbiguousEmail::Conflict409, 409),
        (AmbiguousEmail::Conflict400, 400),
    ] {
        let mut bench = switched(|s| s.ambiguous_email = answer);
        bench.contact(json!({"external_id": "u2", "email": "a@b.c"}));
        let said = bench.post(
            "/events",
            json!({"event_name": "e", "created_at": AT, "email": "a@b.c"}),
        );
        assert_eq!(code(&said), (status, "conflict"));
    }
}

#[test]
fn a_fresh_contact_is_unknown_to_events_for_the_lag() {
    let mut bench = switched(|s| s.event_lag_ms = 500);
    assert_eq!(code(&bench.post("/events", event("e"))), (404, "not_found"));
    bench.pass(500);
    assert_eq!(bench.post("/events", event("e")).0, 202);
    assert_eq!(
        switched(|s| s.event_lag_ms = 0)
            .post("/events", event("e"))
            .0,
        202
    );
}

#[test]
fn milliseconds_and_a_future_time_are_taken_or_refused_by_switch() {
    for (verdict, status) in [(Verdict::Accept, 202), (Verdict::Reject, 422)] {
        let mut bench = switched(|s| s.milliseconds_created_at = verdict);
        let said = bench.post("/events", with("e", "created_at", json!(AT * 1000)));
        assert_eq!(said.0, status);

        let mut bench = switched(|s| s.future_created_at = verdict);
        let tomorrow = NOON.seconds().0 + 86_400;
        let said = bench.post("/events", with("e", "created_at", json!(tomorrow)));
        assert_eq!(said.0, status);
        assert_eq!(
            bench
                .post("/events", with("e", "created_at", json!(NOON.seconds())))
                .0,
            202
        );
    }
}

#[test]
fn a_number_for_a_user_id_is_refused_or_read_by_switch() {
    for (answer, status) in [(NumericUserId::Reject, 400), (NumericUserId::Coerce, 202)] {
        let mut bench = Bench::switched(|s| s.numeric_user_id = answer);
        bench.contact(json!({"external_id": "42"}));
        assert_eq!(
            bench.post("/events", with("e", "user_id", json!(42))).0,
            status
        );
    }
}

#[test]
fn a_duplicate_is_202_and_not_stored_whatever_its_metadata() {
    let mut bench = bench();
    assert_eq!(
        bench
            .post("/events", with("Order.Done", "metadata", json!({"a": 1})))
            .0,
        202
    );
    for name in ["order-done", "ORDER$DONE"] {
        assert_eq!(
            bench
                .post("/events", with(name, "metadata", json!({"a": 2})))
                .0,
            202
        );
    }
    assert_eq!(bench.workspace.events().count(), 1);
    assert_eq!(bench.workspace.duplicate_events(), 2);
    bench.post("/events", with("order-done", "created_at", json!(AT + 1)));
    bench.contact(json!({"external_id": "u2"}));
    bench.post("/events", with("order-done", "user_id", json!("u2")));
    assert_eq!(bench.workspace.events().count(), 3);
}

#[test]
fn the_121st_name_is_refused_and_the_names_in_use_go_on() {
    let mut bench = bench();
    for n in 0..120 {
        assert_eq!(bench.post("/events", event(&format!("e{n}"))).0, 202);
    }
    let said = bench.post("/events", event("e120"));
    assert_eq!(
        refusal(&said),
        (422, "422", "Cannot have more than 120 active event names")
    );
    assert_eq!(
        bench
            .post("/events", with("E7", "created_at", json!(AT + 1)))
            .0,
        202
    );
    assert_eq!(bench.workspace.events().count(), 121);
}

#[test]
fn one_name_too_many_is_422_under_several_codes_or_dropped_by_switch() {
    let mut settings = Settings::default();
    settings.limits.event_names = 1;
    let mut bench = Bench::with_settings(settings);
    bench.contact(json!({"external_id": "u1"}));
    bench.post("/events", event("first"));
    for (answer, expected) in [
        (EventNameLimitCode::Number, "422"),
        (EventNameLimitCode::DataInvalid, "data_invalid"),
        (
            EventNameLimitCode::UnprocessableEntity,
            "unprocessable_entity",
        ),
    ] {
        bench.workspace.switches_mut().event_name_limit_code = answer;
        assert_eq!(
            code(&bench.post("/events", event("second"))),
            (422, expected)
        );
    }
    bench.workspace.switches_mut().event_name_limit = EventNameLimit::SilentDrop;
    assert_eq!(bench.post("/events", event("second")).0, 202);
    assert_eq!(bench.workspace.events().count(), 1);
}

#[test]
fn the_first_ten_or_twenty_keys_in_sending_order_are_kept_by_switch() {
    let sent: Map<String, Value> = (0..25).rev().map(|n| (format!("k{n}"), json!(n))).collect();
    for (limit, most) in [(MetadataLimit::Ten, 10), (MetadataLimit::Twenty, 20)] {
        let mut bench = switched(|s| s.metadata_limit = limit);
        let kept = metadata(&mut bench, json!(sent)).unwrap();
        let expected: Vec<String> = (25 - most..25).rev().map(|n| format!("k{n}")).collect();
        assert_eq!(kept.keys().cloned().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn strings_numbers_links_and_money_are_kept_as_they_came() {
    let sent = json!({
        "s": "text", "n": -1.5, "order_date": AT, "url": "https://example.com",
        "rich": {"url": "https://example.com", "value": "here"},
        "price": {"amount": 100, "currency": "usd"}, "nested": {"a": {"b": 1}},
    });
    assert_eq!(json!(metadata(&mut bench(), sent.clone()).unwrap()), sent);
}

#[test]
fn null_boolean_and_array_are_taken_or_refused_by_their_switches() {
    type Turn = fn(&mut Switches, Verdict);
    let cases: [(Value, Turn); 3] = [
        (json!(null), |s, v| s.null_metadata = v),
        (json!(true), |s, v| s.boolean_metadata = v),
        (json!([1]), |s, v| s.array_metadata = v),
    ];
    for (value, turn) in cases {
        let mut bench = switched(|s| turn(s, Verdict::Accept));
        let kept = metadata(&mut bench, json!({"k": value})).unwrap();
        assert_eq!(kept.get("k"), Some(&value));
        let mut bench = switched(|s| turn(s, Verdict::Reject));
        let said = metadata(&mut bench, json!({"k": value})).unwrap_err();
        assert_eq!(code(&said), (400, "parameter_invalid"));
    }
}

#[test]
fn a_forbidden_key_is_kept_mangled_or_refused_by_switch() {
    let sent = json!({"a.b$c": 1});
    let mut bench = switched(|s| s.forbidden_metadata_key = ForbiddenKey::Keep);
    assert!(
        metadata(&mut bench, sent.clone())
            .unwrap()
            .contains_key("a.b$c")
    );
    let mut bench = switched(|s| s.forbidden_metadata_key = ForbiddenKey::Mangle);
    assert!(
        metadata(&mut bench, sent.clone())
            .unwrap()
            .contains_key("a-b-c")
    );
    let mut bench = switched(|s| s.forbidden_metadata_key = ForbiddenKey::Reject);
    assert_eq!(metadata(&mut bench, sent).unwrap_err().0, 400);
    assert!(metadata(&mut bench, json!({"fine_key-1": 1})).is_ok());
}

#[test]
fn a_string_above_255_characters_is_cut_or_refused_by_switch() {
    let longest = "é".repeat(255);
    let sent = json!({"k": format!("{longest}x")});
    let mut bench = switched(|s| s.long_strings = LongStrings::Truncate);
    assert_eq!(metadata(&mut bench, sent.clone()).unwrap()["k"], longest);
    let mut bench = switched(|s| s.long_strings = LongStrings::Reject);
    assert_eq!(metadata(&mut bench, sent).unwrap_err().0, 400);
    assert!(metadata(&mut bench, json!({"k": longest})).is_ok());
}

#[test]
fn events_are_listed_newest_first_by_any_identifier() {
    let mut bench = bench();
    let id = bench.workspace.contacts().next().unwrap().id;
    bench.post("/events", with("first", "metadata", json!({"a": 1})));
    bench.post("/events", with("second", "created_at", json!(AT + 5)));
    for by in [
        "user_id=u1".to_owned(),
        "email=a%40b.c".to_owned(),
        format!("intercom_user_id={id}"),
    ] {
        let (status, list) = bench.get(&format!("/events?type=user&{by}"));
        assert_eq!((status, &list["type"]), (200, &json!("event.list")));
        let names: Vec<&Value> = list["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| &e["event_name"])
            .collect();
        assert_eq!(names, ["second", "first"]);
        let first = &list["events"][1];
        assert_eq!(first["metadata"], json!({"a": 1}));
        assert_eq!(first["intercom_user_id"], id.to_string());
        assert_eq!(
            (&first["user_id"], &first["email"]),
            (&json!("u1"), &json!("a@b.c"))
        );
    }
}

#[test]
fn a_list_wants_the_type_and_a_known_person() {
    let mut bench = bench();
    assert_eq!(bench.get("/events?user_id=u1").0, 400);
    assert_eq!(bench.get("/events?type=user").0, 400);
    assert_eq!(
        code(&bench.get("/events?type=user&user_id=x")),
        (404, "not_found")
    );
}

#[test]
fn events_older_than_90_days_count_and_are_not_listed() {
    let mut bench = bench();
    let edge = NOON.seconds().0 - 90 * 86_400;
    bench.post("/events", with("old", "created_at", json!(edge - 1)));
    bench.post("/events", with("young", "created_at", json!(edge)));
    let (_, list) = bench.get("/events?type=user&user_id=u1");
    assert_eq!(list["events"].as_array().unwrap().len(), 1);
    let (_, summary) = bench.get("/events?type=user&user_id=u1&summary=true");
    assert_eq!(summary["type"], "event.summary");
    assert_eq!(summary["events"].as_array().unwrap().len(), 2);
}

#[test]
fn pages_of_one_second_lose_no_event() {
    let mut bench = bench();
    for n in 0..7 {
        bench.post("/events", event(&format!("e{n}")));
    }
    let mut target = "/events?type=user&user_id=u1&per_page=3".to_owned();
    let mut names = Vec::new();
    for _ in 0..3 {
        let (_, page) = bench.get(&target);
        for event in page["events"].as_array().unwrap() {
            names.push(event["event_name"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["pages"]["next"].as_str() else {
            break;
        };
        target = next
            .strip_prefix("https://api.intercom.io")
            .unwrap()
            .to_owned();
    }
    assert_eq!(names, ["e6", "e5", "e4", "e3", "e2", "e1", "e0"]);
}

#[test]
fn since_lists_what_came_after() {
    let mut bench = bench();
    bench.post("/events", event("first"));
    let (_, page) = bench.get("/events?type=user&user_id=u1");
    let since = page["pages"]["since"].as_str().unwrap();
    let since = since
        .strip_prefix("https://api.intercom.io")
        .unwrap()
        .to_owned();
    assert_eq!(bench.get(&since).1["events"], json!([]));
    bench.post("/events", with("second", "created_at", json!(AT + 1)));
    assert_eq!(bench.get(&since).1["events"][0]["event_name"], "second");
}

#[test]
fn a_summary_counts_events_and_what_was_added() {
    let mut bench = bench();
    bench.post("/events", event("e"));
    bench.post("/events", with("E", "created_at", json!(AT + 1)));
    let added = bench.post(
        "/events/summaries",
        json!({"user_id": "u1", "event_summaries": [
            {"event_name": "e", "count": 3, "first": AT - 100, "last": AT - 50},
            {"event_name": "other", "count": 1, "first": AT, "last": AT}]}),
    );
    assert_eq!(added, (200, Value::Null));
    let (_, summary) = bench.get("/events?type=user&user_id=u1&summary=true");
    assert_eq!(
        summary["events"][0],
        json!({"name": "e", "count": 5,
               "first": "2023-11-14T22:11:40.000+00:00", "last": "2023-11-14T22:13:21.000+00:00"})
    );
    assert_eq!(summary["events"][1]["name"], "other");
}

#[test]
fn summaries_take_one_object_and_refuse_the_rest() {
    let mut bench = bench();
    let one = json!({"user_id": "u1", "event_summaries": {"event_name": "e", "count": 2}});
    assert_eq!(bench.post("/events/summaries", one).0, 200);
    for (body, status) in [
        (json!({"user_id": "x", "event_summaries": []}), 404),
        (json!({"user_id": "u1"}), 400),
        (json!({"event_summaries": []}), 400),
        (
            json!({"user_id": "u1", "event_summaries": [{"count": 1}]}),
            400,
        ),
        (
            json!({"user_id": "u1", "event_summaries": [{"event_name": "e", "count": -1}]}),
            400,
        ),
        (json!({"user_id": "u1", "event_summaries": ["e"]}), 400),
    ] {
        assert_eq!(
            bench.post("/events/summaries", body.clone()).0,
            status,
            "{body}"
        );
    }
    let names: Vec<Value> = (0..120)
        .map(|n| json!({"event_name": format!("n{n}")}))
        .collect();
    let over = json!({"user_id": "u1", "event_summaries": names});
    assert_eq!(bench.post("/events/summaries", over).0, 422);
    assert_eq!(bench.workspace.event_names().count(), 1);
}

#[test]
fn beyond_the_bound_the_oldest_events_leave_and_counts_stay() {
    let mut settings = Settings::default();
    settings.limits.events = 2;
    let mut bench = Bench::with_settings(settings);
    bench.contact(json!({"external_id": "u1"}));
    for n in 0..3 {
        bench.post("/events", with("e", "created_at", json!(AT + n)));
    }
    let sequences: Vec<u64> = bench.workspace.events().map(|e| e.sequence).collect();
    assert_eq!(sequences, [1, 2]);
    let (_, list) = bench.get("/events?type=user&user_id=u1");
    assert_eq!(list["events"].as_array().unwrap().len(), 2);
    let (_, summary) = bench.get("/events?type=user&user_id=u1&summary=true");
    assert_eq!(summary["events"][0]["count"], 3);
}
