//! Long work: it shows how far it is on a terminal, and a signal breaks it off cleanly.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::output::size;
use crate::shutdown::StopSignals;

/// How often the terminal is told.
const REFRESH: Duration = Duration::from_millis(100);

/// Begins the line anew, empty.
const CLEAR: &str = "\r\x1b[K";

/// Work that was broken off by a signal.
#[derive(Debug)]
pub(crate) struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken off")
    }
}

impl std::error::Error for Interrupted {}

/// Work that knows how much there is to do, once it has found out.
#[derive(Debug)]
pub(crate) struct Work {
    what: &'static str,
    total: u64,
    done: u64,
    /// When the terminal was told last; none where there is none to be told.
    told: Option<Instant>,
    stop: Arc<AtomicBool>,
}

impl Work {
    fn new(what: &'static str, stop: Arc<AtomicBool>) -> Self {
        Self {
            what,
            total: 0,
            done: 0,
            told: std::io::stderr().is_terminal().then(Instant::now),
            stop,
        }
    }

    /// There are so many more bytes to deal with.
    pub(crate) fn expect(&mut self, bytes: u64) {
        self.total = self.total.saturating_add(bytes);
    }

    /// So many more bytes are dealt with.
    ///
    /// # Errors
    /// [`Interrupted`] when the work should end.
    pub(crate) fn advance(&mut self, bytes: u64) -> Result<(), Interrupted> {
        self.done = self.done.saturating_add(bytes);
        if self.stop.load(Ordering::Relaxed) {
            return Err(Interrupted);
        }
        if self.told.is_some_and(|told| told.elapsed() >= REFRESH) {
            self.told = Some(Instant::now());
            eprint!("{CLEAR}{}", self.line());
            // A terminal that can't be told is no reason to stop.
            let _ = std::io::stderr().flush();
        }
        Ok(())
    }

    fn line(&self) -> String {
        let total = self.total.max(self.done);
        let percent = u128::from(self.done) * 100 / u128::from(total.max(1));
        format!(
            "{}: {percent} % ({} of {})",
            self.what,
            size(self.done),
            size(total)
        )
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.told.is_some() {
            eprint!("{CLEAR}");
        }
    }
}

/// Runs `job`, which blocks, until it ends or a signal breaks it off.
pub(crate) async fn interruptible<T: Send + 'static>(
    what: &'static str,
    job: impl FnOnce(&mut Work) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let mut signals = StopSignals::listen()?;
    let stop = Arc::new(AtomicBool::new(false));
    let mut work = Work::new(what, Arc::clone(&stop));
    let mut job = tokio::task::spawn_blocking(move || job(&mut work));
    let (result, signal) = tokio::select! {
        result = &mut job => (result, None),
        signal = signals.wait() => {
            stop.store(true, Ordering::Relaxed);
            (job.await, Some(signal))
        }
    };
    match (result.context("the work broke down")?, signal) {
        (Err(error), Some(signal)) if error.is::<Interrupted>() => {
            bail!("{what} was broken off by {signal} and left nothing behind; run it again")
        }
        (result, _) => result,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_how_much_is_done_of_how_much() {
        let mut work = Work::new("backing up", Arc::default());
        assert_eq!(work.line(), "backing up: 0 % (0 B of 0 B)");
        work.expect(4_096);
        work.advance(1_024).unwrap();
        assert_eq!(work.line(), "backing up: 25 % (1.0 KB of 4.0 KB)");
        work.advance(8_192).unwrap();
        assert_eq!(work.line(), "backing up: 100 % (9.0 KB of 9.0 KB)");
    }

    #[test]
    fn work_that_should_end_is_told_at_its_next_step() {
        let stop = Arc::new(AtomicBool::new(false));
        let mut work = Work::new("backing up", Arc::clone(&stop));
        assert!(work.advance(1).is_ok());
        stop.store(true, Ordering::Relaxed);
        assert!(work.advance(1).is_err());
    }
}
