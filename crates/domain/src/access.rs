//! Who may do what, and what is written down of it: roles, keys, and the audit log.

mod action;
mod difference;

use core::net::IpAddr;

pub use self::action::{Action, SubjectKind};
pub use self::difference::{Difference, MOST_DIFFERENCES, differences};
use crate::ids::AuditId;
use crate::time::UnixMillis;

/// What somebody may do. Each role may do what the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads.
    Viewer,
    /// Changes syncs and what is sent.
    Editor,
    /// Decides who else may come in.
    Admin,
}

impl Role {
    /// All roles, the one that may do least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Admin];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether whoever has this role may do what `needed` may.
    pub fn covers(self, needed: Self) -> bool {
        self >= needed
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Sent by SDKs with their events; in a browser everybody can read it.
    Api,
    /// Opens the API together with an API key.
    Secret,
}

impl KeyKind {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Secret => "secret",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Api, Self::Secret]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// By what somebody is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A person, by a password.
    Person,
    /// A script, by a secret key.
    Key,
}

impl ActorKind {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Key => "key",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Person, Self::Key]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// Who did something, by the name at that time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub name: String,
}

/// What it was done to, by the name at that time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: SubjectKind,
    pub id: String,
    pub name: String,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    pub at: UnixMillis,
    pub actor: Actor,
    /// From where, as far as that is known.
    pub address: Option<IpAddr>,
    pub action: Action,
    pub subject: Option<Subject>,
    /// What it changed of a document.
    pub differences: Vec<Difference>,
}

/// A deed as the audit log has it.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    pub id: AuditId,
    pub deed: Deed,
}

/// The most letters of a person's or key's name.
pub const MOST_NAME_CHARS: usize = 64;

/// The name of the person who is always there ([`PersonId::ADMIN`](crate::ids::PersonId::ADMIN)).
pub const ADMIN: &str = "admin";

/// Whether this can name a person or a key: 1 to 64 characters, none of them a control character,
/// and no room before or behind.
pub fn is_name(text: &str) -> bool {
    (1..=MOST_NAME_CHARS).contains(&text.chars().count())
        && text.trim() == text
        && !text.chars().any(char::is_control)
}

/// A name as it is compared: two that differ in case alone are one.
pub fn name_key(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_covers_itself_and_those_before_it() {
        for (has, needed, covers) in [
            (Role::Viewer, Role::Viewer, true),
            (Role::Viewer, Role::Editor, false),
            (Role::Editor, Role::Viewer, true),
            (Role::Editor, Role::Admin, false),
            (Role::Admin, Role::Editor, true),
        ] {
            assert_eq!(has.covers(needed), covers, "{has:?} {needed:?}");
        }
    }

    #[test]
    fn words_read_back_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for kind in [KeyKind::Api, KeyKind::Secret] {
            assert_eq!(KeyKind::parse(kind.as_str()), Some(kind));
        }
        for kind in [ActorKind::Person, ActorKind::Key] {
            assert_eq!(ActorKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Role::parse("owner"), None);
    }

    #[test]
    fn a_name_has_one_to_sixty_four_characters_that_can_be_seen() {
        let long = "ü".repeat(MOST_NAME_CHARS);
        for name in ["a", "Ann of Sales", &long] {
            assert!(is_name(name), "{name}");
        }
        let too_long = "a".repeat(MOST_NAME_CHARS + 1);
        for name in ["", " ", " ann", "ann ", "a\nb", &too_long] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[test]
    fn names_are_compared_without_case() {
        assert_eq!(name_key("Änn"), name_key("änN"));
        assert_ne!(name_key("ann"), name_key("anne"));
    }
}
