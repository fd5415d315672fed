//! `POST /contacts/merge`: a lead becomes part of a user (intercom.md 1, 3.4).

use http::StatusCode;

use super::book::{Contact, Presence, Role, same_email};
use super::read::live;
use super::render::rendered;
use crate::call::{Call, Outcome, Reply};
use crate::error::ApiError;
use crate::fields;
use crate::fields::Change;
use crate::state::State;
use crate::switches::EmailCase;
use crate::webhooks::{self, Topic};

/// Merges `from`, a lead, into `into`, a user, and answers with the user.
pub(crate) fn merge(state: &mut State, call: &Call) -> Outcome {
    let id = |name: &str| {
        fields::given_string(&call.body, name)?
            .ok_or_else(|| ApiError::parameter_missing(format!("{name} is required")))
    };
    let (from, into) = (id("from")?, id("into")?);
    let skip_duplicate_validation = matches!(
        fields::boolean(&call.body, "skip_duplicate_validation")?,
        Change::Set(true)
    );
    let from = live(state, &from)?.clone();
    let into = live(state, &into)?.clone();
    if from.role != Role::Lead || into.role != Role::User {
        return Err(invalid("Only a lead can be merged, and only into a user."));
    }
    if call.version.checks_duplicates_on_merge()
        && !skip_duplicate_validation
        && !duplicates(&from, &into, state.switches.email_case)
    {
        return Err(invalid(
            "Contacts can only be merged when they are duplicates (matching email or phone). Pass skip_duplicate_validation=true to override this check.",
        ));
    }

    state.contacts.edit(from.id, |contact| {
        contact.presence = Presence::Merged { into: into.id };
        contact.updated_at = call.now;
    });
    state.events.move_to(from.id, into.id);
    let id = into.id;
    state.contacts.edit(id, |contact| {
        absorb(contact, from);
        contact.updated_at = call.now;
    });
    webhooks::of_contact(state, Topic::ContactMerged, id, call.now);
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

fn invalid(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "invalid_merge", message)
}

fn duplicates(from: &Contact, into: &Contact, case: EmailCase) -> bool {
    let same_address = match (&from.email, &into.email) {
        (Some(one), Some(other)) => same_email(one, other, case),
        _ => false,
    };
    same_address || (from.phone.is_some() && from.phone == into.phone)
}

/// The user keeps what it has and takes what it lacks.
fn absorb(user: &mut Contact, lead: Contact) {
    user.email = user.email.take().or(lead.email);
    user.phone = user.phone.take().or(lead.phone);
    user.name = user.name.take().or(lead.name);
    user.avatar = user.avatar.take().or(lead.avatar);
    user.owner_id = user.owner_id.or(lead.owner_id);
    user.last_seen_at = user.last_seen_at.max(lead.last_seen_at);
    for (name, value) in lead.custom_attributes {
        let own = user.custom_attributes.entry(name).or_insert(value.clone());
        if own.is_null() {
            *own = value;
        }
    }
    for (tag, applied_at) in lead.tags {
        user.tags.entry(tag).or_insert(applied_at);
    }
    for company in lead.companies {
        if !user.companies.contains(&company) {
            user.companies.push(company);
        }
    }
}
