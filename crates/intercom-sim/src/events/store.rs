//! The events of a workspace, the names in use, and the counts that outlive the events.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Map, Value};

use super::name::EventName;
use crate::ids::ContactId;
use crate::time::{UnixMillis, UnixSeconds};

/// One stored event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredEvent {
    /// Its place among all events that were stored, from 0.
    pub sequence: u64,
    /// Its own id.
    pub id: String,
    /// Whose it is.
    pub contact_id: ContactId,
    /// The contact's external id when the event came.
    pub user_id: Option<String>,
    /// The contact's email when the event came.
    pub email: Option<String>,
    /// The name as stored, `.` and `$` replaced.
    pub event_name: String,
    /// When it happened, as sent.
    pub created_at: UnixSeconds,
    /// What was kept of its metadata.
    pub metadata: Map<String, Value>,
    /// When it came.
    pub received_at: UnixMillis,
    /// Unique within the contact: `created_at` in milliseconds, moved on by one for each event in the same second.
    pub cursor_ms: i64,
}

/// How often and when a contact had an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventSummary {
    /// The name as first stored.
    pub name: String,
    /// Occurrences.
    pub count: u64,
    /// The first one.
    pub first: UnixSeconds,
    /// The last one.
    pub last: UnixSeconds,
}

/// What identifies an event for de-duplication; metadata is not in it (intercom.md 2.5).
type Identity = (ContactId, Arc<str>, UnixSeconds);

/// All events, oldest first, with the indexes that list them and the names in use.
#[derive(Debug, Default)]
pub(crate) struct EventStore {
    events: VecDeque<StoredEvent>,
    dropped: u64,
    identities: HashSet<Identity>,
    of_contact: HashMap<ContactId, ContactEvents>,
    /// Folded name to the name as first stored.
    names: IndexMap<Arc<str>, String>,
    duplicates: u64,
}

#[derive(Debug, Default)]
struct ContactEvents {
    sequences: VecDeque<u64>,
    in_second: HashMap<UnixSeconds, Second>,
    summaries: IndexMap<Arc<str>, EventSummary>,
}

/// The events of one contact in one second.
#[derive(Debug, Default)]
struct Second {
    placed: i64,
    listed: usize,
}

/// An event before it has a place.
#[derive(Debug)]
pub(crate) struct NewEvent {
    pub(crate) id: String,
    pub(crate) contact_id: ContactId,
    pub(crate) user_id: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) name: EventName,
    pub(crate) created_at: UnixSeconds,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) received_at: UnixMillis,
}

impl EventStore {
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &StoredEvent> {
        self.events.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// Events that were not stored since they were there already.
    pub(crate) fn duplicates(&self) -> u64 {
        self.duplicates
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(String::as_str)
    }

    /// Whether all these names, some of them perhaps in use already, fit among the active names.
    pub(crate) fn has_room_for<'a>(
        &self,
        names: impl IntoIterator<Item = &'a EventName>,
        limit: usize,
    ) -> bool {
        let fresh: HashSet<&str> = names
            .into_iter()
            .map(EventName::folded)
            .filter(|folded| !self.names.contains_key(*folded))
            .collect();
        fresh.is_empty() || self.names.len() + fresh.len() <= limit
    }

    /// Takes a name into use.
    pub(crate) fn activate(&mut self, name: &EventName) -> Arc<str> {
        if let Some((folded, _)) = self.names.get_key_value(name.folded()) {
            return Arc::clone(folded);
        }
        let folded: Arc<str> = Arc::from(name.folded());
        self.names
            .insert(Arc::clone(&folded), name.stored().to_owned());
        folded
    }

    /// Frees a name, as archiving it does. False when it was not in use.
    pub(crate) fn archive_name(&mut self, name: &EventName) -> bool {
        self.names.shift_remove(name.folded()).is_some()
    }

    /// Stores an event unless it is there already; `most` bounds how many stay to be listed.
    pub(crate) fn store(&mut self, event: NewEvent, most: usize) -> bool {
        let folded = self.activate(&event.name);
        let identity = (event.contact_id, Arc::clone(&folded), event.created_at);
        if !self.identities.insert(identity) {
            self.duplicates += 1;
            return false;
        }
        let sequence = self.dropped + self.events.len() as u64;
        let of_contact = self.of_contact.entry(event.contact_id).or_default();
        of_contact.count(&folded, &event.name, 1, event.created_at, event.created_at);
        let cursor_ms = of_contact.place(sequence, event.created_at);
        self.events.push_back(StoredEvent {
            sequence,
            id: event.id,
            contact_id: event.contact_id,
            user_id: event.user_id,
            email: event.email,
            event_name: event.name.stored().to_owned(),
            created_at: event.created_at,
            metadata: event.metadata,
            received_at: event.received_at,
            cursor_ms,
        });
        while self.events.len() > most {
            self.drop_oldest();
        }
        true
    }

    /// Adds to a contact's counts without storing events.
    pub(crate) fn summarise(
        &mut self,
        contact: ContactId,
        name: &EventName,
        count: u64,
        first: UnixSeconds,
        last: UnixSeconds,
    ) {
        let folded = self.activate(name);
        self.of_contact
            .entry(contact)
            .or_default()
            .count(&folded, name, count, first, last);
    }

    /// A contact's events, in the order they came.
    pub(crate) fn of_contact(&self, contact: ContactId) -> impl Iterator<Item = &StoredEvent> {
        self.of_contact
            .get(&contact)
            .into_iter()
            .flat_map(|of_contact| &of_contact.sequences)
            .filter_map(|sequence| {
                let place = usize::try_from(sequence.checked_sub(self.dropped)?).ok()?;
                self.events.get(place)
            })
    }

    /// A contact's counts.
    pub(crate) fn summaries(&self, contact: ContactId) -> impl Iterator<Item = &EventSummary> {
        self.of_contact
            .get(&contact)
            .into_iter()
            .flat_map(|of_contact| of_contact.summaries.values())
    }

    /// Gives one contact's events and counts to another, as merging does.
    pub(crate) fn move_to(&mut self, from: ContactId, into: ContactId) {
        let Some(moved) = self.of_contact.remove(&from) else {
            return;
        };
        let target = self.of_contact.entry(into).or_default();
        for (folded, summary) in moved.summaries {
            let name = EventName::new(&summary.name);
            target.count(&folded, &name, summary.count, summary.first, summary.last);
        }
        for sequence in moved.sequences {
            let place = sequence
                .checked_sub(self.dropped)
                .and_then(|place| usize::try_from(place).ok());
            let Some(event) = place.and_then(|place| self.events.get_mut(place)) else {
                continue;
            };
            event.contact_id = into;
            event.cursor_ms = target.place(sequence, event.created_at);
            let folded: Arc<str> = Arc::from(EventName::new(&event.event_name).folded());
            self.identities
                .remove(&(from, Arc::clone(&folded), event.created_at));
            self.identities.insert((into, folded, event.created_at));
        }
        target.sequences.make_contiguous().sort_unstable();
    }

    fn drop_oldest(&mut self) {
        let Some(event) = self.events.pop_front() else {
            return;
        };
        self.dropped += 1;
        let folded: Arc<str> = Arc::from(EventName::new(&event.event_name).folded());
        self.identities
            .remove(&(event.contact_id, folded, event.created_at));
        if let Some(of_contact) = self.of_contact.get_mut(&event.contact_id) {
            of_contact.sequences.pop_front();
            of_contact.leave(event.created_at);
        }
    }
}

impl ContactEvents {
    fn count(
        &mut self,
        folded: &Arc<str>,
        name: &EventName,
        count: u64,
        first: UnixSeconds,
        last: UnixSeconds,
    ) {
        let summary = self
            .summaries
            .entry(Arc::clone(folded))
            .or_insert_with(|| EventSummary {
                name: name.stored().to_owned(),
                count: 0,
                first,
                last,
            });
        summary.count = summary.count.saturating_add(count);
        summary.first = summary.first.min(first);
        summary.last = summary.last.max(last);
    }

    fn place(&mut self, sequence: u64, created_at: UnixSeconds) -> i64 {
        self.sequences.push_back(sequence);
        let second = self.in_second.entry(created_at).or_default();
        let cursor = created_at.millis().0.saturating_add(second.placed % 1000);
        second.placed += 1;
        second.listed += 1;
        cursor
    }

    fn leave(&mut self, created_at: UnixSeconds) {
        if let Some(second) = self.in_second.get_mut(&created_at) {
            second.listed -= 1;
            if second.listed == 0 {
                self.in_second.remove(&created_at);
            }
        }
    }
}
