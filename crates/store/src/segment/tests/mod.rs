#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crash;
mod damage;
mod erasing;
mod faults;
mod fixture;
mod real_files;
mod support;

use std::sync::Arc;

use intertide_domain::time::UnixMillis;

use super::trials::the_log_keeps_its_promises_whatever_happens;
use super::*;
use crate::event_log_conformance;
use crate::files::{FaultyDirectory, RealDirectory};
use crate::log::conformance::LogBackend;
use support::small;

struct OnRealFiles(tempfile::TempDir);

impl LogBackend for OnRealFiles {
    fn open(&self, now: UnixMillis) -> Arc<dyn EventLog> {
        let directory = RealDirectory::open(self.0.path().join("log")).unwrap();
        let clock = Clock::new(move || now);
        Arc::new(SegmentLog::open(Arc::new(directory), small(), clock).unwrap())
    }
}

struct OnFaultyFiles(FaultyDirectory);

impl LogBackend for OnFaultyFiles {
    fn open(&self, now: UnixMillis) -> Arc<dyn EventLog> {
        // A crash after a clean close must not matter.
        self.0.crash();
        let directory = Arc::new(self.0.clone());
        Arc::new(SegmentLog::open(directory, small(), Clock::new(move || now)).unwrap())
    }
}

event_log_conformance!(on_real_files, OnRealFiles(tempfile::tempdir().unwrap()));
event_log_conformance!(on_faulty_files, OnFaultyFiles(FaultyDirectory::new(7)));

/// Any sequence of appends, reads, failures, crashes and retention, in lockstep with the model.
#[test]
fn the_log_keeps_its_promises() {
    for seed in 0..2_000 {
        the_log_keeps_its_promises_whatever_happens(seed);
    }
}
