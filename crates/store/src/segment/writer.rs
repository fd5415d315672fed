//! Group commit: takes what waits, writes it as frames, syncs once, acknowledges.

use std::collections::VecDeque;
use std::sync::Arc;

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;

use super::Shared;
use super::file::{FIRST_FRAME, Segment, name_of, remove_unfinished};
use super::format::{FRAME_HEADER_BYTES, FrameHeader};
use super::queue::Queued;
use super::tail::{Tail, prepared_at_first, reserve, scan};
use crate::files::write_all_at;
use crate::log::{Ack, LogError, MAX_BATCH_BYTES, RecordBatch};

/// A larger buffer is given back after the group that needed it.
const BUFFER_KEPT: usize = 16 * 1024 * 1024;

/// What one step of the writer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing waited.
    Idle,
    /// A group was written and acknowledged, or refused.
    Worked,
}

/// The one that writes. Whoever holds it decides when: a thread of its own, or a simulation.
#[derive(Debug)]
pub(super) struct Writer {
    /// `None` while the log is poisoned.
    tail: Option<Tail>,
    /// Frames that are not written yet.
    buffer: Vec<u8>,
    /// When the last frame was written; frames never go back in time, though clocks do.
    appended_at: UnixMillis,
}

/// A batch that has its place and waits for the sync.
#[derive(Debug)]
struct Placed {
    first: Offset,
    end: Offset,
    ack: Ack,
}

impl Writer {
    /// A writer of frames that are not older than `appended_at`; without a tail, it is poisoned.
    pub(super) fn new(tail: Option<Tail>, appended_at: UnixMillis) -> Self {
        Self {
            tail,
            buffer: Vec::new(),
            appended_at,
        }
    }

    /// Writes, syncs and acknowledges one group, if anything waits.
    pub(super) fn step(&mut self, log: &Shared) -> Step {
        let group = log.queue.take(log.settings.group_bytes);
        if group.is_empty() {
            return Step::Idle;
        }
        let (batches, mut placed) = place(group, log.progress.end());
        let written = match self.tail.take() {
            Some(tail) => self.write_group(log, tail, &batches, &mut placed),
            None => Err(LogError::Closed),
        };
        match written {
            Ok(tail) => self.tail = Some(tail),
            Err(cause) => {
                tracing::error!(error = %cause, end = %log.progress.end(), "the log refuses writes");
                log.queue.poison(cause.clone());
                for refused in placed {
                    refused.ack.answer(Err(cause.clone()));
                }
            }
        }
        self.buffer.clear();
        self.buffer.shrink_to(BUFFER_KEPT);
        Step::Worked
    }

    /// Reads the tail again up to the end that was acknowledged, cuts off what lies behind, and
    /// accepts batches again.
    pub(super) fn reopen(&mut self, log: &Shared) -> Result<(), LogError> {
        if self.tail.is_some() {
            return Ok(());
        }
        let directory = &*log.directory;
        let end = log.progress.end();
        let Some(last) = log.segments.last() else {
            return Err(LogError::Closed);
        };
        remove_unfinished(directory);
        remove_unused_successor(log, &last, end)?;
        let position = last.readable();
        let segment = Segment::open(directory, &last.name)?;
        let found = scan(&segment, directory, position)?;
        if found.end != end {
            return Err(LogError::Unreadable {
                file: last.name.clone(),
                what: format!("it ends at offset {}, not at {end}", found.end),
            });
        }
        segment.set_readable(position);
        let segment = Arc::new(segment);
        let tail = reserve(
            Arc::clone(&segment),
            directory,
            position,
            log.settings.segment_bytes,
        )?;
        log.segments.replace_last(segment);
        self.tail = Some(tail);
        log.queue.heal();
        tracing::info!(%end, "the log accepts writes again");
        Ok(())
    }

    /// Completes the last segment where it holds records before this place, so that it changes no
    /// more by being written.
    pub(super) fn complete_segment_before(
        &mut self,
        log: &Shared,
        place: Offset,
    ) -> Result<(), LogError> {
        let holds = |tail: &Tail| tail.position > FIRST_FRAME && tail.segment.first < place;
        let Some(tail) = self.tail.take_if(|tail| holds(tail)) else {
            return match log.queue.poisoned() {
                Some(cause) => Err(LogError::Poisoned {
                    cause: cause.to_string(),
                }),
                None => Ok(()),
            };
        };
        self.appended_at = self.appended_at.max(log.clock.now());
        match begin_segment(log, &tail, log.progress.end(), self.appended_at) {
            Ok(tail) => {
                self.tail = Some(tail);
                Ok(())
            }
            Err(cause) => {
                log.queue.poison(cause.clone());
                Err(cause)
            }
        }
    }

    /// Writes a group, and answers for as much of it as became durable.
    fn write_group(
        &mut self,
        log: &Shared,
        mut tail: Tail,
        mut batches: &[RecordBatch],
        placed: &mut VecDeque<Placed>,
    ) -> Result<Tail, LogError> {
        self.appended_at = self.appended_at.max(log.clock.now());
        let mut next = log.progress.end();
        while !batches.is_empty() {
            let (frame, rest) = batches.split_at(share_a_frame(batches, log.settings.frame_bytes));
            let bytes = frame_bytes(frame);
            tail = self.make_room(log, tail, bytes, next, placed)?;
            next = self.add_frame(&tail, frame, next, log.progress.end());
            batches = rest;
        }
        self.make_durable(log, &mut tail, next, placed)?;
        Ok(tail)
    }

    /// Has a segment in which a frame of `bytes` that begins at `next` fits behind the others.
    fn make_room(
        &mut self,
        log: &Shared,
        mut tail: Tail,
        bytes: u64,
        next: Offset,
        placed: &mut VecDeque<Placed>,
    ) -> Result<Tail, LogError> {
        let settings = &log.settings;
        let age = self.appended_at.since(tail.segment.created_at);
        let old = age > settings.segment_max_age;
        let full =
            |tail: &Tail, buffered: usize| tail.position + buffered as u64 + bytes > tail.capacity;
        let empty = tail.position == FIRST_FRAME && self.buffer.is_empty();
        if !empty && (old || full(&tail, self.buffer.len())) {
            self.make_durable(log, &mut tail, next, placed)?;
            tail = begin_segment(log, &tail, next, self.appended_at)?;
        }
        if full(&tail, self.buffer.len()) {
            // A frame that is larger than a segment should be has one of its own.
            tail.capacity = tail.position + self.buffer.len() as u64 + bytes;
            tail.file
                .allocate(tail.capacity)
                .map_err(|error| LogError::io("enlarge", &tail.segment.name, &error))?;
        }
        Ok(tail)
    }

    /// Puts a frame into the buffer; the place after its last record.
    fn add_frame(
        &mut self,
        tail: &Tail,
        frame: &[RecordBatch],
        first: Offset,
        synced_before: Offset,
    ) -> Offset {
        let salt = tail.segment.salt;
        let encoded = || frame.iter().map(RecordBatch::encoded);
        let header = FrameHeader {
            payload_bytes: encoded().map(|bytes| bytes.len() as u32).sum(),
            records: frame.iter().map(RecordBatch::len).sum(),
            first,
            synced_before,
            appended_at: self.appended_at,
            payload_checksum: salt.checksum_of(encoded()),
        };
        let position = tail.position + self.buffer.len() as u64;
        tail.segment.index.lock().note(first, position);
        self.buffer.extend_from_slice(&header.encode(salt));
        encoded().for_each(|bytes| self.buffer.extend_from_slice(bytes));
        header.end()
    }

    /// Writes the buffer and syncs, then tells everybody that all before `end` is durable.
    fn make_durable(
        &mut self,
        log: &Shared,
        tail: &mut Tail,
        end: Offset,
        placed: &mut VecDeque<Placed>,
    ) -> Result<(), LogError> {
        let segment = Arc::clone(&tail.segment);
        let name = &segment.name;
        let frames_end = tail.position + self.buffer.len() as u64;
        tail.prepare_for(frames_end)
            .map_err(|error| LogError::io("prepare", name, &error))?;
        write_all_at(&*tail.file, &self.buffer, tail.position)
            .map_err(|error| LogError::io("write", name, &error))?;
        let prepared = tail
            .prepare_ahead(frames_end)
            .map_err(|error| LogError::io("prepare", name, &error))?;
        tail.file
            .sync_data()
            .map_err(|error| LogError::io("sync", name, &error))?;
        tail.prepared = prepared;
        tail.position = frames_end;
        self.buffer.clear();
        tail.segment.set_readable(tail.position);
        log.progress.advance_to(end);
        while let Some(durable) = placed.pop_front_if(|next| next.end <= end) {
            durable.ack.answer(Ok(durable.first));
        }
        Ok(())
    }
}

/// Gives the batches of a group their places, beginning at `next`.
fn place(group: Vec<Queued>, mut next: Offset) -> (Vec<RecordBatch>, VecDeque<Placed>) {
    group
        .into_iter()
        .map(|Queued { batch, ack }| {
            let first = next;
            next = next.advance(u64::from(batch.len()));
            (
                batch,
                Placed {
                    first,
                    end: next,
                    ack,
                },
            )
        })
        .unzip()
}

/// How many of the batches, at least one, go into one frame.
fn share_a_frame(batches: &[RecordBatch], most: usize) -> usize {
    let mut bytes: usize = 0;
    let fitting = batches.iter().take_while(|batch| {
        bytes += batch.encoded().len();
        bytes <= most.min(MAX_BATCH_BYTES)
    });
    fitting.count().max(1)
}

fn frame_bytes(frame: &[RecordBatch]) -> u64 {
    let payload: usize = frame.iter().map(|batch| batch.encoded().len()).sum();
    (FRAME_HEADER_BYTES + payload) as u64
}

/// Ends the segment, which is durable to its last frame, and begins the next one at `first`.
fn begin_segment(
    log: &Shared,
    full: &Tail,
    first: Offset,
    now: UnixMillis,
) -> Result<Tail, LogError> {
    let directory = &*log.directory;
    // Not synced: were it lost, there would be zeros behind the last frame, as before.
    full.file
        .truncate(full.position)
        .map_err(|error| LogError::io("shorten", &full.segment.name, &error))?;
    let (secret, capacity) = (log.settings.secret, log.settings.segment_bytes);
    let segment = Segment::create(directory, first, now, secret, capacity)?;
    let segment = Arc::new(segment);
    let file = segment.file(directory)?;
    log.segments.push(Arc::clone(&segment));
    Ok(Tail {
        segment,
        file,
        position: FIRST_FRAME,
        capacity,
        prepared: prepared_at_first(FIRST_FRAME, capacity),
    })
}

/// Removes a segment that was created at the end but never became part of the log.
fn remove_unused_successor(log: &Shared, last: &Segment, end: Offset) -> Result<(), LogError> {
    let name = name_of(end);
    if name == last.name {
        return Ok(());
    }
    match log.directory.remove(&name) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(LogError::io("remove", &name, &error))
        }
        _ => Ok(()),
    }
}
