//! An event as Amplitude's HTTP API takes it: what was sent, for people to read and to send again.

use intertide_domain::event::Event;
use serde_json::{Map, Value};

/// The fields that the domain keeps together and the wire has at the top level.
const LIFTED: [&str; 3] = ["context", "revenue", "other"];

/// The event in its wire form (amplitude.md 1.2).
pub(crate) fn as_sent(event: &Event) -> Value {
    // A record that was read from the log holds only what can be written again.
    let Ok(Value::Object(fields)) = serde_json::to_value(event) else {
        return Value::Null;
    };
    let mut sent = Map::new();
    for (name, value) in fields {
        match value {
            Value::Object(group) if LIFTED.contains(&name.as_str()) => {
                sent.extend(
                    group
                        .into_iter()
                        .map(|(name, value)| (wire_name(name), value)),
                );
            }
            value => {
                sent.insert(name, value);
            }
        }
    }
    Value::Object(sent)
}

fn wire_name(name: String) -> String {
    match name.as_str() {
        "version" => "app_version".to_owned(),
        "product_id" => "productId".to_owned(),
        "revenue_type" => "revenueType".to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_shown_as_it_is_sent() {
        let event: Event = serde_json::from_value(json!({
            "event_type": "Order Completed",
            "user_id": "ann",
            "time": 1_664_604_000_120_i64,
            "event_properties": {"total": 12.5},
            "groups": {"org": ["acme"]},
            "context": {"version": "1.2", "platform": "Web"},
            "revenue": {"price": 3.99, "quantity": 2, "product_id": "p", "revenue_type": "sub"},
            "session_id": -1,
            "other": {"idfa": "x"},
        }))
        .unwrap();
        assert_eq!(
            as_sent(&event),
            json!({
                "event_type": "Order Completed",
                "user_id": "ann",
                "time": 1_664_604_000_120_i64,
                "event_properties": {"total": 12.5},
                "groups": {"org": ["acme"]},
                "app_version": "1.2",
                "platform": "Web",
                "price": 3.99,
                "quantity": 2,
                "productId": "p",
                "revenueType": "sub",
                "session_id": -1,
                "idfa": "x",
            })
        );
    }
}
