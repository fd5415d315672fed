//! The one door through which a sync's document comes in (product.md 3), whoever edits it.
//!
//! The token is taken out first, so that nothing after it can repeat it; then the document gets
//! its shape, then every rule is checked and every fault reported at once. A fault of shape comes
//! alone, since what follows it can't be read.

mod shape;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{AccessToken, RetryPolicy, SyncDocument, validate};

/// What this installation allows, and what it fills in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether an endpoint may be any URL (`intercom.allow_custom_endpoint`).
    pub allow_custom_endpoint: bool,
    /// What stands for a `retry`, or a field of it, that a document leaves out (`retry.window`,
    /// `retry.attempts`). It is written into the document, so that a change of the settings leaves
    /// the syncs that are there as they are.
    pub default_retry: RetryPolicy,
}

/// A document that may be stored, and what came with it.
#[derive(Clone, Debug)]
pub struct SyncInput {
    /// The document. The mark at its token is the given token's where that is new; where the
    /// stored one stays it is what the sender wrote, so the caller puts the stored mark there.
    pub document: SyncDocument,
    pub token: TokenInput,
    /// What is allowed but probably not meant.
    pub warnings: Vec<FieldFault>,
}

/// What a document says of the access token.
#[derive(Clone, Debug)]
pub enum TokenInput {
    /// Nothing: there is none.
    Absent,
    /// `{set: true}` as a read gave it: the stored token stays. Where none is stored, an enabled
    /// sync is refused with [`FieldFault::token_missing`].
    Keep,
    /// A token.
    New(AccessToken),
}

/// Something wrong, or odd, at one place of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The place: `send_events.select[2].where[0].operator`; empty for the document itself.
    pub field: String,
    /// What kind of fault it is, in snake case.
    pub code: &'static str,
    /// What is wrong and what to do, without any secret.
    pub message: String,
}

/// Where the token stands in a document.
const TOKEN_FIELD: &str = "credentials.access_token";

impl FieldFault {
    pub(super) fn new(
        field: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            code,
            message: message.into(),
        }
    }

    /// The fault of an enabled sync that has no token, neither given nor stored.
    pub fn token_missing() -> Self {
        Self::new(
            TOKEN_FIELD,
            "token_missing",
            "an enabled sync needs Intercom's access token; give one, or set `enabled: false`",
        )
    }
}

/// Reads a document from outside.
///
/// # Errors
/// Every fault that was found, at least one.
pub fn read(mut document: Value, rules: &Rules) -> Result<SyncInput, Vec<FieldFault>> {
    let (given, token_fault) = match take_token(&mut document) {
        Ok(given) => (given, None),
        Err(fault) => (None, Some(fault)),
    };
    fill_in_retry(&mut document, &rules.default_retry);
    let document: SyncDocument = match shape::typed(document) {
        Ok(document) => document,
        Err(fault) => return Err(token_fault.into_iter().chain([fault]).collect()),
    };
    let token = match given {
        Some(token) => TokenInput::New(token),
        None if document.credentials.access_token.set => TokenInput::Keep,
        None => TokenInput::Absent,
    };
    let mut findings = validate::check(&document, rules);
    let unreadable = token_fault.is_some();
    findings.faults.extend(token_fault);
    if document.enabled && matches!(token, TokenInput::Absent) && !unreadable {
        findings.faults.push(FieldFault::token_missing());
    }
    if !findings.faults.is_empty() {
        return Err(findings.faults);
    }
    Ok(SyncInput {
        document,
        token,
        warnings: findings.warnings,
    })
}

/// Completes `retry`. What has another shape than a document's stays as it is, for its fault.
fn fill_in_retry(document: &mut Value, default: &RetryPolicy) {
    let Some(document) = document.as_object_mut() else {
        return;
    };
    let retry = document
        .entry("retry")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(retry) = retry.as_object_mut() {
        retry
            .entry("window")
            .or_insert_with(|| Value::from(default.window.to_string()));
        retry
            .entry("attempts")
            .or_insert_with(|| Value::from(default.attempts));
    }
}

/// Takes a token out of the document and leaves its mark there. What a read gave stays.
fn take_token(document: &mut Value) -> Result<Option<AccessToken>, FieldFault> {
    let slot = document
        .get_mut("credentials")
        .and_then(|credentials| credentials.get_mut("access_token"));
    let Some(slot) = slot.filter(|slot| !slot.is_object()) else {
        return Ok(None);
    };
    let given = std::mem::replace(slot, json!({ "set": false }));
    let token = match &given {
        Value::Null => return Ok(None),
        Value::String(text) => AccessToken::new(text),
        _ => {
            return Err(FieldFault::new(
                TOKEN_FIELD,
                "invalid_type",
                "must be the token as a text, or `{set, hint}` as it was read",
            ));
        }
    };
    check_token(&token)?;
    let mark = token.mark();
    *slot = json!({ "set": mark.set, "hint": mark.hint });
    Ok(Some(token))
}

/// A token goes into a header, so it is visible ASCII.
fn check_token(token: &AccessToken) -> Result<(), FieldFault> {
    let text = token.expose();
    let (code, message) = if text.is_empty() {
        (
            "blank",
            "the access token is blank; leave it out, or give one",
        )
    } else if text.starts_with("${") {
        (
            "invalid_token",
            "the access token still is a `${…}` reference; set that variable, or give the token",
        )
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        (
            "invalid_token",
            "the access token holds a space or another character that no Intercom token has",
        )
    } else {
        return Ok(());
    };
    Err(FieldFault::new(TOKEN_FIELD, code, message))
}
