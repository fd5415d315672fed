//! What intake writes and a conversation reads: the payload of a delivery.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::identity::Identity;

/// The body of `POST /events`, byte for byte, so that every retry sends the same
/// (intercom.md 2.1, 2.5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EventPayload {
    pub(super) event_name: String,
    /// Unix seconds.
    pub(super) created_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// In the order in which Intercom counts keys (intercom.md 2.4).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(super) metadata: Map<String, Value>,
}

impl EventPayload {
    pub(super) fn new(
        event_name: &str,
        created_at: i64,
        identity: Option<Identity>,
        metadata: Map<String, Value>,
    ) -> Self {
        let (user_id, email) = match identity {
            None => (None, None),
            Some(Identity::UserId(id)) => (Some(id), None),
            Some(Identity::Email(email)) => (None, Some(email)),
        };
        Self {
            event_name: event_name.to_owned(),
            created_at,
            user_id,
            email,
            metadata,
        }
    }

    /// Whom it is about; none when the event came without a usable identity.
    pub(super) fn identity(&self) -> Option<Identity> {
        let by_id = self.user_id.clone().map(Identity::UserId);
        by_id.or_else(|| self.email.clone().map(Identity::Email))
    }
}

/// A change of a contact, in our own form: what is asked of Intercom depends on what it answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct UserPayload {
    /// None when the user came without a usable identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) identity: Option<Identity>,
    #[serde(flatten)]
    pub(super) fields: ContactFields,
}

/// What is written at a contact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct ContactFields {
    /// Standard attributes under Intercom's names and in its types (intercom.md 3.2).
    #[serde(default)]
    pub(super) attributes: Map<String, Value>,
    /// Custom attributes; null clears one.
    #[serde(default)]
    pub(super) custom_attributes: Map<String, Value>,
}

impl ContactFields {
    /// Lays a later change over this one: what both write, the later one decides.
    pub(super) fn overlay(&mut self, later: Self) {
        self.attributes.extend(later.attributes);
        self.custom_attributes.extend(later.custom_attributes);
    }

    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.custom_attributes.is_empty()
    }
}

/// The text of a payload. Writing text keys and JSON values can't fail; should it, the delivery
/// ends as one whose payload does not read back.
pub(super) fn to_text<T: Serialize>(payload: &T) -> Box<str> {
    serde_json::to_string(payload)
        .unwrap_or_default()
        .into_boxed_str()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_written_in_the_order_of_the_contract() {
        let mut metadata = Map::new();
        metadata.insert("b".to_owned(), json!(1));
        metadata.insert("a".to_owned(), json!("x"));
        let identity = Some(Identity::UserId("u1".to_owned()));
        let payload = EventPayload::new("Order Completed", 1_664_604_000, identity, metadata);
        assert_eq!(
            &*to_text(&payload),
            r#"{"event_name":"Order Completed","created_at":1664604000,"user_id":"u1","metadata":{"b":1,"a":"x"}}"#
        );
    }

    #[test]
    fn payloads_read_back_as_they_were_written() {
        let identity = Some(Identity::Email("a@x.io".to_owned()));
        let event = EventPayload::new("E", -1, identity.clone(), Map::new());
        let read: EventPayload = serde_json::from_str(&to_text(&event)).unwrap();
        assert_eq!(read, event);
        assert_eq!(read.identity(), identity);

        let mut fields = ContactFields::default();
        fields.attributes.insert("name".to_owned(), json!("Ann"));
        fields
            .custom_attributes
            .insert("plan".to_owned(), json!(null));
        let user = UserPayload { identity, fields };
        assert_eq!(
            &*to_text(&user),
            r#"{"identity":{"email":"a@x.io"},"attributes":{"name":"Ann"},"custom_attributes":{"plan":null}}"#
        );
        assert_eq!(
            serde_json::from_str::<UserPayload>(&to_text(&user)).unwrap(),
            user
        );
    }
}
