//! The sync: one document that says what goes to a destination, and how (product.md 3).
//!
//! The API (JSON), `apply` (YAML) and the console edit the same document through the same door,
//! [`read`](read::read): what is a [`SyncDocument`] has been validated.

mod credentials;
mod entries;
pub mod read;
mod select;
mod validate;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::credentials::{AccessToken, Credentials, Endpoint, TokenMark};
pub use self::entries::{AttributeEntry, AttributeTarget, PropertyEntry};
pub use self::read::{FieldFault, Rules, SyncInput};
pub use self::select::{EventSelection, Select};

use crate::filter::Condition;
use crate::property::UserProperty;
use crate::time::HumanDuration;

/// Where a sync sends to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    Intercom,
}

/// Everything that one sync is, but for the secret itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncDocument {
    pub name: String,
    pub destination: Destination,
    /// A disabled sync sends nothing; enabling it starts from that moment.
    #[serde(default)]
    pub enabled: bool,
    pub credentials: Credentials,
    pub mapping: Mapping,
    #[serde(default)]
    pub send_events: SendEvents,
    #[serde(default)]
    pub send_users: SendUsers,
    #[serde(default)]
    pub value_types: ValueTypes,
    /// Metadata keys per event, 1 to 20, sent in the order selected (intercom.md 0, row 1).
    #[serde(default = "default_metadata_limit")]
    pub metadata_limit: u8,
    #[serde(default)]
    pub retry: RetryPolicy,
}

/// The most metadata keys that anyone at Intercom promises (intercom.md 0, row 1).
pub const MAX_METADATA_KEYS: u8 = 20;

const fn default_metadata_limit() -> u8 {
    MAX_METADATA_KEYS
}

/// Which user property names the user to Intercom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(with = "user_property_text")]
    pub user_property: UserProperty,
    pub intercom_id: IntercomId,
}

/// What the mapped property is to Intercom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntercomId {
    /// Intercom's `external_id`, called `user_id` in its events.
    UserId,
    Email,
}

/// Which events are sent, and with what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SendEvents {
    pub enabled: bool,
    pub select: Select,
    /// Conditions for every selected event; all must hold.
    #[serde(rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Event properties that go along as metadata, in this order. None selected, none sent.
    pub event_properties: Vec<PropertyEntry>,
    /// User properties that go along as metadata, after the event's own.
    pub user_properties: Vec<PropertyEntry>,
    pub unknown_user: UnknownUser,
}

/// What to do with an event of a user whom Intercom does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownUser {
    #[default]
    Discard,
    /// Up to 15 minutes for the user to appear.
    Wait,
    /// The contact is created.
    Create,
}

/// Which user properties are sent when one of them changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SendUsers {
    pub enabled: bool,
    pub user_properties: Vec<AttributeEntry>,
    /// Declare an unknown custom attribute in Intercom, by its value's type.
    pub create_missing_attributes: bool,
}

/// How values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueTypes {
    /// As they are.
    #[default]
    Native,
    /// Every property as text, as Amplitude does.
    String,
}

/// How long a delivery is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicy {
    /// The whole schedule fits in this, counted from the first attempt.
    pub window: HumanDuration,
    /// How many attempts there are, the first one counted.
    pub attempts: u32,
}

impl RetryPolicy {
    /// What holds where nothing else is said (product.md 1).
    pub const DEFAULT: Self = Self {
        window: HumanDuration(Duration::from_secs(4 * 60 * 60)),
        attempts: 10,
    };

    /// Everything that forbids this schedule; the fields are those of a document, such as
    /// `retry.window`.
    pub fn faults(&self) -> Vec<FieldFault> {
        validate::check_retry(self)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

mod user_property_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::property::UserProperty;

    pub(super) fn serialize<S: Serializer>(
        property: &UserProperty,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(property)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<UserProperty, D::Error> {
        String::deserialize(deserializer).map(|name| UserProperty::parse(&name))
    }
}
