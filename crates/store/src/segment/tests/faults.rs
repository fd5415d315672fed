//! The Nth operation on the disk fails, for every N, and the disk is full.

use std::time::Instant;

use super::super::trials::harness::{Action, Harness};
use super::super::*;
use super::support::{ALL, append, open, records, small, write};
use crate::files::{Fault, FaultyDirectory, HowLong};
use crate::log::append_and_wait;
use crate::log::conformance::batch_of;

/// A life: groups over several segments, reading, retention, a restart, more groups.
fn life() -> Vec<Action> {
    let batch = |size| Action::Append { records: 3, size };
    let groups = || {
        let four = [batch(30), batch(100), batch(5), batch(60), Action::Step];
        std::iter::repeat_n(four, 4).flatten()
    };
    let reading = Action::Read {
        percent: 40,
        limit: ALL,
    };
    let large = [batch(2_500), Action::Step, Action::Step];
    let restart = [Action::Retain { percent: 60 }, Action::Kill];
    groups()
        .chain([reading.clone()])
        .chain(large)
        .chain(restart)
        .chain(groups())
        .chain([reading])
        .collect()
}

/// Lives a life in which the Nth operation fails; whether there were so many operations.
fn live(fault: Fault, nth: u64, how_long: HowLong) -> bool {
    let mut harness = Harness::failing(nth, fault, nth, how_long);
    for action in life() {
        harness.apply(&action);
    }
    let failed = harness.has_failed();
    harness.finish();
    failed
}

fn live_with_each_operation_failing(fault: Fault) {
    for how_long in [HowLong::Once, HowLong::Forever] {
        let tried = (1..).take_while(|nth| live(fault, *nth, how_long)).count();
        assert!(tried > 5, "{fault:?} struck {tried} operations");
    }
}

#[test]
fn whichever_operation_finds_no_space_nothing_acknowledged_is_lost() {
    live_with_each_operation_failing(Fault::NoSpace);
}

#[test]
fn whichever_operation_fails_nothing_acknowledged_is_lost() {
    live_with_each_operation_failing(Fault::Io);
}

#[test]
fn whichever_write_is_short_nothing_acknowledged_is_lost() {
    live_with_each_operation_failing(Fault::ShortWrite);
}

#[test]
fn whichever_sync_fails_nothing_acknowledged_is_lost() {
    live_with_each_operation_failing(Fault::FailedSync);
}

/// Given a failed sync, then the batch and all later ones are refused until the log is reopened,
/// and what was refused is gone.
#[test]
fn after_a_failed_sync_the_log_refuses_until_reopened() {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    write(&log, ["kept"]).unwrap();
    disk.fail(Fault::FailedSync, 1, HowLong::Once);
    let refused = write(&log, ["refused"]).unwrap_err();
    assert!(matches!(refused, LogError::Io { action: "sync", .. }));
    let poisoned = append(&log, ["late"]).try_recv().unwrap().unwrap_err();
    assert!(matches!(poisoned, LogError::Poisoned { .. }));
    assert_eq!(log.status().poisoned, Some(refused));
    assert_eq!(records(&log), ["kept"]);

    log.try_reopen().unwrap();
    assert_eq!(log.status().poisoned, None);
    assert_eq!(write(&log, ["after"]), Ok(Offset::new(1)));
    drop(log);
    assert_eq!(records(&open(&disk).unwrap()), ["kept", "after"]);
}

/// Given a group of which the disk wrote half, when space returns, then the half frame is gone.
#[test]
fn a_full_disk_leaves_no_half_frame_behind() {
    for seed in 0..100 {
        let disk = FaultyDirectory::new(seed);
        let log = open(&disk).unwrap();
        write(&log, ["kept"]).unwrap();
        disk.fail(Fault::NoSpace, 1, HowLong::Forever);
        let refused = write(&log, ["refused"; 20]).unwrap_err();
        assert!(matches!(
            refused,
            LogError::Io {
                kind: std::io::ErrorKind::StorageFull,
                ..
            }
        ));
        assert!(log.try_reopen().is_err());
        disk.heal();
        log.try_reopen().unwrap();
        write(&log, ["after"]).unwrap();
        disk.crash();
        let log = open(&disk).unwrap();
        assert_eq!(records(&log), ["kept", "after"]);
        assert_eq!(log.status().torn_tail, None);
    }
}

/// Given a full disk, when the server starts, then the log can be read, and accepts batches as
/// soon as there is space.
#[test]
fn a_log_on_a_full_disk_opens_for_reading() {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    write(&log, ["kept"]).unwrap();
    drop(log);
    disk.set_capacity(Some(200));
    let log = open(&disk).unwrap();
    assert_eq!(records(&log), ["kept"]);
    assert!(log.status().poisoned.is_some());
    assert!(log.try_reopen().is_err());
    disk.set_capacity(None);
    log.try_reopen().unwrap();
    assert_eq!(write(&log, ["after"]), Ok(Offset::new(1)));
}

/// Given a disk that is full for a while, then the log with its thread accepts batches again by
/// itself when there is space (product.md 2).
#[test]
fn the_log_recovers_by_itself_when_space_returns() {
    let disk = FaultyDirectory::new(1);
    let clock = Clock::new(|| UnixMillis::new(1_000));
    let log = SegmentLog::open(Arc::new(disk.clone()), small(), clock).unwrap();
    append_and_wait(&log, batch_of(["kept"])).unwrap();
    disk.fail(Fault::NoSpace, 1, HowLong::Forever);
    assert!(append_and_wait(&log, batch_of(["refused"])).is_err());
    assert!(append_and_wait(&log, batch_of(["refused"])).is_err());
    disk.heal();
    let deadline = Instant::now() + Duration::from_secs(60);
    while append_and_wait(&log, batch_of(["after"])).is_err() {
        assert!(Instant::now() < deadline, "the log does not recover");
        std::thread::yield_now();
    }
    assert_eq!(records(&log), ["kept", "after"]);
}

/// Batches that are taken out of the queue and refused are each answered once.
#[test]
fn everyone_in_a_failed_group_is_answered() {
    let disk = FaultyDirectory::new(1);
    let log = open(&disk).unwrap();
    let answers: Vec<_> = (0..40).map(|_| append(&log, ["0123456789"; 5])).collect();
    disk.fail(Fault::Io, 3, HowLong::Forever);
    while log.step() == Step::Worked {}
    let acknowledged = answers
        .iter()
        .filter(|answer| answer.try_recv().unwrap().is_ok());
    assert_eq!(acknowledged.count() as u64 * 5, log.durable_end().get());
}
