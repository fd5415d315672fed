//! Files of the log, opened and read, whatever is in them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;
use intertide_store::files::{Directory as _, FaultyDirectory};
use intertide_store::log::conformance::batch_of;
use intertide_store::log::{Ack, EventLog as _, LogError, ReadLimit};
use intertide_store::segment::{Clock, SegmentLog, SegmentSettings};

use super::super::Seen;
use super::super::layout::split_head;
use super::segment_reference::{mend, pieces, whole_records};

const LIMIT: ReadLimit = ReadLimit {
    bytes: 4_096,
    records: 7,
};

/// Reads that a log of one input needs at most: each gives a record, or steps over damage.
const MOST_READS: usize = 100_000;

/// Segments one behind the other, each from its magic to the next one's. The first line says
/// whether their checksums are put right.
pub(super) fn segment(input: &[u8]) -> Seen {
    let (head, rest) = split_head(input);
    let files = if head == b"mend\n" {
        pieces(&mend(rest))
    } else {
        pieces(rest)
    };
    let disk = FaultyDirectory::new(1);
    for (name, bytes) in &files {
        lay_down(&disk, name, bytes);
    }
    let whole: BTreeSet<_> = files
        .values()
        .flat_map(|bytes| whole_records(bytes))
        .collect();
    let log = match open(&disk) {
        Ok(log) => log,
        Err(LogError::Unreadable { file, .. }) => {
            assert!(files.contains_key(&file));
            return Seen::Refused;
        }
        Err(other) => panic!("{other}"),
    };
    assert_only_whole_records(&log, &whole);
    let seen = Seen::taken_if(log.durable_end() > log.start());
    go_on(&disk, log, &whole);
    seen
}

fn lay_down(disk: &FaultyDirectory, name: &str, bytes: &[u8]) {
    let file = disk.create(name).unwrap();
    let mut position = 0;
    while position < bytes.len() {
        position += file.write_at(&bytes[position..], position as u64).unwrap();
    }
    file.sync_data().unwrap();
    disk.sync().unwrap();
}

fn open(disk: &FaultyDirectory) -> Result<SegmentLog, LogError> {
    let settings = SegmentSettings {
        segment_bytes: 2_000,
        group_bytes: 1_000,
        frame_bytes: 200,
        reopen_interval: Duration::from_millis(1),
        ..SegmentSettings::new(0x5EC2_E700)
    };
    let clock = Clock::new(|| UnixMillis::new(1_000));
    SegmentLog::open_stepped(Arc::new(disk.clone()), settings, clock)
}

/// Reading comes to its end, and gives nothing but records of frames whose checksums are right.
fn assert_only_whole_records(log: &SegmentLog, whole: &BTreeSet<(u64, Vec<u8>)>) {
    let end = log.durable_end();
    let mut next = log.start();
    let mut reads = 0;
    while next < end {
        reads += 1;
        assert!(reads < MOST_READS, "reading comes to no end at {next}");
        match log.read(next, LIMIT) {
            Ok(batch) => {
                assert!(batch.next() > next && batch.next() <= end);
                for record in batch.iter() {
                    let found = (record.offset.get(), record.bytes.to_vec());
                    assert!(whole.contains(&found), "{found:?} is in no whole frame");
                }
                next = batch.next();
            }
            Err(LogError::Damaged(damage)) => {
                assert!(damage.first <= next && next < damage.next);
                next = damage.next;
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(log.read(end, LIMIT).is_ok_and(|batch| batch.is_empty()));
}

/// A log that opened takes records, and has them when it is opened again.
fn go_on(disk: &FaultyDirectory, log: SegmentLog, whole: &BTreeSet<(u64, Vec<u8>)>) {
    let written = write(&log);
    drop(log);
    disk.crash();
    let log = open(disk).expect("a log that was open opens again");
    let mut whole = whole.clone();
    if let Some(first) = written {
        assert!(log.durable_end() > first, "what was acknowledged is lost");
        whole.insert((first.get(), b"behind".to_vec()));
        let batch = log.read(first, LIMIT).expect("what was acknowledged reads");
        assert_eq!(batch.iter().next().map(|r| r.bytes), Some(&b"behind"[..]));
    }
    assert_only_whole_records(&log, &whole);
}

/// Writes a record, unless there is no offset left for it.
fn write(log: &SegmentLog) -> Option<Offset> {
    let end = log.durable_end();
    if end.get() > u64::MAX / 2 {
        return None;
    }
    let (answered, answer) = std::sync::mpsc::channel();
    log.append(
        batch_of(["behind"]),
        Ack::new(move |result| answered.send(result).unwrap()),
    );
    log.step();
    let first = answer.try_recv().expect("a step answers");
    assert_eq!(first, Ok(end));
    Some(end)
}
