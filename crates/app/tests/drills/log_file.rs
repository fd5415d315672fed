//! A segment of the log as bytes, for drills that damage it.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Where the first frame begins, and what every frame begins with: a magic, then the length of
/// what follows its header.
const SEGMENT_HEADER_BYTES: usize = 40;
const FRAME_HEADER_BYTES: usize = 44;
const FRAME_MAGIC: &[u8] = b"\xF7ITd";

/// What one segment holds, without the space reserved behind it.
#[derive(Debug)]
pub(crate) struct LogFile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Where its frames lie: one for each request that came alone.
    pub(crate) frames: Vec<Range<usize>>,
}

impl LogFile {
    /// The first segment of this data directory.
    pub(crate) fn first_of(data: &Path) -> Self {
        Self::at(&segments_of(data).swap_remove(0))
    }

    /// This segment.
    pub(crate) fn at(path: &Path) -> Self {
        let mut bytes = fs::read(path).unwrap();
        let mut frames = Vec::new();
        let mut position = SEGMENT_HEADER_BYTES;
        while let Some(end) = end_of_frame(&bytes, position) {
            frames.push(position..end);
            position = end;
        }
        bytes.truncate(position);
        Self {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            bytes,
            frames,
        }
    }

    /// Puts these bytes in its place in a data directory.
    pub(crate) fn replace(&self, data: &Path, bytes: &[u8]) {
        fs::write(data.join("log").join(&self.name), bytes).unwrap();
    }

    /// The same bytes, but for one.
    pub(crate) fn with_flipped(&self, position: usize) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        *bytes.get_mut(position).expect("a byte") ^= 0x10;
        bytes
    }
}

/// The segments of a data directory, the oldest first.
pub(crate) fn segments_of(data: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(data.join("log"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "seg"))
        .collect();
    paths.sort();
    paths
}

fn end_of_frame(bytes: &[u8], position: usize) -> Option<usize> {
    let header = bytes.get(position..position + FRAME_HEADER_BYTES)?;
    let (magic, rest) = header.split_at(FRAME_MAGIC.len());
    let length = u32::from_le_bytes(*rest.first_chunk()?) as usize;
    (magic == FRAME_MAGIC).then_some(position + FRAME_HEADER_BYTES + length)
}

/// Copies a data directory.
pub(crate) fn copy(from: &Path, to: &Path) {
    copy_beside_log(from, to);
    for segment in segments_of(from) {
        fs::copy(&segment, to.join("log").join(segment.file_name().unwrap())).unwrap();
    }
}

/// Copies a data directory with a log that has no segments.
pub(crate) fn copy_beside_log(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("log")).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}
