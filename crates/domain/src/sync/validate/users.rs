//! Which user properties go to the contact, and what they become there.

use std::collections::HashMap;

use super::super::{AttributeEntry, AttributeTarget, IntercomId, SyncDocument};
use super::{Findings, check_user_property, nearest};
use crate::intercom_keys;

/// The standard attributes that a user property may become (intercom.md 3.2). Identity
/// (`external_id`, `role`) is the mapping's business, and `email_verified` is refused by Intercom
/// unless the address is in the same request.
const STANDARD: [&str; 8] = [
    "name",
    "email",
    "phone",
    "avatar",
    "signed_up_at",
    "last_seen_at",
    "owner_id",
    "unsubscribed_from_emails",
];

pub(super) fn check(document: &SyncDocument, findings: &mut Findings) {
    let chosen = &document.send_users;
    if chosen.enabled && chosen.user_properties.is_empty() {
        findings.warn(
            "send_users.user_properties",
            "selects_nothing",
            "no user property is selected, so no change is sent",
        );
    }
    let mut taken = HashMap::new();
    if document.mapping.intercom_id == IntercomId::Email {
        taken.insert(Target::Standard("email"), "mapping".to_owned());
    }
    for (place, entry) in chosen.user_properties.iter().enumerate() {
        let at = format!("send_users.user_properties[{place}]");
        let field = match entry.target {
            AttributeTarget::Same => at.clone(),
            AttributeTarget::Custom(_) | AttributeTarget::Standard(_) => format!("{at}.property"),
        };
        if check_user_property(&entry.property, &field, findings) {
            continue;
        }
        check_target(entry, &at, findings);
        check_taken(entry, &at, &mut taken, findings);
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Target<'d> {
    Standard(&'d str),
    /// Custom attributes are told apart by case (intercom.md 3.6).
    Custom(&'d str),
}

fn check_taken<'d>(
    entry: &'d AttributeEntry,
    at: &str,
    taken: &mut HashMap<Target<'d>, String>,
    findings: &mut Findings,
) {
    let (target, name) = match &entry.target {
        AttributeTarget::Standard(name) => (Target::Standard(name), &**name),
        AttributeTarget::Same => (Target::Custom(entry.property.name()), entry.property.name()),
        AttributeTarget::Custom(name) => (Target::Custom(name), &**name),
    };
    if let Some(first) = taken.get(&target) {
        findings.fault(
            target_field(entry, at),
            "duplicate",
            format!("`{name}` is already set by {first}"),
        );
        return;
    }
    taken.insert(target, at.to_owned());
}

fn target_field(entry: &AttributeEntry, at: &str) -> String {
    match entry.target {
        AttributeTarget::Same => at.to_owned(),
        AttributeTarget::Custom(_) => format!("{at}.custom_attribute"),
        AttributeTarget::Standard(_) => format!("{at}.attribute"),
    }
}

fn check_target(entry: &AttributeEntry, at: &str, findings: &mut Findings) {
    let field = target_field(entry, at);
    match &entry.target {
        AttributeTarget::Standard(name) => check_standard(name, field, findings),
        AttributeTarget::Custom(name) => check_custom(name, field, "choose another name", findings),
        AttributeTarget::Same => {
            let mend = "rename it with `custom_attribute`";
            check_custom(entry.property.name(), field, mend, findings);
        }
    }
}

fn check_standard(name: &str, field: String, findings: &mut Findings) {
    if STANDARD.contains(&name) {
        return;
    }
    let hint = nearest(name, &STANDARD)
        .map(|nearest| format!("did you mean `{nearest}`? "))
        .unwrap_or_default();
    findings.fault(
        field,
        "unknown_attribute",
        format!(
            "`{name}` is no standard attribute that can be set; {hint}they are {}; for any other \
             write `custom_attribute`",
            STANDARD.join(", ")
        ),
    );
}

fn check_custom(name: &str, field: String, mend: &str, findings: &mut Findings) {
    if name.trim().is_empty() {
        findings.fault(field, "blank", "a custom attribute needs a name");
        return;
    }
    let forbidden: String = intercom_keys::forbidden_in(name).collect();
    if !forbidden.is_empty() {
        findings.fault(
            field,
            "forbidden_characters",
            format!("Intercom forbids `{forbidden}` in the name of a custom attribute; {mend}"),
        );
    } else if STANDARD.contains(&name) {
        findings.warn(
            field,
            "standard_name",
            format!(
                "`{name}` is a standard attribute, and Intercom creates no custom one of that \
                 name; write `attribute: {name}` to set it"
            ),
        );
    }
}
