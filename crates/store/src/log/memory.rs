//! A log in memory: the plainest thing that keeps the contract, for other crates' tests.

use std::time::Duration;

use bytes::Bytes;
use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;
use parking_lot::Mutex;

use super::{
    Ack, DurableHook, EventLog, LogError, LogStatus, Progress, ReadBatch, ReadLimit, RecordBatch,
    RecordSpan, Retained, Retention, zero_records,
};

/// A log in memory that acknowledges at once. Each batch is a segment of its own to `retain`.
#[derive(Debug)]
pub struct MemoryLog {
    kept: Mutex<Kept>,
    progress: Progress,
}

#[derive(Debug)]
struct Kept {
    spans: Vec<(RecordSpan, Offset)>,
    now: UnixMillis,
    start: Offset,
    closed: bool,
}

impl Default for MemoryLog {
    fn default() -> Self {
        Self {
            kept: Mutex::new(Kept {
                spans: Vec::new(),
                now: UnixMillis::default(),
                start: Offset::ZERO,
                closed: false,
            }),
            progress: Progress::default(),
        }
    }
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time that the following appends bear.
    pub fn set_now(&self, now: UnixMillis) {
        self.kept.lock().now = now;
    }
}

impl EventLog for MemoryLog {
    fn append(&self, batch: RecordBatch, ack: Ack) {
        let mut kept = self.kept.lock();
        if kept.closed {
            return ack.answer(Err(LogError::Closed));
        }
        if batch.is_empty() {
            return ack.answer(Err(LogError::EmptyBatch));
        }
        let first = self.progress.end();
        let end = first.advance(u64::from(batch.len()));
        let span = RecordSpan {
            first,
            appended_at: kept.now,
            encoded: Bytes::copy_from_slice(batch.encoded()),
        };
        kept.spans.push((span, end));
        self.progress.advance_to(end);
        drop(kept);
        ack.answer(Ok(first));
    }

    fn read(&self, from: Offset, limit: ReadLimit) -> Result<ReadBatch, LogError> {
        let kept = self.kept.lock();
        let (start, end) = (kept.start, self.progress.end());
        if from < start {
            return Err(LogError::BeforeStart { from, start });
        }
        if from > end {
            return Err(LogError::BeyondEnd { from, end });
        }
        let mut read = ReadBatch::empty(from);
        let behind = kept.spans.partition_point(|(_, end)| *end <= from);
        for (span, _) in kept.spans.iter().skip(behind) {
            if read.take(span, limit) != Some(true) {
                break;
            }
        }
        Ok(read)
    }

    fn start(&self) -> Offset {
        self.kept.lock().start
    }

    fn durable_end(&self) -> Offset {
        self.progress.end()
    }

    fn wait_beyond(&self, offset: Offset, timeout: Duration) -> Offset {
        self.progress.wait_beyond(offset, timeout)
    }

    fn on_durable(&self, hook: DurableHook) {
        self.progress.on_durable(hook);
    }

    fn retain(
        &self,
        policy: Retention,
        processed: Offset,
        now: UnixMillis,
    ) -> Result<Retained, LogError> {
        let mut kept = self.kept.lock();
        let mut removed = Retained::default();
        let mut bytes: u64 = kept.bytes();
        while let Some((span, end)) = kept.spans.first() {
            let old = span.appended_at < now.minus(policy.max_age);
            let large = policy.max_bytes.is_some_and(|most| bytes > most);
            if *end > processed || !(old || large) {
                break;
            }
            let size = span.encoded.len() as u64;
            removed.segments += 1;
            removed.bytes += size;
            bytes -= size;
            kept.start = *end;
            kept.spans.remove(0);
        }
        Ok(removed)
    }

    fn erase(&self, before: Offset, unwanted: &dyn Fn(&[u8]) -> bool) -> Result<u64, LogError> {
        let mut erased = 0;
        for (span, _) in &mut self.kept.lock().spans {
            let first = span.first;
            let found = zero_records(&span.encoded, |place, record| {
                first.advance(place) < before && unwanted(record)
            });
            if let Some((encoded, count)) = found {
                span.encoded = encoded.into();
                erased += count;
            }
        }
        Ok(erased)
    }

    fn status(&self) -> LogStatus {
        let kept = self.kept.lock();
        LogStatus {
            bytes: kept.bytes(),
            segments: kept.spans.len(),
            start: kept.start,
            end: self.progress.end(),
            poisoned: None,
            damage: Vec::new(),
            torn_tail: None,
        }
    }

    fn room_bytes(&self) -> Option<u64> {
        None
    }

    fn try_reopen(&self) -> Result<(), LogError> {
        Ok(())
    }

    fn close(&self) {
        self.kept.lock().closed = true;
    }
}

impl Kept {
    fn bytes(&self) -> u64 {
        self.spans
            .iter()
            .map(|(span, _)| span.encoded.len() as u64)
            .sum()
    }
}

#[cfg(test)]
mod tests;
