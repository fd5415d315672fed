//! The conversation about an event.

use intertide_domain::delivery::{DiscardReason, Due, Note, WaitReason};
use intertide_domain::event_names;
use intertide_domain::sync::{SyncDocument, UnknownUser};

use super::classify::{self, Fault, FaultKind, Reading};
use super::facts::{self, Known};
use super::payload::{ContactFields, EventPayload, to_text};
use super::requests;
use super::upsert::{Turn, Upsert};
use crate::destinations::{Answer, Conversation, Ending, Facts, Step, Verdict};

/// How many attempts a contact that we know gets before a 404 is believed: one that has just been
/// made may not be known to events yet (intercom.md 2.7).
const ATTEMPTS_FOR_LAG: u32 = 2;

/// An event on its way; or why there is nothing to talk about.
#[derive(Debug)]
pub(super) struct EventConversation(Result<Open, DiscardReason>);

#[derive(Debug)]
struct Open {
    /// The body of `POST /events`, the same bytes each time.
    body: String,
    unknown_user: UnknownUser,
    /// Whether a 404 may be that events don't know the contact yet.
    may_lag: bool,
    stage: Stage,
    /// Makes the contact, where Intercom knows none.
    upsert: Upsert,
    /// The event's name, where it is not known to be in use at Intercom.
    unknown_name: Option<(String, String)>,
    notes: Vec<Note>,
}

/// What the last request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Posting,
    Creating,
    PostingAgain,
}

impl EventConversation {
    pub(super) fn new(due: &Due, document: &SyncDocument, facts: &Facts) -> Self {
        Self(open(due, document, facts))
    }
}

fn open(due: &Due, document: &SyncDocument, facts: &Facts) -> Result<Open, DiscardReason> {
    if event_names::is_reserved(due.event_type.as_str()) {
        return Err(DiscardReason::ReservedName);
    }
    let mut payload: EventPayload =
        serde_json::from_str(&due.payload).map_err(|_| DiscardReason::InvalidPayload)?;
    let body = match due.moved_to {
        None => due.payload.to_string(),
        Some(second) => {
            payload.created_at = second.get();
            to_text(&payload).into()
        }
    };
    let identity = payload.identity().ok_or(DiscardReason::MissingIdentity)?;
    let known = Known::find(facts, &identity, due.due_at);
    if matches!(known, Some(Known::Deleted(_))) {
        return Err(DiscardReason::UserDeleted);
    }
    let may_lag = matches!(known, Some(Known::Contact(_))) && due.attempts < ATTEMPTS_FOR_LAG;
    let nothing = ContactFields::default();
    Ok(Open {
        body,
        upsert: Upsert::new(identity, nothing, false, facts, due.due_at),
        unknown_user: document.send_events.unknown_user,
        may_lag,
        stage: Stage::Posting,
        unknown_name: unknown_name(due, facts),
        notes: Vec::new(),
    })
}

impl Conversation for EventConversation {
    fn begin(&mut self) -> Step {
        match &mut self.0 {
            Ok(open) => open.post(Stage::Posting),
            Err(reason) => Step::End(Ending {
                verdict: Verdict::Discard(*reason),
                facts: Vec::new(),
                notes: Vec::new(),
            }),
        }
    }

    fn answer(&mut self, answer: &Answer) -> Step {
        match &mut self.0 {
            Ok(open) if open.stage == Stage::Creating => {
                let turn = open.upsert.answer(answer);
                open.created(turn)
            }
            Ok(open) => open.posted(answer),
            Err(_) => self.begin(),
        }
    }
}

impl Open {
    fn post(&mut self, stage: Stage) -> Step {
        self.stage = stage;
        Step::Send(requests::post_event(&self.body))
    }

    fn posted(&mut self, answer: &Answer) -> Step {
        match classify::read(answer) {
            Reading::Success(body) if is_acceptance(body) => self.end(Verdict::Delivered),
            Reading::Success(_) => self.end(Verdict::TryLater(WaitReason::ServerError)),
            Reading::End(verdict) => self.end(verdict),
            Reading::Fault(fault) if fault.kind == FaultKind::NotFound => self.unknown_user(&fault),
            Reading::Fault(fault) => {
                self.notes.push(fault.note());
                self.end(refusal(&fault))
            }
        }
    }

    /// Intercom knows no such user. Events never create contacts (intercom.md 2.7).
    fn unknown_user(&mut self, fault: &Fault) -> Step {
        match (self.unknown_user, self.stage) {
            (UnknownUser::Discard, _) if self.may_lag => {
                self.notes.push(fault.note());
                self.end(Verdict::TryLater(WaitReason::WaitingForUser))
            }
            (UnknownUser::Discard, _) => {
                self.notes.push(fault.note());
                self.upsert.forget();
                self.end(Verdict::Discard(DiscardReason::UserNotFound))
            }
            (UnknownUser::Create, Stage::Posting) => {
                self.stage = Stage::Creating;
                let turn = self.upsert.begin_with_create();
                self.created(turn)
            }
            // A contact that has just been made may not be known to events yet.
            (UnknownUser::Create, Stage::Creating | Stage::PostingAgain) => {
                self.end(Verdict::TryLater(WaitReason::WaitingForUser))
            }
            (UnknownUser::Wait, _) => {
                self.upsert.forget();
                self.end(Verdict::TryLater(WaitReason::WaitingForUser))
            }
        }
    }

    fn created(&mut self, turn: Turn) -> Step {
        match turn {
            Turn::Ask(request) => Step::Send(request),
            Turn::Done => self.post(Stage::PostingAgain),
            Turn::Stop(verdict) => self.end(verdict),
        }
    }

    fn end(&mut self, verdict: Verdict) -> Step {
        let (mut facts, mut notes) = self.upsert.take_account();
        notes.append(&mut self.notes);
        if verdict == Verdict::Delivered {
            facts.extend(
                self.unknown_name
                    .take()
                    .map(|(key, name)| (key, Some(name))),
            );
        }
        Step::End(Ending {
            verdict,
            facts,
            notes,
        })
    }
}

/// What is to be remembered of the event's name once Intercom has it: the meter of event names
/// counts these (intercom.md 2.6).
fn unknown_name(due: &Due, facts: &Facts) -> Option<(String, String)> {
    let key = facts::event_name_key(&due.event_type);
    let name = due.event_type.to_string();
    (!facts.contains_key(&key)).then_some((key, name))
}

/// Intercom accepts an event with an empty 202 (intercom.md 2.1). A page from something in
/// between is no acceptance.
fn is_acceptance(body: &str) -> bool {
    let body = body.trim();
    body.is_empty() || serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok()
}

/// What a refusal of an event means, other than an unknown user.
fn refusal(fault: &Fault) -> Verdict {
    // The limit of 120 event names has no code of its own (intercom.md 2.6).
    let message = fault.error.message.to_ascii_lowercase();
    let about_names = message.contains("event name") || message.contains("more than 120");
    match fault.kind {
        FaultKind::Unprocessable if about_names || message.is_empty() => {
            Verdict::Discard(DiscardReason::EventTypeLimit)
        }
        FaultKind::Payload | FaultKind::Other if about_names => {
            Verdict::Discard(DiscardReason::EventTypeLimit)
        }
        _ => fault.verdict(),
    }
}

#[cfg(test)]
mod tests;
