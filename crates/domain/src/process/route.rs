//! Which sync wants the event, and as what: the verdicts, and the deliveries that follow.

mod explain;

pub use self::explain::{Explanation, Moment, Question, explain};

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::changes::Change;
use super::loaded::groups_of;
use super::snapshot::Snapshot;
use super::trace::{SyncTrace, Verdict};
use super::{Record, Work};
use crate::delivery::{
    Chain, DiscardReason, Kind, NewDelivery, Note, Priority, Route, Slot, SlotKey,
};
use crate::event_names;
use crate::filter::{ConditionFault, Filter};
use crate::ids::{EventType, Offset, SyncId, WorkspaceId};
use crate::profile::Profile;
use crate::property::UserProperty;
use crate::sync::{AttributeEntry, PropertyEntry, Select, SyncDocument};
use crate::time::{UnixMillis, UnixSeconds};

/// An event that a sync selected, with what goes along.
#[derive(Clone, Debug)]
pub struct SelectedEvent<'a> {
    pub event_type: &'a EventType,
    /// When it happened.
    pub time: UnixMillis,
    /// The value of the mapped user property, where there is one.
    pub identity: Option<&'a Value>,
    /// The selected properties that have a value, under the keys of the document, the event's own
    /// first, each in the order selected (product.md 5).
    pub properties: Vec<(Cow<'a, str>, Cow<'a, Value>)>,
}

/// A change of a user's selected properties.
#[derive(Clone, Debug)]
pub struct UserChange<'a> {
    /// The value of the mapped user property, where there is one.
    pub identity: Option<&'a Value>,
    /// All selected properties that have a value, and those that have just lost theirs (`None`),
    /// in the order selected (product.md 5).
    pub attributes: Vec<(&'a AttributeEntry, Option<&'a Value>)>,
}

/// A delivery in its destination's own form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// What to send, as text that the destination alone reads.
    pub payload: Box<str>,
    /// Whom it is about in the destination's eyes, or why nobody can be told.
    pub identity: Result<String, DiscardReason>,
    /// What had to be changed to fit.
    pub notes: Vec<Note>,
    /// Where the destination merges events that share a second: the name under which it would, and
    /// the second.
    pub merges: Option<MergedUnder>,
}

/// What makes events of one user one at the destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedUnder {
    /// The event's name as the destination folds it.
    pub name: String,
    pub second: UnixSeconds,
}

/// Writes deliveries in the destination's form. Pure: the same input gives the same bytes.
pub trait DestinationMapping {
    /// An event.
    fn event(&self, document: &SyncDocument, event: &SelectedEvent<'_>) -> Mapped;
    /// A change of a user.
    fn user(&self, document: &SyncDocument, change: &UserChange<'_>) -> Mapped;
}

/// A sync that is on, made ready for deciding.
#[derive(Clone, Debug)]
pub struct ActiveSync {
    id: SyncId,
    /// Records before this one came before the sync was switched on.
    active_from: Offset,
    /// Where it sends to; none while it has no token.
    workspace: Option<WorkspaceId>,
    document: Arc<SyncDocument>,
    selection: Selection,
    /// Conditions for every selected event.
    conditions: Filter,
}

/// Which event types are selected, with the conditions of each row; one row that holds is enough.
#[derive(Clone, Debug)]
enum Selection {
    All,
    Types(HashMap<EventType, Vec<Filter>>),
}

impl ActiveSync {
    /// Makes a document ready.
    ///
    /// # Errors
    /// A condition that does not compile, which a validated document does not have.
    pub fn new(
        id: SyncId,
        active_from: Offset,
        workspace: Option<WorkspaceId>,
        document: Arc<SyncDocument>,
    ) -> Result<Self, ConditionFault> {
        let selection = match &document.send_events.select {
            Select::All => Selection::All,
            Select::Types(rows) => {
                let mut by_type: HashMap<EventType, Vec<Filter>> = HashMap::new();
                for row in rows {
                    let filter = Filter::compile(&row.conditions)?;
                    by_type
                        .entry(row.event_type.clone())
                        .or_default()
                        .push(filter);
                }
                Selection::Types(by_type)
            }
        };
        Ok(Self {
            id,
            active_from,
            workspace,
            conditions: Filter::compile(&document.send_events.conditions)?,
            selection,
            document,
        })
    }

    /// The sync's id.
    pub const fn id(&self) -> SyncId {
        self.id
    }

    /// Whether the event is selected, and if not, which condition failed.
    fn verdict(&self, event_type: &EventType, snapshot: &Snapshot<'_>) -> Verdict {
        let rows = match &self.selection {
            Selection::All if event_names::is_left_out_of_all(event_type.as_str()) => {
                return Verdict::NotSelected;
            }
            Selection::All => [].as_slice(),
            Selection::Types(by_type) => match by_type.get(event_type) {
                None => return Verdict::NotSelected,
                Some(rows) => rows.as_slice(),
            },
        };
        let failed = self.conditions.first_failed(snapshot).or_else(|| {
            let mut failures = rows.iter().map(|row| row.first_failed(snapshot));
            let first = failures.next()??;
            failures.all(|failure| failure.is_some()).then_some(first)
        });
        match failed {
            None => Verdict::Selected,
            Some(condition) => Verdict::Filtered {
                condition: condition.to_string(),
            },
        }
    }

    fn identity<'a>(&self, profile: &'a Profile) -> Option<&'a Value> {
        profile.get(&self.document.mapping.user_property)
    }

    fn selected_event<'a>(&self, snapshot: &Snapshot<'a>) -> SelectedEvent<'a>
    where
        Self: 'a,
    {
        let chosen = &self.document.send_events;
        let own = chosen.event_properties.iter().filter_map(|entry| {
            let value = snapshot.event_property(&entry.property)?;
            Some((key(entry, &entry.property), value))
        });
        let users = chosen.user_properties.iter().filter_map(|entry| {
            let property = UserProperty::parse(&entry.property);
            let value = snapshot.profile.get(&property)?;
            Some((key(entry, property.name()), Cow::Borrowed(value)))
        });
        SelectedEvent {
            event_type: &snapshot.event.event_type,
            time: snapshot.event.time,
            identity: self.identity(snapshot.profile),
            properties: own.chain(users).collect(),
        }
    }

    /// What the destination has to be told of the user; none when nothing of it changed.
    ///
    /// The first moment at which the user can be identified counts as a change when one of the
    /// selected properties has a value by then: nobody was told of it before.
    fn user_change<'a>(&'a self, change: &'a Change) -> Option<UserChange<'a>> {
        let before = |property| change.before.as_ref().and_then(|b| b.get(property));
        let entries = &self.document.send_users.user_properties;
        let identity = self.identity(&change.after);
        let newly_known =
            identity.is_some() && before(&self.document.mapping.user_property).is_none();
        let mut differs = false;
        let mut attributes = Vec::with_capacity(entries.len());
        for entry in entries {
            let (was, is) = (before(&entry.property), change.after.get(&entry.property));
            differs |= was != is || (newly_known && is.is_some());
            if is.is_some() || was.is_some() {
                attributes.push((entry, is));
            }
        }
        differs.then_some(UserChange {
            identity,
            attributes,
        })
    }
}

/// The second that a delivery wants for itself: the guard works for the workspace, so that two
/// syncs into one don't collide either (product.md 5).
fn slot(sync: &ActiveSync, mapped: &Mapped) -> Option<Slot> {
    let merges = mapped.merges.as_ref()?;
    let identity = mapped.identity.as_ref().ok()?;
    Some(Slot {
        key: SlotKey::of(sync.workspace?, identity, &merges.name),
        second: merges.second,
    })
}

/// An owned key: the document outlives neither the snapshot nor the payload.
fn key<'a>(entry: &PropertyEntry, name: &str) -> Cow<'a, str> {
    Cow::Owned(entry.key(name).into())
}

impl Work<'_> {
    /// Asks every sync, and makes the deliveries. A user's change goes before the event that
    /// brought it, so that the event finds the user as it was.
    pub(super) fn route(&mut self, record: &Record, change: &Change) -> Vec<SyncTrace> {
        let syncs = self.rules.syncs;
        let groups = groups_of(&record.received.event, &change.after);
        let mut traces = Vec::new();
        for sync in syncs.iter().filter(|s| s.active_from <= record.offset) {
            let user = self.route_user(sync, record, change);
            let event = self.route_event(sync, record, change, &groups);
            for verdict in [&user, &event].into_iter().flatten() {
                if let Some(reason) = verdict.skip_reason() {
                    *self.commit.skipped.entry((sync.id, reason)).or_default() += 1;
                }
            }
            traces.push(SyncTrace {
                sync_id: sync.id,
                event,
                user,
            });
        }
        traces
    }

    fn route_user(
        &mut self,
        sync: &ActiveSync,
        record: &Record,
        change: &Change,
    ) -> Option<Verdict> {
        if !sync.document.send_users.enabled || !change.kept {
            return None;
        }
        let Some(told) = sync.user_change(change) else {
            return Some(Verdict::NoChange);
        };
        let mapped = self.rules.mapping.user(&sync.document, &told);
        Some(self.deliver(sync, record, change, Kind::User, mapped))
    }

    fn route_event(
        &mut self,
        sync: &ActiveSync,
        record: &Record,
        change: &Change,
        groups: &crate::event::Groups,
    ) -> Option<Verdict> {
        let event = &record.received.event;
        if !sync.document.send_events.enabled || event.event_type.is_control() {
            return None;
        }
        let snapshot = self.snapshot(record, change, groups);
        let verdict = sync.verdict(&event.event_type, &snapshot);
        if verdict != Verdict::Selected {
            return Some(verdict);
        }
        let mut mapped = self
            .rules
            .mapping
            .event(&sync.document, &sync.selected_event(&snapshot));
        if event_names::is_reserved(event.event_type.as_str()) {
            mapped.identity = Err(DiscardReason::ReservedName);
        }
        Some(self.deliver(sync, record, change, Kind::Event, mapped))
    }

    fn snapshot<'s>(
        &'s self,
        record: &'s Record,
        change: &'s Change,
        groups: &'s crate::event::Groups,
    ) -> Snapshot<'s> {
        Snapshot {
            event: &record.received.event,
            event_properties: &change.event_properties,
            profile: &change.after,
            groups,
            group_properties: &self.loaded.groups,
        }
    }

    fn deliver(
        &mut self,
        sync: &ActiveSync,
        record: &Record,
        change: &Change,
        kind: Kind,
        mapped: Mapped,
    ) -> Verdict {
        let slot = slot(sync, &mapped);
        let (route, verdict) = match mapped.identity {
            Ok(identity) => (
                Route::Queued(Chain::of(sync.id, &identity)),
                Verdict::Selected,
            ),
            Err(reason) => (
                Route::Discarded(reason),
                Verdict::Discarded {
                    category: reason.as_str().to_owned(),
                },
            ),
        };
        self.commit.deliveries.push(NewDelivery {
            sync: sync.id,
            offset: record.offset,
            kind,
            event_type: record.received.event.event_type.clone(),
            user_id: change.user_id.clone(),
            created_at: self.rules.now,
            received_at: record.received.received_at,
            payload: mapped.payload,
            notes: mapped.notes,
            slot,
            priority: Priority::Live,
            route,
        });
        verdict
    }
}
