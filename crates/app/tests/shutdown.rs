//! Stopping: quickly, and with nothing lost (product.md 1 and 4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::{Duration, Instant};

use rustix::process::Signal;
use support::process::Process;
use support::{ServerBuilder, TestServer, TestSim, order, sync_document};

/// A stop has ten seconds (product.md 1); where nothing hangs, it takes a fraction of them.
const QUICKLY: Duration = Duration::from_secs(5);

#[test]
fn a_stop_is_quick_whichever_signal_asks_for_it() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = TestServer::start();
        let start = Instant::now();
        server.signal(signal);
        let status = server.wait();
        assert!(status.success(), "{status}\n{}", server.stderr());
        assert!(start.elapsed() < QUICKLY, "{:?}", start.elapsed());
    }
}

#[test]
fn a_watcher_does_not_hold_a_stop_up() {
    let server = TestServer::start();
    let tail = Process::start(server.client(&["tail"]));
    let mut number = 0;
    while tail.stdout.so_far().is_empty() {
        number += 1;
        server.ingest(&[order(number)]).unwrap().ok();
    }
    let start = Instant::now();
    server.terminate();
    assert!(start.elapsed() < QUICKLY, "{:?}", start.elapsed());
}

#[test]
fn what_was_accepted_before_a_stop_is_delivered_after_the_next_start() {
    let sim = TestSim::start();
    sim.answer_late(200);
    let server = TestServer::start();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let orders: Vec<_> = (0..200).map(order).collect();
    server.ingest(&orders).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["delivered"].as_u64() > Some(0));

    let server = server.terminate();
    let server = server.start();
    let totals = server.wait_for_totals(sync, |totals| totals["delivered"] == 200);
    assert_eq!(totals["selected"], 200, "{totals}");
    let mut users: Vec<String> = sim
        .events()
        .iter()
        .map(|event| event["user_id"].to_string())
        .collect();
    users.sort();
    users.dedup();
    assert_eq!(users.len(), 200);
}

#[test]
fn a_destination_that_hangs_does_not_hold_a_stop_beyond_its_ten_seconds() {
    let sim = TestSim::start();
    let server = ServerBuilder::new().start();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    sim.answer_late(60_000);
    server.ingest(&[order(1)]).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["pending"] == 1);
    let start = Instant::now();
    let stopped = server.terminate();
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    let totals = stopped.start().totals(sync);
    assert_eq!(
        (&totals["selected"], &totals["expired"]),
        (&1.into(), &0.into()),
        "{totals}"
    );
}
