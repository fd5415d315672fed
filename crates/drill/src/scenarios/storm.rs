//! Storms: connections that break, refusals for the limit, and crashes in between, under steady
//! traffic. Everything that was said arrives once, in order, and is counted.

use std::collections::BTreeSet;
use std::time::Duration;

use intercom_sim::{FaultEffect, Workspace};
use intertide_domain::delivery::Outcome;
use rand::RngExt;

use super::bench::{
    HOUR, MINUTE, arrived, assert_in_order, count, events, populate, said, sometimes, user, world,
};
use super::{Scenario, Size};
use crate::world::World;

const NAME: &str = "Happened";

/// How often something happens.
const EVERY: Duration = Duration::from_millis(500);

pub(super) const SCENARIO: Scenario = Scenario {
    name: "storm",
    size: Size {
        users: 12,
        steps: 120,
        faults: 3,
        crashes: 2,
    },
    live,
};

fn live(seed: u64, size: Size) {
    let mut world = world(seed, 1_666);
    let sync = world.add_sync(0, events(&[NAME], "discard")).unwrap();
    populate(&mut world, (0..size.users).map(user));
    let lasts = EVERY * u32::try_from(size.steps).unwrap();
    for step in 0..size.steps {
        let who = user(world.random().random_range(0..size.users));
        let jitter = world.random().random_range(Duration::ZERO..EVERY);
        let at = EVERY * u32::try_from(step).unwrap() + jitter;
        world.event(at, &who, NAME);
    }
    for effect in effects().into_iter().take(size.faults) {
        let (at, chance) = (
            world.random().random_range(Duration::ZERO..lasts),
            world.random().random_range(0.05..0.4),
        );
        world.turn(at, 0, move |intercom| {
            intercom.add_fault(sometimes(chance, effect)).unwrap();
        });
    }
    for _ in 0..size.crashes {
        let at = world.random().random_range(Duration::ZERO..lasts);
        world.later(at, World::crash);
    }
    world.turn(lasts + MINUTE, 0, Workspace::clear_faults);
    world.run_to_rest(HOUR * 5).unwrap();

    let said = said(&world, &[NAME]);
    let times = arrived(world.intercom(0).unwrap());
    assert!(times.values().all(|times| *times == 1), "{times:?}");
    assert_eq!(times.into_keys().collect::<BTreeSet<_>>(), said);
    assert_eq!(count(&world, sync, Outcome::Delivered), said.len() as u64);
    assert_in_order(&world, &[NAME]);
}

fn effects() -> [FaultEffect; 3] {
    [
        FaultEffect::Reset { commit: true },
        FaultEffect::Reset { commit: false },
        FaultEffect::RateLimit,
    ]
}
