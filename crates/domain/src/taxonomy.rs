//! The taxonomy: which event types and properties have really been seen, with the types of their
//! values and some examples. It is what the pickers of a sync's document offer (product.md 3).
//!
//! It is bounded, whatever names arrive: what comes when it is full is not remembered. Names that
//! no document could refer to are left out: a property without a name, a group type with a dot.

mod entry;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

pub use self::entry::{EXAMPLE_CHARS, Entry, Example, MOST_EXAMPLES, SIGHTING_GRAIN, ValueType};
use crate::ids::EventType;
use crate::property::{BuiltIn, Properties, UserProperty};
use crate::time::UnixMillis;

/// How many event types are remembered.
pub const MOST_EVENT_TYPES: usize = 2_000;

/// How many properties of one event type, of one group type, and of users are remembered.
pub const MOST_PROPERTIES: usize = 1_000;

/// How many names are remembered in all. The built-in properties are few and stand beside them.
pub const MOST_ENTRIES: usize = 20_000;

/// Something that has a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seen {
    EventType(EventType),
    /// A property of the events of one type.
    EventProperty {
        event_type: EventType,
        name: Box<str>,
    },
    UserProperty(UserProperty),
    /// A property of the groups of one type.
    GroupProperty {
        group_type: Box<str>,
        name: Box<str>,
    },
}

/// All names that are remembered.
///
/// What is known already costs a look-up by its name and no allocation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taxonomy {
    event_types: HashMap<EventType, SeenEventType>,
    built_in: BTreeMap<BuiltIn, Entry>,
    custom: Scope,
    groups: HashMap<Box<str>, Scope>,
    account: Account,
}

/// An event type, and the properties of its events.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenEventType {
    entry: Entry,
    properties: Scope,
}

impl SeenEventType {
    fn new(entry: Entry) -> Self {
        Self {
            entry,
            properties: Scope::default(),
        }
    }

    /// When it was seen.
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The properties of its events.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.properties.iter()
    }
}

impl Taxonomy {
    /// Takes in an event with its own properties.
    pub fn observe_event(
        &mut self,
        event_type: &EventType,
        properties: &Properties,
        at: UnixMillis,
    ) {
        let Self {
            event_types,
            account,
            ..
        } = self;
        let known = event_types.len();
        let seen = match event_types.get_mut(event_type) {
            Some(seen) => {
                if seen.entry.see(at) {
                    account.note(Effect::Changed, || Seen::EventType(event_type.clone()));
                }
                seen
            }
            None if known < MOST_EVENT_TYPES && account.has_room() => {
                account.note(Effect::Added, || Seen::EventType(event_type.clone()));
                let fresh = || SeenEventType::new(Entry::first(at));
                event_types.entry(event_type.clone()).or_insert_with(fresh)
            }
            None => return,
        };
        for (name, value) in properties {
            seen.observe(event_type, name, value, at, account);
        }
    }

    /// Takes in one more property of an event whose type is known.
    pub fn observe_event_property(
        &mut self,
        event_type: &EventType,
        name: &str,
        value: &Value,
        at: UnixMillis,
    ) {
        if let Some(seen) = self.event_types.get_mut(event_type) {
            seen.observe(event_type, name, value, at, &mut self.account);
        }
    }

    /// Takes in a user property that Amplitude's rules keep.
    pub fn observe_built_in(&mut self, property: BuiltIn, value: &Value, at: UnixMillis) {
        if value.is_null() {
            return;
        }
        // Counted nowhere, so that one that is new is a change like others.
        let effect = match self.built_in.get_mut(&property) {
            Some(entry) => Effect::of(entry.take(value, at)),
            None => {
                self.built_in.insert(property, Entry::of(value, at));
                Effect::Changed
            }
        };
        self.account.note(effect, || {
            Seen::UserProperty(UserProperty::BuiltIn(property))
        });
    }

    /// Takes in a user property that the company's own code set.
    pub fn observe_custom(&mut self, name: &str, value: &Value, at: UnixMillis) {
        let effect = self.custom.observe(name, value, at, &self.account);
        self.account.note(effect, || {
            Seen::UserProperty(UserProperty::Custom(name.into()))
        });
    }

    /// Takes in a property of a group.
    pub fn observe_group_property(
        &mut self,
        group_type: &str,
        name: &str,
        value: &Value,
        at: UnixMillis,
    ) {
        if group_type.is_empty() || group_type.contains('.') {
            return;
        }
        let effect = match self.groups.get_mut(group_type) {
            Some(scope) => scope.observe(name, value, at, &self.account),
            None => {
                let mut scope = Scope::default();
                let effect = scope.observe(name, value, at, &self.account);
                if effect == Effect::Added {
                    self.groups.insert(group_type.into(), scope);
                }
                effect
            }
        };
        self.account.note(effect, || Seen::GroupProperty {
            group_type: group_type.into(),
            name: name.into(),
        });
    }

    /// What changed since it was asked last, as it is remembered now.
    pub fn take_changed(&mut self) -> Vec<(Seen, Entry)> {
        let changed = std::mem::take(&mut self.account.changed);
        let changed = changed.into_iter();
        changed
            .filter_map(|seen| self.entry(&seen).cloned().map(|entry| (seen, entry)))
            .collect()
    }

    /// What is remembered of a name.
    pub fn entry(&self, seen: &Seen) -> Option<&Entry> {
        match seen {
            Seen::EventType(event_type) => self.event_types.get(event_type).map(|seen| &seen.entry),
            Seen::EventProperty { event_type, name } => {
                self.event_types.get(event_type)?.properties.0.get(name)
            }
            Seen::UserProperty(UserProperty::BuiltIn(property)) => self.built_in.get(property),
            Seen::UserProperty(UserProperty::Custom(name)) => self.custom.0.get(name),
            Seen::GroupProperty { group_type, name } => self.groups.get(group_type)?.0.get(name),
        }
    }

    /// The event types, in no order.
    pub fn event_types(&self) -> impl Iterator<Item = (&EventType, &SeenEventType)> {
        self.event_types.iter()
    }

    /// The user properties that the company's own code set, in no order.
    pub fn custom(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.custom.iter()
    }

    /// The properties of groups with the group's type, in no order.
    pub fn group_properties(&self) -> impl Iterator<Item = (&str, &str, &Entry)> {
        self.groups.iter().flat_map(|(group_type, scope)| {
            scope
                .iter()
                .map(|(name, entry)| (group_type.as_ref(), name, entry))
        })
    }

    fn put(&mut self, seen: Seen, entry: Entry) {
        match seen {
            Seen::EventType(event_type) => {
                let at = entry.first_seen;
                self.event_type_at(event_type, at).entry = entry;
            }
            Seen::EventProperty { event_type, name } => {
                let seen = self.event_type_at(event_type, entry.first_seen);
                seen.properties.0.insert(name, entry);
            }
            Seen::UserProperty(UserProperty::BuiltIn(property)) => {
                self.built_in.insert(property, entry);
            }
            Seen::UserProperty(UserProperty::Custom(name)) => {
                self.custom.0.insert(name, entry);
            }
            Seen::GroupProperty { group_type, name } => {
                let scope = self.groups.entry(group_type).or_default();
                scope.0.insert(name, entry);
            }
        }
    }

    fn event_type_at(&mut self, event_type: EventType, at: UnixMillis) -> &mut SeenEventType {
        let fresh = || SeenEventType::new(Entry::first(at));
        self.event_types.entry(event_type).or_insert_with(fresh)
    }

    fn count(&self) -> usize {
        let of_events = self.event_types.values();
        let of_events: usize = of_events.map(|seen| 1 + seen.properties.0.len()).sum();
        let of_groups: usize = self.groups.values().map(|scope| scope.0.len()).sum();
        of_events + self.custom.0.len() + of_groups
    }
}

/// What was remembered before, in any order.
impl FromIterator<(Seen, Entry)> for Taxonomy {
    fn from_iter<T: IntoIterator<Item = (Seen, Entry)>>(entries: T) -> Self {
        let mut taxonomy = Self::default();
        for (seen, entry) in entries {
            taxonomy.put(seen, entry);
        }
        taxonomy.account.entries = taxonomy.count();
        taxonomy
    }
}

impl SeenEventType {
    fn observe(
        &mut self,
        event_type: &EventType,
        name: &str,
        value: &Value,
        at: UnixMillis,
        account: &mut Account,
    ) {
        let effect = self.properties.observe(name, value, at, account);
        account.note(effect, || Seen::EventProperty {
            event_type: event_type.clone(),
            name: name.into(),
        });
    }
}

/// Properties that share one bound.
#[derive(Clone, Debug, Default, PartialEq)]
struct Scope(HashMap<Box<str>, Entry>);

impl Scope {
    fn observe(&mut self, name: &str, value: &Value, at: UnixMillis, account: &Account) -> Effect {
        if value.is_null() {
            return Effect::Nothing;
        }
        let full = self.0.len() >= MOST_PROPERTIES || !account.has_room();
        match self.0.get_mut(name) {
            Some(entry) => Effect::of(entry.take(value, at)),
            None if name.is_empty() || full => Effect::Nothing,
            None => {
                self.0.insert(name.into(), Entry::of(value, at));
                Effect::Added
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.0.iter().map(|(name, entry)| (name.as_ref(), entry))
    }
}

/// What an observation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Nothing,
    Changed,
    Added,
}

impl Effect {
    const fn of(changed: bool) -> Self {
        if changed {
            Self::Changed
        } else {
            Self::Nothing
        }
    }
}

/// How much is remembered, and what of it is not told yet.
#[derive(Clone, Debug, Default, PartialEq)]
struct Account {
    entries: usize,
    changed: BTreeSet<Seen>,
}

impl Account {
    const fn has_room(&self) -> bool {
        self.entries < MOST_ENTRIES
    }

    /// `seen` makes the name, where there is something to be told.
    fn note(&mut self, effect: Effect, seen: impl FnOnce() -> Seen) {
        match effect {
            Effect::Nothing => return,
            Effect::Changed => {}
            Effect::Added => self.entries += 1,
        }
        self.changed.insert(seen());
    }
}
