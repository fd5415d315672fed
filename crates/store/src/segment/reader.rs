//! Reading acknowledged records.

use std::ops::Range;

use intertide_domain::ids::Offset;

use super::Shared;
use super::file::{FIRST_FRAME, Segment};
use super::walk::{Hole, Walk};
use crate::files::Directory;
use crate::log::{Damage, LogError, ReadBatch, ReadLimit};

/// How much of a file is read at once at most, unless a frame is larger.
const MOST_AHEAD: usize = 256 * 1024;

/// See [`crate::log::EventLog::read`].
pub(super) fn read(log: &Shared, from: Offset, limit: ReadLimit) -> Result<ReadBatch, LogError> {
    // The end comes first: the segments that are listed afterwards reach at least as far.
    let end = log.progress.end();
    let segments = log.segments.snapshot();
    let start = segments.first().map_or(end, |segment| segment.first);
    if from < start {
        return Err(LogError::BeforeStart { from, start });
    }
    if from > end {
        return Err(LogError::BeyondEnd { from, end });
    }
    let mut batch = ReadBatch::empty(from);
    let containing = segments.partition_point(|segment| segment.first <= from);
    for place in containing.saturating_sub(1)..segments.len() {
        let Some(segment) = segments.get(place) else {
            break;
        };
        let next_first = segments.get(place + 1).map(|next| next.first);
        let until = next_first.map_or(end, |next| next.min(end));
        match read_segment(segment, &*log.directory, until, &mut batch, limit) {
            Ok(Reached::End) => {}
            Ok(Reached::Limit) => break,
            // What was read before the trouble is good; it will be met again at the next read.
            Err(_) if !batch.is_empty() => break,
            Err(error) => return Err(removed_meanwhile(log, from).unwrap_or(error)),
        }
    }
    Ok(batch)
}

/// Whether retention took the segment away while it was being read.
fn removed_meanwhile(log: &Shared, from: Offset) -> Option<LogError> {
    let start = log.segments.start();
    (from < start).then_some(LogError::BeforeStart { from, start })
}

/// How far reading a segment came.
enum Reached {
    End,
    Limit,
}

/// Takes the records of one segment that lie before `until`.
fn read_segment(
    segment: &Segment,
    directory: &dyn Directory,
    until: Offset,
    batch: &mut ReadBatch,
    limit: ReadLimit,
) -> Result<Reached, LogError> {
    if batch.next() >= until {
        return Ok(Reached::End);
    }
    let known = segment.index.lock().find(batch.next());
    let (mut expected, position) = known.unwrap_or((segment.first, FIRST_FRAME));
    let ahead = limit.bytes.min(MOST_AHEAD);
    let mut walk = Walk::new(segment, directory, position, segment.readable(), ahead)?;
    let mut hole_position = position;
    while batch.next() < until {
        let step = walk.step()?;
        let Some(frame) = step.frame else {
            return Err(damage(segment, expected..until, hole_position, step.hole).into());
        };
        let span = frame.span();
        if span.first < expected {
            // It counts no more than when the log is opened.
            continue;
        }
        if span.first > batch.next() {
            let lost = expected..span.first.min(until);
            return Err(damage(segment, lost, hole_position, step.hole).into());
        }
        if frame.header.end() > until {
            let what = Some(Hole {
                position: frame.position,
                what: "a frame reaches into the next segment",
            });
            return Err(damage(segment, span.first..until, frame.position, what).into());
        }
        expected = frame.header.end();
        hole_position = frame.end_position();
        if expected <= batch.next() {
            segment.index.lock().note(span.first, frame.position);
            continue;
        }
        let whole = batch.take(&span, limit).ok_or_else(|| {
            let what = Some(Hole {
                position: frame.position,
                what: "a frame's records are not as long as they say",
            });
            damage(segment, span.first..expected, frame.position, what)
        })?;
        let mut index = segment.index.lock();
        index.note(span.first, frame.position);
        if whole {
            index.note_reader(expected, frame.end_position());
        } else {
            index.note_reader(span.first, frame.position);
        }
        if !whole || batch.is_full(limit) {
            return Ok(Reached::Limit);
        }
    }
    Ok(Reached::End)
}

fn damage(segment: &Segment, lost: Range<Offset>, position: u64, hole: Option<Hole>) -> Damage {
    Damage {
        file: segment.name.clone(),
        position: hole.map_or(position, |hole| hole.position),
        first: lost.start,
        next: lost.end,
        what: hole.map_or("there is no frame", |hole| hole.what),
    }
}
