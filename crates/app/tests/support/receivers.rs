//! Whoever is told: a receiver of HTTP and one of e-mail, each a thread on a free port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::process::PATIENCE;

/// What has arrived so far.
#[derive(Debug)]
struct Arrived<T>(Arc<(Mutex<Vec<T>>, Condvar)>);

impl<T> Clone for Arrived<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone + std::fmt::Debug> Arrived<T> {
    fn new() -> Self {
        Self(Arc::new((Mutex::new(Vec::new()), Condvar::new())))
    }

    fn add(&self, one: T) -> usize {
        let mut all = self.0.0.lock().unwrap();
        all.push(one);
        self.0.1.notify_all();
        all.len()
    }

    fn so_far(&self) -> Vec<T> {
        self.0.0.lock().unwrap().clone()
    }

    /// Waits until so many of them are as asked for.
    fn wait_for(&self, count: usize, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let end = Instant::now() + PATIENCE;
        let mut all = self.0.0.lock().unwrap();
        loop {
            let found: Vec<T> = all.iter().filter(|one| wanted(one)).cloned().collect();
            if found.len() >= count {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "only {found:?} of {all:?}");
            all = self.0.1.wait_timeout(all, left).unwrap().0;
        }
    }
}

/// Has `serve` talk with each connection to a free port, on a thread of its own.
fn listen(serve: impl Fn(TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let serve = serve.clone();
            // A connection may be broken off, as a process that is killed does.
            std::thread::spawn(move || {
                let _ = serve(connection);
            });
        }
    });
    address
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Posted {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A receiver of HTTP.
#[derive(Debug)]
pub(crate) struct HttpReceiver {
    address: SocketAddr,
    arrived: Arrived<Posted>,
}

impl HttpReceiver {
    /// One that answers 200, but 500 to the first so many.
    pub(crate) fn start(faults: usize) -> Self {
        let arrived = Arrived::new();
        let arriving = arrived.clone();
        let address = listen(move |connection| {
            let (posted, mut connection) = read_request(connection)?;
            let number = arriving.add(posted);
            let status = if number <= faults { "500 No" } else { "200 OK" };
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            connection.write_all(answer.as_bytes())
        });
        Self { address, arrived }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hush", self.address)
    }

    pub(crate) fn so_far(&self) -> Vec<Posted> {
        self.arrived.so_far()
    }

    /// Waits until so many requests are as asked for.
    pub(crate) fn wait_for(&self, count: usize, wanted: impl Fn(&Posted) -> bool) -> Vec<Posted> {
        self.arrived.wait_for(count, wanted)
    }
}

fn read_request(connection: TcpStream) -> std::io::Result<(Posted, TcpStream)> {
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(connection);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let text = String::from_utf8(body).unwrap();
    let posted = Posted {
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    };
    Ok((posted, reader.into_inner()))
}

/// An e-mail as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// Head and body, with `\n` at the end of each line.
    pub(crate) text: String,
}

/// An SMTP server that takes everything.
#[derive(Debug)]
pub(crate) struct SmtpReceiver {
    address: SocketAddr,
    arrived: Arrived<Mail>,
}

impl SmtpReceiver {
    pub(crate) fn start() -> Self {
        let arrived = Arrived::new();
        let arriving = arrived.clone();
        let address = listen(move |connection| converse(connection, &arriving));
        Self { address, arrived }
    }

    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn so_far(&self) -> Vec<Mail> {
        self.arrived.so_far()
    }

    /// Waits until so many mails are as asked for.
    pub(crate) fn wait_for(&self, count: usize, wanted: impl Fn(&Mail) -> bool) -> Vec<Mail> {
        self.arrived.wait_for(count, wanted)
    }
}

fn converse(connection: TcpStream, arrived: &Arrived<Mail>) -> std::io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut answers = connection.try_clone()?;
    let mut lines = BufReader::new(connection).lines();
    let mut mail = Mail::default();
    answers.write_all(b"220 test\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer = if let Some(from) = line.strip_prefix("MAIL FROM:") {
            mail.from = from.to_owned();
            "250 yes"
        } else if let Some(to) = line.strip_prefix("RCPT TO:") {
            mail.to.push(to.to_owned());
            "250 yes"
        } else if line == "DATA" {
            answers.write_all(b"354 go on\r\n")?;
            while let Some(line) = lines.next().transpose()?.filter(|line| line != ".") {
                mail.text.push_str(&line);
                mail.text.push('\n');
            }
            arrived.add(std::mem::take(&mut mail));
            "250 taken"
        } else if line == "QUIT" {
            "221 bye"
        } else {
            "250 test"
        };
        answers.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}
