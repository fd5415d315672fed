//! A contact as Intercom writes it in version 2.16.

use serde_json::{Value, json};

use super::book::Contact;
use crate::settings::Settings;
use crate::version::ApiVersion;

/// At most this many tags and companies are listed in a contact.
const LISTED: usize = 10;

/// The full shape of a contact.
pub(crate) fn rendered(contact: &Contact, version: ApiVersion, settings: &Settings) -> Value {
    let id = contact.id.to_string();
    let mut body = json!({
        "type": "contact",
        "id": id,
        "workspace_id": settings.workspace_id,
        "external_id": contact.external_id,
        "role": contact.role.as_str(),
        // A cleared email reads back as "", and the schema knows no null for it (intercom.md 3.2).
        "email": contact.email.as_deref().unwrap_or_default(),
        "phone": contact.phone,
        "name": contact.name,
        "avatar": contact.avatar.as_ref().map(|url| json!({"type": "avatar", "image_url": url})),
        "owner_id": owner(contact, version),
        "social_profiles": {"type": "list", "data": []},
        "has_hard_bounced": false,
        "marked_email_as_spam": false,
        "unsubscribed_from_emails": contact.unsubscribed_from_emails,
        "created_at": contact.created_at.seconds(),
        "updated_at": contact.updated_at.seconds(),
        "signed_up_at": contact.signed_up_at,
        "last_seen_at": contact.last_seen_at,
        "last_replied_at": null,
        "last_contacted_at": null,
        "last_email_opened_at": null,
        "last_email_clicked_at": null,
        "language_override": null,
        "browser": null,
        "browser_version": null,
        "browser_language": null,
        "os": null,
        "location": {
            "type": "location",
            "country": null,
            "region": null,
            "city": null,
            "country_code": null,
            "continent_code": null,
        },
    });
    let Some(fields) = body.as_object_mut() else {
        return body;
    };
    if let Some((_, domain)) = contact.email.as_deref().and_then(|e| e.rsplit_once('@')) {
        fields.insert("email_domain".to_owned(), json!(domain));
    }
    for name in DEVICE_FIELDS {
        fields.insert((*name).to_owned(), Value::Null);
    }
    fields.insert(
        "custom_attributes".to_owned(),
        Value::Object(contact.custom_attributes.clone()),
    );
    let tags = contact.tags.keys().map(u64::to_string);
    fields.insert("tags".to_owned(), addressable(&id, "tags", "tag", tags));
    let none = std::iter::empty();
    fields.insert("notes".to_owned(), addressable(&id, "notes", "note", none));
    let companies = contact.companies.iter().map(ToString::to_string);
    fields.insert(
        "companies".to_owned(),
        addressable(&id, "companies", "company", companies),
    );
    for name in [
        "opted_out_subscription_types",
        "opted_in_subscription_types",
    ] {
        let none = std::iter::empty();
        fields.insert(
            name.to_owned(),
            addressable(&id, "subscriptions", "subscription", none),
        );
    }
    for name in ATTRIBUTION_FIELDS {
        fields.insert((*name).to_owned(), Value::Null);
    }
    body
}

const DEVICE_FIELDS: &[&str] = &[
    "android_app_name",
    "android_app_version",
    "android_device",
    "android_os_version",
    "android_sdk_version",
    "android_last_seen_at",
    "ios_app_name",
    "ios_app_version",
    "ios_device",
    "ios_os_version",
    "ios_sdk_version",
    "ios_last_seen_at",
];

const ATTRIBUTION_FIELDS: &[&str] = &[
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
    "referrer",
    "enabled_push_messaging",
];

fn owner(contact: &Contact, version: ApiVersion) -> Value {
    match contact.owner_id {
        None => Value::Null,
        Some(id) if version.writes_owner_as_string() => json!(id.to_string()),
        Some(id) => json!(id),
    }
}

fn addressable(
    contact: &str,
    list: &str,
    item_type: &str,
    ids: impl Iterator<Item = String>,
) -> Value {
    let items: Vec<Value> = ids
        .map(|id| json!({"type": item_type, "url": format!("/{list}/{id}"), "id": id}))
        .collect();
    json!({
        "type": "list",
        "total_count": items.len(),
        "has_more": items.len() > LISTED,
        "data": items.into_iter().take(LISTED).collect::<Vec<_>>(),
        "url": format!("/contacts/{contact}/{list}"),
    })
}
