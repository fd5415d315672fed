//! The decision, case by case: given a state and events, when a batch is decided, then these
//! changes and deliveries follow.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod events;
mod identity;
mod profiles;
mod repeats;
mod suppressed;
mod taxonomy;
mod users;

use serde_json::{Value, json};

use super::*;
use crate::delivery::{DiscardReason, Kind, Note};
use crate::event::{Context, Endpoint, Event, Groups, Revenue};
use crate::property::{RawObject, UserProperty};
use crate::sync::SyncDocument;

/// Shows what a destination would be given, as JSON.
struct Plain;

fn plain(identity: Option<&Value>, payload: Value) -> Mapped {
    Mapped {
        payload: payload.to_string().into(),
        identity: match identity {
            Some(Value::String(identity)) => Ok(identity.clone()),
            Some(_) => Err(DiscardReason::InvalidIdentity),
            None => Err(DiscardReason::MissingIdentity),
        },
        notes: Vec::<Note>::new(),
        merges: None,
    }
}

impl DestinationMapping for Plain {
    fn event(&self, _: &SyncDocument, event: &SelectedEvent<'_>) -> Mapped {
        let properties: Vec<Value> = event
            .properties
            .iter()
            .map(|(key, value)| json!([key, value]))
            .collect();
        plain(
            event.identity,
            json!({"name": event.event_type, "with": properties}),
        )
    }

    fn user(&self, _: &SyncDocument, change: &UserChange<'_>) -> Mapped {
        let attributes: Vec<Value> = change
            .attributes
            .iter()
            .map(|(entry, value)| json!([entry.property.name(), value]))
            .collect();
        plain(change.identity, json!({"attributes": attributes}))
    }
}

/// A state that a test drives batch after batch.
#[derive(Default)]
struct World {
    loaded: Loaded,
    taxonomy: Taxonomy,
    next: u64,
    merge: MergePolicy,
    syncs: Vec<ActiveSync>,
    suppressions: Suppressions,
}

impl World {
    fn with_sync(document: Value) -> Self {
        let mut world = Self::default();
        world.add_sync(document, 0);
        world
    }

    fn add_sync(&mut self, document: Value, active_from: u64) {
        let mut whole = json!({
            "name": "Test",
            "destination": "intercom",
            "enabled": true,
            "credentials": {"endpoint": "us"},
            "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        });
        let fields = document.as_object().unwrap().clone();
        whole.as_object_mut().unwrap().extend(fields);
        let document: SyncDocument = serde_json::from_value(whole).unwrap();
        let id = SyncId::new(self.syncs.len() as i64 + 1);
        self.syncs
            .push(ActiveSync::new(id, Offset::new(active_from), None, document.into()).unwrap());
    }

    fn take(&mut self, events: Vec<Event>) -> IntakeCommit {
        let at = 1_000_000 + i64::try_from(self.next).unwrap() * 1_000;
        self.take_at(events, at)
    }

    fn take_at(&mut self, events: Vec<Event>, received_at: i64) -> IntakeCommit {
        let records: Vec<Record> = events
            .into_iter()
            .map(|event| {
                let offset = Offset::new(self.next);
                self.next += 1;
                Record {
                    offset,
                    received: Received {
                        received_at: UnixMillis::new(received_at),
                        endpoint: Endpoint::HttpV2,
                        event,
                    },
                }
            })
            .collect();
        let commit = process(
            &records,
            self.loaded.clone(),
            &mut self.taxonomy,
            Rules {
                syncs: &self.syncs,
                mapping: &Plain,
                merge: self.merge,
                suppressions: &self.suppressions,
                now: UnixMillis::new(received_at + 5),
            },
        );
        self.keep(&commit);
        commit
    }

    fn keep(&mut self, commit: &IntakeCommit) {
        for (key, profile) in &commit.profiles {
            match profile {
                Some(profile) => self.loaded.profiles.insert(key.clone(), profile.clone()),
                None => self.loaded.profiles.remove(key),
            };
        }
        self.loaded.links.extend(commit.links.iter().cloned());
        self.loaded.groups.extend(commit.groups.iter().cloned());
        self.loaded.seen.extend(commit.seen.iter().copied());
    }

    fn profile(&self, key: &ProfileKey) -> Option<&Profile> {
        self.loaded.profiles.get(key)
    }

    fn property(&self, user: &str, name: &str) -> Option<Value> {
        self.profile(&ProfileKey::User(user.into()))?
            .get(&UserProperty::parse(name))
            .cloned()
    }
}

fn event(event_type: &str, user: Option<&str>, device: Option<&str>) -> Event {
    Event {
        event_type: event_type.into(),
        user_id: user.map(Into::into),
        device_id: device.map(Into::into),
        time: UnixMillis::new(1_000),
        insert_id: None,
        event_properties: RawObject::empty(),
        user_properties: RawObject::empty(),
        groups: Groups::new(),
        group_properties: RawObject::empty(),
        skip_user_properties_sync: false,
        context: Context::default(),
        revenue: Revenue::default(),
        session_id: None,
        event_id: None,
        other: RawObject::empty(),
    }
}

fn raw(value: Value) -> RawObject {
    serde_json::from_value(value).unwrap()
}

fn identify(user: Option<&str>, device: Option<&str>, properties: Value) -> Event {
    Event {
        user_properties: raw(properties),
        ..event("$identify", user, device)
    }
}

fn with(event: Event, properties: Value) -> Event {
    Event {
        event_properties: raw(properties),
        ..event
    }
}

fn payloads(commit: &IntakeCommit) -> Vec<(Kind, Value)> {
    commit
        .deliveries
        .iter()
        .map(|d| (d.kind, serde_json::from_str(&d.payload).unwrap()))
        .collect()
}

fn verdict(commit: &IntakeCommit, record: usize) -> (Option<Verdict>, Option<Verdict>) {
    let trace = &commit.traces[record].syncs[0];
    (trace.event.clone(), trace.user.clone())
}
