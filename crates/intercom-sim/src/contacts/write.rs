//! What a write says about a contact, read and checked before anything changes (intercom.md 3.2, 3.6).

use serde_json::{Map, Value};

use super::book::{Contact, Role};
use crate::attributes::{Model, checked};
use crate::call::Call;
use crate::error::ApiError;
use crate::fields::{self, Change};
use crate::settings::Admin;
use crate::state::State;
use crate::time::UnixSeconds;

/// A checked write. What the contact's role forbids or ignores is settled by create and update.
#[derive(Debug)]
pub(super) struct ContactWrite {
    pub(super) role: Option<Role>,
    /// A null or blank one is ignored.
    pub(super) external_id: Option<String>,
    pub(super) email: Change<String>,
    email_verified: Change<bool>,
    phone: Change<String>,
    name: Change<String>,
    avatar: Change<String>,
    signed_up_at: Change<UnixSeconds>,
    last_seen_at: Change<UnixSeconds>,
    owner_id: Change<u64>,
    unsubscribed_from_emails: Change<bool>,
    pub(super) custom_attributes: Vec<(String, Value)>,
}

impl ContactWrite {
    pub(super) fn read(state: &State, call: &Call) -> Result<Self, ApiError> {
        let body = &call.body;
        let email = match fields::string(body, "email")? {
            Change::Set(email) if email.trim().is_empty() => Change::Clear,
            email => email,
        };
        Ok(Self {
            role: role(body)?,
            external_id: fields::user_id(body, "external_id", state.switches.numeric_user_id)?,
            email_verified: email_verified(call, &email)?,
            email,
            phone: fields::string(body, "phone")?,
            name: fields::string(body, "name")?,
            avatar: fields::string(body, "avatar")?,
            signed_up_at: fields::seconds(body, "signed_up_at")?,
            last_seen_at: fields::seconds(body, "last_seen_at")?,
            owner_id: owner(body, &state.settings.admins)?,
            unsubscribed_from_emails: fields::boolean(body, "unsubscribed_from_emails")?,
            custom_attributes: match fields::object(body, "custom_attributes")? {
                Some(values) => {
                    checked(&state.attributes, Model::Contact, values, &state.switches)?
                }
                None => Vec::new(),
            },
        })
    }

    /// Writes everything but role and external id; missing keys are left alone.
    pub(super) fn apply(self, contact: &mut Contact) {
        self.email.apply(&mut contact.email);
        self.email_verified.apply(&mut contact.email_verified);
        self.phone.apply(&mut contact.phone);
        self.name.apply(&mut contact.name);
        self.avatar.apply(&mut contact.avatar);
        self.signed_up_at.apply(&mut contact.signed_up_at);
        self.last_seen_at.apply(&mut contact.last_seen_at);
        self.owner_id.apply(&mut contact.owner_id);
        match self.unsubscribed_from_emails {
            Change::Keep => {}
            Change::Clear => contact.unsubscribed_from_emails = false,
            Change::Set(unsubscribed) => contact.unsubscribed_from_emails = unsubscribed,
        }
        contact.custom_attributes.extend(self.custom_attributes);
    }
}

/// `contact` is accepted and means a user.
fn role(body: &Map<String, Value>) -> Result<Option<Role>, ApiError> {
    match fields::string(body, "role")? {
        Change::Keep | Change::Clear => Ok(None),
        Change::Set(role) => match role.as_str() {
            "user" | "contact" => Ok(Some(Role::User)),
            "lead" => Ok(Some(Role::Lead)),
            _ => Err(ApiError::parameter_invalid(
                "role must be either user or lead",
            )),
        },
    }
}

fn email_verified(call: &Call, email: &Change<String>) -> Result<Change<bool>, ApiError> {
    if !call.version.takes_email_verified() {
        return Ok(Change::Keep);
    }
    let verified = fields::boolean(&call.body, "email_verified")?;
    if matches!(verified, Change::Set(_)) && !matches!(email, Change::Set(_)) {
        return Err(ApiError::parameter_invalid(
            "email_verified must be sent together with an email",
        ));
    }
    Ok(verified)
}

/// An admin's id, as a number or as its digits.
fn owner(body: &Map<String, Value>, admins: &[Admin]) -> Result<Change<u64>, ApiError> {
    let wanted = match body.get("owner_id") {
        None => return Ok(Change::Keep),
        Some(Value::Null) => return Ok(Change::Clear),
        Some(Value::String(digits)) => digits.parse().ok(),
        Some(value) => value.as_u64(),
    };
    wanted
        .filter(|id| admins.iter().any(|admin| admin.id == *id))
        .map(Change::Set)
        .ok_or_else(|| {
            ApiError::parameter_invalid("The owner specified is not a member of the workspace")
        })
}
