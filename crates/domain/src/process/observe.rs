//! Which names an event brings: what the taxonomy remembers of it.

use super::Work;
use super::changes::Change;
use super::loaded::group_keys;
use crate::event::{Event, Received};
use crate::ids::control;
use crate::taxonomy::Taxonomy;
use crate::time::UnixMillis;
use crate::{identify, revenue};

impl Work<'_> {
    /// Shows an event to the taxonomy, with the values that a filter sees: those of user and group
    /// properties are the ones after the event's own changes.
    pub(super) fn observe(&self, received: &Received, change: &Change, taxonomy: &mut Taxonomy) {
        let event = &received.event;
        let at = received.received_at;
        taxonomy.observe_event(&event.event_type, &change.event_properties, at);
        if !event.revenue.is_empty() {
            observe_revenue(event, change, at, taxonomy);
        }
        for (property, value) in &change.after.built_in {
            taxonomy.observe_built_in(*property, value, at);
        }
        for name in identify::names(&change.user_properties) {
            if let Some(value) = change.after.custom.get(name) {
                taxonomy.observe_custom(name, value, at);
            }
        }
        if event.event_type.as_str() == control::GROUP_IDENTIFY {
            self.observe_groups(event, at, taxonomy);
        }
    }

    fn observe_groups(&self, event: &Event, at: UnixMillis, taxonomy: &mut Taxonomy) {
        let changes = event.group_properties.parse();
        for key in group_keys(&event.groups) {
            let Some(properties) = self.loaded.groups.get(&key) else {
                continue;
            };
            for name in identify::names(&changes) {
                if let Some(value) = properties.get(name) {
                    taxonomy.observe_group_property(&key.group_type, name, value, at);
                }
            }
        }
    }
}

/// The money fields of the event's top level count as properties, but not before its own.
fn observe_revenue(event: &Event, change: &Change, at: UnixMillis, taxonomy: &mut Taxonomy) {
    let at_top = revenue::NAMES.into_iter();
    for name in at_top.filter(|name| !change.event_properties.contains_key(*name)) {
        if let Some(value) = revenue::lookup(event, name) {
            taxonomy.observe_event_property(&event.event_type, name, &value, at);
        }
    }
}
