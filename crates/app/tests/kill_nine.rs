//! `kill -9` in the middle of load: what was acknowledged arrives all the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use intertide_drill::ledger::Entry;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use support::drill::Drill;
use support::{ServerBuilder, TestServer};

/// How often the server is killed, unless [`ROUNDS_VARIABLE`] says otherwise. `cargo test` runs as
/// many as are wanted; nextest ends what takes minutes.
const ROUNDS: usize = 50;
const ROUNDS_VARIABLE: &str = "INTERTIDE_KILL_ROUNDS";

/// Repeats the lives of a run that failed.
const SEED_VARIABLE: &str = "INTERTIDE_KILL_SEED";

/// How long a life of it lasts: some end before anything is delivered, some behind it.
const LIFE_MS: std::ops::Range<u64> = 50..700;

const SENDERS: usize = 4;

/// A number from the environment of the tests.
fn variable<T: std::str::FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().ok().unwrap_or_else(|| panic!("{name}={text}")))
}

/// Loads a server for one life, and kills it in the middle of it.
fn one_life(
    drill: &mut Drill,
    server: TestServer,
    round: usize,
    life: Duration,
) -> support::server::Stopped {
    let load = drill.load(&server, SENDERS, &format!("drill-{round}-"));
    std::thread::sleep(life);
    let stopped = server.kill();
    drill.stop(load);
    stopped
}

#[test]
fn every_acknowledged_event_reaches_intercom_through_kills_in_the_middle_of_load() {
    let seed = variable(SEED_VARIABLE).unwrap_or_else(rand::random::<u64>);
    // Shown when the test fails.
    println!("{SEED_VARIABLE}={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut drill = Drill::start();
    let mut server = ServerBuilder::new().start();
    let sync = drill.create_sync(&server);
    for round in 0..variable(ROUNDS_VARIABLE).unwrap_or(ROUNDS) {
        let life = Duration::from_millis(random.random_range(LIFE_MS));
        server = one_life(&mut drill, server, round, life).start();
    }
    assert!(drill.ledger.count(Entry::Acknowledged) > 0);
    drill.assert_nothing_is_lost(&server, sync);
}
