//! Erasing under crashes and failures: a record is whole or gone, and every other one stays.

use super::super::*;
use super::support::{open, records, write};
use crate::files::{Fault, FaultyDirectory, HowLong};

fn erase_ann(log: &SegmentLog) -> Result<u64, LogError> {
    log.erase(log.durable_end(), &|record| record.starts_with(b"ann"))
}

/// Ten records of two people each, over several segments.
fn fill(log: &SegmentLog) -> Vec<String> {
    let written: Vec<String> = (0..20)
        .map(|number| {
            let who = if number % 2 == 0 { "ann" } else { "bob" };
            format!("{who} {number:02} {}", "x".repeat(300))
        })
        .collect();
    for record in &written {
        write(log, [record]).unwrap();
    }
    assert!(log.status().segments > 2);
    written
}

fn without_ann(written: &[String]) -> Vec<String> {
    let erased = |record: &String| match record.starts_with("ann") {
        true => "\0".repeat(record.len()),
        false => record.clone(),
    };
    written.iter().map(erased).collect()
}

/// Each record is as it was written or, if it is to go, as zeros.
fn assert_whole_or_gone(found: &[String], written: &[String]) {
    assert_eq!(found.len(), written.len());
    for ((found, written), gone) in found.iter().zip(written).zip(without_ann(written)) {
        assert!(found == written || *found == gone, "{found:?}");
    }
}

/// Given a failure of whichever operation, then each record is whole or gone, and erasing again
/// erases the rest.
#[test]
fn whichever_operation_fails_a_record_is_whole_or_gone() {
    for fault in [
        Fault::Io,
        Fault::NoSpace,
        Fault::ShortWrite,
        Fault::FailedSync,
    ] {
        for nth in 1.. {
            let disk = FaultyDirectory::new(nth);
            let log = open(&disk).unwrap();
            let written = fill(&log);
            disk.fail(fault, nth, HowLong::Once);
            let erased = erase_ann(&log);
            if !disk.has_failed() {
                assert_eq!(erased, Ok(10));
                break;
            }
            disk.heal();
            assert_eq!(disk.contents("erase.tmp"), None, "{fault:?} {nth}");
            assert_whole_or_gone(&records(&log), &written);
            log.try_reopen().unwrap();
            erase_ann(&log).unwrap();
            assert_eq!(records(&log), without_ann(&written));
            write(&log, ["after"]).unwrap();
        }
    }
}

/// Given a loss of power after whichever operation, then the log opens, each record is whole or
/// gone, and no half-written copy is left.
#[test]
fn power_loss_in_the_middle_leaves_a_record_whole_or_gone() {
    for nth in 1.. {
        let disk = FaultyDirectory::new(nth);
        let log = open(&disk).unwrap();
        let written = fill(&log);
        disk.fail(Fault::Io, nth, HowLong::Forever);
        let outcome = erase_ann(&log);
        if !disk.has_failed() {
            assert_eq!(outcome, Ok(10));
            break;
        }
        drop(log);
        disk.heal();
        disk.crash();
        let log = open(&disk).unwrap();
        assert_eq!(disk.contents("erase.tmp"), None);
        assert_whole_or_gone(&records(&log), &written);
        erase_ann(&log).unwrap();
        drop(log);
        disk.crash();
        assert_eq!(records(&open(&disk).unwrap()), without_ann(&written));
    }
}

/// Nothing of what was erased is left in any file.
#[test]
fn no_file_holds_what_was_erased() {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    fill(&log);
    erase_ann(&log).unwrap();
    for name in disk.list().unwrap() {
        let contents = disk.contents(&name).unwrap_or_default();
        let found = contents.windows(3).any(|window| window == b"ann");
        assert!(!found, "{name}");
    }
}
