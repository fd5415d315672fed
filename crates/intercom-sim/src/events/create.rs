//! `POST /events` (intercom.md 2.1 to 2.7).

use http::StatusCode;
use serde_json::Value;

use super::list::rendered;
use super::metadata;
use super::name::EventName;
use super::person::Person;
use super::store::NewEvent;
use crate::call::{Call, Outcome, Reply};
use crate::error::ApiError;
use crate::fields;
use crate::ids::ContactId;
use crate::state::State;
use crate::switches::{EventNameLimit, EventNameLimitCode, Switches, Verdict};
use crate::time::{UnixMillis, UnixSeconds};
use crate::webhooks::{self, Topic};

/// A number of seconds from here on is taken for milliseconds: the year 5138, or March 1973.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// Stores an event of a known contact. The answer is 202 without a body, also for a duplicate.
pub(crate) fn create(state: &mut State, call: &Call) -> Outcome {
    let sent_name = fields::given_string(&call.body, "event_name")?
        .ok_or_else(|| ApiError::parameter_missing("event_name is required"))?;
    let created_at = created_at(call, &state.switches)?;
    let person = Person::read(&call.body, state)?;
    let metadata = metadata::kept(&call.body, &state.switches)?;
    let contact = person.find(state)?;
    if lags(contact.created_at, call.now, &state.switches) {
        return Err(ApiError::user_not_found());
    }
    let (contact_id, user_id, email) = (
        contact.id,
        contact.external_id.clone(),
        contact.email.clone(),
    );

    let name = EventName::new(&sent_name);
    let limit = state.settings.limits.event_names;
    if !state.events.has_room_for([&name], limit) {
        return match state.switches.event_name_limit {
            EventNameLimit::SilentDrop => Ok(accepted()),
            EventNameLimit::Unprocessable => Err(too_many_names(limit, &state.switches)),
        };
    }
    let event = NewEvent {
        id: state.ids.uuid(),
        contact_id,
        user_id,
        email,
        name,
        created_at,
        metadata,
        received_at: call.now,
    };
    if state.events.store(event, state.settings.limits.events) {
        notify(state, contact_id, call.now);
    }
    Ok(accepted())
}

/// Tells of the event that was stored last.
fn notify(state: &mut State, contact: ContactId, now: UnixMillis) {
    if !state.webhooks.wants(Topic::EventCreated) {
        return;
    }
    let stored = state.events.iter().next_back();
    let item = stored
        .zip(state.contacts.get(contact))
        .map(|(event, contact)| rendered(event, contact));
    if let Some(item) = item {
        webhooks::note(state, Topic::EventCreated, item, now);
    }
}

fn accepted() -> Reply {
    Reply::Empty(StatusCode::ACCEPTED)
}

fn created_at(call: &Call, switches: &Switches) -> Result<UnixSeconds, ApiError> {
    let seconds = match call.body.get("created_at") {
        None | Some(Value::Null) => {
            return Err(ApiError::parameter_missing("created_at is required"));
        }
        Some(value) => value.as_i64().map(UnixSeconds).ok_or_else(|| {
            ApiError::parameter_invalid("created_at must be a whole number of Unix seconds")
        })?,
    };
    let is_milliseconds = seconds.0 >= MILLISECONDS_FROM;
    let verdict = if is_milliseconds {
        switches.milliseconds_created_at
    } else if seconds > call.now.seconds() {
        switches.future_created_at
    } else {
        Verdict::Accept
    };
    match verdict {
        Verdict::Accept => Ok(seconds),
        Verdict::Reject => Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "data_invalid",
            "created_at lies in the future",
        )),
    }
}

fn lags(created_at: UnixMillis, now: UnixMillis, switches: &Switches) -> bool {
    let lag = i64::try_from(switches.event_lag_ms).unwrap_or(i64::MAX);
    now < created_at.plus(lag)
}

/// The wording is reported from the Messenger's endpoint (intercom.md 2.6).
pub(super) fn too_many_names(limit: usize, switches: &Switches) -> ApiError {
    let code = match switches.event_name_limit_code {
        EventNameLimitCode::Number => "422",
        EventNameLimitCode::DataInvalid => "data_invalid",
        EventNameLimitCode::UnprocessableEntity => "unprocessable_entity",
    };
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        code,
        format!("Cannot have more than {limit} active event names"),
    )
}
