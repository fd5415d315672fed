//! A disk that fills up, and one that becomes read-only: 503 and never a 200 that isn't kept, and
//! it goes on when the disk does.

use std::time::{Duration, Instant};

use intertide_drill::ledger::Entry;
use rustix::process::Signal;
use serde_json::{Value, json};

use super::mount::DataMount;
use crate::support::TestServer;
use crate::support::drill::Drill;
use crate::support::process::PATIENCE;
use crate::support::server::Stopped;

const SENDERS: usize = 2;

/// A segment of the log has its space reserved, so the next one is where space runs out.
const SEGMENT_MIB: u64 = 64;

/// Room for the state.
const STATE_MIB: u64 = 40;

/// A request that takes nearly as much as one may: few of them fill a segment.
fn bulky(name: &str) -> Value {
    let filling = vec!["x".repeat(1_000); 900];
    json!({
        "event_type": "Drill",
        "user_id": format!("user-of-{name}"),
        "insert_id": name,
        "event_properties": {"name": name, "filling": filling},
    })
}

/// Sends bulky events until one is refused; the refusal.
fn fill(drill: &mut Drill, server: &TestServer) -> Value {
    for number in 0..10 * SEGMENT_MIB {
        let name = format!("bulky-{number}");
        let answer = server.ingest(&[bulky(&name)]).expect("an answer");
        if answer.status == 200 {
            drill.ledger.enter(name, Entry::Acknowledged);
            continue;
        }
        drill.ledger.enter(name, Entry::Refused);
        assert_eq!(answer.status, 503, "{answer:?}");
        return answer.body;
    }
    panic!("the disk does not get full");
}

/// Waits until the server says that it isn't ready for this reason; its words.
fn wait_for_problem(server: &TestServer, code: &str) -> String {
    let start = Instant::now();
    loop {
        let answer = server.readiness();
        let problems = answer.body["problems"].as_array().cloned();
        let found = problems
            .unwrap_or_default()
            .into_iter()
            .find(|problem| problem["code"] == code);
        if let Some(problem) = found {
            assert_eq!(answer.status, 503, "{problem}");
            return problem["message"].to_string();
        }
        assert!(start.elapsed() < PATIENCE, "{answer:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until a small event is accepted.
fn wait_until_accepted(drill: &mut Drill, server: &TestServer, prefix: &str) {
    let start = Instant::now();
    for number in 0.. {
        let name = format!("{prefix}-{number}");
        let event = json!({
            "event_type": "Drill",
            "user_id": format!("user-of-{name}"),
            "insert_id": name,
            "event_properties": {"name": name},
        });
        if server.ingest(&[event]).expect("an answer").status == 200 {
            drill.ledger.enter(name, Entry::Acknowledged);
            return;
        }
        drill.ledger.enter(name, Entry::Refused);
        assert!(start.elapsed() < PATIENCE, "{}", server.stderr());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_full_disk_refuses_events_and_takes_them_again_when_there_is_space() {
    let mut drill = Drill::start();
    let disk = DataMount::in_memory(2 * SEGMENT_MIB + STATE_MIB);
    let server = disk.server().start();
    let sync = drill.create_sync(&server);
    let ballast = disk.fill_up(STATE_MIB * 1024 * 1024);
    let load = drill.load(&server, SENDERS, "beside-");

    let refusal = fill(&mut drill, &server);
    assert_eq!(refusal["code"], 503, "{refusal}");
    let problem = wait_for_problem(&server, "log_refuses");
    assert!(problem.contains("No space left"), "{problem}");

    ballast.drop_it();
    wait_until_accepted(&mut drill, &server, "after");
    server.wait_until_ready();
    assert!(drill.stop(load) > 0);
    drill.assert_nothing_is_lost(&server, sync);
    let server = server.terminate().start();
    drill.assert_nothing_is_lost(&server, sync);
}

#[test]
fn a_state_without_space_leaves_accepted_events_waiting_until_there_is_some() {
    let mut drill = Drill::start();
    let disk = DataMount::in_memory(SEGMENT_MIB + STATE_MIB);
    let server = disk.server().start();
    let sync = drill.create_sync(&server);
    let ballast = disk.fill_up(64 * 1024);
    let load = drill.load(&server, SENDERS, "waiting-");

    wait_for_problem(&server, "intake_fails");
    assert!(drill.stop(load) > 0);

    ballast.drop_it();
    server.wait_until_ready();
    wait_until_accepted(&mut drill, &server, "after");
    drill.assert_nothing_is_lost(&server, sync);
}

/// How often a disk breaks down: what a write meets is a matter of moments.
const BREAKDOWNS: usize = 5;

#[test]
fn a_disk_that_becomes_read_only_under_load_keeps_all_that_was_acknowledged() {
    for _ in 0..BREAKDOWNS {
        break_down_once(End::Killed);
    }
}

/// How a server ends on a disk that takes no more writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Killed,
    AskedToStop,
}

impl End {
    fn come(self, mut server: TestServer) -> Stopped {
        match self {
            Self::Killed => server.kill(),
            Self::AskedToStop => {
                let start = Instant::now();
                server.signal(Signal::TERM);
                server.wait();
                let took = start.elapsed();
                assert!(took < Duration::from_secs(10), "{took:?}");
                server.stopped()
            }
        }
    }
}

#[test]
fn a_stop_on_a_read_only_disk_takes_ten_seconds_at_most_and_loses_nothing() {
    break_down_once(End::AskedToStop);
}

fn break_down_once(end: End) {
    let mut drill = Drill::start();
    let disk = DataMount::read_only_at_errors(SEGMENT_MIB + STATE_MIB);
    let server = disk.server().start();
    let sync = drill.create_sync(&server);
    let load = drill.load(&server, SENDERS, "load-");
    server.wait_for_totals(sync, |totals| totals["delivered"].as_u64() > Some(20));

    disk.break_down();
    // Which error comes first depends on what the kernel was about to write.
    let problem = wait_for_problem(&server, "log_refuses");
    assert!(problem.contains(".seg"), "{problem}");
    let refused = server.ingest(&[bulky("refused")]).expect("an answer");
    assert_eq!(refused.status, 503, "{refused:?}");
    drill.ledger.enter("refused".to_owned(), Entry::Refused);

    // The senders go on while it ends.
    let stopped = end.come(server);
    assert!(drill.stop(load) > 0);
    disk.mount_anew();
    let server = stopped.start();
    wait_until_accepted(&mut drill, &server, "after");
    // What was refused because it could not be synced may be there all the same, as after a crash:
    // its sender sends it again, and its insert id keeps it single.
    let discrepancy = drill.discrepancy(&server, sync);
    assert!(discrepancy.lost.is_empty(), "{discrepancy}");
    assert!(discrepancy.unknown.is_empty(), "{discrepancy}");
}
