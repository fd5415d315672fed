//! What a delivery looks like in answers (product.md 5).

use intertide_delivery::curl;
use intertide_domain::delivery::{
    Exchange, ExchangeRequest, ExchangeResponse, Kind, Note, Outcome, Status,
};
use intertide_domain::time::UnixMillis;
use intertide_store::state::{DeliveryRecord, DeliveryRow};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::views::rfc3339;

/// A delivery: one event or user change on its way to one sync.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    id: i64,
    sync_id: i64,
    #[schema(value_type = KindName)]
    kind: Kind,
    #[schema(value_type = StatusName)]
    status: Outcome,
    /// Why it waits, was discarded or expired.
    #[schema(required)]
    category: Option<&'static str>,
    /// The event's name; `$identify` and such where a user change came with one.
    event_type: String,
    #[schema(required)]
    user_id: Option<String>,
    /// When the event was accepted.
    #[schema(format = DateTime)]
    received_at: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// When it is tried next; null when it is not pending, or waits behind an earlier one.
    #[schema(required, format = DateTime)]
    next_attempt_at: Option<String>,
    /// When it was delivered, discarded or expired.
    #[schema(required, format = DateTime)]
    settled_at: Option<String>,
    /// Attempts spent.
    attempts: u32,
    /// From the event's acceptance to its delivery.
    #[schema(required)]
    latency_ms: Option<u64>,
    /// What was changed to fit: a value cut, a key renamed.
    notes: Vec<String>,
}

/// What is delivered.
#[derive(ToSchema)]
#[schema(as = DeliveryKind, rename_all = "snake_case")]
#[expect(dead_code, reason = "only describes")]
pub(super) enum KindName {
    Event,
    User,
}

/// How a delivery stands.
#[derive(ToSchema)]
#[schema(as = DeliveryStatus, rename_all = "snake_case")]
#[expect(dead_code, reason = "only describes")]
pub(super) enum StatusName {
    Pending,
    Delivered,
    Discarded,
    Expired,
}

/// A delivery with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryPageView {
    #[serde(flatten)]
    delivery: DeliveryView,
    /// The event that it came from.
    event_id: u64,
    /// With `kind: event`, the event as Amplitude's HTTP API takes it; null when it is older than
    /// the log's retention, or damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Value>,
    /// With `kind: user`, what is sent of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Value>,
    /// Each request to Intercom, in order.
    exchanges: Vec<ExchangeView>,
}

/// One request and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExchangeView {
    /// Which attempt it belongs to, from 1.
    attempt: u32,
    #[schema(format = DateTime)]
    started_at: String,
    duration_ms: u64,
    request: RequestView,
    response: ResponseView,
    /// The request as a command for the shell, which takes the access token from
    /// `$INTERCOM_ACCESS_TOKEN`.
    curl: String,
}

/// A request without its credentials.
#[derive(Debug, Serialize, ToSchema)]
struct RequestView {
    method: String,
    url: String,
    /// JSON, or text where it is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
}

/// What came back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
enum ResponseView {
    /// An HTTP answer.
    Answered {
        status: u16,
        /// Intercom's own id of the exchange, which its support asks for.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
        /// JSON, or text where it is none.
        body: Value,
    },
    /// No whole answer.
    Failed {
        /// `network` or `timeout`.
        reason: &'static str,
        message: String,
    },
}

impl DeliveryPageView {
    /// A delivery as it is shown, with the event behind it where that is wanted.
    pub(crate) fn new(record: DeliveryRecord, event: Option<Value>, version: &str) -> Self {
        let exchanges = record.exchanges.into_iter();
        Self {
            event_id: record.row.offset.get(),
            event,
            change: match record.row.kind {
                Kind::Event => None,
                Kind::User => Some(json_or_text(&record.payload)),
            },
            exchanges: exchanges
                .map(|exchange| ExchangeView::new(exchange, version))
                .collect(),
            delivery: DeliveryView::from(record.row),
        }
    }
}

impl From<DeliveryRow> for DeliveryView {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id.get(),
            sync_id: row.sync.get(),
            kind: row.kind,
            status: row.status.outcome(),
            category: row.status.category(),
            event_type: row.event_type.to_string(),
            user_id: row.user_id.map(|user| user.to_string()),
            received_at: rfc3339(row.received_at),
            created_at: rfc3339(row.created_at),
            next_attempt_at: row.next_attempt_at.map(rfc3339),
            settled_at: row.settled_at.map(rfc3339),
            attempts: row.attempts,
            latency_ms: latency_ms(row.status, row.received_at, row.settled_at),
            notes: texts(row.notes),
        }
    }
}

/// From acceptance to delivery, in milliseconds; none for what has not been delivered.
pub(crate) fn latency_ms(
    status: Status,
    received_at: UnixMillis,
    settled_at: Option<UnixMillis>,
) -> Option<u64> {
    let settled_at = settled_at.filter(|_| status == Status::Delivered)?;
    u64::try_from(settled_at.since(received_at).as_millis()).ok()
}

/// Notes as they are shown.
pub(crate) fn texts(notes: Vec<Note>) -> Vec<String> {
    notes.into_iter().map(|Note(text)| text).collect()
}

/// JSON as a value, and what is none as text.
fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

impl ExchangeView {
    /// An exchange as it is shown, by a server that speaks Intercom's API of this version.
    pub(crate) fn new(exchange: Exchange, version: &str) -> Self {
        let curl = curl::command(&exchange.request, version);
        let ExchangeRequest { method, url, body } = exchange.request;
        Self {
            attempt: exchange.attempt,
            started_at: rfc3339(exchange.started_at),
            duration_ms: exchange.duration_ms,
            request: RequestView {
                method,
                url,
                body: body.as_deref().map(json_or_text),
            },
            response: match exchange.response {
                ExchangeResponse::Answered {
                    status,
                    request_id,
                    body,
                } => ResponseView::Answered {
                    status,
                    request_id,
                    body: json_or_text(&body),
                },
                ExchangeResponse::Failed { reason, message } => ResponseView::Failed {
                    reason: reason.as_str(),
                    message,
                },
            },
            curl,
        }
    }
}
