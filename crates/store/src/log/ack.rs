//! The answer to an append.

use std::fmt;
use std::sync::mpsc;

use intertide_domain::ids::Offset;

use super::{EventLog, LogError, RecordBatch};

type Answer = Box<dyn FnOnce(Result<Offset, LogError>) + Send>;

/// Where the answer to one append goes: the offset of the batch's first record, or why not.
///
/// Answered exactly once: one that is dropped unanswered answers [`LogError::Closed`]. The function
/// runs on the thread that writes the log, so it only passes the answer on (to a oneshot channel,
/// say).
pub struct Ack(Option<Answer>);

impl Ack {
    /// An acknowledgement that calls `answer`.
    pub fn new(answer: impl FnOnce(Result<Offset, LogError>) + Send + 'static) -> Self {
        Self(Some(Box::new(answer)))
    }

    /// Gives the answer.
    pub fn answer(mut self, result: Result<Offset, LogError>) {
        if let Some(answer) = self.0.take() {
            answer(result);
        }
    }
}

impl Drop for Ack {
    fn drop(&mut self) {
        if let Some(answer) = self.0.take() {
            answer(Err(LogError::Closed));
        }
    }
}

impl fmt::Debug for Ack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ack").finish_non_exhaustive()
    }
}

/// Appends and blocks the calling thread until the batch is durable or refused.
///
/// # Errors
///
/// As [`EventLog::append`] answers.
pub fn append_and_wait(log: &dyn EventLog, batch: RecordBatch) -> Result<Offset, LogError> {
    let (answered, answer) = mpsc::sync_channel(1);
    log.append(
        batch,
        Ack::new(move |result| {
            // The receiver waits below, so the only way to fail is that it has gone with its thread.
            let _ = answered.send(result);
        }),
    );
    answer.recv().unwrap_or(Err(LogError::Closed))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_ack_that_is_dropped_answers_closed() {
        let (answered, answer) = mpsc::channel();
        drop(Ack::new(move |result| answered.send(result).unwrap()));
        assert_eq!(answer.recv().unwrap(), Err(LogError::Closed));
    }

    #[test]
    fn an_ack_is_answered_once() {
        let (answered, answers) = mpsc::channel();
        Ack::new(move |result| answered.send(result).unwrap()).answer(Ok(Offset::new(7)));
        assert_eq!(answers.iter().collect::<Vec<_>>(), [Ok(Offset::new(7))]);
    }
}
