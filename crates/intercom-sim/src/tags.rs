//! Tags, and the contacts that wear them (intercom.md 4).

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::call::{Call, Outcome, Reply};
use crate::contacts::{full, live};
use crate::error::ApiError;
use crate::fields;
use crate::state::State;
use crate::time::UnixMillis;

/// All tags: number to name.
#[derive(Debug, Default)]
pub(crate) struct TagBook {
    names: IndexMap<u64, String>,
}

impl TagBook {
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    fn by_name(&self, name: &str) -> Option<u64> {
        self.names
            .iter()
            .find(|(_, own)| own.eq_ignore_ascii_case(name))
            .map(|(id, _)| *id)
    }
}

/// `POST /tags {name}`: makes a tag, or answers with the one of that name; with `id` it renames that one.
pub(crate) fn create(state: &mut State, call: &Call) -> Outcome {
    let refusal = || ApiError::parameter_invalid("invalid tag parameters");
    let name = fields::given_string(&call.body, "name")
        .ok()
        .flatten()
        .ok_or_else(refusal)?;
    if let Some(id) = call.body.get("id") {
        let id = number(id).ok_or_else(refusal)?;
        let own = state
            .tags
            .names
            .get_mut(&id)
            .ok_or_else(ApiError::resource_not_found)?;
        own.clone_from(&name);
        return Ok(Reply::Json(rendered(id, &name)));
    }
    if let Some(id) = state.tags.by_name(&name) {
        return Ok(Reply::Json(rendered(id, &name)));
    }
    if state.tags.len() >= state.settings.limits.companies {
        return Err(full("tags"));
    }
    let id = state.ids.number();
    let reply = rendered(id, &name);
    state.tags.names.insert(id, name);
    Ok(Reply::Json(reply))
}

/// `GET /tags`.
pub(crate) fn list(state: &State) -> Outcome {
    let data: Vec<Value> = state
        .tags
        .names
        .iter()
        .map(|(id, name)| rendered(*id, name))
        .collect();
    Ok(Reply::Json(json!({"type": "list", "data": data})))
}

/// `POST /contacts/{id}/tags {id}`.
pub(crate) fn attach(state: &mut State, call: &Call, contact: &str) -> Outcome {
    let contact_id = live(state, contact)?.id;
    let tag = call
        .body
        .get("id")
        .ok_or_else(|| ApiError::parameter_missing("id is required"))?;
    let (tag, name) = existing(state, number(tag))?;
    let mut applied_at = call.now;
    state.contacts.edit(contact_id, |contact| {
        applied_at = *contact.tags.entry(tag).or_insert(call.now);
        contact.updated_at = call.now;
    });
    Ok(Reply::Json(applied(state, tag, &name, applied_at)))
}

/// `DELETE /contacts/{id}/tags/{tag}`.
pub(crate) fn detach(state: &mut State, call: &Call, contact: &str, tag: &str) -> Outcome {
    let contact_id = live(state, contact)?.id;
    let (tag, name) = existing(state, tag.parse().ok())?;
    let mut removed = None;
    state.contacts.edit(contact_id, |contact| {
        removed = contact.tags.shift_remove(&tag);
        contact.updated_at = call.now;
    });
    let applied_at = removed.ok_or_else(ApiError::resource_not_found)?;
    Ok(Reply::Json(applied(state, tag, &name, applied_at)))
}

/// `GET /contacts/{id}/tags`.
pub(crate) fn of_contact(state: &State, contact: &str) -> Outcome {
    let contact = live(state, contact)?;
    let data: Vec<Value> = contact
        .tags
        .iter()
        .filter_map(|(tag, applied_at)| {
            let name = state.tags.names.get(tag)?;
            Some(applied(state, *tag, name, *applied_at))
        })
        .collect();
    Ok(Reply::Json(json!({"type": "list", "data": data})))
}

fn existing(state: &State, tag: Option<u64>) -> Result<(u64, String), ApiError> {
    tag.and_then(|tag| Some((tag, state.tags.names.get(&tag)?.clone())))
        .ok_or_else(ApiError::resource_not_found)
}

/// A tag's number, as a number or as its digits; both are in the examples.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(digits) => digits.parse().ok(),
        value => value.as_u64(),
    }
}

fn rendered(id: u64, name: &str) -> Value {
    json!({"type": "tag", "id": id.to_string(), "name": name})
}

fn applied(state: &State, id: u64, name: &str, applied_at: UnixMillis) -> Value {
    let admin = state.settings.admins.first().map(|admin| admin.id);
    json!({
        "type": "tag",
        "id": id.to_string(),
        "name": name,
        "applied_at": applied_at.seconds(),
        "applied_by": admin.map(|id| json!({"type": "admin", "id": id.to_string()})),
    })
}

#[cfg(test)]
mod tests;
