//! Webhooks: signed notifications of what changes in a workspace (intercom.md 4).
//!
//! The core only records what is to be sent (`book`), in the words of `topic` and `notification`;
//! `courier` belongs to the server and takes it out. Intercom configures webhooks for an app in its
//! Developer Hub; here that is `/_sim/webhooks`, for each workspace.

mod book;
pub(crate) mod courier;
mod destination;
mod notification;
mod topic;

use serde_json::{Value, json};

pub(crate) use self::book::{Job, Received, Webhooks};
pub(crate) use self::destination::Destination;
pub(crate) use self::topic::Topic;
use crate::contacts::{Contact, rendered};
use crate::ids::ContactId;
use crate::state::State;
use crate::time::UnixMillis;

/// Notes that something became of a contact.
pub(crate) fn of_contact(state: &mut State, topic: Topic, id: ContactId, now: UnixMillis) {
    if !state.webhooks.wants(topic) {
        return;
    }
    let Some(contact) = state.contacts.get(id) else {
        return;
    };
    let item = match topic {
        Topic::ContactDeleted => deleted(contact),
        _ => rendered(contact, state.settings.default_version, &state.settings),
    };
    note(state, topic, item, now);
}

/// Notes something of which `item` tells.
pub(crate) fn note(state: &mut State, topic: Topic, item: Value, now: UnixMillis) {
    if state.webhooks.wants(topic) {
        let id = format!("notif_{}", state.ids.uuid());
        state.webhooks.note(id, topic, item, now);
    }
}

/// A deleted contact comes with its ids alone.
fn deleted(contact: &Contact) -> Value {
    json!({
        "type": "contact",
        "id": contact.id,
        "external_id": contact.external_id,
        "deleted": true,
    })
}

#[cfg(test)]
mod tests;
