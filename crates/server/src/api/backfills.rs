//! `/api/v1/syncs/{id}/backfill` and `/backfills`: events that are still in the log, sent through
//! a sync after the fact.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use http::StatusCode;
use intertide_delivery::records;
use intertide_domain::access::{Action, Difference};
use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;
use intertide_store::log::{EventLog, ReadLimit};
use intertide_store::state::{Backfill, BackfillId, BackfillState, NewBackfill};
use serde::Serialize;
use utoipa::ToSchema;

use super::audit;
use super::body::JsonBody;
use super::caller::Caller;
use super::context::{Api, Shared};
use super::error::{AnyFault, ApiError, BodyFault, ErrorBody, Missing};
use super::fields::Fields;
use super::syncs::sync_id;
use super::views::{Page, rfc3339};

/// Backfills of one sync that may run at the same time.
const MOST_RUNNING: usize = 16;

/// Which events are sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the fields are read by hand")]
pub(crate) struct BackfillBody {
    /// Received at this time or later; the beginning of the log unless told.
    #[schema(format = DateTime)]
    from: Option<String>,
    /// Received before this time; now unless told.
    #[schema(format = DateTime)]
    to: Option<String>,
}

/// A backfill, and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BackfillView {
    id: i64,
    sync_id: i64,
    #[schema(inline)]
    state: StateName,
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    to: String,
    progress: Progress,
    /// Deliveries made so far. What the sync had selected already is not made again.
    deliveries: u64,
    #[schema(format = DateTime)]
    started_at: String,
    #[schema(required, format = DateTime)]
    ended_at: Option<String>,
}

/// Whether it is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StateName {
    Running,
    Done,
    Cancelled,
}

/// Records of the log.
#[derive(Debug, Serialize, ToSchema)]
struct Progress {
    looked_at: u64,
    of: u64,
}

impl From<Backfill> for BackfillView {
    fn from(backfill: Backfill) -> Self {
        let start = backfill.records.start.get();
        Self {
            id: backfill.id.0,
            sync_id: backfill.sync.get(),
            state: match backfill.state {
                BackfillState::Running => StateName::Running,
                BackfillState::Done => StateName::Done,
                BackfillState::Cancelled => StateName::Cancelled,
            },
            from: rfc3339(backfill.from),
            to: rfc3339(backfill.to),
            progress: Progress {
                looked_at: backfill.next.get().saturating_sub(start),
                of: backfill.records.end.get().saturating_sub(start),
            },
            deliveries: backfill.deliveries,
            started_at: rfc3339(backfill.started_at),
            ended_at: backfill.ended_at.map(rfc3339),
        }
    }
}

/// Starts to send events that are still in the log through a sync, as its document is now. It
/// works in the background, behind what has just happened and what is tried again; a sync that is
/// switched off makes no progress until it is on.
#[utoipa::path(
    post,
    path = "/api/v1/syncs/{id}/backfill",
    operation_id = "start_backfill",
    tag = "backfills",
    params(("id" = i64, Path, description = "The sync's id")),
    request_body = BackfillBody,
    responses(
        (status = 202, description = "Started", body = BackfillView),
        (status = 409, description = "Sixteen backfills of the sync are running", body = ErrorBody),
        BodyFault,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn start(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<BackfillView>), ApiError> {
    let sync = sync_id(&id)?;
    let fields = Fields::of(body, &["from", "to"])?;
    let (from, to) = (fields.time("from")?, fields.time("to")?);
    let started = api
        .blocking(move |api| started(api, &caller, sync, from, to))
        .await?;
    api.parts.backfill_started.notify_one();
    Ok((StatusCode::ACCEPTED, Json(started.into())))
}

fn started(
    api: &Api,
    caller: &Caller,
    sync: SyncId,
    from: Option<UnixMillis>,
    to: Option<UnixMillis>,
) -> Result<Backfill, ApiError> {
    let parts = &api.parts;
    let all = all_of(api, sync)?;
    let running = |backfill: &&Backfill| backfill.state == BackfillState::Running;
    if all.iter().filter(running).count() >= MOST_RUNNING {
        return Err(ApiError::Conflict(
            "sixteen backfills of this sync are running; wait for one, or cancel one",
        ));
    }
    let now = parts.clock.now();
    let to = to.unwrap_or(now);
    let from = from.unwrap_or_else(|| beginning(&*parts.log).unwrap_or(to));
    if from > to {
        return Err(ApiError::parameter("to", "must not be before `from`"));
    }
    let backfill = parts.state.start_backfill(&NewBackfill {
        sync,
        from,
        to,
        records: parts.log.start()..parts.log.durable_end(),
        at: now,
    })?;
    tracing::info!(%sync, backfill = backfill.id.0, "a backfill was started");
    let facts = vec![
        audit::fact("backfill", backfill.id.0),
        audit::fact("from", rfc3339(from)),
        audit::fact("to", rfc3339(to)),
    ];
    record(api, caller, Action::BackfillStarted, sync, facts);
    Ok(backfill)
}

/// When the first event that the log still has was received.
fn beginning(log: &dyn EventLog) -> Option<UnixMillis> {
    let one = ReadLimit {
        bytes: 1,
        records: 1,
    };
    let first = records::read(log, log.start(), one).ok()?;
    first
        .records
        .first()
        .map(|record| record.received.received_at)
}

/// The backfills of a sync, newest first. Those that ended are forgotten after 90 days.
#[utoipa::path(
    get,
    path = "/api/v1/syncs/{id}/backfills",
    operation_id = "list_backfills",
    tag = "backfills",
    params(("id" = i64, Path, description = "The sync's id")),
    responses(
        (status = 200, description = "Backfills, newest first", body = Page<BackfillView>),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn list(
    State(api): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<Page<BackfillView>>, ApiError> {
    let sync = sync_id(&id)?;
    api.blocking(move |api| {
        let all = all_of(api, sync)?;
        let views = all.into_iter().map(BackfillView::from);
        Ok(Json(Page::whole(views.collect())))
    })
    .await
}

/// Ends a backfill that is running; the deliveries that it has made stay.
#[utoipa::path(
    delete,
    path = "/api/v1/syncs/{id}/backfills/{backfill_id}",
    operation_id = "cancel_backfill",
    tag = "backfills",
    params(
        ("id" = i64, Path, description = "The sync's id"),
        ("backfill_id" = i64, Path, description = "The backfill's id"),
    ),
    responses(
        (status = 200, description = "Cancelled", body = BackfillView),
        (status = 409, description = "It is not running", body = ErrorBody),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn cancel(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((id, backfill_id)): Path<(String, String)>,
) -> Result<Json<BackfillView>, ApiError> {
    let sync = sync_id(&id)?;
    let missing = || ApiError::NotFound("backfill");
    let id = backfill_id.parse().map(BackfillId).map_err(|_| missing())?;
    api.blocking(move |api| {
        let one = || all_of(api, sync).map(|all| all.into_iter().find(|one| one.id == id));
        one()?.ok_or_else(missing)?;
        if !api.parts.state.cancel_backfill(id, api.parts.clock.now())? {
            return Err(ApiError::Conflict("the backfill is not running"));
        }
        tracing::info!(%sync, backfill = id.0, "a backfill was cancelled");
        let facts = vec![audit::fact("backfill", id.0)];
        record(api, &caller, Action::BackfillCancelled, sync, facts);
        Ok(Json(one()?.ok_or_else(missing)?.into()))
    })
    .await
}

fn record(api: &Api, caller: &Caller, action: Action, sync: SyncId, facts: Vec<Difference>) {
    let subject = audit::subject_of(api, sync);
    audit::record(api, caller, action, Some(subject), facts);
}

fn all_of(api: &Api, sync: SyncId) -> Result<Vec<Backfill>, ApiError> {
    if api.parts.state.sync(sync)?.is_none() {
        return Err(ApiError::NotFound("sync"));
    }
    Ok(api.parts.state.backfills(Some(sync))?)
}
