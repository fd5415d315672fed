//! One event before one sync, explained: what a preview shows, and what a backfill goes by.
//!
//! It is the decision itself, made on a copy: the same code as for a batch, for a single event and
//! a single sync, with the verdict of every condition and nothing that is to be committed.

use super::{ActiveSync, Selection, groups_of};
use crate::delivery::NewDelivery;
use crate::event::{Context, Event, Received};
use crate::filter::{ConditionVerdict, Filter};
use crate::identify;
use crate::ids::UserId;
use crate::privacy::Suppressions;
use crate::process::changes::Change;
use crate::process::loaded::group_keys;
use crate::process::snapshot::Snapshot;
use crate::process::{DestinationMapping, IntakeCommit, Loaded, MergePolicy, Record, Verdict};
use crate::process::{Rules, Work};
use crate::profile::ProfileKey;
use crate::property::RawObject;
use crate::time::UnixMillis;

/// What is asked.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub record: &'a Record,
    pub moment: Moment,
    /// At least what the record touches.
    pub loaded: &'a Loaded,
    /// Whether it is on, and from which record on, does not matter here.
    pub sync: &'a ActiveSync,
    pub mapping: &'a dyn DestinationMapping,
    pub merge: MergePolicy,
    /// The time of the decision.
    pub now: UnixMillis,
}

impl std::fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question")
            .field("record", &self.record.offset)
            .field("moment", &self.moment)
            .field("sync", &self.sync.id)
            .finish_non_exhaustive()
    }
}

/// When the event comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// At this moment: what it changes is changed first, and compared with what was there.
    Arriving,
    /// It came before. What it changed is in its user's profile already, and what came after it as
    /// well: profiles of the past are not kept. The custom properties that it names count as
    /// changed, with the values of today.
    Past,
}

/// What the sync does with the event, and why.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The user whom the event belongs to, also where only the device told.
    pub user_id: Option<UserId>,
    /// Every condition that was asked, whether or not an earlier one failed: those for every
    /// selected event, then those of the rows of this event type, of which one row is enough.
    pub conditions: Vec<ConditionVerdict>,
    /// As a user change; absent where the sync sends no users or the event touches none.
    pub user: Option<Verdict>,
    /// As an event; absent where the sync sends no events or the event is a control event.
    pub event: Option<Verdict>,
    /// What follows, in order.
    pub deliveries: Vec<NewDelivery>,
}

/// Decides what one sync does with one event, whether or not a copy of it was seen before.
pub fn explain(question: Question<'_>) -> Explanation {
    let Question { record, sync, .. } = question;
    // Whoever asks gets an answer, also about somebody who is kept out.
    let suppressions = Suppressions::default();
    let mut work = Work {
        loaded: touched(question.loaded, &record.received.event),
        rules: Rules {
            syncs: std::slice::from_ref(sync),
            mapping: question.mapping,
            merge: question.merge,
            suppressions: &suppressions,
            now: question.now,
        },
        commit: IntakeCommit::default(),
    };
    let change = match question.moment {
        Moment::Arriving => work.arrive(&record.received),
        Moment::Past => work.look_back(&record.received),
    };
    let groups = groups_of(&record.received.event, &change.after);
    let user = work.route_user(sync, record, &change);
    let event = work.route_event(sync, record, &change, &groups);
    let conditions = match event {
        Some(_) => sync.conditions_asked(&work.snapshot(record, &change, &groups)),
        None => Vec::new(),
    };
    Explanation {
        user_id: change.user_id,
        conditions,
        user,
        event,
        deliveries: work.commit.deliveries,
    }
}

impl Work<'_> {
    fn arrive(&mut self, received: &Received) -> Change {
        let who = self.whose(&received.event);
        self.apply(received, who)
    }

    fn look_back(&mut self, received: &Received) -> Change {
        let event = &received.event;
        if event.skip_user_properties_sync {
            return self.arrive(received);
        }
        let without_changes = Received {
            event: Event {
                user_properties: RawObject::empty(),
                group_properties: RawObject::empty(),
                context: Context::default(),
                ..event.clone()
            },
            ..received.clone()
        };
        let mut change = self.arrive(&without_changes);
        let mut before = change.after.clone();
        for name in identify::names(&event.user_properties.parse()) {
            before.custom.shift_remove(name);
        }
        change.before = Some(before);
        change
    }
}

impl ActiveSync {
    fn conditions_asked(&self, snapshot: &Snapshot<'_>) -> Vec<ConditionVerdict> {
        let rows: &[Filter] = match &self.selection {
            Selection::All => &[],
            Selection::Types(by_type) => by_type
                .get(&snapshot.event.event_type)
                .map_or(&[], Vec::as_slice),
        };
        std::iter::once(&self.conditions)
            .chain(rows)
            .flat_map(|filter| filter.explain(snapshot))
            .collect()
    }
}

/// The part of what was loaded that one event touches: a copy of its own to work on.
fn touched(loaded: &Loaded, event: &Event) -> Loaded {
    let mut part = Loaded::default();
    if let Some(device) = &event.device_id {
        let linked = loaded.links.get(device);
        part.links
            .extend(linked.map(|user| (device.clone(), user.clone())));
    }
    let linked = part.links.values().next();
    let users = event.user_id.iter().chain(linked).cloned();
    let devices = event.device_id.iter().cloned();
    let keys: Vec<ProfileKey> = users
        .map(ProfileKey::User)
        .chain(devices.map(ProfileKey::Anonymous))
        .collect();
    for key in keys {
        if let Some(profile) = loaded.profiles.get(&key) {
            part.profiles.insert(key, profile.clone());
        }
    }
    let of_profiles = part.profiles.values().flat_map(|p| group_keys(&p.groups));
    for key in group_keys(&event.groups).chain(of_profiles) {
        if let Some(properties) = loaded.groups.get(&key) {
            part.groups.insert(key, properties.clone());
        }
    }
    part
}

#[cfg(test)]
mod tests;
