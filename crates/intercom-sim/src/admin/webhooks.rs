//! `/_sim/webhooks`: where notifications go, and what became of them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{AdminCall, AdminError, AdminOutcome, views};
use crate::webhooks::{self, Destination, Topic};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    url: String,
    /// The app's client secret, which signs.
    secret: String,
    topics: Vec<String>,
}

pub(super) fn show(call: &AdminCall<'_>) -> AdminOutcome {
    let limit = views::limit(call)?;
    Ok(call.workspace.state.webhooks.rendered(limit))
}

/// Puts an endpoint in the place of the one that was there; it is probed before anything is sent.
pub(super) fn configure(call: &mut AdminCall<'_>) -> AdminOutcome {
    let Configuration {
        url,
        secret,
        topics,
    } = call.read()?;
    let state = &mut call.workspace.state;
    let destination = Destination::parse(&url, state.settings.webhooks_beyond_loopback)
        .map_err(|error| AdminError::invalid(error.to_string()))?;
    if secret.is_empty() {
        return Err(AdminError::invalid("secret is empty"));
    }
    if let Some(unknown) = topics
        .iter()
        .find(|topic| !Topic::all_names().any(|name| name == topic.as_str()))
    {
        let known: Vec<&str> = Topic::all_names().collect();
        return Err(AdminError::invalid(format!(
            "there is no topic '{unknown}'; the topics are {}",
            known.join(", ")
        )));
    }
    let id = state.ids.uuid();
    state.webhooks.configure(id, destination, secret, topics);
    show(call)
}

pub(super) fn remove(call: &mut AdminCall<'_>) -> AdminOutcome {
    call.workspace.state.webhooks.remove();
    show(call)
}

/// Sends a notification that says nothing, to try the endpoint.
pub(super) fn ping(call: &mut AdminCall<'_>) -> AdminOutcome {
    let state = &mut call.workspace.state;
    if !state.webhooks.is_configured() {
        return Err(AdminError::not_found(
            "no webhook is configured: POST /_sim/webhooks does that",
        ));
    }
    let item: Value = json!({"type": "ping", "message": "a try of the webhook"});
    webhooks::note(state, Topic::Ping, item, call.now);
    show(call)
}
