//! The end of the log after a crash: what counts, what is lost, where to write on.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;

use super::file::{FIRST_FRAME, Segment};
use super::walk::Walk;
use crate::files::{Directory, File, read_full_at, write_all_at};
use crate::log::{Damage, LogError, TornTail};

/// How much is read and written at once.
pub(super) const STRETCH: usize = 1024 * 1024;
/// A report of damage names so many places at most.
const MOST_DAMAGE: usize = 16;

/// The last segment, ready to be written.
#[derive(Debug)]
pub(super) struct Tail {
    pub(super) segment: Arc<Segment>,
    pub(super) file: Arc<dyn File>,
    /// Where the next frame goes.
    pub(super) position: u64,
    /// The length of the file, all of it reserved on disk.
    pub(super) capacity: u64,
    /// Where the prepared part of the file ends: frames are written before this.
    pub(super) prepared: u64,
}

/// How far ahead of the frames a segment is prepared.
const AHEAD: u64 = 4 * 1024 * 1024;

/// What is written to prepare a segment.
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// Prepares a file from `from` on for frames: zeros are written there, up to `to`, which the next
/// sync makes durable. The end of what is prepared.
///
/// Space that is merely reserved is not enough. A file system notes for itself that a reserved
/// block was written only after the block is on disk, and where that note fails, as on an ext4
/// that meets an error, `fdatasync` does not say so: what it called durable reads as zeros later.
/// Blocks that hold written zeros already need no note.
pub(super) fn prepare(file: &dyn File, from: u64, to: u64) -> std::io::Result<u64> {
    let mut position = from;
    while position < to {
        let length = to.saturating_sub(position).min(ZEROS.len() as u64);
        let zeros = ZEROS.get(..length as usize).unwrap_or(&ZEROS);
        write_all_at(file, zeros, position)?;
        position += zeros.len() as u64;
    }
    Ok(position)
}

/// How far a file of this length is prepared when its frames begin at `position`.
pub(super) fn prepared_at_first(position: u64, capacity: u64) -> u64 {
    capacity.min(position + AHEAD)
}

impl Tail {
    /// Has the file prepared up to `end`, durably: for frames that are larger than what lies
    /// ahead.
    pub(super) fn prepare_for(&mut self, end: u64) -> std::io::Result<()> {
        if end > self.prepared {
            self.prepared = prepare(&*self.file, self.prepared, end)?;
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// Prepares more where frames that end at `end` leave less than half of what should lie ahead.
    /// It may be written to after the next sync: how far that is then.
    pub(super) fn prepare_ahead(&self, end: u64) -> std::io::Result<u64> {
        if self.prepared >= self.capacity.min(end + AHEAD / 2) {
            return Ok(self.prepared);
        }
        prepare(
            &*self.file,
            self.prepared,
            prepared_at_first(end, self.capacity),
        )
    }
}

/// What was found in the last segment.
#[derive(Debug)]
pub(super) struct Scan {
    /// The place after the last record that counts.
    pub(super) end: Offset,
    /// Where in the file the next frame goes.
    pub(super) end_position: u64,
    /// When the last frame was written, or the segment created.
    pub(super) appended_at: UnixMillis,
    /// Frames that nothing proves to have been synced.
    unproven: Range<u64>,
    pub(super) damage: Vec<Damage>,
    pub(super) torn_tail: Option<TornTail>,
}

/// Records that are missing between two frames, or behind the last one.
struct Gap {
    first: Offset,
    next: Option<Offset>,
    position: u64,
    what: Option<&'static str>,
}

/// Finds the end of the log in its last segment, looking no further than `limit`.
///
/// Each frame says how far the log was synced before it was written. Up to the furthest such place
/// everything was synced, and may have been acknowledged: a gap there is damage, to be told. From
/// that place on nothing was promised: the frames count up to the first gap, and what follows is
/// the remains of a group that a crash caught halfway, in whatever order the disk wrote it.
pub(super) fn scan(
    segment: &Segment,
    directory: &dyn Directory,
    limit: u64,
) -> Result<Scan, LogError> {
    let mut walk = Walk::new(segment, directory, FIRST_FRAME, limit, STRETCH)?;
    let mut end = segment.first;
    let mut end_position = FIRST_FRAME;
    let mut hole = None;
    let mut gaps = Vec::new();
    let mut unproven = VecDeque::new();
    let mut appended_at = segment.created_at;
    loop {
        let step = walk.step()?;
        hole = hole.or(step.hole);
        let next = step.frame.as_ref().map(|frame| frame.header.first);
        if next.is_some_and(|next| next < end) {
            continue;
        }
        if next != Some(end) {
            gaps.push(Gap {
                first: end,
                next,
                position: end_position,
                what: hole.map(|hole| hole.what),
            });
        }
        let Some(frame) = step.frame else { break };
        segment
            .index
            .lock()
            .note(frame.header.first, frame.position);
        unproven.push_back((frame.header.first, frame.position));
        drop_proven(&mut unproven, walk.synced_before());
        appended_at = appended_at.max(frame.header.appended_at);
        end = frame.header.end();
        end_position = frame.end_position();
        hole = None;
    }
    let synced = walk.synced_before();
    drop_proven(&mut unproven, synced);
    let mut scan = judge(segment, gaps, synced);
    scan.appended_at = appended_at;
    if let Some((_, position)) = unproven.front() {
        scan.unproven.start = scan.end_position.min(*position);
    }
    Ok(scan)
}

fn drop_proven(frames: &mut VecDeque<(Offset, u64)>, synced: Offset) {
    while frames.front().is_some_and(|(first, _)| *first < synced) {
        frames.pop_front();
    }
}

/// Tells damage from a torn tail. The last gap is the one behind the last frame.
fn judge(segment: &Segment, gaps: Vec<Gap>, synced: Offset) -> Scan {
    let mut damage = Vec::new();
    let mut lose = |gap: &Gap, next: Offset| {
        if gap.first < next && damage.len() < MOST_DAMAGE {
            damage.push(Damage {
                file: segment.name.clone(),
                position: gap.position,
                first: gap.first,
                next,
                what: gap.what.unwrap_or("there is no frame"),
            });
        }
    };
    let mut end = segment.first;
    let mut end_position = FIRST_FRAME;
    let mut torn_tail = None;
    for gap in gaps {
        match gap.next {
            Some(next) if next <= synced => lose(&gap, next),
            next => {
                lose(&gap, synced);
                end = gap.first.max(synced);
                end_position = gap.position;
                torn_tail = (next.is_some() || gap.what.is_some()).then(|| TornTail {
                    file: segment.name.clone(),
                    position: gap.position,
                });
                break;
            }
        }
    }
    Scan {
        end,
        end_position,
        appended_at: segment.created_at,
        unproven: end_position..end_position,
        damage,
        torn_tail,
    }
}

/// Makes durable what was found.
///
/// A sync may have failed before the process died, and then the system shows frames that are not
/// on disk and that no later sync would write. So frames that nothing proves to have been synced
/// are written once more. (Their segment's directory entry was synced before they were written.)
pub(super) fn prove(
    segment: &Segment,
    directory: &dyn Directory,
    scan: &Scan,
) -> Result<(), LogError> {
    let file = segment.file(directory)?;
    let rewrite = || -> io::Result<()> {
        let mut position = scan.unproven.start;
        let mut stretch = vec![0; STRETCH];
        while position < scan.unproven.end {
            let left = usize::try_from(scan.unproven.end - position).unwrap_or(STRETCH);
            stretch.truncate(left);
            let read = read_full_at(&*file, &mut stretch, position)?;
            stretch.truncate(read);
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            write_all_at(&*file, &stretch, position)?;
            position += read as u64;
        }
        file.sync_data()
    };
    rewrite().map_err(|error| LogError::io("sync", &segment.name, &error))
}

/// Cuts off what lies behind `position` and reserves the rest of the segment.
///
/// The cut is durable before the first frame is written there: behind it there are only zeros,
/// never the remains of something older that could be taken for a frame.
pub(super) fn reserve(
    segment: Arc<Segment>,
    directory: &dyn Directory,
    position: u64,
    segment_bytes: u64,
) -> Result<Tail, LogError> {
    let file = segment.file(directory)?;
    let capacity = segment_bytes.max(position);
    let reserve = || {
        file.truncate(position)?;
        file.allocate(capacity)?;
        let prepared = prepare(&*file, position, prepared_at_first(position, capacity))?;
        file.sync_data()?;
        directory.sync()?;
        Ok(prepared)
    };
    let prepared =
        reserve().map_err(|error| LogError::io("reserve space for", &segment.name, &error))?;
    Ok(Tail {
        segment,
        file,
        position,
        capacity,
        prepared,
    })
}
