//! `POST /events/summaries`: counts added to what is counted (intercom.md 2.8).

use http::StatusCode;
use serde_json::{Map, Value};

use super::create::too_many_names;
use super::name::EventName;
use super::person::Person;
use crate::call::{Call, Outcome, Reply};
use crate::error::ApiError;
use crate::fields::{self, Change};
use crate::state::State;
use crate::time::UnixSeconds;

/// Summaries in one request.
const MOST: usize = 120;

/// One counted event.
struct Counted {
    name: EventName,
    count: u64,
    first: UnixSeconds,
    last: UnixSeconds,
}

/// Adds counts to a user. The list may also be one object, as the published schema has it.
pub(crate) fn add(state: &mut State, call: &Call) -> Outcome {
    let user_id = fields::user_id(&call.body, "user_id", state.switches.numeric_user_id)?
        .ok_or_else(|| ApiError::parameter_missing("user_id is required"))?;
    let summaries = read(&call.body, call)?;
    let contact = Person::UserId(user_id).find(state)?.id;
    let limit = state.settings.limits.event_names;
    let names = summaries.iter().map(|counted| &counted.name);
    if !state.events.has_room_for(names, limit) {
        return Err(too_many_names(limit, &state.switches));
    }
    for counted in summaries {
        state.events.summarise(
            contact,
            &counted.name,
            counted.count,
            counted.first,
            counted.last,
        );
    }
    Ok(Reply::Empty(StatusCode::OK))
}

fn read(body: &Map<String, Value>, call: &Call) -> Result<Vec<Counted>, ApiError> {
    match body.get("event_summaries") {
        Some(Value::Array(items)) if items.len() <= MOST => items
            .iter()
            .map(|item| item.as_object().ok_or_else(refusal))
            .map(|item| read_one(item?, call))
            .collect(),
        Some(Value::Object(item)) => Ok(vec![read_one(item, call)?]),
        _ => Err(refusal()),
    }
}

fn refusal() -> ApiError {
    ApiError::parameter_invalid("event_summaries must be a list of at most 120 summaries")
}

fn read_one(item: &Map<String, Value>, call: &Call) -> Result<Counted, ApiError> {
    let name = fields::given_string(item, "event_name")?
        .ok_or_else(|| ApiError::parameter_missing("event_name is required"))?;
    let count = match item.get("count") {
        None | Some(Value::Null) => 1,
        Some(count) => count
            .as_u64()
            .ok_or_else(|| ApiError::parameter_invalid("count must be a whole number"))?,
    };
    let last = match fields::seconds(item, "last")? {
        Change::Set(last) => last,
        Change::Keep | Change::Clear => call.now.seconds(),
    };
    let first = match fields::seconds(item, "first")? {
        Change::Set(first) => first,
        Change::Keep | Change::Clear => last,
    };
    Ok(Counted {
        name: EventName::new(&name),
        count,
        first,
        last,
    })
}
