//! Trials: one case of a property under a seed, for suites that grow with time.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Tries `check` on the one value of `strategy` that belongs to `seed`.
///
/// # Panics
/// When `check` does: with the smallest value that still makes it.
#[allow(clippy::panic)]
pub fn trial<S: Strategy>(seed: u64, strategy: &S, check: impl Fn(S::Value)) {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    for (to, from) in bytes.iter_mut().zip(seed.to_le_bytes()) {
        *to = from;
    }
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let result = TestRunner::new_with_rng(config, random).run(strategy, |value| {
        check(value);
        Ok(())
    });
    if let Err(error) = result {
        panic!("seed {seed}: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::any;

    use super::*;

    #[test]
    fn a_seed_makes_the_same_value_each_time() {
        let values = |seeds: std::ops::Range<u64>| {
            let made = RefCell::new(Vec::new());
            for seed in seeds {
                trial(seed, &any::<u64>(), |value| made.borrow_mut().push(value));
            }
            made.into_inner()
        };
        assert_eq!(values(0..50), values(0..50));
        assert_ne!(values(0..1), values(1..2));
    }
}
