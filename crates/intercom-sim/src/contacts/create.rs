//! `POST /contacts`, and who already holds an identity (intercom.md 3.2, 3.3).

use http::StatusCode;

use super::book::{Contact, Role};
use super::render::rendered;
use super::write::ContactWrite;
use crate::call::{Call, Outcome, Reply};
use crate::error::ApiError;
use crate::fields::Change;
use crate::ids::ContactId;
use crate::state::State;
use crate::switches::{EmailOnlyCreate, Verdict};
use crate::time::UnixMillis;
use crate::webhooks::{self, Topic};

/// Makes a contact; the default role is `user`.
pub(crate) fn create(state: &mut State, call: &Call) -> Outcome {
    let write = ContactWrite::read(state, call)?;
    let role = write.role.unwrap_or(Role::User);
    let has_email = matches!(write.email, Change::Set(_));
    if write.role.is_none() && write.external_id.is_none() && !has_email {
        return Err(ApiError::parameter_missing(
            "one of email, external_id or role is required",
        ));
    }
    match role {
        Role::User => refuse_taken_user(state, &write, call.now)?,
        Role::Lead => refuse_null_attributes(state, &write)?,
    }
    if state.contacts.len() >= state.settings.limits.contacts {
        return Err(full("contacts"));
    }

    let mut contact = Contact::new(state.ids.object_id(call.now), role, call.now);
    contact.external_id = match role {
        Role::User => write.external_id.clone(),
        // A lead's external id is Intercom's own; what was sent is ignored.
        Role::Lead => Some(state.ids.uuid()),
    };
    write.apply(&mut contact);
    let reply = rendered(&contact, call.version, &state.settings);
    let id = contact.id;
    state.contacts.insert(contact);
    let topic = match role {
        Role::User => Topic::UserCreated,
        Role::Lead => Topic::LeadCreated,
    };
    webhooks::of_contact(state, topic, id, call.now);
    Ok(Reply::Json(reply))
}

/// 503 when a bound of the simulator itself is reached.
pub(crate) fn full(what: &str) -> ApiError {
    ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "service_unavailable",
        format!("The simulated workspace is full of {what}"),
    )
}

fn refuse_taken_user(state: &State, write: &ContactWrite, now: UnixMillis) -> Result<(), ApiError> {
    match (&write.external_id, &write.email) {
        (Some(external_id), _) => refuse_taken_external_id(state, external_id, None, now),
        // An email that comes with an external id names a second person and is no conflict.
        (None, Change::Set(email)) => refuse_taken_email(state, email, now),
        (None, _) => Err(ApiError::parameter_invalid(
            "A user needs an email or an external_id",
        )),
    }
}

/// 409 when another user holds the external id; `except` is the contact that asks.
pub(super) fn refuse_taken_external_id(
    state: &State,
    external_id: &str,
    except: Option<ContactId>,
    now: UnixMillis,
) -> Result<(), ApiError> {
    match state.contacts.user_by_external_id(external_id) {
        Some(holder) if Some(holder.id) != except && holder.holds_identity(now) => {
            Err(conflict(holder))
        }
        _ => Ok(()),
    }
}

fn refuse_taken_email(state: &State, email: &str, now: UnixMillis) -> Result<(), ApiError> {
    if state.switches.email_only_create == EmailOnlyCreate::SecondUser {
        return Ok(());
    }
    let holders = || {
        state
            .contacts
            .by_email(email, state.switches.email_case)
            .filter(|holder| holder.role == Role::User && holder.holds_identity(now))
    };
    let holder = holders()
        .find(|holder| holder.is_live())
        .or(holders().next());
    holder.map_or(Ok(()), |holder| Err(conflict(holder)))
}

/// The holder's id exists in the message only.
fn conflict(holder: &Contact) -> ApiError {
    let article = if holder.is_live() { "A" } else { "An archived" };
    ApiError::new(
        StatusCode::CONFLICT,
        "conflict",
        format!(
            "{article} contact matching those details already exists with id={}",
            holder.id
        ),
    )
}

/// An old report has leads refuse nulls for custom attributes.
pub(super) fn refuse_null_attributes(state: &State, write: &ContactWrite) -> Result<(), ApiError> {
    let refuses = state.switches.lead_null_attribute == Verdict::Reject;
    match write
        .custom_attributes
        .iter()
        .find(|(_, value)| value.is_null())
    {
        Some((name, _)) if refuses => Err(ApiError::parameter_invalid(format!(
            "Custom attribute '{name}' is not of type Numeric, String or Boolean"
        ))),
        _ => Ok(()),
    }
}
