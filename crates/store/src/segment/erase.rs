//! Erasing records: a segment is written anew with zeros in their place, and takes the place of
//! the old one in one step.
//!
//! Lengths stay, so offsets, positions and whatever points to them stay true. Only segments that
//! are complete are written anew; the last one is completed first where it holds something.

use std::sync::Arc;

use intertide_domain::ids::Offset;

use super::Shared;
use super::file::{FIRST_FRAME, Segment};
use super::tail::{STRETCH, prepare};
use super::walk::{Frame, Walk};
use super::writer::Writer;
use crate::files::{Directory, File, read_full_at, write_all_at};
use crate::log::{LogError, zero_records};

/// What a segment is called while it is written anew.
const UNFINISHED: &str = "erase.tmp";

/// See [`crate::log::EventLog::erase`].
pub(super) fn erase(
    log: &Shared,
    writer: &parking_lot::Mutex<Writer>,
    before: Offset,
    unwanted: &dyn Fn(&[u8]) -> bool,
) -> Result<u64, LogError> {
    // Retention would take files away under it.
    let _alone = log.retaining.lock();
    writer.lock().complete_segment_before(log, before)?;
    let mut erased = 0;
    for segment in log.segments.snapshot().iter() {
        let is_last = log
            .segments
            .last()
            .is_some_and(|last| last.first == segment.first);
        if segment.first >= before || is_last {
            break;
        }
        erased += erase_in(log, segment, before, unwanted).inspect_err(|_| {
            // It takes space, perhaps the last there is. Where even this fails, the next copy takes
            // its place, or the next start removes it.
            if let Err(error) = remove_unfinished(&*log.directory) {
                tracing::warn!(%error, "half a copy of a segment stays");
            }
        })?;
    }
    Ok(erased)
}

/// Removes what is left of a segment that was being written anew: it holds what was to go.
pub(super) fn remove_unfinished(directory: &dyn Directory) -> Result<(), LogError> {
    match directory.remove(UNFINISHED) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(LogError::io("remove", UNFINISHED, &error))
        }
        _ => Ok(()),
    }
}

/// Erases in one complete segment; how many records that were.
fn erase_in(
    log: &Shared,
    segment: &Segment,
    before: Offset,
    unwanted: &dyn Fn(&[u8]) -> bool,
) -> Result<u64, LogError> {
    let directory = &*log.directory;
    let limit = segment.readable();
    let mut walk = Walk::new(segment, directory, FIRST_FRAME, limit, STRETCH)?;
    let mut copy: Option<Arc<dyn File>> = None;
    let mut erased = 0;
    // What is damaged stays as it is: nothing in it can be told apart.
    while let Some(frame) = walk.step()?.frame {
        if frame.header.first >= before {
            break;
        }
        let Some((payload, records)) = without(&frame, before, unwanted) else {
            continue;
        };
        erased += records;
        let target = match &copy {
            Some(target) => Arc::clone(target),
            None => Arc::clone(copy.insert(copied(segment, directory, limit)?)),
        };
        write_frame(&*target, segment, &frame, &payload)
            .map_err(|error| LogError::io("write", UNFINISHED, &error))?;
    }
    if let Some(copy) = copy {
        take_the_place(&*copy, segment, directory)
            .map_err(|error| LogError::io("replace", &segment.name, &error))?;
        tracing::info!(segment = segment.name, records = erased, "records erased");
    }
    Ok(erased)
}

/// The payload of a frame with zeros in place of what is unwanted; none where nothing is.
fn without(
    frame: &Frame,
    before: Offset,
    unwanted: &dyn Fn(&[u8]) -> bool,
) -> Option<(Vec<u8>, u64)> {
    let first = frame.header.first;
    zero_records(&frame.payload, |place, record| {
        first.advance(place) < before && unwanted(record)
    })
}

/// A copy of a segment, byte for byte, written where zeros were synced before (see [`prepare`]).
fn copied(
    segment: &Segment,
    directory: &dyn Directory,
    length: u64,
) -> Result<Arc<dyn File>, LogError> {
    let source = segment.file(directory)?;
    let copy = || {
        let target = directory.create(UNFINISHED)?;
        target.allocate(length)?;
        prepare(&*target, 0, length)?;
        target.sync_data()?;
        let mut stretch = vec![0; STRETCH];
        let mut position = 0;
        while position < length {
            let wanted = usize::try_from(length - position).unwrap_or(STRETCH);
            let wanted = wanted.min(STRETCH);
            let buffer = stretch.get_mut(..wanted).unwrap_or_default();
            let read = read_full_at(&*source, buffer, position)?;
            let bytes = stretch.get(..read).unwrap_or_default();
            if bytes.is_empty() {
                break;
            }
            write_all_at(&*target, bytes, position)?;
            position += bytes.len() as u64;
        }
        Ok(target)
    };
    copy().map_err(|error| LogError::io("copy", &segment.name, &error))
}

fn write_frame(
    target: &dyn File,
    segment: &Segment,
    frame: &Frame,
    payload: &[u8],
) -> std::io::Result<()> {
    let mut header = frame.header;
    header.payload_checksum = segment.salt.checksum(payload);
    let range = header.payload_range(frame.position);
    write_all_at(target, &header.encode(segment.salt), frame.position)?;
    write_all_at(target, payload, range.start)
}

/// Durable before the old file is gone: a crash finds the one or the other, whole.
fn take_the_place(
    copy: &dyn File,
    segment: &Segment,
    directory: &dyn Directory,
) -> std::io::Result<()> {
    copy.sync_data()?;
    directory.sync()?;
    directory.rename(UNFINISHED, &segment.name)?;
    directory.sync()
}
