//! One event outside of any upload: what a preview or a test event is given.

use intertide_domain::event::{Endpoint, Event};
use intertide_domain::time::UnixMillis;

use super::json_text;
use super::parse::{Origin, Reader};
use super::wire::{Element, WireEvent, object};

/// Why a text is not an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// It is not a JSON object.
    #[error("not a JSON object")]
    NotAnObject,
    /// These fields are missing or hold what they can't hold; there is at least one.
    #[error("missing or invalid: {}", .0.join(", "))]
    Fields(Vec<&'static str>),
}

/// Reads one event of HTTP V2 (amplitude.md 1.2), which may be an `$identify` or
/// `$groupidentify`. Its time is `now` unless it says otherwise, and its ids may be of any length,
/// since an upload may allow that.
///
/// # Errors
/// [`NotAnEvent`] says what an upload with this event would have been refused for.
pub fn read_event(json: &[u8], now: UnixMillis) -> Result<Event, NotAnEvent> {
    let text = json_text::decode(json).ok_or(NotAnEvent::NotAnObject)?;
    let wire: WireEvent<'_> = object(&text).ok_or(NotAnEvent::NotAnObject)?;
    let mut reader = Reader::new(Origin {
        received_at: now,
        endpoint: Endpoint::HttpV2,
        remote: None,
        min_id_chars: 0,
    });
    reader.read(0, Element::Object(wire));
    let mut received = reader
        .finish()
        .map_err(|faults| NotAnEvent::Fields(faults.fields()))?;
    received
        .pop()
        .map(|received| received.event)
        .ok_or(NotAnEvent::NotAnObject)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: UnixMillis = UnixMillis::new(7);

    #[test]
    fn an_event_is_read_as_an_upload_would_read_it() {
        let json = br#"{"event_type":"E","user_id":"u","language":"en-US"}"#;
        let event = read_event(json, NOW).unwrap();
        assert_eq!(event.time, NOW);
        assert_eq!(event.context.language.as_deref(), Some("English"));
    }

    #[test]
    fn what_is_wrong_with_it_is_named() {
        let json = br#"{"user_id":"null","time":"x"}"#;
        let fault = read_event(json, NOW).unwrap_err();
        assert_eq!(
            fault,
            NotAnEvent::Fields(vec!["event_type", "time", "user_id"])
        );
        assert_eq!(
            fault.to_string(),
            "missing or invalid: event_type, time, user_id"
        );
        for json in [&b"[]"[..], b"", b"\xff"] {
            assert_eq!(read_event(json, NOW), Err(NotAnEvent::NotAnObject));
        }
    }
}
