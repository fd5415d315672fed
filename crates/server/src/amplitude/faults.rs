//! What is wrong with the events of one request: every event and every field that is, since each
//! round trip costs the SDK a retry (amplitude.md 0, rule 5).

use std::collections::BTreeMap;

use serde::Serialize;

/// Indexes of events by the name of a field.
pub(super) type Indexes = BTreeMap<&'static str, Vec<usize>>;

/// The faults found so far, in the shapes in which a 400 lists them (amplitude.md 1.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Faults {
    #[serde(
        rename = "events_with_missing_fields",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    missing: Indexes,
    #[serde(
        rename = "events_with_invalid_fields",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    invalid: Indexes,
    #[serde(
        rename = "events_with_invalid_id_lengths",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    id_lengths: Indexes,
    #[serde(skip)]
    not_objects: bool,
}

impl Faults {
    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.invalid.is_empty()
    }

    /// The event lacks a field that it must have.
    pub(super) fn missing(&mut self, index: usize, field: &'static str) {
        list(&mut self.missing, index, field);
    }

    /// The event's field holds what it can't hold.
    pub(super) fn invalid(&mut self, index: usize, field: &'static str) {
        list(&mut self.invalid, index, field);
    }

    /// The event's id is too short. Listed twice: the SDKs for Java, Swift and Kotlin don't read
    /// the list that is meant for it (amplitude.md 0, rule 6).
    pub(super) fn id_length(&mut self, index: usize, field: &'static str) {
        list(&mut self.id_lengths, index, field);
        self.invalid(index, field);
    }

    /// The element is no event at all. Listed under `event`, so that SDKs drop it and no more
    /// (amplitude.md 0, rule 4).
    pub(super) fn not_an_object(&mut self, index: usize) {
        self.not_objects = true;
        self.invalid(index, "event");
    }

    /// The `error` of the answer. With several kinds of faults in one request it names the first
    /// of: an event that is no object, a missing field, an invalid field, a short id; the lists
    /// are complete whichever it names.
    pub(super) fn error(&self) -> &'static str {
        if self.not_objects {
            "Invalid event JSON"
        } else if !self.missing.is_empty() {
            "Request missing required field"
        } else if self.only_id_lengths() {
            "Invalid id length for user_id or device_id"
        } else {
            "Invalid field values on some events"
        }
    }

    /// The names of all fields that are missing or wrong, each once.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        let mut fields: Vec<_> = self
            .missing
            .keys()
            .chain(self.invalid.keys())
            .copied()
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    fn only_id_lengths(&self) -> bool {
        self.invalid == self.id_lengths
    }
}

/// Events are read in order, so a field's list is in order and a repeated index is its last.
fn list(indexes: &mut Indexes, index: usize, field: &'static str) {
    let listed = indexes.entry(field).or_default();
    if listed.last() != Some(&index) {
        listed.push(index);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn faults(find: impl FnOnce(&mut Faults)) -> Faults {
        let mut faults = Faults::default();
        find(&mut faults);
        faults
    }

    #[test]
    fn every_fault_is_listed_under_its_field() {
        let faults = faults(|faults| {
            faults.invalid(0, "time");
            faults.missing(1, "event_type");
            faults.invalid(2, "time");
            faults.invalid(2, "time");
        });
        assert_eq!(
            serde_json::to_value(&faults).unwrap(),
            json!({
                "events_with_missing_fields": {"event_type": [1]},
                "events_with_invalid_fields": {"time": [0, 2]},
            })
        );
        assert_eq!(faults.fields(), ["event_type", "time"]);
    }

    #[test]
    fn a_short_id_is_in_both_lists() {
        let faults = faults(|faults| faults.id_length(3, "user_id"));
        assert_eq!(
            serde_json::to_value(&faults).unwrap(),
            json!({
                "events_with_invalid_fields": {"user_id": [3]},
                "events_with_invalid_id_lengths": {"user_id": [3]},
            })
        );
    }

    #[test]
    fn the_error_names_the_first_kind_of_fault() {
        let short = |faults: &mut Faults| faults.id_length(0, "user_id");
        let invalid = |faults: &mut Faults| faults.invalid(1, "time");
        let missing = |faults: &mut Faults| faults.missing(2, "event_type");
        let object = |faults: &mut Faults| faults.not_an_object(3);
        let mut all = Faults::default();
        for (find, error) in [
            (
                &short as &dyn Fn(&mut Faults),
                "Invalid id length for user_id or device_id",
            ),
            (&invalid, "Invalid field values on some events"),
            (&missing, "Request missing required field"),
            (&object, "Invalid event JSON"),
        ] {
            find(&mut all);
            assert_eq!(all.error(), error);
        }
    }
}
