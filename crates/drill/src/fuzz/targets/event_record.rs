//! Records of the log, read back.

use intertide_domain::event::Received;

/// The bytes of a record.
pub(super) fn event_record(input: &[u8]) {
    let Ok(received) = Received::decode(input) else {
        return;
    };
    let written = received.encode().expect("what was read can be written");
    let again = Received::decode(&written).expect("what was written can be read");
    assert_eq!(again, received);
    assert_eq!(again.encode().unwrap(), written);
    for object in [
        &received.event.event_properties,
        &received.event.user_properties,
        &received.event.group_properties,
        &received.event.other,
    ] {
        // What lies too deep for the reader reads as none, and never panics.
        assert!(object.as_str().starts_with('{'));
        let properties = object.parse();
        assert!(!object.is_empty() || properties.is_empty());
    }
}
