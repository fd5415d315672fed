//! A log that is stepped by hand, of a size that fills quickly.

use std::sync::mpsc::{Receiver, channel};

use super::super::*;
use crate::files::FaultyDirectory;
use crate::log::conformance::batch_of;

pub(in crate::segment) const ALL: ReadLimit = ReadLimit {
    bytes: 1 << 20,
    records: 1 << 20,
};

pub(in crate::segment) type Answer = Receiver<Result<Offset, LogError>>;

/// Settings so small that a few records fill frames, groups and segments.
pub(in crate::segment) fn small() -> SegmentSettings {
    SegmentSettings {
        segment_bytes: 2_000,
        group_bytes: 1_000,
        frame_bytes: 200,
        reopen_interval: Duration::from_millis(1),
        ..SegmentSettings::new(0x5EC2_E700)
    }
}

/// Opens the log in `disk`, to be stepped by hand.
pub(in crate::segment) fn open(disk: &FaultyDirectory) -> Result<SegmentLog, LogError> {
    let clock = Clock::new(|| UnixMillis::new(1_000));
    SegmentLog::open_stepped(Arc::new(disk.clone()), small(), clock)
}

/// Queues a batch.
pub(in crate::segment) fn append<T: AsRef<[u8]>>(
    log: &SegmentLog,
    records: impl IntoIterator<Item = T>,
) -> Answer {
    let (answered, answer) = channel();
    log.append(
        batch_of(records),
        Ack::new(move |result| answered.send(result).unwrap_or_default()),
    );
    answer
}
