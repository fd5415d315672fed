//! What previews look like (product.md 5).

use intertide_delivery::preview::change::{ChangePreview, Difference, DifferenceKind, Side};
use intertide_delivery::preview::trial::{Sent, Trial, TrialResult};
use intertide_delivery::preview::{Preview, PreviewRequest, PreviewVerdict};
use intertide_domain::delivery::{Kind, Outcome};
use intertide_domain::filter::{Condition, ConditionVerdict};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::delivery_views::{ExchangeView, KindName, StatusName, texts};
use super::document;
use super::views::rfc3339;

/// What a sync would do with an event.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewView {
    #[schema(value_type = VerdictName)]
    verdict: PreviewVerdict,
    /// Why nothing, or only a part, would be sent: `filtered: …`, `no_change: …`,
    /// `missing_identity: …`.
    #[schema(required)]
    reason: Option<String>,
    /// Every condition that is asked of the event.
    conditions: Vec<ConditionView>,
    /// What would be sent when all goes well, in order: first the user's change, then the event.
    requests: Vec<PreviewRequestView>,
    /// What should be known beside it.
    warnings: Vec<String>,
}

/// What would become of an event, in one word.
#[derive(ToSchema)]
#[schema(as = PreviewVerdict, rename_all = "snake_case")]
#[expect(dead_code, reason = "only describes")]
enum VerdictName {
    /// Something would be sent.
    Send,
    /// The sync does not want it.
    Skip,
    /// The sync wants it, but it can't be delivered.
    Discard,
}

/// A condition, and what was found.
#[derive(Debug, Serialize, ToSchema)]
struct ConditionView {
    #[schema(value_type = document::Condition)]
    condition: Condition,
    held: bool,
    /// The property's value; null where it is missing.
    #[schema(required)]
    value: Option<Value>,
}

/// A request that would be made.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewRequestView {
    #[schema(examples("POST"))]
    method: &'static str,
    #[schema(examples("/events"))]
    path: String,
    /// Null where there is none.
    #[schema(required)]
    body: Option<Value>,
}

impl From<Preview> for PreviewView {
    fn from(preview: Preview) -> Self {
        let conditions = preview.conditions.into_iter();
        let requests = preview.requests.into_iter();
        Self {
            verdict: preview.judgement.verdict,
            reason: preview.judgement.reason,
            conditions: conditions.map(ConditionView::from).collect(),
            requests: requests.map(PreviewRequestView::from).collect(),
            warnings: preview.warnings,
        }
    }
}

impl From<ConditionVerdict> for ConditionView {
    fn from(verdict: ConditionVerdict) -> Self {
        Self {
            condition: verdict.condition,
            held: verdict.held,
            value: verdict.value,
        }
    }
}

impl From<PreviewRequest> for PreviewRequestView {
    fn from(request: PreviewRequest) -> Self {
        Self {
            method: request.method,
            path: request.path,
            body: request.body,
        }
    }
}

/// What became of a test event: its preview, and what was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrialView {
    #[serde(flatten)]
    preview: PreviewView,
    /// What was sent, in order; nothing where the verdict is not to send. The event does not
    /// follow a user's change that did not arrive.
    sent: Vec<SentView>,
}

/// One delivery of a test event.
#[derive(Debug, Serialize, ToSchema)]
struct SentView {
    #[schema(value_type = KindName)]
    kind: Kind,
    /// `pending` where a real delivery would be tried again.
    #[schema(value_type = StatusName)]
    status: Outcome,
    #[schema(required)]
    category: Option<&'static str>,
    exchanges: Vec<ExchangeView>,
    /// What was changed to fit.
    notes: Vec<String>,
}

impl TrialView {
    /// A test event as it is shown, by a server that speaks Intercom's API of this version.
    pub(crate) fn new(trial: Trial, version: &str) -> Self {
        let sent = trial.sent.into_iter();
        Self {
            preview: trial.preview.into(),
            sent: sent.map(|sent| SentView::new(sent, version)).collect(),
        }
    }
}

impl SentView {
    fn new(sent: Sent, version: &str) -> Self {
        let (status, category) = match sent.result {
            TrialResult::Delivered => (Outcome::Delivered, None),
            TrialResult::Discarded(reason) => (Outcome::Discarded, Some(reason.as_str())),
            TrialResult::Pending(reason) => (Outcome::Pending, Some(reason.as_str())),
        };
        let exchanges = sent.exchanges.into_iter();
        Self {
            kind: sent.kind,
            status,
            category,
            exchanges: exchanges
                .map(|exchange| ExchangeView::new(exchange, version))
                .collect(),
            notes: texts(sent.notes),
        }
    }
}

/// What a draft would change, over the latest events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangesView {
    /// Events with which the draft does the same.
    same: u64,
    newly_sent: u64,
    no_longer_sent: u64,
    /// Sent otherwise, or not sent for another kind of reason.
    changed: u64,
    /// The events that differ, in the order in which they came.
    differences: Vec<DifferenceView>,
}

/// An event with which the draft does something else.
#[derive(Debug, Serialize, ToSchema)]
struct DifferenceView {
    event_id: u64,
    event_type: String,
    #[schema(required)]
    user_id: Option<String>,
    #[schema(format = DateTime)]
    received_at: String,
    #[schema(value_type = DifferenceName)]
    kind: DifferenceKind,
    before: SideView,
    after: SideView,
}

/// In which way it differs.
#[derive(ToSchema)]
#[schema(as = Difference, rename_all = "snake_case")]
#[expect(dead_code, reason = "only describes")]
enum DifferenceName {
    NewlySent,
    NoLongerSent,
    Changed,
}

/// What one document does with an event.
#[derive(Debug, Serialize, ToSchema)]
struct SideView {
    #[schema(value_type = VerdictName)]
    verdict: PreviewVerdict,
    #[schema(required)]
    reason: Option<String>,
    /// What would be delivered: a user's change, then the event.
    payloads: Vec<Value>,
}

impl From<ChangePreview> for ChangesView {
    fn from(preview: ChangePreview) -> Self {
        let differences = preview.differences.into_iter();
        Self {
            same: preview.same,
            newly_sent: preview.newly_sent,
            no_longer_sent: preview.no_longer_sent,
            changed: preview.changed,
            differences: differences.map(DifferenceView::from).collect(),
        }
    }
}

impl From<Difference> for DifferenceView {
    fn from(difference: Difference) -> Self {
        Self {
            event_id: difference.offset.get(),
            event_type: difference.event_type.to_string(),
            user_id: difference.user_id.map(|user| user.to_string()),
            received_at: rfc3339(difference.received_at),
            kind: difference.kind,
            before: difference.before.into(),
            after: difference.after.into(),
        }
    }
}

impl From<Side> for SideView {
    fn from(side: Side) -> Self {
        Self {
            verdict: side.judgement.verdict,
            reason: side.judgement.reason,
            payloads: side.payloads,
        }
    }
}
