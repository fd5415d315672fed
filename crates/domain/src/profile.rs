//! Profiles: what is known of a user or an anonymous device, and of a group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{DeviceId, UserId};
use crate::property::{BuiltIn, Properties, UserProperty};

/// Whose profile it is (amplitude.md 4.3).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProfileKey {
    /// A user with an id of the company's.
    User(UserId),
    /// A device on which nobody has logged in yet.
    Anonymous(DeviceId),
}

/// What is known of one user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Properties that the company's own code set.
    #[serde(skip_serializing_if = "Properties::is_empty")]
    pub custom: Properties,
    /// Properties that Amplitude's rules keep.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub built_in: BTreeMap<BuiltIn, Value>,
    /// The groups that the user was put into, by type.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Vec<String>>,
}

impl Profile {
    /// The property's value, where it has one.
    pub fn get(&self, property: &UserProperty) -> Option<&Value> {
        let value = match property {
            UserProperty::BuiltIn(built_in) => self.built_in.get(built_in),
            UserProperty::Custom(name) => self.custom.get(name.as_ref()),
        };
        value.filter(|value| !value.is_null())
    }
}

/// One group: `org` / `acme`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupKey {
    pub group_type: String,
    pub value: String,
}
