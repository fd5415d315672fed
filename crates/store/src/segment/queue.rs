//! The batches that wait to be written: bounded, and refused rather than kept when that is wiser.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use crate::log::{Ack, LogError, RecordBatch};

/// A batch and where its answer goes.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) batch: RecordBatch,
    pub(super) ack: Ack,
}

/// Why a waiting writer is woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wake {
    /// There are batches to write.
    Work,
    /// Nothing came in the time given.
    TimedOut,
    /// Nothing is left, and nothing will come.
    Closed,
}

/// The queue between the callers of `append` and the writer.
#[derive(Debug)]
pub(super) struct Queue {
    most_bytes: usize,
    most_batches: usize,
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    batches: VecDeque<Queued>,
    bytes: usize,
    poisoned: Option<LogError>,
    closed: bool,
}

impl Queue {
    pub(super) fn new(most_bytes: usize, most_batches: usize) -> Self {
        Self {
            most_bytes,
            most_batches,
            waiting: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Queues a batch, or answers at once why not.
    pub(super) fn push(&self, queued: Queued) {
        let refused = {
            let mut waiting = self.waiting.lock();
            match self.refuses(&waiting, &queued.batch) {
                Some(error) => (queued, error),
                None => {
                    waiting.bytes += queued.batch.encoded().len();
                    waiting.batches.push_back(queued);
                    self.changed.notify_one();
                    return;
                }
            }
        };
        let (queued, error) = refused;
        queued.ack.answer(Err(error));
    }

    fn refuses(&self, waiting: &Waiting, batch: &RecordBatch) -> Option<LogError> {
        if waiting.closed {
            return Some(LogError::Closed);
        }
        if let Some(cause) = &waiting.poisoned {
            return Some(poisoned(cause));
        }
        if batch.is_empty() {
            return Some(LogError::EmptyBatch);
        }
        // One batch alone is taken whatever its size, so that a small queue cannot refuse forever.
        let bytes = waiting.bytes.saturating_add(batch.encoded().len());
        let full = !waiting.batches.is_empty() && bytes > self.most_bytes
            || waiting.batches.len() >= self.most_batches;
        full.then_some(LogError::Busy)
    }

    /// Takes what came first: as much as fits into `bytes`, at least one batch, none if there is
    /// none.
    pub(super) fn take(&self, bytes: usize) -> Vec<Queued> {
        let mut waiting = self.waiting.lock();
        let mut taken = Vec::new();
        let mut taken_bytes: usize = 0;
        while let Some(next) = waiting.batches.front() {
            let size = next.batch.encoded().len();
            taken_bytes = taken_bytes.saturating_add(size);
            if !taken.is_empty() && taken_bytes > bytes {
                break;
            }
            taken.extend(waiting.batches.pop_front());
            waiting.bytes -= size;
        }
        taken
    }

    /// Waits for something to do.
    pub(super) fn wait(&self, timeout: Duration) -> Wake {
        let mut waiting = self.waiting.lock();
        loop {
            if !waiting.batches.is_empty() {
                return Wake::Work;
            }
            if waiting.closed {
                return Wake::Closed;
            }
            if waiting.poisoned.is_none() {
                self.changed.wait(&mut waiting);
            } else if self.changed.wait_for(&mut waiting, timeout).timed_out() {
                return Wake::TimedOut;
            }
        }
    }

    /// Refuses what waits and what will come.
    pub(super) fn poison(&self, cause: LogError) {
        let refused = {
            let mut waiting = self.waiting.lock();
            waiting.bytes = 0;
            waiting.poisoned = Some(cause.clone());
            std::mem::take(&mut waiting.batches)
        };
        for queued in refused {
            queued.ack.answer(Err(poisoned(&cause)));
        }
    }

    /// Accepts again.
    pub(super) fn heal(&self) {
        self.waiting.lock().poisoned = None;
    }

    /// What poisoned the log, while it is.
    pub(super) fn poisoned(&self) -> Option<LogError> {
        self.waiting.lock().poisoned.clone()
    }

    /// Accepts nothing more; what waits will still be written.
    pub(super) fn close(&self) {
        self.waiting.lock().closed = true;
        self.changed.notify_all();
    }
}

fn poisoned(cause: &LogError) -> LogError {
    LogError::Poisoned {
        cause: cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::mpsc::{Receiver, channel};

    use intertide_domain::ids::Offset;

    use super::*;

    fn batch(bytes: usize) -> RecordBatch {
        let mut batch = RecordBatch::new();
        batch.push(&vec![0; bytes - 4]).unwrap();
        batch
    }

    fn push(queue: &Queue, batch: RecordBatch) -> Receiver<Result<Offset, LogError>> {
        let (answered, answer) = channel();
        let ack = Ack::new(move |result| answered.send(result).unwrap_or_default());
        queue.push(Queued { batch, ack });
        answer
    }

    #[test]
    fn a_full_queue_answers_busy_and_does_not_grow() {
        let queue = Queue::new(100, 3);
        let waits = push(&queue, batch(60));
        assert_eq!(
            push(&queue, batch(41)).try_recv().unwrap(),
            Err(LogError::Busy)
        );
        let _second = push(&queue, batch(20));
        let _third = push(&queue, batch(20));
        assert_eq!(
            push(&queue, batch(5)).try_recv().unwrap(),
            Err(LogError::Busy)
        );
        assert!(waits.try_recv().is_err());
        assert_eq!(queue.take(usize::MAX).len(), 3);
        assert!(push(&queue, batch(500)).try_recv().is_err());
    }

    #[test]
    fn a_group_is_what_fits_and_at_least_one_batch() {
        let queue = Queue::new(1_000, 10);
        let _answers: Vec<_> = [60, 30, 30].map(|bytes| push(&queue, batch(bytes))).into();
        assert_eq!(queue.take(10).len(), 1);
        assert_eq!(queue.take(60).len(), 2);
        assert_eq!(queue.take(60).len(), 0);
    }

    #[test]
    fn a_poisoned_queue_refuses_what_waits_and_what_comes() {
        let queue = Queue::new(1_000, 10);
        let waited = push(&queue, batch(10));
        queue.poison(LogError::Busy);
        let refusal = Err(LogError::Poisoned {
            cause: LogError::Busy.to_string(),
        });
        assert_eq!(waited.try_recv().unwrap(), refusal);
        assert_eq!(push(&queue, batch(10)).try_recv().unwrap(), refusal);
        assert_eq!(queue.wait(Duration::ZERO), Wake::TimedOut);
        queue.heal();
        assert!(push(&queue, batch(10)).try_recv().is_err());
    }

    #[test]
    fn a_closed_queue_still_hands_out_what_waits() {
        let queue = Queue::new(1_000, 10);
        let _waits = push(&queue, batch(10));
        queue.close();
        assert_eq!(
            push(&queue, batch(10)).try_recv().unwrap(),
            Err(LogError::Closed)
        );
        assert_eq!(queue.wait(Duration::ZERO), Wake::Work);
        assert_eq!(queue.take(100).len(), 1);
        assert_eq!(queue.wait(Duration::ZERO), Wake::Closed);
    }

    #[test]
    fn an_empty_batch_is_refused() {
        let queue = Queue::new(1_000, 10);
        assert_eq!(
            push(&queue, RecordBatch::new()).try_recv().unwrap(),
            Err(LogError::EmptyBatch)
        );
    }
}
