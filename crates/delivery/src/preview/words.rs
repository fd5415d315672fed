//! A preview in words: the verdict with its reason, and the warnings.

use std::collections::HashSet;

use intertide_domain::delivery::DiscardReason;
use intertide_domain::event::Event;
use intertide_domain::event_names;
use intertide_domain::process::{Explanation, Verdict};
use intertide_domain::sync::{Select, SyncDocument, UnknownUser};
use serde::Serialize;

use super::Subject;

/// From how many selected event names on it is time to speak of Intercom's limit of 120
/// (intercom.md 2.6), which all senders into a workspace share.
const MANY_EVENT_NAMES: usize = 100;

/// What would become of an event, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviewVerdict {
    /// Something would be sent.
    Send,
    /// Nothing: the sync does not want it.
    Skip,
    /// Nothing: the sync wants it, but it can't be delivered.
    Discard,
}

/// The verdict, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    pub verdict: PreviewVerdict,
    /// Why nothing, or only a part, would be sent; several reasons with `; ` between them. Each
    /// begins with its name: `filtered: …`, `no_change: …`, `missing_identity: …`.
    pub reason: Option<String>,
}

/// Sums up what the sync says of the event and of the change that it brings.
pub(super) fn judge(
    document: &SyncDocument,
    event: &Event,
    explanation: &Explanation,
) -> Judgement {
    let parts: Vec<&Verdict> = [&explanation.event, &explanation.user]
        .into_iter()
        .flatten()
        .collect();
    let verdict = if parts.contains(&&Verdict::Selected) {
        PreviewVerdict::Send
    } else if parts.iter().any(|part| is_discard(part)) {
        PreviewVerdict::Discard
    } else {
        PreviewVerdict::Skip
    };
    // Where something is sent, it goes without saying that the rest has not changed.
    let is_worth_saying =
        |part: &&Verdict| verdict != PreviewVerdict::Send || **part != Verdict::NoChange;
    let mut reasons: Vec<String> = parts
        .iter()
        .copied()
        .filter(is_worth_saying)
        .filter_map(|part| reason(document, event, part))
        .collect();
    if parts.is_empty() {
        reasons.push(nothing_is_sent(document, event));
    }
    // What goes for the event often goes for its user's change as well.
    reasons.dedup();
    Judgement {
        verdict,
        reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
    }
}

const fn is_discard(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Discarded { .. })
}

fn reason(document: &SyncDocument, event: &Event, verdict: &Verdict) -> Option<String> {
    let name = event.event_type.as_str();
    Some(match verdict {
        Verdict::Selected => return None,
        Verdict::NotSelected if event_names::comes_from_intercom(name) => {
            format!("not_selected: `{name}` came out of Intercom, and `all` leaves it out")
        }
        Verdict::NotSelected => format!("not_selected: the sync does not select `{name}`"),
        Verdict::Filtered { condition } => format!("filtered: `{condition}` does not hold"),
        Verdict::NoChange => "no_change: none of the selected user properties changes".to_owned(),
        Verdict::Discarded { category } => match DiscardReason::named(category) {
            Some(reason) => format!("{category}: {}", discarded(document, reason)),
            None => category.clone(),
        },
    })
}

/// Why a sync has nothing to say at all.
fn nothing_is_sent(document: &SyncDocument, event: &Event) -> String {
    let name = event.event_type.as_str();
    let sends_events = document.send_events.enabled;
    let sends_users = document.send_users.enabled;
    if event.event_type.is_control() && !sends_users {
        format!("not_selected: `{name}` changes properties, and the sync sends no user changes")
    } else if sends_users && event.skip_user_properties_sync {
        "not_selected: the event leaves its user's properties alone, and the sync sends no events"
            .to_owned()
    } else if sends_events {
        format!("not_selected: `{name}` is no event to send")
    } else {
        "not_selected: the sync sends no events".to_owned()
    }
}

fn discarded(document: &SyncDocument, reason: DiscardReason) -> String {
    let property = &document.mapping.user_property;
    match reason {
        DiscardReason::MissingIdentity => format!("the user has no `{property}`"),
        DiscardReason::InvalidIdentity => format!("the user's `{property}` can't identify anyone"),
        DiscardReason::UserDeleted => "the user was deleted in Intercom for good".to_owned(),
        DiscardReason::ReservedName => "the event's name is reserved".to_owned(),
        DiscardReason::InvalidPayload => {
            "nothing of the change can be written in Intercom".to_owned()
        }
        DiscardReason::UserNotFound
        | DiscardReason::AmbiguousUser
        | DiscardReason::EventTypeLimit
        | DiscardReason::AttributeMissing
        | DiscardReason::AttributeType
        | DiscardReason::AttributeLimit
        | DiscardReason::Rejected => "Intercom would not take it".to_owned(),
    }
}

/// What is to be said of the sync, whatever the event.
pub(super) fn of_the_sync(subject: &Subject) -> Vec<String> {
    let document = &subject.document;
    let mut warnings = Vec::new();
    if !document.enabled {
        warnings.push("the sync is switched off: nothing is sent until it is on".to_owned());
    }
    if subject.workspace.is_none() {
        warnings.push(
            "the sync has no usable access token: nothing is sent, and which users Intercom knows \
             can't be told"
                .to_owned(),
        );
    }
    if let Select::Types(rows) = &document.send_events.select {
        let names = rows
            .iter()
            .map(|row| event_names::folded(row.event_type.as_str()));
        let count = names.collect::<HashSet<_>>().len();
        if document.send_events.enabled && count >= MANY_EVENT_NAMES {
            warnings.push(format!(
                "the sync selects {count} event names; Intercom takes 120 in a workspace"
            ));
        }
    }
    warnings
}

/// What becomes of an event whose user nothing is remembered of, if Intercom doesn't know it.
pub(super) fn unknown_user(document: &SyncDocument) -> String {
    let then = match document.send_events.unknown_user {
        UnknownUser::Discard => "the event is discarded",
        UnknownUser::Wait => "the event waits for the user, up to 15 minutes",
        UnknownUser::Create => "the contact is created first",
    };
    format!("whether Intercom knows the user shows when the event is sent; if not, {then}")
}
