//! What can be searched for: fields, their types and their values.

use std::cmp::Ordering;

use serde_json::Value;

use crate::attributes::{AttributeBook, DataType, Model};
use crate::contacts::Contact;
use crate::time::UnixSeconds;

/// A field of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Role,
    Name,
    Avatar,
    OwnerId,
    Email,
    EmailDomain,
    Phone,
    ExternalId,
    CreatedAt,
    UpdatedAt,
    SignedUpAt,
    LastSeenAt,
    UnsubscribedFromEmails,
    TagId,
    Custom {
        name: String,
        data_type: DataType,
    },
    /// A field that exists and that nothing in the simulator ever fills.
    Unset(FieldType),
}

/// The type of a field, which settles the operators it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldType {
    Text,
    Number,
    Boolean,
    Date,
    Tag,
}

/// A value of a field, or one to compare it with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FieldValue {
    None,
    Text(String),
    Number(f64),
    Boolean(bool),
    Date(UnixSeconds),
    /// The ids of a contact's tags, or the alternatives of `IN` and `NIN`.
    Many(Vec<FieldValue>),
}

impl Field {
    /// A field by its name in a query.
    pub(super) fn parse(name: &str, attributes: &AttributeBook) -> Option<Self> {
        match name.strip_prefix("custom_attributes.") {
            None => Self::standard(name),
            Some(custom) => attributes
                .get(Model::Contact, custom)
                .map(|attribute| Self::Custom {
                    name: custom.to_owned(),
                    data_type: attribute.data_type,
                }),
        }
    }

    /// A field that every workspace has.
    pub(super) fn standard(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "role" => Self::Role,
            "name" => Self::Name,
            "avatar" => Self::Avatar,
            "owner_id" => Self::OwnerId,
            "email" => Self::Email,
            "email_domain" => Self::EmailDomain,
            "phone" => Self::Phone,
            "external_id" => Self::ExternalId,
            "created_at" => Self::CreatedAt,
            "updated_at" => Self::UpdatedAt,
            "signed_up_at" => Self::SignedUpAt,
            "last_seen_at" => Self::LastSeenAt,
            "unsubscribed_from_emails" => Self::UnsubscribedFromEmails,
            "tag_id" => Self::TagId,
            "last_contacted_at"
            | "last_replied_at"
            | "last_email_opened_at"
            | "last_email_clicked_at"
            | "ios_last_seen_at"
            | "android_last_seen_at" => Self::Unset(FieldType::Date),
            "marked_email_as_spam" | "has_hard_bounced" => Self::Unset(FieldType::Boolean),
            "formatted_phone"
            | "language_override"
            | "browser"
            | "browser_language"
            | "os"
            | "location.country"
            | "location.region"
            | "location.city"
            | "ios_app_version"
            | "ios_device"
            | "ios_os_version"
            | "ios_app_name"
            | "ios_sdk_version"
            | "android_app_version"
            | "android_device"
            | "android_app_name"
            | "android_sdk_version"
            | "segment_id" => Self::Unset(FieldType::Text),
            _ => return None,
        })
    }

    pub(super) fn field_type(&self) -> FieldType {
        match self {
            Self::Id
            | Self::Role
            | Self::Name
            | Self::Avatar
            | Self::OwnerId
            | Self::Email
            | Self::EmailDomain
            | Self::Phone
            | Self::ExternalId => FieldType::Text,
            Self::CreatedAt | Self::UpdatedAt | Self::SignedUpAt | Self::LastSeenAt => {
                FieldType::Date
            }
            Self::UnsubscribedFromEmails => FieldType::Boolean,
            Self::TagId => FieldType::Tag,
            Self::Custom { data_type, .. } => match data_type {
                DataType::String => FieldType::Text,
                DataType::Integer | DataType::Float => FieldType::Number,
                DataType::Boolean => FieldType::Boolean,
                DataType::Date => FieldType::Date,
            },
            Self::Unset(field_type) => *field_type,
        }
    }

    /// The value that a contact has.
    pub(super) fn of(&self, contact: &Contact) -> FieldValue {
        let text =
            |value: &Option<String>| value.clone().map_or(FieldValue::None, FieldValue::Text);
        let date = |value: Option<UnixSeconds>| value.map_or(FieldValue::None, FieldValue::Date);
        match self {
            Self::Id => FieldValue::Text(contact.id.to_string()),
            Self::Role => FieldValue::Text(contact.role.as_str().to_owned()),
            Self::Name => text(&contact.name),
            Self::Avatar => text(&contact.avatar),
            Self::OwnerId => text(&contact.owner_id.map(|id| id.to_string())),
            Self::Email => text(&contact.email),
            Self::EmailDomain => {
                let domain = contact.email.as_deref().and_then(|e| e.rsplit_once('@'));
                text(&domain.map(|(_, domain)| domain.to_owned()))
            }
            Self::Phone => text(&contact.phone),
            Self::ExternalId => text(&contact.external_id),
            Self::CreatedAt => FieldValue::Date(contact.created_at.seconds()),
            Self::UpdatedAt => FieldValue::Date(contact.updated_at.seconds()),
            Self::SignedUpAt => date(contact.signed_up_at),
            Self::LastSeenAt => date(contact.last_seen_at),
            Self::UnsubscribedFromEmails => FieldValue::Boolean(contact.unsubscribed_from_emails),
            Self::TagId => FieldValue::Many(
                contact
                    .tags
                    .keys()
                    .map(|tag| FieldValue::Text(tag.to_string()))
                    .collect(),
            ),
            Self::Custom { name, .. } => contact
                .custom_attributes
                .get(name)
                .and_then(|value| FieldValue::read(value, self.field_type()))
                .unwrap_or(FieldValue::None),
            Self::Unset(FieldType::Boolean) => FieldValue::Boolean(false),
            Self::Unset(_) => FieldValue::None,
        }
    }
}

impl FieldValue {
    /// A value of the wanted type; a null is one of every type. Numbers may be written as strings,
    /// as the reference writes times.
    pub(super) fn read(value: &Value, field_type: FieldType) -> Option<Self> {
        if value.is_null() {
            return Some(Self::None);
        }
        match field_type {
            FieldType::Text | FieldType::Tag => match value {
                Value::String(text) => Some(Self::Text(text.clone())),
                Value::Number(number) => Some(Self::Text(number.to_string())),
                _ => None,
            },
            FieldType::Number => number(value).map(Self::Number),
            FieldType::Boolean => match value {
                Value::Bool(value) => Some(Self::Boolean(*value)),
                Value::String(text) => text.parse().ok().map(Self::Boolean),
                _ => None,
            },
            FieldType::Date => match value {
                Value::String(text) => text.parse().ok(),
                value => value.as_i64(),
            }
            .map(|seconds| Self::Date(UnixSeconds(seconds))),
        }
    }

    /// The order of two values; a missing one comes first.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Boolean(one), Self::Boolean(other)) => one.cmp(other),
            (Self::Date(one), Self::Date(other)) => one.cmp(other),
            (one, other) => (*one != Self::None).cmp(&(*other != Self::None)),
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_f64(),
    }
}
