//! Given a sync and a state, when one event is previewed, then this is said of it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod change;
mod trial;

use intertide_store::state::{Fact, LaneState, Replay, Reports};
use serde_json::json;

use super::*;
use crate::tests::world::{World, document, event};

/// What is said of an event, as the API would write it.
fn say(world: &World, sync: SyncId, given: Value) -> Value {
    let preview = world
        .previewer()
        .preview(&world.subject(sync), &event(given));
    serde_json::to_value(preview.unwrap()).unwrap()
}

/// Remembers that Intercom has this user under this id.
fn remember(world: &World, sync: SyncId, value: &str) {
    let fact = Fact {
        workspace: world.subject(sync).workspace.unwrap(),
        key: "user_id:user-1".to_owned(),
        value: Some(value.to_owned()),
    };
    world.state.settle(&[], &[fact]).unwrap();
}

const UNKNOWN: &str = "whether Intercom knows the user shows when the event is sent; if not, the \
                       event is discarded";

#[test]
fn an_event_that_is_selected_shows_its_request_and_every_condition() {
    let world = World::new();
    let sync = world.sync(
        json!({"send_events": {
            "enabled": true,
            "select": [{"event_type": "Order", "where": [
                {"property": "event.total", "operator": "greater_than", "values": ["10"]},
            ]}],
            "where": [{"property": "user.user_id", "operator": "is_set"}],
            "event_properties": ["total", "paid"],
        }}),
        0,
    );
    let given = json!({"event_properties": {"total": 12.50, "paid": true, "secret": "x"}});
    assert_eq!(
        say(&world, sync, given),
        json!({
            "verdict": "send",
            "reason": null,
            "conditions": [
                {
                    "condition": {"property": "user.user_id", "operator": "is_set"},
                    "held": true,
                    "value": "user-1",
                },
                {
                    "condition": {
                        "property": "event.total", "operator": "greater_than", "values": ["10"],
                    },
                    "held": true,
                    "value": 12.50,
                },
            ],
            "requests": [{
                "method": "POST",
                "path": "/events",
                "body": {
                    "event_name": "Order",
                    "created_at": 1_664_604_000,
                    "user_id": "user-1",
                    "metadata": {"total": 12.50, "paid": "true"},
                },
            }],
            "warnings": ["`paid` is a boolean and was written as text", UNKNOWN],
        })
    );
}

#[test]
fn what_is_not_sent_says_why() {
    let world = World::new();
    let filtered = json!([{"event_type": "Order", "where": [
        {"property": "event.total", "operator": "greater_than", "values": ["10"]},
    ]}]);
    let events = |select: Value| json!({"enabled": true, "select": select});
    let users = json!({"enabled": true, "user_properties": ["plan"]});
    let cases = [
        (
            json!({"send_events": events(json!([{"event_type": "Other"}]))}),
            json!({}),
            "skip",
            "not_selected: the sync does not select `Order`",
        ),
        (
            json!({"send_events": events(filtered)}),
            json!({"event_properties": {"total": 10}}),
            "skip",
            "filtered: `event.total greater_than 10` does not hold",
        ),
        (
            json!({"send_events": events(json!("all"))}),
            json!({"event_type": "[Intercom] Reply"}),
            "skip",
            "not_selected: `[Intercom] Reply` came out of Intercom, and `all` leaves it out",
        ),
        (
            json!({"send_events": events(json!("all"))}),
            json!({"event_type": "$identify", "user_properties": {"plan": "pro"}}),
            "skip",
            "not_selected: `$identify` changes properties, and the sync sends no user changes",
        ),
        (
            json!({"send_users": users}),
            json!({"event_type": "$identify", "user_properties": {"seats": 5}}),
            "skip",
            "no_change: none of the selected user properties changes",
        ),
        (
            json!({"send_users": users}),
            json!({"$skip_user_properties_sync": true}),
            "skip",
            "not_selected: the event leaves its user's properties alone, and the sync sends no \
             events",
        ),
        (
            json!({"send_events": events(json!("all")), "send_users": users}),
            json!({"user_id": null, "device_id": "d-1", "user_properties": {"plan": "pro"}}),
            "discard",
            "missing_identity: the user has no `user_id`",
        ),
        (
            json!({
                "send_events": events(json!("all")),
                "mapping": {"user_property": "mail", "intercom_id": "email"},
            }),
            json!({"user_properties": {"mail": "nobody"}}),
            "discard",
            "invalid_identity: the user's `mail` can't identify anyone",
        ),
        (
            json!({"send_events": events(json!([{"event_type": "_all"}]))}),
            json!({"event_type": "_all"}),
            "discard",
            "reserved_name: the event's name is reserved",
        ),
        (
            json!({}),
            json!({}),
            "skip",
            "not_selected: the sync sends no events",
        ),
    ];
    for (document, given, verdict, reason) in cases {
        let sync = world.sync(document, 0);
        let said = say(&world, sync, given);
        assert_eq!(said["reason"], reason);
        assert_eq!(said["verdict"], verdict, "{reason}");
        assert_eq!(said["requests"], json!([]), "{reason}");
    }
}

fn users_and_events() -> Value {
    json!({
        "send_events": {"enabled": true, "select": "all"},
        "send_users": {"enabled": true, "user_properties": [
            {"property": "full_name", "attribute": "name"}, "plan",
        ]},
    })
}

fn lines(said: &Value) -> Vec<String> {
    let requests = said["requests"].as_array().unwrap();
    let line = |r: &Value| format!("{} {}", r["method"], r["path"]).replace('"', "");
    requests.iter().map(line).collect()
}

#[test]
fn a_change_of_an_unknown_user_looks_it_up_and_creates_it_before_the_event_follows() {
    let world = World::new();
    let sync = world.sync(users_and_events(), 0);
    let given = json!({"user_properties": {"full_name": "Ann", "plan": "pro"}});
    let said = say(&world, sync, given);
    assert_eq!(
        lines(&said),
        [
            "GET /contacts/find_by_external_id/user-1",
            "POST /contacts",
            "POST /events"
        ]
    );
    assert_eq!(
        said["requests"][1]["body"],
        json!({
            "role": "user", "external_id": "user-1", "name": "Ann",
            "custom_attributes": {"plan": "pro"},
        })
    );
    // The contact exists by then.
    assert_eq!(said["warnings"], json!([]));
    assert_eq!(
        (&said["verdict"], &said["reason"]),
        (&json!("send"), &json!(null))
    );
}

#[test]
fn a_change_of_a_known_user_is_one_request() {
    let world = World::new();
    let sync = world.sync(users_and_events(), 0);
    remember(&world, sync, r#"{"contact_id":"c1"}"#);
    let given = json!({"event_type": "$identify", "user_properties": {"plan": "pro"}});
    let said = say(&world, sync, given);
    assert_eq!(lines(&said), ["PUT /contacts/c1"]);
    assert_eq!(
        said["requests"][0]["body"],
        json!({"custom_attributes": {"plan": "pro"}})
    );
}

#[test]
fn a_user_named_by_address_is_searched() {
    let world = World::new();
    let mut document = users_and_events();
    document["mapping"] = json!({"user_property": "mail", "intercom_id": "email"});
    let sync = world.sync(document, 0);
    let given = json!({
        "event_type": "$identify",
        "user_properties": {"mail": "ann@x.io", "plan": "pro"},
    });
    assert_eq!(
        lines(&say(&world, sync, given)),
        ["POST /contacts/search", "POST /contacts"]
    );
}

#[test]
fn a_user_who_is_known_to_be_deleted_is_discarded() {
    let world = World::new();
    let sync = world.sync(users_and_events(), 0);
    let deleted = format!(r#"{{"deleted_at":{}}}"#, world.clock.now().get());
    remember(&world, sync, &deleted);
    let said = say(&world, sync, json!({"user_properties": {"plan": "pro"}}));
    assert_eq!(said["verdict"], "discard");
    assert_eq!(
        said["reason"],
        "user_deleted: the user was deleted in Intercom for good"
    );
    assert_eq!(said["requests"], json!([]));
}

#[test]
fn what_is_sent_in_part_says_what_is_not() {
    let world = World::new();
    let mut document = users_and_events();
    document["send_events"]["select"] = json!([{"event_type": "Other"}]);
    let sync = world.sync(document, 0);
    let said = say(&world, sync, json!({"user_properties": {"plan": "pro"}}));
    assert_eq!(said["verdict"], "send");
    assert_eq!(
        said["reason"],
        "not_selected: the sync does not select `Order`"
    );
    assert_eq!(lines(&said).len(), 2);
}

#[test]
fn a_preview_goes_by_the_state_and_leaves_it_as_it_is() {
    let world = World::new();
    let sync = world.sync(users_and_events(), 0);
    world.take(&[json!({"user_properties": {"plan": "free"}})]);
    let before = world.state.totals(sync).unwrap();
    let given = json!({"insert_id": "i-1", "user_properties": {"plan": "pro"}});
    let first = say(&world, sync, given.clone());
    assert_eq!(lines(&first).len(), 3);
    assert_eq!(say(&world, sync, given.clone()), first);
    // What is there already is no change.
    let same = say(&world, sync, json!({"user_properties": {"plan": "free"}}));
    assert_eq!(lines(&same), ["POST /events"]);
    assert_eq!(same["reason"], json!(null));

    assert_eq!(world.state.totals(sync).unwrap(), before);
    assert!(world.state.backfills(None).unwrap().is_empty());
    // Really taken in, the event is no copy of what was previewed, and changes what it would.
    world.take(&[given]);
    let after = world.state.totals(sync).unwrap();
    let pending = intertide_domain::delivery::Outcome::Pending;
    assert_eq!(after[&pending], before[&pending] + 2);
}

#[test]
fn a_sync_that_could_not_send_is_previewed_with_a_warning() {
    let world = World::new();
    let mut draft = users_and_events();
    draft["enabled"] = json!(false);
    let subject = Subject {
        document: Arc::new(document(draft)),
        workspace: None,
    };
    let preview = world
        .previewer()
        .preview(&subject, &event(json!({})))
        .unwrap();
    assert_eq!(preview.judgement.verdict, PreviewVerdict::Send);
    let warnings = preview.warnings.join("\n");
    assert!(warnings.contains("switched off"), "{warnings}");
    assert!(warnings.contains("no usable access token"), "{warnings}");
}

#[test]
fn what_becomes_of_an_unknown_user_is_said_by_the_document() {
    for (policy, then) in [
        ("discard", "the event is discarded"),
        ("wait", "the event waits for the user, up to 15 minutes"),
        ("create", "the contact is created first"),
    ] {
        let world = World::new();
        let sync = world.sync(
            json!({"send_events": {"enabled": true, "select": "all", "unknown_user": policy}}),
            0,
        );
        let said = say(&world, sync, json!({}));
        assert_eq!(
            said["warnings"],
            json!([UNKNOWN.replace("the event is discarded", then)])
        );
        remember(&world, sync, r#"{"contact_id":"c1"}"#);
        assert_eq!(say(&world, sync, json!({}))["warnings"], json!([]));
    }
}

#[test]
fn keys_over_the_limit_and_many_event_names_are_warned_of() {
    let world = World::new();
    let rows = |count: usize| -> Vec<Value> {
        let name = |n| json!({"event_type": format!("Event {n}")});
        std::iter::once(json!({"event_type": "Order"}))
            .chain((1..count).map(name))
            .collect()
    };
    let document = |count| {
        json!({
            "metadata_limit": 1,
            "send_events": {
                "enabled": true, "select": rows(count), "event_properties": ["a", "b"],
            },
        })
    };
    let given = json!({"event_properties": {"a": 1, "b": 2}});
    let many = world.sync(document(100), 0);
    assert_eq!(
        say(&world, many, given.clone())["warnings"],
        json!([
            "the sync selects 100 event names; Intercom takes 120 in a workspace",
            "left out beyond the limit of 1 keys: `b`",
            UNKNOWN,
        ])
    );
    let fewer = world.sync(document(99), 0);
    let warnings = &say(&world, fewer, given)["warnings"];
    assert_eq!(warnings.as_array().unwrap().len(), 2);
}
