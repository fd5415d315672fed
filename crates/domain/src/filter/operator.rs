//! The operators of conditions (product.md 3).

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! operators {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// How a condition compares a property with its values.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operator {
            $($(#[$doc])* $variant,)+
        }

        impl Operator {
            /// Every operator, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            const NAMES: &[&str] = &[$($name,)+];

            /// Its name in documents.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The operator of this name.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

operators! {
    Is = "is",
    IsNot = "is_not",
    Contains = "contains",
    DoesNotContain = "does_not_contain",
    GreaterThan = "greater_than",
    GreaterOrEqual = "greater_or_equal",
    LessThan = "less_than",
    LessOrEqual = "less_or_equal",
    IsSet = "is_set",
    IsNotSet = "is_not_set",
    StartsWith = "starts_with",
    EndsWith = "ends_with",
    /// A regular expression that runs in linear time.
    Matches = "matches",
}

impl Operator {
    /// Whether it compares with values at all.
    pub const fn takes_values(self) -> bool {
        !matches!(self, Self::IsSet | Self::IsNotSet)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Operator {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Operator {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::unknown_variant(&name, Self::NAMES))
    }
}
