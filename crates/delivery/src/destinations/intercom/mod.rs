//! Intercom as a destination (intercom.md).
//!
//! `mapping` writes deliveries when events come in; `event` and `contact` have the conversations
//! when they go out; `classify` says what each answer means; [`client`] brings requests to
//! Intercom. All but the client is plain code on plain values.

mod attributes;
mod classify;
pub mod client;
mod contact;
mod envelope;
mod event;
mod facts;
mod identity;
mod mapping;
mod metadata;
mod payload;
mod probe;
mod removal;
mod requests;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod script;
mod upsert;
mod values;

use intertide_domain::delivery::{Due, Kind};
use intertide_domain::ids::UserId;
use intertide_domain::profile::Profile;
use intertide_domain::property::{BuiltIn, UserProperty};
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::UnixMillis;
use serde_json::Value;

pub use self::client::{ClientError, IntercomClient};

use self::contact::ContactConversation;
use self::event::EventConversation;
use self::identity::Identity;
use self::payload::{EventPayload, UserPayload};
use self::removal::Removal;
use super::{Answer, Conversation, Destination, Facts, Probe, Request};

/// The Intercom destination.
#[derive(Clone, Copy, Debug, Default)]
pub struct Intercom;

impl Destination for Intercom {
    fn fact_keys(&self, due: &Due) -> Vec<String> {
        let user = identity_of(due).map(|identity| facts::key(&identity));
        let name = (due.kind == Kind::Event).then(|| facts::event_name_key(&due.event_type));
        user.into_iter().chain(name).collect()
    }

    fn event_name_facts(&self) -> &'static str {
        facts::EVENT_NAME
    }

    fn converse(&self, due: &Due, document: &SyncDocument, facts: &Facts) -> Box<dyn Conversation> {
        match due.kind {
            Kind::Event => Box::new(EventConversation::new(due, document, facts)),
            Kind::User => Box::new(ContactConversation::new(due, document, facts)),
        }
    }

    fn contact_key(
        &self,
        document: &SyncDocument,
        user: &UserId,
        profile: &Profile,
    ) -> Option<String> {
        let id = Value::from(user.as_str());
        let value = match &document.mapping.user_property {
            UserProperty::BuiltIn(BuiltIn::UserId) => Some(&id),
            property => profile.get(property),
        };
        let identity = Identity::read(document.mapping.intercom_id, value).ok()?;
        Some(facts::key(&identity))
    }

    fn remove_contact(
        &self,
        key: &str,
        facts: &Facts,
        now: UnixMillis,
    ) -> Option<Box<dyn Conversation>> {
        let identity = facts::identity_of_key(key)?;
        Some(Box::new(Removal::new(identity, facts, now)))
    }

    fn probe(&self) -> Request {
        requests::me()
    }

    fn probed(&self, answer: &Answer) -> Probe {
        probe::probed(answer)
    }

    fn error_code(&self, body: &str) -> Option<String> {
        envelope::ApiError::read(body).map(|error| error.code)
    }
}

fn identity_of(due: &Due) -> Option<Identity> {
    match due.kind {
        Kind::Event => serde_json::from_str::<EventPayload>(&due.payload)
            .ok()?
            .identity(),
        Kind::User => {
            serde_json::from_str::<UserPayload>(&due.payload)
                .ok()?
                .identity
        }
    }
}
