//! The governor against readings, case by case, and against a server with windows of its own.

use std::collections::BinaryHeap;

use intertide_domain::time::UnixSeconds;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

fn at(seconds: i64) -> UnixMillis {
    UnixMillis::new(seconds * 1_000)
}

fn reading(limit: u32, remaining: u32, reset: i64) -> Option<RateReading> {
    Some(RateReading {
        limit,
        remaining,
        reset: UnixSeconds::new(reset),
    })
}

/// Reads without anything else under way, answered at once.
fn read(governor: &mut Governor, reading: Option<RateReading>) {
    governor.reading(reading, 0, at(1), at(1));
}

#[test]
fn one_request_finds_out_about_the_limit() {
    let governor = Governor::default();
    assert_eq!(governor.permit(at(0), 0), Permit::Now);
    assert_eq!(governor.permit(at(0), 1), Permit::AfterAnswer);
}

#[test]
fn answers_without_limit_set_none() {
    let mut governor = Governor::default();
    read(&mut governor, None);
    assert_eq!(governor.permit(at(0), 1_000), Permit::Now);
}

#[test]
fn what_is_under_way_counts_as_used() {
    let mut governor = Governor::default();
    governor.reading(reading(10, 5, 12), 5, at(1), at(1));
    assert_eq!(governor.permit(at(1), 3), Permit::Now);
    assert_eq!(governor.permit(at(1), 4), Permit::At(at(12)));
}

#[test]
fn the_budget_of_a_window_is_spent_to_the_last_request() {
    let mut governor = Governor::default();
    let mut sent = 0;
    while governor.permit(at(1), 0) == Permit::Now {
        read(&mut governor, reading(10, 10 - sent, 12));
        sent += 1;
    }
    assert_eq!(sent, 10);
    assert_eq!(governor.permit(at(12), 0), Permit::Now);
}

#[test]
fn what_others_spend_shows_in_the_next_answer() {
    let mut governor = Governor::default();
    read(&mut governor, reading(10, 9, 12));
    read(&mut governor, reading(10, 1, 12));
    assert_eq!(governor.permit(at(1), 0), Permit::At(at(12)));
}

#[test]
fn something_is_held_back_for_others_only_where_there_are_others() {
    let mut alone = Governor::default();
    read(&mut alone, reading(10, 10, 12));
    read(&mut alone, reading(10, 9, 12));
    assert_eq!(alone.permit(at(1), 7), Permit::Now);
    let mut shared = Governor::default();
    read(&mut shared, reading(10, 9, 12));
    read(&mut shared, reading(10, 7, 12));
    assert_eq!(shared.permit(at(1), 4), Permit::At(at(12)));
}

#[test]
fn a_late_answer_of_an_earlier_window_changes_nothing() {
    let mut governor = Governor::default();
    read(&mut governor, reading(10, 10, 22));
    read(&mut governor, reading(10, 1, 12));
    assert_eq!(governor.permit(at(13), 5), Permit::Now);
}

#[test]
fn a_429_silences_the_lane_until_the_reset() {
    let mut governor = Governor::default();
    assert_eq!(governor.refused(Some(at(12)), at(5)), at(12));
    assert_eq!(governor.permit(at(11), 0), Permit::At(at(12)));
    assert_eq!(governor.permit(at(12), 0), Permit::Now);
}

#[test]
fn a_429_whose_reset_lies_in_the_past_still_pauses_longer_each_time() {
    let mut governor = Governor::default();
    assert_eq!(governor.refused(Some(at(0)), at(5)), at(6));
    assert_eq!(governor.refused(Some(at(0)), at(6)), at(8));
    governor.accepted();
    assert_eq!(governor.refused(None, at(8)), at(9));
}

/// A server that counts in windows of ten seconds, as intercom.md 5 describes it.
struct Server {
    limit: u32,
    window: i64,
    used: u32,
    refused: u32,
}

impl Server {
    fn take(&mut self, now: i64) -> Option<RateReading> {
        let window = now.div_euclid(10_000);
        if window != self.window {
            self.window = window;
            self.used = 0;
        }
        let remaining = self.limit - self.used;
        if remaining == 0 {
            self.refused += 1;
        } else {
            self.used += 1;
        }
        Some(RateReading {
            limit: self.limit,
            remaining,
            reset: UnixSeconds::new((window + 1) * 10 + 2),
        })
    }
}

/// What came of a simulated run.
struct Run {
    windows: u32,
    ours: u32,
    others: u32,
    refused: u32,
}

/// Runs a governor that always has work for `seconds` against a server, with another program that
/// sends `others` requests in each window, at random moments.
fn run(seed: u64, limit: u32, others: u32, latency: (i64, i64), seconds: i64) -> Run {
    let mut random = StdRng::seed_from_u64(seed);
    let mut server = Server {
        limit,
        window: -1,
        used: 0,
        refused: 0,
    };
    let mut governor = Governor::default();
    let mut others_at: Vec<i64> = (0..others * u32::try_from(seconds / 10).unwrap_or(0))
        .map(|_| random.random_range(0..seconds * 1_000))
        .collect();
    others_at.sort_unstable();
    let mut others_at = others_at.into_iter().peekable();
    // Requests by the time at which they reach the server, and answers by when they arrive.
    let mut arriving: BinaryHeap<std::cmp::Reverse<(i64, i64)>> = BinaryHeap::new();
    let mut answers: Vec<(i64, i64, Option<RateReading>)> = Vec::new();
    let mut run = Run {
        windows: u32::try_from(seconds / 10).unwrap_or(0),
        ours: 0,
        others: 0,
        refused: 0,
    };
    for now in 0..seconds * 1_000 {
        while others_at.next_if(|at| *at <= now).is_some() {
            server.take(now);
            run.others += 1;
        }
        while let Some(std::cmp::Reverse((_, sent))) =
            arriving.peek().copied().filter(|a| a.0.0 <= now)
        {
            arriving.pop();
            let before = server.refused;
            let reading = server.take(now);
            if server.refused > before {
                run.refused += 1;
            } else {
                run.ours += 1;
            }
            let back = random.random_range(latency.0..=latency.1) / 2;
            answers.push((now + back, sent, reading));
        }
        let (due, rest): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.0 <= now);
        answers = rest;
        for (read, (at, sent, reading)) in due.iter().copied().enumerate() {
            let out = arriving.len() + answers.len() + due.len() - read - 1;
            let in_flight = u32::try_from(out).unwrap_or(0);
            governor.reading(
                reading,
                in_flight,
                UnixMillis::new(sent),
                UnixMillis::new(at),
            );
            if reading.is_some_and(|reading| reading.remaining == 0) {
                let reset = reading.map(|r| UnixMillis::new(r.reset.get() * 1_000));
                governor.refused(reset, UnixMillis::new(now));
            } else {
                governor.accepted();
            }
        }
        loop {
            let in_flight = u32::try_from(arriving.len() + answers.len()).unwrap_or(0);
            if in_flight >= 64 || governor.permit(UnixMillis::new(now), in_flight) != Permit::Now {
                break;
            }
            let there = random.random_range(latency.0..=latency.1) / 2;
            arriving.push(std::cmp::Reverse((now + there, now)));
        }
    }
    run
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn alone_the_whole_budget_is_used_and_never_more(
        seed in any::<u64>(),
        limit in 83_u32..400,
        slowest in 20_i64..250,
    ) {
        let run = run(seed, limit, 0, (5, slowest), 60);
        prop_assert_eq!(run.refused, 0);
        let used = f64::from(run.ours) / f64::from(run.windows * limit);
        prop_assert!(used >= 0.99, "{} of the budget was used", used);
    }
}

/// A statement about many runs: other programs come when they come, and a single run may have bad
/// luck.
#[test]
fn beside_another_program_hardly_anything_is_refused() {
    let limit = 167;
    let runs: Vec<Run> = (0..12)
        .map(|seed| {
            run(
                seed,
                limit,
                limit / 2,
                (5, 20 + 20 * i64::try_from(seed).unwrap_or(0)),
                300,
            )
        })
        .collect();
    let sum = |number: fn(&Run) -> u32| runs.iter().map(number).sum::<u32>();
    let (ours, others, refused) = (sum(|r| r.ours), sum(|r| r.others), sum(|r| r.refused));
    assert!(
        f64::from(refused) < 0.001 * f64::from(ours + refused),
        "{refused} were refused of {ours}"
    );
    let budget = sum(|r| r.windows) * limit;
    let used = f64::from(ours + others) / f64::from(budget);
    assert!(used >= 0.9, "{used} of the budget was used");
}
