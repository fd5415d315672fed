//! More connections at once than the server holds: those inside are answered as ever, the others
//! wait, and nobody is locked out for longer than a silent connection is borne with.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinSet;

use super::files::allow_files;
use super::hostile_clients::{MOST_WAIT, assert_others_are_answered};
use super::raw_client;
use crate::support::drill::Drill;
use crate::support::process::PATIENCE;
use crate::support::resources::{most_resident_mib, open_files};
use crate::support::{ServerBuilder, TestServer};

const CROWD: usize = 10_000;
/// They come in this order, one after the other, and stay.
const EACH_AFTER: Duration = Duration::from_micros(200);
/// One in so many of the crowd speaks, a byte at a time; the others say nothing.
const SLOW_ONE_IN: usize = 100;
const PAUSE: Duration = Duration::from_millis(200);

/// Files that this process needs, and the server: each connection is one.
const FILES: u64 = 12_000;

/// What the server holds at a time, where it may have the files.
const HELD: usize = 8_192;

/// How long those inside are watched. Silent connections are borne with for 20 s.
const WATCHED: Duration = Duration::from_secs(8);

/// How long somebody may be kept out: until the silent ones lose their places, and some.
const MOST_KEPT_OUT: Duration = Duration::from_secs(45);

const MOST_RESIDENT_MIB: u64 = 300;

/// Somebody who has a connection and keeps it.
struct Regular(TcpStream);

impl Regular {
    fn enter(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    /// Sends an event; the status of the answer.
    fn send(&mut self, server: &TestServer, name: &str) -> u16 {
        let event = json!({"user_id": "regular", "event_type": "Other", "insert_id": name});
        let body = json!({"api_key": server.api_key(), "events": [event]}).to_string();
        let request = format!(
            "POST /2/httpapi HTTP/1.1\r\nhost: drill\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.0.write_all(request.as_bytes()).unwrap();
        let mut answer = [0; 4_096];
        let read = self.0.read(&mut answer).unwrap();
        let text = String::from_utf8_lossy(answer.get(..read).unwrap_or_default());
        let status = text
            .strip_prefix("HTTP/1.1 ")
            .and_then(|text| text.get(..3));
        status
            .and_then(|status| status.parse().ok())
            .unwrap_or_default()
    }
}

/// Starts a crowd of connections, of which some speak slowly. They last as long as this.
fn crowd(to: SocketAddr, runtime: &tokio::runtime::Runtime) -> JoinSet<()> {
    let mut crowd = JoinSet::new();
    for number in 0..CROWD {
        let member = async move {
            tokio::time::sleep(EACH_AFTER * u32::try_from(number).unwrap_or(0)).await;
            let mut stream = tokio::net::TcpStream::connect(to).await.unwrap();
            while number % SLOW_ONE_IN == 0 && stream.write_all(b"P").await.is_ok() {
                tokio::time::sleep(PAUSE).await;
            }
            std::future::pending().await
        };
        crowd.spawn_on(member, runtime.handle());
    }
    crowd
}

fn wait_until_full(server: &TestServer) {
    let start = Instant::now();
    while open_files(server.process_id()) < HELD {
        assert!(
            start.elapsed() < PATIENCE,
            "{}",
            open_files(server.process_id())
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn ten_thousand_connections_at_once_harm_nobody_inside_and_lock_nobody_out() {
    allow_files(FILES);
    let mut drill = Drill::start();
    let server = ServerBuilder::new().start();
    let sync = drill.create_sync(&server);
    let to = raw_client::address(&server);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let load = drill.load(&server, 1, "inside-");
    let mut regular = Regular::enter(to);
    assert_eq!(regular.send(&server, "before"), 200);

    let crowd = crowd(to, &runtime);
    wait_until_full(&server);
    let full = Instant::now();
    let mut sent = 0;
    while full.elapsed() < WATCHED {
        let start = Instant::now();
        assert_eq!(regular.send(&server, &format!("inside-{sent}")), 200);
        let took = start.elapsed();
        assert!(took < MOST_WAIT, "{took:?}");
        sent += 1;
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(drill.stop(load) > 0);
    let files = open_files(server.process_id());
    assert!(files <= HELD + 256, "{files} files");

    // Behind all the others that wait.
    let mut newcomer = Regular::enter(to);
    assert_eq!(newcomer.send(&server, "newcomer"), 200);
    let kept_out = full.elapsed();
    assert!(kept_out < MOST_KEPT_OUT, "{kept_out:?}");

    drop(crowd);
    drop(runtime);
    assert_others_are_answered(&server, "after the crowd");
    let resident = most_resident_mib(server.process_id());
    assert!(resident < MOST_RESIDENT_MIB, "{resident} MiB");
    drill.assert_nothing_is_lost(&server, sync);
}
