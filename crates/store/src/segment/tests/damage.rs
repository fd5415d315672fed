//! One named test for each way in which a disk may have changed what was written.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::format::{FRAME_MAGIC, FrameHeader, Salt, SegmentHeader};
use super::super::*;
use super::support::{ALL, open, records, segments, write};
use crate::files::FaultyDirectory;

/// Records in each group that [`written`] writes.
const GROUP: u64 = 3;

/// A log of `groups` groups of three records, of which each says its offset.
fn written(groups: u64) -> FaultyDirectory {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    for group in 0..groups {
        let texts = (0..GROUP).map(|at| format!("record {}", group * GROUP + at));
        write(&log, texts).unwrap();
    }
    disk
}

/// What reading a damaged log gives: which records are lost, all others being what they were.
fn read_past_damage(log: &SegmentLog) -> BTreeSet<u64> {
    let end = log.durable_end();
    let mut lost = BTreeSet::new();
    let mut next = log.start();
    while next < end {
        match log.read(next, ALL) {
            Ok(batch) => {
                for record in batch.iter() {
                    assert_eq!(record.bytes, format!("record {}", record.offset).as_bytes());
                }
                assert!(batch.next() > next);
                next = batch.next();
            }
            Err(LogError::Damaged(damage)) => {
                assert!(damage.first <= next && next < damage.next);
                lost.extend(next.get()..damage.next.get());
                next = damage.next;
            }
            Err(other) => panic!("{other}"),
        }
    }
    lost
}

/// Given a log over several segments, when any one byte is changed, then no wrong record is read,
/// what is lost is told, and it is no more than the records of one frame.
#[test]
fn every_changed_byte_is_harmless_or_told_and_later_records_are_kept() {
    let disk = written(80);
    let records = 80 * GROUP;
    assert!(segments(&disk).len() > 2);
    for name in segments(&disk) {
        let sound = disk.contents(&name).unwrap();
        for position in 0..sound.len() {
            disk.corrupt(&name, |bytes| bytes[position] ^= 0x41);
            match open(&disk) {
                Err(LogError::Unreadable { file, .. }) => {
                    assert!(file == name && position < 40, "{name} at {position}");
                }
                Err(other) => panic!("{other}"),
                Ok(log) => {
                    let mut lost = read_past_damage(&log);
                    // The very last frame is cut off: it looks like one that was never whole.
                    let cut = log.durable_end().get()..records;
                    assert!(cut.is_empty() || log.status().torn_tail.is_some());
                    lost.extend(cut);
                    assert!(lost.len() as u64 <= GROUP, "{name} at {position}: {lost:?}");
                    assert!(lost.first().is_none_or(|first| first % GROUP == 0));
                }
            }
            disk.corrupt(&name, |bytes| bytes.clone_from(&sound));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    /// Whatever is done to the files, no wrong record is read, and reading comes to an end.
    #[test]
    fn no_damage_makes_a_wrong_record(
        edits in vec((any::<Index>(), any::<Index>(), any::<u8>(), 1..99_usize), 1..8),
        cut in proptest::option::of((any::<Index>(), any::<Index>())),
    ) {
        let disk = written(60);
        let names = segments(&disk);
        for (segment, position, byte, length) in edits {
            disk.corrupt(&names[segment.index(names.len())], |bytes| {
                let position = 40 + position.index(bytes.len() - 40);
                bytes.iter_mut().skip(position).take(length).for_each(|at| *at = byte);
            });
        }
        if let Some((segment, length)) = cut {
            disk.corrupt(&names[segment.index(names.len())], |bytes| {
                bytes.truncate(40 + length.index(bytes.len() - 40));
            });
        }
        let log = open(&disk).unwrap();
        read_past_damage(&log);
        let next = log.durable_end();
        assert_eq!(write(&log, [format!("record {next}")]), Ok(next));
        drop(log);
        read_past_damage(&open(&disk).unwrap());
    }
}

/// Given damage before acknowledged frames of the last segment, then it is not taken for a torn
/// tail: nothing is cut off, and the damage is reported.
#[test]
fn damage_in_the_last_segment_is_not_cut_off_as_a_torn_tail() {
    let disk = written(6);
    let name = &segments(&disk)[0];
    disk.corrupt(name, |bytes| bytes[200..260].fill(0));
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::new(6 * GROUP));
    let lost = read_past_damage(&log);
    assert!(!lost.is_empty());
    let [damage] = &log.status().damage[..] else {
        panic!("one place is damaged")
    };
    assert_eq!(&damage.file, name);
    assert!((40..260).contains(&damage.position));
    let told = damage.first.get()..damage.next.get();
    assert_eq!(lost, told.collect());
    assert_eq!(log.status().torn_tail, None);
    write(&log, ["record 18"]).unwrap();
    drop(log);
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::new(6 * GROUP + 1));
    assert_eq!(read_past_damage(&log), lost);
}

/// Given acknowledged frames that are damaged right before the remains of a group, then the places
/// of the lost records are not given to others.
#[test]
fn lost_records_keep_their_places_even_at_the_end() {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    write(&log, ["record 0"]).unwrap();
    let second = log.shared.segments.last().unwrap().readable() as usize;
    write(&log, ["record 1"]).unwrap();
    let third = log.shared.segments.last().unwrap().readable() as usize;
    write(&log, ["record 2"]).unwrap();
    drop(log);
    let name = &segments(&disk)[0];
    disk.corrupt(name, |bytes| {
        bytes[second + 50] ^= 1;
        // The header of the last frame is whole, its payload is not.
        bytes[third + 50] ^= 1;
    });
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::new(2));
    assert_eq!(read_past_damage(&log), BTreeSet::from([1]));
    assert_eq!(write(&log, ["record 2"]), Ok(Offset::new(2)));
    drop(log);
    let log = open(&disk).unwrap();
    assert_eq!(read_past_damage(&log), BTreeSet::from([1]));
    assert_eq!(log.durable_end(), Offset::new(3));
}

/// Given a group of two frames of which the disk wrote only the second, then that is a torn tail
/// and no damage: neither was acknowledged.
#[test]
fn a_group_that_was_written_in_reverse_is_a_torn_tail() {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    write(&log, ["record 0"]).unwrap();
    let first_frame = log.shared.segments.last().unwrap().readable() as usize;
    let frames = ["x".repeat(150), "y".repeat(150)];
    let answers = frames.map(|record| super::support::append(&log, [record]));
    log.step();
    assert!(
        answers
            .iter()
            .all(|answer| answer.try_recv().unwrap().is_ok())
    );
    drop(log);
    let name = &segments(&disk)[0];
    disk.corrupt(name, |bytes| bytes[first_frame..first_frame + 60].fill(0));
    let log = open(&disk).unwrap();
    assert_eq!(records(&log), ["record 0"]);
    let status = log.status();
    assert_eq!(status.damage, []);
    assert_eq!(status.torn_tail.unwrap().position, first_frame as u64);
}

/// Given a torn frame whose record holds a frame of its own, made by a sender that does not know
/// the segment's salt, then it is not taken for one.
#[test]
fn a_record_that_is_made_to_look_like_a_frame_is_not_one() {
    let salt = Salt::of_segment(0, Offset::ZERO, UnixMillis::new(0));
    let forged = FrameHeader {
        payload_bytes: 0,
        records: 1,
        first: Offset::new(1_000),
        synced_before: Offset::new(1_000),
        appended_at: UnixMillis::new(0),
        payload_checksum: salt.checksum(b""),
    };
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    write(&log, ["record 0"]).unwrap();
    let position = log.shared.segments.last().unwrap().readable() as usize;
    write(&log, [forged.encode(salt)]).unwrap();
    drop(log);
    disk.corrupt(&segments(&disk)[0], |bytes| bytes[position] = 0);
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::new(1));
    assert_eq!(log.status().damage, []);
}

/// Given a torn frame full of what frames begin with, then opening takes no longer than the bytes
/// deserve.
#[test]
fn a_torn_frame_of_nothing_but_beginnings_is_searched_once() {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    write(&log, [FRAME_MAGIC.repeat(100_000)]).unwrap();
    drop(log);
    disk.corrupt(&segments(&disk)[0], |bytes| bytes[40] = 0);
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::ZERO);
    assert!(log.status().torn_tail.is_some());
}

/// Given a frame that is whole but says to hold more or fewer records than it does, then it is
/// damage: none of its records gets a wrong place, and the later ones are read.
#[test]
fn a_frame_with_another_number_of_records_is_damage() {
    for says in [1, 2, 4, 700] {
        let disk = written(3);
        let name = &segments(&disk)[0];
        disk.corrupt(name, |bytes| {
            let salt = SegmentHeader::decode(bytes).unwrap().salt;
            let frame = FrameHeader::decode(&bytes[40..], salt).unwrap();
            let forged = FrameHeader {
                records: says,
                ..frame
            };
            bytes[40..84].copy_from_slice(&forged.encode(salt));
        });
        let log = open(&disk).unwrap();
        assert_eq!(log.durable_end(), Offset::new(3 * GROUP), "{says}");
        assert_eq!(read_past_damage(&log), (0..GROUP).collect(), "{says}");
    }
}

/// Given a frame that says to begin among the records of the one before it, then it does not count,
/// for who reads as for who opens: what should be in its place is told to be lost.
#[test]
fn a_frame_that_begins_too_early_does_not_count() {
    let disk = written(3);
    let name = &segments(&disk)[0];
    disk.corrupt(name, |bytes| {
        let salt = SegmentHeader::decode(bytes).unwrap().salt;
        let first = FrameHeader::decode(&bytes[40..], salt).unwrap();
        let second = 84 + first.payload_bytes as usize;
        let frame = FrameHeader::decode(&bytes[second..], salt).unwrap();
        let forged = FrameHeader {
            first: Offset::new(2),
            synced_before: Offset::new(2),
            ..frame
        };
        bytes[second..second + 44].copy_from_slice(&forged.encode(salt));
    });
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::new(3 * GROUP));
    assert_eq!(read_past_damage(&log), (GROUP..2 * GROUP).collect());
}

/// Given a segment that reaches into the next one, as files of two logs may, then each place still
/// has one record at most, and reading never leads beyond the end.
#[test]
fn a_segment_that_reaches_into_the_next_one_is_told() {
    let disk = written(80);
    let names = segments(&disk);
    let (last, before) = (&names[names.len() - 1], offset_in(&names[names.len() - 1]));
    disk.corrupt(last, |bytes| {
        let header = SegmentHeader::decode(bytes).unwrap();
        let forged = SegmentHeader {
            first: Offset::new(before - 1),
            ..header
        };
        bytes[..40].copy_from_slice(&forged.encode());
    });
    disk.rename(last, &format!("{:020}.seg", before - 1))
        .unwrap();
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::new(80 * GROUP));
    let lost = read_past_damage(&log);
    assert_eq!(lost, (before - GROUP..before).collect());
}

/// Given a last segment without frames whose place others took, then reading ends where the log
/// does.
#[test]
fn reading_ends_where_the_log_does_though_a_frame_goes_on() {
    let disk = written(1);
    let name = segments(&disk).remove(0);
    let header = SegmentHeader::decode(&disk.contents(&name).unwrap()).unwrap();
    for first in [1, 2] {
        let forged = SegmentHeader {
            first: Offset::new(first),
            ..header
        };
        let next = format!("{first:020}.seg");
        disk.create(&next).unwrap();
        disk.corrupt(&next, |bytes| *bytes = forged.encode());
        let log = open(&disk).unwrap();
        assert_eq!(log.durable_end(), Offset::new(first));
        assert_eq!(read_past_damage(&log), (0..first).collect());
        drop(log);
        disk.remove(&next).unwrap();
    }
}

/// Given a segment that somebody removed, then its records are told to be lost, and the later
/// ones are read.
#[test]
fn a_missing_segment_is_told_and_later_records_are_kept() {
    let disk = written(80);
    let names = segments(&disk);
    disk.remove(&names[1]).unwrap();
    let log = open(&disk).unwrap();
    let (first, next) = (offset_in(&names[1]), offset_in(&names[2]));
    assert_eq!(read_past_damage(&log), (first..next).collect());
}

/// Given a sealed segment that lost its end, then the records there are told to be lost.
#[test]
fn a_shortened_segment_is_told() {
    let disk = written(80);
    let names = segments(&disk);
    disk.corrupt(&names[0], |bytes| bytes.truncate(bytes.len() - 10));
    let lost = read_past_damage(&open(&disk).unwrap());
    let end = offset_in(&names[1]);
    assert_eq!(lost, (end - GROUP..end).collect());
}

/// Given a segment under a name that is not its own, then the log does not open.
#[test]
fn a_renamed_segment_is_refused() {
    let disk = written(1);
    let name = segments(&disk).remove(0);
    disk.rename(&name, "00000000000000000007.seg").unwrap();
    let refused = open(&disk).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "00000000000000000007.seg cannot be read: it begins at offset 0, not where its name says"
    );
}

/// Given an empty file in place of a segment, then the log does not open.
#[test]
fn an_empty_segment_is_refused() {
    let disk = written(1);
    disk.corrupt(&segments(&disk)[0], Vec::clear);
    assert!(matches!(open(&disk), Err(LogError::Unreadable { .. })));
}

/// Files that are not segments are none of the log's business.
#[test]
fn strange_files_are_left_alone() {
    let disk = written(1);
    for name in ["README", "next.tmp", "123.seg", "0000000000000000000x.seg"] {
        disk.create(name).unwrap();
    }
    let log = open(&disk).unwrap();
    assert_eq!(log.durable_end(), Offset::new(GROUP));
    assert!(disk.contents("README").is_some());
}

/// A log is open once at a time.
#[test]
fn a_log_that_is_open_is_locked() {
    let disk = written(1);
    let log = open(&disk).unwrap();
    assert_eq!(
        open(&disk).unwrap_err(),
        LogError::Locked {
            dir: "memory".to_owned()
        }
    );
    drop(log);
    open(&disk).unwrap();
}

fn offset_in(name: &str) -> u64 {
    name.trim_end_matches(".seg").parse().unwrap()
}
