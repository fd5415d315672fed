//! The budget: all of it is used while there is work, and not one request more.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use http::Method;
use intercom_sim::RateLimitReset;
use intertide_drill::world::{Party, World};
use rand::RngExt;

use intertide_drill::scenarios::bench::{SECOND, answered, events, populate, user, world};

/// Users that take part, so that no user's order holds a sync up.
const USERS: usize = 200;

const NAMES: [&str; 3] = ["Alpha", "Beta", "Gamma"];

const WINDOW_MS: i64 = 10_000;

/// Three syncs on one token, each with enough to do for itself alone.
fn three_syncs_at_work(seed: u64, limit: u32, reset: RateLimitReset, events_each: usize) -> World {
    let mut world = world(seed, limit);
    for name in NAMES {
        world.add_sync(0, events(&[name], "discard")).unwrap();
    }
    populate(&mut world, (0..USERS).map(user));
    world.turn(Duration::ZERO, 0, move |intercom| {
        intercom.switches_mut().rate_limit_reset = reset;
    });
    for number in 0..events_each {
        for name in NAMES {
            world.event(Duration::ZERO, &user(number % USERS), name);
        }
    }
    world
}

/// Requests that counted in each full window from `from` to now.
fn windows(world: &World, from: i64) -> BTreeMap<i64, usize> {
    let end = world.now().get().div_euclid(WINDOW_MS);
    let first = from.div_euclid(WINDOW_MS) + 1;
    let mut windows: BTreeMap<i64, usize> = (first..end).map(|window| (window, 0)).collect();
    for entry in world.intercom(0).unwrap().requests() {
        if entry.status != 429
            && let Some(count) = windows.get_mut(&entry.at.0.div_euclid(WINDOW_MS))
        {
            *count += 1;
        }
    }
    windows
}

fn all_of_the_budget_and_no_more(seed: u64, limit: u32, reset: RateLimitReset, time: Duration) {
    let full_windows = time.as_secs() as usize / 10 - 1;
    let enough = limit as usize * (full_windows + 2) / NAMES.len();
    let mut world = three_syncs_at_work(seed, limit, reset, enough);
    let start = world.now().get();
    world.run_for(time).unwrap();

    assert!(world.pending() > 0, "too little work to tell");
    assert_eq!(answered(&world, Party::Ours, 429), 0);
    let windows = windows(&world, start);
    assert!(windows.len() >= full_windows);
    for (window, used) in &windows {
        assert!(used * 100 >= limit as usize * 99, "window {window}: {used}");
    }
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for event in world.intercom(0).unwrap().events() {
        *by_name.entry(event.event_name.as_str()).or_default() += 1;
    }
    let third = by_name.values().sum::<usize>() / 3;
    assert_eq!(by_name.len(), 3);
    for (name, count) in by_name {
        assert!(
            count.abs_diff(third) * 4 <= third,
            "{name}: {count} of {third}"
        );
    }
}

#[test]
fn three_syncs_share_a_small_budget_whose_reset_is_late() {
    all_of_the_budget_and_no_more(1, 167, RateLimitReset::TwoSecondsLater, SECOND * 180);
}

#[test]
fn three_syncs_share_a_small_budget_whose_reset_is_exact() {
    all_of_the_budget_and_no_more(2, 167, RateLimitReset::AtItsEnd, SECOND * 180);
}

#[test]
fn three_syncs_share_a_large_budget_whose_reset_is_late() {
    all_of_the_budget_and_no_more(3, 1_666, RateLimitReset::TwoSecondsLater, SECOND * 50);
}

#[test]
fn three_syncs_share_a_large_budget_whose_reset_is_exact() {
    all_of_the_budget_and_no_more(4, 1_666, RateLimitReset::AtItsEnd, SECOND * 50);
}

/// A second program spends half of the budget: at random moments of all the time, or of the
/// seconds of each window in which we spend ours.
fn beside_a_second_program(seed: u64, reset: RateLimitReset, crowded: Range<u64>) {
    const LIMIT: u32 = 167;
    const WINDOWS: u32 = 30;
    let enough = (LIMIT * (WINDOWS + 2)) as usize / NAMES.len();
    let mut world = three_syncs_at_work(seed, LIMIT, reset, enough);
    let start = world.now().get();
    for window in 0..WINDOWS {
        for _ in 0..LIMIT / 2 {
            let within = Duration::from_millis(world.random().random_range(crowded.clone()));
            world.later(SECOND * 10 * window + within, |world| {
                world.ask(0, Method::GET, "/me", None)?;
                Ok(())
            });
        }
    }
    world.run_for(SECOND * 10 * WINDOWS).unwrap();

    assert!(world.pending() > 0, "too little work to tell");
    let ours = world.requests(0, Party::Ours).unwrap().len();
    let (refused, theirs) = (
        answered(&world, Party::Ours, 429),
        answered(&world, Party::Other, 200),
    );
    println!("{refused} of our {ours} requests were refused, {theirs} of the other's taken");
    assert!(refused * 1_000 < ours, "{refused} of {ours}");
    let windows = windows(&world, start);
    let used: usize = windows.values().sum();
    let budget = windows.len() * LIMIT as usize;
    assert!(used * 100 >= budget * 90, "{used} of {budget}: {windows:?}");
}

#[test]
fn a_second_program_at_any_moment_of_a_budget_whose_reset_is_late() {
    beside_a_second_program(5, RateLimitReset::TwoSecondsLater, 0..10_000);
}

#[test]
fn a_second_program_at_any_moment_of_a_budget_whose_reset_is_exact() {
    beside_a_second_program(6, RateLimitReset::AtItsEnd, 0..10_000);
}

#[test]
fn a_second_program_beside_us_in_a_budget_whose_reset_is_late() {
    beside_a_second_program(7, RateLimitReset::TwoSecondsLater, 2_000..4_000);
}

#[test]
fn a_second_program_beside_us_in_a_budget_whose_reset_is_exact() {
    beside_a_second_program(8, RateLimitReset::AtItsEnd, 0..2_000);
}
