//! `/api/v1/syncs/{id}/preview`, `/preview-changes` and `/test-event`: what a sync would do.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use intertide_delivery::directory::{Access, LiveSync};
use intertide_delivery::dispatch::Address;
use intertide_delivery::preview::change::{MOST_EVENTS, latest};
use intertide_delivery::preview::trial::send_test;
use intertide_delivery::preview::{PreviewError, Previewer, Subject};
use intertide_domain::access::Action;
use intertide_domain::event::Event;
use intertide_domain::ids::SyncId;
use intertide_domain::sync::AccessToken;
use intertide_domain::sync::read::TokenInput;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::audit;
use super::body::JsonBody;
use super::caller::Caller;
use super::context::{Api, Shared};
use super::document::SyncDocumentWrite;
use super::error::{AnyFault, ApiError, DocumentFault, ErrorBody, Missing};
use super::fields::Fields;
use super::preview_views::{ChangesView, PreviewView, TrialView};
use super::syncs::{sync_id, validated};
use crate::amplitude::{NotAnEvent, read_event};
use crate::parts::ServerParts;

/// One event as Amplitude's HTTP API takes it, which may be an `$identify`; or such an event and a
/// draft of the sync's document, which is asked instead of the stored one.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only describes; the body is read by hand")]
pub(crate) enum PreviewBody {
    Event(Value),
    WithDraft {
        event: Value,
        document: Option<Box<SyncDocumentWrite>>,
    },
}

/// A draft, and how many of the latest events it is tried on.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the body is read by hand")]
pub(crate) struct ChangesBody {
    document: SyncDocumentWrite,
    #[schema(minimum = 1, maximum = 1_000, default = 1_000)]
    last: Option<u64>,
}

/// What a sync, or a draft of it, would do with an event. Sends nothing and changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/syncs/{id}/preview",
    operation_id = "preview_event",
    tag = "previews",
    params(("id" = i64, Path, description = "The sync's id")),
    request_body = PreviewBody,
    responses(
        (status = 200, description = "What would be sent, or why nothing", body = PreviewView),
        DocumentFault,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn preview(
    State(api): State<Shared>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<PreviewView>, ApiError> {
    let (event, asked) = question(&api, &id, body)?;
    api.blocking(move |api| {
        let preview = previewer(&api.parts).preview(&asked.subject, &event)?;
        Ok(Json(preview.into()))
    })
    .await
}

/// What a draft of the sync's document would change, over the latest events of the log. Sends
/// nothing and changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/syncs/{id}/preview-changes",
    operation_id = "preview_changes",
    tag = "previews",
    params(("id" = i64, Path, description = "The sync's id")),
    request_body = ChangesBody,
    responses(
        (status = 200, description = "What would be different", body = ChangesView),
        DocumentFault,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn changes(
    State(api): State<Shared>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<ChangesView>, ApiError> {
    let sync = stored(&api, sync_id(&id)?)?;
    let mut fields = Fields::of(body, &["document", "last"])?;
    let last = fields.read("last", last)?.unwrap_or(MOST_EVENTS);
    let document = fields
        .take("document")
        .ok_or_else(|| ApiError::parameter("document", "give the draft of the sync's document"))?;
    let draft = Asked::draft(&api, &sync, document)?;
    api.blocking(move |api| {
        let records = latest(&*api.parts.log, last)?;
        let saved = Subject::of(&sync);
        let changes = previewer(&api.parts).compare(&saved, &draft.subject, &records)?;
        Ok(Json(changes.into()))
    })
    .await
}

/// Sends an event through a sync, or a draft of it, as a test. Nothing of it is kept, and nothing
/// is tried again.
#[utoipa::path(
    post,
    path = "/api/v1/syncs/{id}/test-event",
    operation_id = "send_test_event",
    tag = "previews",
    params(("id" = i64, Path, description = "The sync's id")),
    request_body = PreviewBody,
    responses(
        (status = 200, description = "What was sent and answered, or why nothing was sent",
            body = TrialView),
        (status = 409, description = "The sync has no usable access token", body = ErrorBody),
        DocumentFault,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn test(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<TrialView>, ApiError> {
    let (event, asked) = question(&api, &id, body)?;
    let address = Address {
        endpoint: asked.subject.document.credentials.endpoint.clone(),
        token: asked.token.ok_or(ApiError::Conflict(
            "the sync has no usable access token: enter one",
        ))?,
    };
    let _turn = api
        .trials
        .acquire()
        .await
        .map_err(|_| ApiError::Unavailable("the server is stopping"))?;
    let parts = &api.parts;
    let previewer = previewer(parts);
    let trial = send_test(&previewer, &*parts.sender, &address, &asked.subject, event).await?;
    let sync = sync_id(&id)?;
    api.blocking(move |api| {
        let subject = audit::subject_of(api, sync);
        audit::record(
            api,
            &caller,
            Action::TestEventSent,
            Some(subject),
            Vec::new(),
        );
        Ok(())
    })
    .await?;
    Ok(Json(TrialView::new(trial, &parts.intercom_version)))
}

fn previewer(parts: &ServerParts) -> Previewer {
    Previewer {
        state: parts.state.clone(),
        destination: parts.destination.clone(),
        merge: parts.merge,
        clock: parts.clock.clone(),
    }
}

/// What is asked: the stored document or a draft, and the token that it would send with.
#[derive(Debug)]
struct Asked {
    subject: Subject,
    token: Option<AccessToken>,
}

impl Asked {
    fn stored(sync: &LiveSync) -> Self {
        Self {
            subject: Subject::of(sync),
            token: stored_token(sync),
        }
    }

    /// A draft that has not been saved. What is remembered of the workspace counts for it as long
    /// as it has the stored token and endpoint, which are what names a workspace.
    fn draft(api: &Api, sync: &LiveSync, document: Value) -> Result<Self, ApiError> {
        let input = validated(api, document)?;
        let same_endpoint =
            input.document.credentials.endpoint == sync.document.credentials.endpoint;
        let (token, same_token) = match input.token {
            TokenInput::New(token) => (Some(token), false),
            TokenInput::Keep | TokenInput::Absent => (stored_token(sync), true),
        };
        let workspace = sync.access.workspace();
        Ok(Self {
            subject: Subject {
                document: Arc::new(input.document),
                workspace: workspace.filter(|_| same_endpoint && same_token),
            },
            token,
        })
    }
}

fn stored_token(sync: &LiveSync) -> Option<AccessToken> {
    match &sync.access {
        Access::Granted { token, .. } => Some(token.clone()),
        Access::NoToken | Access::Unreadable(_) => None,
    }
}

fn stored(api: &Api, id: SyncId) -> Result<LiveSync, ApiError> {
    let listing = api.parts.directory.listing();
    let sync = listing.syncs.get(&id).ok_or(ApiError::NotFound("sync"))?;
    Ok(sync.clone())
}

/// Reads the body: an event, or an event with a draft. An event as it is sent has no field `event`.
fn question(api: &Api, id: &str, body: Value) -> Result<(Event, Asked), ApiError> {
    let sync = stored(api, sync_id(id)?)?;
    if body.get("event").is_none() && body.get("document").is_none() {
        return Ok((event(api, &body)?, Asked::stored(&sync)));
    }
    let mut fields = Fields::of(body, &["event", "document"])?;
    let given = fields.take("event").unwrap_or_default();
    let event = event(api, &given)?;
    let asked = match fields.take("document") {
        Some(document) => Asked::draft(api, &sync, document)?,
        None => Asked::stored(&sync),
    };
    Ok((event, asked))
}

fn event(api: &Api, body: &Value) -> Result<Event, ApiError> {
    read_event(body.to_string().as_bytes(), api.parts.clock.now()).map_err(|fault| {
        let field = match &fault {
            NotAnEvent::NotAnObject => "event",
            NotAnEvent::Fields(fields) => fields.first().copied().unwrap_or("event"),
        };
        ApiError::parameter(field, format!("this is no event: {fault}"))
    })
}

fn last(value: &Value) -> Result<u64, String> {
    let last = value
        .as_u64()
        .filter(|last| (1..=MOST_EVENTS).contains(last));
    last.ok_or_else(|| format!("write a whole number from 1 to {MOST_EVENTS}"))
}

impl From<PreviewError> for ApiError {
    fn from(error: PreviewError) -> Self {
        match error {
            PreviewError::State(error) => error.into(),
            PreviewError::Log(error) => error.into(),
            PreviewError::Document(fault) => {
                tracing::error!(%fault, "a document that was validated can't be used");
                Self::Internal
            }
            PreviewError::CutOff => Self::Unavailable("the server is stopping"),
        }
    }
}
