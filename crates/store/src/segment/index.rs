//! Where in a segment to begin looking for a record.

use std::collections::VecDeque;

use intertide_domain::ids::Offset;

/// One entry for this many bytes of the file: what a reader skips at most, and 4 KiB of memory for
/// a segment of 64 MiB.
const BYTES_BETWEEN: u64 = 256 * 1024;
/// Where the last few readers stopped, so that a reader in sequence skips nothing.
const REMEMBERED: usize = 8;

/// Positions of some frames, by the offset of their first record.
#[derive(Debug)]
pub(super) struct FrameIndex {
    sparse: Vec<(Offset, u64)>,
    recent: VecDeque<(Offset, u64)>,
}

impl FrameIndex {
    /// The index of a segment of which only the beginning is known.
    pub(super) fn new(first: Offset, position: u64) -> Self {
        Self {
            sparse: vec![(first, position)],
            recent: VecDeque::with_capacity(REMEMBERED),
        }
    }

    /// Notes that the frame at `position` begins at `offset`.
    pub(super) fn note(&mut self, offset: Offset, position: u64) {
        let far = self
            .sparse
            .last()
            .is_none_or(|(_, last)| position >= last + BYTES_BETWEEN);
        if far {
            self.sparse.push((offset, position));
        }
    }

    /// Notes where a reader stopped.
    pub(super) fn note_reader(&mut self, offset: Offset, position: u64) {
        self.recent.retain(|(_, known)| *known != position);
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back((offset, position));
    }

    /// The last known frame that does not begin after `offset`: where it begins, and its position.
    pub(super) fn find(&self, offset: Offset) -> Option<(Offset, u64)> {
        let behind = self.sparse.partition_point(|(first, _)| *first <= offset);
        let sparse = behind.checked_sub(1).and_then(|last| self.sparse.get(last));
        self.recent
            .iter()
            .filter(|(first, _)| *first <= offset)
            .chain(sparse)
            .max_by_key(|(_, position)| *position)
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(offset: u64, position: u64) -> (Offset, u64) {
        (Offset::new(offset), position)
    }

    #[test]
    fn the_nearest_known_frame_before_an_offset_is_found() {
        let mut index = FrameIndex::new(Offset::new(5), 40);
        index.note(Offset::new(6), 100);
        index.note(Offset::new(900), 40 + BYTES_BETWEEN);
        assert_eq!(index.find(Offset::new(899)), Some(place(5, 40)));
        assert_eq!(
            index.find(Offset::new(900)),
            Some(place(900, 40 + BYTES_BETWEEN))
        );
        index.note_reader(Offset::new(800), 7_000);
        assert_eq!(index.find(Offset::new(850)), Some(place(800, 7_000)));
        assert_eq!(index.find(Offset::new(700)), Some(place(5, 40)));
    }

    #[test]
    fn only_the_last_readers_are_remembered() {
        let mut index = FrameIndex::new(Offset::ZERO, 40);
        for reader in 1..=20 {
            index.note_reader(Offset::new(reader), 40 + reader);
        }
        assert_eq!(index.find(Offset::new(12)), Some(place(0, 40)));
        assert_eq!(index.find(Offset::new(13)), Some(place(13, 53)));
    }
}
