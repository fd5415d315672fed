//! The log on a real disk.

use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;

use super::super::*;
use super::support::{records, small, write};
use crate::files::RealDirectory;

fn open(path: &Path, settings: SegmentSettings) -> Result<SegmentLog, LogError> {
    let directory = RealDirectory::open(path).unwrap();
    let clock = Clock::new(|| UnixMillis::new(1_000));
    SegmentLog::open_stepped(Arc::new(directory), settings, clock)
}

/// Given a frame of which only a part reached the disk, when the log is opened, then it is cut
/// off, for good, and the log goes on from there.
#[test]
fn a_torn_tail_is_cut_off() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(directory.path(), small()).unwrap();
    write(&log, ["one", "two"]).unwrap();
    let end = log.shared.segments.last().unwrap().readable();
    write(&log, ["three", "four"]).unwrap();
    let written = log.shared.segments.last().unwrap().readable();
    drop(log);

    let path = directory.path().join("00000000000000000000.seg");
    for torn_at in end..written {
        let sound = fs::read(&path).unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        let lost = vec![0; (written - torn_at) as usize];
        file.write_all_at(&lost, torn_at).unwrap();

        let log = open(directory.path(), small()).unwrap();
        assert_eq!(records(&log), ["one", "two"], "torn at {torn_at}");
        assert_eq!(log.status().torn_tail.is_some(), torn_at > end);
        drop(log);
        let rest = fs::read(&path).unwrap().split_off(end as usize);
        assert!(rest.iter().all(|byte| *byte == 0));
        fs::write(&path, sound).unwrap();
    }
    let log = open(directory.path(), small()).unwrap();
    assert_eq!(write(&log, ["five"]), Ok(Offset::new(4)));
    drop(log);
    let log = open(directory.path(), small()).unwrap();
    assert_eq!(records(&log), ["one", "two", "three", "four", "five"]);
}

/// A segment has its space from the beginning, is cut to its length when it is full, and can be
/// read by nobody else.
#[test]
fn segments_are_reserved_cut_and_private() {
    let directory = tempfile::tempdir().unwrap();
    let settings = SegmentSettings {
        segment_bytes: 1 << 20,
        ..SegmentSettings::new(1)
    };
    let log = open(directory.path(), settings).unwrap();
    let first = directory.path().join("00000000000000000000.seg");
    let length = || fs::metadata(&first).unwrap().len();
    assert_eq!(length(), 1 << 20);
    assert_eq!(
        fs::metadata(&first).unwrap().permissions().mode() & 0o777,
        0o600
    );
    for _ in 0..3 {
        write(&log, [vec![1; 400_000]]).unwrap();
    }
    assert_eq!(log.status().segments, 2);
    assert_eq!(length(), log.shared.segments.snapshot()[0].readable());
    assert!(length() < 1 << 20);
}

/// Two logs in one directory would destroy it.
#[test]
fn a_directory_is_open_once() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(directory.path(), small()).unwrap();
    let refused = open(directory.path(), small()).unwrap_err();
    let dir = directory.path().display().to_string();
    assert_eq!(refused, LogError::Locked { dir });
    drop(log);
    open(directory.path(), small()).unwrap();
}

/// A record that fills a batch needs a segment larger than the others.
#[test]
fn the_largest_batch_fits() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(directory.path(), small()).unwrap();
    write(&log, ["before"]).unwrap();
    let largest = vec![7; crate::log::MAX_BATCH_BYTES - 4];
    assert_eq!(write(&log, [&largest]), Ok(Offset::new(1)));
    write(&log, ["after"]).unwrap();
    drop(log);
    let log = open(directory.path(), small()).unwrap();
    let limit = ReadLimit {
        bytes: 1,
        records: 1,
    };
    let read = log.read(Offset::new(1), limit).unwrap();
    assert!(read.iter().map(|record| record.bytes).eq([&largest[..]]));
    assert_eq!(log.durable_end(), Offset::new(3));
}
