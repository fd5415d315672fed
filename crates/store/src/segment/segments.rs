//! The segments that make up the log, in order.

use std::sync::Arc;

use intertide_domain::ids::Offset;
use parking_lot::RwLock;

use super::file::Segment;

/// The list of segments. Readers take a copy, so that they never wait longer than for a pointer.
#[derive(Debug)]
pub(super) struct Segments(RwLock<Arc<[Arc<Segment>]>>);

impl Segments {
    pub(super) fn new(segments: Vec<Arc<Segment>>) -> Self {
        Self(RwLock::new(segments.into()))
    }

    /// The segments as they are now.
    pub(super) fn snapshot(&self) -> Arc<[Arc<Segment>]> {
        Arc::clone(&self.0.read())
    }

    /// Adds a segment at the end.
    pub(super) fn push(&self, segment: Arc<Segment>) {
        let mut segments = self.0.write();
        *segments = segments.iter().cloned().chain([segment]).collect();
    }

    /// Puts `segment` in place of the last one.
    pub(super) fn replace_last(&self, segment: Arc<Segment>) {
        let mut segments = self.0.write();
        let kept = segments.len().saturating_sub(1);
        *segments = segments
            .iter()
            .take(kept)
            .cloned()
            .chain([segment])
            .collect();
    }

    /// Takes away the first segment.
    pub(super) fn remove_first(&self) {
        let mut segments = self.0.write();
        *segments = segments.iter().skip(1).cloned().collect();
    }

    /// The segment that is being written.
    pub(super) fn last(&self) -> Option<Arc<Segment>> {
        self.0.read().last().cloned()
    }

    /// The first record that is kept.
    pub(super) fn start(&self) -> Offset {
        self.0
            .read()
            .first()
            .map_or(Offset::ZERO, |segment| segment.first)
    }
}
