//! Seeded trials of the log on a disk that fails, beside a plain model of what it promised.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(super) mod harness;
mod model;
pub(super) mod support;

use crate::files::{Fault, HowLong};
use harness::{Action, Harness};
pub use model::the_log_keeps_its_promises_whatever_happens;

/// A few groups, and then the disk stops at some operation and the power fails: when the log is opened
/// again, all that was acknowledged is there, and of the rest at most a prefix of whole batches.
///
/// # Panics
/// When it is not so.
pub fn lose_power_while_writing(seed: u64) {
    let mut harness = Harness::new(seed);
    for round in 0..4 {
        let pick = seed.wrapping_add(round);
        let stop_at = 1 + pick % 9;
        harness.apply(&Action::Append {
            records: 1 + (pick % 3) as usize,
            size: 40,
        });
        harness.apply(&Action::Step);
        harness.apply(&Action::Fail(Fault::Io, stop_at, HowLong::Forever));
        for batch in 0..6 {
            harness.apply(&Action::Append {
                records: 1 + (pick % 4) as usize,
                size: 20 + 30 * batch,
            });
        }
        for _ in 0..3 {
            harness.apply(&Action::Step);
        }
        let fault_at = (pick % 5 == 0).then_some(1 + pick % 20);
        harness.apply(&Action::Crash { fault_at });
    }
    harness.finish();
}
