//! Worlds with a sync or two, and what has to hold of what arrived in Intercom.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::world::{Party, World};
use http::Method;
use intercom_sim::{FaultEffect, FaultMatch, FaultRule, Settings, StoredEvent, Workspace};
use intertide_domain::delivery::Outcome;
use intertide_domain::ids::SyncId;
use serde_json::{Value, json};

pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3_600);

/// Requests in a journal, more than any scenario makes.
const JOURNAL: usize = 1_000_000;

/// A world with one workspace of this limit.
pub fn world(seed: u64, limit: u32) -> World {
    let mut settings = Settings {
        rate_limit_per_10s: limit,
        ..Settings::default()
    };
    settings.limits.journal_entries = JOURNAL;
    World::new(seed, [settings]).unwrap()
}

/// A sync of events under these names; all events, when there are none.
pub fn events(names: &[&str], unknown_user: &str) -> Value {
    let select = if names.is_empty() {
        json!("all")
    } else {
        names
            .iter()
            .map(|name| json!({"event_type": name}))
            .collect()
    };
    let mut document = nothing();
    document["send_events"] = json!({
        "enabled": true, "select": select, "event_properties": ["n"], "unknown_user": unknown_user,
    });
    document
}

/// A sync of these user properties.
pub fn users(properties: &[&str]) -> Value {
    let mut document = nothing();
    document["send_users"] = json!({"enabled": true, "user_properties": properties});
    document
}

fn nothing() -> Value {
    json!({
        "name": "A sync", "destination": "intercom", "enabled": true,
        "credentials": {"endpoint": "us"},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
    })
}

/// Makes these users in Intercom, and the attribute `n`, long enough ago that none of it counts.
pub fn populate(world: &mut World, users: impl IntoIterator<Item = String>) {
    let limit = world.intercom(0).unwrap().settings().rate_limit_per_10s;
    world.turn(Duration::ZERO, 0, |intercom| {
        intercom.set_rate_limit(u32::MAX)
    });
    world.run_for(Duration::ZERO).unwrap();
    let attribute = json!({"name": "n", "model": "contact", "data_type": "integer"});
    other(world, Method::POST, "/data_attributes", Some(&attribute));
    for user in users {
        let contact = json!({"role": "user", "external_id": user});
        other(world, Method::POST, "/contacts", Some(&contact));
    }
    world.turn(Duration::ZERO, 0, move |intercom| {
        intercom.set_rate_limit(limit)
    });
    world.run_for(SECOND * 20).unwrap();
}

/// What another program asks, and must be granted.
pub fn other(world: &mut World, method: Method, target: &str, body: Option<&Value>) -> Value {
    let response = world.ask(0, method, target, body).unwrap();
    assert!(response.status.is_success(), "{target}: {response:?}");
    response.json().unwrap_or_default()
}

pub fn user(number: usize) -> String {
    format!("user-{number:05}")
}

/// A fault for every request.
pub fn always(effect: FaultEffect) -> FaultRule {
    sometimes(1.0, effect)
}

/// A fault for some requests.
pub fn sometimes(probability: f64, effect: FaultEffect) -> FaultRule {
    FaultRule {
        matches: FaultMatch::default(),
        probability: Some(probability),
        count: None,
        effect,
    }
}

/// The number that an event in Intercom carries.
pub fn number(event: &StoredEvent) -> u64 {
    event.metadata["n"].as_u64().unwrap()
}

/// Numbers of all that was said under these names.
pub fn said(world: &World, names: &[&str]) -> BTreeSet<u64> {
    let words = world.said().iter();
    let words = words.filter(|word| {
        let name = word.event.as_deref();
        name.is_some_and(|name| names.contains(&name))
    });
    words.map(|word| word.number).collect()
}

/// How often each number is in Intercom.
pub fn arrived(intercom: &Workspace) -> BTreeMap<u64, usize> {
    let mut times = BTreeMap::new();
    for event in intercom.events() {
        *times.entry(number(event)).or_default() += 1;
    }
    times
}

/// Every user's events came in the order in which they were said, of all that go through one sync.
pub fn assert_in_order(world: &World, names: &[&str]) {
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    let events = world.intercom(0).unwrap().events();
    for event in events.filter(|event| names.contains(&event.event_name.as_str())) {
        let user = event.user_id.as_deref().unwrap();
        let number = number(event);
        let before = last.insert(user, number);
        assert!(before < Some(number), "{user}: {before:?} before {number}");
    }
}

/// How many deliveries there are of an outcome.
pub fn count(world: &World, sync: SyncId, outcome: Outcome) -> u64 {
    world.totals(sync).unwrap()[&outcome]
}

/// How many of a party's requests Intercom answered with this status.
pub fn answered(world: &World, by: Party, status: u16) -> usize {
    let requests = world.requests(0, by).unwrap();
    requests
        .iter()
        .filter(|entry| entry.status == status)
        .count()
}
