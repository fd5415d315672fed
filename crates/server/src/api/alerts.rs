//! `/api/v1/alerts`: what is wrong, what was, and who was told.

use axum::Json;
use axum::extract::State;
use intertide_delivery::alerts::observation::{Sample, SyncName};
use intertide_delivery::alerts::{
    Alert, Change, ChannelInfo, ChannelKind, Condition, Severity, Tested, Told,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::context::Shared;
use super::error::{AnyFault, ApiError};
use super::views::{Page, rfc3339};

/// Alerts, and the channels that tell them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertList {
    /// What is raised first, then the history; the newest first each.
    data: Vec<AlertView>,
    /// Always `null`: the list is whole.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Without one, alerts are only shown.
    channels: Vec<ChannelView>,
}

/// Something that began to be wrong, and perhaps is well again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertView {
    #[schema(examples("1664604000000-12"))]
    id: String,
    #[schema(examples("sync_credentials"))]
    condition: &'static str,
    /// Which deliveries are discarded; only for `sync_discarding`.
    #[schema(required)]
    category: Option<&'static str>,
    severity: AlertSeverity,
    state: AlertState,
    /// What is wrong, in a few words.
    title: String,
    /// What was seen when it was raised.
    reason: String,
    /// What mends it.
    remedy: &'static str,
    #[schema(required)]
    sync: Option<AlertSync>,
    #[schema(required)]
    sample: Option<AlertSample>,
    #[schema(format = DateTime)]
    raised_at: String,
    #[schema(required, format = DateTime)]
    cleared_at: Option<String>,
    /// How each channel fares with the message of the last change: that it was raised, or cleared.
    told: Vec<ToldView>,
}

/// How soon somebody has to act.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AlertSeverity {
    /// Nothing gets through, or something is lost for good, until somebody acts.
    Critical,
    /// It is to be looked at.
    Warning,
}

/// Whether it is wrong or well.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AlertState {
    Raised,
    Cleared,
}

/// The sync that an alert is about.
#[derive(Debug, Serialize, ToSchema)]
struct AlertSync {
    id: i64,
    /// As it was called then.
    name: String,
}

/// A delivery that shows what is wrong.
#[derive(Debug, Serialize, ToSchema)]
struct AlertSample {
    delivery_id: i64,
    event_type: String,
    #[schema(required)]
    category: Option<String>,
    /// Intercom's own code, where it gave one.
    #[schema(required)]
    code: Option<String>,
}

/// How a channel fares with a message.
#[derive(Debug, Serialize, ToSchema)]
struct ToldView {
    channel: AlertChannel,
    /// When it was told.
    #[schema(required, format = DateTime)]
    at: Option<String>,
    /// Why it was not, as of the last try.
    #[schema(required)]
    error: Option<String>,
}

/// A way on which messages reach people.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AlertChannel {
    Webhook,
    Slack,
    Email,
}

/// A channel that is set.
#[derive(Debug, Serialize, ToSchema)]
struct ChannelView {
    kind: AlertChannel,
    /// Where it leads, as far as that is no secret.
    #[schema(examples("hooks.slack.com"))]
    target_hint: String,
}

/// What became of a test message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TestedView {
    channel: AlertChannel,
    ok: bool,
    /// What the other side said, or why it was not reached.
    message: String,
}

/// What is wrong and what was, with who was told: what is raised first, then the last ones that
/// were cleared.
#[utoipa::path(
    get,
    path = "/api/v1/alerts",
    operation_id = "list_alerts",
    tag = "alerts",
    responses((status = 200, description = "Alerts and channels", body = AlertList), AnyFault)
)]
pub(crate) async fn list(State(api): State<Shared>) -> Result<Json<AlertList>, ApiError> {
    api.blocking(|api| {
        let alerts = &api.parts.alerts;
        let channels = alerts.channels().into_iter();
        Ok(Json(AlertList {
            data: alerts.alerts().into_iter().map(AlertView::from).collect(),
            next_cursor: None,
            channels: channels.map(ChannelView::from).collect(),
        }))
    })
    .await
}

/// Sends a test message to every channel, and says of each whether it was taken.
#[utoipa::path(
    post,
    path = "/api/v1/alerts/test",
    operation_id = "test_alerts",
    tag = "alerts",
    responses(
        (status = 200, description = "What became of it", body = Page<TestedView>),
        AnyFault,
    )
)]
pub(crate) async fn test(State(api): State<Shared>) -> Json<Page<TestedView>> {
    let tested = api.parts.alerts.test().await.into_iter();
    Json(Page::whole(tested.map(TestedView::from).collect()))
}

impl From<Alert> for AlertView {
    fn from(alert: Alert) -> Self {
        Self {
            title: alert.title(),
            state: alert.change().into(),
            id: alert.id.to_string(),
            condition: alert.condition.name(),
            category: match alert.condition {
                Condition::SyncDiscarding { category, .. } => Some(category.as_str()),
                _ => None,
            },
            severity: alert.condition.severity().into(),
            remedy: alert.condition.remedy(),
            reason: alert.reason,
            sync: alert.sync.map(AlertSync::from),
            sample: alert.sample.map(AlertSample::from),
            raised_at: rfc3339(alert.raised_at),
            cleared_at: alert.cleared_at.map(rfc3339),
            told: alert.told.into_iter().map(ToldView::from).collect(),
        }
    }
}

impl From<SyncName> for AlertSync {
    fn from(sync: SyncName) -> Self {
        Self {
            id: sync.id.get(),
            name: sync.name,
        }
    }
}

impl From<Sample> for AlertSample {
    fn from(sample: Sample) -> Self {
        Self {
            delivery_id: sample.delivery_id.get(),
            event_type: sample.event_type.to_string(),
            category: sample.category,
            code: sample.code,
        }
    }
}

impl From<Told> for ToldView {
    fn from(told: Told) -> Self {
        Self {
            channel: told.channel.into(),
            at: told.at.map(rfc3339),
            error: told.error,
        }
    }
}

impl From<ChannelInfo> for ChannelView {
    fn from(channel: ChannelInfo) -> Self {
        Self {
            kind: channel.kind.into(),
            target_hint: channel.target_hint,
        }
    }
}

impl From<Tested> for TestedView {
    fn from(tested: Tested) -> Self {
        Self {
            channel: tested.channel.into(),
            ok: tested.result.is_ok(),
            message: match tested.result {
                Ok(()) => "The message was taken.".to_owned(),
                Err(error) => error.to_string(),
            },
        }
    }
}

impl From<Severity> for AlertSeverity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Critical,
            Severity::Warning => Self::Warning,
        }
    }
}

impl From<Change> for AlertState {
    fn from(change: Change) -> Self {
        match change {
            Change::Raised => Self::Raised,
            Change::Cleared => Self::Cleared,
        }
    }
}

impl From<ChannelKind> for AlertChannel {
    fn from(kind: ChannelKind) -> Self {
        match kind {
            ChannelKind::Webhook => Self::Webhook,
            ChannelKind::Slack => Self::Slack,
            ChannelKind::Email => Self::Email,
        }
    }
}
