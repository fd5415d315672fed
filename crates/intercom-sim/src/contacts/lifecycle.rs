//! Archive, unarchive, delete and block (intercom.md 3.4).

use http::StatusCode;
use serde_json::{Value, json};

use super::book::{Contact, Presence};
use super::read::live;
use crate::call::{Call, Outcome, Reply};
use crate::error::ApiError;
use crate::state::State;
use crate::switches::DeletedUnarchive;
use crate::webhooks::{self, Topic};

/// `POST /contacts/{id}/archive`. Archiving twice is no error.
pub(crate) fn archive(state: &mut State, call: &Call, id: &str) -> Outcome {
    let contact = existing(state, id)?;
    match contact.presence {
        Presence::Live => {}
        Presence::Archived => return Ok(reference(contact, "archived", true)),
        Presence::Blocked | Presence::Deleted { .. } | Presence::Merged { .. } => {
            return Err(ApiError::user_not_found());
        }
    }
    let reply = reference(contact, "archived", true);
    move_to(state, call, id, Presence::Archived);
    Ok(reply)
}

/// `POST /contacts/{id}/unarchive`. A deleted or blocked contact never comes back.
pub(crate) fn unarchive(state: &mut State, call: &Call, id: &str) -> Outcome {
    let contact = existing(state, id)?;
    match contact.presence {
        Presence::Live | Presence::Archived => {}
        Presence::Merged { .. } => return Err(ApiError::user_not_found()),
        Presence::Blocked => {
            return Err(ApiError::new(
                StatusCode::BAD_REQUEST,
                "not_restorable",
                "User has been blocked and is not restorable.",
            ));
        }
        Presence::Deleted { .. } if !contact.holds_identity(call.now) => {
            return Err(ApiError::user_not_found());
        }
        Presence::Deleted { .. } => return Err(deleted(state.switches.deleted_unarchive)),
    }
    let reply = reference(contact, "archived", false);
    if contact.presence == Presence::Archived {
        move_to(state, call, id, Presence::Live);
    }
    Ok(reply)
}

/// `DELETE /contacts/{id}`. An archived contact can be deleted too.
pub(crate) fn delete(state: &mut State, call: &Call, id: &str) -> Outcome {
    let contact = existing(state, id)?;
    if !matches!(contact.presence, Presence::Live | Presence::Archived) {
        return Err(ApiError::user_not_found());
    }
    let reply = reference(contact, "deleted", true);
    move_to(state, call, id, Presence::Deleted { at: call.now });
    Ok(reply)
}

/// `POST /contacts/{id}/block`.
pub(crate) fn block(state: &mut State, call: &Call, id: &str) -> Outcome {
    let reply = reference(live(state, id)?, "blocked", true);
    move_to(state, call, id, Presence::Blocked);
    Ok(reply)
}

fn existing<'a>(state: &'a State, id: &str) -> Result<&'a Contact, ApiError> {
    id.parse()
        .ok()
        .and_then(|id| state.contacts.get(id))
        .ok_or_else(ApiError::user_not_found)
}

fn move_to(state: &mut State, call: &Call, id: &str, presence: Presence) {
    let Ok(id) = id.parse() else {
        return;
    };
    state.contacts.edit(id, |contact| {
        contact.presence = presence;
        contact.updated_at = call.now;
    });
    let topic = match presence {
        Presence::Live => Topic::ContactUnarchived,
        Presence::Archived => Topic::ContactArchived,
        Presence::Deleted { .. } => Topic::ContactDeleted,
        // No topic tells of a block, and a merge tells of the user that remains.
        Presence::Blocked | Presence::Merged { .. } => return,
    };
    webhooks::of_contact(state, topic, id, call.now);
}

/// The short form of a contact that these calls answer with.
fn reference(contact: &Contact, what: &str, holds: bool) -> Reply {
    let mut body = json!({
        "type": "contact",
        "id": contact.id,
        "external_id": contact.external_id,
    });
    if let Some(fields) = body.as_object_mut() {
        fields.insert(what.to_owned(), Value::Bool(holds));
    }
    Reply::Json(body)
}

fn deleted(answer: DeletedUnarchive) -> ApiError {
    match answer {
        DeletedUnarchive::BadRequest => ApiError::new(
            StatusCode::BAD_REQUEST,
            "bad_request",
            "User has been marked for permanent deletion and is not restorable.",
        ),
        DeletedUnarchive::ServerError => ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            "Server error",
        ),
    }
}
