//! Properties: their values, and how a document refers to one (product.md 3).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Properties by name, in the order in which they came.
pub type Properties = Map<String, Value>;

/// A JSON object kept as the text in which it came, parsed only where someone looks inside.
///
/// Most events are selected by no sync; for those nobody pays for a tree of values.
#[derive(Clone, PartialEq, Eq)]
pub struct RawObject(Box<str>);

/// A text that is not a JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a JSON object")]
pub struct NotAnObject;

impl RawObject {
    /// The object without properties.
    pub fn empty() -> Self {
        Self("{}".into())
    }

    /// Takes valid JSON text that is an object.
    ///
    /// # Errors
    /// [`NotAnObject`] when the value is of another kind.
    pub fn from_raw(raw: &RawValue) -> Result<Self, NotAnObject> {
        let text = raw.get().trim();
        if text.starts_with('{') {
            Ok(Self(text.into()))
        } else {
            Err(NotAnObject)
        }
    }

    /// The object as JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has no property.
    pub fn is_empty(&self) -> bool {
        self.0
            .get(1..self.0.len() - 1)
            .is_none_or(|inside| inside.trim().is_empty())
    }

    /// The properties. Text that does not parse (never written by this type) reads as none.
    pub fn parse(&self) -> Properties {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl Default for RawObject {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<&Properties> for RawObject {
    fn from(properties: &Properties) -> Self {
        serde_json::to_string(properties).map_or_else(|_| Self::empty(), |text| Self(text.into()))
    }
}

impl fmt::Debug for RawObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RawObject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_raw(&raw).map_err(serde::de::Error::custom)
    }
}

macro_rules! built_ins {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A user property that Amplitude keeps by itself (amplitude.md 4.4), under the name that
        /// documents use for it (product.md 3).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum BuiltIn {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl BuiltIn {
            /// Every built-in property.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in documents and answers.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The built-in property of this name.
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

built_ins! {
    /// The user's id.
    UserId = "user_id",
    /// The id of the device of the event at hand.
    DeviceId = "device_id",
    Platform = "platform",
    OsName = "os_name",
    OsVersion = "os_version",
    DeviceBrand = "device_brand",
    DeviceManufacturer = "device_manufacturer",
    DeviceModel = "device_model",
    DeviceFamily = "device_family",
    DeviceType = "device_type",
    Carrier = "carrier",
    Country = "country",
    Region = "region",
    City = "city",
    Dma = "dma",
    Language = "language",
    /// The application's version (`app_version` on the wire).
    Version = "version",
    /// The first version that was seen.
    StartVersion = "start_version",
    Ip = "ip",
    /// Whether the user has ever brought revenue.
    Paying = "paying",
    Library = "library",
}

/// What marks a custom user property whose name a built-in one hides: `gp:country`.
const CUSTOM_MARK: &str = "gp:";

/// One user property.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UserProperty {
    /// Kept by Amplitude's rules.
    BuiltIn(BuiltIn),
    /// Set by the company's own code.
    Custom(Box<str>),
}

impl UserProperty {
    /// Reads a name as documents write it; what follows is the name, verbatim, dots included.
    pub fn parse(name: &str) -> Self {
        if let Some(custom) = name.strip_prefix(CUSTOM_MARK) {
            return Self::Custom(custom.into());
        }
        BuiltIn::named(name).map_or_else(|| Self::Custom(name.into()), Self::BuiltIn)
    }

    /// The name without the mark: what the destination is told.
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(built_in) => built_in.name(),
            Self::Custom(name) => name,
        }
    }
}

impl fmt::Display for UserProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self, Self::Custom(name) if BuiltIn::named(name).is_some()) {
            f.write_str(CUSTOM_MARK)?;
        }
        f.write_str(self.name())
    }
}

/// How a filter refers to a property: `event.NAME`, `user.NAME` or `group.TYPE.NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PropertyRef {
    /// A property of the event itself.
    Event(Box<str>),
    /// A property of the user, as it was when the event came.
    User(UserProperty),
    /// A property of the group of this type that the event belongs to.
    Group {
        /// The group's type, which can't hold a dot here.
        group_type: Box<str>,
        /// The property's name.
        name: Box<str>,
    },
}

/// A text that refers to no property.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a property; write event.NAME, user.NAME or group.TYPE.NAME")]
pub struct NotAProperty(String);

impl std::str::FromStr for PropertyRef {
    type Err = NotAProperty;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || NotAProperty(text.to_owned());
        let (scope, name) = text.split_once('.').ok_or_else(fault)?;
        if name.is_empty() {
            return Err(fault());
        }
        match scope {
            "event" => Ok(Self::Event(name.into())),
            "user" => Ok(Self::User(UserProperty::parse(name))),
            "group" => match name.split_once('.') {
                Some((group_type, name)) if !group_type.is_empty() && !name.is_empty() => {
                    Ok(Self::Group {
                        group_type: group_type.into(),
                        name: name.into(),
                    })
                }
                _ => Err(fault()),
            },
            _ => Err(fault()),
        }
    }
}

impl fmt::Display for PropertyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(name) => write!(f, "event.{name}"),
            Self::User(property) => write!(f, "user.{property}"),
            Self::Group { group_type, name } => write!(f, "group.{group_type}.{name}"),
        }
    }
}

impl Serialize for PropertyRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PropertyRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where properties can be looked up by reference: an event together with its user and groups.
pub trait Lookup {
    /// The property's values: none when it is missing or null, several only where the event
    /// belongs to several groups of one type.
    fn values(&self, property: &PropertyRef) -> Vec<Cow<'_, Value>>;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_prefix_is_the_name_verbatim() {
        let read = |text: &str| text.parse::<PropertyRef>().unwrap();
        assert_eq!(
            read("event.cart.total"),
            PropertyRef::Event("cart.total".into())
        );
        assert_eq!(
            read("user.country"),
            PropertyRef::User(UserProperty::BuiltIn(BuiltIn::Country))
        );
        assert_eq!(
            read("user.gp:country"),
            PropertyRef::User(UserProperty::Custom("country".into()))
        );
        assert_eq!(
            read("group.org.plan.name"),
            PropertyRef::Group {
                group_type: "org".into(),
                name: "plan.name".into()
            }
        );
    }

    #[test]
    fn references_are_written_as_they_were_read() {
        for text in [
            "event.total",
            "user.plan",
            "user.gp:country",
            "user.country",
            "group.org.tier",
        ] {
            assert_eq!(text.parse::<PropertyRef>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_that_names_no_property_says_how_to_write_one() {
        for text in ["", "total", "event.", "group.org", "group..x", "cohort.x"] {
            let error = text.parse::<PropertyRef>().unwrap_err().to_string();
            assert!(error.contains("event.NAME"), "{error}");
        }
    }

    #[test]
    fn an_object_keeps_its_text_and_knows_when_it_is_empty() {
        let raw: RawObject = serde_json::from_str(r#"{"b": 1, "a": 1.50}"#).unwrap();
        assert_eq!(raw.as_str(), r#"{"b": 1, "a": 1.50}"#);
        assert!(!raw.is_empty());
        assert!(serde_json::from_str::<RawObject>("{ }").unwrap().is_empty());
        assert!(serde_json::from_str::<RawObject>("[1]").is_err());
    }
}
