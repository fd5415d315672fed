//! The log on files: [`SegmentLog`].
//!
//! # On disk
//!
//! A directory holds segments, each called by the offset of its first record in 20 digits and
//! `.seg`; `next.tmp`, a segment that is being created; and `lock`, which the process that has the
//! log open holds. Numbers are little endian. A segment (format version 1) is
//!
//! ```text
//! header, 40 bytes: magic "itidelog" | version u32 | first offset u64 | created at, ms i64
//!                   | salt u64 | crc of the 36 bytes before u32
//! frame, 44 bytes:  magic F7 "ITd" | payload bytes u32 | records u32 | first offset u64
//!                   | synced before, offset u64 | appended at, ms i64 | crc of the payload u32
//!                   | crc of the 40 bytes before u32
//!   payload:        records, each: length u32 | bytes
//! frame, …
//! zeros to the end of the space that is reserved
//! ```
//!
//! The crc is CRC-32C; in frames it begins with the segment's salt.
//!
//! # The rules
//!
//! - A frame holds whole batches, so a batch is in the log whole or not at all.
//! - Before the first frame is written into a segment, its header, its length and its directory
//!   entry are synced, and everything behind the place of that frame is durably zeros.
//! - All frames of a group are synced before any batch of it is acknowledged and before the next
//!   group is written. Each frame says how far the log was synced before it was written
//!   ("synced before"), so that after a crash the remains of the last group can be told from
//!   damage to what was acknowledged (see `tail`).
//! - All frames of a segment are synced, and the segment is cut to its length, before its successor
//!   is created. Only the last one ever grows.
//! - After any failure to write or sync, the writer stops until the tail has been read again.
//! - Records are erased by writing a complete segment anew as `erase.tmp`, with zeros in their place
//!   and everything else at its place, and giving it the segment's name once it is durable.
//!
//! # Who does what
//!
//! `append` puts a batch into the `queue`; the `writer` takes what waits, writes it, syncs
//! once and acknowledges; `reader` reads what is acknowledged and never waits for the writer.

mod erase;
mod file;
mod files;
mod format;
mod index;
mod open;
mod queue;
mod reader;
mod retain;
mod segments;
mod settings;
mod tail;
mod walk;
mod writer;

#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "testing"))]
pub mod trials;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;
use parking_lot::Mutex;

use crate::files::{Directory, DirectoryLock};
use crate::log::{
    Ack, Damage, DurableHook, EventLog, LogError, LogStatus, Progress, ReadBatch, ReadLimit,
    RecordBatch, Retained, Retention, TornTail,
};
pub use files::{SegmentFile, end_of, is_in_use, segment_files};
use queue::{Queue, Queued, Wake};
use segments::Segments;
pub use settings::{Clock, SegmentSettings};
pub use writer::Step;
use writer::Writer;

/// The log on files. See [`EventLog`] for what it promises, and [`self`] for how.
#[derive(Debug)]
pub struct SegmentLog {
    shared: Arc<Shared>,
    writer: Arc<Mutex<Writer>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Given up last, when nobody writes any more.
    _lock: Box<dyn DirectoryLock>,
}

/// What the writer and the readers share.
#[derive(Debug)]
struct Shared {
    directory: Arc<dyn Directory>,
    settings: SegmentSettings,
    clock: Clock,
    queue: Queue,
    segments: Segments,
    progress: Progress,
    retaining: Mutex<()>,
    damage: Vec<Damage>,
    torn_tail: Option<TornTail>,
}

impl SegmentLog {
    /// Opens the log in `directory`, or creates one there, with a thread that writes it.
    ///
    /// What a crash left of the last group is cut off. When space for the last segment cannot be
    /// reserved, as on a full disk, the log can be read and is poisoned until it can.
    ///
    /// # Errors
    ///
    /// [`LogError::Locked`] when it is open elsewhere; [`LogError::Unreadable`] when a segment is
    /// not one; [`LogError::Io`].
    pub fn open(
        directory: Arc<dyn Directory>,
        settings: SegmentSettings,
        clock: Clock,
    ) -> Result<Self, LogError> {
        let log = Self::open_stepped(directory, settings, clock)?;
        let shared = Arc::clone(&log.shared);
        let writer = Arc::clone(&log.writer);
        let thread = std::thread::Builder::new()
            .name("intertide-log".to_owned())
            .spawn(move || write_until_closed(&shared, &writer))
            .map_err(|error| {
                LogError::io("start a thread for", &log.shared.directory.name(), &error)
            })?;
        *log.thread.lock() = Some(thread);
        Ok(log)
    }

    /// Opens the log without a thread: nothing is written, or reopened after a failure, but when
    /// [`step`](Self::step), [`try_reopen`](EventLog::try_reopen) or [`close`](EventLog::close) is
    /// called. For simulation.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_stepped(
        directory: Arc<dyn Directory>,
        settings: SegmentSettings,
        clock: Clock,
    ) -> Result<Self, LogError> {
        open::open(directory, settings, clock)
    }

    /// Writes, syncs and acknowledges one group, if anything waits.
    pub fn step(&self) -> Step {
        self.writer.lock().step(&self.shared)
    }
}

/// The life of the writing thread.
fn write_until_closed(shared: &Shared, writer: &Mutex<Writer>) {
    let _closes = CloseOnExit(shared);
    loop {
        match shared.queue.wait(shared.settings.reopen_interval) {
            Wake::Work => {
                writer.lock().step(shared);
            }
            Wake::TimedOut => {
                if let Err(error) = writer.lock().reopen(shared) {
                    tracing::warn!(%error, "the log still refuses writes");
                }
            }
            Wake::Closed => return,
        }
    }
}

/// Leaves nobody waiting, however the writing thread ends.
struct CloseOnExit<'a>(&'a Shared);

impl Drop for CloseOnExit<'_> {
    fn drop(&mut self) {
        self.0.queue.close();
        drop(self.0.queue.take(usize::MAX));
    }
}

impl EventLog for SegmentLog {
    fn append(&self, batch: RecordBatch, ack: Ack) {
        self.shared.queue.push(Queued { batch, ack });
    }

    fn read(&self, from: Offset, limit: ReadLimit) -> Result<ReadBatch, LogError> {
        reader::read(&self.shared, from, limit)
    }

    fn start(&self) -> Offset {
        self.shared.segments.start()
    }

    fn durable_end(&self) -> Offset {
        self.shared.progress.end()
    }

    fn wait_beyond(&self, offset: Offset, timeout: Duration) -> Offset {
        self.shared.progress.wait_beyond(offset, timeout)
    }

    fn on_durable(&self, hook: DurableHook) {
        self.shared.progress.on_durable(hook);
    }

    fn retain(
        &self,
        policy: Retention,
        processed: Offset,
        now: UnixMillis,
    ) -> Result<Retained, LogError> {
        retain::retain(&self.shared, policy, processed, now)
    }

    fn erase(&self, before: Offset, unwanted: &dyn Fn(&[u8]) -> bool) -> Result<u64, LogError> {
        erase::erase(&self.shared, &self.writer, before, unwanted)
    }

    fn status(&self) -> LogStatus {
        let segments = self.shared.segments.snapshot();
        LogStatus {
            bytes: segments.iter().map(|segment| segment.readable()).sum(),
            segments: segments.len(),
            start: self.shared.segments.start(),
            end: self.shared.progress.end(),
            poisoned: self.shared.queue.poisoned(),
            damage: self.shared.damage.clone(),
            torn_tail: self.shared.torn_tail.clone(),
        }
    }

    fn room_bytes(&self) -> Option<u64> {
        self.shared.directory.room_bytes().ok()
    }

    fn try_reopen(&self) -> Result<(), LogError> {
        self.writer.lock().reopen(&self.shared)
    }

    fn close(&self) {
        self.shared.queue.close();
        let thread = self.thread.lock().take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes the log panicked");
        }
        // Without a thread it is for the caller to write what waits.
        while self.step() == Step::Worked {}
    }
}

impl Drop for SegmentLog {
    fn drop(&mut self) {
        self.close();
    }
}
