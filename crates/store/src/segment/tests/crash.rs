//! Power loss at any moment, thousands of times.

use super::super::trials::harness::{Action, Harness};
use super::super::trials::lose_power_while_writing;
use super::super::*;
use super::support::{open, records, segments, write};
use crate::files::{Fault, FaultyDirectory, HowLong};

const RUNS: u64 = 20_000;

/// Given power loss at any moment, when the log is opened again, then all that was acknowledged is
/// there, and of the rest at most a prefix of whole batches (product.md 5, "Crash").
#[test]
fn what_was_acknowledged_survives_power_loss_and_the_rest_is_a_prefix() {
    for seed in 0..RUNS {
        let run = std::panic::catch_unwind(|| lose_power_while_writing(seed));
        assert!(run.is_ok(), "seed {seed}");
    }
}

/// Given a file system that meets an error of its own and loses what it called durable where blocks
/// were only reserved, when the log is opened again, then all that was acknowledged is there.
#[test]
fn a_file_system_that_loses_its_notes_loses_nothing_acknowledged() {
    for seed in 0..2_000 {
        let mut harness = Harness::new(seed);
        let append = |number: u64| Action::Append {
            records: 1 + (number % 3) as usize,
            size: 20 + 40 * (number % 7) as usize,
        };
        let strikes_at = 1 + seed % 12;
        harness.apply(&append(seed));
        harness.apply(&Action::Step);
        harness.apply(&Action::Fail(Fault::LostNote, strikes_at, HowLong::Forever));
        for number in 0..12 {
            harness.apply(&append(seed.wrapping_add(number)));
            harness.apply(&Action::Step);
        }
        harness.apply(&Action::Crash { fault_at: None });
        harness.finish();
    }
}

/// Given the same, when a batch reaches beyond what was prepared, then it is there as well.
#[test]
fn a_file_system_that_loses_its_notes_loses_no_batch_that_is_larger_than_a_segment() {
    for seed in 0..200 {
        let mut harness = Harness::new(seed);
        let strikes_at = 1 + seed % 6;
        harness.apply(&Action::Fail(Fault::LostNote, strikes_at, HowLong::Forever));
        for number in 0..3 {
            harness.apply(&Action::Append {
                records: 1,
                size: 3_000 + 1_000 * number,
            });
            harness.apply(&Action::Step);
        }
        harness.apply(&Action::Crash { fault_at: None });
        harness.finish();
    }
}

/// Given a failed sync and a killed process, when the log is opened, then what it shows is on disk:
/// the system may show what it never wrote.
#[test]
fn what_is_found_after_a_failed_sync_is_made_durable_before_it_is_shown() {
    for seed in 0..500 {
        let mut harness = Harness::new(seed);
        for action in [
            Action::Append {
                records: 3,
                size: 50,
            },
            Action::Fail(Fault::FailedSync, 1, HowLong::Once),
            Action::Step,
            Action::Kill,
            Action::Crash { fault_at: None },
        ] {
            harness.apply(&action);
        }
        harness.finish();
    }
}

/// Given two groups of equal shape, each caught halfway by a crash, then nothing of the first one
/// is found behind the second: what was cut off is gone before anything is written there.
#[test]
fn what_an_earlier_crash_left_never_comes_back() {
    let batch = Action::Append {
        records: 1,
        size: 210,
    };
    for seed in 0..3_000 {
        let mut harness = Harness::new(seed);
        for _ in 0..3 {
            for _ in 0..4 {
                harness.apply(&batch);
            }
            harness.apply(&Action::Fail(Fault::FailedSync, 1, HowLong::Forever));
            harness.apply(&Action::Step);
            harness.apply(&Action::Crash { fault_at: None });
        }
        harness.apply(&batch);
        harness.apply(&Action::Fail(Fault::FailedSync, 1, HowLong::Forever));
        harness.apply(&Action::Step);
        harness.apply(&Action::Crash { fault_at: None });
        harness.finish();
    }
}

/// Given frames that a killed process left unsynced on a disk that is full, when they are shown,
/// then they are durable.
#[test]
fn what_is_shown_on_a_full_disk_is_durable() {
    for seed in 0..200 {
        let disk = FaultyDirectory::new(seed);
        let log = open(&disk).unwrap();
        disk.fail(Fault::FailedSync, 1, HowLong::Once);
        assert!(write(&log, ["found"]).is_err());
        disk.kill();
        drop(log);
        disk.set_capacity(Some(200));
        let log = open(&disk).unwrap();
        assert!(log.status().poisoned.is_some());
        assert_eq!(records(&log), ["found"]);
        disk.crash();
        drop(log);
        assert_eq!(records(&open(&disk).unwrap()), ["found"]);
    }
}

/// Given retention that a crash interrupts, then it leaves no gap: the oldest segments go first.
#[test]
fn retention_that_is_interrupted_leaves_no_gap() {
    let policy = Retention {
        max_age: Duration::ZERO,
        max_bytes: None,
    };
    for seed in 0..200 {
        let disk = FaultyDirectory::new(seed);
        let log = open(&disk).unwrap();
        let written: Vec<String> = (0..40).map(|at| format!("{at:0200}")).collect();
        for record in &written {
            write(&log, [record]).unwrap();
        }
        assert!(segments(&disk).len() > 4);
        disk.fail(Fault::FailedSync, 1 + seed % 6, HowLong::Forever);
        let processed = log.durable_end();
        assert!(
            log.retain(policy, processed, UnixMillis::new(9_000))
                .is_err()
        );
        disk.crash();
        drop(log);
        let log = open(&disk).unwrap();
        let start = log.start().get() as usize;
        assert_eq!(records(&log), written[start..]);
    }
}
