//! `PUT /contacts/{id}`: a partial update (intercom.md 3.2).

use http::StatusCode;

use super::book::Role;
use super::create::{refuse_null_attributes, refuse_taken_external_id};
use super::read::live;
use super::render::rendered;
use super::write::ContactWrite;
use crate::call::{Call, Outcome, Reply};
use crate::error::ApiError;
use crate::state::State;
use crate::webhooks::{self, Topic};

/// Changes what the body names and leaves the rest alone.
pub(crate) fn update(state: &mut State, call: &Call, id: &str) -> Outcome {
    let contact = live(state, id)?;
    let (id, role_before) = (contact.id, contact.role);
    let write = ContactWrite::read(state, call)?;
    let role = write.role.unwrap_or(role_before);
    if role_before == Role::User && role == Role::Lead {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "client_error",
            "Contact with user role can't be converted to a lead",
        ));
    }
    // A lead that stays one keeps the id that Intercom gave it.
    let external_id = write.external_id.clone().filter(|_| role == Role::User);
    match role {
        Role::User => {
            let wanted = external_id.as_ref().or(contact.external_id.as_ref());
            if let Some(wanted) = wanted {
                refuse_taken_external_id(state, wanted, Some(id), call.now)?;
            }
        }
        Role::Lead => refuse_null_attributes(state, &write)?,
    }

    state.contacts.edit(id, |contact| {
        contact.role = role;
        if external_id.is_some() {
            contact.external_id = external_id;
        }
        write.apply(contact);
        contact.updated_at = call.now;
    });
    let topic = match (role_before, role) {
        (Role::Lead, Role::Lead) => Topic::LeadUpdated,
        (Role::Lead, Role::User) => Topic::LeadSignedUp,
        (Role::User, _) => Topic::UserUpdated,
    };
    webhooks::of_contact(state, topic, id, call.now);
    let contact = state
        .contacts
        .get(id)
        .ok_or_else(ApiError::user_not_found)?;
    Ok(Reply::Json(rendered(
        contact,
        call.version,
        &state.settings,
    )))
}
