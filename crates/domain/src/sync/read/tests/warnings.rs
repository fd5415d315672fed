//! What is allowed, but probably not meant.

use super::*;

#[track_caller]
fn assert_warning(document: Value, field: &str, code: &str, message_part: &str) {
    let warnings = accepted(document).warnings;
    let [warning] = &warnings[..] else {
        panic!("one warning expected: {warnings:#?}");
    };
    assert_eq!(
        (warning.field.as_str(), warning.code),
        (field, code),
        "{warning:?}"
    );
    assert!(
        warning.message.contains(message_part),
        "{}",
        warning.message
    );
}

#[test]
fn a_mapped_property_that_users_share() {
    assert_warning(
        with("/mapping/user_property", json!("country")),
        "mapping.user_property",
        "weak_identity",
        "many users share",
    );
}

#[test]
fn a_sync_that_sends_nothing() {
    let mut idle = example();
    idle["send_events"]["enabled"] = json!(false);
    idle["send_users"]["enabled"] = json!(false);
    assert_warning(idle, "enabled", "sends_nothing", "nothing is sent");
    assert_warning(
        with("/send_events/select", json!([])),
        "send_events.select",
        "selects_nothing",
        "`all`",
    );
    assert_warning(
        with("/send_users/user_properties", json!([])),
        "send_users.user_properties",
        "selects_nothing",
        "no change is sent",
    );
}

#[test]
fn event_types_that_intercom_renames_or_takes_for_one() {
    let rows = |names: &[&str]| {
        let rows = names.iter().map(|name| json!({ "event_type": name }));
        with("/send_events/select", rows.collect())
    };
    assert_warning(
        rows(&["Order.Done"]),
        "send_events.select[0].event_type",
        "renamed_by_intercom",
        "`Order-Done`",
    );
    assert_warning(
        rows(&["order-done", "Order-Done"]),
        "send_events.select[1].event_type",
        "same_in_intercom",
        "`order-done` and `Order-Done`",
    );
    assert_warning(
        rows(&["[Amplitude] Revenue"]),
        "send_events.select[0].event_type",
        "sent_under_another_name",
        "`revenue_amount`",
    );
}

#[test]
fn names_that_look_like_references() {
    for (list, name, mend) in [
        ("event_properties", "event.total", "write `total`"),
        (
            "event_properties",
            "user.plan",
            "`user_properties`, as `plan`",
        ),
        ("event_properties", "group.org.plan", "can't go along"),
        ("user_properties", "user.plan", "write `plan`"),
    ] {
        assert_warning(
            with(&format!("/send_events/{list}"), json!([name])),
            &format!("send_events.{list}[0]"),
            "looks_like_reference",
            mend,
        );
    }
    assert_warning(
        with("/mapping/user_property", json!("user.email")),
        "mapping.user_property",
        "looks_like_reference",
        "write `email`",
    );
    let dotted = with("/send_events/event_properties", json!(["cart.total"]));
    assert_eq!(accepted(dotted).warnings, []);
}

#[test]
fn two_entries_that_end_in_one_key() {
    for entries in [
        json!(["plan"]),
        json!(["Plan"]),
        json!([{"property": "x", "as": "plan"}]),
    ] {
        assert_warning(
            with("/send_events/event_properties", entries),
            "send_events.user_properties[0]",
            "same_key",
            "send_events.event_properties[0]",
        );
    }
    assert_warning(
        with("/send_events/event_properties", json!(["a.b", "a_b"])),
        "send_events.event_properties[1]",
        "same_key",
        "`a_b`",
    );
}

#[test]
fn keys_over_the_limit_and_keys_that_intercom_does_not_promise() {
    assert_warning(
        with("/metadata_limit", json!(1)),
        "metadata_limit",
        "keys_cut",
        "`currency`, `plan` are cut",
    );
    let names: Vec<String> = (0..10).map(|n| format!("p{n}")).collect();
    assert_warning(
        with("/send_events/event_properties", json!(names)),
        "metadata_limit",
        "keys_not_promised",
        "`plan` may get lost",
    );
}

#[test]
fn a_custom_attribute_with_the_name_of_a_standard_one() {
    assert_warning(
        with("/send_users/user_properties", json!(["email"])),
        "send_users.user_properties[0]",
        "standard_name",
        "`attribute: email`",
    );
}
