//! The test event: what a preview shows, sent for real (product.md 3).
//!
//! The same decision and the same conversations, held with the destination itself. What is learned
//! is not remembered, no delivery is written down, and nothing is tried again.

use intertide_domain::delivery::{DiscardReason, Exchange, Kind, Note, WaitReason};
use intertide_domain::event::Event;
use intertide_domain::sync::SyncDocument;
use serde::Serialize;

use super::{Plan, Preview, PreviewError, PreviewVerdict, Previewer, Subject, with_learned};
use crate::destinations::{Ending, Step, Verdict};
use crate::dispatch::{self, Address, Sender};

/// Requests that one test event may take.
const MOST_REQUESTS: usize = 15;

/// What became of a test event.
#[derive(Clone, Debug, Serialize)]
pub struct Trial {
    /// What was to be expected.
    #[serde(flatten)]
    pub preview: Preview,
    /// What was sent, in order; nothing where the preview's verdict is not to send. The event does
    /// not follow a change that did not arrive, just as it would wait behind it.
    pub sent: Vec<Sent>,
}

/// One delivery of a test event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sent {
    pub kind: Kind,
    pub result: TrialResult,
    pub exchanges: Vec<Exchange>,
    pub notes: Vec<Note>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", content = "category", rename_all = "snake_case")]
pub enum TrialResult {
    /// The destination has it.
    Delivered,
    /// It can't be delivered as it is.
    Discarded(DiscardReason),
    /// A real delivery would be tried again.
    Pending(WaitReason),
}

impl From<&Verdict> for TrialResult {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Delivered => Self::Delivered,
            Verdict::Discard(reason) => Self::Discarded(*reason),
            Verdict::TryLater(reason) | Verdict::Hold(reason) => Self::Pending(*reason),
            Verdict::RateLimited => Self::Pending(WaitReason::RateLimited),
        }
    }
}

/// Sends an event through a sync as a test, with at most 15 requests.
///
/// # Errors
/// [`PreviewError`], before anything was sent.
pub async fn send_test(
    previewer: &Previewer,
    sender: &dyn Sender,
    address: &Address,
    subject: &Subject,
    event: Event,
) -> Result<Trial, PreviewError> {
    let (preview, plans) = plans(previewer, subject, event).await?;
    let mut talk = Talk {
        previewer,
        sender,
        address,
        document: &subject.document,
        requests_left: MOST_REQUESTS,
        learned: Vec::new(),
    };
    let mut sent = Vec::new();
    for plan in &plans {
        let delivery = talk.hold(plan).await;
        let arrived = delivery.result == TrialResult::Delivered;
        sent.push(delivery);
        if !arrived {
            break;
        }
    }
    Ok(Trial { preview, sent })
}

/// Decides on a thread that may block.
async fn plans(
    previewer: &Previewer,
    subject: &Subject,
    event: Event,
) -> Result<(Preview, Vec<Plan>), PreviewError> {
    let (previewer, subject) = (previewer.clone(), subject.clone());
    let decided = tokio::task::spawn_blocking(move || {
        let decided = previewer.decide(&subject, &event)?;
        let preview = previewer.rehearsed(&subject, &event, &decided);
        let plans = match preview.judgement.verdict {
            PreviewVerdict::Send => decided.plans,
            PreviewVerdict::Skip | PreviewVerdict::Discard => Vec::new(),
        };
        Ok((preview, plans))
    });
    decided.await.map_err(|_| PreviewError::CutOff)?
}

/// The conversations of one test event.
struct Talk<'a> {
    previewer: &'a Previewer,
    sender: &'a dyn Sender,
    address: &'a Address,
    document: &'a SyncDocument,
    requests_left: usize,
    learned: Vec<(String, Option<String>)>,
}

impl Talk<'_> {
    async fn hold(&mut self, plan: &Plan) -> Sent {
        let facts = with_learned(&plan.facts, &self.learned);
        let destination = &self.previewer.destination;
        let mut conversation = destination.converse(&plan.due, self.document, &facts);
        let mut exchanges = Vec::new();
        let mut step = conversation.begin();
        let ending = loop {
            let request = match step {
                Step::Send(request) => request,
                Step::End(ending) => break ending,
            };
            let Some(left) = self.requests_left.checked_sub(1) else {
                break too_long();
            };
            self.requests_left = left;
            let clock = &self.previewer.clock;
            let (exchange, answer) =
                dispatch::exchange(self.sender, self.address, &request, 1, clock).await;
            exchanges.push(exchange);
            step = conversation.answer(&answer);
        };
        let mut notes = plan.notes.clone();
        notes.extend(ending.notes);
        self.learned.extend(ending.facts);
        Sent {
            kind: plan.due.kind,
            result: TrialResult::from(&ending.verdict),
            exchanges,
            notes,
        }
    }
}

fn too_long() -> Ending {
    Ending {
        verdict: Verdict::TryLater(WaitReason::ServerError),
        facts: Vec::new(),
        notes: vec![Note(format!(
            "the test was stopped after {MOST_REQUESTS} requests"
        ))],
    }
}
