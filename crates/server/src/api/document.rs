//! How a sync's document is described to the API's users. The document itself, and the rules for
//! it, are the domain's; a test holds the two together.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A sync's document as it is read.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SyncDocumentRead {
    #[serde(flatten)]
    settings: SyncSettings,
    credentials: CredentialsRead,
}

/// A sync's document as it is written. Putting back what was read is fine: the fields that a read
/// adds (`id`, `version`, `created_at`, `updated_at`, `health`, `totals`, `event_names`,
/// `warnings`) say nothing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SyncDocumentWrite {
    #[serde(flatten)]
    settings: SyncSettings,
    credentials: CredentialsWrite,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct SyncSettings {
    #[schema(examples("Product events to Intercom"))]
    name: String,
    destination: DestinationName,
    /// A disabled sync sends nothing; enabling it starts from that moment. Needs a token.
    #[serde(default)]
    enabled: bool,
    mapping: Mapping,
    #[serde(default)]
    send_events: SendEvents,
    #[serde(default)]
    send_users: SendUsers,
    #[serde(default)]
    value_types: ValueTypes,
    /// Metadata keys per event, sent in the order selected.
    #[serde(default = "twenty")]
    #[schema(minimum = 1, maximum = 20, default = 20)]
    metadata_limit: u8,
    #[serde(default)]
    retry: Retry,
}

fn twenty() -> u8 {
    20
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DestinationName {
    Intercom,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct CredentialsRead {
    /// `us`, `eu` or `au`; a URL where custom endpoints are allowed.
    endpoint: String,
    access_token: TokenMark,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct CredentialsWrite {
    /// `us`, `eu` or `au`; a URL where custom endpoints are allowed.
    #[schema(examples("us"))]
    endpoint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_token: Option<TokenWrite>,
}

/// A token, which no read ever shows, or the mark that a read gave, which keeps the stored one.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum TokenWrite {
    Token(String),
    Keep(TokenMark),
}

/// What may be known of a stored token.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct TokenMark {
    set: bool,
    /// Its last characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(examples("…ab12"))]
    hint: Option<String>,
}

/// Which user property names the user to Intercom.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Mapping {
    #[schema(examples("user_id"))]
    user_property: String,
    intercom_id: IntercomId,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum IntercomId {
    UserId,
    Email,
}

/// Which events are sent, and with what.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct SendEvents {
    enabled: bool,
    select: Select,
    /// Conditions for every selected event; all must hold.
    #[serde(rename = "where", skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition>,
    /// Event properties that go along as metadata, in this order. None selected, none sent.
    event_properties: Vec<PropertyEntry>,
    /// User properties that go along as metadata, after the event's own.
    user_properties: Vec<PropertyEntry>,
    unknown_user: UnknownUser,
}

/// `all`, or the event types to send.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum Select {
    All(All),
    Types(Vec<EventSelection>),
}

impl Default for Select {
    fn default() -> Self {
        Self::Types(Vec::new())
    }
}

/// Every event but `$identify` and `$groupidentify`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum All {
    All,
}

/// One selected event type.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct EventSelection {
    #[schema(examples("Order Completed"))]
    event_type: String,
    /// Conditions for this event type alone; all must hold.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition>,
}

/// A condition; the values are alternatives.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Condition {
    /// `event.NAME`, `user.NAME` or `group.TYPE.NAME`.
    #[schema(examples("event.total"))]
    property: String,
    operator: Operator,
    /// None for `is_set` and `is_not_set`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(examples(json!(["10"])))]
    values: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Operator {
    Is,
    IsNot,
    Contains,
    DoesNotContain,
    GreaterThan,
    GreaterOrEqual,
    LessThan,
    LessOrEqual,
    IsSet,
    IsNotSet,
    StartsWith,
    EndsWith,
    /// A regular expression that runs in linear time.
    Matches,
}

/// A property that goes along with an event: its name, or a name and another key.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum PropertyEntry {
    Name(String),
    Renamed {
        property: String,
        /// The metadata key.
        #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
        renamed: Option<String>,
    },
}

/// What to do with an event of a user whom Intercom does not know.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum UnknownUser {
    #[default]
    Discard,
    /// Up to 15 minutes for the user to appear.
    Wait,
    /// The contact is created.
    Create,
}

/// Which user properties are sent when one of them changes.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct SendUsers {
    enabled: bool,
    user_properties: Vec<AttributeEntry>,
    /// Declare an unknown custom attribute in Intercom, by its value's type.
    create_missing_attributes: bool,
}

/// A user property that goes to the contact: its name, or a name and what it becomes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum AttributeEntry {
    Name(String),
    Targeted {
        property: String,
        /// A standard attribute of the contact, such as `name`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attribute: Option<String>,
        /// A custom attribute of another name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        custom_attribute: Option<String>,
    },
}

/// `native`: as they are; `string`: every property as text, as Amplitude does.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ValueTypes {
    #[default]
    Native,
    String,
}

/// How long a delivery is tried.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct Retry {
    /// The whole schedule fits in this, counted from the first attempt: `500ms`, `8s`, `15m`,
    /// `4h`, `7d`.
    #[schema(default = "4h")]
    window: String,
    /// How many attempts there are, the first one counted.
    #[schema(default = 10)]
    attempts: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            window: "4h".to_owned(),
            attempts: 10,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use intertide_domain::filter::Operator as DomainOperator;
    use intertide_domain::sync::SyncDocument;
    use serde_json::{Value, json};

    use super::*;

    fn full() -> Value {
        json!({
            "name": "Product events to Intercom",
            "destination": "intercom",
            "enabled": true,
            "credentials": {"endpoint": "eu", "access_token": {"set": true, "hint": "…ab12"}},
            "mapping": {"user_property": "gp:user_id", "intercom_id": "email"},
            "send_events": {
                "enabled": true,
                "select": [
                    {
                        "event_type": "Order Completed",
                        "where": [{
                            "property": "event.total",
                            "operator": "greater_than",
                            "values": ["10"],
                        }],
                    },
                    {"event_type": "Trial Started"},
                ],
                "where": [{"property": "user.user_id", "operator": "is_set"}],
                "event_properties": ["total", {"property": "plan", "as": "user_plan"}],
                "user_properties": ["plan"],
                "unknown_user": "wait",
            },
            "send_users": {
                "enabled": true,
                "user_properties": [
                    "plan",
                    {"property": "full_name", "attribute": "name"},
                    {"property": "seats", "custom_attribute": "seat_count"},
                ],
                "create_missing_attributes": true,
            },
            "value_types": "string",
            "metadata_limit": 10,
            "retry": {"window": "90s", "attempts": 3},
        })
    }

    /// What the domain writes, and what is left of it when it passes through the description.
    fn through(document: Value) -> (Value, Value) {
        let document: SyncDocument = serde_json::from_value(document).unwrap();
        let written = serde_json::to_value(&document).unwrap();
        let described: SyncDocumentRead = serde_json::from_value(written.clone()).unwrap();
        (written, serde_json::to_value(described).unwrap())
    }

    #[test]
    fn every_field_of_a_document_is_described() {
        let (written, described) = through(full());
        assert_eq!(described, written);
        assert_eq!(described, full());
    }

    #[test]
    fn defaults_are_described_as_the_domain_has_them() {
        let (written, described) = through(json!({
            "name": "n",
            "destination": "intercom",
            "credentials": {"endpoint": "us"},
            "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        }));
        assert_eq!(described, written);
        let settings: SyncSettings = serde_json::from_value(json!({
            "name": "n",
            "destination": "intercom",
            "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        }))
        .unwrap();
        let mut settings = serde_json::to_value(settings).unwrap();
        settings["credentials"] = written["credentials"].clone();
        assert_eq!(settings, written);
    }

    #[test]
    fn every_operator_is_described() {
        for operator in DomainOperator::ALL {
            let name = json!(operator.as_str());
            let described: Operator = serde_json::from_value(name.clone()).unwrap();
            assert_eq!(serde_json::to_value(described).unwrap(), name);
        }
    }

    #[test]
    fn select_all_is_described() {
        let mut document = full();
        document["send_events"]["select"] = json!("all");
        let (written, described) = through(document);
        assert_eq!(described, written);
    }
}
