//! What a filter sees: the event, its user as of that moment, and its groups.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use crate::event::{Event, Groups};
use crate::profile::{GroupKey, Profile};
use crate::property::{Lookup, Properties, PropertyRef};
use crate::revenue;

/// An event in its surroundings.
pub(super) struct Snapshot<'a> {
    pub(super) event: &'a Event,
    pub(super) event_properties: &'a Properties,
    pub(super) profile: &'a Profile,
    pub(super) groups: &'a Groups,
    pub(super) group_properties: &'a HashMap<GroupKey, Properties>,
}

impl<'a> Snapshot<'a> {
    /// The event property's value; the money fields of the event's top level count as such.
    pub(super) fn event_property(&self, name: &str) -> Option<Cow<'a, Value>> {
        match self.event_properties.get(name) {
            Some(value) => Some(Cow::Borrowed(value)),
            None => revenue::lookup(self.event, name).map(Cow::Owned),
        }
        .filter(|value| !value.is_null())
    }

    fn group_property(&self, group_type: &str, name: &str) -> Vec<Cow<'a, Value>> {
        let values = self.groups.get(group_type).into_iter().flatten();
        values
            .filter_map(|value| {
                let key = GroupKey {
                    group_type: group_type.to_owned(),
                    value: value.clone(),
                };
                self.group_properties.get(&key)?.get(name)
            })
            .filter(|value| !value.is_null())
            .map(Cow::Borrowed)
            .collect()
    }
}

impl Lookup for Snapshot<'_> {
    fn values(&self, property: &PropertyRef) -> Vec<Cow<'_, Value>> {
        match property {
            PropertyRef::Event(name) => self.event_property(name).into_iter().collect(),
            PropertyRef::User(property) => self
                .profile
                .get(property)
                .map(Cow::Borrowed)
                .into_iter()
                .collect(),
            PropertyRef::Group { group_type, name } => self.group_property(group_type, name),
        }
    }
}
