//! What is remembered between deliveries: a user's contact, or that there can't be one; and the
//! event names that are in use.

use std::time::Duration;

use intertide_domain::event_names;
use intertide_domain::ids::EventType;
use intertide_domain::time::UnixMillis;
use serde::{Deserialize, Serialize};

use super::envelope::ContactId;
use super::identity::Identity;
use crate::destinations::Facts;

/// How long a deleted identity stays refused: Intercom's grace period (intercom.md 3.4). After it
/// Intercom is asked again.
const DELETED_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What is known of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The contact.
    Contact(ContactId),
    /// It was deleted for good, and this is when that was learned.
    Deleted(UnixMillis),
    /// It could not be restored at this moment, which may have been Intercom's own trouble.
    RestoreFailed(UnixMillis),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stored {
    ContactId(String),
    DeletedAt(UnixMillis),
    RestoreFailedAt(UnixMillis),
}

/// The key under which a user's fact is kept. Addresses are compared without case (product.md 5).
pub(super) fn key(identity: &Identity) -> String {
    match identity {
        Identity::UserId(id) => format!("user_id:{id}"),
        Identity::Email(email) => format!("email:{}", email.to_lowercase()),
    }
}

/// The identity that a user's fact is kept under.
pub(super) fn identity_of_key(key: &str) -> Option<Identity> {
    let (kind, text) = key.split_once(':')?;
    match kind {
        "user_id" => Some(Identity::UserId(text.to_owned())),
        "email" => Some(Identity::Email(text.to_owned())),
        _ => None,
    }
}

/// What the keys of event names in use begin with; the folded name follows (intercom.md 2.3).
pub(super) const EVENT_NAME: &str = "event_name:";

/// The key under which it is remembered that an event's name is in use.
pub(super) fn event_name_key(event_type: &EventType) -> String {
    format!("{EVENT_NAME}{}", event_names::folded(event_type.as_str()))
}

impl Known {
    /// What is known of the user at `now`; facts that don't read back are none.
    pub(super) fn find(facts: &Facts, identity: &Identity, now: UnixMillis) -> Option<Self> {
        let stored = serde_json::from_str(facts.get(&key(identity))?).ok()?;
        match stored {
            Stored::ContactId(id) => ContactId::parse(&id).map(Self::Contact),
            Stored::DeletedAt(at) => (now.since(at) < DELETED_FOR).then_some(Self::Deleted(at)),
            Stored::RestoreFailedAt(at) => Some(Self::RestoreFailed(at)),
        }
    }

    /// The fact as it is kept.
    pub(super) fn to_text(&self) -> String {
        let stored = match self {
            Self::Contact(id) => Stored::ContactId(id.as_str().to_owned()),
            Self::Deleted(at) => Stored::DeletedAt(*at),
            Self::RestoreFailed(at) => Stored::RestoreFailedAt(*at),
        };
        // An enum of text and numbers always has a text; an empty one would read back as no fact.
        serde_json::to_string(&stored).unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn facts(key: &str, value: &str) -> Facts {
        Facts::from([(key.to_owned(), value.to_owned())])
    }

    #[test]
    fn facts_read_back_as_they_were_written() {
        let now = UnixMillis::new(1_000_000);
        let identity = Identity::Email("Ann@x.io".to_owned());
        for known in [
            Known::Contact(ContactId::parse("c1").unwrap()),
            Known::Deleted(now),
            Known::RestoreFailed(now),
        ] {
            let facts = facts("email:ann@x.io", &known.to_text());
            let read = identity_of_key("email:ann@x.io").unwrap();
            assert_eq!(read, Identity::Email("ann@x.io".to_owned()));
            assert_eq!(Known::find(&facts, &identity, now), Some(known));
        }
        assert_eq!(
            Known::Contact(ContactId::parse("c1").unwrap()).to_text(),
            r#"{"contact_id":"c1"}"#
        );
    }

    #[test]
    fn a_deletion_is_believed_for_seven_days() {
        let identity = Identity::UserId("u1".to_owned());
        let at = UnixMillis::new(5_000);
        let facts = facts("user_id:u1", &Known::Deleted(at).to_text());
        let last = at.plus(DELETED_FOR).minus(Duration::from_millis(1));
        assert_eq!(
            Known::find(&facts, &identity, last),
            Some(Known::Deleted(at))
        );
        assert_eq!(Known::find(&facts, &identity, at.plus(DELETED_FOR)), None);
    }

    #[test]
    fn a_fact_of_somebody_else_or_of_no_sense_is_none() {
        let identity = Identity::UserId("u1".to_owned());
        let now = UnixMillis::new(0);
        let other = Known::RestoreFailed(now).to_text();
        assert_eq!(
            Known::find(&facts("email:u1", &other), &identity, now),
            None
        );
        assert_eq!(Known::find(&facts("user_id:u1", "?"), &identity, now), None);
        let unsafe_id = r#"{"contact_id":"../me"}"#;
        assert_eq!(
            Known::find(&facts("user_id:u1", unsafe_id), &identity, now),
            None
        );
    }
}
