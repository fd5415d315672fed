//! A notification on the wire: its body and its signature (intercom.md 4).

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use super::book::Delivery;

/// The body of an attempt.
pub(super) fn body(delivery: &Delivery, app_id: &str) -> Value {
    let seconds = delivery.created_at.seconds();
    json!({
        "type": "notification_event",
        "app_id": app_id,
        "data": {"type": "notification_event_data", "item": delivery.item},
        "links": {},
        "id": delivery.id,
        "topic": delivery.topic,
        "delivery_status": "pending",
        "delivery_attempts": delivery.attempts,
        "delivered_at": 0,
        "first_sent_at": delivery.first_sent_at.map_or(seconds, |at| at.seconds()),
        "created_at": seconds,
        "self": null,
    })
}

/// `X-Hub-Signature`: HMAC-SHA1 of the raw body under the app's secret.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    // HMAC takes keys of every length; the type can't say so.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha1={digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_hmac_sha1_in_hexadecimal() {
        let signature = signature("key", b"The quick brown fox jumps over the lazy dog");
        assert_eq!(signature, "sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9");
    }
}
