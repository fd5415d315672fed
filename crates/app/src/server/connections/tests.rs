#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::*;

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than a busy machine lets one wait for a step of ours.
const BRIEF: Duration = Duration::from_millis(400);

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: intertide.test\r\n\r\n";
const SLOW_REQUEST: &[u8] = b"GET /slow HTTP/1.1\r\nHost: intertide.test\r\n\r\n";

const PATIENT: Bounds = Bounds {
    connections: 1_000,
    first_headers: PATIENCE,
    next_headers: PATIENCE,
};

struct Served {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    /// Tells that `/slow` has begun its work.
    begun: mpsc::Receiver<()>,
}

impl Served {
    async fn with(bounds: Bounds) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopping) = watch::channel(false);
        let (begins, begun) = mpsc::channel(1);
        let router = Router::new()
            .route(
                "/",
                get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()),
            )
            .route(
                "/slow",
                get(async move || {
                    begins.send(()).await.unwrap();
                    sleep(2 * BRIEF).await;
                    "done"
                }),
            );
        let serving = tokio::spawn(serve(listener, router, None, bounds, stopping));
        Self {
            address,
            stop,
            serving,
            begun,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

/// Reads one answer, whose body ends with `end`.
async fn answer(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    let mut piece = [0; 1_024];
    while !text.ends_with(end) {
        let read = timeout(PATIENCE, stream.read(&mut piece)).await;
        let read = read.expect("an answer in time").unwrap();
        assert!(read > 0, "the connection ended: {text}");
        text.push_str(std::str::from_utf8(&piece[..read]).unwrap());
    }
    text
}

/// Waits until the other end has closed the connection.
async fn assert_cut_off(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut rest))
        .await
        .expect("the connection is cut off")
        .unwrap();
}

#[tokio::test]
async fn whoever_does_not_get_to_the_end_of_a_first_request_is_cut_off() {
    let bounds = Bounds {
        first_headers: BRIEF,
        ..PATIENT
    };
    let served = Served::with(bounds).await;
    for beginning in [
        "",
        "P",
        "GET / HTTP/1.1\r\nHost: inter",
        "PRI * HTTP/2.0\r\n\r\n",
    ] {
        let mut stream = served.connect().await;
        stream.write_all(beginning.as_bytes()).await.unwrap();
        assert_cut_off(&mut stream).await;
    }
}

#[tokio::test]
async fn a_byte_now_and_then_buys_no_time() {
    let bounds = Bounds {
        first_headers: BRIEF,
        ..PATIENT
    };
    let served = Served::with(bounds).await;
    let mut stream = served.connect().await;
    let begin = tokio::time::Instant::now();
    let mut bytes = REQUEST.iter().cycle();
    while begin.elapsed() < PATIENCE {
        let byte = bytes
            .next()
            .copied()
            .filter(|byte| *byte != b'\r' && *byte != b'\n');
        if let Some(byte) = byte
            && stream.write_all(&[byte]).await.is_err()
        {
            break;
        }
        sleep(BRIEF / 20).await;
    }
    assert!(begin.elapsed() < PATIENCE);
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_time() {
    let bounds = Bounds {
        next_headers: BRIEF,
        ..PATIENT
    };
    let served = Served::with(bounds).await;
    let mut stream = served.connect().await;
    for _ in 0..2 {
        stream.write_all(REQUEST).await.unwrap();
        let own = stream.local_addr().unwrap().to_string();
        let text = answer(&mut stream, &own).await;
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    }
    assert_cut_off(&mut stream).await;
}

#[tokio::test]
async fn an_answer_may_take_its_time() {
    let bounds = Bounds {
        first_headers: BRIEF,
        next_headers: BRIEF,
        ..PATIENT
    };
    let served = Served::with(bounds).await;
    let mut stream = served.connect().await;
    stream.write_all(SLOW_REQUEST).await.unwrap();
    answer(&mut stream, "done").await;
}

#[tokio::test]
async fn two_hundred_idle_connections_are_in_nobodys_way() {
    let served = Served::with(PATIENT).await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        idle.push(served.connect().await);
    }
    let mut stream = served.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    let own = stream.local_addr().unwrap().to_string();
    answer(&mut stream, &own).await;
}

#[tokio::test]
async fn where_all_places_are_taken_the_next_one_waits_for_one() {
    let bounds = Bounds {
        connections: 2,
        first_headers: 3 * BRIEF,
        ..PATIENT
    };
    let served = Served::with(bounds).await;
    let _idle = [served.connect().await, served.connect().await];
    let mut stream = served.connect().await;
    stream.write_all(REQUEST).await.unwrap();
    let early = timeout(BRIEF, stream.readable()).await;
    assert!(early.is_err(), "there was no place");
    let own = stream.local_addr().unwrap().to_string();
    answer(&mut stream, &own).await;
}

#[tokio::test]
async fn a_stop_answers_what_is_under_way_and_takes_nothing_else() {
    let mut served = Served::with(PATIENT).await;
    let mut silent = served.connect().await;
    let mut idle = served.connect().await;
    idle.write_all(REQUEST).await.unwrap();
    let own = idle.local_addr().unwrap().to_string();
    answer(&mut idle, &own).await;
    let mut busy = served.connect().await;
    busy.write_all(SLOW_REQUEST).await.unwrap();
    served.begun.recv().await.unwrap();
    served.stop.send_replace(true);
    answer(&mut busy, "done").await;
    for stream in [&mut silent, &mut idle, &mut busy] {
        assert_cut_off(stream).await;
    }
    timeout(PATIENCE, served.serving)
        .await
        .expect("it stops")
        .unwrap();
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[test]
fn files_are_left_for_everything_else() {
    for (files, connections_at_a_time) in [
        (None, 8_192),
        (Some(1_048_576), 8_192),
        (Some(1_024), 768),
        (Some(64), 32),
    ] {
        assert_eq!(connections(files), connections_at_a_time, "{files:?}");
    }
}
