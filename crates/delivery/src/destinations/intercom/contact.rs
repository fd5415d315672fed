//! The conversation about a change of a user, and about all that wait right behind it: one request
//! says what they come to.

use intertide_domain::delivery::{DiscardReason, Due};
use intertide_domain::sync::SyncDocument;

use super::payload::UserPayload;
use super::upsert::{Turn, Upsert};
use crate::destinations::{Answer, Conversation, Ending, Facts, Step, Verdict};

/// A change of a user on its way into the contact; or why there is nothing to talk about.
#[derive(Debug)]
pub(super) struct ContactConversation(Result<Upsert, DiscardReason>);

impl ContactConversation {
    pub(super) fn new(due: &Due, document: &SyncDocument, facts: &Facts) -> Self {
        Self(upsert(due, document, facts))
    }
}

fn upsert(due: &Due, document: &SyncDocument, facts: &Facts) -> Result<Upsert, DiscardReason> {
    let payload = read(&due.payload)?;
    let identity = payload.identity.ok_or(DiscardReason::MissingIdentity)?;
    let mut fields = payload.fields;
    for follower in &due.followers {
        fields.overlay(read(&follower.payload)?.fields);
    }
    if fields.is_empty() {
        return Err(DiscardReason::InvalidPayload);
    }
    let declares = document.send_users.create_missing_attributes;
    Ok(Upsert::new(identity, fields, declares, facts, due.due_at))
}

fn read(payload: &str) -> Result<UserPayload, DiscardReason> {
    serde_json::from_str(payload).map_err(|_| DiscardReason::InvalidPayload)
}

impl Conversation for ContactConversation {
    fn begin(&mut self) -> Step {
        match &mut self.0 {
            Ok(upsert) => {
                let turn = upsert.begin();
                follow(upsert, turn)
            }
            Err(reason) => Step::End(Ending {
                verdict: Verdict::Discard(*reason),
                facts: Vec::new(),
                notes: Vec::new(),
            }),
        }
    }

    fn answer(&mut self, answer: &Answer) -> Step {
        match &mut self.0 {
            Ok(upsert) => {
                let turn = upsert.answer(answer);
                follow(upsert, turn)
            }
            Err(_) => self.begin(),
        }
    }
}

fn follow(upsert: &mut Upsert, turn: Turn) -> Step {
    let verdict = match turn {
        Turn::Ask(request) => return Step::Send(request),
        Turn::Done => upsert.verdict(),
        Turn::Stop(verdict) => verdict,
    };
    let (facts, notes) = upsert.take_account();
    Step::End(Ending {
        verdict,
        facts,
        notes,
    })
}

#[cfg(test)]
mod tests;
