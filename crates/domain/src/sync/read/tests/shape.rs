//! What has not the shape of a document: where the fault points, and what it says.

use super::*;

#[test]
fn a_fault_of_shape_points_at_its_field() {
    for (document, field, code, message) in [
        (
            condition(json!({"property": "event.a", "operator": "equals", "values": ["x"]})),
            "send_events.select[2].where[0].operator",
            "unknown_choice",
            "is, is_not, contains",
        ),
        (
            condition(json!({"property": "event.a", "operator": "grater_than", "values": ["x"]})),
            "send_events.select[2].where[0].operator",
            "unknown_choice",
            "did you mean `greater_than`?",
        ),
        (
            condition(json!({"property": "total", "operator": "is_set"})),
            "send_events.select[2].where[0].property",
            "invalid_value",
            "event.NAME",
        ),
        (
            condition(json!({"property": "event.a", "operator": "is", "values": ["x", null]})),
            "send_events.select[2].where[0].values[1]",
            "invalid_type",
            "not null",
        ),
        (
            condition(json!({"property": "event.a", "operator": "is", "value": "x"})),
            "send_events.select[2].where[0].value",
            "unknown_field",
            "did you mean `values`?",
        ),
        (
            with("/send_event", json!({})),
            "send_event",
            "unknown_field",
            "did you mean `send_events`?",
        ),
        (
            with("/xyz", json!({})),
            "xyz",
            "unknown_field",
            "the fields here are name, destination",
        ),
        (
            without("/mapping"),
            "mapping",
            "missing_field",
            "`mapping` is missing",
        ),
        (
            without("/mapping/intercom_id"),
            "mapping.intercom_id",
            "missing_field",
            "`intercom_id` is missing",
        ),
        (
            with("/mapping/intercom_id", json!("phone")),
            "mapping.intercom_id",
            "unknown_choice",
            "user_id, email",
        ),
        (
            with("/enabled", json!("yes")),
            "enabled",
            "invalid_type",
            "true or false, not a text",
        ),
        (
            with("/metadata_limit", json!(300)),
            "metadata_limit",
            "invalid_type",
            "a whole number",
        ),
        (
            with("/metadata_limit", json!(1.5)),
            "metadata_limit",
            "invalid_type",
            "a fraction",
        ),
        (
            with("/destination", json!(5)),
            "destination",
            "invalid_type",
            "one of intercom",
        ),
        (
            with("/retry/window", json!("4 hours")),
            "retry.window",
            "invalid_value",
            "4h",
        ),
        (
            with("/send_events", json!([])),
            "send_events",
            "invalid_type",
            "an object, not a list",
        ),
        (
            with("/send_events/select", json!("some")),
            "send_events.select",
            "invalid_type",
            "`all` or a list",
        ),
        (
            with(
                "/send_events/event_properties",
                json!(["a", {"property": "b", "to": "c"}]),
            ),
            "send_events.event_properties[1].to",
            "unknown_field",
            "property, as",
        ),
        (
            users(json!([{"property": "b", "attribute": "name", "custom_attribute": "c"}])),
            "send_users.user_properties[0]",
            "invalid_value",
            "not both",
        ),
        (json!([]), "", "invalid_type", "must be an object"),
    ] {
        assert_fault(document, field, code, message);
    }
}
