//! What both ways of asking for erasures share: who is named, and that they are known.

use std::thread::sleep;
use std::time::{Duration, Instant};

use intertide_delivery::privacy::request::{Asked, request, unknown};
use intertide_domain::access::{Action, Subject, SubjectKind};
use intertide_domain::ids::{ErasureId, UserId};
use intertide_domain::privacy::Erasure;
use serde_json::Value;

use super::audit;
use super::caller::Caller;
use super::context::{Api, Shared};
use super::error::ApiError;

/// The most users that one request may name (amplitude.md 1.1).
const MOST_USERS: usize = 100;

/// How long a requester's name may be.
const REQUESTER_CHARS: usize = 200;

/// How many unknown ids an error names.
const NAMED: usize = 5;

/// How long it is waited for what was accepted before: a user may be known by that alone.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(10);

/// What a request asks for.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) users: Vec<UserId>,
    pub(crate) contacts: bool,
    pub(crate) requester: Option<String>,
    /// Whether users who are not known are passed over; else they are a fault.
    pub(crate) ignore_unknown: bool,
}

/// Asks for the erasures.
///
/// # Errors
/// [`ApiError::InvalidParameter`] when nobody is named, too many are, or somebody is not known.
pub(crate) async fn erase(
    api: &Shared,
    caller: Caller,
    wanted: Wanted,
) -> Result<Vec<Erasure>, ApiError> {
    if wanted.users.is_empty() || wanted.users.len() > MOST_USERS {
        let message = format!("name 1 to {MOST_USERS} users");
        return Err(ApiError::parameter("user_ids", message));
    }
    api.blocking(move |api| {
        await_intake(api)?;
        let parts = &api.parts;
        let mut users = wanted.users;
        let strangers = unknown(&*parts.state, &users)?;
        if !strangers.is_empty() && !wanted.ignore_unknown {
            return Err(not_known(&users, &strangers));
        }
        users.retain(|user| !strangers.contains(user));
        let asked = Asked {
            users,
            contacts: wanted.contacts,
            requested_by: wanted.requester.or(Some(caller.actor.name.clone())),
            at: parts.clock.now(),
        };
        let (state, destination) = (&*parts.state, &*parts.destination);
        let erasures = request(&parts.privacy, state, &parts.directory, destination, &asked)?;
        for erasure in &erasures {
            let facts = vec![audit::fact("delete_in_intercom", asked.contacts)];
            let subject = Some(subject(erasure.id));
            audit::record(api, &caller, Action::UserErased, subject, facts);
        }
        Ok(erasures)
    })
    .await
}

/// What the audit log names: the receipt, and not the user.
pub(crate) fn subject(id: ErasureId) -> Subject {
    Subject {
        kind: SubjectKind::Deletion,
        id: id.to_string(),
        name: format!("deletion {id}"),
    }
}

/// Waits until what was accepted before is decided on.
fn await_intake(api: &Api) -> Result<(), ApiError> {
    let end = api.parts.log.durable_end();
    let begun = Instant::now();
    while api.parts.state.processed()? < end && begun.elapsed() < PATIENCE {
        sleep(PAUSE);
    }
    Ok(())
}

fn not_known(users: &[UserId], strangers: &[UserId]) -> ApiError {
    let places = users.iter().enumerate();
    let places = places.filter(|(_, user)| strangers.contains(user));
    let named: Vec<String> = places
        .take(NAMED)
        .map(|(place, _)| format!("user_ids[{place}]"))
        .collect();
    let more = strangers.len().saturating_sub(NAMED);
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = named.join(", ");
    let message = format!(
        "no event has come of the users in {named}{more}; check these ids or leave them out. \
         Nothing was erased"
    );
    ApiError::parameter("user_ids", message)
}

/// Reads the users, each once: a list, or one.
///
/// # Errors
/// How they are written.
pub(crate) fn user_ids(value: &Value) -> Result<Vec<UserId>, String> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut users: Vec<UserId> = Vec::with_capacity(list.len().min(MOST_USERS));
    for id in list {
        let id = match id {
            Value::String(id) if !id.trim().is_empty() => UserId::from(id.as_str()),
            Value::Number(id) => UserId::from(id.to_string()),
            _ => return Err("write user ids as texts: [\"user-1\", \"user-2\"]".to_owned()),
        };
        if !users.contains(&id) {
            users.push(id);
        }
        if users.len() > MOST_USERS {
            break;
        }
    }
    Ok(users)
}

/// Reads a truth; Amplitude's own examples write it as a text too.
///
/// # Errors
/// How it is written.
pub(crate) fn flag(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("write true or false".to_owned()),
    }
}

/// Reads who asks.
///
/// # Errors
/// How it is written.
pub(crate) fn text(value: &Value) -> Result<String, String> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let chars = text.chars().count();
    if chars == 0 || chars > REQUESTER_CHARS {
        return Err(format!("write a text of 1 to {REQUESTER_CHARS} characters"));
    }
    Ok(text.to_owned())
}
