//! From a selected event or a change of a user to the payload of a delivery. Pure: the same input
//! gives the same bytes.

use intertide_domain::delivery::DiscardReason;
use intertide_domain::event_names;
use intertide_domain::process::{
    DestinationMapping, Mapped, MergedUnder, SelectedEvent, UserChange,
};
use intertide_domain::sync::SyncDocument;

use super::Intercom;
use super::attributes;
use super::identity::Identity;
use super::metadata::metadata;
use super::payload::{EventPayload, UserPayload, to_text};

impl DestinationMapping for Intercom {
    fn event(&self, document: &SyncDocument, event: &SelectedEvent<'_>) -> Mapped {
        let mut notes = Vec::new();
        let metadata = metadata(
            &event.properties,
            document.value_types,
            usize::from(document.metadata_limit),
            &mut notes,
        );
        let identity = Identity::read(document.mapping.intercom_id, event.identity);
        let payload = EventPayload::new(
            event.event_type.as_str(),
            event.time.floor_seconds().get(),
            identity.clone().ok(),
            metadata,
        );
        Mapped {
            payload: to_text(&payload),
            identity: identity.map(Identity::into_string),
            notes,
            // Two events of one user, name and second are one to Intercom (intercom.md 2.5).
            merges: Some(MergedUnder {
                name: event_names::folded(event.event_type.as_str()),
                second: event.time.floor_seconds(),
            }),
        }
    }

    fn user(&self, document: &SyncDocument, change: &UserChange<'_>) -> Mapped {
        let mut notes = Vec::new();
        let fields = attributes::fields(document, change, &mut notes);
        let identity = Identity::read(document.mapping.intercom_id, change.identity);
        // A change of which nothing can be written reaches nobody, and must not count as delivered.
        let lost = fields.is_empty() && !change.attributes.is_empty();
        let payload = UserPayload {
            identity: identity.clone().ok(),
            fields,
        };
        Mapped {
            payload: to_text(&payload),
            identity: match identity {
                Ok(_) if lost => Err(DiscardReason::InvalidPayload),
                identity => identity.map(Identity::into_string),
            },
            notes,
            merges: None,
        }
    }
}

#[cfg(test)]
mod tests;
