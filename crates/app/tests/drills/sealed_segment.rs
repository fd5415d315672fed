//! A byte that changes on disk in a segment that is full, and not the last one: what lies there is
//! told, and all other events are delivered.

use std::fs;

use intertide_drill::ledger::Entry;
use serde_json::{Value, json};

use super::log_damage::{assert_tells, builder, data_of};
use super::log_file::{LogFile, segments_of};
use crate::support::TestServer;
use crate::support::drill::Drill;

/// Segments that are filled: the one in the middle is damaged.
const SEGMENTS: usize = 3;

/// Far more requests than fill them.
const MOST_REQUESTS: usize = 1_000;

/// A request that takes nearly as much as one may.
fn bulky(name: &str) -> Value {
    json!({
        "event_type": "Drill",
        "user_id": format!("user-of-{name}"),
        "insert_id": name,
        "event_properties": {"name": name, "filling": vec!["x".repeat(1_000); 900]},
    })
}

/// Sends events, each in a frame of its own, until there are segments enough; the events' names.
fn fill(server: &TestServer) -> Vec<String> {
    let mut names = Vec::new();
    while segments_of(&server.data_dir()).len() < SEGMENTS {
        assert!(names.len() < MOST_REQUESTS, "the segments do not get full");
        let name = format!("event-{}", names.len());
        server.ingest(&[bulky(&name)]).expect("an answer").ok();
        names.push(name);
    }
    names
}

#[test]
fn a_flipped_byte_in_a_full_segment_is_told_and_the_others_are_delivered() {
    let mut drill = Drill::start();
    // One data directory whose sync takes all, and a log of events that it has not processed.
    let takes_all = builder();
    let server = takes_all.clone().start();
    let sync = drill.create_sync(&server);
    server.terminate();

    let source = builder();
    let server = source.clone().start();
    let names = fill(&server);
    server.terminate();

    let segments = segments_of(&data_of(&source));
    let first_of_damaged = LogFile::at(&segments[0]).frames.len();
    let damaged = LogFile::at(&segments[1]);
    let frame = damaged.frames.first().cloned().expect("a frame");
    let data = data_of(&takes_all);
    fs::remove_dir_all(data.join("log")).unwrap();
    fs::create_dir(data.join("log")).unwrap();
    for segment in &segments {
        let name = segment.file_name().unwrap();
        fs::copy(segment, data.join("log").join(name)).unwrap();
    }
    damaged.replace(&data, &damaged.with_flipped(frame.end - 1));

    for (number, name) in names.iter().enumerate() {
        let entry = match number == first_of_damaged {
            true => Entry::Refused,
            false => Entry::Acknowledged,
        };
        drill.ledger.enter(name.clone(), entry);
    }
    let server = takes_all.start();
    drill.assert_nothing_is_lost(&server, sync);
    let what = "acknowledged records are lost; intake goes on behind";
    assert_tells(&server, what, &damaged.name, frame.start);
}
