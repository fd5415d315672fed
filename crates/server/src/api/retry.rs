//! `POST /api/v1/syncs/{id}/retry`: puts failed deliveries back.

use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::{Extension, Json};
use intertide_delivery::redecide::Redecider;
use intertide_domain::access::Action;
use intertide_domain::ids::{DeliveryId, SyncId};
use intertide_store::state::PutBack;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::audit;
use super::body::{JsonBody, Parameters};
use super::caller::Caller;
use super::context::{Api, Shared};
use super::error::{AnyFault, ApiError, BodyFault, Missing};
use super::fields::Fields;
use super::parameters::category;
use super::syncs::sync_id;

/// How many are put back in one commit: little enough that intake hardly waits for it.
const STEP: u64 = 1_000;

/// The most ids that one request may name.
const MOST_IDS: usize = 10_000;

/// How long one request puts back: well within the time in which its answer has to begin.
const WORK: Duration = Duration::from_secs(20);

/// How long one request decides again.
const WORK_AGAIN: Duration = Duration::from_secs(5);

/// Which deliveries are put back: those that fit all that is given, at least one of them. Only
/// what was discarded or has expired is; an id of anything else is not counted.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the fields are read by hand")]
pub(crate) struct RetryBody {
    /// These alone.
    #[schema(max_items = 10_000)]
    ids: Option<Vec<i64>>,
    /// Of this category alone.
    #[schema(examples("user_not_found"))]
    category: Option<String>,
    /// Created at this time or later.
    #[schema(format = DateTime)]
    from: Option<String>,
    /// Created before this time.
    #[schema(format = DateTime)]
    to: Option<String>,
}

/// Whether anything is done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RetryParameters {
    /// Only counts.
    #[serde(default)]
    dry_run: bool,
}

/// What was put back.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct RetryView {
    /// How many fitted when the request came.
    count: u64,
    /// How many were put back; fewer than `count` when time ran out, and the same request goes on
    /// then. Absent with `dry_run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    put_back: Option<u64>,
}

/// Puts failed deliveries back, after a fix: they are pending again, with all attempts before
/// them. What was discarded since nobody could be identified is decided again first. Those of a sync that is switched off wait until it is on.
#[utoipa::path(
    post,
    path = "/api/v1/syncs/{id}/retry",
    operation_id = "retry_deliveries",
    tag = "deliveries",
    params(("id" = i64, Path, description = "The sync's id"), RetryParameters),
    request_body = RetryBody,
    responses(
        (status = 200, description = "How many", body = RetryView),
        BodyFault,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn retry(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Parameters(parameters): Parameters<RetryParameters>,
    JsonBody(body): JsonBody,
) -> Result<Json<RetryView>, ApiError> {
    let which = which(sync_id(&id)?, body)?;
    api.blocking(move |api| {
        let state = &api.parts.state;
        if state.sync(which.sync)?.is_none() {
            return Err(ApiError::NotFound("sync"));
        }
        let decided_again = decide_again(api, &which, parameters.dry_run)?;
        let count = state.count_put_back(&which)?;
        if parameters.dry_run {
            return Ok(Json(RetryView {
                count: count + decided_again,
                put_back: None,
            }));
        }
        let put_back = Some(put_back(api, &caller, &which, count)?);
        Ok(Json(RetryView { count, put_back }))
    })
    .await
}

fn which(sync: SyncId, body: Value) -> Result<PutBack, ApiError> {
    let fields = Fields::of(body, &["ids", "category", "from", "to"])?;
    if fields.is_empty() {
        let message = "say which: give `ids`, `category`, or a time with `from`, `to` or both";
        return Err(ApiError::parameter("", message));
    }
    Ok(PutBack {
        sync,
        ids: fields.read("ids", ids)?,
        category: fields.read("category", |name| {
            category(name.as_str().unwrap_or_default())
        })?,
        from: fields.time("from")?,
        to: fields.time("to")?,
    })
}

fn ids(list: &Value) -> Result<Vec<DeliveryId>, String> {
    let ids = list.as_array().filter(|ids| ids.len() <= MOST_IDS);
    ids.and_then(|ids| {
        ids.iter()
            .map(|id| id.as_i64().map(DeliveryId::new))
            .collect()
    })
    .ok_or_else(|| format!("write a list of at most {MOST_IDS} ids, which are whole numbers"))
}

/// Decides again on what was discarded since nobody could be identified, so that what can be sent
/// is put back with the rest; only counts it with `dry_run`. Stops when time runs out.
fn decide_again(api: &Api, which: &PutBack, dry_run: bool) -> Result<u64, ApiError> {
    let parts = &api.parts;
    let redecider = Redecider {
        log: parts.log.clone(),
        state: parts.state.clone(),
        directory: parts.directory.clone(),
        destination: parts.destination.clone(),
        merge: parts.merge,
        clock: parts.clock.clone(),
    };
    let started = Instant::now();
    let mut count = 0;
    let mut after = None;
    loop {
        let round = redecider.round(which, after)?;
        count += round.decided.len() as u64;
        if !dry_run {
            parts.state.place(&round.decided)?;
        }
        after = round.next;
        if after.is_none() || started.elapsed() >= WORK_AGAIN {
            return Ok(count);
        }
    }
}

/// Puts back no more than there were at first: what fails again meanwhile is not taken up again.
/// The lane hears of it at the end, so that nothing fails again while others wait to be put back.
fn put_back(api: &Api, caller: &Caller, which: &PutBack, count: u64) -> Result<u64, ApiError> {
    let started = Instant::now();
    let mut put_back = 0;
    let mut failed = None;
    while put_back < count && started.elapsed() < WORK {
        let step = usize::try_from(STEP.min(count - put_back)).unwrap_or(usize::MAX);
        match api.parts.state.put_back(which, step, api.parts.clock.now()) {
            Ok(0) => break,
            Ok(taken) => put_back += taken,
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    if put_back > 0 {
        tracing::info!(sync = %which.sync, put_back, "deliveries were put back");
        let subject = audit::subject_of(api, which.sync);
        let facts = vec![audit::fact("put_back", put_back)];
        audit::record(api, caller, Action::DeliveriesRetried, Some(subject), facts);
        api.parts.lanes.more(which.sync);
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(put_back),
    }
}
