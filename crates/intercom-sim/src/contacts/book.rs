//! The contacts of a workspace and the indexes that find them. Nothing leaves the book: archived,
//! deleted and merged contacts stay, since Intercom still answers for them (intercom.md 3.4).

use std::collections::HashMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{ContactId, ObjectId};
use crate::switches::EmailCase;
use crate::time::{DAY_SECONDS, UnixMillis, UnixSeconds};

/// A deleted contact holds its identity for this long (intercom.md 3.4).
const GRACE_MILLIS: i64 = 7 * DAY_SECONDS * 1000;

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Known by an external id or an email.
    User,
    /// Known by Intercom's id alone.
    Lead,
}

impl Role {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Lead => "lead",
        }
    }
}

/// Whether a contact can be seen, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "presence")]
pub enum Presence {
    /// It can be seen.
    Live,
    /// It is hidden and can come back.
    Archived,
    /// It is hidden for good, by blocking.
    Blocked,
    /// It is hidden and waits for its removal.
    Deleted {
        /// When it was deleted.
        at: UnixMillis,
    },
    /// It lives on in another contact.
    Merged {
        /// That contact.
        into: ContactId,
    },
}

/// One contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Intercom's id.
    pub id: ContactId,
    /// User or lead.
    pub role: Role,
    /// The customer's id; a UUID of Intercom's making for a lead.
    pub external_id: Option<String>,
    /// The address as it was sent; none is written as an empty text (intercom.md 3.2).
    pub email: Option<String>,
    /// Whether the customer has verified the address.
    pub email_verified: Option<bool>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The URL of the picture.
    pub avatar: Option<String>,
    /// When the contact signed up.
    pub signed_up_at: Option<UnixSeconds>,
    /// When the contact was last seen.
    pub last_seen_at: Option<UnixSeconds>,
    /// The admin who owns it.
    pub owner_id: Option<u64>,
    /// Whether it wants no email.
    pub unsubscribed_from_emails: bool,
    /// Custom attributes; a cleared one stays with a null.
    pub custom_attributes: Map<String, Value>,
    /// Ids of its tags, with the moment each was applied.
    pub tags: IndexMap<u64, UnixMillis>,
    /// Ids of its companies.
    pub companies: Vec<ObjectId>,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it last changed.
    pub updated_at: UnixMillis,
    /// Whether it can be seen.
    pub presence: Presence,
}

impl Contact {
    pub(crate) fn new(id: ContactId, role: Role, now: UnixMillis) -> Self {
        Self {
            id,
            role,
            external_id: None,
            email: None,
            email_verified: None,
            phone: None,
            name: None,
            avatar: None,
            signed_up_at: None,
            last_seen_at: None,
            owner_id: None,
            unsubscribed_from_emails: false,
            custom_attributes: Map::new(),
            tags: IndexMap::new(),
            companies: Vec::new(),
            created_at: now,
            updated_at: now,
            presence: Presence::Live,
        }
    }

    /// Whether reads and writes find it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.presence == Presence::Live
    }

    /// Whether it still holds its identity against a second contact: a deleted one does for 7 days.
    pub(crate) fn holds_identity(&self, now: UnixMillis) -> bool {
        match self.presence {
            Presence::Live | Presence::Archived | Presence::Blocked => true,
            Presence::Deleted { at } => now < at.plus(GRACE_MILLIS),
            Presence::Merged { .. } => false,
        }
    }

    fn user_key(&self) -> Option<String> {
        (self.role == Role::User)
            .then(|| self.external_id.clone())
            .flatten()
    }

    fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(folded)
    }
}

fn folded(email: &str) -> String {
    email.to_lowercase()
}

/// Whether two addresses are one.
pub(crate) fn same_email(one: &str, other: &str, case: EmailCase) -> bool {
    match case {
        EmailCase::Insensitive => folded(one) == folded(other),
        EmailCase::Sensitive => one == other,
    }
}

/// All contacts in the order of their making.
#[derive(Debug, Default)]
pub(crate) struct ContactBook {
    contacts: IndexMap<ContactId, Contact>,
    users: HashMap<String, ContactId>,
    emails: HashMap<String, Vec<ContactId>>,
    live: usize,
}

impl ContactBook {
    pub(crate) fn len(&self) -> usize {
        self.contacts.len()
    }

    pub(crate) fn live_count(&self) -> usize {
        self.live
    }

    pub(crate) fn get(&self, id: ContactId) -> Option<&Contact> {
        self.contacts.get(&id)
    }

    /// All contacts, in the order of their making.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Contact> {
        self.contacts.values()
    }

    /// The contacts made after the one with this id; all of them without one.
    pub(crate) fn after(&self, id: Option<ContactId>) -> Option<impl Iterator<Item = &Contact>> {
        let start = match id {
            None => 0,
            Some(id) => self.contacts.get_index_of(&id)? + 1,
        };
        Some(self.contacts.values().skip(start))
    }

    /// The user with this external id, whether live or not.
    pub(crate) fn user_by_external_id(&self, external_id: &str) -> Option<&Contact> {
        self.get(*self.users.get(external_id)?)
    }

    /// All contacts with this email, whether live or not.
    pub(crate) fn by_email(&self, email: &str, case: EmailCase) -> impl Iterator<Item = &Contact> {
        self.emails
            .get(&folded(email))
            .into_iter()
            .flatten()
            .filter_map(|id| self.get(*id))
            .filter(move |contact| {
                contact
                    .email
                    .as_deref()
                    .is_some_and(|own| same_email(own, email, case))
            })
    }

    pub(crate) fn insert(&mut self, contact: Contact) {
        let id = contact.id;
        self.live += usize::from(contact.is_live());
        self.index(contact.user_key(), contact.email_key(), id);
        self.contacts.insert(id, contact);
    }

    /// Changes a contact and keeps the indexes true. False when there is none.
    pub(crate) fn edit(&mut self, id: ContactId, change: impl FnOnce(&mut Contact)) -> bool {
        let Some(contact) = self.contacts.get_mut(&id) else {
            return false;
        };
        let before = (contact.user_key(), contact.email_key(), contact.is_live());
        change(contact);
        let after = (contact.user_key(), contact.email_key(), contact.is_live());
        if before != after {
            self.forget(before.0, before.1, id);
            self.index(after.0, after.1, id);
            self.live = self.live + usize::from(after.2) - usize::from(before.2);
        }
        true
    }

    fn index(&mut self, user: Option<String>, email: Option<String>, id: ContactId) {
        if let Some(user) = user {
            self.users.insert(user, id);
        }
        if let Some(email) = email {
            self.emails.entry(email).or_default().push(id);
        }
    }

    fn forget(&mut self, user: Option<String>, email: Option<String>, id: ContactId) {
        if let Some(user) = user
            && self.users.get(&user) == Some(&id)
        {
            self.users.remove(&user);
        }
        if let Some(email) = email
            && let Some(holders) = self.emails.get_mut(&email)
        {
            holders.retain(|holder| *holder != id);
            if holders.is_empty() {
                self.emails.remove(&email);
            }
        }
    }
}
