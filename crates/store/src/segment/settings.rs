//! How a segment log is dimensioned, and what it is given from outside.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use intertide_domain::time::UnixMillis;

/// The sizes and times of a segment log.
#[derive(Clone, Debug)]
pub struct SegmentSettings {
    /// Bytes reserved on disk for a segment; the next one begins where a frame does not fit.
    pub segment_bytes: u64,
    /// A segment that is older gets no more frames, so that retention can let go of it.
    pub segment_max_age: Duration,
    /// Bytes of batches that may wait to be written; more are refused as busy.
    pub queue_bytes: usize,
    /// Batches that may wait to be written; more are refused as busy.
    pub queue_batches: usize,
    /// Bytes of batches that are written with one sync.
    pub group_bytes: usize,
    /// Bytes of batches that share a frame. A larger batch has a frame of its own.
    pub frame_bytes: usize,
    /// How long to wait after a failure before trying to reopen, again and again.
    pub reopen_interval: Duration,
    /// A number that senders of events cannot guess. It goes into every checksum, so that a record
    /// which is made to look like a frame is not taken for one when a torn segment is searched.
    pub secret: u64,
}

impl SegmentSettings {
    /// The settings for a server; `secret` is random, and may differ from one start to the next.
    pub fn new(secret: u64) -> Self {
        Self {
            segment_bytes: 64 * 1024 * 1024,
            segment_max_age: Duration::from_secs(24 * 60 * 60),
            queue_bytes: 64 * 1024 * 1024,
            queue_batches: 16 * 1024,
            group_bytes: 8 * 1024 * 1024,
            frame_bytes: 256 * 1024,
            reopen_interval: Duration::from_secs(1),
            secret,
        }
    }
}

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> UnixMillis + Send + Sync>);

impl Clock {
    /// A clock that asks `now`.
    pub fn new(now: impl Fn() -> UnixMillis + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What time it is.
    pub(super) fn now(&self) -> UnixMillis {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
