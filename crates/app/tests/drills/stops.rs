//! SIGTERM under full load: within ten seconds, exit 0, nothing lost (product.md 1).

use std::time::{Duration, Instant};

use crate::support::ServerBuilder;
use crate::support::drill::Drill;

const ROUNDS: usize = 5;
const SENDERS: usize = 8;

/// How long each life lasts before it is asked to stop.
const LIFE: Duration = Duration::from_millis(600);

#[test]
fn a_stop_under_full_load_takes_ten_seconds_at_most_and_loses_nothing() {
    let mut drill = Drill::start();
    let mut server = ServerBuilder::new().start();
    let sync = drill.create_sync(&server);
    for round in 0..ROUNDS {
        let load = drill.load(&server, SENDERS, &format!("stop-{round}-"));
        std::thread::sleep(LIFE);
        let start = Instant::now();
        let stopped = server.terminate();
        let took = start.elapsed();
        assert!(took < Duration::from_secs(10), "round {round}: {took:?}");
        assert!(drill.stop(load) > 0, "round {round} took nothing in");
        server = stopped.start();
        drill.assert_nothing_is_lost(&server, sync);
    }
}
