//! A log that a crash tore, and one that the disk damaged: what is left is kept, and what is not
//! is told by file and place.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::log_file::{LogFile, copy, copy_beside_log};
use crate::support::process::PATIENCE;
use crate::support::{ServerBuilder, TestServer};

const API_KEY: &str = "0123456789abcdef0123456789abcdef";
const SECRET_KEY: &str = "fedcba9876543210fedcba9876543210";

/// Servers that are started at the same time.
const AT_ONCE: usize = 2;

/// A server whose keys are known.
pub(crate) fn builder() -> ServerBuilder {
    ServerBuilder::new()
        .env("INTERTIDE_PROJECT_API_KEY", API_KEY)
        .env("INTERTIDE_PROJECT_SECRET_KEY", SECRET_KEY)
        .env("INTERTIDE_ADMIN_PASSWORD", "a password for drills")
}

/// A data directory as it was before any event, one as it was afterwards, and the log between.
struct Scene {
    before: ServerBuilder,
    after: ServerBuilder,
    log: LogFile,
}

/// What is expected of an event list after a start.
const NAMES: [&str; 3] = ["one", "two", "three"];

impl Scene {
    /// Three events, each in a frame of its own.
    fn new() -> Self {
        let (before, after) = (builder(), builder());
        let stopped = after.clone().start().terminate();
        copy(&stopped.data_dir(), &data_of(&before));
        let server = stopped.start();
        for name in NAMES {
            send(&server, name);
        }
        wait_for_events(&server, NAMES.len());
        let stopped = server.terminate();
        let log = LogFile::first_of(&stopped.data_dir());
        assert_eq!(log.frames.len(), NAMES.len());
        Self { before, after, log }
    }

    fn last_frame(&self) -> Range<usize> {
        self.log.frames.last().cloned().expect("a frame")
    }

    /// A data directory of before any event was processed, with these bytes as its log.
    fn unprocessed(&self, log: &[u8]) -> ServerBuilder {
        self.with_log(&self.before, log)
    }

    /// A data directory of after the events were processed, with these bytes as its log.
    fn processed(&self, log: &[u8]) -> ServerBuilder {
        self.with_log(&self.after, log)
    }

    fn with_log(&self, data: &ServerBuilder, log: &[u8]) -> ServerBuilder {
        let builder = builder();
        copy_beside_log(&data_of(data), &data_of(&builder));
        self.log.replace(&data_of(&builder), log);
        builder
    }
}

/// Where its data are.
pub(crate) fn data_of(builder: &ServerBuilder) -> PathBuf {
    builder.directory().join("data")
}

fn send(server: &TestServer, name: &str) {
    let event = json!({"event_type": "Drill", "user_id": "user-1", "insert_id": name});
    server.ingest(&[event]).expect("an answer").ok();
}

/// The names of the events that the server knows, the oldest first.
fn events(server: &TestServer) -> Vec<String> {
    let page = server.get("/api/v1/events").ok();
    let rows = page["data"].as_array().cloned().unwrap_or_default();
    let name = |row: &Value| row["insert_id"].as_str().map(str::to_owned);
    rows.iter().rev().filter_map(name).collect()
}

fn wait_for_events(server: &TestServer, count: usize) -> Vec<String> {
    let start = Instant::now();
    loop {
        let events = events(server);
        if events.len() >= count {
            return events;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "{events:?}\n{}",
            server.stderr()
        );
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Asserts that the server has these events, takes one more, and has no others.
#[track_caller]
fn assert_goes_on_with(server: &TestServer, expected: &[&str]) {
    send(server, "after");
    let expected: Vec<&str> = expected.iter().copied().chain(["after"]).collect();
    // They are processed in order, so that nothing comes behind the last one.
    assert_eq!(wait_for_events(server, expected.len()), expected);
}

/// The line of the server's log that says this of that place.
#[track_caller]
pub(crate) fn assert_tells(server: &TestServer, what: &str, file: &str, position: usize) {
    let told = server.stderr();
    let tells = |line: &str| {
        line.contains(what) && line.contains(file) && line.contains(&position.to_string())
    };
    assert!(
        told.lines().any(tells),
        "`{what}` of {file} at {position} is not told:\n{told}"
    );
}

#[test]
fn a_last_write_torn_at_any_byte_is_cut_off_and_told() {
    let scene = Scene::new();
    let last = scene.last_frame();
    let next = AtomicUsize::new(last.start);
    let check = |cut: usize| {
        let mut bytes = scene.log.bytes[..cut].to_vec();
        // A disk may have written anything behind a torn write, or nothing.
        let garbage = cut % 2 == 1;
        if garbage {
            bytes.extend([0xA5; 100]);
        }
        let server = scene.unprocessed(&bytes).start();
        if garbage || cut > last.start {
            let what = "the remains of an unfinished write are cut off";
            assert_tells(&server, what, &scene.log.name, last.start);
        }
        assert_goes_on_with(&server, &NAMES[..2]);
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let cut = next.fetch_add(1, Ordering::Relaxed);
                    if cut >= last.end {
                        break;
                    }
                    check(cut);
                }
            });
        }
    });
}

#[test]
fn garbage_behind_a_whole_log_is_cut_off_and_told() {
    let scene = Scene::new();
    let mut bytes = scene.log.bytes.clone();
    bytes.extend([0xA5; 1_000]);
    let server = scene.processed(&bytes).start();
    let what = "the remains of an unfinished write are cut off";
    assert_tells(&server, what, &scene.log.name, scene.log.bytes.len());
    assert_goes_on_with(&server, &NAMES);
}

#[test]
fn a_log_that_lost_what_was_processed_is_refused_by_name() {
    let scene = Scene::new();
    let cut = scene.last_frame().end - 1;
    let builder = scene.processed(&scene.log.bytes[..cut]);
    let finished = builder.start_and_fail();
    assert_eq!(finished.code, Some(1), "{finished:?}");
    let told = &finished.stderr;
    assert!(
        told.contains("ends at event 2, but 3 were processed"),
        "{told}"
    );
    assert!(
        told.contains("data/log") || told.contains("./data"),
        "{told}"
    );
    assert!(told.contains("restore a backup"), "{told}");
}

#[test]
fn a_flipped_byte_among_acknowledged_events_is_told_and_the_others_are_kept() {
    let scene = Scene::new();
    let first = scene.log.frames.first().cloned().expect("a frame");
    for position in [
        first.start,
        first.start + 20,
        first.start + 44,
        first.end - 1,
    ] {
        let bytes = scene.log.with_flipped(position);
        let server = scene.unprocessed(&bytes).start();
        assert_tells(
            &server,
            "acknowledged records are lost",
            &scene.log.name,
            first.start,
        );
        assert_goes_on_with(&server, &NAMES[1..]);
    }
}

#[test]
fn a_flipped_byte_among_processed_events_is_told_at_the_start() {
    let scene = Scene::new();
    let first = scene.log.frames.first().cloned().expect("a frame");
    let bytes = scene.log.with_flipped(first.end - 1);
    let server = scene.processed(&bytes).start();
    assert_tells(
        &server,
        "acknowledged records are lost",
        &scene.log.name,
        first.start,
    );
    assert_goes_on_with(&server, &NAMES);
}

#[test]
fn a_flipped_byte_in_the_header_of_the_segment_stops_the_start() {
    let scene = Scene::new();
    for position in [0, 8, 12, 39] {
        let builder = scene.unprocessed(&scene.log.with_flipped(position));
        let finished = builder.start_and_fail();
        assert_eq!(finished.code, Some(1), "{finished:?}");
        assert!(finished.stderr.contains(&scene.log.name), "{finished:?}");
    }
}
