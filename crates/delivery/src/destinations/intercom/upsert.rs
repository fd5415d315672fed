//! Bringing a contact into the state that an update asks for, whatever stands in the way: unknown,
//! archived, merged, a lead, or created by somebody else meanwhile (intercom.md 3).
//!
//! One request in the steady state, when the contact is remembered. [`resolve`] finds out which
//! contact it is; [`schema`] deals with fields that Intercom does not take.

mod resolve;
mod schema;

use std::collections::BTreeMap;

use intertide_domain::delivery::{DiscardReason, Note, WaitReason};
use intertide_domain::time::UnixMillis;

use self::schema::AfterListing;
use super::classify::{self, Fault, FaultKind, Reading};
use super::envelope::{Contact, ContactId};
use super::facts::{self, Known};
use super::identity::Identity;
use super::payload::ContactFields;
use super::requests;
use crate::destinations::{Answer, Facts, Request, Verdict};

/// Requests that one attempt may make, beyond those that each settle a field for good.
const MAX_REQUESTS: u32 = 12;

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Send this and hand in the answer.
    Ask(Request),
    /// The contact is there, with every field that Intercom takes.
    Done,
    /// It is over without that.
    Stop(Verdict),
}

/// The contact to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    id: ContactId,
    /// Whether the write makes it the user whom the identity names: a lead, or a user of whom
    /// nobody has said yet which one it is.
    claims: bool,
}

/// A write that is to be made, or made again.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Write {
    Create,
    Update(Target),
}

/// What the last request was for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing was asked.
    Idle,
    Finding,
    Searching,
    Verifying,
    Restoring(ContactId),
    Writing(Write),
    Listing(AfterListing),
    Declaring(Write, String),
}

/// An update on its way into a contact.
#[derive(Debug)]
pub(super) struct Upsert {
    identity: Identity,
    /// What is still to be written; shrinks by what Intercom refuses.
    fields: ContactFields,
    /// Whether unknown custom attributes are declared.
    declares: bool,
    /// When the attempt fell due: facts are dated by it.
    now: UnixMillis,
    /// What was remembered when the attempt began.
    remembered: Option<Known>,
    known: Option<Known>,
    stage: Stage,
    requests_left: u32,
    resolved_again: bool,
    /// Writes that met another contact.
    conflicts: u32,
    /// Whether the declared attributes were asked for.
    listed: bool,
    /// Custom attributes that are to be declared before the write.
    to_declare: Vec<String>,
    /// Those that could not be: what Intercom said.
    undeclared: BTreeMap<String, Note>,
    /// What fields that were left out cost.
    costs: Vec<Verdict>,
    notes: Vec<Note>,
}

impl Upsert {
    pub(super) fn new(
        identity: Identity,
        fields: ContactFields,
        declares: bool,
        facts: &Facts,
        now: UnixMillis,
    ) -> Self {
        let remembered = Known::find(facts, &identity, now);
        Self {
            identity,
            fields,
            declares,
            now,
            known: remembered.clone(),
            remembered,
            stage: Stage::Idle,
            requests_left: MAX_REQUESTS,
            resolved_again: false,
            conflicts: 0,
            listed: false,
            to_declare: Vec::new(),
            undeclared: BTreeMap::new(),
            costs: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Begins with the contact that is remembered, or with the question who it is.
    pub(super) fn begin(&mut self) -> Turn {
        match self.known.clone() {
            Some(Known::Deleted(_)) => self.refuse_deleted(),
            Some(Known::Contact(id)) => self.write(Write::Update(Target { id, claims: false })),
            Some(Known::RestoreFailed(_)) | None => self.look_up(),
        }
    }

    /// Begins with creating the contact, for one whom Intercom has just said not to know.
    pub(super) fn begin_with_create(&mut self) -> Turn {
        self.forget();
        self.write(Write::Create)
    }

    /// What follows from the answer to the last request.
    pub(super) fn answer(&mut self, answer: &Answer) -> Turn {
        let stage = std::mem::replace(&mut self.stage, Stage::Idle);
        match classify::read(answer) {
            Reading::Success(body) => self.succeeded(stage, body),
            Reading::Fault(fault) => self.refused(stage, &fault),
            Reading::End(verdict) => self.ended(stage, verdict, answer),
        }
    }

    /// What the update comes to once it is done.
    pub(super) fn verdict(&self) -> Verdict {
        let waits = |cost: &&Verdict| !matches!(cost, Verdict::Discard(_));
        let cost = self.costs.iter().find(waits).or(self.costs.first());
        cost.cloned().unwrap_or(Verdict::Delivered)
    }

    /// What was learned of the user, and what the delivery's reader should know.
    pub(super) fn take_account(&mut self) -> (Vec<(String, Option<String>)>, Vec<Note>) {
        let mut learned = Vec::new();
        if self.known != self.remembered {
            let value = self.known.as_ref().map(Known::to_text);
            learned.push((facts::key(&self.identity), value));
        }
        (learned, std::mem::take(&mut self.notes))
    }

    fn succeeded(&mut self, stage: Stage, body: &str) -> Turn {
        match stage {
            Stage::Idle => not_intercom(),
            Stage::Searching => match Contact::read_list(body) {
                Some(contacts) => self.searched(&contacts),
                None => not_intercom(),
            },
            Stage::Listing(after) => self.attributes_listed(after, body),
            Stage::Declaring(write, name) => self.declared(write, &name, body),
            Stage::Finding | Stage::Verifying | Stage::Restoring(_) | Stage::Writing(_) => {
                let Some(contact) = Contact::read(body) else {
                    return not_intercom();
                };
                match stage {
                    Stage::Restoring(_) => self.restored(&contact),
                    Stage::Writing(write) => self.written(&write, &contact),
                    _ => self.judge(&contact),
                }
            }
        }
    }

    fn refused(&mut self, stage: Stage, fault: &Fault) -> Turn {
        use FaultKind as Kind;
        match (stage, &fault.kind) {
            (Stage::Finding, Kind::NotFound | Kind::Merged(None)) => self.not_found(),
            (
                Stage::Finding | Stage::Verifying | Stage::Writing(Write::Update(_)),
                Kind::Merged(Some(id)),
            ) => self.verify(id),
            (
                Stage::Verifying | Stage::Restoring(_) | Stage::Writing(Write::Update(_)),
                Kind::NotFound | Kind::Merged(None),
            ) => self.resolve_again(),
            (Stage::Restoring(_) | Stage::Writing(_), Kind::NotRestorable) => self.deleted(),
            (Stage::Writing(Write::Create), Kind::Conflict(holder)) => {
                self.met_at_create(holder, fault)
            }
            (Stage::Writing(Write::Update(target)), Kind::Conflict(holder)) => {
                self.met_at_update(target, holder, fault)
            }
            (Stage::Writing(write), Kind::Payload | Kind::Unprocessable | Kind::AttributeLimit) => {
                self.fields_refused(write, fault)
            }
            (Stage::Listing(after), _) => self.by_message(after),
            (Stage::Declaring(write, name), _) => self.declaration_refused(write, name, fault),
            (
                Stage::Idle
                | Stage::Finding
                | Stage::Searching
                | Stage::Verifying
                | Stage::Restoring(_)
                | Stage::Writing(_),
                _,
            ) => self.stop(fault),
        }
    }

    /// No word from Intercom about the request itself.
    fn ended(&mut self, stage: Stage, verdict: Verdict, answer: &Answer) -> Turn {
        let server_error = matches!(answer, Answer::Response(response) if response.status == 500);
        match stage {
            Stage::Restoring(_) if server_error => self.restore_failed(),
            Stage::Declaring(write, name) if server_error => {
                self.declaration_failed(write, &name, verdict)
            }
            _ => Turn::Stop(verdict),
        }
    }

    /// Makes a write; with nothing left to write it is done.
    fn write(&mut self, write: Write) -> Turn {
        let request = match &write {
            Write::Create => requests::create_contact(&self.identity, &self.fields),
            Write::Update(target) if self.fields.is_empty() && !target.claims => return Turn::Done,
            Write::Update(target) => {
                let claims = target.claims.then_some(&self.identity);
                requests::update_contact(&target.id, claims, &self.fields)
            }
        };
        self.ask(Stage::Writing(write), request)
    }

    fn written(&mut self, write: &Write, contact: &Contact) -> Turn {
        let is_update = matches!(write, Write::Update(_));
        if is_update && !self.resolved_again && self.is_somebody_else(contact) {
            let id = &contact.id;
            self.note(format!(
                "contact {id} has become somebody else in Intercom; the user was looked up again"
            ));
            return self.resolve_again();
        }
        self.remember(&contact.id);
        Turn::Done
    }

    fn ask(&mut self, stage: Stage, request: Request) -> Turn {
        let Some(left) = self.requests_left.checked_sub(1) else {
            self.note("the contact kept changing in Intercom while it was written".to_owned());
            return Turn::Stop(Verdict::TryLater(WaitReason::ServerError));
        };
        self.requests_left = left;
        self.stage = stage;
        Turn::Ask(request)
    }

    fn stop(&mut self, fault: &Fault) -> Turn {
        self.notes.push(fault.note());
        Turn::Stop(fault.verdict())
    }

    fn remember(&mut self, id: &ContactId) {
        self.known = Some(Known::Contact(id.clone()));
    }

    /// Forgets which contact it was.
    pub(super) fn forget(&mut self) {
        if matches!(self.known, Some(Known::Contact(_))) {
            self.known = None;
        }
    }

    /// The identity is gone for good; asking again would go round in a circle (intercom.md 3.4).
    fn deleted(&mut self) -> Turn {
        self.known = Some(Known::Deleted(self.now));
        self.refuse_deleted()
    }

    fn refuse_deleted(&mut self) -> Turn {
        self.note("the user was deleted or blocked in Intercom and can't be restored".to_owned());
        Turn::Stop(Verdict::Discard(DiscardReason::UserDeleted))
    }

    fn note(&mut self, text: String) {
        self.notes.push(Note(text));
    }
}

/// A 2xx whose body isn't what Intercom answers with is no word from Intercom.
fn not_intercom() -> Turn {
    Turn::Stop(Verdict::TryLater(WaitReason::ServerError))
}
