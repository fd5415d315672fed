//! What was written once can be read for ever: a segment as format 1 has it, kept as a file.
//!
//! A new format gets a file of its own, and this one stays.

use super::super::*;
use super::support::{open, segments, write};
use crate::files::FaultyDirectory;

const NAME: &str = "00000000000000000000.seg";
const FORMAT_1: &[u8] = include_bytes!("format-1.seg");

fn write_fixture(disk: &FaultyDirectory) {
    let log = open(disk).unwrap();
    write(&log, ["first", ""]).unwrap();
    write(&log, ["third"]).unwrap();
}

#[test]
fn a_segment_of_format_1_is_read() {
    let disk = FaultyDirectory::new(0);
    disk.create(NAME).unwrap();
    disk.corrupt(NAME, |bytes| bytes.extend_from_slice(FORMAT_1));
    let log = open(&disk).unwrap();
    let read = log.read(Offset::ZERO, super::support::ALL).unwrap();
    let records: Vec<_> = read.iter().map(|record| record.bytes).collect();
    assert_eq!(records, [&b"first"[..], b"", b"third"]);
    let written_at = |record: crate::log::Record<'_>| record.appended_at == UnixMillis::new(1_000);
    assert!(read.iter().all(written_at));
    assert_eq!(write(&log, ["fourth"]), Ok(Offset::new(3)));
}

#[test]
fn segments_are_written_in_format_1() {
    let disk = FaultyDirectory::new(0);
    write_fixture(&disk);
    assert_eq!(segments(&disk), [NAME]);
    let written = disk.contents(NAME).unwrap();
    assert!(written.starts_with(FORMAT_1));
    assert!(written[FORMAT_1.len()..].iter().all(|byte| *byte == 0));
}
