#![allow(clippy::unwrap_used)]
use super::*;
use crate::files::{read_full_at, write_all_at};

fn with_file(seed: u64) -> (FaultyDirectory, Arc<dyn File>) {
    let directory = FaultyDirectory::new(seed);
    let file = directory.create("file").unwrap();
    directory.sync().unwrap();
    (directory, file)
}

#[test]
fn what_was_synced_survives_every_crash() {
    for seed in 0..200 {
        let (directory, file) = with_file(seed);
        write_all_at(&*file, b"kept", 0).unwrap();
        file.sync_data().unwrap();
        directory.crash();
        assert_eq!(directory.contents("file").unwrap(), b"kept");
    }
}

#[test]
fn what_was_not_synced_may_be_lost_kept_or_torn() {
    let mut kept = [false; 3];
    for seed in 0..200 {
        let (directory, file) = with_file(seed);
        file.allocate(64).unwrap();
        file.sync_data().unwrap();
        write_all_at(&*file, &[1; 64], 0).unwrap();
        directory.crash();
        let bytes = directory.contents("file").unwrap();
        let survived = bytes.iter().filter(|byte| **byte == 1).count();
        kept[survived.div_ceil(63).min(2)] = true;
        assert_eq!(bytes.len(), 64);
    }
    assert_eq!(kept, [true; 3]);
}

#[test]
fn a_name_that_was_not_synced_may_be_lost() {
    let found: Vec<bool> = (0..50)
        .map(|seed| {
            let directory = FaultyDirectory::new(seed);
            directory.create("file").unwrap().sync_data().unwrap();
            directory.crash();
            directory.contents("file").is_some()
        })
        .collect();
    assert!(found.contains(&true) && found.contains(&false));
}

#[test]
fn a_later_sync_does_not_mend_a_failed_one() {
    let lost = (0..50).any(|seed| {
        let (directory, file) = with_file(seed);
        write_all_at(&*file, b"torn", 0).unwrap();
        directory.fail(Fault::FailedSync, 1, HowLong::Once);
        assert!(file.sync_data().is_err());
        file.sync_data().unwrap();
        assert_eq!(directory.contents("file").unwrap(), b"torn");
        directory.crash();
        directory.contents("file").unwrap() != b"torn"
    });
    assert!(lost);
}

#[test]
fn a_killed_process_loses_its_handles_and_locks_but_not_its_writes() {
    let (directory, file) = with_file(0);
    let _lock = directory.lock("lock").unwrap();
    assert!(directory.lock("lock").is_err());
    write_all_at(&*file, b"seen", 0).unwrap();
    directory.kill();
    assert!(file.length().is_err());
    assert_eq!(directory.contents("file").unwrap(), b"seen");
    directory.lock("lock").unwrap();
}

#[test]
fn the_nth_operation_fails_once_or_from_then_on() {
    let (directory, file) = with_file(0);
    directory.fail(Fault::NoSpace, 2, HowLong::Once);
    file.write_at(b"a", 0).unwrap();
    assert!(!directory.has_failed());
    let refused = file.write_at(b"b", 1).unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::StorageFull);
    assert!(directory.has_failed());
    file.write_at(b"c", 1).unwrap();

    directory.fail(Fault::Io, 1, HowLong::Forever);
    assert!(file.length().is_err() && file.read_at(&mut [0], 0).is_err());
    directory.heal();
    assert_eq!(file.length().unwrap(), 2);
}

#[test]
fn a_short_write_says_how_much_it_wrote() {
    let (directory, file) = with_file(3);
    directory.fail(Fault::ShortWrite, 1, HowLong::Once);
    let written = file.write_at(&[1; 100], 0).unwrap();
    assert!(written < 100);
    assert_eq!(directory.contents("file").unwrap().len(), written);
    write_all_at(&*file, &[1; 100], 0).unwrap();
    let mut buffer = [0; 100];
    read_full_at(&*file, &mut buffer, 0).unwrap();
    assert_eq!(buffer, [1; 100]);
}

#[test]
fn a_full_disk_refuses_to_grow_until_there_is_space() {
    let (directory, file) = with_file(0);
    directory.set_capacity(Some(10));
    file.allocate(10).unwrap();
    file.write_at(&[1; 10], 0).unwrap();
    let refused = file.write_at(b"x", 10).unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::StorageFull);
    assert_eq!(
        file.allocate(11).unwrap_err().kind(),
        io::ErrorKind::StorageFull
    );
    directory.set_capacity(Some(11));
    assert_eq!(directory.room_bytes().unwrap(), 1);
    file.allocate(11).unwrap();
    assert_eq!(directory.room_bytes().unwrap(), 0);
}
