//! The ids of things, each a type of its own.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The id as it came.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.into())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self(value.into_boxed_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident, $int:ty) => {
        $(#[$doc])*
        #[derive(
            Clone,
            Copy,
            Debug,
            Default,
            PartialEq,
            Eq,
            Hash,
            PartialOrd,
            Ord,
            Serialize,
            Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name($int);

        impl $name {
            /// The id with this number.
            pub const fn new(value: $int) -> Self {
                Self(value)
            }

            /// The number.
            pub const fn get(self) -> $int {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

text_id! {
    /// The id that a company gives its user (`user_id` in Amplitude's wire form).
    UserId
}
text_id! {
    /// The id of a browser or phone (`device_id`).
    DeviceId
}
text_id! {
    /// The id that an SDK gives one event, equal on every resend (`insert_id`).
    InsertId
}
text_id! {
    /// The name of an event (`event_type`).
    EventType
}

number_id! {
    /// The place of an event in the log: 0 for the first one ever accepted, then one by one.
    Offset, u64
}
number_id! {
    /// The id of a sync, an integer as in Amplitude's `sync_id`.
    SyncId, i64
}
number_id! {
    /// The id of a delivery, ascending in the order of creation.
    DeliveryId, i64
}
number_id! {
    /// One Intercom workspace as far as it can be told from outside: an endpoint and a token.
    WorkspaceId, i64
}
number_id! {
    /// The erasure of a user.
    ErasureId, i64
}
number_id! {
    /// A person who may sign in to the console.
    PersonId, i64
}
number_id! {
    /// A key of the project that is kept in the state.
    KeyId, i64
}
number_id! {
    /// An entry of the audit log, ascending in the order of writing.
    AuditId, i64
}

impl PersonId {
    /// The person who is always there.
    pub const ADMIN: Self = Self(1);
}

impl KeyId {
    /// The API key that the settings give.
    pub const GIVEN_API_KEY: Self = Self(1);

    /// The secret key that the settings give.
    pub const GIVEN_SECRET_KEY: Self = Self(2);
}

impl Offset {
    /// Where an empty log begins.
    pub const ZERO: Self = Self(0);

    /// The place right after this one.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The place `count` further.
    pub const fn advance(self, count: u64) -> Self {
        Self(self.0 + count)
    }
}

/// The names of the two events that change properties and are not product events.
pub mod control {
    /// Changes user properties.
    pub const IDENTIFY: &str = "$identify";
    /// Changes a group's properties.
    pub const GROUP_IDENTIFY: &str = "$groupidentify";
}

impl EventType {
    /// Whether this is `$identify` or `$groupidentify`.
    pub fn is_control(&self) -> bool {
        matches!(self.as_str(), control::IDENTIFY | control::GROUP_IDENTIFY)
    }
}
