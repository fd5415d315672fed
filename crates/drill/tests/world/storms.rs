//! Storms: refusals for the limit, a token that is revoked, connections that break.

use std::time::Duration;

use intercom_sim::{FaultEffect, JournalEntry, TokenStanding};
use intertide_domain::delivery::Outcome;
use intertide_domain::ids::SyncId;
use intertide_drill::world::{Party, World};
use rand::RngExt;

use intertide_drill::scenarios::bench::{
    HOUR, MINUTE, SECOND, answered, arrived, assert_in_order, count, events, populate, said,
    sometimes, user, world,
};

const USERS: usize = 40;
const NAME: &str = "Happened";

/// A sync, and an event of somebody every so often, for a while.
fn steady(seed: u64, lasts: Duration, every: Duration) -> (World, SyncId) {
    let mut world = world(seed, 1_666);
    let sync = world.add_sync(0, events(&[NAME], "discard")).unwrap();
    populate(&mut world, (0..USERS).map(user));
    let mut at = Duration::ZERO;
    while at < lasts {
        let who = user(world.random().random_range(0..USERS));
        let jitter = world.random().random_range(Duration::ZERO..every);
        world.event(at + jitter, &who, NAME);
        at += every;
    }
    (world, sync)
}

/// Everything that was said is in Intercom once, in order, and counted.
fn assert_all_there(world: &World, sync: SyncId) {
    let said = said(world, &[NAME]);
    let times = arrived(world.intercom(0).unwrap());
    assert!(times.values().all(|times| *times == 1));
    assert_eq!(
        times.into_keys().collect::<std::collections::BTreeSet<_>>(),
        said
    );
    assert_eq!(count(world, sync, Outcome::Delivered), said.len() as u64);
    assert_in_order(world, &[NAME]);
}

#[test]
fn a_storm_of_429_spends_no_attempt() {
    let (mut world, sync) = steady(51, MINUTE * 10, SECOND / 2);
    world.turn(MINUTE * 2, 0, |intercom| {
        let storm = sometimes(0.5, FaultEffect::RateLimit);
        intercom.add_fault(storm).unwrap();
    });
    world.turn(MINUTE * 6, 0, intercom_sim::Workspace::clear_faults);
    world.run_to_rest(HOUR).unwrap();

    assert_all_there(&world, sync);
    let refused = answered(&world, Party::Ours, 429);
    println!("{refused} refusals in the storm");
    assert!(refused > 0);
    for row in world.deliveries(sync).unwrap() {
        assert_eq!(row.attempts, 1, "{row:?}");
    }
}

#[test]
fn a_revoked_token_is_confirmed_once_and_everything_waits_for_it() {
    let (mut world, sync) = steady(52, HOUR * 2, SECOND * 3);
    let revoked_at = world.now().plus(MINUTE * 20);
    let valid_at = revoked_at.plus(HOUR);
    world.turn(MINUTE * 20, 0, |intercom| {
        intercom.set_token_standing(TokenStanding::Revoked);
    });
    world.turn(MINUTE * 80, 0, |intercom| {
        intercom.set_token_standing(TokenStanding::Valid);
    });
    world.run_for(MINUTE * 79).unwrap();
    assert!(world.lanes()[0].hold.is_some());
    assert!(world.pending() > 1_100, "{}", world.pending());
    world.run_to_rest(HOUR * 2).unwrap();

    assert_all_there(&world, sync);
    for row in world.deliveries(sync).unwrap() {
        assert_eq!(row.attempts, 1, "{row:?}");
    }
    let (since, until) = (revoked_at.get(), valid_at.get());
    let requests = world.requests(0, Party::Ours).unwrap();
    let refused: Vec<&JournalEntry> = (requests.iter().copied())
        .filter(|entry| entry.status == 401)
        .collect();
    assert!(
        refused
            .iter()
            .all(|entry| (since..=until).contains(&entry.at.0))
    );
    let (probes, others): (Vec<&JournalEntry>, Vec<&JournalEntry>) =
        refused.into_iter().partition(|entry| entry.path == "/me");
    println!(
        "{} probes, {} others were refused",
        probes.len(),
        others.len()
    );
    // What was on its way when the first refusal was; then probes alone, ever more rarely.
    let confirmed_at = probes[0].at.0;
    assert!(others.iter().all(|entry| entry.at.0 <= confirmed_at + 100));
    assert!(others.len() <= 5, "{}", others.len());
    let in_first_second = probes.iter().filter(|e| e.at.0 < confirmed_at + 1_000);
    assert_eq!(in_first_second.count(), 1);
    assert!(probes.len() <= 66, "{}", probes.len());
    let resumed = requests
        .iter()
        .find(|entry| entry.at.0 >= until && entry.path == "/events")
        .unwrap();
    assert!(
        resumed.at.0 <= until + 61_000,
        "resumed {} ms later",
        resumed.at.0 - until
    );
}

#[test]
fn broken_connections_lose_nothing_and_send_nothing_twice() {
    for seed in 53..56 {
        let (mut world, sync) = steady(seed, MINUTE * 5, SECOND / 2);
        for commit in [true, false] {
            world.turn(SECOND * 30, 0, move |intercom| {
                let breaks = sometimes(0.15, FaultEffect::Reset { commit });
                intercom.add_fault(breaks).unwrap();
            });
        }
        world.turn(MINUTE * 4, 0, intercom_sim::Workspace::clear_faults);
        world.run_to_rest(HOUR * 5).unwrap();

        assert_all_there(&world, sync);
        let resent = world.intercom(0).unwrap().duplicate_events();
        println!("{resent} events were sent again and recognised");
        assert!(resent > 0, "no request was broken after its commit");
    }
}
