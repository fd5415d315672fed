#![allow(clippy::unwrap_used)]
use super::*;
use crate::log::ReadLimit;

const ALL: ReadLimit = ReadLimit {
    bytes: usize::MAX,
    records: usize::MAX,
};

fn span(first: u64, texts: &[&str]) -> RecordSpan {
    let mut batch = RecordBatch::new();
    for text in texts {
        batch.push(text.as_bytes()).unwrap();
    }
    RecordSpan {
        first: Offset::new(first),
        appended_at: UnixMillis::new(5),
        encoded: Bytes::copy_from_slice(batch.encoded()),
    }
}

fn texts(batch: &ReadBatch) -> Vec<(u64, &str)> {
    batch
        .iter()
        .map(|record| {
            (
                record.offset.get(),
                std::str::from_utf8(record.bytes).unwrap(),
            )
        })
        .collect()
}

#[test]
fn records_come_back_in_order_with_their_offsets() {
    let mut read = ReadBatch::empty(Offset::new(3));
    assert_eq!(read.take(&span(3, &["a", "", "ccc"]), ALL), Some(true));
    assert_eq!(read.take(&span(6, &["d"]), ALL), Some(true));
    assert_eq!(texts(&read), [(3, "a"), (4, ""), (5, "ccc"), (6, "d")]);
    assert_eq!((read.len(), read.bytes()), (4, 5));
    assert_eq!(read.next(), Offset::new(7));
}

#[test]
fn reading_begins_inside_a_span_and_stops_inside_it() {
    let mut read = ReadBatch::empty(Offset::new(11));
    let limit = ReadLimit {
        bytes: 100,
        records: 2,
    };
    assert_eq!(
        read.take(&span(10, &["a", "b", "c", "d"]), limit),
        Some(false)
    );
    assert_eq!(texts(&read), [(11, "b"), (12, "c")]);
    assert_eq!(read.next(), Offset::new(13));
}

#[test]
fn the_first_record_comes_whatever_the_limit() {
    let mut read = ReadBatch::empty(Offset::ZERO);
    let nothing = ReadLimit {
        bytes: 0,
        records: 0,
    };
    assert_eq!(read.take(&span(0, &["long", "b"]), nothing), Some(false));
    assert_eq!(texts(&read), [(0, "long")]);
}

#[test]
fn a_span_that_is_not_records_is_told() {
    let mut read = ReadBatch::empty(Offset::ZERO);
    let mut bad = span(0, &["abc"]);
    bad.encoded = bad.encoded.slice(..5);
    assert_eq!(read.take(&bad, ALL), None);
}

#[test]
fn a_batch_takes_no_more_than_its_limit() {
    let mut batch = RecordBatch::with_capacity(usize::MAX);
    batch
        .push(&vec![7; MAX_BATCH_BYTES - 2 * LENGTH_BYTES])
        .unwrap();
    assert_eq!(
        batch.push(b"x"),
        Err(BatchFull {
            batch: MAX_BATCH_BYTES - LENGTH_BYTES,
            record: 1
        })
    );
    assert_eq!(batch.push(b""), Ok(()));
    assert_eq!((batch.len(), batch.encoded().len()), (2, MAX_BATCH_BYTES));
    assert!(batch.push(b"").is_err());
}
