//! `/api/v1/syncs`: the documents that say what goes where.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::header::{ETAG, IF_MATCH, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use intertide_delivery::health::{Health, lately};
use intertide_domain::access::Action;
use intertide_domain::ids::SyncId;
use intertide_domain::sync::{FieldFault, SyncInput, read};
use intertide_store::state::{StoredSync, TokenChange};
use serde_json::Value;

use super::audit;
use super::body::JsonBody;
use super::caller::Caller;
use super::context::{Api, Shared};
use super::document::SyncDocumentWrite;
use super::error::{AnyFault, ApiError, DocumentFault, ErrorBody, Missing};
use super::event_names::EventNames;
use super::sync_change::{Circumstances, decide};
use super::views::{Fares, Page, SyncView, Totals};

/// All syncs, by id.
#[utoipa::path(
    get,
    path = "/api/v1/syncs",
    operation_id = "list_syncs",
    tag = "syncs",
    responses((status = 200, description = "All syncs", body = Page<SyncView>), AnyFault)
)]
pub(crate) async fn list(State(api): State<Shared>) -> Result<Json<Page<SyncView>>, ApiError> {
    api.blocking(|api| {
        let syncs = api.parts.state.syncs()?.into_iter();
        let views: Result<_, ApiError> = syncs.map(|stored| view(api, stored, &[])).collect();
        Ok(Json(Page::whole(views?)))
    })
    .await
}

/// Creates a sync. One that is enabled starts with the events that come from here on.
#[utoipa::path(
    post,
    path = "/api/v1/syncs",
    operation_id = "create_sync",
    tag = "syncs",
    request_body = SyncDocumentWrite,
    responses(
        (status = 201, description = "Created", body = SyncView, headers(
            ("location" = String, description = "Where it is"),
            ("etag" = String, description = "Its version"),
        )),
        DocumentFault,
        AnyFault,
    )
)]
pub(crate) async fn create(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    JsonBody(document): JsonBody,
) -> Result<Response, ApiError> {
    let input = validated(&api, document)?;
    let (id, answer) = api
        .blocking(move |api| create_now(api, &caller, input))
        .await?;
    let location = HeaderValue::from_str(&format!("/api/v1/syncs/{id}"));
    let location = location.map_err(|_| ApiError::Internal)?;
    Ok((StatusCode::CREATED, [(LOCATION, location)], answer).into_response())
}

/// One sync; `ETag` is its version.
#[utoipa::path(
    get,
    path = "/api/v1/syncs/{id}",
    operation_id = "get_sync",
    tag = "syncs",
    params(("id" = i64, Path, description = "The sync's id")),
    responses(
        (status = 200, description = "The sync", body = SyncView,
            headers(("etag" = String, description = "Its version"))),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = sync_id(&id)?;
    let answer = api
        .blocking(move |api| {
            let stored = api
                .parts
                .state
                .sync(id)?
                .ok_or(ApiError::NotFound("sync"))?;
            tagged(api, stored, &[])
        })
        .await?;
    Ok(answer.into_response())
}

/// Replaces a sync's document. With `If-Match`, only when that version is still there. Putting
/// back the `access_token` that a read gave keeps the stored token.
#[utoipa::path(
    put,
    path = "/api/v1/syncs/{id}",
    operation_id = "replace_sync",
    tag = "syncs",
    params(
        ("id" = i64, Path, description = "The sync's id"),
        ("if-match" = Option<String>, Header, description = "The `ETag` that was read"),
    ),
    request_body = SyncDocumentWrite,
    responses(
        (status = 200, description = "Replaced", body = SyncView,
            headers(("etag" = String, description = "Its version"))),
        (status = 412, description = "The sync has been changed meanwhile", body = ErrorBody),
        DocumentFault,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn replace(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(document): JsonBody,
) -> Result<Response, ApiError> {
    let id = sync_id(&id)?;
    let input = validated(&api, document)?;
    let answer = api
        .blocking(move |api| replace_now(api, &caller, id, input, &headers))
        .await?;
    Ok(answer.into_response())
}

/// Deletes a sync with its deliveries and counts.
#[utoipa::path(
    delete,
    path = "/api/v1/syncs/{id}",
    operation_id = "delete_sync",
    tag = "syncs",
    params(("id" = i64, Path, description = "The sync's id")),
    responses((status = 204, description = "Deleted"), Missing, AnyFault)
)]
pub(crate) async fn delete(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = sync_id(&id)?;
    api.blocking(move |api| {
        let missing = || ApiError::NotFound("sync");
        let _writing = api.writing.lock();
        let before = api.parts.state.sync(id)?.ok_or_else(missing)?;
        if !api.parts.state.delete_sync(id)? {
            return Err(missing());
        }
        let subject = audit::sync_subject(&before);
        audit::record(api, &caller, Action::SyncDeleted, Some(subject), Vec::new());
        put_in_force(api)?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Reads a sync's id; what is no number names no sync.
pub(crate) fn sync_id(text: &str) -> Result<SyncId, ApiError> {
    text.parse()
        .map(SyncId::new)
        .map_err(|_| ApiError::NotFound("sync"))
}

/// Reads a document through the one door for documents.
///
/// # Errors
/// [`ApiError::InvalidDocument`] with every fault.
pub(crate) fn validated(api: &Api, mut document: Value) -> Result<SyncInput, ApiError> {
    if let Some(fields) = document.as_object_mut() {
        fields.retain(|name, _| !SyncView::ADDED.contains(&name.as_str()));
    }
    read::read(document, &api.parts.rules).map_err(ApiError::InvalidDocument)
}

type Tagged = ([(http::HeaderName, HeaderValue); 1], Json<SyncView>);

fn create_now(api: &Api, caller: &Caller, input: SyncInput) -> Result<(SyncId, Tagged), ApiError> {
    let warnings = input.warnings.clone();
    let _writing = api.writing.lock();
    let circumstances = circumstances(api, None);
    let change = decide(input, &circumstances, |token| api.parts.vault.seal(token))
        .map_err(|fault| ApiError::InvalidDocument(vec![fault]))?;
    let stored = api.parts.state.insert_sync(&change)?;
    tracing::info!(sync = %stored.id, "a sync was created");
    let differences = audit::sync_differences(None, &stored, &change.token);
    let subject = audit::sync_subject(&stored);
    audit::record(api, caller, Action::SyncCreated, Some(subject), differences);
    put_in_force(api)?;
    Ok((stored.id, tagged(api, stored, &warnings)?))
}

fn replace_now(
    api: &Api,
    caller: &Caller,
    id: SyncId,
    input: SyncInput,
    headers: &HeaderMap,
) -> Result<Tagged, ApiError> {
    let warnings = input.warnings.clone();
    let _writing = api.writing.lock();
    let before = api
        .parts
        .state
        .sync(id)?
        .ok_or(ApiError::NotFound("sync"))?;
    if !matches(headers, before.version) {
        return Err(ApiError::StaleVersion);
    }
    let circumstances = circumstances(api, Some(&before));
    let change = decide(input, &circumstances, |token| api.parts.vault.seal(token))
        .map_err(|fault| ApiError::InvalidDocument(vec![fault]))?;
    let token_is_new = matches!(change.token, TokenChange::Set(_));
    let state = &api.parts.state;
    let stored = state.replace_sync(id, Some(before.version), &change)?;
    tracing::info!(sync = %id, version = stored.version, "a sync was changed");
    let differences = audit::sync_differences(Some(&before), &stored, &change.token);
    let subject = audit::sync_subject(&stored);
    audit::record(api, caller, Action::SyncUpdated, Some(subject), differences);
    put_in_force(api)?;
    if token_is_new {
        api.parts.lanes.credentials_may_work(id);
    }
    tagged(api, stored, &warnings)
}

fn circumstances<'a>(api: &Api, stored: Option<&'a StoredSync>) -> Circumstances<'a> {
    Circumstances {
        stored,
        now: api.parts.clock.now(),
        log_end: api.parts.log.durable_end(),
    }
}

/// Has every later decision follow what was written, before the answer says that it is.
fn put_in_force(api: &Api) -> Result<(), ApiError> {
    let parts = &api.parts;
    Ok(parts.directory.reload(&*parts.state, &parts.vault)?)
}

/// Whether `If-Match`, where there is one, names this version.
fn matches(headers: &HeaderMap, version: u64) -> bool {
    let mut wanted = headers.get_all(IF_MATCH).iter().peekable();
    if wanted.peek().is_none() {
        return true;
    }
    let current = format!("\"{version}\"");
    wanted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag == current)
}

fn tagged(api: &Api, stored: StoredSync, warnings: &[FieldFault]) -> Result<Tagged, ApiError> {
    let tag = HeaderValue::from_str(&format!("\"{}\"", stored.version));
    let tag = tag.map_err(|_| ApiError::Internal)?;
    Ok(([(ETAG, tag)], Json(view(api, stored, warnings)?)))
}

fn view(api: &Api, stored: StoredSync, warnings: &[FieldFault]) -> Result<SyncView, ApiError> {
    let parts = &api.parts;
    let totals = Totals::from(parts.state.totals(stored.id)?);
    let listing = parts.directory.listing();
    let lane = parts.lanes.report(stored.id);
    let lately = lately(&*parts.state, stored.id, parts.clock.now())?;
    let health = Health::judge(listing.syncs.get(&stored.id), lane.as_ref(), &lately);
    let event_names = EventNames::of(&listing, &*parts.state, &*parts.destination, stored.id)?;
    let fares = Fares {
        health: health.into(),
        totals,
        event_names,
    };
    Ok(SyncView::new(stored, fares, warnings))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn if_match(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (IF_MATCH, HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn if_match_compares_strongly() {
        for (values, holds) in [
            (&[][..], true),
            (&["\"3\""], true),
            (&["*"], true),
            (&["\"1\", \"3\""], true),
            (&["\"1\"", "\"3\""], true),
            (&["\"2\""], false),
            (&["W/\"3\""], false),
            (&["3"], false),
            (&[""], false),
        ] {
            assert_eq!(matches(&if_match(values), 3), holds, "{values:?}");
        }
    }
}
