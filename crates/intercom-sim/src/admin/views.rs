//! What the administration API shows.

use serde_json::{Value, json};

use super::{AdminCall, AdminError, AdminOutcome};
use crate::attributes::Attribute;
use crate::contacts::{Contact, rendered};
use crate::events::EventName;
use crate::simulator::World;
use crate::time::UnixMillis;
use crate::version::ApiVersion;

/// Items of a list when the caller names no number, and the most.
const DEFAULT_LIMIT: usize = 1000;
const MOST: usize = 10_000;

pub(super) fn state(call: &AdminCall<'_>) -> Value {
    let workspace = &call.workspace;
    let state = &workspace.state;
    json!({
        "workspace": state.settings.workspace_name,
        "region": state.settings.region,
        "now": call.now,
        "contacts": {"all": state.contacts.len(), "live": state.contacts.live_count()},
        "events": {
            "stored": state.events.len(),
            "duplicates": state.events.duplicates(),
            "names": state.events.names().count(),
        },
        "attributes": state.attributes.active(),
        "companies": state.companies.len(),
        "tags": state.tags.len(),
        "requests": workspace.journal.received(),
        "faults": workspace.faults.iter().count(),
        "rate_limit_per_10s": workspace.limiter.limit(),
        "token": workspace.access,
        "limits": state.settings.limits,
        "switches": state.switches,
    })
}

pub(super) fn contacts(call: &AdminCall<'_>) -> AdminOutcome {
    let state = &call.workspace.state;
    let query = &call.query;
    let after = query
        .get("after")
        .map(|id| {
            id.parse()
                .map_err(|_| AdminError::invalid("after is no contact's id"))
        })
        .transpose()?;
    let limit = limit(call)?;
    let mut rest = state
        .contacts
        .after(after)
        .ok_or_else(|| AdminError::invalid("after is no contact's id"))?
        .filter(|contact| {
            fits(query.get("external_id"), contact.external_id.as_deref())
                && fits(query.get("email"), contact.email.as_deref())
                && fits(query.get("presence"), Some(presence(contact).as_str()))
        });
    let found: Vec<&Contact> = rest.by_ref().take(limit).collect();
    let more = rest.next().is_some();
    let next_after = found.last().filter(|_| more).map(|contact| contact.id);
    let shown: Vec<Value> = found
        .iter()
        .map(|contact| {
            json!({
                "presence": presence(contact),
                "contact": rendered(contact, ApiVersion::DEFAULT, &state.settings),
            })
        })
        .collect();
    Ok(json!({"contacts": shown, "next_after": next_after}))
}

fn presence(contact: &Contact) -> String {
    let presence = json!(contact.presence);
    let name = presence.get("presence").and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}

pub(super) fn events(call: &AdminCall<'_>) -> AdminOutcome {
    let query = &call.query;
    let name = query.get("event_name").map(EventName::new);
    let contact_id = query.get("contact_id");
    let (after, limit) = (after(call)?, limit(call)?);
    let mut rest = call.workspace.events().filter(|event| {
        after.is_none_or(|after| event.sequence > after)
            && fits(query.get("user_id"), event.user_id.as_deref())
            && contact_id.is_none_or(|id| event.contact_id.to_string() == id)
            && name
                .as_ref()
                .is_none_or(|name| EventName::new(&event.event_name).folded() == name.folded())
    });
    let found: Vec<_> = rest.by_ref().take(limit).collect();
    let more = rest.next().is_some();
    let next_after = found.last().filter(|_| more).map(|event| event.sequence);
    Ok(json!({"events": found, "next_after": next_after}))
}

pub(super) fn requests(call: &AdminCall<'_>) -> AdminOutcome {
    let query = &call.query;
    let status = query.number("status")?;
    let path = query.get("path");
    let (after, limit) = (after(call)?, limit(call)?);
    let mut rest = call.workspace.requests().filter(|entry| {
        after.is_none_or(|after| entry.sequence > after)
            && fits(query.get("method"), Some(&entry.method))
            && path.is_none_or(|path| entry.path.starts_with(path))
            && status.is_none_or(|status| status == i64::from(entry.status))
    });
    let found: Vec<_> = rest.by_ref().take(limit).collect();
    let more = rest.next().is_some();
    let next_after = found.last().filter(|_| more).map(|entry| entry.sequence);
    let shown: Vec<Value> = found.iter().map(|entry| entry.rendered()).collect();
    Ok(json!({"requests": shown, "next_after": next_after}))
}

pub(super) fn event_names(call: &AdminCall<'_>) -> Value {
    json!({"names": call.workspace.event_names().collect::<Vec<_>>()})
}

pub(super) fn attributes(call: &AdminCall<'_>) -> Value {
    let shown: Vec<Value> = call.workspace.attributes().map(attribute).collect();
    json!({"attributes": shown})
}

fn attribute(attribute: &Attribute) -> Value {
    json!({
        "id": attribute.id,
        "model": attribute.model,
        "name": attribute.name,
        "data_type": attribute.data_type,
        "options": attribute.options,
        "archived": attribute.archived,
        "has_dependants": attribute.has_dependants,
    })
}

pub(super) fn faults(call: &AdminCall<'_>) -> Value {
    json!({"faults": call.workspace.faults.iter().collect::<Vec<_>>()})
}

pub(super) fn switches(call: &AdminCall<'_>) -> Value {
    json!(call.workspace.switches())
}

pub(super) fn clock(world: &World, now: UnixMillis) -> Value {
    json!({"now": now, "offset_ms": world.clock_offset_ms()})
}

/// Tokens are shown: they open a simulation and nothing else.
pub(super) fn workspaces(world: &World) -> Value {
    let shown: Vec<Value> = world
        .workspaces()
        .map(|workspace| {
            let settings = workspace.settings();
            json!({
                "token": settings.token,
                "workspace_name": settings.workspace_name,
                "workspace_id": settings.workspace_id,
                "region": settings.region,
            })
        })
        .collect();
    json!({"workspaces": shown})
}

fn fits(wanted: Option<&str>, own: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| own == Some(wanted))
}

fn after(call: &AdminCall<'_>) -> Result<Option<u64>, AdminError> {
    Ok(call
        .query
        .number("after")?
        .map(|after| u64::try_from(after).unwrap_or_default()))
}

pub(super) fn limit(call: &AdminCall<'_>) -> Result<usize, AdminError> {
    Ok(call.query.number("limit")?.map_or(DEFAULT_LIMIT, |limit| {
        usize::try_from(limit).unwrap_or_default().clamp(1, MOST)
    }))
}
