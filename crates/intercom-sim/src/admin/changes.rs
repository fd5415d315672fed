//! What the administration API changes.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{AdminCall, AdminError, AdminOutcome, read, views};
use crate::auth::{Scope, TokenStanding};
use crate::call::{Call, Outcome, Query, Reply};
use crate::contacts;
use crate::events::EventName;
use crate::faults::FaultRule;
use crate::settings::Settings;
use crate::simulator::World;
use crate::state::State;
use crate::switches::Switches;
use crate::time::UnixMillis;
use crate::version::ApiVersion;
use crate::workspace::Workspace;

/// An exchange with an endpoint that no token, limit or fault stands before.
pub(super) fn inner_call(now: UnixMillis, body: Map<String, Value>) -> Call {
    Call {
        now,
        version: ApiVersion::DEFAULT,
        origin: String::new(),
        query: Query::default(),
        body,
    }
}

/// The JSON of an endpoint's answer.
pub(super) fn answered(outcome: Outcome) -> AdminOutcome {
    match outcome? {
        Reply::Json(body) => Ok(body),
        Reply::Empty(_) => Ok(json!({})),
    }
}

pub(super) fn archive(call: &mut AdminCall<'_>, id: &str) -> AdminOutcome {
    on_contact(call, id, contacts::archive)
}

pub(super) fn unarchive(call: &mut AdminCall<'_>, id: &str) -> AdminOutcome {
    on_contact(call, id, contacts::unarchive)
}

pub(super) fn delete(call: &mut AdminCall<'_>, id: &str) -> AdminOutcome {
    on_contact(call, id, contacts::delete)
}

pub(super) fn block(call: &mut AdminCall<'_>, id: &str) -> AdminOutcome {
    on_contact(call, id, contacts::block)
}

/// Does something to the contact with this id, or to the user with this external id.
fn on_contact(
    call: &mut AdminCall<'_>,
    id: &str,
    change: impl FnOnce(&mut State, &Call, &str) -> Outcome,
) -> AdminOutcome {
    let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
    let state = &mut call.workspace.state;
    let id = state
        .contacts
        .user_by_external_id(&id)
        .map_or_else(|| id.to_string(), |contact| contact.id.to_string());
    answered(change(state, &inner_call(call.now, Map::new()), &id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

pub(super) fn archive_event_names(call: &mut AdminCall<'_>) -> AdminOutcome {
    let Names { names } = call.read()?;
    for name in names {
        if !call
            .workspace
            .state
            .events
            .archive_name(&EventName::new(&name))
        {
            return Err(AdminError::not_found(format!(
                "no event name '{name}' is in use"
            )));
        }
    }
    Ok(views::event_names(call))
}

/// Changes the switches that the body names and leaves the others as they are.
pub(super) fn switches(call: &mut AdminCall<'_>) -> AdminOutcome {
    let changes: Map<String, Value> = call.read()?;
    let mut merged = json!(call.workspace.switches());
    if let Some(all) = merged.as_object_mut() {
        all.extend(changes);
    }
    let switches: Switches =
        serde_json::from_value(merged).map_err(|error| AdminError::invalid(error.to_string()))?;
    *call.workspace.switches_mut() = switches;
    Ok(views::switches(call))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLimit {
    per_10s: u32,
}

pub(super) fn rate_limit(call: &mut AdminCall<'_>) -> AdminOutcome {
    let RateLimit { per_10s } = call.read()?;
    call.workspace.set_rate_limit(per_10s);
    Ok(json!({"per_10s": per_10s}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    standing: Option<TokenStanding>,
    denied_scopes: Option<Vec<Scope>>,
}

pub(super) fn token(call: &mut AdminCall<'_>) -> AdminOutcome {
    let Token {
        standing,
        denied_scopes,
    } = call.read()?;
    if let Some(standing) = standing {
        call.workspace.set_token_standing(standing);
    }
    if let Some(denied) = denied_scopes {
        call.workspace.set_denied_scopes(denied);
    }
    Ok(json!(call.workspace.access))
}

pub(super) fn add_fault(call: &mut AdminCall<'_>) -> AdminOutcome {
    let rule: FaultRule = call.read()?;
    let id = call
        .workspace
        .add_fault(rule)
        .map_err(|error| AdminError::invalid(error.to_string()))?;
    Ok(json!({"id": id}))
}

pub(super) fn clear_faults(call: &mut AdminCall<'_>) -> Value {
    call.workspace.clear_faults();
    views::faults(call)
}

pub(super) fn remove_fault(call: &mut AdminCall<'_>, id: &str) -> AdminOutcome {
    let removed = id.parse().is_ok_and(|id| call.workspace.faults.remove(id));
    if removed {
        Ok(views::faults(call))
    } else {
        Err(AdminError::not_found(format!("there is no fault {id}")))
    }
}

/// Empties the workspace. The clock keeps its offset.
pub(super) fn reset(call: &mut AdminCall<'_>) -> AdminOutcome {
    let settings = call.workspace.settings().clone();
    *call.workspace = Workspace::new(settings);
    Ok(views::state(call))
}

pub(super) fn add_workspace(world: &mut World, body: &[u8]) -> AdminOutcome {
    let settings: Settings = read(body)?;
    world
        .add(settings)
        .map_err(|error| AdminError::invalid(error.to_string()))?;
    Ok(views::workspaces(world))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_ms: i64,
}

pub(super) fn advance(world: &mut World, body: &[u8], now: UnixMillis) -> AdminOutcome {
    let Advance { advance_ms } = read(body)?;
    world.advance(advance_ms);
    Ok(views::clock(world, now.plus(advance_ms)))
}
