//! Records of the log, read back.

use intertide_domain::event::{Event, Received};
use intertide_domain::property::RawObject;

use super::super::Seen;

/// The bytes of a record.
pub(super) fn event_record(input: &[u8]) -> Seen {
    let Ok(received) = Received::decode(input) else {
        return Seen::Refused;
    };
    let written = received.encode().expect("what was read can be written");
    let again = Received::decode(&written).expect("what was written can be read");
    assert_eq!(again.encode().unwrap(), written);
    // An object of nothing but spaces is written as none; all else is as it was.
    let spaced = |object: &RawObject| object.is_empty() && object.as_str() != "{}";
    if !objects(&received.event).into_iter().any(spaced) {
        assert_eq!(again, received);
    }
    for object in objects(&received.event) {
        assert!(object.as_str().starts_with('{'));
        // What lies too deep for the reader reads as none, and never panics.
        assert!(!object.is_empty() || object.parse().is_empty());
    }
    Seen::Taken
}

fn objects(event: &Event) -> [&RawObject; 4] {
    [
        &event.event_properties,
        &event.user_properties,
        &event.group_properties,
        &event.other,
    ]
}
