//! What the tests of the segment log share with the trials, and among themselves.

pub(super) use super::super::trials::support::*;
use super::super::*;
use crate::files::FaultyDirectory;
use crate::log::conformance::read_all;

/// Writes a batch, as a group of its own.
pub(super) fn write<T: AsRef<[u8]>>(
    log: &SegmentLog,
    records: impl IntoIterator<Item = T>,
) -> Result<Offset, LogError> {
    let answer = append(log, records);
    log.step();
    answer.try_recv().unwrap()
}

/// All that can be read.
pub(super) fn records(log: &SegmentLog) -> Vec<String> {
    read_all(log, log.start(), ALL)
        .unwrap()
        .into_iter()
        .map(|record| String::from_utf8(record).unwrap())
        .collect()
}

/// The names of the segments on `disk`.
pub(super) fn segments(disk: &FaultyDirectory) -> Vec<String> {
    let names = disk.list().unwrap();
    names
        .into_iter()
        .filter(|name| name.ends_with(".seg"))
        .collect()
}
