//! `GET /api/v1/events`: what arrived, and what became of it.

use axum::Json;
use axum::extract::State;
use intertide_domain::delivery::Outcome;
use intertide_domain::ids::{DeviceId, EventType, InsertId, Offset, SyncId, UserId};
use intertide_domain::process::SkipReason;
use intertide_store::state::{TraceOutcome, TraceQuery};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Parameters;
use super::context::{Api, Shared};
use super::delivery_views::DeliveryView;
use super::error::{AnyFault, ApiError, BadParameter};
use super::event_views::EventView;
use super::parameters::{behind, cursor, given, page_limit, read, time};
use super::views::Page;

/// What narrows a list of events. An empty value is as good as none.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventParameters {
    /// The user whom the event belongs to, also where only the device told.
    user_id: Option<String>,
    device_id: Option<String>,
    insert_id: Option<String>,
    /// The event's name.
    event_type: Option<String>,
    /// What became of it.
    #[param(inline, value_type = Option<EventOutcomeName>, example = "discarded")]
    outcome: Option<String>,
    /// Through this sync alone.
    #[param(value_type = Option<i64>)]
    sync_id: Option<String>,
    /// Received at this time or later, RFC 3339.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Received before this time, RFC 3339.
    #[param(format = DateTime)]
    to: Option<String>,
    /// How many, 50 unless told.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An event, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventRowView {
    #[serde(flatten)]
    event: EventView,
    /// What came of it, through all syncs.
    deliveries: Vec<DeliveryView>,
}

/// Events that were decided on, newest first, each with what became of it.
///
/// A page looks through a bounded stretch of what is kept: it may be short, or empty, and still
/// have a next one.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    operation_id = "list_events",
    tag = "events",
    params(EventParameters),
    responses(
        (status = 200, description = "Events, newest first", body = Page<EventRowView>),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn list(
    State(api): State<Shared>,
    Parameters(parameters): Parameters<EventParameters>,
) -> Result<Json<Page<EventRowView>>, ApiError> {
    let query = query(&parameters)?;
    api.blocking(move |api| {
        let page = api.parts.state.traces(&query)?;
        let rows: Result<_, ApiError> = page
            .traces
            .iter()
            .map(|trace| row(api, trace.offset, trace.into()))
            .collect();
        let next = page.next.map(|next| cursor(next.get().to_be_bytes()));
        Ok(Json(Page {
            data: rows?,
            next_cursor: next,
        }))
    })
    .await
}

fn row(api: &Api, offset: Offset, event: EventView) -> Result<EventRowView, ApiError> {
    let deliveries = api.parts.state.deliveries_of(offset)?;
    Ok(EventRowView {
        event,
        deliveries: deliveries.into_iter().map(DeliveryView::from).collect(),
    })
}

fn query(parameters: &EventParameters) -> Result<TraceQuery, ApiError> {
    let p = parameters;
    Ok(TraceQuery {
        user: given(p.user_id.as_deref()).map(UserId::from),
        device: given(p.device_id.as_deref()).map(DeviceId::from),
        insert_id: given(p.insert_id.as_deref()).map(InsertId::from),
        event_type: given(p.event_type.as_deref()).map(EventType::from),
        outcome: read("outcome", p.outcome.as_deref(), outcome)?,
        sync: read("sync_id", p.sync_id.as_deref(), sync)?,
        from: read("from", p.from.as_deref(), time)?,
        to: read("to", p.to.as_deref(), time)?,
        before: read("cursor", p.cursor.as_deref(), behind)?
            .map(|number| Offset::new(u64::from_be_bytes(number))),
        limit: page_limit(p.limit.as_deref())?,
    })
}

/// What can become of an event.
#[derive(ToSchema)]
#[schema(as = EventOutcome, rename_all = "snake_case")]
#[expect(dead_code, reason = "only describes")]
enum EventOutcomeName {
    Delivered,
    Pending,
    Discarded,
    Expired,
    Filtered,
    NotSelected,
    NoChange,
    Duplicate,
}

fn outcome(text: &str) -> Result<TraceOutcome, String> {
    let skipped = [
        SkipReason::Filtered,
        SkipReason::NotSelected,
        SkipReason::NoChange,
    ];
    let delivery = Outcome::ALL.iter().copied().map(TraceOutcome::Delivery);
    delivery
        .chain(skipped.map(TraceOutcome::Skipped))
        .chain([TraceOutcome::Duplicate])
        .find(|outcome| name(*outcome) == text)
        .ok_or_else(|| {
            "is one of delivered, pending, discarded, expired, filtered, not_selected, no_change \
             and duplicate"
                .to_owned()
        })
}

const fn name(outcome: TraceOutcome) -> &'static str {
    match outcome {
        TraceOutcome::Delivery(outcome) => outcome.as_str(),
        TraceOutcome::Skipped(reason) => reason.as_str(),
        TraceOutcome::Duplicate => "duplicate",
    }
}

fn sync(text: &str) -> Result<SyncId, String> {
    text.parse()
        .map(SyncId::new)
        .map_err(|_| "is a sync's id, a number".to_owned())
}
