//! The attributes that every workspace has (intercom.md 4). `api_writable` is as recorded, also where
//! it contradicts the request schema (`last_seen_at`): the flag is advisory for standard attributes.

use serde_json::{Value, json};

use super::book::{DataType, Model};

/// A standard attribute: full name, label, type, whether the API says it is writable.
type Standard = (&'static str, &'static str, DataType, bool);

const CONTACT: &[Standard] = &[
    ("id", "ID", DataType::String, false),
    ("role", "Role", DataType::String, true),
    ("external_id", "User ID", DataType::String, true),
    ("email", "Email", DataType::String, true),
    ("phone", "Phone", DataType::String, true),
    ("name", "Name", DataType::String, true),
    ("avatar", "Avatar image URL", DataType::String, true),
    ("owner_id", "Owner", DataType::Integer, true),
    ("signed_up_at", "Signed up", DataType::Date, true),
    ("last_seen_at", "Last seen", DataType::Date, false),
    ("created_at", "Created at", DataType::Date, false),
    ("updated_at", "Updated at", DataType::Date, false),
    (
        "unsubscribed_from_emails",
        "Unsubscribed from Emails",
        DataType::Boolean,
        true,
    ),
    (
        "has_hard_bounced",
        "Has Hard Bounced",
        DataType::Boolean,
        false,
    ),
    (
        "marked_email_as_spam",
        "Marked email as spam",
        DataType::Boolean,
        false,
    ),
    ("workspace_id", "Workspace ID", DataType::String, false),
    ("last_replied_at", "Last replied", DataType::Date, false),
    ("last_contacted_at", "Last contacted", DataType::Date, false),
    (
        "last_email_opened_at",
        "Last opened email",
        DataType::Date,
        false,
    ),
    (
        "last_email_clicked_at",
        "Last clicked on link in email",
        DataType::Date,
        false,
    ),
    (
        "language_override",
        "Language override",
        DataType::String,
        false,
    ),
    ("browser", "Browser", DataType::String, false),
    (
        "browser_version",
        "Browser version",
        DataType::String,
        false,
    ),
    (
        "browser_language",
        "Browser language",
        DataType::String,
        false,
    ),
    ("os", "OS", DataType::String, false),
    ("location.country", "Country", DataType::String, false),
    ("location.region", "Region", DataType::String, false),
    ("location.city", "City", DataType::String, false),
];

const COMPANY: &[Standard] = &[
    ("name", "Company name", DataType::String, true),
    ("company_id", "Company ID", DataType::String, false),
    (
        "last_request_at",
        "Company last seen",
        DataType::Date,
        false,
    ),
    (
        "remote_created_at",
        "Company created at",
        DataType::Date,
        true,
    ),
    ("user_count", "People", DataType::Integer, false),
    (
        "session_count",
        "Company web sessions",
        DataType::Integer,
        false,
    ),
    ("plan.name", "Plan", DataType::String, false),
    ("monthly_spend", "Monthly Spend", DataType::Float, true),
    ("size", "Company size", DataType::Integer, true),
    ("industry", "Company industry", DataType::String, true),
    ("website", "Company website", DataType::String, true),
    ("id", "ID", DataType::String, false),
    ("created_at", "Created at", DataType::Date, false),
    ("updated_at", "Updated at", DataType::Date, false),
    ("plan.id", "Plan ID", DataType::String, false),
    ("app_id", "App ID", DataType::String, false),
];

fn of(model: Model) -> &'static [Standard] {
    match model {
        Model::Contact => CONTACT,
        Model::Company => COMPANY,
    }
}

/// Whether a model has a standard attribute of this name.
pub(super) fn exists(model: Model, name: &str) -> bool {
    of(model).iter().any(|(full_name, ..)| *full_name == name)
}

/// The standard attributes as `GET /data_attributes` lists them: without `id`.
pub(super) fn listed(model: Model) -> impl Iterator<Item = Value> {
    of(model)
        .iter()
        .map(move |(full_name, label, data_type, api_writable)| {
            let name = full_name.rsplit('.').next().unwrap_or(full_name);
            json!({
                "type": "data_attribute",
                "name": name,
                "full_name": full_name,
                "label": label,
                "description": label,
                "data_type": data_type.as_str(),
                "api_writable": api_writable,
                "ui_writable": false,
                "messenger_writable": true,
                "custom": false,
                "archived": false,
                "model": model.as_str(),
            })
        })
}
