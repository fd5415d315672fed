//! Walking through the frames of a segment, past whatever is damaged.

use std::sync::Arc;

use bytes::Bytes;
use intertide_domain::ids::Offset;

use super::file::Segment;
use super::format::{FRAME_HEADER_BYTES, FRAME_MAGIC, FrameHeader};
use crate::files::{Directory, File, read_full_at};
use crate::log::{LogError, RecordSpan, holds};

const HEADER: u64 = FRAME_HEADER_BYTES as u64;
/// How much is read at once at least.
const LEAST_AHEAD: u64 = 4 * 1024;
const ZEROS: [u8; 4096] = [0; 4096];

/// A whole frame: its checksums are right, and it holds as many records as it says.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) header: FrameHeader,
    pub(super) payload: Bytes,
    pub(super) position: u64,
}

impl Frame {
    /// Where the next frame begins.
    pub(super) fn end_position(&self) -> u64 {
        self.header.payload_range(self.position).end
    }

    /// The frame's records.
    pub(super) fn span(&self) -> RecordSpan {
        RecordSpan {
            first: self.header.first,
            appended_at: self.header.appended_at,
            encoded: self.payload.clone(),
        }
    }
}

/// A stretch of the file in which there should be a frame and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    pub(super) position: u64,
    pub(super) what: &'static str,
}

/// The next whole frame, if there is one, and what had to be stepped over to get there.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) hole: Option<Hole>,
    pub(super) frame: Option<Frame>,
}

/// What lies at a position.
enum Found {
    Frame(Frame),
    /// Zeros, or the end of the file.
    Nothing,
    Bad(&'static str),
}

/// A walk through the frames of one segment, in the order of the file.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    segment: &'a Segment,
    file: Arc<dyn File>,
    position: u64,
    /// What lies behind is not looked at.
    limit: u64,
    /// How much is read at once.
    ahead: u64,
    chunk: Bytes,
    chunk_position: u64,
    synced_before: Offset,
}

impl<'a> Walk<'a> {
    /// A walk from `position` to `limit`, reading `ahead` bytes at once.
    pub(super) fn new(
        segment: &'a Segment,
        directory: &dyn Directory,
        position: u64,
        limit: u64,
        ahead: usize,
    ) -> Result<Self, LogError> {
        Ok(Self {
            segment,
            file: segment.file(directory)?,
            position,
            limit,
            ahead: (ahead as u64).max(LEAST_AHEAD),
            chunk: Bytes::new(),
            chunk_position: position,
            synced_before: segment.first,
        })
    }

    /// The greatest [`FrameHeader::synced_before`] of all headers seen so far, also of frames
    /// whose payload is bad: everything before it was once synced.
    pub(super) fn synced_before(&self) -> Offset {
        self.synced_before
    }

    /// Steps to the next whole frame.
    pub(super) fn step(&mut self) -> Result<Step, LogError> {
        let mut hole = None;
        loop {
            let bad = match self.look(self.position)? {
                Found::Frame(frame) => {
                    self.position = frame.end_position();
                    let frame = Some(frame);
                    return Ok(Step { hole, frame });
                }
                Found::Nothing => None,
                Found::Bad(what) => Some(what),
            };
            let here = Hole {
                position: self.position,
                what: bad.unwrap_or("there is no frame"),
            };
            match self.next_header(here.position + 1)? {
                Some(position) => self.position = position,
                None => {
                    // Nothing, and nothing behind it, is how a segment should end.
                    let hole = hole.or(bad.and(Some(here)));
                    return Ok(Step { hole, frame: None });
                }
            }
            hole = hole.or(Some(here));
        }
    }

    fn look(&mut self, position: u64) -> Result<Found, LogError> {
        let left = self.limit.saturating_sub(position);
        let head = self.bytes(position, left.min(HEADER))?;
        if is_zero(&head) {
            return Ok(Found::Nothing);
        }
        let Some(header) = FrameHeader::decode(&head, self.segment.salt) else {
            return Ok(Found::Bad("a frame's header is damaged"));
        };
        self.synced_before = self.synced_before.max(header.synced_before);
        let range = header.payload_range(position);
        if range.end > self.limit {
            return Ok(Found::Bad("a frame is longer than the file"));
        }
        let payload = self.bytes(range.start, u64::from(header.payload_bytes))?;
        if self.segment.salt.checksum(&payload) != header.payload_checksum {
            return Ok(Found::Bad("a frame's checksum is wrong"));
        }
        if !holds(&payload, header.records) {
            return Ok(Found::Bad("a frame holds other records than it says"));
        }
        Ok(Found::Frame(Frame {
            header,
            payload,
            position,
        }))
    }

    /// The first position from `from` on where there is a frame header.
    ///
    /// Takes time in proportion to the bytes, also where they were made to look like headers.
    fn next_header(&mut self, mut from: u64) -> Result<Option<u64>, LogError> {
        while from + HEADER <= self.limit {
            self.load(from, HEADER)?;
            let stretch = self.loaded_from(from);
            let Some(at) = find_magic(&stretch) else {
                // The magic may begin in the last bytes of this stretch.
                from += (stretch.len() - (FRAME_MAGIC.len() - 1)) as u64;
                continue;
            };
            let position = from + at as u64;
            let left = self.limit - position;
            let head = self.bytes(position, left.min(HEADER))?;
            if FrameHeader::decode(&head, self.segment.salt).is_some() {
                return Ok(Some(position));
            }
            from = position + 1;
        }
        Ok(None)
    }

    /// The `count` bytes at `position`, which lie before the limit.
    fn bytes(&mut self, position: u64, count: u64) -> Result<Bytes, LogError> {
        self.load(position, count)?;
        let mut bytes = self.loaded_from(position);
        bytes.truncate(usize::try_from(count).unwrap_or(usize::MAX));
        Ok(bytes)
    }

    /// What is loaded from `position` on.
    fn loaded_from(&self, position: u64) -> Bytes {
        let start = usize::try_from(position.saturating_sub(self.chunk_position));
        let start = start.unwrap_or(usize::MAX).min(self.chunk.len());
        self.chunk.slice(start..)
    }

    /// Loads the `count` bytes at `position`, and more, unless they are loaded.
    fn load(&mut self, position: u64, count: u64) -> Result<(), LogError> {
        let loaded_until = self.chunk_position + self.chunk.len() as u64;
        if self.chunk_position <= position && position + count <= loaded_until {
            return Ok(());
        }
        let left = self.limit.saturating_sub(position);
        let wanted = usize::try_from(count.max(self.ahead).min(left)).unwrap_or(usize::MAX);
        let mut chunk = vec![0; wanted];
        // What the file lacks stays zero, and is found to be no frame.
        read_full_at(&*self.file, &mut chunk, position)
            .map_err(|error| LogError::io("read", &self.segment.name, &error))?;
        self.chunk = chunk.into();
        self.chunk_position = position;
        Ok(())
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes
        .chunks(ZEROS.len())
        .all(|chunk| ZEROS.starts_with(chunk))
}

/// Where the magic of a frame begins, if it does. Long stretches of zeros cost little.
fn find_magic(bytes: &[u8]) -> Option<usize> {
    let overlap = FRAME_MAGIC.len() - 1;
    let mut start: usize = 0;
    for chunk in bytes.chunks(ZEROS.len()) {
        if !ZEROS.starts_with(chunk) {
            // The magic may lie across the borders of the chunk.
            let from = start.saturating_sub(overlap);
            let to = bytes.len().min(start + chunk.len() + overlap);
            let found = bytes
                .get(from..to)?
                .windows(FRAME_MAGIC.len())
                .position(|window| window == FRAME_MAGIC);
            if let Some(found) = found {
                return Some(from + found);
            }
        }
        start += chunk.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_magic_is_found_wherever_it_lies() {
        for position in [0, 1, 4_093, 4_094, 4_095, 4_096, 8_190, 9_996] {
            let mut bytes = vec![0; 10_000];
            for (to, from) in bytes.iter_mut().skip(position).zip(FRAME_MAGIC) {
                *to = from;
            }
            assert_eq!(find_magic(&bytes), Some(position));
        }
        assert_eq!(find_magic(&[0; 10_000]), None);
        assert_eq!(find_magic(&[0xF7; 10_000]), None);
    }
}
