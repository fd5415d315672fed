//! What an answer means: the table of intercom.md 6, in one place.
//!
//! A meaning follows from the status and the code of the error list, never from the message, but
//! for the two places where the contract knows no other way (intercom.md 0 row 5, 3.4).

use intertide_domain::delivery::{DiscardReason, Note, WaitReason};

use super::envelope::{ApiError, ContactId, Holder, canonical_contact};
use crate::destinations::{Answer, Response, Verdict};

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading<'a> {
    /// 2xx; the body is still to be read.
    Success(&'a str),
    /// Intercom refuses this request.
    Fault(Fault),
    /// No word from Intercom about this request: it ends any conversation.
    End(Verdict),
}

/// A refusal of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    pub(super) status: u16,
    pub(super) error: ApiError,
}

/// What is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// 403: the token lacks the scope for this call.
    Forbidden,
    /// 400: what was sent does not fit.
    Payload,
    /// 404: no such contact.
    NotFound,
    /// 409, or 400 with its code: another contact is in the way.
    Conflict(Holder),
    /// 410: the contact went into another one, which the link names.
    Merged(Option<ContactId>),
    /// 422: nothing that would pass later.
    Unprocessable,
    /// The contact is blocked, or deleted for good.
    NotRestorable,
    /// No room for another custom attribute.
    AttributeLimit,
    /// Anything else that stays as it is.
    Other,
}

impl Fault {
    /// What the refusal means where no rule of the conversation says better.
    pub(super) fn verdict(&self) -> Verdict {
        Verdict::Discard(match self.kind {
            // A missing scope concerns every call of the kind, and is mended at the token.
            FaultKind::Forbidden => return Verdict::Hold(WaitReason::Credentials),
            FaultKind::Payload => DiscardReason::InvalidPayload,
            FaultKind::NotFound => DiscardReason::UserNotFound,
            FaultKind::Conflict(_) => DiscardReason::AmbiguousUser,
            FaultKind::NotRestorable => DiscardReason::UserDeleted,
            FaultKind::AttributeLimit => DiscardReason::AttributeLimit,
            FaultKind::Merged(_) | FaultKind::Unprocessable | FaultKind::Other => {
                DiscardReason::Rejected
            }
        })
    }

    /// Intercom's own words, which its support understands.
    pub(super) fn note(&self) -> Note {
        let Self { status, error, .. } = self;
        let said = format!(
            "Intercom answered {status} {}: {}",
            error.code, error.message
        );
        Note(said.chars().take(MAX_NOTE_CHARS).collect())
    }
}

/// A message goes into a note up to here.
const MAX_NOTE_CHARS: usize = 400;

/// Reads an answer.
pub(super) fn read(answer: &Answer) -> Reading<'_> {
    match answer {
        Answer::Failed {
            reason: WaitReason::Credentials,
            ..
        } => Reading::End(Verdict::Hold(WaitReason::Credentials)),
        Answer::Failed { reason, .. } => Reading::End(Verdict::TryLater(*reason)),
        Answer::Response(response) if (200..300).contains(&response.status) => {
            Reading::Success(&response.body)
        }
        Answer::Response(response) => refused(response),
    }
}

fn refused<'a>(response: &Response) -> Reading<'a> {
    let status = response.status;
    let Some(error) = ApiError::read(&response.body) else {
        return Reading::End(without_error_list(status));
    };
    if let Some(verdict) = workspace_wide(status, &error.code).or_else(|| passing(status)) {
        return Reading::End(verdict);
    }
    Reading::Fault(Fault {
        kind: kind(status, &error, response),
        status,
        error,
    })
}

/// An answer without an error list comes from something before Intercom, unless the status alone
/// says enough.
fn without_error_list(status: u16) -> Verdict {
    match status {
        401 => Verdict::Hold(WaitReason::Credentials),
        402 => Verdict::Hold(WaitReason::PlanRestricted),
        _ => passing(status).unwrap_or(Verdict::TryLater(WaitReason::ServerError)),
    }
}

/// Refusals of everything that we could ask.
fn workspace_wide(status: u16, code: &str) -> Option<Verdict> {
    let reason = match (status, code) {
        (_, "api_plan_restricted") | (402, _) => WaitReason::PlanRestricted,
        // Each 401 stops the lane, also the one that may be about a single resource: the lane
        // asks `GET /me` before it goes on. The version is our own setting: nothing that we send
        // under it would be understood.
        (401, _) | (_, "token_blocked" | "intercom_version_invalid") => WaitReason::Credentials,
        _ => return None,
    };
    Some(Verdict::Hold(reason))
}

/// What passes by itself.
fn passing(status: u16) -> Option<Verdict> {
    match status {
        429 => Some(Verdict::RateLimited),
        408 | 500.. | ..400 => Some(Verdict::TryLater(WaitReason::ServerError)),
        _ => None,
    }
}

fn kind(status: u16, error: &ApiError, response: &Response) -> FaultKind {
    let conflict = || FaultKind::Conflict(Holder::read(&error.message));
    match (status, error.code.as_str()) {
        (_, "not_restorable") => FaultKind::NotRestorable,
        (400, "bad_request") if error.message.contains("permanent deletion") => {
            FaultKind::NotRestorable
        }
        (_, "custom_data_limit_reached") => FaultKind::AttributeLimit,
        (403, _) => FaultKind::Forbidden,
        (409, _) | (400, "conflict" | "resource_conflict" | "unique_user_constraint") => conflict(),
        (410, _) => FaultKind::Merged(response.link.as_deref().and_then(canonical_contact)),
        (404, "company_not_found" | "field_not_found" | "tag_not_found") => FaultKind::Other,
        (404, _) => FaultKind::NotFound,
        (422, _) => FaultKind::Unprocessable,
        (_, "unsupported") => FaultKind::Other,
        (
            400,
            "parameter_invalid"
            | "parameter_not_found"
            | "parameter_missing"
            | "missing_parameter"
            | "bad_request"
            | "type_mismatch"
            | "client_error",
        ) => FaultKind::Payload,
        _ => FaultKind::Other,
    }
}

#[cfg(test)]
mod tests;
