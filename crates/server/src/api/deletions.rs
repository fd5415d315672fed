//! `/api/v1/deletions`: erasing users, and the receipts of it.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use http::StatusCode;
use intertide_domain::access::Action;
use intertide_domain::ids::{ErasureId, UserId};
use intertide_domain::privacy::{ContactOutcome, ErasedContact, Erasure, Stage, Suppressions};
use intertide_store::state::ErasureQuery;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::audit;
use super::body::{JsonBody, Parameters};
use super::caller::Caller;
use super::context::Shared;
use super::deletion_request::{Wanted, erase, flag, subject, text, user_ids};
use super::error::{AnyFault, ApiError, BadParameter, BodyFault, Missing};
use super::fields::Fields;
use super::parameters::{behind, cursor, given, page_limit, read};
use super::views::{Page, rfc3339};

/// Who is to be erased.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the fields are read by hand")]
pub(crate) struct DeletionBody {
    /// Users who are known here.
    #[schema(min_items = 1, max_items = 100)]
    user_ids: Vec<String>,
    /// Whether the users' contacts in Intercom are deleted too, for good.
    delete_in_intercom: Option<bool>,
    /// Who asks for it; kept with the receipt.
    #[schema(examples("privacy@example.com"))]
    requester: Option<String>,
}

/// Which erasures are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeletionParameters {
    /// Of this user alone.
    user_id: Option<String>,
    /// How many, 1 to 500; 50 unless told.
    #[param(value_type = u16)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The erasure of one user: its receipt, when it is done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletionView {
    id: i64,
    user_id: String,
    #[schema(format = DateTime)]
    requested_at: String,
    #[schema(required)]
    requested_by: Option<String>,
    status: DeletionStatus,
    /// When all was done.
    #[schema(required, format = DateTime)]
    erased_at: Option<String>,
    erased: ErasedView,
    /// The contacts, where they were to be deleted too.
    intercom: Vec<ContactView>,
    /// Whether the user's events are kept out.
    suppressed: bool,
}

/// How far an erasure has come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DeletionStatus {
    Pending,
    Done,
}

/// What was erased until now.
#[derive(Debug, Serialize, ToSchema)]
struct ErasedView {
    events: u64,
    deliveries: u64,
    /// Whether there was a profile.
    profile: bool,
}

/// What came of a contact.
#[derive(Debug, Serialize, ToSchema)]
struct ContactView {
    sync_id: i64,
    sync_name: String,
    outcome: ContactStatus,
    #[schema(required)]
    message: Option<String>,
}

/// What came of a contact in one word.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ContactStatus {
    Pending,
    Deleted,
    NotFound,
    Failed,
}

impl DeletionView {
    fn new(erasure: &Erasure, suppressions: &Suppressions) -> Self {
        let done = erasure.stage == Stage::Done;
        Self {
            id: erasure.id.get(),
            user_id: erasure.user_id.to_string(),
            requested_at: rfc3339(erasure.requested_at),
            requested_by: erasure.requested_by.clone(),
            status: if done {
                DeletionStatus::Done
            } else {
                DeletionStatus::Pending
            },
            erased_at: erasure.done_at.map(rfc3339),
            erased: ErasedView {
                events: erasure.erased.events,
                deliveries: erasure.erased.deliveries,
                profile: erasure.erased.profile,
            },
            intercom: erasure.contacts.iter().map(ContactView::of).collect(),
            suppressed: suppressions.since.contains_key(&erasure.user_id),
        }
    }
}

impl ContactView {
    fn of(contact: &ErasedContact) -> Self {
        Self {
            sync_id: contact.sync.get(),
            sync_name: contact.sync_name.clone(),
            outcome: match contact.outcome {
                ContactOutcome::Pending => ContactStatus::Pending,
                ContactOutcome::Deleted => ContactStatus::Deleted,
                ContactOutcome::NotFound => ContactStatus::NotFound,
                ContactOutcome::Failed => ContactStatus::Failed,
            },
            message: contact.message.clone(),
        }
    }
}

/// Erasures, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/deletions",
    operation_id = "list_deletions",
    tag = "privacy",
    params(DeletionParameters),
    responses(
        (status = 200, description = "Erasures, newest first", body = Page<DeletionView>),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn list(
    State(api): State<Shared>,
    Parameters(parameters): Parameters<DeletionParameters>,
) -> Result<Json<Page<DeletionView>>, ApiError> {
    let limit = page_limit(parameters.limit.as_deref())?;
    let before = read("cursor", parameters.cursor.as_deref(), behind)?;
    let query = ErasureQuery {
        user: given(parameters.user_id.as_deref()).map(UserId::from),
        before: before.map(|number| ErasureId::new(i64::from_be_bytes(number))),
        limit: limit + 1,
        ..ErasureQuery::default()
    };
    api.blocking(move |api| {
        let mut erasures = api.parts.state.erasures(&query)?;
        let more = erasures.len() > limit;
        erasures.truncate(limit);
        let last = erasures.last().filter(|_| more);
        let suppressions = api.parts.privacy.kept_out.current();
        Ok(Json(Page {
            next_cursor: last.map(|last| cursor(last.id.get().to_be_bytes())),
            data: erasures
                .iter()
                .map(|erasure| DeletionView::new(erasure, &suppressions))
                .collect(),
        }))
    })
    .await
}

/// Erases users: profile, events and deliveries, and their contacts where that is asked for. From
/// the answer on their events are kept out (`privacy.suppress`).
#[utoipa::path(
    post,
    path = "/api/v1/deletions",
    operation_id = "request_deletions",
    tag = "privacy",
    request_body = DeletionBody,
    responses(
        (status = 202, description = "It has begun", body = Page<DeletionView>),
        BodyFault,
        AnyFault,
    )
)]
pub(crate) async fn create(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Page<DeletionView>>), ApiError> {
    let fields = Fields::of(body, &["user_ids", "delete_in_intercom", "requester"])?;
    let users = fields.read("user_ids", user_ids)?.unwrap_or_default();
    let wanted = Wanted {
        users,
        contacts: fields.read("delete_in_intercom", flag)?.unwrap_or(false),
        requester: fields.read("requester", text)?,
        ignore_unknown: false,
    };
    let erasures = erase(&api, caller, wanted).await?;
    let suppressions = api.parts.privacy.kept_out.current();
    let data = erasures
        .iter()
        .map(|erasure| DeletionView::new(erasure, &suppressions))
        .collect();
    Ok((StatusCode::ACCEPTED, Json(Page::whole(data))))
}

/// Lets an erased user come back: their events are taken in again.
#[utoipa::path(
    delete,
    path = "/api/v1/deletions/{id}/suppression",
    operation_id = "lift_suppression",
    tag = "privacy",
    params(("id" = i64, Path, description = "The erasure's id")),
    responses(
        (status = 204, description = "The user may come back"),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn lift(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let missing = || ApiError::NotFound("suppression");
    let id = id.parse().map(ErasureId::new).map_err(|_| missing())?;
    api.blocking(move |api| {
        if !api.parts.state.lift_suppression(id)? {
            return Err(missing());
        }
        api.parts.privacy.kept_out.reload(&*api.parts.state)?;
        let (action, subject) = (Action::SuppressionLifted, Some(subject(id)));
        audit::record(api, &caller, action, subject, Vec::new());
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
