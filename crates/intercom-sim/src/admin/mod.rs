//! The administration API under `/_sim`: look at a workspace, fill it, turn its switches, break its lines.
//! It needs no token and is no part of Intercom.

mod changes;
mod help;
mod seed;
mod views;
mod webhooks;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::call::Query;
use crate::error::ApiError;
use crate::simulator::World;
use crate::time::UnixMillis;
use crate::wire::{SimRequest, SimResponse, Transport};
use crate::workspace::Workspace;

const PREFIX: &str = "/_sim";

/// Whether a path belongs to the administration API.
pub(crate) fn is_for_admin(path: &str) -> bool {
    path.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A refusal, answered as `{"error": {"code", "message"}}`.
#[derive(Debug)]
struct AdminError {
    status: StatusCode,
    code: String,
    message: String,
}

impl AdminError {
    fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", message)
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }
}

impl From<ApiError> for AdminError {
    fn from(refusal: ApiError) -> Self {
        Self {
            status: refusal.status,
            code: refusal.code.into_owned(),
            message: refusal.message.into_owned(),
        }
    }
}

/// The answer of an administration endpoint.
type AdminOutcome = Result<Value, AdminError>;

/// A request to one workspace.
struct AdminCall<'a> {
    workspace: &'a mut Workspace,
    query: Query,
    body: Bytes,
    now: UnixMillis,
}

impl AdminCall<'_> {
    /// The body as a document; an empty one is an empty object.
    fn read<T: DeserializeOwned>(&self) -> Result<T, AdminError> {
        read(&self.body)
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, AdminError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| AdminError::invalid(error.to_string()))
}

/// Answers an administration request.
pub(crate) fn handle(world: &mut World, request: &SimRequest, now: UnixMillis) -> SimResponse {
    let (status, body) = match outcome(world, request, now) {
        Ok(body) => (StatusCode::OK, body),
        Err(error) => (
            error.status,
            json!({"error": {"code": error.code, "message": error.message}}),
        ),
    };
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    SimResponse {
        status,
        headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
        body: Bytes::from(body.to_string()),
        transport: Transport::default(),
    }
}

fn outcome(world: &mut World, request: &SimRequest, now: UnixMillis) -> AdminOutcome {
    let path = request.path.trim_start_matches(PREFIX).trim_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    let method = &request.method;
    match (method, segments.as_slice()) {
        (&Method::GET, [""]) => return Ok(help::page()),
        (&Method::GET, ["workspaces"]) => return Ok(views::workspaces(world)),
        (&Method::POST, ["workspaces"]) => return changes::add_workspace(world, &request.body),
        (&Method::GET, ["clock"]) => return Ok(views::clock(world, now)),
        (&Method::POST, ["clock"]) => return changes::advance(world, &request.body, now),
        _ => {}
    }
    let query = Query::parse(&request.query);
    let workspace = match query.get("workspace") {
        None => world.first_mut(),
        Some(token) => world.find(token).ok_or_else(|| {
            AdminError::not_found("no workspace has this token: see GET /_sim/workspaces")
        })?,
    };
    let call = AdminCall {
        workspace,
        query,
        body: request.body.clone(),
        now,
    };
    in_workspace(call, method, &segments)
}

fn in_workspace(mut call: AdminCall<'_>, method: &Method, segments: &[&str]) -> AdminOutcome {
    match (method.as_str(), segments) {
        ("GET", ["state"]) => Ok(views::state(&call)),
        ("GET", ["contacts"]) => views::contacts(&call),
        ("GET", ["events"]) => views::events(&call),
        ("GET", ["requests"]) => views::requests(&call),
        ("GET", ["event-names"]) => Ok(views::event_names(&call)),
        ("GET", ["attributes"]) => Ok(views::attributes(&call)),
        ("GET", ["faults"]) => Ok(views::faults(&call)),
        ("GET", ["switches"]) => Ok(views::switches(&call)),
        ("POST", ["contacts"]) => seed::contacts(&mut call),
        ("POST", ["attributes"]) => seed::attributes(&mut call),
        ("POST", ["event-names"]) => seed::event_names(&mut call),
        ("POST", ["event-names", "archive"]) => changes::archive_event_names(&mut call),
        ("POST", ["contacts", id, "archive"]) => changes::archive(&mut call, id),
        ("POST", ["contacts", id, "unarchive"]) => changes::unarchive(&mut call, id),
        ("POST", ["contacts", id, "delete"]) => changes::delete(&mut call, id),
        ("POST", ["contacts", id, "block"]) => changes::block(&mut call, id),
        ("PUT" | "PATCH", ["switches"]) => changes::switches(&mut call),
        ("PUT", ["rate-limit"]) => changes::rate_limit(&mut call),
        ("PUT", ["token"]) => changes::token(&mut call),
        ("POST", ["faults"]) => changes::add_fault(&mut call),
        ("DELETE", ["faults"]) => Ok(changes::clear_faults(&mut call)),
        ("DELETE", ["faults", id]) => changes::remove_fault(&mut call, id),
        ("GET", ["webhooks"]) => webhooks::show(&call),
        ("POST" | "PUT", ["webhooks"]) => webhooks::configure(&mut call),
        ("DELETE", ["webhooks"]) => webhooks::remove(&mut call),
        ("POST", ["webhooks", "ping"]) => webhooks::ping(&mut call),
        ("POST", ["reset"]) => changes::reset(&mut call),
        _ => Err(AdminError::not_found(
            "there is nothing here: GET /_sim says what there is",
        )),
    }
}

#[cfg(test)]
mod tests;
