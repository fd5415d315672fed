//! `GET /api/v1/events/live`: what arrives and what becomes of it, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt as _, future};
use intertide_delivery::live::LiveItem;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, broadcast, watch};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;
use utoipa::ToSchema;

use super::context::Shared;
use super::error::{AnyFault, ApiError};
use super::event_views::EventView;
use super::live_views::AttemptView;

/// How often a quiet connection is told that it lives: before proxies give it up.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The data of one item.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum LiveData {
    Event(EventView),
    Delivery(AttemptView),
    /// Items that the watcher missed by being too slow.
    Missed {
        count: u64,
    },
}

/// Follows events and deliveries as they happen.
///
/// Server-sent events, each with JSON as its data: `event: event` for an event that was decided
/// on, `event: delivery` for an attempt that ended, `event: missed` with `{count}` when the
/// watcher was too slow for some.
#[utoipa::path(
    get,
    path = "/api/v1/events/live",
    operation_id = "follow_events",
    tag = "events",
    responses(
        (status = 200, description = "The feed", body = LiveData,
            content_type = "text/event-stream"),
        AnyFault,
    )
)]
pub(crate) async fn live(State(api): State<Shared>) -> Result<Response, ApiError> {
    let place = api.watchers.clone().try_acquire_owned().map_err(|_| {
        ApiError::Unavailable("too many watch the live feed already; close one of them")
    })?;
    let feed = feed(api.parts.live.watch(), api.parts.stopping.clone(), place);
    let sse = Sse::new(feed).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // Proxies that buffer answers would keep the feed to themselves.
    Ok(([("x-accel-buffering", "no")], sse).into_response())
}

/// The feed of one watcher, until the server stops. Holds `place` for as long as it is watched.
fn feed(
    items: broadcast::Receiver<LiveItem>,
    mut stopping: watch::Receiver<bool>,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    let stopped = async move {
        // Whoever would tell has gone: nothing will stop the feed but the watcher.
        if stopping.wait_for(|stopping| *stopping).await.is_err() {
            future::pending::<()>().await;
        }
    };
    BroadcastStream::new(items)
        .map(move |item| {
            let _place = &place;
            Ok(told(item))
        })
        .take_until(Box::pin(stopped))
}

fn told(item: Result<LiveItem, BroadcastStreamRecvError>) -> Event {
    let (name, data) = match item {
        Ok(LiveItem::Event(trace)) => ("event", LiveData::Event((&*trace).into())),
        Ok(LiveItem::Attempt(attempt)) => ("delivery", LiveData::Delivery((&*attempt).into())),
        Err(BroadcastStreamRecvError::Lagged(count)) => ("missed", LiveData::Missed { count }),
    };
    // Texts, numbers and lists: nothing that could fail to be written.
    let data = serde_json::to_string(&data).unwrap_or_default();
    Event::default().event(name).data(data)
}
