//! Reading events back out of the log, for those who look at what was taken in before.

use intertide_domain::event::Received;
use intertide_domain::ids::Offset;
use intertide_domain::process::Record;
use intertide_store::log::{EventLog, LogError, ReadLimit};

/// What one reading found.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// The records that are there and readable, in order.
    pub records: Vec<Record>,
    /// Where to read on: beyond where the reading began, unless it began at the end of the log.
    pub next: Offset,
}

/// Reads records from `from` on, or from the log's start where that is later. Records that were
/// let go or erased, are damaged or can't be decoded are passed over.
///
/// # Errors
/// [`LogError`] of any other kind.
pub fn read(log: &dyn EventLog, from: Offset, limit: ReadLimit) -> Result<Stretch, LogError> {
    match log.read(from, limit) {
        Ok(batch) => Ok(Stretch {
            records: batch
                .iter()
                .filter(|record| !record.is_erased())
                .filter_map(decoded)
                .collect(),
            next: batch.next(),
        }),
        Err(LogError::BeforeStart { start, .. }) => Ok(passed_over(start)),
        Err(LogError::Damaged(damage)) => {
            tracing::error!(%damage, "records can't be read any more; reading goes on behind them");
            Ok(passed_over(damage.next))
        }
        Err(error) => Err(error),
    }
}

/// One record; none when it can't be read any more or is not there yet.
///
/// # Errors
/// [`LogError`] of any kind that is not about this record.
pub fn read_one(log: &dyn EventLog, offset: Offset) -> Result<Option<Received>, LogError> {
    if offset >= log.durable_end() {
        return Ok(None);
    }
    let stretch = read(log, offset, ONE)?;
    let found = stretch.records.into_iter().find(|r| r.offset == offset);
    Ok(found.map(|record| record.received))
}

const ONE: ReadLimit = ReadLimit {
    bytes: 1,
    records: 1,
};

const fn passed_over(next: Offset) -> Stretch {
    Stretch {
        records: Vec::new(),
        next,
    }
}

fn decoded(record: intertide_store::log::Record<'_>) -> Option<Record> {
    match Received::decode(record.bytes) {
        Ok(received) => Some(Record {
            offset: record.offset,
            received,
        }),
        Err(error) => {
            tracing::error!(offset = %record.offset, %error, "a record is unreadable");
            None
        }
    }
}
