//! Given events in the log, when a draft is compared with what is saved, then these differ.

use intertide_store::log::{RecordBatch, append_and_wait};
use serde_json::{Value, json};

use super::super::change::{ChangePreview, DifferenceKind, MOST_EVENTS, latest};
use super::super::*;
use crate::tests::world::{World, document};

fn draft(more: Value) -> Subject {
    Subject {
        document: Arc::new(document(more)),
        workspace: None,
    }
}

fn compare(world: &World, saved: Value, changed: Value) -> ChangePreview {
    let records = latest(world.log(), MOST_EVENTS).unwrap();
    let previewer = world.previewer();
    previewer
        .compare(&draft(saved), &draft(changed), &records)
        .unwrap()
}

/// Offsets with how they differ.
fn differing(preview: &ChangePreview) -> Vec<(u64, DifferenceKind)> {
    let differences = preview.differences.iter();
    differences.map(|d| (d.offset.get(), d.kind)).collect()
}

fn selecting(names: &[&str], properties: &[&str]) -> Value {
    let rows: Vec<Value> = names
        .iter()
        .map(|name| json!({"event_type": name}))
        .collect();
    json!({"send_events": {"enabled": true, "select": rows, "event_properties": properties}})
}

#[test]
fn each_event_is_the_same_newly_sent_no_longer_sent_or_changed() {
    let world = World::new();
    world.take(&[
        json!({"event_type": "Kept"}),
        json!({"event_type": "New"}),
        json!({"event_type": "Old"}),
        json!({"event_type": "Kept", "event_properties": {"total": 3}}),
        json!({"event_type": "Neither"}),
    ]);
    let preview = compare(
        &world,
        selecting(&["Kept", "Old"], &[]),
        selecting(&["Kept", "New"], &["total"]),
    );
    assert_eq!(
        differing(&preview),
        [
            (1, DifferenceKind::NewlySent),
            (2, DifferenceKind::NoLongerSent),
            (3, DifferenceKind::Changed),
        ]
    );
    let counts = (
        preview.same,
        preview.newly_sent,
        preview.no_longer_sent,
        preview.changed,
    );
    assert_eq!(counts, (2, 1, 1, 1));
    let changed = &preview.differences[2];
    assert_eq!(changed.before.payloads[0]["metadata"], json!(null));
    assert_eq!(changed.after.payloads[0]["metadata"], json!({"total": 3}));
    assert_eq!(changed.user_id, Some("user-1".into()));
    let gone = &preview.differences[1].after;
    let reason = gone.judgement.reason.as_deref();
    assert_eq!(reason, Some("not_selected: the sync does not select `Old`"));
    assert!(gone.payloads.is_empty());
}

#[test]
fn a_user_property_that_is_newly_selected_shows_at_the_events_that_brought_it() {
    let world = World::new();
    world.take(&[
        json!({"event_type": "$identify", "user_properties": {"$set": {"plan": "free"}}}),
        json!({"event_type": "$identify", "user_properties": {"$set": {"seats": 5}}}),
        json!({"event_type": "$identify", "user_properties": {"$set": {"plan": "pro"}}}),
    ]);
    let users =
        |properties: Value| json!({"send_users": {"enabled": true, "user_properties": properties}});
    let preview = compare(&world, users(json!(["other"])), users(json!(["plan"])));
    assert_eq!(
        differing(&preview),
        [
            (0, DifferenceKind::NewlySent),
            (2, DifferenceKind::NewlySent)
        ]
    );
    for difference in &preview.differences {
        let payload = &difference.after.payloads[0];
        assert_eq!(payload["custom_attributes"], json!({"plan": "pro"}));
    }
}

#[test]
fn whether_what_is_not_sent_counts_as_discarded_is_a_difference() {
    let world = World::new();
    world.take(&[json!({"user_id": null, "device_id": "device-1"})]);
    let preview = compare(&world, selecting(&[], &[]), selecting(&["Order"], &[]));
    assert_eq!(differing(&preview), [(0, DifferenceKind::Changed)]);
    let after = &preview.differences[0].after;
    assert_eq!(after.judgement.verdict, PreviewVerdict::Discard);
    assert!(after.payloads.is_empty());
}

#[test]
fn the_latest_events_are_read_also_beside_ones_that_do_not_read() {
    let world = World::new();
    assert!(latest(world.log(), 10).unwrap().is_empty());
    let events: Vec<Value> = (0..1_200).map(|_| json!({})).collect();
    world.accept(&events);
    let mut broken = RecordBatch::new();
    broken.push(b"no event").unwrap();
    append_and_wait(world.log(), broken).unwrap();
    world.accept(&[json!({"event_type": "Last"})]);
    let offsets = |count| -> (usize, u64) {
        let records = latest(world.log(), count).unwrap();
        (records.len(), records[0].offset.get())
    };
    assert_eq!(world.log().durable_end(), Offset::new(1_202));
    assert_eq!(offsets(1), (1, 1_201));
    assert_eq!(offsets(3), (2, 1_199));
    assert_eq!(offsets(u64::MAX), (999, 202));
}
