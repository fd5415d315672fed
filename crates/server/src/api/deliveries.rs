//! `/api/v1/syncs/{id}/deliveries` and `/api/v1/deliveries/{id}`: what became of what was
//! selected.

use axum::Json;
use axum::extract::{Path, State};
use intertide_delivery::records;
use intertide_domain::delivery::Kind;
use intertide_domain::ids::{DeliveryId, Offset};
use intertide_store::log::EventLog;
use serde_json::Value;

use super::amplitude_event::as_sent;
use super::body::Parameters;
use super::context::Shared;
use super::delivery_query::{DeliveryParameters, cursor, query};
use super::delivery_views::{DeliveryPageView, DeliveryView};
use super::error::{AnyFault, ApiError, BadParameter, Missing};
use super::syncs::sync_id;
use super::views::Page;

/// A sync's deliveries, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/syncs/{id}/deliveries",
    operation_id = "list_deliveries",
    tag = "deliveries",
    params(("id" = i64, Path, description = "The sync's id"), DeliveryParameters),
    responses(
        (status = 200, description = "Deliveries, newest first", body = Page<DeliveryView>),
        BadParameter,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn list(
    State(api): State<Shared>,
    Path(id): Path<String>,
    Parameters(parameters): Parameters<DeliveryParameters>,
) -> Result<Json<Page<DeliveryView>>, ApiError> {
    let query = query(sync_id(&id)?, &parameters)?;
    api.blocking(move |api| {
        let state = &api.parts.state;
        if state.sync(query.sync)?.is_none() {
            return Err(ApiError::NotFound("sync"));
        }
        let page = state.deliveries(&query)?;
        Ok(Json(Page {
            data: page
                .deliveries
                .into_iter()
                .map(DeliveryView::from)
                .collect(),
            next_cursor: page.next.map(cursor),
        }))
    })
    .await
}

/// One delivery: what is behind it, and each exchange with Intercom.
#[utoipa::path(
    get,
    path = "/api/v1/deliveries/{id}",
    operation_id = "get_delivery",
    tag = "deliveries",
    params(("id" = i64, Path, description = "The delivery's id")),
    responses(
        (status = 200, description = "The delivery", body = DeliveryPageView),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<DeliveryPageView>, ApiError> {
    let id = id
        .parse()
        .map(DeliveryId::new)
        .map_err(|_| ApiError::NotFound("delivery"))?;
    api.blocking(move |api| {
        let record = api.parts.state.delivery(id)?;
        let record = record.ok_or(ApiError::NotFound("delivery"))?;
        let event = match record.row.kind {
            Kind::Event => Some(event_behind(&*api.parts.log, record.row.offset)),
            Kind::User => None,
        };
        let version = &api.parts.intercom_version;
        Ok(Json(DeliveryPageView::new(record, event, version)))
    })
    .await
}

/// The event at this place of the log; null when the log has let it go.
fn event_behind(log: &dyn EventLog, offset: Offset) -> Value {
    match records::read_one(log, offset) {
        Ok(received) => received.map_or(Value::Null, |received| as_sent(&received.event)),
        Err(error) => {
            tracing::warn!(%offset, %error, "the event behind a delivery can't be read");
            Value::Null
        }
    }
}
