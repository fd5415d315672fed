//! The log's files seen from outside, beside the process that writes them: what a copy consists of.

use std::fs;
use std::io;
use std::path::Path;

use intertide_domain::ids::Offset;

use super::file::{EXTENSION, FIRST_FRAME, Segment, is_segment};
use super::open::LOCK;
use super::tail::{STRETCH, scan};
use super::walk::Walk;
use crate::files::{Directory, RealDirectory};
use crate::log::LogError;

/// A segment's file, as far as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentFile {
    pub name: String,
    /// The first record in it.
    pub first: Offset,
    /// What of the file holds records; behind it there is reserved space at most.
    pub bytes: u64,
}

/// The segments in the directory of a log, oldest first. What was acknowledged before the call
/// lies in them. Retention may take the oldest away at any time, one after the other.
///
/// # Errors
/// [`LogError::Unreadable`] when there is none, or the last one is not a segment;
/// [`LogError::Io`].
pub fn segment_files(directory: &Path) -> Result<Vec<SegmentFile>, LogError> {
    let directory = existing(directory)?;
    let mut names = directory
        .list()
        .map_err(|error| LogError::io("list", &directory.name(), &error))?;
    names.retain(|name| is_segment(name));
    names.sort_unstable();
    let last = names.pop().ok_or_else(|| no_segment(&directory))?;
    let mut files = Vec::new();
    for name in names {
        match length(&directory, &name) {
            Ok(bytes) => files.push(SegmentFile {
                first: first_of(&name)?,
                bytes,
                name,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(LogError::io("read", &name, &error)),
        }
    }
    let segment = Segment::open(&directory, &last)?;
    files.push(SegmentFile {
        bytes: written(&segment, &directory)?,
        first: segment.first,
        name: last,
    });
    Ok(files)
}

/// The place after the last record of a log that nobody writes: what
/// [`SegmentLog::open`](super::SegmentLog::open) will find.
///
/// # Errors
/// Those of [`segment_files`].
pub fn end_of(directory: &Path) -> Result<Offset, LogError> {
    let files = segment_files(directory)?;
    let directory = existing(directory)?;
    let last = files.last().ok_or_else(|| no_segment(&directory))?;
    let segment = Segment::open(&directory, &last.name)?;
    let found = scan(&segment, &directory, segment.readable())?;
    Ok(found.end)
}

/// Whether a process has the log in this directory open.
///
/// # Errors
/// When the system does not say.
pub fn is_in_use(directory: &Path) -> io::Result<bool> {
    let lock = match fs::File::open(directory.join(LOCK)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        lock => lock?,
    };
    match lock.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(fs::TryLockError::WouldBlock) => Ok(true),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// A directory that is there: looking at a log makes none.
fn existing(path: &Path) -> Result<RealDirectory, LogError> {
    let failed = |error| LogError::io("open", &path.display().to_string(), &error);
    fs::read_dir(path).map_err(failed)?;
    RealDirectory::open(path).map_err(failed)
}

fn no_segment(directory: &RealDirectory) -> LogError {
    LogError::Unreadable {
        file: directory.name(),
        what: "there is no segment in it".to_owned(),
    }
}

fn length(directory: &RealDirectory, name: &str) -> io::Result<u64> {
    directory.open(name)?.length()
}

fn first_of(name: &str) -> Result<Offset, LogError> {
    let digits = name.strip_suffix(EXTENSION).unwrap_or(name);
    let first = digits.parse().map_err(|_| LogError::Unreadable {
        file: name.to_owned(),
        what: "no offset is so large".to_owned(),
    })?;
    Ok(Offset::new(first))
}

/// Where the last whole frame ends at this moment.
///
/// Frames are written one behind the other, so whatever lies before it is written as well, also
/// where this walk came by too early to see it. Reading to the end of the file instead could catch
/// a later frame and miss an earlier one, and the hole would look like damage.
fn written(segment: &Segment, directory: &RealDirectory) -> Result<u64, LogError> {
    let limit = segment.readable();
    let mut walk = Walk::new(segment, directory, FIRST_FRAME, limit, STRETCH)?;
    let mut end = FIRST_FRAME;
    while let Some(frame) = walk.step()?.frame {
        end = frame.end_position();
    }
    Ok(end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use intertide_domain::time::UnixMillis;

    use super::*;
    use crate::log::{EventLog, RecordBatch, append_and_wait};
    use crate::segment::{Clock, SegmentLog, SegmentSettings};

    fn open(path: &Path, segment_bytes: u64) -> SegmentLog {
        let settings = SegmentSettings {
            segment_bytes,
            ..SegmentSettings::new(1)
        };
        let directory = Arc::new(RealDirectory::open(path).unwrap());
        SegmentLog::open(directory, settings, Clock::new(|| UnixMillis::new(0))).unwrap()
    }

    fn append(log: &SegmentLog, records: u64) {
        for _ in 0..records {
            let mut batch = RecordBatch::new();
            batch.push(&[7; 100]).unwrap();
            append_and_wait(log, batch).unwrap();
        }
    }

    #[test]
    fn the_last_file_counts_as_far_as_it_is_written() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log");
        let log = open(&path, 1_000);
        append(&log, 10);
        let files = segment_files(&path).unwrap();
        assert!(files.len() > 1, "{files:?}");
        let written: u64 = files.iter().map(|file| file.bytes).sum();
        assert_eq!(written, log.status().bytes);
        assert!(files.is_sorted_by_key(|file| file.first));
        let last = files.last().unwrap();
        let reserved = fs::metadata(path.join(&last.name)).unwrap().len();
        assert!(last.bytes < reserved, "{last:?} of {reserved}");
    }

    #[test]
    fn copied_files_are_a_log_with_the_same_end() {
        let directory = tempfile::tempdir().unwrap();
        let (path, copy) = (directory.path().join("log"), directory.path().join("copy"));
        let log = open(&path, 1_000);
        append(&log, 10);
        let files = segment_files(&path).unwrap();
        append(&log, 5);
        fs::create_dir(&copy).unwrap();
        for file in &files {
            let bytes = fs::read(path.join(&file.name)).unwrap();
            let written = bytes.get(..usize::try_from(file.bytes).unwrap()).unwrap();
            fs::write(copy.join(&file.name), written).unwrap();
        }
        assert_eq!(end_of(&copy).unwrap(), Offset::new(10));
        let copied = open(&copy, 1_000);
        assert_eq!(copied.durable_end(), Offset::new(10));
        assert_eq!(copied.status().torn_tail, None);
        assert_eq!(copied.status().damage, []);
    }

    #[test]
    fn a_log_is_in_use_while_it_is_open() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log");
        assert!(!is_in_use(&path).unwrap());
        let log = open(&path, 1_000);
        assert!(is_in_use(&path).unwrap());
        drop(log);
        assert!(!is_in_use(&path).unwrap());
    }

    #[test]
    fn a_directory_without_segments_is_no_log() {
        let directory = tempfile::tempdir().unwrap();
        assert!(segment_files(directory.path()).is_err());
        let missing = directory.path().join("missing");
        assert!(segment_files(&missing).is_err());
        assert!(!missing.exists());
    }
}
