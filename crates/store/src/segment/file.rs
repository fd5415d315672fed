//! One segment: which file it is, how far it may be read, and where its frames lie.

use std::sync::atomic::{AtomicU64, Ordering};

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;
use parking_lot::Mutex;

use super::format::{SEGMENT_HEADER_BYTES, Salt, SegmentHeader};
use super::index::FrameIndex;
use super::tail::{prepare, prepared_at_first};
use crate::files::{Directory, File, read_full_at, write_all_at};
use crate::log::LogError;

/// What a segment's file is called while it is being created.
const UNFINISHED: &str = "next.tmp";
pub(super) const EXTENSION: &str = ".seg";
const DIGITS: usize = 20;

/// Where the first frame of a segment lies.
pub(super) const FIRST_FRAME: u64 = SEGMENT_HEADER_BYTES as u64;

/// A segment that is part of the log.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) name: String,
    pub(super) first: Offset,
    pub(super) created_at: UnixMillis,
    pub(super) salt: Salt,
    /// Frames before this position are acknowledged.
    readable: AtomicU64,
    pub(super) index: Mutex<FrameIndex>,
}

impl Segment {
    /// The segment that file `name` is. All of the file is taken to be readable.
    ///
    /// # Errors
    ///
    /// [`LogError::Unreadable`] when the file is not the segment that its name says;
    /// [`LogError::Io`].
    pub(super) fn open(directory: &dyn Directory, name: &str) -> Result<Self, LogError> {
        let read = || {
            let file = directory.open(name)?;
            let mut header = [0; SEGMENT_HEADER_BYTES];
            read_full_at(&*file, &mut header, 0)?;
            Ok((header, file.length()?))
        };
        let (header, length) = read().map_err(|error| LogError::io("read", name, &error))?;
        let unreadable = |what| LogError::Unreadable {
            file: name.to_owned(),
            what,
        };
        let header = SegmentHeader::decode(&header).map_err(unreadable)?;
        if name_of(header.first) != name {
            return Err(unreadable(format!(
                "it begins at offset {}, not where its name says",
                header.first
            )));
        }
        Ok(Self::new(header, length))
    }

    /// Creates the segment that begins at `first`, with room for `bytes` bytes reserved on disk.
    /// When it is there, it is there for good and has a whole header.
    ///
    /// # Errors
    ///
    /// [`LogError::Io`]; nothing but [`UNFINISHED`], or a segment without frames, is left behind.
    pub(super) fn create(
        directory: &dyn Directory,
        first: Offset,
        created_at: UnixMillis,
        secret: u64,
        bytes: u64,
    ) -> Result<Self, LogError> {
        let name = name_of(first);
        let header = SegmentHeader {
            first,
            created_at,
            salt: Salt::of_segment(secret, first, created_at),
        };
        let create = || {
            let file = directory.create(UNFINISHED)?;
            file.allocate(bytes)?;
            prepare(&*file, 0, prepared_at_first(FIRST_FRAME, bytes))?;
            write_all_at(&*file, &header.encode(), 0)?;
            file.sync_data()?;
            // Without this, the disk may rename an older unfinished segment when it crashes.
            directory.sync()?;
            directory.rename(UNFINISHED, &name)?;
            directory.sync()
        };
        create().map_err(|error| {
            remove_unfinished(directory);
            LogError::io("create", &name, &error)
        })?;
        Ok(Self::new(header, FIRST_FRAME))
    }

    fn new(header: SegmentHeader, readable: u64) -> Self {
        Self {
            name: name_of(header.first),
            first: header.first,
            created_at: header.created_at,
            salt: header.salt,
            readable: AtomicU64::new(readable),
            index: Mutex::new(FrameIndex::new(header.first, FIRST_FRAME)),
        }
    }

    /// Frames before this position are acknowledged.
    pub(super) fn readable(&self) -> u64 {
        self.readable.load(Ordering::Acquire)
    }

    /// Moves [`readable`](Self::readable).
    pub(super) fn set_readable(&self, position: u64) {
        self.readable.store(position, Ordering::Release);
    }

    /// Opens the file.
    pub(super) fn file(
        &self,
        directory: &dyn Directory,
    ) -> Result<std::sync::Arc<dyn File>, LogError> {
        directory
            .open(&self.name)
            .map_err(|error| LogError::io("open", &self.name, &error))
    }
}

/// Gives back the space of a segment whose creation failed. It is only space: the next creation
/// begins by overwriting the file.
pub(super) fn remove_unfinished(directory: &dyn Directory) {
    if let Err(error) = directory.remove(UNFINISHED)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::debug!(%error, "an unfinished segment stays");
    }
}

/// What the segment that begins at `first` is called; names sort as offsets do.
pub(super) fn name_of(first: Offset) -> String {
    format!("{:0DIGITS$}{EXTENSION}", first.get())
}

/// Whether a file of this name is a segment.
pub(super) fn is_segment(name: &str) -> bool {
    name.strip_suffix(EXTENSION)
        .is_some_and(|digits| digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_offsets_do() {
        assert_eq!(name_of(Offset::ZERO), "00000000000000000000.seg");
        assert!(name_of(Offset::new(9)) < name_of(Offset::new(10)));
        assert!(is_segment(&name_of(Offset::new(u64::MAX))));
        assert!(!is_segment("next.tmp") && !is_segment("1.seg"));
    }
}
