//! The event: what every wire form decodes into, and what the log holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, EventType, InsertId, UserId};
use crate::property::RawObject;
use crate::time::UnixMillis;

/// Group values by group type: `{"org": ["acme"]}`. Single values on the wire are lists of one.
pub type Groups = BTreeMap<String, Vec<String>>;

/// One event as it was accepted, whatever wire form brought it (amplitude.md 1.2).
///
/// Absent and `null` fields are the same here. Ids, names and strings are already cut to the
/// length that Amplitude keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The event's name.
    pub event_type: EventType,
    /// The user, where the event names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The device, where the event names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<DeviceId>,
    /// When it happened by the client's clock; the time of receipt where the client gave none.
    pub time: UnixMillis,
    /// What makes a resend recognisable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insert_id: Option<InsertId>,
    /// The event's own properties.
    #[serde(default, skip_serializing_if = "RawObject::is_empty")]
    pub event_properties: RawObject,
    /// Plain user properties, identify operations, or both.
    #[serde(default, skip_serializing_if = "RawObject::is_empty")]
    pub user_properties: RawObject,
    /// The groups that the event belongs to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: Groups,
    /// What a `$groupidentify` changes.
    #[serde(default, skip_serializing_if = "RawObject::is_empty")]
    pub group_properties: RawObject,
    /// The user's properties are neither read nor written for this event.
    #[serde(
        default,
        rename = "$skip_user_properties_sync",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub skip_user_properties_sync: bool,
    /// What is known of the application, device and place.
    #[serde(default, skip_serializing_if = "Context::is_empty")]
    pub context: Context,
    /// The money that the event reports, at its top level.
    #[serde(default, skip_serializing_if = "Revenue::is_empty")]
    pub revenue: Revenue,
    /// The start of the session in milliseconds; −1 is no session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<i64>,
    /// Tells events of one millisecond apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<i64>,
    /// Further documented fields, as they came: advertising ids, tracking plan, location.
    #[serde(default, skip_serializing_if = "RawObject::is_empty")]
    pub other: RawObject,
}

/// The fields of an event that become built-in user properties (amplitude.md 4.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// `app_version`, or `version_name` of the legacy form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_name: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_version: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_brand: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_manufacturer: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_model: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Box<str>>,
    /// Setting one of the four places clears the other three.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dma: Option<Box<str>>,
    /// The language's name (`English`), not its tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Box<str>>,
    /// The address, with `$remote` already replaced by the sender's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<Box<str>>,
    /// The SDK: `amplitude-node-ts/1.5.73`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<Box<str>>,
    /// Only through the Identify API (amplitude.md 1.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_version: Option<Box<str>>,
    /// Only through the Identify API (amplitude.md 1.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paying: Option<bool>,
}

impl Context {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The money fields at an event's top level (amplitude.md 1.2); see [`crate::revenue`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Revenue {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// price × quantity where both are given, else what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue_type: Option<Box<str>>,
    /// ISO 4217, upper case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Box<str>>,
}

impl Revenue {
    /// Whether the event reports no money.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which door an event came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// `POST /2/httpapi`.
    HttpV2,
    /// `POST /batch`.
    Batch,
    /// `GET|POST /identify`.
    Identify,
    /// `GET|POST /groupidentify`.
    GroupIdentify,
    /// `POST /httpapi`.
    HttpV1,
    /// `POST /`, the form of the oldest SDKs.
    Legacy,
}

/// One record of the log: an event, and how it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Received {
    /// When the server took it in.
    pub received_at: UnixMillis,
    /// Through which door.
    pub endpoint: Endpoint,
    /// The event.
    pub event: Event,
}

impl Received {
    /// The record's bytes in the log: one JSON object.
    ///
    /// # Errors
    /// When a float in it is not finite, which no decoder lets through.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Reads a record of the log.
    ///
    /// # Errors
    /// When the bytes are not such a record.
    pub fn decode(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}
