//! Filling a workspace: contacts, attributes and event names that were there before.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::changes::{answered, inner_call};
use super::{AdminCall, AdminError, AdminOutcome, views};
use crate::attributes::{self, Attribute, DataType, Model};
use crate::contacts;
use crate::events::EventName;
use crate::state::State;
use crate::time::{DAY_SECONDS, UnixMillis, UnixSeconds};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contacts {
    contacts: Vec<Map<String, Value>>,
    /// Declares custom attributes that don't exist, by the type of their values.
    #[serde(default)]
    declare_attributes: bool,
}

/// Makes contacts through the endpoint's own rules; the first refusal ends it, what was made stays.
/// `created_at` (Unix seconds) is a day ago by default, so that search knows them.
pub(super) fn contacts(call: &mut AdminCall<'_>) -> AdminOutcome {
    let seed: Contacts = call.read()?;
    let now = call.now;
    let state = &mut call.workspace.state;
    let mut made = Vec::with_capacity(seed.contacts.len());
    for contact in seed.contacts {
        if seed.declare_attributes {
            declare_missing(state, &contact, now);
        }
        let created_at = match contact.get("created_at") {
            None => now.plus(-DAY_SECONDS * 1000),
            Some(seconds) => seconds
                .as_i64()
                .map(|seconds| UnixSeconds(seconds).millis())
                .ok_or_else(|| AdminError::invalid("created_at is in Unix seconds"))?,
        };
        let body = answered(contacts::create(state, &inner_call(created_at, contact)))?;
        made.push(json!({"id": body.get("id"), "external_id": body.get("external_id")}));
    }
    Ok(json!({"contacts": made}))
}

fn declare_missing(state: &mut State, contact: &Map<String, Value>, now: UnixMillis) {
    let Some(Value::Object(values)) = contact.get("custom_attributes") else {
        return;
    };
    for (name, value) in values {
        let data_type = match value {
            Value::Bool(_) => DataType::Boolean,
            Value::Number(number) if number.is_f64() => DataType::Float,
            Value::Number(_) => DataType::Integer,
            Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => DataType::String,
        };
        if state.attributes.get(Model::Contact, name).is_none() {
            let attribute = declared(state, Model::Contact, name, data_type, now);
            state.attributes.insert(attribute);
        }
    }
}

fn declared(
    state: &mut State,
    model: Model,
    name: &str,
    data_type: DataType,
    now: UnixMillis,
) -> Attribute {
    Attribute {
        id: state.ids.number(),
        model,
        name: name.to_owned(),
        data_type,
        options: Vec::new(),
        description: None,
        messenger_writable: false,
        archived: false,
        has_dependants: false,
        created_at: now,
        updated_at: now,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attributes {
    attributes: Vec<SeedAttribute>,
}

#[derive(Deserialize)]
struct SeedAttribute {
    #[serde(default = "contact")]
    model: Model,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    has_dependants: bool,
    /// What `POST /data_attributes` takes.
    #[serde(flatten)]
    body: Map<String, Value>,
}

fn contact() -> Model {
    Model::Contact
}

/// Declares attributes through the endpoint's own rules; the first refusal ends it, what was made stays.
pub(super) fn attributes(call: &mut AdminCall<'_>) -> AdminOutcome {
    let seed: Attributes = call.read()?;
    for attribute in seed.attributes {
        let mut body = attribute.body;
        body.insert("model".to_owned(), json!(attribute.model));
        let state = &mut call.workspace.state;
        let made = answered(attributes::create(state, &inner_call(call.now, body)))?;
        let id = made.get("id").and_then(Value::as_u64).unwrap_or_default();
        if let Some(made) = state.attributes.by_id_mut(id) {
            made.archived = attribute.archived;
            made.has_dependants = attribute.has_dependants;
        }
    }
    Ok(views::attributes(call))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

/// Takes event names into use, as far as the limit goes.
pub(super) fn event_names(call: &mut AdminCall<'_>) -> AdminOutcome {
    let Names { names } = call.read()?;
    let names: Vec<EventName> = names.iter().map(|name| EventName::new(name)).collect();
    let state = &mut call.workspace.state;
    let limit = state.settings.limits.event_names;
    if !state.events.has_room_for(&names, limit) {
        return Err(AdminError::invalid(format!(
            "there can be {limit} event names in use"
        )));
    }
    for name in &names {
        state.events.activate(name);
    }
    Ok(views::event_names(call))
}
