//! Clients that speak below HTTP, so that they can be as rude as they like.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::TestServer;

/// The address of a server.
pub(crate) fn address(server: &TestServer) -> SocketAddr {
    let url = server.url();
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

/// A request with this body, and one more header if it is not empty.
pub(crate) fn request(header: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST /2/httpapi HTTP/1.1\r\nhost: drill\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n{header}\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// A body of so many zeros, packed.
pub(crate) fn gzip_of_zeros(bytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    io::copy(&mut io::repeat(0).take(bytes as u64), &mut encoder).unwrap();
    encoder.finish().unwrap()
}

/// Sends this; the status of the answer, if there is one.
pub(crate) fn send(to: SocketAddr, request: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(to).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    // A server that has heard enough may end the connection while this still speaks.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer);
    text.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

/// Sends the beginning of a request and goes away.
pub(crate) fn send_a_part(to: SocketAddr, request: &[u8]) {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.write_all(request).unwrap();
}

/// Connections that say nothing.
pub(crate) fn idle(to: SocketAddr, count: usize) -> Vec<TcpStream> {
    (0..count)
        .map(|_| TcpStream::connect(to))
        .collect::<io::Result<_>>()
        .unwrap()
}

/// Clients that send a request a byte at a time. They end when this is dropped.
#[derive(Debug)]
pub(crate) struct SlowSenders {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SlowSenders {
    /// So many of them, with this long between two bytes.
    pub(crate) fn start(to: SocketAddr, count: usize, request: Vec<u8>, pause: Duration) -> Self {
        let mut streams = idle(to, count);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            for byte in request {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                streams.retain_mut(|stream| stream.write_all(&[byte]).is_ok());
                std::thread::sleep(pause);
            }
        });
        Self {
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for SlowSenders {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // What it says has been said.
            let _ = thread.join();
        }
    }
}
