//! Clients that mean no good: the others are answered as ever, memory stays bounded, and nothing
//! that was acknowledged is lost.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;

use super::files::allow_files;
use super::raw_client::{self, SlowSenders, gzip_of_zeros, request, send, send_a_part};
use crate::support::drill::Drill;
use crate::support::resources::most_resident_mib;
use crate::support::{ServerBuilder, TestServer};

const IDLE: usize = 2_000;
const SLOW: usize = 50;
const CUT: usize = 200;

/// Files that this process and the server need: each connection is one.
const FILES: u64 = 8_192;

/// How much memory the server may have taken at its worst.
const MOST_RESIDENT_MIB: u64 = 300;

/// How long others may wait for an answer meanwhile.
pub(crate) const MOST_WAIT: Duration = Duration::from_secs(1);

const MIB: usize = 1024 * 1024;

/// Asserts that a well-meaning client is answered soon, several times.
#[track_caller]
pub(crate) fn assert_others_are_answered(server: &TestServer, during: &str) {
    for number in 0..5 {
        let start = Instant::now();
        let event = json!({
            "user_id": "well-meaning",
            "event_type": "Other",
            "insert_id": format!("{during}-{number}"),
        });
        server.ingest(&[event]).expect("an answer").ok();
        let took = start.elapsed();
        assert!(took < MOST_WAIT, "{during}: {took:?}");
    }
}

/// A body that the server would take.
fn good_body(server: &TestServer) -> Vec<u8> {
    let event = json!({"user_id": "slow-or-cut", "event_type": "Other"});
    json!({"api_key": server.api_key(), "events": [event]})
        .to_string()
        .into_bytes()
}

/// JSON that opens so many brackets where an event's properties are.
fn nested(server: &TestServer, depth: usize) -> Vec<u8> {
    format!(
        r#"{{"api_key":"{}","events":[{{"user_id":"nested","event_type":"Other","event_properties":{{"deep":{}{}}}}}]}}"#,
        server.api_key(),
        "[".repeat(depth),
        "]".repeat(depth)
    )
    .into_bytes()
}

/// Requests that end at any byte.
fn cut_requests(to: SocketAddr, whole: &[u8]) {
    let seed = rand::random::<u64>();
    // Shown when the test fails.
    println!("cut by seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    for _ in 0..CUT {
        let (part, _) = whole.split_at(random.random_range(0..whole.len()));
        send_a_part(to, part);
    }
}

#[test]
fn hostile_clients_harm_neither_the_others_nor_the_server() {
    allow_files(FILES);
    let mut drill = Drill::start();
    let server = ServerBuilder::new().start();
    let sync = drill.create_sync(&server);
    let to = raw_client::address(&server);
    let load = drill.load(&server, 2, "beside-");

    let idle = raw_client::idle(to, IDLE);
    assert_others_are_answered(&server, "idle");
    let good = request("", &good_body(&server));
    let _slow = SlowSenders::start(to, SLOW, good.clone(), Duration::from_millis(100));
    assert_others_are_answered(&server, "slow");
    cut_requests(to, &good);
    assert_others_are_answered(&server, "cut");

    let long = request("", &vec![b' '; 2 * MIB]);
    assert_eq!(send(to, &long), Some(413));
    let announced =
        b"POST /2/httpapi HTTP/1.1\r\nhost: drill\r\ncontent-length: 99999999999\r\n\r\n";
    assert_eq!(send(to, announced), Some(413));
    assert_others_are_answered(&server, "long");

    let bomb = request("content-encoding: gzip\r\n", &gzip_of_zeros(200 * MIB));
    assert!(bomb.len() < MIB, "the bomb is larger than a body may be");
    assert_eq!(send(to, &bomb), Some(413));
    assert_others_are_answered(&server, "bomb");

    assert_eq!(send(to, &request("", &nested(&server, 10_000))), Some(400));
    assert_others_are_answered(&server, "nested");

    drop(idle);
    let resident = most_resident_mib(server.process_id());
    assert!(resident < MOST_RESIDENT_MIB, "{resident} MiB");
    assert!(drill.stop(load) > 0);
    drill.assert_nothing_is_lost(&server, sync);
}
