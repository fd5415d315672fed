//! What forbids a document: where the fault points, and what it says.

use super::*;

#[test]
fn a_sync_has_a_name() {
    assert_fault(with("/name", json!("  ")), "name", "blank", "needs a name");
    assert_fault(
        with("/name", json!("x".repeat(201))),
        "name",
        "too_long",
        "200",
    );
    accepted(with("/name", json!("ü".repeat(200))));
}

#[test]
fn a_custom_endpoint_is_a_plain_url_where_it_is_allowed() {
    let endpoint = |url: &str| with("/credentials/endpoint", json!(url));
    let field = "credentials.endpoint";
    assert_fault(
        endpoint("https://x.io"),
        field,
        "endpoint_not_allowed",
        "us, eu or au",
    );
    assert_fault(
        endpoint("uk"),
        field,
        "endpoint_not_allowed",
        "us, eu or au",
    );
    for url in ["http://127.0.0.1:4000", "https://proxy.example/intercom/"] {
        accepted(endpoint(url));
    }
    for url in [
        "",
        "uk",
        "ftp://x.io",
        "https://",
        "https://me:pw@x.io",
        "https://me@x.io",
        "https://x.io?a=1",
        "https://x.io/#a",
        "file:///etc/passwd",
    ] {
        let faults = read(endpoint(url), &ANYWHERE).expect_err(url);
        assert_eq!(faults.len(), 1, "{url}");
        assert_eq!(
            (faults[0].field.as_str(), faults[0].code),
            (field, "invalid_endpoint")
        );
    }
}

#[test]
fn a_token_can_go_into_a_header() {
    let token = |token: &str| with("/credentials/access_token", json!(token));
    let field = "credentials.access_token";
    assert_fault(token("  "), field, "blank", "blank");
    assert_fault(
        token("${INTERCOM_ACCESS_TOKEN}"),
        field,
        "invalid_token",
        "variable",
    );
    assert_fault(token("two words"), field, "invalid_token", "space");
    assert_fault(token("tök"), field, "invalid_token", "character");
    assert_fault(
        with("/credentials/access_token", json!(7)),
        field,
        "invalid_type",
        "a text",
    );
}

#[test]
fn the_mapped_property_can_identify_someone() {
    let mapped = |name: &str| with("/mapping/user_property", json!(name));
    let field = "mapping.user_property";
    assert_fault(mapped("paying"), field, "no_identity", "true or false");
    assert_fault(mapped(""), field, "blank", "needs a name");
    assert_fault(mapped("gp:"), field, "blank", "needs a name");
    accepted(mapped("gp:paying"));
}

#[test]
fn an_event_type_is_one_that_can_be_sent() {
    let field = "send_events.select[0].event_type";
    let row = |name: &str| rows(json!([{ "event_type": name }]));
    assert_fault(row(" "), field, "blank", "needs a name");
    for name in ["$identify", "$groupidentify"] {
        assert_fault(row(name), field, "reserved_name", "send_users");
    }
    for name in ["_all", "_identify"] {
        assert_fault(row(name), field, "reserved_name", "Amplitude reserves");
    }
    assert_fault(
        row("[Intercom] event.created"),
        field,
        "reserved_name",
        "circle",
    );
}

#[test]
fn an_event_type_is_selected_once_unless_its_conditions_differ() {
    assert_fault(
        rows(json!([{"event_type": "A"}, {"event_type": "B"}, {"event_type": "A"}])),
        "send_events.select[2].event_type",
        "duplicate",
        "select[0]",
    );
    let when = |value: &str| json!([{"property": "event.a", "operator": "is", "values": [value]}]);
    let alternatives = rows(json!([
        {"event_type": "A", "where": when("x")},
        {"event_type": "A", "where": when("y")},
    ]));
    assert_eq!(accepted(alternatives).warnings, []);
}

#[test]
fn more_event_types_than_intercom_keeps_are_refused_counted_as_intercom_counts() {
    let named = |names: Vec<String>| {
        rows(
            names
                .into_iter()
                .map(|name| json!({ "event_type": name }))
                .collect(),
        )
    };
    let many = |count: usize| (0..count).map(|n| format!("Event {n}")).collect::<Vec<_>>();
    assert_fault(
        named(many(121)),
        "send_events.select",
        "too_many",
        "121 event types",
    );
    let mut folding = many(120);
    folding.push("EVENT 7".to_owned());
    accepted(named(folding));
}

#[test]
fn conditions_that_can_not_run_are_refused_where_they_stand() {
    let at = "send_events.select[2].where[0]";
    let test = |operator: &str, values: Value| {
        condition(json!({"property": "event.a", "operator": operator, "values": values}))
    };
    let values = format!("{at}.values");
    assert_fault(
        test("is", json!([])),
        &values,
        "missing_values",
        "at least one",
    );
    assert_fault(
        test("is_set", json!(["x"])),
        &values,
        "unexpected_values",
        "no values",
    );
    assert_fault(
        test("matches", json!(["ok", "(open"])),
        &format!("{at}.values[1]"),
        "invalid_pattern",
        "unclosed group",
    );
    assert_fault(
        test("matches", json!([r"\w{1000}{1000}"])),
        &format!("{at}.values[0]"),
        "pattern_too_large",
        "too large",
    );
    assert_fault(
        condition(json!({"property": "user.gp:", "operator": "is_set"})),
        &format!("{at}.property"),
        "blank",
        "needs a name",
    );
    assert_fault(
        with(
            "/send_events/where",
            json!([{"property": "event.a", "operator": "is"}]),
        ),
        "send_events.where[0].values",
        "missing_values",
        "at least one",
    );
}

#[test]
fn what_one_document_may_ask_of_every_event_is_bounded() {
    let row = |n: usize| json!({ "event_type": format!("Event {}", n % 100), "where": [] });
    assert_fault(
        rows((0..1_001).map(row).collect()),
        "send_events.select",
        "too_many",
        "1001 entries",
    );
    let test = json!({"property": "event.a", "operator": "is_set"});
    assert_fault(
        with("/send_events/where", json!(vec![test; 101])),
        "send_events.where",
        "too_many",
        "at most 100",
    );
    for (operator, count) in [("is", 1_001), ("matches", 21)] {
        assert_fault(
            condition(
                json!({"property": "event.a", "operator": operator, "values": vec!["x"; count]}),
            ),
            "send_events.select[2].where[0].values",
            "too_many",
            "at most",
        );
    }
}

#[test]
fn at_most_twenty_keys_go_along_with_an_event() {
    let names: Vec<String> = (0..20).map(|n| format!("p{n}")).collect();
    let document = with("/send_events/event_properties", json!(names));
    assert_fault(
        document,
        "send_events.event_properties",
        "too_many",
        "21 properties",
    );
    for limit in [0, 21] {
        assert_fault(
            with("/metadata_limit", json!(limit)),
            "metadata_limit",
            "out_of_range",
            "between 1 and 20",
        );
    }
}

#[test]
fn metadata_entries_have_names() {
    for (entry, field) in [
        (json!(""), "send_events.event_properties[0]"),
        (
            json!({"property": " ", "as": "x"}),
            "send_events.event_properties[0].property",
        ),
        (
            json!({"property": "x", "as": " "}),
            "send_events.event_properties[0].as",
        ),
    ] {
        let document = with("/send_events/event_properties", json!([entry]));
        assert_fault(document, field, "blank", "needs a name");
    }
    let document = with("/send_events/user_properties", json!(["gp:"]));
    assert_fault(
        document,
        "send_events.user_properties[0]",
        "blank",
        "needs a name",
    );
}

#[test]
fn a_user_property_becomes_an_attribute_that_can_be_set() {
    let at = "send_users.user_properties[0]";
    for attribute in ["role", "external_id", "created_at", "email_verified"] {
        assert_fault(
            users(json!([{"property": "a", "attribute": attribute}])),
            &format!("{at}.attribute"),
            "unknown_attribute",
            "they are name, email, phone, avatar",
        );
    }
    assert_fault(
        users(json!([{"property": "a", "attribute": "e-mail"}])),
        &format!("{at}.attribute"),
        "unknown_attribute",
        "did you mean `email`?",
    );
    assert_fault(
        users(json!(["a.b$"])),
        at,
        "forbidden_characters",
        "`custom_attribute`",
    );
    assert_fault(
        users(json!([{"property": "a.b", "custom_attribute": "a.b"}])),
        &format!("{at}.custom_attribute"),
        "forbidden_characters",
        "`.`",
    );
    accepted(users(
        json!([{"property": "a.b", "custom_attribute": "a_b"}]),
    ));
    assert_fault(
        users(json!([{"property": "a", "custom_attribute": " "}])),
        &format!("{at}.custom_attribute"),
        "blank",
        "needs a name",
    );
    assert_fault(users(json!([""])), at, "blank", "needs a name");
}

#[test]
fn an_attribute_is_set_by_one_property() {
    assert_fault(
        users(json!(["plan", {"property": "tier", "custom_attribute": "plan"}])),
        "send_users.user_properties[1].custom_attribute",
        "duplicate",
        "user_properties[0]",
    );
    accepted(users(json!(["plan", "Plan"])));
    accepted(users(json!([
        {"property": "phone", "attribute": "phone"},
        {"property": "phone", "custom_attribute": "phone_copy"},
    ])));
    let mut by_email = users(json!([{"property": "mail", "attribute": "email"}]));
    by_email["mapping"] = json!({"user_property": "email", "intercom_id": "email"});
    assert_fault(
        by_email,
        "send_users.user_properties[0].attribute",
        "duplicate",
        "mapping",
    );
}

#[test]
fn the_retry_schedule_has_bounds() {
    for attempts in [0, 101] {
        assert_fault(
            with("/retry/attempts", json!(attempts)),
            "retry.attempts",
            "out_of_range",
            "between 1 and 100",
        );
    }
    for window in ["999ms", "31d", "0s"] {
        assert_fault(
            with("/retry/window", json!(window)),
            "retry.window",
            "out_of_range",
            "between 1s and 30d",
        );
    }
    accepted(with("/retry", json!({"window": "1s", "attempts": 1})));
    accepted(with("/retry", json!({"window": "30d", "attempts": 100})));
}

#[test]
fn all_faults_of_meaning_are_reported_at_once() {
    let mut document = with("/name", json!(""));
    document["credentials"]["endpoint"] = json!("https://x.io");
    document["credentials"]["access_token"] = json!("");
    document["mapping"]["user_property"] = json!("paying");
    document["retry"]["attempts"] = json!(0);
    document["send_events"]["where"] = json!([
        {"property": "event.a", "operator": "is"},
        {"property": "event.a", "operator": "matches", "values": ["("]},
    ]);
    let fields: Vec<String> = refused(document)
        .into_iter()
        .map(|fault| fault.field)
        .collect();
    assert_eq!(
        fields,
        [
            "name",
            "credentials.endpoint",
            "mapping.user_property",
            "send_events.where[0].values",
            "send_events.where[1].values[0]",
            "retry.attempts",
            "credentials.access_token",
        ]
    );
}

#[test]
fn a_fault_reads_as_field_code_and_message() {
    let faults = refused(with("/name", json!("")));
    assert_eq!(
        serde_json::to_value(faults).unwrap(),
        json!([{"field": "name", "code": "blank", "message": "a sync needs a name"}])
    );
}
