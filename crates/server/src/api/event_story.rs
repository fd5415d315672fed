//! `GET /api/v1/events/{id}`: one event's story.

use axum::Json;
use axum::extract::{Path, State};
use intertide_delivery::story::{EventStory, StoryError, story};
use intertide_domain::ids::Offset;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::amplitude_event::as_sent;
use super::context::Shared;
use super::delivery_views::DeliveryPageView;
use super::error::{AnyFault, ApiError, Missing};
use super::event_views::EventView;

/// An event with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventStoryView {
    #[serde(flatten)]
    summary: EventView,
    /// Whether it is known what was decided; not so for an event that has just been taken in.
    decided: bool,
    /// Of a duplicate: the event that it is a copy of, where that is still known.
    #[schema(required)]
    copy_of: Option<u64>,
    /// The SDK that sent it: `amplitude-node-ts/1.5.73`.
    #[schema(required)]
    library: Option<String>,
    /// As Amplitude's HTTP API takes it; null when it is older than the log's retention,
    /// or damaged.
    event: Value,
    /// What came of it, in order, each with every exchange.
    deliveries: Vec<DeliveryPageView>,
}

/// One event's story: what came in, what it changed, what each sync said to it, and each delivery
/// with every request and answer.
#[utoipa::path(
    get,
    path = "/api/v1/events/{id}",
    operation_id = "get_event",
    tag = "events",
    params(("id" = u64, Path, description = "The event's id")),
    responses((status = 200, description = "The story", body = EventStoryView), Missing, AnyFault)
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<EventStoryView>, ApiError> {
    let missing = || ApiError::NotFound("event");
    let offset = id.parse().map(Offset::new).map_err(|_| missing())?;
    api.blocking(move |api| {
        let parts = &api.parts;
        let story = story(&*parts.log, &*parts.state, offset)?.ok_or_else(missing)?;
        let view = EventStoryView::new(story, &parts.intercom_version);
        Ok(Json(view.ok_or_else(missing)?))
    })
    .await
}

impl EventStoryView {
    /// The story as it is shown; none where there is neither an event nor a decision.
    fn new(story: EventStory, version: &str) -> Option<Self> {
        let received = story.event.as_ref();
        let decided = story.trace.as_ref();
        let library = received.and_then(|received| received.event.context.library.as_deref());
        let deliveries = story.deliveries.into_iter();
        Some(Self {
            summary: match (decided, received) {
                (Some(trace), _) => trace.into(),
                (None, Some(received)) => EventView::undecided(story.offset, received),
                (None, None) => return None,
            },
            decided: decided.is_some(),
            copy_of: story.copy_of.map(Offset::get),
            library: library.map(str::to_owned),
            event: received.map_or(Value::Null, |received| as_sent(&received.event)),
            deliveries: deliveries
                .map(|record| DeliveryPageView::new(record, None, version))
                .collect(),
        })
    }
}

impl From<StoryError> for ApiError {
    fn from(error: StoryError) -> Self {
        match error {
            StoryError::State(error) => error.into(),
            StoryError::Log(error) => error.into(),
        }
    }
}
