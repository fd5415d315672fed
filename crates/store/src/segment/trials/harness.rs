//! The log beside a plain model of what it promised, on a disk that fails and crashes.

use std::time::Duration;

use super::super::*;
use super::support::{ALL, Answer, append, open};
use crate::files::{Fault, FaultyDirectory, HowLong};
use crate::log::conformance::read_all;

/// What can be done to a log and its disk.
#[derive(Clone, Debug)]
pub(in crate::segment) enum Action {
    /// Queue a batch of so many records, of this size each.
    Append { records: usize, size: usize },
    /// Write one group.
    Step,
    /// Have an operation fail from now on.
    Fail(Fault, u64, HowLong),
    /// Have nothing fail any more, and reopen.
    Reopen,
    /// Read from somewhere, given as a part of the whole in percent.
    Read { percent: usize, limit: ReadLimit },
    /// Let go of what was processed, given as a part of the whole in percent.
    Retain { percent: usize },
    /// Lose power, perhaps have an operation fail while starting again, and lose power again.
    Crash { fault_at: Option<u64> },
    /// Kill the process and start it again.
    Kill,
}

type Batch = Vec<Vec<u8>>;

/// A log and the model that it is compared with after each action.
pub(in crate::segment) struct Harness {
    disk: FaultyDirectory,
    /// Whether an operation may fail at any moment.
    faulty: bool,
    log: Option<SegmentLog>,
    /// Every record that must be there, by offset.
    durable: Vec<Vec<u8>>,
    /// Batches that were refused when being written: a crash may bring back a prefix of them.
    refused: Vec<Batch>,
    queued: Vec<(Batch, Answer)>,
    made: usize,
}

impl Harness {
    /// Opens an empty log on a sound disk.
    pub(in crate::segment) fn new(seed: u64) -> Self {
        Self::on(FaultyDirectory::new(seed), false)
    }

    /// Opens an empty log on a disk that fails; opening may take a second attempt.
    #[cfg(test)]
    pub(in crate::segment) fn failing(
        seed: u64,
        fault: Fault,
        nth: u64,
        how_long: HowLong,
    ) -> Self {
        let disk = FaultyDirectory::new(seed);
        disk.fail(fault, nth, how_long);
        Self::on(disk, true)
    }

    fn on(disk: FaultyDirectory, faulty: bool) -> Self {
        let mut harness = Self {
            log: None,
            disk,
            faulty,
            durable: Vec::new(),
            refused: Vec::new(),
            queued: Vec::new(),
            made: 0,
        };
        harness.start();
        harness
    }

    fn log(&self) -> &SegmentLog {
        self.log.as_ref().expect("the log is open")
    }

    pub(in crate::segment) fn apply(&mut self, action: &Action) {
        match *action {
            Action::Append { records, size } => self.append(records, size),
            Action::Step => {
                self.log().step();
                self.collect_answers();
            }
            Action::Fail(fault, nth, how_long) => {
                self.disk.fail(fault, nth, how_long);
                self.faulty = true;
            }
            Action::Reopen => self.reopen(),
            Action::Read { percent, limit } => self.read(percent, limit),
            Action::Retain { percent } => self.retain(percent),
            Action::Crash { fault_at } => self.crash(fault_at),
            Action::Kill => {
                self.disk.kill();
                self.faulty = false;
                self.stop();
                self.start();
            }
        }
        let status = self.log().status();
        assert_eq!(status.end.get(), self.durable.len() as u64);
        assert_eq!(status.damage, []);
    }

    fn append(&mut self, records: usize, size: usize) {
        let batch: Batch = (0..records.max(1))
            .map(|_| {
                self.made += 1;
                let mut record = format!("{}.", self.made).into_bytes();
                record.resize(record.len().max(size), b'x');
                record
            })
            .collect();
        let answer = append(self.log(), &batch);
        self.queued.push((batch, answer));
        self.collect_answers();
    }

    fn collect_answers(&mut self) {
        for (batch, answer) in std::mem::take(&mut self.queued) {
            match answer.try_recv() {
                Ok(Ok(first)) => {
                    assert_eq!(first.get(), self.durable.len() as u64);
                    assert!(self.refused.is_empty(), "acknowledged without reopening");
                    self.durable.extend(batch);
                }
                Ok(Err(LogError::Io { .. })) => self.refused.push(batch),
                Ok(Err(LogError::Poisoned { .. } | LogError::Busy)) => {}
                Ok(Err(other)) => panic!("{other}"),
                Err(_) => self.queued.push((batch, answer)),
            }
        }
    }

    /// Whether the fault that was planned last has struck.
    #[cfg(test)]
    pub(in crate::segment) fn has_failed(&self) -> bool {
        self.disk.has_failed()
    }

    fn heal(&mut self) {
        self.disk.heal();
        self.faulty = false;
    }

    fn reopen(&mut self) {
        self.heal();
        self.log().try_reopen().unwrap();
        self.refused.clear();
        self.check_all();
    }

    fn read(&self, percent: usize, limit: ReadLimit) {
        let from = self.durable.len() * percent / 100;
        let read = match self.log().read(Offset::new(from as u64), limit) {
            Ok(read) => read,
            Err(LogError::BeforeStart { start, .. }) => {
                assert_eq!(start, self.log().start());
                return;
            }
            Err(LogError::Io { .. }) => {
                assert!(self.faulty);
                return;
            }
            Err(other) => panic!("{other}"),
        };
        assert_eq!(read.is_empty(), from == self.durable.len());
        let expected = self.durable.iter().skip(from);
        for (record, expected) in read.iter().zip(expected) {
            assert_eq!(record.bytes, expected);
        }
    }

    fn retain(&mut self, percent: usize) {
        let processed = Offset::new((self.durable.len() * percent / 100) as u64);
        let policy = Retention {
            max_age: Duration::from_secs(1),
            max_bytes: None,
        };
        let before = self.log().start();
        let result = self
            .log()
            .retain(policy, processed, UnixMillis::new(10_000));
        assert!(result.is_ok() || self.faulty);
        let start = self.log().start();
        assert!(before <= start && start <= processed.max(before));
    }

    fn crash(&mut self, fault_at: Option<u64>) {
        self.disk.crash();
        self.faulty = false;
        self.stop();
        if let Some(nth) = fault_at {
            self.disk.fail(Fault::Io, nth, HowLong::Once);
            drop(open(&self.disk));
            self.disk.crash();
        }
        self.start();
    }

    /// The process is dead: what it still had in memory is gone.
    fn stop(&mut self) {
        self.log = None;
        self.queued.clear();
    }

    fn start(&mut self) {
        let log = open(&self.disk).unwrap_or_else(|error| {
            assert!(self.faulty, "{error}");
            self.heal();
            open(&self.disk).unwrap()
        });
        self.log = Some(log);
        let found = self.log().durable_end().get() as usize;
        assert!(found >= self.durable.len(), "acknowledged records are lost");
        // What was not acknowledged appears at most as a prefix of whole batches.
        for batch in std::mem::take(&mut self.refused) {
            if self.durable.len() >= found {
                break;
            }
            self.durable.extend(batch);
        }
        assert_eq!(
            found,
            self.durable.len(),
            "a batch in part, or out of nothing"
        );
        if !self.faulty {
            self.check_all();
        }
    }

    /// Compares the whole log with the model.
    pub(in crate::segment) fn check_all(&self) {
        let start = self.log().start();
        let found = read_all(self.log(), start, ALL).unwrap();
        assert_eq!(found, self.durable.get(start.get() as usize..).unwrap());
    }

    /// Everything works again: a batch is accepted, and survives.
    pub(in crate::segment) fn finish(mut self) {
        for action in [
            Action::Reopen,
            Action::Append {
                records: 2,
                size: 30,
            },
            Action::Step,
            Action::Step,
        ] {
            self.apply(&action);
        }
        self.drain();
        let accepted = self.durable.len();
        self.crash(None);
        assert_eq!(self.durable.len(), accepted);
    }

    fn drain(&mut self) {
        while !self.queued.is_empty() {
            self.apply(&Action::Step);
        }
    }
}
