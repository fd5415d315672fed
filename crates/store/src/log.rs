//! The durable log: what it promises, and the words in which one speaks with it.
//!
//! The log is the truth of Intertide: an event is accepted when it is here and synced to disk, and
//! everything else follows from it. A record is opaque bytes; its place is its [`Offset`], counted
//! from 0 without a gap.
//!
//! [`EventLog`] is the contract. [`crate::segment::SegmentLog`] keeps it on files; whatever else
//! keeps it passes the same suite (`log::conformance`, feature `testing`).

mod ack;
mod batch;
#[cfg(any(test, feature = "testing"))]
pub mod conformance;
#[cfg(any(test, feature = "testing"))]
mod memory;
mod progress;

use std::fmt;
use std::io;
use std::time::Duration;

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;

pub use ack::{Ack, append_and_wait};
pub use batch::{BatchFull, MAX_BATCH_BYTES, ReadBatch, Record, RecordBatch};
pub(crate) use batch::{RecordSpan, holds, zero_records};
#[cfg(any(test, feature = "testing"))]
pub use memory::MemoryLog;
pub(crate) use progress::Progress;

/// Called with the new end whenever the log has grown. Runs on the thread that writes, so it only
/// passes the news on and never calls the log.
pub type DurableHook = Box<dyn Fn(Offset) + Send + Sync>;

/// An append-only log of opaque records that survives crashes.
///
/// # What an acknowledgement means
///
/// An [`Ack`] answered with `Ok(first)` means that all records of the batch, at `first`,
/// `first + 1`, …, are on disk: the bytes and the file's length were synced (`fdatasync`), and the
/// directory entry of the file was synced before. They will be read back, whole and in this order,
/// after any crash of the process or the machine, until [`retain`](Self::retain) removes them.
///
/// An `Err` means that the batch was not accepted. After a crash it may still be found in the log,
/// but then whole, and together with everything that was queued before it: what was not
/// acknowledged appears at most as a prefix. A batch is never found in part.
///
/// # After a failed write or sync
///
/// The log is *poisoned*: whatever is queued or comes later is refused with
/// [`LogError::Poisoned`] until [`try_reopen`](Self::try_reopen) has read the tail again, since
/// after a failed sync nobody knows what is on disk. Reading goes on meanwhile. An implementation
/// with a thread of its own tries to reopen by itself.
///
/// # What a consumer has to check
///
/// A consumer that keeps its own place in the log (intake does) must compare it with
/// [`durable_end`](Self::durable_end) when it starts. A place beyond the end, which
/// [`read`](Self::read) refuses with [`LogError::BeyondEnd`], means that the disk lost what it had
/// confirmed.
pub trait EventLog: Send + Sync + fmt::Debug {
    /// Queues a batch to be written and synced together with its neighbours, and returns at once.
    ///
    /// `ack` is answered exactly once, whatever happens; at once when the batch is refused:
    /// [`LogError::Busy`] when the queue is full (it never grows), [`LogError::Poisoned`],
    /// [`LogError::Closed`], [`LogError::EmptyBatch`]. Batches of one caller are written in the
    /// order of its calls.
    fn append(&self, batch: RecordBatch, ack: Ack);

    /// Reads records in order, beginning with the one at `from`, and never waits for the writer.
    ///
    /// Only acknowledged records are seen. At the end the batch is empty; elsewhere it holds at
    /// least one record, and may hold fewer than there are: read on at [`ReadBatch::next`].
    ///
    /// # Errors
    ///
    /// [`LogError::BeforeStart`] and [`LogError::BeyondEnd`] when `from` is outside the log;
    /// [`LogError::Damaged`] when the record at `from` is unreadable, which also names the place
    /// to read on; [`LogError::Io`].
    fn read(&self, from: Offset, limit: ReadLimit) -> Result<ReadBatch, LogError>;

    /// The first record that is still kept.
    fn start(&self) -> Offset;

    /// The place after the last acknowledged record.
    fn durable_end(&self) -> Offset;

    /// Waits until the log reaches beyond `offset`, at most `timeout`, and returns the end.
    fn wait_beyond(&self, offset: Offset, timeout: Duration) -> Offset;

    /// Has `hook` called whenever the log has grown, for as long as the log lives.
    fn on_durable(&self, hook: DurableHook);

    /// Removes what `policy` lets go and consumers have `processed` (everything before that
    /// place). Works on whole segments, so more may be kept than the policy asks for, never less.
    ///
    /// # Errors
    ///
    /// [`LogError::Io`]; what was removed until then stays removed.
    fn retain(
        &self,
        policy: Retention,
        processed: Offset,
        now: UnixMillis,
    ) -> Result<Retained, LogError>;

    /// Erases the records before `before` that are `unwanted`: zeros take the place of their bytes
    /// ([`Record::is_erased`]), durably, and no other record changes. How many those were; what was
    /// erased earlier does not count. What is acknowledged meanwhile is not looked at.
    ///
    /// # Errors
    ///
    /// [`LogError::Io`], or [`LogError::Poisoned`] where the log refuses writes. Some records may be
    /// erased then, each whole, and the call can be repeated.
    fn erase(&self, before: Offset, unwanted: &dyn Fn(&[u8]) -> bool) -> Result<u64, LogError>;

    /// What the log holds, and how it fares.
    fn status(&self) -> LogStatus;

    /// Bytes that the log could still grow by where it is kept, as far as that is known. Others
    /// may take them meanwhile.
    fn room_bytes(&self) -> Option<u64>;

    /// Leaves the poisoned state if the disk allows it; does nothing when the log is healthy.
    ///
    /// # Errors
    ///
    /// Whatever still stands in the way; the log stays poisoned.
    fn try_reopen(&self) -> Result<(), LogError>;

    /// Refuses further batches with [`LogError::Closed`], and returns when all that were queued
    /// are answered. Reading goes on.
    fn close(&self);
}

/// How much one [`EventLog::read`] may return. The first record comes whatever its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimit {
    /// At most this many bytes of records.
    pub bytes: usize,
    /// At most this many records.
    pub records: usize,
}

/// What may be removed from the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Records older than this may go.
    pub max_age: Duration,
    /// When the log is larger than this, its oldest records may go, whatever their age.
    pub max_bytes: Option<u64>,
}

/// What [`EventLog::retain`] removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    /// Segments removed.
    pub segments: usize,
    /// Bytes given back to the disk.
    pub bytes: u64,
}

/// What a log holds, and how it fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStatus {
    /// Bytes of records and their frames.
    pub bytes: u64,
    /// How many pieces they lie in.
    pub segments: usize,
    /// The first record still kept.
    pub start: Offset,
    /// The place after the last acknowledged record.
    pub end: Offset,
    /// Why the log refuses to be written, if it does.
    pub poisoned: Option<LogError>,
    /// What was found unreadable among acknowledged records when the log was last opened.
    pub damage: Vec<Damage>,
    /// What was cut off the end when the log was last opened: batches that a crash caught halfway.
    pub torn_tail: Option<TornTail>,
}

/// A stretch of acknowledged records that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} is damaged at byte {position} ({what}): records {first} to before {next} are lost")]
pub struct Damage {
    /// The file.
    pub file: String,
    /// Where in the file the unreadable bytes begin.
    pub position: u64,
    /// The first record that is lost.
    pub first: Offset,
    /// The place after the last that is lost: where to read on.
    pub next: Offset,
    /// What was found.
    pub what: &'static str,
}

/// The remains of batches that were never acknowledged, cut off when the log was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    /// The file.
    pub file: String,
    /// Where in the file the cut was made.
    pub position: u64,
}

/// Why the log did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The queue is full; try again later.
    #[error("the log's queue is full")]
    Busy,
    /// A write or sync failed before; the log refuses until it is reopened.
    #[error("the log refuses writes since an earlier failure: {cause}")]
    Poisoned {
        /// What failed, with the reason.
        cause: String,
    },
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
    /// A batch without records has no place in the log.
    #[error("the batch holds no records")]
    EmptyBatch,
    /// The records asked for were removed.
    #[error("offset {from} is before the log's start, {start}")]
    BeforeStart {
        /// What was asked for.
        from: Offset,
        /// The first record still kept.
        start: Offset,
    },
    /// The place asked for lies behind the end: the log lost what was once acknowledged.
    #[error("offset {from} is beyond the log's end, {end}")]
    BeyondEnd {
        /// What was asked for.
        from: Offset,
        /// The end.
        end: Offset,
    },
    /// Acknowledged records are unreadable.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// A file is not what the log wrote, and there is no reading past it.
    #[error("{file} cannot be read: {what}")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong with it.
        what: String,
    },
    /// Another process has the log open.
    #[error("{dir} is in use by another process")]
    Locked {
        /// The directory.
        dir: String,
    },
    /// The disk failed.
    #[error("cannot {action} {file}: {message}")]
    Io {
        /// What was being done.
        action: &'static str,
        /// To which file.
        file: String,
        /// The kind of failure; [`io::ErrorKind::StorageFull`] when the disk is full.
        kind: io::ErrorKind,
        /// The system's words.
        message: String,
    },
}

impl LogError {
    /// That the system refused `action` on `file`.
    pub(crate) fn io(action: &'static str, file: &str, error: &io::Error) -> Self {
        Self::Io {
            action,
            file: file.to_owned(),
            kind: error.kind(),
            message: error.to_string(),
        }
    }
}
