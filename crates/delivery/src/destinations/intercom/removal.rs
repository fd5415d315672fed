//! The conversation that deletes a contact for good (intercom.md 3.4).

use intertide_domain::delivery::{DiscardReason, Note, WaitReason};
use intertide_domain::time::UnixMillis;

use super::classify::{self, Fault, FaultKind, Reading};
use super::envelope::{Contact, ContactId, Role};
use super::facts::Known;
use super::identity::{Identity, same_email};
use super::requests;
use crate::destinations::{Answer, Conversation, Ending, Facts, Request, Step, Verdict};

/// Deleting the contact of one user. It ends as delivered when the contact is deleted, and as
/// discarded with `user_not_found` when there is none.
#[derive(Debug)]
pub(super) struct Removal {
    identity: Identity,
    /// The contact that we knew the user by.
    known: Option<ContactId>,
    stage: Stage,
    notes: Vec<Note>,
}

/// What the last request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    DeletingKnown,
    Finding,
    Searching,
    DeletingFound,
}

impl Removal {
    pub(super) fn new(identity: Identity, facts: &Facts, now: UnixMillis) -> Self {
        let known = match Known::find(facts, &identity, now) {
            Some(Known::Contact(id)) => Some(id),
            Some(Known::Deleted(_) | Known::RestoreFailed(_)) | None => None,
        };
        Self {
            identity,
            known,
            stage: Stage::Finding,
            notes: Vec::new(),
        }
    }

    fn delete(&mut self, stage: Stage, id: &ContactId) -> Step {
        self.ask(stage, requests::delete_contact(id))
    }

    fn look_up(&mut self) -> Step {
        match &self.identity {
            Identity::UserId(id) => match requests::find_by_external_id(id) {
                Some(request) => self.ask(Stage::Finding, request),
                None => self.nobody(),
            },
            Identity::Email(email) => {
                let request = requests::search_by_email(email);
                self.ask(Stage::Searching, request)
            }
        }
    }

    fn ask(&mut self, stage: Stage, request: Request) -> Step {
        self.stage = stage;
        Step::Send(request)
    }

    fn succeeded(&mut self, body: &str) -> Step {
        match self.stage {
            Stage::DeletingKnown | Stage::DeletingFound => self.end(Verdict::Delivered),
            Stage::Finding => match Contact::read(body) {
                Some(contact) => self.delete(Stage::DeletingFound, &contact.id),
                None => self.unclear(),
            },
            Stage::Searching => match Contact::read_list(body) {
                Some(contacts) => self.searched(&contacts),
                None => self.unclear(),
            },
        }
    }

    /// Only a user who alone has the address is deleted: of several nobody knows which one is
    /// meant.
    fn searched(&mut self, contacts: &[Contact]) -> Step {
        let ours = |contact: &&Contact| {
            let email = contact.email.as_deref();
            contact.role == Role::User
                && email.is_some_and(|email| same_email(email, self.identity.as_str()))
        };
        let found: Vec<&Contact> = contacts.iter().filter(ours).collect();
        match found.as_slice() {
            [] => self.nobody(),
            [contact] => self.delete(Stage::DeletingFound, &contact.id),
            [..] => {
                let count = found.len();
                self.notes.push(Note(format!(
                    "{count} users in Intercom have the address; delete the right one there"
                )));
                self.end(Verdict::Discard(DiscardReason::AmbiguousUser))
            }
        }
    }

    fn refused(&mut self, fault: &Fault) -> Step {
        match (&fault.kind, self.stage) {
            // The contact may have gone into another one, or another token's workspace was known.
            (FaultKind::NotFound | FaultKind::Merged(_), Stage::DeletingKnown) => self.look_up(),
            (FaultKind::NotFound, _) => self.nobody(),
            // Deleted for good before.
            (FaultKind::NotRestorable, _) => self.nobody(),
            _ => {
                self.notes.push(fault.note());
                self.end(fault.verdict())
            }
        }
    }

    fn nobody(&mut self) -> Step {
        self.end(Verdict::Discard(DiscardReason::UserNotFound))
    }

    fn unclear(&mut self) -> Step {
        self.end(Verdict::TryLater(WaitReason::ServerError))
    }

    fn end(&mut self, verdict: Verdict) -> Step {
        Step::End(Ending {
            verdict,
            facts: Vec::new(),
            notes: std::mem::take(&mut self.notes),
        })
    }
}

impl Conversation for Removal {
    fn begin(&mut self) -> Step {
        match self.known.take() {
            Some(id) => self.delete(Stage::DeletingKnown, &id),
            None => self.look_up(),
        }
    }

    fn answer(&mut self, answer: &Answer) -> Step {
        match classify::read(answer) {
            Reading::Success(body) => self.succeeded(body),
            Reading::Fault(fault) => self.refused(&fault),
            Reading::End(verdict) => self.end(verdict),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use serde_json::{Value, json};

    use super::super::script::NOW;
    use super::*;
    use crate::destinations::Response;

    fn known_as(id: &str) -> Facts {
        let known = Known::Contact(ContactId::parse(id).unwrap());
        Facts::from([("user_id:u1".to_owned(), known.to_text())])
    }

    /// Holds the conversation against these answers, each to the request that must come.
    fn remove(identity: Identity, facts: &Facts, script: &[(&str, u16, Value)]) -> Ending {
        let mut removal = Removal::new(identity, facts, NOW);
        let mut step = removal.begin();
        for (expected, status, body) in script {
            let Step::Send(request) = step else {
                panic!("{expected} was not asked for");
            };
            let asked = format!("{} {}", request.method.as_str(), request.path);
            assert_eq!(asked, *expected);
            step = removal.answer(&Answer::Response(Response {
                status: *status,
                body: body.to_string(),
                ..Response::default()
            }));
        }
        match step {
            Step::End(ending) => ending,
            Step::Send(request) => panic!("{} was not expected", request.path),
        }
    }

    fn ann() -> Identity {
        Identity::UserId("u1".to_owned())
    }

    fn refusal(code: &str) -> Value {
        json!({"type": "error.list", "errors": [{"code": code, "message": "…"}]})
    }

    fn contact(id: &str, email: &str) -> Value {
        json!({"type": "contact", "id": id, "role": "user", "email": email})
    }

    #[test]
    fn a_known_contact_is_deleted_without_asking() {
        let deleted = json!({"id": "c1", "type": "contact", "deleted": true});
        let ending = remove(
            ann(),
            &known_as("c1"),
            &[("DELETE /contacts/c1", 200, deleted)],
        );
        assert_eq!(ending.verdict, Verdict::Delivered);
    }

    #[test]
    fn a_contact_that_is_elsewhere_is_looked_up() {
        let ending = remove(
            ann(),
            &known_as("c1"),
            &[
                ("DELETE /contacts/c1", 404, refusal("not_found")),
                (
                    "GET /contacts/find_by_external_id/u1",
                    200,
                    contact("c2", "a@x.io"),
                ),
                ("DELETE /contacts/c2", 200, json!({"deleted": true})),
            ],
        );
        assert_eq!(ending.verdict, Verdict::Delivered);
    }

    #[test]
    fn where_nobody_is_nobody_is_deleted() {
        let not_found = refusal("not_found");
        let ending = remove(
            ann(),
            &Facts::new(),
            &[("GET /contacts/find_by_external_id/u1", 404, not_found)],
        );
        assert_eq!(
            ending.verdict,
            Verdict::Discard(DiscardReason::UserNotFound)
        );
    }

    #[test]
    fn by_address_only_the_one_who_has_it_alone_is_deleted() {
        let email = || Identity::Email("Ann@x.io".to_owned());
        let list = |contacts: &[Value]| json!({"type": "list", "data": contacts});
        let one = list(&[contact("c1", "ann@x.io"), contact("c2", "other@x.io")]);
        let ending = remove(
            email(),
            &Facts::new(),
            &[
                ("POST /contacts/search", 200, one),
                ("DELETE /contacts/c1", 200, json!({"deleted": true})),
            ],
        );
        assert_eq!(ending.verdict, Verdict::Delivered);
        let two = list(&[contact("c1", "ann@x.io"), contact("c2", "Ann@x.io")]);
        let ending = remove(
            email(),
            &Facts::new(),
            &[("POST /contacts/search", 200, two)],
        );
        assert_eq!(
            ending.verdict,
            Verdict::Discard(DiscardReason::AmbiguousUser)
        );
        assert!(ending.notes.first().unwrap().0.contains("2 users"));
    }

    #[test]
    fn what_passes_is_told_apart_from_what_stays() {
        for (status, code, verdict) in [
            (429, "rate_limit_exceeded", Verdict::RateLimited),
            (
                500,
                "server_error",
                Verdict::TryLater(WaitReason::ServerError),
            ),
            (401, "unauthorized", Verdict::Hold(WaitReason::Credentials)),
        ] {
            let ending = remove(
                ann(),
                &known_as("c1"),
                &[("DELETE /contacts/c1", status, refusal(code))],
            );
            assert_eq!(ending.verdict, verdict, "{status}");
        }
    }
}
