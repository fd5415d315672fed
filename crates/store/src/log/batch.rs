//! Records on their way into the log and out of it, in the one encoding that both share:
//! each record is its length (`u32`, little endian) and its bytes, back to back.

use bytes::Bytes;
use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;

/// The most that one batch may hold, lengths included: room for a body of 20 MB (product.md 1,
/// `ingest.max_batch_body`) and what is added to each event. Larger requests take several batches.
pub const MAX_BATCH_BYTES: usize = 24 * 1024 * 1024;

const LENGTH_BYTES: usize = size_of::<u32>();

/// Records to be appended together, already encoded, so that the log only copies them once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordBatch {
    encoded: Vec<u8>,
    count: u32,
}

/// A batch has no room for one more record of this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a batch of {batch} bytes has no room for a record of {record}: {MAX_BATCH_BYTES} at most")]
pub struct BatchFull {
    /// Bytes already in the batch.
    pub batch: usize,
    /// Bytes of the record.
    pub record: usize,
}

impl RecordBatch {
    /// A batch without records.
    pub fn new() -> Self {
        Self::default()
    }

    /// A batch with room for `bytes` bytes of records.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            encoded: Vec::with_capacity(bytes.min(MAX_BATCH_BYTES)),
            count: 0,
        }
    }

    /// Adds a record.
    ///
    /// # Errors
    ///
    /// [`BatchFull`] when the batch would outgrow [`MAX_BATCH_BYTES`]; it is left as it was.
    pub fn push(&mut self, record: &[u8]) -> Result<(), BatchFull> {
        let full = BatchFull {
            batch: self.encoded.len(),
            record: record.len(),
        };
        let room = MAX_BATCH_BYTES - self.encoded.len();
        if room < LENGTH_BYTES || room - LENGTH_BYTES < record.len() {
            return Err(full);
        }
        let length = u32::try_from(record.len()).map_err(|_| full)?;
        self.encoded.extend_from_slice(&length.to_le_bytes());
        self.encoded.extend_from_slice(record);
        self.count += 1;
        Ok(())
    }

    /// How many records it holds.
    pub fn len(&self) -> u32 {
        self.count
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The records as they are stored.
    pub fn encoded(&self) -> &[u8] {
        &self.encoded
    }
}

/// One record as read from the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its place.
    pub offset: Offset,
    /// When it was written.
    pub appended_at: UnixMillis,
    /// The bytes that were appended.
    pub bytes: &'a [u8],
}

impl Record<'_> {
    /// Whether it was erased: nothing but zeros is left of it.
    pub fn is_erased(&self) -> bool {
        is_zero(self.bytes)
    }
}

/// Records are texts: none is made of zeros by itself.
fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// An encoded stretch with zeros in place of the unwanted records, and how many those are; none
/// where there are none, or the stretch is not records. Records are told by their place in the
/// stretch and their bytes.
pub(crate) fn zero_records(
    encoded: &[u8],
    unwanted: impl Fn(u64, &[u8]) -> bool,
) -> Option<(Vec<u8>, u64)> {
    let mut kept = Vec::new();
    let (mut place, mut position, mut count) = (0, 0, 0);
    for record in records(encoded) {
        let start = position + LENGTH_BYTES;
        position = start + record.len();
        if !is_zero(record) && unwanted(place, record) {
            if kept.is_empty() {
                kept.extend_from_slice(encoded);
            }
            kept.get_mut(start..position)?.fill(0);
            count += 1;
        }
        place += 1;
    }
    (count > 0).then_some((kept, count))
}

/// Records that were written together, as they lie on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordSpan {
    pub(crate) first: Offset,
    pub(crate) appended_at: UnixMillis,
    pub(crate) encoded: Bytes,
}

/// Records in order, without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBatch {
    next: Offset,
    spans: Vec<RecordSpan>,
    count: usize,
    bytes: usize,
}

impl ReadBatch {
    /// A batch without records, whose first would be at `from`.
    pub(crate) fn empty(from: Offset) -> Self {
        Self {
            next: from,
            spans: Vec::new(),
            count: 0,
            bytes: 0,
        }
    }

    /// Takes from `span`, which begins at or before [`next`](Self::next), what fits into the
    /// limit; `Some(true)` when that was all of it, `None` when the span is not records.
    pub(crate) fn take(&mut self, span: &RecordSpan, limit: super::ReadLimit) -> Option<bool> {
        let mut rest: &[u8] = &span.encoded;
        let mut offset = span.first;
        while offset < self.next {
            (_, rest) = split_record(rest)?;
            offset = offset.next();
        }
        let from = span.encoded.len() - rest.len();
        let mut whole = true;
        while !rest.is_empty() {
            let (record, behind) = split_record(rest)?;
            let fits = self.count < limit.records
                && self.bytes.saturating_add(record.len()) <= limit.bytes;
            if !fits && self.count > 0 {
                whole = false;
                break;
            }
            self.count += 1;
            self.bytes += record.len();
            self.next = self.next.next();
            rest = behind;
        }
        let to = span.encoded.len() - rest.len();
        if from < to {
            self.spans.push(RecordSpan {
                first: offset,
                appended_at: span.appended_at,
                encoded: span.encoded.slice(from..to),
            });
        }
        Some(whole)
    }

    /// Whether not even one byte more would fit into `limit`.
    pub(crate) fn is_full(&self, limit: super::ReadLimit) -> bool {
        self.count >= limit.records || self.bytes >= limit.bytes
    }

    /// Where to read on: the place after the last record here.
    pub fn next(&self) -> Offset {
        self.next
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none, which is so only at the log's end.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes of all records.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The records in order.
    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        self.spans.iter().flat_map(|span| {
            let mut offset = span.first;
            records(&span.encoded).map(move |bytes| {
                let record = Record {
                    offset,
                    appended_at: span.appended_at,
                    bytes,
                };
                offset = offset.next();
                record
            })
        })
    }
}

/// The records of an encoded stretch, up to where it stops being one.
fn records(mut encoded: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (record, rest) = split_record(encoded)?;
        encoded = rest;
        Some(record)
    })
}

/// Whether an encoded stretch holds exactly so many records.
pub(crate) fn holds(encoded: &[u8], records: u32) -> bool {
    let mut rest = encoded;
    for _ in 0..records {
        let Some((_, behind)) = split_record(rest) else {
            return false;
        };
        rest = behind;
    }
    rest.is_empty()
}

/// The first record of an encoded stretch, and what follows it.
fn split_record(encoded: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = encoded.split_first_chunk::<LENGTH_BYTES>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests;
