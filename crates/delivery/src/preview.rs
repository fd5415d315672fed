//! The preview: what a sync would do with one event, request by request, or why it would do
//! nothing (product.md 3 and 5).
//!
//! It is the decision and the conversation of a real delivery, on a copy of the state and against
//! a destination that answers as it does when all goes well. Nothing is sent and nothing changes.
//! [`change`] compares two documents over events that came before; [`trial`] sends one event.

pub mod change;
mod rehearse;
pub mod trial;
mod words;

use std::sync::Arc;

use intertide_domain::delivery::{DiscardReason, Due, Kind, NewDelivery, Note, Route};
use intertide_domain::event::{Endpoint, Event, Received};
use intertide_domain::filter::{ConditionFault, ConditionVerdict};
use intertide_domain::ids::{DeliveryId, Offset, SyncId, WorkspaceId};
use intertide_domain::process::{
    self, ActiveSync, Explanation, Keys, MergePolicy, Moment, Question, Record,
};
use intertide_domain::sync::SyncDocument;
use intertide_store::log::LogError;
use intertide_store::state::{State, StateError};
use serde::Serialize;
use serde_json::Value;

use crate::clock::Clock;
use crate::destinations::{Destination, Ending, Facts, Request, Verdict};
use crate::directory::LiveSync;

pub use self::words::{Judgement, PreviewVerdict};

/// Why there can be no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the log can't be read: {0}")]
    Log(#[from] LogError),
    /// A condition does not run; a document that was validated has none such.
    #[error("the document can't be used: {0}")]
    Document(#[from] ConditionFault),
    /// The program is being stopped.
    #[error("the preview was cut off")]
    CutOff,
}

/// The sync that is asked: stored, or a draft that nobody has saved.
#[derive(Clone, Debug)]
pub struct Subject {
    pub document: Arc<SyncDocument>,
    /// Where what is remembered of users comes from; none while there is no token.
    pub workspace: Option<WorkspaceId>,
}

impl Subject {
    /// The sync as it is in force.
    pub fn of(sync: &LiveSync) -> Self {
        Self {
            document: sync.document.clone(),
            workspace: sync.access.workspace(),
        }
    }
}

/// What would become of an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    /// Verdict and reason.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// Every condition that is asked of the event, with what was found.
    pub conditions: Vec<ConditionVerdict>,
    /// What would be asked of the destination when all goes well, in order: first the user's
    /// change, then the event.
    pub requests: Vec<PreviewRequest>,
    /// What whoever asks should know beside it.
    pub warnings: Vec<String>,
}

/// A request that would be made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PreviewRequest {
    pub method: &'static str,
    /// Path and query, escaped.
    pub path: String,
    /// The body's JSON, where there is one.
    pub body: Option<Value>,
}

impl From<Request> for PreviewRequest {
    fn from(request: Request) -> Self {
        Self {
            method: request.method.as_str(),
            path: request.path,
            body: request.body.map(json),
        }
    }
}

/// Text that is JSON as what it says; other text as itself.
fn json(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// Answers what a sync would do. Its calls read the state and block.
#[derive(Clone, Debug)]
pub struct Previewer {
    pub state: Arc<dyn State>,
    pub destination: Arc<dyn Destination>,
    pub merge: MergePolicy,
    pub clock: Clock,
}

/// What was decided of an event.
#[derive(Debug)]
struct Decided {
    explanation: Explanation,
    /// The deliveries that travel, in order.
    plans: Vec<Plan>,
}

/// A delivery that would travel, with what is remembered of its user.
#[derive(Debug)]
struct Plan {
    due: Due,
    facts: Facts,
    notes: Vec<Note>,
}

impl Previewer {
    /// What would become of the event if it came in at this moment. Copies are not told apart:
    /// an event that has come before is decided again.
    ///
    /// # Errors
    /// [`PreviewError::State`], [`PreviewError::Document`].
    pub fn preview(&self, subject: &Subject, event: &Event) -> Result<Preview, PreviewError> {
        let decided = self.decide(subject, event)?;
        Ok(self.rehearsed(subject, event, &decided))
    }

    fn decide(&self, subject: &Subject, event: &Event) -> Result<Decided, PreviewError> {
        let now = self.clock.now();
        let record = Record {
            offset: Offset::ZERO,
            received: Received {
                received_at: now,
                endpoint: Endpoint::HttpV2,
                event: event.clone(),
            },
        };
        let keys = Keys::of(std::slice::from_ref(&record));
        let explanation = process::explain(Question {
            record: &record,
            moment: Moment::Arriving,
            loaded: &self.state.load(&keys)?,
            sync: &ready(subject)?,
            mapping: &*self.destination,
            merge: self.merge,
            now,
        });
        let mut plans = Vec::new();
        for delivery in &explanation.deliveries {
            plans.extend(self.plan(subject, delivery)?);
        }
        Ok(Decided { explanation, plans })
    }

    fn plan(&self, subject: &Subject, made: &NewDelivery) -> Result<Option<Plan>, StateError> {
        let Some(due) = due(made) else {
            return Ok(None);
        };
        let facts = match subject.workspace {
            Some(workspace) => {
                let keys = self.destination.fact_keys(&due);
                self.state.facts(workspace, &keys)?
            }
            None => Facts::new(),
        };
        Ok(Some(Plan {
            due,
            facts,
            notes: made.notes.clone(),
        }))
    }

    /// Talks the deliveries over as if all went well.
    fn rehearsed(&self, subject: &Subject, event: &Event, decided: &Decided) -> Preview {
        let mut explanation = decided.explanation.clone();
        let mut warnings = words::of_the_sync(subject);
        let mut requests = Vec::new();
        let mut learned = Vec::new();
        for plan in &decided.plans {
            let facts = with_learned(&plan.facts, &learned);
            warnings.extend(plan.notes.iter().map(|note| note.0.clone()));
            if plan.due.kind == Kind::Event && !self.knows_a_user(&facts) {
                warnings.push(words::unknown_user(&subject.document));
            }
            let rehearsal =
                rehearse::rehearse(&*self.destination, &plan.due, &subject.document, &facts);
            requests.extend(rehearsal.requests.into_iter().map(PreviewRequest::from));
            if let Some(ending) = rehearsal.ending {
                warnings.extend(ending.notes.iter().map(|note| note.0.clone()));
                if let Some(reason) = refused(&ending) {
                    discard(&mut explanation, plan.due.kind, reason);
                }
                learned.extend(ending.facts);
            }
        }
        Preview {
            judgement: words::judge(&subject.document, event, &explanation),
            conditions: explanation.conditions,
            requests,
            warnings,
        }
    }

    /// Whether anything is remembered but which event names are in use.
    fn knows_a_user(&self, facts: &Facts) -> bool {
        let names = self.destination.event_name_facts();
        facts.keys().any(|key| !key.starts_with(names))
    }
}

/// The document made ready. Its id and where it begins don't matter: nothing of it is kept.
fn ready(subject: &Subject) -> Result<ActiveSync, ConditionFault> {
    let document = subject.document.clone();
    ActiveSync::new(SyncId::default(), Offset::ZERO, subject.workspace, document)
}

/// The delivery as a lane would have it; none for one that does not travel.
fn due(made: &NewDelivery) -> Option<Due> {
    let Route::Queued(chain) = made.route else {
        return None;
    };
    Some(Due {
        id: DeliveryId::default(),
        sync: made.sync,
        kind: made.kind,
        chain,
        priority: made.priority,
        event_type: made.event_type.clone(),
        user_id: made.user_id.clone(),
        attempts: 0,
        first_attempt_at: None,
        received_at: made.received_at,
        due_at: made.created_at,
        payload: made.payload.clone(),
        moved_to: None,
        followers: Vec::new(),
    })
}

/// Facts, and what an earlier conversation of the same event has learned since.
fn with_learned(facts: &Facts, learned: &[(String, Option<String>)]) -> Facts {
    let mut facts = facts.clone();
    for (key, value) in learned {
        match value {
            Some(value) => facts.insert(key.clone(), value.clone()),
            None => facts.remove(key),
        };
    }
    facts
}

const fn refused(ending: &Ending) -> Option<DiscardReason> {
    match ending.verdict {
        Verdict::Discard(reason) => Some(reason),
        Verdict::Delivered | Verdict::TryLater(_) | Verdict::RateLimited | Verdict::Hold(_) => None,
    }
}

fn discard(explanation: &mut Explanation, kind: Kind, reason: DiscardReason) {
    let verdict = Some(process::Verdict::Discarded {
        category: reason.as_str().to_owned(),
    });
    match kind {
        Kind::Event => explanation.event = verdict,
        Kind::User => explanation.user = verdict,
    }
}

#[cfg(test)]
mod tests;
