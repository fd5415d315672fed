//! `/api/2/deletions/users`: erasing users as Amplitude's own API has it (amplitude.md 1.1).
//!
//! A job is all that was asked for on one day. It begins at once, so none is ever `staging`, and
//! there is nothing that could be taken out of one again.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request, State};
use axum::{Extension, Json};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use intertide_domain::privacy::{Erasure, Stage};
use intertide_domain::time::UnixMillis;
use intertide_store::state::ErasureQuery;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

use super::body::{JsonBody, Parameters};
use super::caller::Caller;
use super::context::Shared;
use super::deletion_request::{Wanted, erase, flag, text, user_ids};
use super::error::{AnyFault, ApiError, BadParameter, BodyFault};
use super::fields::Fields;

/// The longest period that a list takes.
const MOST_DAYS: u64 = 184;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many erasures are read at once.
const READ_AT_ONCE: usize = 1_000;

const FORM: &str = "application/x-www-form-urlencoded";

const FIELDS: [&str; 7] = [
    "user_ids",
    "amplitude_ids",
    "requester",
    "ignore_invalid_id",
    "delete_from_org",
    "include_mapped_user_ids",
    "delete_in_intercom",
];

/// Who is to be erased, in JSON or as a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the fields are read by hand")]
pub(crate) struct UserDeletionBody {
    #[schema(min_items = 1, max_items = 100)]
    user_ids: Vec<String>,
    /// Intertide gives no such ids: naming one is a fault, unless invalid ids are ignored.
    amplitude_ids: Option<Vec<i64>>,
    requester: Option<String>,
    /// Passes over ids that are not known.
    ignore_invalid_id: Option<bool>,
    /// There is one project, so this is always so; with `true` unknown ids are passed over.
    delete_from_org: Option<bool>,
    /// Every answer names the users.
    include_mapped_user_ids: Option<bool>,
    /// Whether the users' contacts in Intercom are deleted too, for good.
    delete_in_intercom: Option<bool>,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserDeletionJob {
    /// The day on which it began, in UTC.
    #[schema(examples("2026-11-25"))]
    day: String,
    status: JobStatus,
    amplitude_ids: Vec<UserDeletion>,
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum JobStatus {
    Submitted,
    Done,
}

/// A user in a job.
#[derive(Debug, Serialize, ToSchema)]
struct UserDeletion {
    /// The erasure's id, as in `/api/v1/deletions`.
    amplitude_id: i64,
    user_id: String,
    requested_on_day: String,
    #[schema(required)]
    requester: Option<String>,
}

/// Which jobs are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobParameters {
    /// The first day, as `2026-11-25`.
    #[param(required)]
    start_day: Option<String>,
    /// The last day; at most six months after the first.
    #[param(required)]
    end_day: Option<String>,
}

impl UserDeletionJob {
    fn of(day: String, erasures: &[Erasure]) -> Self {
        let done = erasures.iter().all(|erasure| erasure.stage == Stage::Done);
        Self {
            status: if done {
                JobStatus::Done
            } else {
                JobStatus::Submitted
            },
            amplitude_ids: erasures
                .iter()
                .map(|erasure| UserDeletion {
                    amplitude_id: erasure.id.get(),
                    user_id: erasure.user_id.to_string(),
                    requested_on_day: day_of(erasure.requested_at),
                    requester: erasure.requested_by.clone(),
                })
                .collect(),
            day,
        }
    }
}

/// Erases users, as `POST /api/v1/deletions` does.
#[utoipa::path(
    post,
    path = "/api/2/deletions/users",
    operation_id = "delete_users",
    tag = "privacy",
    request_body(content(
        (UserDeletionBody = "application/json"),
        (UserDeletionBody = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, description = "The job that has begun", body = UserDeletionJob),
        BodyFault,
        AnyFault,
    )
)]
pub(crate) async fn delete_users(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Json<UserDeletionJob>, ApiError> {
    let fields = Fields::of(read_body(request).await?, &FIELDS)?;
    fields.read("include_mapped_user_ids", flag)?;
    let ignores = fields.read("ignore_invalid_id", flag)?.unwrap_or(false);
    let of_org = fields.read("delete_from_org", flag)?.unwrap_or(false);
    let ignore_unknown = ignores || of_org;
    let foreign = fields.read("amplitude_ids", any_ids)?.unwrap_or(false);
    if foreign && !ignore_unknown {
        let message = "there are no amplitude ids here; name users by `user_ids`";
        return Err(ApiError::parameter("amplitude_ids", message));
    }
    let wanted = Wanted {
        users: fields.read("user_ids", user_ids)?.unwrap_or_default(),
        contacts: fields.read("delete_in_intercom", flag)?.unwrap_or(false),
        requester: fields.read("requester", text)?,
        ignore_unknown,
    };
    let erasures = erase(&api, caller, wanted).await?;
    let day = day_of(api.parts.clock.now());
    Ok(Json(UserDeletionJob::of(day, &erasures)))
}

/// The jobs of a period, one for each day on which something was asked for.
#[utoipa::path(
    get,
    path = "/api/2/deletions/users",
    operation_id = "list_user_deletions",
    tag = "privacy",
    params(JobParameters),
    responses(
        (status = 200, description = "The jobs, by day", body = Vec<UserDeletionJob>),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn list_jobs(
    State(api): State<Shared>,
    Parameters(parameters): Parameters<JobParameters>,
) -> Result<Json<Vec<UserDeletionJob>>, ApiError> {
    let from = day("start_day", parameters.start_day.as_deref())?;
    let to = day("end_day", parameters.end_day.as_deref())?.plus(DAY);
    if from.plus(DAY.saturating_mul(MOST_DAYS as u32)) < to || to <= from {
        let message = "the last day is not before the first, and at most six months after it";
        return Err(ApiError::parameter("end_day", message));
    }
    let mut query = ErasureQuery {
        from: Some(from),
        to: Some(to),
        limit: READ_AT_ONCE,
        ..ErasureQuery::default()
    };
    api.blocking(move |api| {
        let mut days: BTreeMap<String, Vec<Erasure>> = BTreeMap::new();
        loop {
            let erasures = api.parts.state.erasures(&query)?;
            let is_last = erasures.len() < READ_AT_ONCE;
            query.before = erasures.last().map(|erasure| erasure.id);
            for erasure in erasures {
                let day = day_of(erasure.requested_at);
                days.entry(day).or_default().push(erasure);
            }
            if is_last {
                break;
            }
        }
        let jobs = days.into_iter();
        let jobs = jobs.map(|(day, erasures)| UserDeletionJob::of(day, &erasures));
        Ok(Json(jobs.collect()))
    })
    .await
}

/// Reads JSON, or a form in which ids may come several times.
async fn read_body(request: Request) -> Result<Value, ApiError> {
    if !is_form(request.headers()) {
        let JsonBody(body) = JsonBody::from_request(request, &()).await?;
        return Ok(body);
    }
    let bytes = bytes::Bytes::from_request(request, &())
        .await
        .map_err(|_| ApiError::TooLarge)?;
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(&bytes) {
        let value = Value::from(value.into_owned());
        match fields.get_mut(name.as_ref()) {
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                fields.insert(name.into_owned(), value);
            }
        }
    }
    Ok(Value::Object(fields))
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with(FORM)
}

/// Whether any id is named.
fn any_ids(value: &Value) -> Result<bool, String> {
    Ok(match value {
        Value::Array(ids) => !ids.is_empty(),
        _ => true,
    })
}

fn day(name: &str, text: Option<&str>) -> Result<UnixMillis, ApiError> {
    let read = |text: &str| UnixMillis::parse(&format!("{text}T00:00:00Z"));
    text.filter(|text| text.len() == "2026-11-25".len())
        .and_then(read)
        .ok_or_else(|| ApiError::parameter(name, "write a day as 2026-11-25"))
}

/// The day in UTC.
fn day_of(at: UnixMillis) -> String {
    let text = at.to_rfc3339();
    text.split('T').next().unwrap_or_default().to_owned()
}
