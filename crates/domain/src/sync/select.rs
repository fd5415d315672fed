//! Which events a sync selects: all of them, or a list of event types with conditions.

use serde::{Deserialize, Serialize};

use crate::filter::Condition;
use crate::ids::EventType;

/// `all`, or the event types to send.
#[derive(Clone, Debug, PartialEq)]
pub enum Select {
    /// Every event but `$identify` and `$groupidentify` (product.md 5).
    All,
    /// These event types.
    Types(Vec<EventSelection>),
}

/// One selected event type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventSelection {
    pub event_type: EventType,
    /// Conditions for this event type alone; all must hold.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

impl Default for Select {
    fn default() -> Self {
        Self::Types(Vec::new())
    }
}

const ALL: &str = "all";

impl Serialize for Select {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str(ALL),
            Self::Types(types) => types.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Select {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Select;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`all` or a list of {event_type, where}")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Select, E> {
                if text == ALL {
                    Ok(Select::All)
                } else {
                    Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
                }
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<Select, A::Error> {
                Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))
                    .map(Select::Types)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
