//! Whom a delivery is about, in Intercom's eyes.

use intertide_domain::delivery::DiscardReason;
use intertide_domain::sync::IntercomId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::values;

/// The user, by the key that the sync maps to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Identity {
    /// Intercom's `external_id`, called `user_id` in its events.
    UserId(String),
    /// The address as it came; compared without case (product.md 5).
    Email(String),
}

impl Identity {
    /// Reads the mapped property's value.
    ///
    /// # Errors
    /// `MissingIdentity` when there is no value, `InvalidIdentity` when it can identify nobody.
    pub(super) fn read(kind: IntercomId, value: Option<&Value>) -> Result<Self, DiscardReason> {
        let text = match value {
            None | Some(Value::Null) => return Err(DiscardReason::MissingIdentity),
            Some(Value::String(text)) if text.trim().is_empty() => {
                return Err(DiscardReason::MissingIdentity);
            }
            Some(Value::String(text)) => text.clone(),
            // Intercom's ids are strings (intercom.md 2.1).
            Some(Value::Number(number)) => values::number_text(number),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                return Err(DiscardReason::InvalidIdentity);
            }
        };
        match kind {
            IntercomId::UserId => Ok(Self::UserId(text)),
            IntercomId::Email if is_email(&text) => Ok(Self::Email(text)),
            IntercomId::Email => Err(DiscardReason::InvalidIdentity),
        }
    }

    /// The id or the address.
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::UserId(text) | Self::Email(text) => text,
        }
    }

    /// The id or the address.
    pub(super) fn into_string(self) -> String {
        match self {
            Self::UserId(text) | Self::Email(text) => text,
        }
    }
}

/// Whether the text has the form of an e-mail address: something on both sides of the only `@`,
/// and no white space.
pub(super) fn is_email(text: &str) -> bool {
    let mut parts = text.split('@');
    let (user, host, more) = (parts.next(), parts.next(), parts.next());
    user.is_some_and(|user| !user.is_empty())
        && host.is_some_and(|host| !host.is_empty())
        && more.is_none()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether two addresses are the same one (product.md 5).
pub(super) fn same_email(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_is_sent_as_it_came_and_a_number_in_decimal() {
        for (value, expected) in [
            (json!(" u 1 "), " u 1 "),
            (json!(42), "42"),
            (json!(42.0), "42"),
            (json!(-7), "-7"),
        ] {
            assert_eq!(
                Identity::read(IntercomId::UserId, Some(&value)),
                Ok(Identity::UserId(expected.to_owned()))
            );
        }
    }

    #[test]
    fn nothing_and_blank_text_are_a_missing_identity() {
        for value in [None, Some(json!(null)), Some(json!("")), Some(json!(" \t"))] {
            for kind in [IntercomId::UserId, IntercomId::Email] {
                assert_eq!(
                    Identity::read(kind, value.as_ref()),
                    Err(DiscardReason::MissingIdentity)
                );
            }
        }
    }

    #[test]
    fn what_is_neither_text_nor_number_is_an_invalid_identity() {
        for value in [json!(true), json!(["u1"]), json!({"id": 1})] {
            assert_eq!(
                Identity::read(IntercomId::UserId, Some(&value)),
                Err(DiscardReason::InvalidIdentity)
            );
        }
    }

    #[test]
    fn an_email_has_the_form_of_an_address() {
        assert_eq!(
            Identity::read(IntercomId::Email, Some(&json!("Ann@X.io"))),
            Ok(Identity::Email("Ann@X.io".to_owned()))
        );
        for text in [
            "ann",
            "@x.io",
            "ann@",
            "a@b@c",
            "an n@x.io",
            "ann@x.io\n",
            "42",
        ] {
            assert_eq!(
                Identity::read(IntercomId::Email, Some(&json!(text))),
                Err(DiscardReason::InvalidIdentity),
                "{text:?}"
            );
        }
    }

    #[test]
    fn addresses_are_compared_without_case() {
        assert!(same_email("Ann@X.io", "ann@x.IO"));
        assert!(!same_email("ann@x.io", "ann@y.io"));
    }
}
