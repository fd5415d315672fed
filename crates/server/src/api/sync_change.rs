//! What a written document changes of a sync: plain values in, plain values out.

use intertide_domain::ids::Offset;
use intertide_domain::sync::read::TokenInput;
use intertide_domain::sync::{AccessToken, FieldFault, SyncInput, TokenMark};
use intertide_domain::time::UnixMillis;
use intertide_store::state::{SealedToken, StoredSync, SyncChange, TokenChange};

/// What the change depends on, beside the document.
pub(crate) struct Circumstances<'a> {
    /// The sync as it is; none when it is about to be created.
    pub(crate) stored: Option<&'a StoredSync>,
    pub(crate) now: UnixMillis,
    /// The end of the log: what comes later is for a sync that is switched on now.
    pub(crate) log_end: Offset,
}

/// Decides what to write.
///
/// # Errors
/// [`FieldFault::token_missing`] when the sync is to be enabled and would have no token.
pub(crate) fn decide(
    input: SyncInput,
    circumstances: &Circumstances<'_>,
    seal: impl FnOnce(&AccessToken) -> SealedToken,
) -> Result<SyncChange, FieldFault> {
    let stored = circumstances.stored;
    let mut document = input.document;
    let (token, mark) = match (input.token, stored.filter(|stored| stored.token.is_some())) {
        (TokenInput::New(token), _) => (TokenChange::Set(seal(&token)), token.mark()),
        (TokenInput::Keep, Some(stored)) => {
            let mark = stored.document.credentials.access_token.clone();
            (TokenChange::Keep, mark)
        }
        (TokenInput::Keep, None) | (TokenInput::Absent, _) => {
            (TokenChange::Clear, TokenMark::default())
        }
    };
    if document.enabled && token == TokenChange::Clear {
        return Err(FieldFault::token_missing());
    }
    document.credentials.access_token = mark;
    let was_on = stored.is_some_and(|stored| stored.document.enabled);
    let active_from = (document.enabled && !was_on).then_some(circumstances.log_end);
    Ok(SyncChange {
        document,
        token,
        active_from,
        at: circumstances.now,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use intertide_domain::ids::SyncId;
    use intertide_domain::sync::SyncDocument;
    use serde_json::json;

    use super::*;

    const LOG_END: Offset = Offset::new(7);

    fn document(enabled: bool) -> SyncDocument {
        serde_json::from_value(json!({
            "name": "n",
            "destination": "intercom",
            "enabled": enabled,
            "credentials": {"endpoint": "us"},
            "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        }))
        .unwrap()
    }

    fn input(enabled: bool, token: TokenInput) -> SyncInput {
        SyncInput {
            document: document(enabled),
            token,
            warnings: Vec::new(),
        }
    }

    fn new_token() -> TokenInput {
        TokenInput::New(AccessToken::new("dG9rOmFiY2RlZmdoab12"))
    }

    fn stored(enabled: bool, token: bool) -> StoredSync {
        let mut document = document(enabled);
        let mark = AccessToken::new("dG9rOmFiY2RlZmdocd34").mark();
        document.credentials.access_token = if token { mark } else { TokenMark::default() };
        StoredSync {
            id: SyncId::new(1),
            document,
            token: token.then(|| SealedToken(vec![1])),
            version: 3,
            active_from: Offset::ZERO,
            created_at: UnixMillis::new(0),
            updated_at: UnixMillis::new(0),
        }
    }

    fn change(input: SyncInput, stored: Option<&StoredSync>) -> Result<SyncChange, FieldFault> {
        let circumstances = Circumstances {
            stored,
            now: UnixMillis::new(9),
            log_end: LOG_END,
        };
        decide(input, &circumstances, |_| SealedToken(vec![2]))
    }

    #[test]
    fn a_sync_that_is_switched_on_begins_at_the_end_of_the_log() {
        let created = change(input(true, new_token()), None).unwrap();
        assert_eq!(created.active_from, Some(LOG_END));
        let switched = change(input(true, TokenInput::Keep), Some(&stored(false, true))).unwrap();
        assert_eq!(switched.active_from, Some(LOG_END));
    }

    #[test]
    fn a_sync_that_stays_on_or_goes_off_keeps_its_beginning() {
        for enabled in [true, false] {
            let was_on = stored(true, true);
            let kept = change(input(enabled, TokenInput::Keep), Some(&was_on)).unwrap();
            assert_eq!(kept.active_from, None);
        }
    }

    #[test]
    fn a_kept_token_keeps_its_mark_whatever_mark_was_sent() {
        let stored = stored(false, true);
        let mut input = input(false, TokenInput::Keep);
        input.document.credentials.access_token.hint = Some("…evil".to_owned());
        let change = change(input, Some(&stored)).unwrap();
        assert_eq!(change.token, TokenChange::Keep);
        let hint = change.document.credentials.access_token.hint;
        assert_eq!(hint.as_deref(), Some("…cd34"));
    }

    #[test]
    fn keeping_a_token_that_is_not_there_leaves_none() {
        for stored in [None, Some(&stored(false, false))] {
            let change = change(input(false, TokenInput::Keep), stored).unwrap();
            assert_eq!(change.token, TokenChange::Clear);
            assert!(!change.document.credentials.access_token.set);
        }
    }

    #[test]
    fn an_enabled_sync_needs_a_token_and_a_disabled_one_does_not() {
        for (token, stored) in [
            (TokenInput::Absent, None),
            (TokenInput::Keep, None),
            (TokenInput::Keep, Some(&stored(false, false))),
            (TokenInput::Absent, Some(&stored(true, true))),
        ] {
            let fault = change(input(true, token), stored).unwrap_err();
            assert_eq!(fault.field, "credentials.access_token");
        }
        let change = change(input(false, TokenInput::Absent), Some(&stored(true, true))).unwrap();
        assert_eq!(change.token, TokenChange::Clear);
        assert!(!change.document.credentials.access_token.set);
    }
}
