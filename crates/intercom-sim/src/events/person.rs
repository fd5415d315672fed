//! Whose event it is: id before user_id before email (intercom.md 2.1, 2.7).

use http::StatusCode;
use serde_json::{Map, Value};

use crate::contacts::{Contact, Role};
use crate::error::ApiError;
use crate::fields;
use crate::state::State;
use crate::switches::AmbiguousEmail;

/// The strongest identifier that a request gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Person {
    /// Intercom's id.
    Id(String),
    /// The customer's id.
    UserId(String),
    /// An email.
    Email(String),
}

impl Person {
    /// Reads an event's identifiers; the weaker ones do not count.
    pub(super) fn read(body: &Map<String, Value>, state: &State) -> Result<Self, ApiError> {
        if let Some(id) = fields::given_string(body, "id")? {
            return Ok(Self::Id(id));
        }
        if let Some(id) = fields::user_id(body, "user_id", state.switches.numeric_user_id)? {
            return Ok(Self::UserId(id));
        }
        fields::given_string(body, "email")?
            .map(Self::Email)
            .ok_or_else(|| ApiError::parameter_missing("one of id, user_id or email is required"))
    }

    /// The live contact that is meant. Leads are found by Intercom's id alone.
    pub(super) fn find<'a>(&self, state: &'a State) -> Result<&'a Contact, ApiError> {
        match self {
            Self::Id(id) => crate::contacts::live(state, id),
            Self::UserId(id) => state
                .contacts
                .user_by_external_id(id)
                .filter(|contact| contact.is_live())
                .ok_or_else(ApiError::user_not_found),
            Self::Email(email) => {
                let mut users = state
                    .contacts
                    .by_email(email, state.switches.email_case)
                    .filter(|contact| contact.is_live() && contact.role == Role::User);
                match (users.next(), users.next()) {
                    (Some(only), None) => Ok(only),
                    (None, _) => Err(ApiError::user_not_found()),
                    (Some(_), Some(_)) => Err(ambiguous(state.switches.ambiguous_email)),
                }
            }
        }
    }
}

fn ambiguous(answer: AmbiguousEmail) -> ApiError {
    let status = match answer {
        AmbiguousEmail::Conflict409 => StatusCode::CONFLICT,
        AmbiguousEmail::Conflict400 => StatusCode::BAD_REQUEST,
    };
    ApiError::new(
        status,
        "conflict",
        "Multiple existing users match this email address - must be more specific using user_id",
    )
}
