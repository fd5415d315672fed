//! Event names: those that Amplitude or Intertide reserves, and how Intercom folds them.

use crate::ids::control;

/// Names that mean something else in Amplitude; an event of such a name isn't streamed
/// (amplitude.md 5.2).
const RESERVED: [&str; 2] = ["_all", "_identify"];

/// What Amplitude's Intercom source puts before the events that it brings back from there. Sending
/// them to Intercom again would go round in a circle (amplitude.md 5.3).
pub const FROM_INTERCOM: &str = "[Intercom] ";

/// Whether no event of this name can be sent.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Whether the event came out of Intercom itself.
pub fn comes_from_intercom(name: &str) -> bool {
    name.starts_with(FROM_INTERCOM)
}

/// Whether `select: all` leaves it out (product.md 5).
pub fn is_left_out_of_all(name: &str) -> bool {
    matches!(name, control::IDENTIFY | control::GROUP_IDENTIFY) || comes_from_intercom(name)
}

/// The name as Intercom stores it: `.` and `$` as `-` (intercom.md 2.3).
pub fn stored(name: &str) -> String {
    name.replace(['.', '$'], "-")
}

/// The name as Intercom tells events apart: as stored, without case (intercom.md 2.3). Names that
/// fold to one are one event there.
pub fn folded(name: &str) -> String {
    stored(name).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_intercom_takes_for_one_fold_to_one() {
        for name in ["Order.Done", "order-done", "ORDER$DONE"] {
            assert_eq!(folded(name), "order-done");
        }
    }

    #[test]
    fn all_leaves_out_control_events_and_those_that_came_from_intercom() {
        for name in ["$identify", "$groupidentify", "[Intercom] event.created"] {
            assert!(is_left_out_of_all(name), "{name}");
        }
        assert!(!is_left_out_of_all("Order Completed"));
    }
}
