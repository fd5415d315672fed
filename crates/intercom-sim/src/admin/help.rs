//! What `GET /_sim` says.

use serde_json::{Value, json};

/// The calls and what each does.
pub(super) fn page() -> Value {
    json!({
        "about": "A simulated Intercom. Everything outside /_sim is Intercom's API and wants a bearer token; /_sim is for looking at it and changing it. Add ?workspace=TOKEN for a workspace other than the first.",
        "calls": {
            "GET /_sim/state": "counts, rate limit, token, switches, settings",
            "GET /_sim/contacts?external_id=&email=&presence=&after=&limit=": "contacts, hidden ones too",
            "GET /_sim/events?user_id=&contact_id=&event_name=&after=&limit=": "stored events, in the order they came",
            "GET /_sim/requests?method=&path=&status=&after=&limit=": "the latest requests with their bodies and answers",
            "GET /_sim/attributes": "declared custom attributes",
            "GET /_sim/event-names": "event names in use",
            "POST /_sim/contacts": "{\"contacts\": [{\"external_id\": \"u1\", \"created_at\": 1700000000}], \"declare_attributes\": true}; created a day ago unless it says otherwise",
            "POST /_sim/attributes": "{\"attributes\": [{\"name\": \"plan\", \"data_type\": \"string\", \"model\": \"contact\", \"archived\": false, \"has_dependants\": false}]}",
            "POST /_sim/event-names": "{\"names\": [\"order-done\"]}: take names into use",
            "POST /_sim/event-names/archive": "{\"names\": [\"order-done\"]}: free them",
            "POST /_sim/contacts/{id}/archive | unarchive | delete | block": "by Intercom's id or external id",
            "GET, PUT /_sim/switches": "the open questions; PUT takes those to change",
            "PUT /_sim/rate-limit": "{\"per_10s\": 1666}",
            "PUT /_sim/token": "{\"standing\": \"valid | revoked | expired | suspended | not_found | blocked | plan_restricted\", \"denied_scopes\": [\"write_events\"]}",
            "GET, POST, DELETE /_sim/faults; DELETE /_sim/faults/{id}": "{\"match\": {\"method\": \"POST\", \"path_prefix\": \"/events\", \"contact\": \"u1\", \"nth\": 3, \"skip\": 0}, \"probability\": 0.5, \"count\": 2, \"effect\": {\"type\": \"status\", \"status\": 503, \"code\": \"service_unavailable\", \"commit\": false}}; other effects: html_bad_gateway {commit}, latency {ms}, hang {commit}, reset {commit}, slow_body {chunk_bytes, pause_ms}, revoke_token {standing}, rate_limit",
            "GET, POST /_sim/clock": "{\"advance_ms\": 604800000}",
            "GET, POST /_sim/workspaces": "{\"token\": \"t2\", \"workspace_name\": \"Second\", \"region\": \"EU\"}",
            "GET, POST, DELETE /_sim/webhooks": "{\"url\": \"http://127.0.0.1:9000/hook\", \"secret\": \"s\", \"topics\": [\"contact.user.created\", \"event.created\"]}; GET?limit= shows the latest notifications and what became of them",
            "POST /_sim/webhooks/ping": "send a notification that says nothing",
            "POST /_sim/reset": "an empty workspace with the same settings; switches, faults, token and limit as at first",
        },
    })
}
