//! The governor against a server with windows of its own, under a seed.

#![allow(clippy::unwrap_used)]

use std::collections::BinaryHeap;

use intertide_domain::testing::trial;
use intertide_domain::time::{UnixMillis, UnixSeconds};
use proptest::prelude::any;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::{Governor, Permit};
use crate::destinations::RateReading;

/// Alone, the whole budget of each window is used, and never more.
///
/// # Panics
/// When it is not so.
pub fn alone_the_whole_budget_is_used(seed: u64) {
    let server = (any::<u64>(), 83_u32..400, 20_i64..250);
    trial(seed, &server, |(seed, limit, slowest)| {
        let run = run(seed, limit, 0, (5, slowest), 60);
        assert_eq!(run.refused, 0);
        let used = f64::from(run.ours) / f64::from(run.windows * limit);
        assert!(used >= 0.99, "{used} of the budget was used");
    });
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
pub(super) struct Run {
    pub(super) windows: u32,
    pub(super) ours: u32,
    pub(super) others: u32,
    pub(super) refused: u32,
}

/// Runs a governor that always has work for `seconds` against a server, with another program that
/// sends `others` requests in each window, at random moments.
pub(super) fn run(seed: u64, limit: u32, others: u32, latency: (i64, i64), seconds: i64) -> Run {
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
