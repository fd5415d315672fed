//! What a change of a document changes: two documents over the latest events of the log.
//!
//! Profiles of the past are not kept, so each event is decided with its user's profile as it is
//! now; see [`Moment::Past`] for what counts as a user's change then. Copies that were left out
//! when they came count like any other event.

use intertide_domain::filter::ConditionFault;
use intertide_domain::ids::{EventType, Offset, UserId};
use intertide_domain::process::{self, ActiveSync, Keys, Loaded, Moment, Question, Record};
use intertide_domain::time::UnixMillis;
use intertide_store::log::{EventLog, LogError, ReadLimit};
use serde::Serialize;
use serde_json::Value;

use super::words::{Judgement, PreviewVerdict, judge};
use super::{PreviewError, Previewer, Subject, json};
use crate::records;

/// Events that are compared at most.
pub const MOST_EVENTS: u64 = 1_000;

/// How much of the log is read in one go.
const STRETCH: ReadLimit = ReadLimit {
    bytes: 4 * 1024 * 1024,
    records: 1_000,
};

/// What would be different.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ChangePreview {
    /// Events with which both documents do the same.
    pub same: u64,
    pub newly_sent: u64,
    pub no_longer_sent: u64,
    /// Events that are sent otherwise than before, or not sent for another kind of reason.
    pub changed: u64,
    /// The events that differ, in the order in which they came.
    pub differences: Vec<Difference>,
}

/// An event with which the draft does something else.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub offset: Offset,
    pub event_type: EventType,
    pub user_id: Option<UserId>,
    pub received_at: UnixMillis,
    pub kind: DifferenceKind,
    pub before: Side,
    pub after: Side,
}

/// In which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    NewlySent,
    NoLongerSent,
    Changed,
}

/// What one document does with an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    #[serde(flatten)]
    pub judgement: Judgement,
    /// What would be delivered, in the destination's own form: a user's change, then the event.
    pub payloads: Vec<Value>,
}

/// The newest records of the log, oldest first: at most `count`, and never more than
/// [`MOST_EVENTS`].
///
/// # Errors
/// [`LogError`] when the log can't be read.
pub fn latest(log: &dyn EventLog, count: u64) -> Result<Vec<Record>, LogError> {
    let end = log.durable_end();
    let first = end.get().saturating_sub(count.min(MOST_EVENTS));
    let mut next = Offset::new(first).max(log.start());
    let mut latest = Vec::new();
    while next < end {
        let stretch = records::read(log, next, STRETCH)?;
        latest.extend(stretch.records.into_iter().filter(|r| r.offset < end));
        next = stretch.next;
    }
    Ok(latest)
}

impl Previewer {
    /// Compares what two documents do with these events, of which the first [`MOST_EVENTS`] count.
    ///
    /// # Errors
    /// [`PreviewError::State`], [`PreviewError::Document`].
    pub fn compare(
        &self,
        saved: &Subject,
        draft: &Subject,
        records: &[Record],
    ) -> Result<ChangePreview, PreviewError> {
        let most = usize::try_from(MOST_EVENTS).unwrap_or(usize::MAX);
        let records = records.get(..most).unwrap_or(records);
        let loaded = self.state.load(&Keys::of(records))?;
        let (saved, draft) = (Party::new(saved)?, Party::new(draft)?);
        let mut preview = ChangePreview::default();
        for record in records {
            let (user_id, before) = self.side(&saved, record, &loaded);
            let (_, after) = self.side(&draft, record, &loaded);
            preview.count(record, user_id, before, after);
        }
        Ok(preview)
    }

    /// Whose event it is, and what becomes of it.
    fn side(&self, party: &Party<'_>, record: &Record, loaded: &Loaded) -> (Option<UserId>, Side) {
        let explanation = process::explain(Question {
            record,
            moment: Moment::Past,
            loaded,
            sync: &party.sync,
            mapping: &*self.destination,
            merge: self.merge,
            now: self.clock.now(),
        });
        let document = &party.subject.document;
        let side = Side {
            judgement: judge(document, &record.received.event, &explanation),
            payloads: explanation
                .deliveries
                .iter()
                .filter(|delivery| super::due(delivery).is_some())
                .map(|delivery| json(delivery.payload.to_string()))
                .collect(),
        };
        (explanation.user_id, side)
    }
}

/// A document made ready.
struct Party<'a> {
    subject: &'a Subject,
    sync: ActiveSync,
}

impl<'a> Party<'a> {
    fn new(subject: &'a Subject) -> Result<Self, ConditionFault> {
        let sync = super::ready(subject)?;
        Ok(Self { subject, sync })
    }
}

impl ChangePreview {
    fn count(&mut self, record: &Record, user_id: Option<UserId>, before: Side, after: Side) {
        let Some(kind) = difference(&before, &after) else {
            self.same += 1;
            return;
        };
        match kind {
            DifferenceKind::NewlySent => self.newly_sent += 1,
            DifferenceKind::NoLongerSent => self.no_longer_sent += 1,
            DifferenceKind::Changed => self.changed += 1,
        }
        self.differences.push(Difference {
            offset: record.offset,
            event_type: record.received.event.event_type.clone(),
            user_id,
            received_at: record.received.received_at,
            kind,
            before,
            after,
        });
    }
}

/// How two sides differ. That nothing is sent for another reason is no difference, but whether it
/// counts as discarded is.
fn difference(before: &Side, after: &Side) -> Option<DifferenceKind> {
    use PreviewVerdict::Send;
    match (before.judgement.verdict, after.judgement.verdict) {
        (Send, Send) => (before.payloads != after.payloads).then_some(DifferenceKind::Changed),
        (_, Send) => Some(DifferenceKind::NewlySent),
        (Send, _) => Some(DifferenceKind::NoLongerSent),
        (before, after) => (before != after).then_some(DifferenceKind::Changed),
    }
}
