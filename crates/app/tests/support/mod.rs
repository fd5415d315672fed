//! The real binary under test: commands that run to their end, servers that stay up.

// Each test binary uses a part of this.
#![allow(dead_code, unused_imports)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(crate) mod drill;
pub(crate) mod http;
pub(crate) mod process;
pub(crate) mod receivers;
pub(crate) mod resources;
pub(crate) mod server;
pub(crate) mod sim;

pub(crate) use self::http::Answer;
pub(crate) use self::process::{Finished, intertide};
pub(crate) use self::receivers::{HttpReceiver, SmtpReceiver};
pub(crate) use self::server::{ServerBuilder, TestServer};
pub(crate) use self::sim::TestSim;

/// A sync's document that sends to this Intercom all that [`order`] gives.
pub(crate) fn sync_document(intercom: &str, token: &str) -> serde_json::Value {
    serde_json::json!({
        "name": "Products",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": intercom, "access_token": token},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "send_events": {
            "enabled": true,
            "select": [{"event_type": "Order Completed"}],
            "event_properties": ["total"],
            "unknown_user": "create",
        },
    })
}

/// An event that [`sync_document`] selects, of the user and with the insert id of this number.
pub(crate) fn order(number: usize) -> serde_json::Value {
    serde_json::json!({
        "user_id": format!("user-{number}@example.com"),
        "event_type": "Order Completed",
        "insert_id": format!("order-{number}"),
        "event_properties": {"total": number},
    })
}
