//! Any sequence of appends, reads, failures, crashes and retention, in lockstep with the model.

use intertide_domain::testing::trial;
use proptest::prelude::*;

use super::super::ReadLimit;
use super::harness::{Action, Harness};
use crate::files::{Fault, HowLong};

fn fault() -> impl Strategy<Value = Action> {
    let fault = prop_oneof![
        Just(Fault::NoSpace),
        Just(Fault::Io),
        Just(Fault::ShortWrite),
        Just(Fault::FailedSync),
    ];
    let how_long = prop_oneof![Just(HowLong::Once), Just(HowLong::Forever)];
    (fault, 1..12_u64, how_long)
        .prop_map(|(fault, nth, how_long)| Action::Fail(fault, nth, how_long))
}

fn action() -> impl Strategy<Value = Action> {
    let limit =
        (0..500_usize, 0..10_usize).prop_map(|(bytes, records)| ReadLimit { bytes, records });
    prop_oneof![
        8 => (1..5_usize, 0..150_usize).prop_map(|(records, size)| Action::Append { records, size }),
        1 => (1..3_usize, 1_500..3_000_usize)
            .prop_map(|(records, size)| Action::Append { records, size }),
        8 => Just(Action::Step),
        2 => fault(),
        2 => Just(Action::Reopen),
        4 => (0..=100_usize, limit).prop_map(|(percent, limit)| Action::Read { percent, limit }),
        1 => (0..=100_usize).prop_map(|percent| Action::Retain { percent }),
        2 => proptest::option::of(1..25_u64).prop_map(|fault_at| Action::Crash { fault_at }),
        1 => Just(Action::Kill),
    ]
}

/// The log keeps its promises through the history of this seed.
///
/// # Panics
/// When it does not.
pub fn the_log_keeps_its_promises_whatever_happens(seed: u64) {
    let history = (any::<u64>(), proptest::collection::vec(action(), 1..60));
    trial(seed, &history, |(disk, actions)| {
        let mut harness = Harness::new(disk);
        for action in &actions {
            harness.apply(action);
        }
        harness.finish();
    });
}
