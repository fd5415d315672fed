//! What is explained is what is decided, with every condition and without a trace in the state.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};

use super::*;
use crate::delivery::{DiscardReason, Kind};
use crate::event::Endpoint;
use crate::ids::{Offset, SyncId};
use crate::process::{Mapped, SelectedEvent, UserChange};
use crate::profile::{GroupKey, Profile};
use crate::property::BuiltIn;
use crate::sync::SyncDocument;
use crate::taxonomy::Taxonomy;

/// Shows what a destination would be given.
struct Plain;

fn plain(identity: Option<&Value>, payload: &Value) -> Mapped {
    Mapped {
        payload: payload.to_string().into(),
        identity: identity
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or(DiscardReason::MissingIdentity),
        notes: Vec::new(),
        merges: None,
    }
}

impl DestinationMapping for Plain {
    fn event(&self, _: &SyncDocument, event: &SelectedEvent<'_>) -> Mapped {
        plain(event.identity, &json!(event.properties))
    }

    fn user(&self, _: &SyncDocument, change: &UserChange<'_>) -> Mapped {
        let attributes: Vec<_> = change
            .attributes
            .iter()
            .map(|(entry, value)| json!([entry.property.name(), value]))
            .collect();
        plain(change.identity, &json!(attributes))
    }
}

fn sync(more: Value) -> ActiveSync {
    let mut document = json!({
        "name": "Test",
        "destination": "intercom",
        "credentials": {"endpoint": "us"},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
    });
    let fields = more.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(fields);
    let document: SyncDocument = serde_json::from_value(document).unwrap();
    // Active only from a later record on, and not enabled: neither matters.
    ActiveSync::new(SyncId::new(1), Offset::new(100), None, document.into()).unwrap()
}

fn record(event: Value) -> Record {
    let mut whole = json!({"event_type": "Order", "user_id": "user-1", "time": 1_000});
    let fields = event.as_object().unwrap().clone();
    whole.as_object_mut().unwrap().extend(fields);
    Record {
        offset: Offset::new(7),
        received: Received {
            received_at: UnixMillis::new(2_000),
            endpoint: Endpoint::HttpV2,
            event: serde_json::from_value(whole).unwrap(),
        },
    }
}

/// A state in which `user-1` has these properties.
fn knowing(properties: Value) -> Loaded {
    let mut loaded = Loaded::default();
    let mut profile = Profile {
        custom: properties.as_object().unwrap().clone(),
        ..Profile::default()
    };
    profile.built_in.insert(BuiltIn::UserId, json!("user-1"));
    let key = ProfileKey::User("user-1".into());
    loaded.profiles.insert(key, profile);
    loaded
}

fn ask(sync: &ActiveSync, loaded: &Loaded, moment: Moment, event: Value) -> Explanation {
    explain(Question {
        record: &record(event),
        moment,
        loaded,
        sync,
        mapping: &Plain,
        merge: MergePolicy::default(),
        now: UnixMillis::new(3_000),
    })
}

fn payloads(explanation: &Explanation) -> Vec<(Kind, String)> {
    explanation
        .deliveries
        .iter()
        .map(|delivery| (delivery.kind, delivery.payload.to_string()))
        .collect()
}

#[test]
fn every_condition_is_asked_also_behind_one_that_failed() {
    let sync = sync(json!({"send_events": {
        "enabled": true,
        "select": [
            {"event_type": "Order", "where": [
                {"property": "event.total", "operator": "greater_than", "values": ["10"]},
            ]},
            {"event_type": "Order", "where": [
                {"property": "user.plan", "operator": "is", "values": ["pro"]},
            ]},
            {"event_type": "Other", "where": [{"property": "event.x", "operator": "is_set"}]},
        ],
        "where": [{"property": "user.user_id", "operator": "is_not_set"}],
    }}));
    let loaded = knowing(json!({"plan": "pro"}));
    let event = json!({"event_properties": {"total": 5}});
    let explanation = ask(&sync, &loaded, Moment::Arriving, event);
    let seen: Vec<_> = explanation
        .conditions
        .iter()
        .map(|c| (c.condition.to_string(), c.held, c.value.clone()))
        .collect();
    assert_eq!(
        seen,
        [
            (
                "user.user_id is_not_set".to_owned(),
                false,
                Some(json!("user-1"))
            ),
            (
                "event.total greater_than 10".to_owned(),
                false,
                Some(json!(5))
            ),
            ("user.plan is pro".to_owned(), true, Some(json!("pro"))),
        ]
    );
    assert_eq!(
        explanation.event,
        Some(Verdict::Filtered {
            condition: "user.user_id is_not_set".to_owned()
        })
    );
    assert!(explanation.deliveries.is_empty());
}

#[test]
fn an_event_that_arrives_brings_its_own_changes() {
    let sync = sync(json!({
        "send_events": {"enabled": true, "select": "all", "user_properties": ["seats"]},
        "send_users": {"enabled": true, "user_properties": ["seats"]},
    }));
    let loaded = knowing(json!({"seats": 1}));
    let event = json!({"user_properties": {"$add": {"seats": 2}}});
    let explanation = ask(&sync, &loaded, Moment::Arriving, event.clone());
    let seats = |n: u32| {
        let payload = format!(r#"[["seats",{n}]]"#);
        vec![(Kind::User, payload.clone()), (Kind::Event, payload)]
    };
    assert_eq!(payloads(&explanation), seats(3));
    // Nothing was kept: the same question has the same answer.
    let again = ask(&sync, &loaded, Moment::Arriving, event.clone());
    assert_eq!(payloads(&again), seats(3));

    // In the past it has been added already.
    let past = ask(&sync, &loaded, Moment::Past, event);
    assert_eq!(payloads(&past), seats(1));
}

#[test]
fn an_event_of_the_past_that_named_no_selected_property_changed_nothing() {
    let sync = sync(json!({"send_users": {"enabled": true, "user_properties": ["seats"]}}));
    let loaded = knowing(json!({"seats": 1}));
    for event in [json!({}), json!({"user_properties": {"plan": "pro"}})] {
        let explanation = ask(&sync, &loaded, Moment::Past, event);
        assert_eq!(explanation.user, Some(Verdict::NoChange));
        assert_eq!(explanation.event, None);
    }
}

#[test]
fn a_device_stands_for_who_logged_in_on_it() {
    let sync = sync(json!({"send_events": {
        "enabled": true, "select": "all", "user_properties": ["plan"],
    }}));
    let mut loaded = knowing(json!({"plan": "pro"}));
    let nobody = json!({"user_id": null, "device_id": "device-1"});
    let before = ask(&sync, &loaded, Moment::Past, nobody.clone());
    assert_eq!(
        (before.user_id, before.event),
        (
            None,
            Some(Verdict::Discarded {
                category: "missing_identity".to_owned(),
            })
        )
    );

    loaded.links.insert("device-1".into(), "user-1".into());
    let linked = ask(&sync, &loaded, Moment::Past, nobody);
    assert_eq!(linked.user_id, Some("user-1".into()));
    assert_eq!(
        payloads(&linked),
        [(Kind::Event, r#"[["plan","pro"]]"#.to_owned())]
    );
}

#[test]
fn groups_of_the_event_and_of_its_user_are_seen() {
    let sync = sync(
        json!({"send_events": {"enabled": true, "select": "all", "where": [
            {"property": "group.org.tier", "operator": "is", "values": ["gold"]},
            {"property": "group.team.size", "operator": "greater_than", "values": ["2"]},
        ]}}),
    );
    let mut loaded = knowing(json!({}));
    for profile in loaded.profiles.values_mut() {
        profile
            .groups
            .insert("org".to_owned(), vec!["acme".to_owned()]);
    }
    for (group_type, value, properties) in [
        ("org", "acme", json!({"tier": "gold"})),
        ("team", "t", json!({"size": 3})),
    ] {
        let key = GroupKey {
            group_type: group_type.to_owned(),
            value: value.to_owned(),
        };
        loaded
            .groups
            .insert(key, properties.as_object().unwrap().clone());
    }
    let event = json!({"groups": {"team": ["t"]}});
    let explanation = ask(&sync, &loaded, Moment::Arriving, event);
    assert_eq!(explanation.event, Some(Verdict::Selected));
    let values: Vec<_> = explanation
        .conditions
        .into_iter()
        .map(|c| c.value)
        .collect();
    assert_eq!(values, [Some(json!("gold")), Some(json!(3))]);
}

#[test]
fn what_is_explained_of_an_event_that_arrives_is_what_is_decided_of_it() {
    let document = json!({
        "send_events": {
            "enabled": true,
            "select": [
                {"event_type": "Order", "where": [
                    {"property": "event.total", "operator": "greater_than", "values": ["10"]},
                ]},
                {"event_type": "Trial"},
            ],
            "event_properties": ["total"],
            "user_properties": ["plan", "platform"],
        },
        "send_users": {"enabled": true, "user_properties": ["plan", "platform"]},
    });
    let sync = sync(document);
    let mut loaded = knowing(json!({"plan": "free"}));
    let anonymous = Profile {
        custom: json!({"plan": "team"}).as_object().unwrap().clone(),
        ..Profile::default()
    };
    let key = ProfileKey::Anonymous("device-1".into());
    loaded.profiles.insert(key, anonymous);
    loaded.links.insert("device-2".into(), "user-1".into());
    for event in [
        json!({}),
        json!({"event_properties": {"total": 11}}),
        json!({"event_type": "Trial", "device_id": "device-1"}),
        json!({"event_type": "Trial", "user_id": null, "device_id": "device-1"}),
        json!({"event_type": "Trial", "user_id": null, "device_id": "device-2"}),
        json!({"event_type": "Trial", "$skip_user_properties_sync": true}),
        json!({"event_type": "$identify", "user_properties": {"$unset": {"plan": "-"}}}),
        json!({"event_type": "Trial", "context": {"platform": "iOS"}}),
        json!({"event_type": "Other", "user_id": "user-2", "user_properties": {"plan": "pro"}}),
    ] {
        let explanation = ask(&sync, &loaded, Moment::Arriving, event.clone());
        let record = Record {
            offset: Offset::new(100),
            ..record(event)
        };
        let rules = Rules {
            syncs: std::slice::from_ref(&sync),
            mapping: &Plain,
            merge: MergePolicy::default(),
            suppressions: &Suppressions::default(),
            now: UnixMillis::new(3_000),
        };
        let commit =
            crate::process::process(&[record], loaded.clone(), &mut Taxonomy::default(), rules);
        let trace = commit.traces.first().unwrap();
        let said = trace.syncs.first().unwrap();
        assert_eq!(explanation.event, said.event);
        assert_eq!(explanation.user, said.user);
        assert_eq!(explanation.user_id, trace.user_id);
        let decided = commit.deliveries.into_iter().map(|d| NewDelivery {
            offset: Offset::new(7),
            ..d
        });
        assert_eq!(explanation.deliveries, decided.collect::<Vec<_>>());
    }
}
