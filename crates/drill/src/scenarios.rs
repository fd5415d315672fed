//! Scenarios: what worlds live through under a seed, and what must hold at the end.
//!
//! A [`Scenario`] has a [`Size`], so that one that fails can be made as small as it still fails.

// A scenario says that something does not hold as tests do: it panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod bench;
mod crash;
pub mod identity;
mod storm;

pub use self::crash::a_seed_tells_the_same_story;

/// How much happens in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub users: usize,
    /// Things that are said.
    pub steps: usize,
    /// Kinds of faults, or of others who interfere.
    pub faults: usize,
    /// Crashes at most.
    pub crashes: usize,
}

/// Something to live through.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    pub name: &'static str,
    /// How much happens in it, unless it is made smaller.
    pub size: Size,
    /// Lives through it under a seed, and panics where something does not hold.
    live: fn(u64, Size),
}

/// All scenarios.
pub const SCENARIOS: &[Scenario] = &[crash::SCENARIO, storm::SCENARIO, identity::SCENARIO];

impl Scenario {
    /// The scenario of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SCENARIOS.iter().find(|scenario| scenario.name == name)
    }

    /// Lives through it.
    ///
    /// # Panics
    /// When something does not hold that must.
    pub fn live(&self, seed: u64, size: Size) {
        (self.live)(seed, size);
    }

    /// The smallest size that `fails`, found greedily from the whole one.
    pub fn shrink(&self, fails: impl Fn(Size) -> bool) -> Size {
        let mut size = self.size;
        while let Some(smaller) = size.smaller().into_iter().find(|smaller| fails(*smaller)) {
            size = smaller;
        }
        size
    }
}

impl Size {
    /// Sizes that are smaller in one way, the smallest first.
    fn smaller(self) -> Vec<Self> {
        let fewer = |count: usize, least: usize| {
            [least, count / 2, count.saturating_sub(1)]
                .into_iter()
                .filter(move |fewer| (least..count).contains(fewer))
        };
        let steps = fewer(self.steps, 1).map(|steps| Self { steps, ..self });
        let users = fewer(self.users, 1).map(|users| Self { users, ..self });
        let faults = fewer(self.faults, 0).map(|faults| Self { faults, ..self });
        let crashes = fewer(self.crashes, 0).map(|crashes| Self { crashes, ..self });
        steps.chain(users).chain(faults).chain(crashes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_left_out() {
        let scenario = crash::SCENARIO;
        let fails = |size: Size| size.steps >= 7 && size.crashes >= 1;
        let size = Size {
            users: 1,
            steps: 7,
            faults: 0,
            crashes: 1,
        };
        assert_eq!(scenario.shrink(fails), size);
    }

    #[test]
    fn the_smallest_of_each_is_lived_through() {
        for scenario in SCENARIOS {
            let smallest = scenario.shrink(|_| true);
            scenario.live(1, smallest);
            let with_all = Size {
                faults: scenario.size.faults,
                crashes: scenario.size.crashes,
                ..smallest
            };
            scenario.live(1, with_all);
        }
    }
}
