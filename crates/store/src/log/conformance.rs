//! The suite that every [`EventLog`] passes, whatever keeps it.
//!
//! A backend says how it is opened ([`LogBackend`]) and is put through
//! [`event_log_conformance!`](crate::event_log_conformance), which makes a test of each case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;

use super::{Ack, EventLog, LogError, ReadLimit, RecordBatch, Retention, append_and_wait};

/// Reading without a limit that matters.
const ALL: ReadLimit = ReadLimit {
    bytes: 1 << 20,
    records: 1 << 20,
};

/// One log that can be opened again and again, each time as the last one was left.
pub trait LogBackend {
    /// Opens the log; the one opened before was closed and dropped. Time stands still at `now`.
    fn open(&self, now: UnixMillis) -> Arc<dyn EventLog>;
}

/// Makes a test of each case of the suite. The expression gives a backend with an empty log.
///
/// ```ignore
/// event_log_conformance!(memory, MemoryBackend::default());
/// ```
#[macro_export]
macro_rules! event_log_conformance {
    ($name:ident, $backend:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $crate::event_log_conformance!(@cases $backend,
                an_empty_log_begins_at_zero,
                offsets_are_contiguous_over_batches,
                records_come_back_as_they_were_appended,
                reading_honours_its_limits,
                reading_outside_the_log_is_refused,
                an_empty_batch_is_refused,
                concurrent_batches_stay_whole_and_in_the_order_of_their_callers,
                what_was_acknowledged_is_there_when_opened_again,
                whoever_waits_is_woken,
                hooks_are_told_of_every_growth,
                retention_keeps_what_is_young_or_not_processed,
                retention_by_size_removes_the_oldest,
                erased_records_are_zeros_and_all_others_stay,
                erasing_reaches_no_further_than_it_is_asked_to,
                a_closed_log_refuses_but_can_be_read,
                reopening_a_healthy_log_changes_nothing,
                what_is_kept_takes_room,
            );
        }
    };
    (@cases $backend:expr, $($case:ident),+ $(,)?) => {
        $(
            #[test]
            fn $case() {
                $crate::log::conformance::$case(&$backend);
            }
        )+
    };
}

/// A batch of these records.
pub fn batch_of<T: AsRef<[u8]>>(records: impl IntoIterator<Item = T>) -> RecordBatch {
    let mut batch = RecordBatch::new();
    for record in records {
        batch.push(record.as_ref()).expect("room in the batch");
    }
    batch
}

/// All records from `from` to the end.
///
/// # Errors
///
/// The first that reading gives.
pub fn read_all(
    log: &dyn EventLog,
    from: Offset,
    limit: ReadLimit,
) -> Result<Vec<Vec<u8>>, LogError> {
    let mut records = Vec::new();
    let mut next = from;
    loop {
        let batch = log.read(next, limit)?;
        if batch.is_empty() {
            return Ok(records);
        }
        for record in batch.iter() {
            assert_eq!(record.offset, next, "offsets are contiguous");
            next = next.next();
            records.push(record.bytes.to_vec());
        }
        assert_eq!(batch.next(), next);
    }
}

fn opened(backend: &impl LogBackend) -> Arc<dyn EventLog> {
    backend.open(UnixMillis::new(1_000_000))
}

fn append(log: &dyn EventLog, records: &[&str]) -> Result<Offset, LogError> {
    append_and_wait(log, batch_of(records))
}

fn texts(log: &dyn EventLog, from: u64) -> Vec<String> {
    read_all(log, Offset::new(from), ALL)
        .unwrap()
        .into_iter()
        .map(|record| String::from_utf8(record).unwrap())
        .collect()
}

/// Given a log without records, when it is read, then there is nothing, from offset 0 on.
pub fn an_empty_log_begins_at_zero(backend: &impl LogBackend) {
    let log = opened(backend);
    assert_eq!(
        (log.start(), log.durable_end()),
        (Offset::ZERO, Offset::ZERO)
    );
    assert!(log.read(Offset::ZERO, ALL).unwrap().is_empty());
    let status = log.status();
    assert_eq!((status.start, status.end), (Offset::ZERO, Offset::ZERO));
    assert_eq!((status.poisoned, status.damage), (None, vec![]));
}

/// Each batch is acknowledged with the place after the batch before it.
pub fn offsets_are_contiguous_over_batches(backend: &impl LogBackend) {
    let log = opened(backend);
    assert_eq!(append(&*log, &["a", "b", "c"]), Ok(Offset::new(0)));
    assert_eq!(append(&*log, &["d"]), Ok(Offset::new(3)));
    assert_eq!(append(&*log, &["e", "f"]), Ok(Offset::new(4)));
    assert_eq!(log.durable_end(), Offset::new(6));
}

/// Records are opaque bytes: empty, binary, or large, they come back as they are.
pub fn records_come_back_as_they_were_appended(backend: &impl LogBackend) {
    let log = opened(backend);
    let large = vec![0xA5; 300_000];
    let records: [&[u8]; 5] = [b"", &[0; 100], b"\xF7ITd", &large, &[255]];
    append_and_wait(&*log, batch_of(records)).unwrap();
    append_and_wait(&*log, batch_of(records)).unwrap();
    let twice: Vec<&[u8]> = records.into_iter().chain(records).collect();
    assert_eq!(read_all(&*log, Offset::ZERO, ALL).unwrap(), twice);
    let times: Vec<UnixMillis> = log
        .read(Offset::ZERO, ALL)
        .unwrap()
        .iter()
        .map(|record| record.appended_at)
        .collect();
    assert!(times.is_sorted());
}

/// A read gives as much as its limit allows, and at least one record.
pub fn reading_honours_its_limits(backend: &impl LogBackend) {
    let log = opened(backend);
    append(&*log, &["one", "two", "three"]).unwrap();
    append(&*log, &["four", "five"]).unwrap();
    let limit = |bytes, records| ReadLimit { bytes, records };
    let read = |from, limit| {
        let batch = log.read(Offset::new(from), limit).unwrap();
        (batch.len(), batch.next().get())
    };
    assert_eq!(read(0, limit(6, 100)), (2, 2));
    assert_eq!(read(0, limit(0, 0)), (1, 1));
    assert_eq!(read(1, limit(1_000, 1)), (1, 2));
    assert_eq!(read(2, limit(1, 100)), (1, 3));
    for bytes in 0..25 {
        let all = read_all(&*log, Offset::ZERO, limit(bytes, 100)).unwrap();
        assert_eq!(all.concat(), b"onetwothreefourfive");
    }
}

/// Before the start and beyond the end there is nothing to read, and that is an error.
pub fn reading_outside_the_log_is_refused(backend: &impl LogBackend) {
    let log = opened(backend);
    append(&*log, &["a"]).unwrap();
    assert!(log.read(Offset::new(1), ALL).unwrap().is_empty());
    assert_eq!(
        log.read(Offset::new(2), ALL),
        Err(LogError::BeyondEnd {
            from: Offset::new(2),
            end: Offset::new(1)
        })
    );
}

/// A batch without records is refused and leaves no trace.
pub fn an_empty_batch_is_refused(backend: &impl LogBackend) {
    let log = opened(backend);
    assert_eq!(append(&*log, &[]), Err(LogError::EmptyBatch));
    assert_eq!(append(&*log, &["a"]), Ok(Offset::ZERO));
}

/// Many callers at once: nobody's batch is torn apart, and each caller's batches are in order.
pub fn concurrent_batches_stay_whole_and_in_the_order_of_their_callers(backend: &impl LogBackend) {
    let log = opened(backend);
    let (callers, rounds) = (8, 25);
    thread::scope(|scope| {
        for caller in 0..callers {
            let log = &log;
            scope.spawn(move || {
                for round in 0..rounds {
                    let records = [0, 1, 2].map(|part| format!("{caller}-{round}-{part}"));
                    let first = append_and_wait(&**log, batch_of(&records)).unwrap();
                    let read = log.read(first, ALL).unwrap();
                    let found = read.iter().take(3).map(|record| record.bytes.to_vec());
                    assert_eq!(found.collect::<Vec<_>>(), records.map(String::into_bytes));
                }
            });
        }
    });
    let all = texts(&*log, 0);
    assert_eq!(all.len(), callers * rounds * 3);
    for caller in 0..callers {
        let own = all
            .iter()
            .filter(|record| record.starts_with(&format!("{caller}-")));
        let expected =
            (0..rounds).flat_map(|round| [0, 1, 2].map(|part| format!("{caller}-{round}-{part}")));
        assert!(own.cloned().eq(expected));
    }
    for batch in all.chunks(3) {
        let prefix = batch[0].trim_end_matches('0');
        assert!(batch.iter().all(|record| record.starts_with(prefix)));
    }
}

/// What a log acknowledged it holds when it is opened again, and goes on from there.
pub fn what_was_acknowledged_is_there_when_opened_again(backend: &impl LogBackend) {
    for round in 0..4_u64 {
        let log = opened(backend);
        assert_eq!(log.durable_end(), Offset::new(round * 2));
        assert_eq!(append(&*log, &["x", "y"]), Ok(Offset::new(round * 2)));
        log.close();
    }
    assert_eq!(texts(&*opened(backend), 0), ["x", "y"].repeat(4));
}

/// A reader that waits at the end is woken by growth, and not kept longer than it asked.
pub fn whoever_waits_is_woken(backend: &impl LogBackend) {
    let log = opened(backend);
    let still = log.wait_beyond(Offset::ZERO, Duration::from_millis(1));
    assert_eq!(still, Offset::ZERO);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| log.wait_beyond(Offset::ZERO, Duration::from_secs(60)));
        append(&*log, &["a", "b"]).unwrap();
        assert_eq!(waiting.join().unwrap(), Offset::new(2));
    });
    let at_once = log.wait_beyond(Offset::new(1), Duration::from_secs(60));
    assert_eq!(at_once, Offset::new(2));
}

/// A hook hears of each growth, when what grew is already durable.
pub fn hooks_are_told_of_every_growth(backend: &impl LogBackend) {
    let log = opened(backend);
    let told = Arc::new(AtomicU64::new(0));
    let hears = Arc::clone(&told);
    log.on_durable(Box::new(move |end| {
        hears.store(end.get(), Ordering::SeqCst)
    }));
    for round in 1..=3 {
        append(&*log, &["a"]).unwrap();
        assert_eq!(told.load(Ordering::SeqCst), round);
    }
}

/// Nothing goes that is young or that a consumer has not processed.
pub fn retention_keeps_what_is_young_or_not_processed(backend: &impl LogBackend) {
    let log = opened(backend);
    for _ in 0..50 {
        append(&*log, &["0123456789"; 10]).unwrap();
    }
    let policy = Retention {
        max_age: Duration::from_secs(60),
        max_bytes: None,
    };
    let (young, old) = (UnixMillis::new(1_000_000), UnixMillis::new(2_000_000));
    let all = Offset::new(500);
    assert_eq!(log.retain(policy, all, young).unwrap().segments, 0);
    assert_eq!(log.retain(policy, Offset::ZERO, old).unwrap().segments, 0);
    assert_eq!(log.start(), Offset::ZERO);

    let processed = Offset::new(300);
    let before = log.status().bytes;
    let removed = log.retain(policy, processed, old).unwrap();
    let start = log.start();
    assert!(start <= processed);
    assert_eq!(log.status().bytes, before - removed.bytes);
    assert_eq!(removed.segments > 0, start > Offset::ZERO);
    assert_eq!(texts(&*log, start.get()).len() as u64, 500 - start.get());
    if let Some(removed) = start.get().checked_sub(1).map(Offset::new) {
        assert_eq!(
            log.read(removed, ALL),
            Err(LogError::BeforeStart {
                from: removed,
                start
            })
        );
    }
    log.close();
    drop(log);
    let log = opened(backend);
    assert_eq!((log.start(), log.durable_end()), (start, all));
}

/// A log that is too large loses its oldest records, however young, but none unprocessed.
pub fn retention_by_size_removes_the_oldest(backend: &impl LogBackend) {
    let log = opened(backend);
    for _ in 0..50 {
        append(&*log, &["0123456789"; 10]).unwrap();
    }
    let now = UnixMillis::new(1_000_000);
    let most = log.status().bytes / 2;
    let policy = Retention {
        max_age: Duration::from_secs(60),
        max_bytes: Some(most),
    };
    assert_eq!(log.retain(policy, Offset::ZERO, now).unwrap().segments, 0);
    let removed = log.retain(policy, Offset::new(500), now).unwrap();
    let status = log.status();
    assert!(status.bytes <= most || status.segments == 1);
    assert_eq!(removed.segments > 0, status.start > Offset::ZERO);
    assert_eq!(status.end, Offset::new(500));
}

/// What is erased reads as zeros, also when opened again, and nothing else changes.
pub fn erased_records_are_zeros_and_all_others_stay(backend: &impl LogBackend) {
    let log = opened(backend);
    append(&*log, &["ann 1", "bob 1", "ann 2"]).unwrap();
    append(&*log, &["bob 2"]).unwrap();
    append(&*log, &["ann 3"]).unwrap();
    let of_ann = |record: &[u8]| record.starts_with(b"ann");
    assert_eq!(log.erase(log.durable_end(), &of_ann), Ok(3));
    assert_eq!(log.erase(log.durable_end(), &of_ann), Ok(0));
    append(&*log, &["bob 3"]).unwrap();
    let left = [
        "\0\0\0\0\0",
        "bob 1",
        "\0\0\0\0\0",
        "bob 2",
        "\0\0\0\0\0",
        "bob 3",
    ];
    assert_eq!(texts(&*log, 0), left);
    let erased = log.read(Offset::new(2), ALL).unwrap();
    let erased: Vec<bool> = erased.iter().map(|record| record.is_erased()).collect();
    assert_eq!(erased, [true, false, true, false]);
    log.close();
    drop(log);
    let log = opened(backend);
    assert_eq!(texts(&*log, 0), left);
}

/// Records from the given place on stay, and appending goes on.
pub fn erasing_reaches_no_further_than_it_is_asked_to(backend: &impl LogBackend) {
    let log = opened(backend);
    append(&*log, &["a", "b"]).unwrap();
    append(&*log, &["c"]).unwrap();
    assert_eq!(log.erase(Offset::ZERO, &|_| true), Ok(0));
    assert_eq!(log.erase(Offset::new(1), &|_| true), Ok(1));
    assert_eq!(texts(&*log, 0), ["\0", "b", "c"]);
    assert_eq!(append(&*log, &["d"]), Ok(Offset::new(3)));
    assert_eq!(texts(&*log, 0), ["\0", "b", "c", "d"]);
}

/// After `close` nothing is accepted, what was queued is answered, and reading goes on.
pub fn a_closed_log_refuses_but_can_be_read(backend: &impl LogBackend) {
    let log = opened(backend);
    let (answered, answers) = mpsc::channel();
    for _ in 0..20 {
        let answered = answered.clone();
        let ack = Ack::new(move |result| answered.send(result).unwrap());
        log.append(batch_of(["a"]), ack);
    }
    log.close();
    let firsts: Vec<_> = answers.try_iter().collect();
    assert_eq!(
        firsts,
        (0..20).map(|at| Ok(Offset::new(at))).collect::<Vec<_>>()
    );
    assert_eq!(append(&*log, &["b"]), Err(LogError::Closed));
    assert_eq!(texts(&*log, 0), ["a"; 20]);
    log.close();
}

/// `try_reopen` is for a poisoned log; a healthy one does not notice.
pub fn reopening_a_healthy_log_changes_nothing(backend: &impl LogBackend) {
    let log = opened(backend);
    append(&*log, &["a"]).unwrap();
    assert_eq!(log.try_reopen(), Ok(()));
    assert_eq!(append(&*log, &["b"]), Ok(Offset::new(1)));
    assert_eq!(texts(&*log, 0), ["a", "b"]);
}

/// What the log holds is counted, and where it tells how much it can still hold, that is enough
/// for what it takes in next.
pub fn what_is_kept_takes_room(backend: &impl LogBackend) {
    let log = opened(backend);
    let before = log.status().bytes;
    let record = "x".repeat(1_000);
    assert!(log.room_bytes().is_none_or(|room| room > 1_000));
    append(&*log, &[&record]).unwrap();
    assert!(log.status().bytes >= before + 1_000);
}
