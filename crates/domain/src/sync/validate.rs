//! Every rule that a well-shaped document has to keep, checked at once.
//!
//! A fault forbids the document; a warning tells of what is allowed but probably not meant.

mod events;
mod metadata;
mod users;

use std::time::Duration;

use url::Url;

use super::{Endpoint, FieldFault, RetryPolicy, Rules, SyncDocument};
use crate::property::{BuiltIn, UserProperty};
use crate::time::HumanDuration;

const MAX_NAME_CHARS: usize = 200;

/// A retry schedule beyond these is a slip of the pen, not a plan.
const MAX_ATTEMPTS: u32 = 100;
const MIN_WINDOW: Duration = Duration::from_secs(1);
const MAX_WINDOW: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What was found in one document.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<FieldFault>,
    pub(super) warnings: Vec<FieldFault>,
}

impl Findings {
    fn fault(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.faults.push(FieldFault::new(field, code, message));
    }

    fn warn(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.warnings.push(FieldFault::new(field, code, message));
    }
}

/// Checks everything but the token.
pub(super) fn check(document: &SyncDocument, rules: &Rules) -> Findings {
    let mut findings = Findings::default();
    check_name(&document.name, &mut findings);
    check_endpoint(&document.credentials.endpoint, rules, &mut findings);
    check_mapping(&document.mapping.user_property, &mut findings);
    check_purpose(document, &mut findings);
    events::check(&document.send_events, &mut findings);
    metadata::check(document, &mut findings);
    users::check(document, &mut findings);
    findings.faults.extend(check_retry(&document.retry));
    findings
}

fn check_name(name: &str, findings: &mut Findings) {
    if name.trim().is_empty() {
        findings.fault("name", "blank", "a sync needs a name");
    } else if name.chars().count() > MAX_NAME_CHARS {
        findings.fault(
            "name",
            "too_long",
            format!("a name has at most {MAX_NAME_CHARS} characters"),
        );
    }
}

/// The messages never repeat the endpoint: a token may have been put there.
fn check_endpoint(endpoint: &Endpoint, rules: &Rules, findings: &mut Findings) {
    const FIELD: &str = "credentials.endpoint";
    let Endpoint::Custom(url) = endpoint else {
        return;
    };
    if !rules.allow_custom_endpoint {
        findings.fault(
            FIELD,
            "endpoint_not_allowed",
            "must be us, eu or au; a URL is possible where `intercom.allow_custom_endpoint` is on",
        );
        return;
    }
    let Some(url) = Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    else {
        findings.fault(
            FIELD,
            "invalid_endpoint",
            "must be us, eu, au, or a URL that begins with https:// or http://",
        );
        return;
    };
    if !url.username().is_empty() || url.password().is_some() {
        findings.fault(
            FIELD,
            "invalid_endpoint",
            "a user name or password can't be part of the URL; the token goes into `access_token`",
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        findings.fault(
            FIELD,
            "invalid_endpoint",
            "paths are appended to the URL, so it can't end in a query or fragment",
        );
    }
}

fn check_mapping(property: &UserProperty, findings: &mut Findings) {
    const FIELD: &str = "mapping.user_property";
    if check_user_property(property, FIELD, findings) {
        return;
    }
    match property {
        UserProperty::BuiltIn(BuiltIn::Paying) => findings.fault(
            FIELD,
            "no_identity",
            "`paying` is true or false and can't identify a user; choose `user_id`, or a property \
             that holds an id or an e-mail address",
        ),
        UserProperty::BuiltIn(BuiltIn::UserId | BuiltIn::DeviceId) | UserProperty::Custom(_) => {}
        UserProperty::BuiltIn(shared) => findings.warn(
            FIELD,
            "weak_identity",
            format!(
                "many users share one `{}`; they would be one user",
                shared.name()
            ),
        ),
    }
}

/// Checks a user property's name; true when it is faulty.
fn check_user_property(property: &UserProperty, field: &str, findings: &mut Findings) -> bool {
    let name = property.name();
    if name.trim().is_empty() {
        findings.fault(field, "blank", "a property needs a name");
        return true;
    }
    if let Some(rest) = name.strip_prefix("user.").filter(|rest| !rest.is_empty()) {
        findings.warn(
            field,
            "looks_like_reference",
            format!("here `{name}` is a property of that very name; write `{rest}` for `{name}`"),
        );
    }
    false
}

fn check_purpose(document: &SyncDocument, findings: &mut Findings) {
    if document.enabled && !document.send_events.enabled && !document.send_users.enabled {
        findings.warn(
            "enabled",
            "sends_nothing",
            "neither `send_events` nor `send_users` is enabled, so nothing is sent",
        );
    }
}

/// Checks how long a delivery is tried.
pub(super) fn check_retry(retry: &RetryPolicy) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if !(1..=MAX_ATTEMPTS).contains(&retry.attempts) {
        faults.push(FieldFault::new(
            "retry.attempts",
            "out_of_range",
            format!("must be between 1 and {MAX_ATTEMPTS}"),
        ));
    }
    if !(MIN_WINDOW..=MAX_WINDOW).contains(&retry.window.0) {
        let (least, most) = (HumanDuration(MIN_WINDOW), HumanDuration(MAX_WINDOW));
        faults.push(FieldFault::new(
            "retry.window",
            "out_of_range",
            format!("must be between {least} and {most}"),
        ));
    }
    faults
}

/// The choice that is most like what was given, where one is like it at all.
pub(super) fn nearest<'c>(given: &str, choices: &[&'c str]) -> Option<&'c str> {
    const LIKE: f64 = 0.7;
    choices
        .iter()
        .map(|choice| (strsim::jaro_winkler(given, choice), *choice))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, choice)| choice)
}
