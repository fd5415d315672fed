//! What nobody outside Intercom knows, as switches: one for each UNKNOWN of intercom.md, so that a
//! product can be tried against every answer. Each is tested both ways beside the rule that it turns.

use serde::{Deserialize, Serialize};

/// The settings of every open question. `Default` is the answer that intercom.md calls likeliest,
/// or the stricter one where it names none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// An event by an email address that several users share (intercom.md 2.7).
    pub ambiguous_email: AmbiguousEmail,
    /// An event under a name beyond the limit of active names (intercom.md 2.6).
    pub event_name_limit: EventNameLimit,
    /// The code of the 422 that refuses such a name (intercom.md 2.6).
    pub event_name_limit_code: EventNameLimitCode,
    /// An event for a contact is refused as unknown for this long after the contact was made, in milliseconds (intercom.md 2.7).
    pub event_lag_ms: u64,
    /// An event time in milliseconds instead of seconds (intercom.md 2.2).
    pub milliseconds_created_at: Verdict,
    /// An event time in the future (intercom.md 2.2).
    pub future_created_at: Verdict,
    /// Metadata keys kept per event (intercom.md 0, row 1).
    pub metadata_limit: MetadataLimit,
    /// A null among the metadata (intercom.md 2.4).
    pub null_metadata: Verdict,
    /// A boolean among the metadata (intercom.md 2.4).
    pub boolean_metadata: Verdict,
    /// An array among the metadata (intercom.md 2.4).
    pub array_metadata: Verdict,
    /// A metadata key with a forbidden character (intercom.md 2.4).
    pub forbidden_metadata_key: ForbiddenKey,
    /// Whether the empty 202 to an event carries a JSON content type (intercom.md 2.1).
    pub accepted_content_type: AcceptedContentType,
    /// A number where a user id is wanted as a string (intercom.md 2.1).
    pub numeric_user_id: NumericUserId,
    /// Creating a user by email alone when a user with that email exists (intercom.md 3.3).
    pub email_only_create: EmailOnlyCreate,
    /// Whether addresses that differ in case are one address (intercom.md 3.5).
    pub email_case: EmailCase,
    /// A contact stays out of search for this long after it was made, in milliseconds (intercom.md 3.5).
    pub search_lag_ms: u64,
    /// Unarchiving a contact that was deleted (intercom.md 3.4).
    pub deleted_unarchive: DeletedUnarchive,
    /// Reading a contact that was merged into another (intercom.md 0, row 4).
    pub merged_contact: MergedContact,
    /// Writing a custom attribute that is not declared (intercom.md 0, row 8).
    pub unknown_attribute: Refusal,
    /// Writing a custom attribute that is archived (intercom.md 3.6).
    pub archived_attribute: ArchivedAttribute,
    /// Writing a value that is not of the attribute's type (intercom.md 3.6).
    pub bad_attribute_type: Refusal,
    /// Writing a value that is none of a list attribute's options (intercom.md 3.6).
    pub list_value: Verdict,
    /// A null for a lead's custom attribute (intercom.md 3.2).
    pub lead_null_attribute: Verdict,
    /// A string of more than 255 characters in metadata or a custom attribute (intercom.md 2.4, 3.6).
    pub long_strings: LongStrings,
    /// Declaring a custom attribute beyond the limit (intercom.md 3.6).
    pub attribute_limit: Refusal,
    /// A `$` in the name of a custom attribute: a currency symbol or a forbidden character (intercom.md 3.6).
    pub dollar_in_attribute_name: Verdict,
    /// A request without `Accept` (intercom.md 1).
    pub missing_accept: Verdict,
    /// The moment that `X-RateLimit-Reset` names (intercom.md 5).
    pub rate_limit_reset: RateLimitReset,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            ambiguous_email: AmbiguousEmail::Conflict409,
            event_name_limit: EventNameLimit::Unprocessable,
            event_name_limit_code: EventNameLimitCode::Number,
            event_lag_ms: 0,
            milliseconds_created_at: Verdict::Reject,
            future_created_at: Verdict::Accept,
            metadata_limit: MetadataLimit::Ten,
            null_metadata: Verdict::Accept,
            boolean_metadata: Verdict::Accept,
            array_metadata: Verdict::Accept,
            forbidden_metadata_key: ForbiddenKey::Keep,
            accepted_content_type: AcceptedContentType::Absent,
            numeric_user_id: NumericUserId::Reject,
            email_only_create: EmailOnlyCreate::Conflict,
            email_case: EmailCase::Insensitive,
            search_lag_ms: 180_000,
            deleted_unarchive: DeletedUnarchive::BadRequest,
            merged_contact: MergedContact::Gone,
            unknown_attribute: Refusal::BadRequest,
            archived_attribute: ArchivedAttribute::Ignore,
            bad_attribute_type: Refusal::BadRequest,
            list_value: Verdict::Accept,
            lead_null_attribute: Verdict::Accept,
            long_strings: LongStrings::Truncate,
            attribute_limit: Refusal::BadRequest,
            dollar_in_attribute_name: Verdict::Reject,
            missing_accept: Verdict::Accept,
            rate_limit_reset: RateLimitReset::TwoSecondsLater,
        }
    }
}

macro_rules! switch {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$doc])* $variant),+
        }
    };
}

switch! {
    /// Whether a doubtful value passes.
    Verdict {
        /// It is taken as it is.
        Accept,
        /// The write is refused.
        Reject,
    }
}

switch! {
    /// The status under which a write is refused.
    Refusal {
        /// 400.
        BadRequest,
        /// 422.
        Unprocessable,
    }
}

switch! {
    /// The answer to an event that names several users; the code is `conflict` in both.
    AmbiguousEmail {
        /// 409, as the reference has it.
        #[serde(rename = "conflict_409")]
        Conflict409,
        /// 400, as an old report has it.
        #[serde(rename = "conflict_400")]
        Conflict400,
    }
}

switch! {
    /// The answer to an event under one name too many.
    EventNameLimit {
        /// 422, nothing stored.
        Unprocessable,
        /// 202, nothing stored.
        SilentDrop,
    }
}

switch! {
    /// The code of the 422 for one name too many.
    EventNameLimitCode {
        /// `"422"`, as seen from the Messenger.
        Number,
        /// `data_invalid`.
        DataInvalid,
        /// `unprocessable_entity`.
        UnprocessableEntity,
    }
}

switch! {
    /// How many metadata keys of an event are kept.
    MetadataLimit {
        /// 10, as the reference says.
        Ten,
        /// 20, as the help pages say.
        Twenty,
    }
}

switch! {
    /// What becomes of a metadata key with a forbidden character.
    ForbiddenKey {
        /// Stored as it came.
        Keep,
        /// Stored with `-` in place of the character.
        Mangle,
        /// The event is refused.
        Reject,
    }
}

switch! {
    /// The content type of the empty 202.
    AcceptedContentType {
        /// None.
        Absent,
        /// `application/json`, above an empty body.
        Json,
    }
}

switch! {
    /// What becomes of a number in place of a user id.
    NumericUserId {
        /// It is read as its digits.
        Coerce,
        /// The write is refused.
        Reject,
    }
}

switch! {
    /// Creating a user by an email that a user already has.
    EmailOnlyCreate {
        /// 409, as for an external id.
        Conflict,
        /// A second user comes into being.
        SecondUser,
    }
}

switch! {
    /// How addresses are compared.
    EmailCase {
        /// Without case.
        Insensitive,
        /// With case.
        Sensitive,
    }
}

switch! {
    /// The answer to unarchiving a deleted contact.
    DeletedUnarchive {
        /// 400 `bad_request`, recorded in March 2021.
        BadRequest,
        /// 500 `server_error`, recorded in January 2021.
        ServerError,
    }
}

switch! {
    /// The answer to reading a merged contact.
    MergedContact {
        /// 410 `contact_merged` with a `Link`.
        Gone,
        /// 404.
        NotFound,
    }
}

switch! {
    /// What becomes of a value for an archived attribute.
    ArchivedAttribute {
        /// The value is dropped, the write goes on.
        Ignore,
        /// The write is refused as if the attribute did not exist.
        Reject,
    }
}

switch! {
    /// Which moment is said to be the end of a rate window.
    RateLimitReset {
        /// Two seconds after its end, as recorded.
        TwoSecondsLater,
        /// Its end.
        AtItsEnd,
    }
}

switch! {
    /// What becomes of a string that is too long.
    LongStrings {
        /// It is cut at 255 characters.
        Truncate,
        /// The write is refused.
        Reject,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_with_some_switches_leaves_the_others_at_their_defaults() {
        let switches: Switches = serde_json::from_value(json!({
            "ambiguous_email": "conflict_400",
            "metadata_limit": "twenty",
            "search_lag_ms": 0,
        }))
        .unwrap();
        assert_eq!(switches.ambiguous_email, AmbiguousEmail::Conflict400);
        assert_eq!(switches.metadata_limit, MetadataLimit::Twenty);
        assert_eq!(switches.search_lag_ms, 0);
        assert_eq!(switches.merged_contact, MergedContact::Gone);
    }

    #[test]
    fn a_switch_that_does_not_exist_is_named() {
        let error = serde_json::from_value::<Switches>(json!({"ambiguos_email": "conflict_400"}))
            .unwrap_err()
            .to_string();
        assert!(error.contains("ambiguos_email"), "{error}");
    }
}
