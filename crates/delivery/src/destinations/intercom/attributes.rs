//! A user's selected properties as a contact's attributes: standard ones in the type that each
//! has, custom ones by their value (product.md 5, intercom.md 3.2, 3.6).

use intertide_domain::delivery::Note;
use intertide_domain::process::UserChange;
use intertide_domain::sync::{
    AttributeEntry, AttributeTarget, IntercomId, SyncDocument, ValueTypes,
};
use serde_json::{Map, Value};

use super::identity::is_email;
use super::payload::ContactFields;
use super::values;

/// What a standard attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standard {
    Text,
    Email,
    WebAddress,
    /// Unix seconds.
    Moment,
    /// The id of a teammate, a string since version 2.16 (intercom.md 1).
    Owner,
    Flag,
}

/// The standard attributes that can be written (intercom.md 3.2). `external_id` and `role` are
/// not among them: they say who a contact is, which the mapping alone decides.
const STANDARD: [(&str, Standard); 8] = [
    ("name", Standard::Text),
    ("phone", Standard::Text),
    ("email", Standard::Email),
    ("avatar", Standard::WebAddress),
    ("signed_up_at", Standard::Moment),
    ("last_seen_at", Standard::Moment),
    ("owner_id", Standard::Owner),
    ("unsubscribed_from_emails", Standard::Flag),
];

/// Writes the attributes of a change, the first of two that end in one name.
pub(super) fn fields(
    document: &SyncDocument,
    change: &UserChange<'_>,
    notes: &mut Vec<Note>,
) -> ContactFields {
    let mut fields = ContactFields::default();
    for (entry, value) in &change.attributes {
        let value = value.unwrap_or(&Value::Null);
        match entry.custom_attribute() {
            Some(name) => custom(
                name,
                value,
                document.value_types,
                &mut fields.custom_attributes,
                notes,
            ),
            None => standard(entry, value, document, &mut fields.attributes, notes),
        }
    }
    fields
}

fn custom(
    name: &str,
    value: &Value,
    types: ValueTypes,
    written: &mut Map<String, Value>,
    notes: &mut Vec<Note>,
) {
    let legal = values::legal_key(name);
    let key = legal.as_deref().unwrap_or(name);
    if written.contains_key(key) {
        return notes.push(taken(name));
    }
    if legal.is_some() {
        notes.push(Note(format!(
            "`{name}` was sent as `{key}`: Intercom forbids the name"
        )));
    }
    let value = match (types, value) {
        (_, Value::Null) => Value::Null,
        (ValueTypes::Native, Value::Bool(_) | Value::Number(_)) => value.clone(),
        (ValueTypes::Native | ValueTypes::String, value) => {
            if matches!(value, Value::Array(_) | Value::Object(_)) {
                notes.push(Note(format!(
                    "`{name}` is a list or object and was written as text"
                )));
            }
            Value::String(short(name, values::text(value), notes))
        }
    };
    written.insert(key.to_owned(), value);
}

fn standard(
    entry: &AttributeEntry,
    value: &Value,
    document: &SyncDocument,
    written: &mut Map<String, Value>,
    notes: &mut Vec<Note>,
) {
    let AttributeTarget::Standard(name) = &entry.target else {
        return;
    };
    let known = STANDARD.iter().find(|(known, _)| *known == &**name);
    let Some((name, kind)) = known.copied() else {
        return notes.push(Note(format!(
            "`{name}` was left out: it is no standard attribute that can be written"
        )));
    };
    if kind == Standard::Email && document.mapping.intercom_id == IntercomId::Email {
        return notes.push(Note(
            "`email` was left out: the mapping decides the address".to_owned(),
        ));
    }
    if written.contains_key(name) {
        return notes.push(taken(name));
    }
    match kind.read(value) {
        Some(Value::String(text)) if kind == Standard::Text => {
            let text = short(name, text, notes);
            written.insert(name.to_owned(), Value::String(text));
        }
        Some(value) => {
            written.insert(name.to_owned(), value);
        }
        None => notes.push(Note(format!(
            "`{name}` was left out: the value can't be written as {}",
            kind.wanted()
        ))),
    }
}

impl Standard {
    /// The value as this attribute holds it; none when it can't be.
    fn read(self, value: &Value) -> Option<Value> {
        match (self, value) {
            // A cleared flag would subscribe the user again, which nobody asked for.
            (Self::Flag, Value::Null) => None,
            (_, Value::Null) => Some(Value::Null),
            (Self::Text, value) => Some(values::text(value).into()),
            (Self::Email, Value::String(text)) if is_email(text) => Some(value.clone()),
            (Self::WebAddress, Value::String(text)) if values::is_web_address(text) => {
                Some(value.clone())
            }
            (Self::Moment, value) => values::unix_seconds(value).map(Value::from),
            (Self::Owner, Value::Number(number)) => {
                owner(&values::number_text(number)).map(Value::from)
            }
            (Self::Owner, Value::String(text)) => owner(text.trim()).map(Value::from),
            (Self::Flag, Value::Bool(flag)) => Some(Value::Bool(*flag)),
            (Self::Flag, Value::String(text)) => {
                text.to_ascii_lowercase().parse().ok().map(Value::Bool)
            }
            (Self::Email | Self::WebAddress | Self::Owner | Self::Flag, _) => None,
        }
    }

    const fn wanted(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "an e-mail address",
            Self::WebAddress => "an http or https address",
            Self::Moment => "a moment",
            Self::Owner => "the id of a teammate",
            Self::Flag => "true or false",
        }
    }
}

fn owner(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

fn short(name: &str, text: String, notes: &mut Vec<Note>) -> String {
    match values::cut(&text) {
        None => text,
        Some(short) => {
            notes.push(Note(format!(
                "`{name}` was cut at {} characters",
                values::MAX_TEXT_CHARS
            )));
            short.to_owned()
        }
    }
}

fn taken(name: &str) -> Note {
    Note(format!(
        "`{name}` was left out: an earlier property has its name"
    ))
}

#[cfg(test)]
mod tests;
