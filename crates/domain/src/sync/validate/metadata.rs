//! Which properties go along with an event, and under which keys.

use super::super::{MAX_METADATA_KEYS, PropertyEntry, SyncDocument};
use super::{Findings, check_user_property};
use crate::intercom_keys;
use crate::property::UserProperty;

/// The keys that Intercom's API reference promises to keep (intercom.md 0, row 1).
const PROMISED_KEYS: usize = 10;

/// One selected property: where it stands, and the key that its value gets.
struct Key {
    field: String,
    key: String,
}

pub(super) fn check(document: &SyncDocument, findings: &mut Findings) {
    let limit = document.metadata_limit;
    if !(1..=MAX_METADATA_KEYS).contains(&limit) {
        findings.fault(
            "metadata_limit",
            "out_of_range",
            format!("must be between 1 and {MAX_METADATA_KEYS}"),
        );
    }
    let keys = distinct(keys(document, findings), findings);
    check_count(&keys, limit.into(), findings);
}

fn keys(document: &SyncDocument, findings: &mut Findings) -> Vec<Key> {
    let chosen = &document.send_events;
    let mut keys = Vec::new();
    for (place, entry) in chosen.event_properties.iter().enumerate() {
        let at = format!("send_events.event_properties[{place}]");
        let field = property_field(&at, entry);
        check_event_property(&entry.property, &field, findings);
        keys.push(key(entry, &entry.property, at, findings));
    }
    for (place, entry) in chosen.user_properties.iter().enumerate() {
        let at = format!("send_events.user_properties[{place}]");
        let property = UserProperty::parse(&entry.property);
        check_user_property(&property, &property_field(&at, entry), findings);
        keys.push(key(entry, property.name(), at, findings));
    }
    keys
}

fn property_field(at: &str, entry: &PropertyEntry) -> String {
    match entry.renamed {
        None => at.to_owned(),
        Some(_) => format!("{at}.property"),
    }
}

fn check_event_property(name: &str, field: &str, findings: &mut Findings) {
    if name.trim().is_empty() {
        findings.fault(field, "blank", "a property needs a name");
    }
    let mend = match name.split_once('.') {
        Some(("event", rest)) if !rest.is_empty() => format!("write `{rest}` for `{name}`"),
        Some(("user", rest)) if !rest.is_empty() => {
            format!("a user property goes into `user_properties`, as `{rest}`")
        }
        Some(("group", rest)) if !rest.is_empty() => {
            "a group's properties can't go along with an event".to_owned()
        }
        _ => return,
    };
    findings.warn(
        field,
        "looks_like_reference",
        format!("here `{name}` is an event property of that very name; {mend}"),
    );
}

fn key(entry: &PropertyEntry, name: &str, at: String, findings: &mut Findings) -> Key {
    if let Some(renamed) = &entry.renamed
        && renamed.trim().is_empty()
    {
        findings.fault(format!("{at}.as"), "blank", "a metadata key needs a name");
    }
    let key = entry.key(name);
    Key {
        key: intercom_keys::mended(&key).into_owned(),
        field: at,
    }
}

/// Leaves out keys that an earlier entry has; Intercom's keys are without case (intercom.md 2.4).
fn distinct(keys: Vec<Key>, findings: &mut Findings) -> Vec<Key> {
    let mut kept: Vec<Key> = Vec::with_capacity(keys.len());
    let mut seen = std::collections::HashMap::new();
    for key in keys {
        let folded = key.key.to_lowercase();
        if let Some(first) = seen.get(&folded) {
            findings.warn(
                key.field,
                "same_key",
                format!(
                    "the key `{}` is taken by {first}, whose value wins; rename one with `as`",
                    key.key
                ),
            );
            continue;
        }
        seen.insert(folded, key.field.clone());
        kept.push(key);
    }
    kept
}

fn check_count(keys: &[Key], limit: usize, findings: &mut Findings) {
    let most = usize::from(MAX_METADATA_KEYS);
    if keys.len() > most {
        findings.fault(
            "send_events.event_properties",
            "too_many",
            format!(
                "{} properties go along with an event, but Intercom takes {most} keys",
                keys.len()
            ),
        );
        return;
    }
    if let Some(cut) = keys.get(limit..).filter(|cut| !cut.is_empty()) {
        findings.warn(
            "metadata_limit",
            "keys_cut",
            format!(
                "{limit} keys are sent with an event; where all have values, {} are cut",
                quoted(cut)
            ),
        );
    }
    let sent = keys.get(..limit).unwrap_or(keys);
    if let Some(doubtful) = sent.get(PROMISED_KEYS..).filter(|rest| !rest.is_empty()) {
        findings.warn(
            "metadata_limit",
            "keys_not_promised",
            format!(
                "Intercom's API reference promises to keep the first {PROMISED_KEYS} keys only; \
                 {} may get lost",
                quoted(doubtful)
            ),
        );
    }
}

fn quoted(keys: &[Key]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", key.key)).collect();
    keys.join(", ")
}
