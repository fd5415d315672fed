//! Takes notifications out: the part of webhooks that has a network and a clock.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderName, Method, Request, StatusCode};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::book::{Errand, Job, Received};
use crate::simulator::{Simulator, WebhookJob};

/// Requests under way at the same time, for all workspaces together.
const MOST_UNDER_WAY: usize = 16;
/// An endpoint answers within this (intercom.md 4).
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long a wait is at most: a clock that tests turn rings no bell.
const LONGEST_SLEEP: Duration = Duration::from_millis(250);

const CLIENT: &str = "intercom-parrot-service-client/1.0";
const SIGNATURE_HEADER: HeaderName = HeaderName::from_static("x-hub-signature");

/// Takes out what every workspace has to send, until the stop.
pub(crate) async fn run(simulator: Arc<Simulator>, mut stopping: watch::Receiver<bool>) {
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < MOST_UNDER_WAY
            && let Some(job) = simulator.take_webhook()
        {
            let simulator = simulator.clone();
            under_way.spawn(async move {
                let received = carry_out(&job).await;
                simulator.settle_webhook(&job, received);
            });
        }
        let waits = simulator.has_webhooks_waiting();
        tokio::select! {
            // An error means that the server is gone, which is a stop as well.
            _ = stopping.wait_for(|stopping| *stopping) => return,
            Some(_) = under_way.join_next() => {}
            () = simulator.webhooks_stirred() => {}
            () = tokio::time::sleep(LONGEST_SLEEP), if waits => {}
        }
    }
}

async fn carry_out(WebhookJob { job, .. }: &WebhookJob) -> Received {
    match tokio::time::timeout(TIMEOUT, exchange(job)).await {
        Ok(Ok(status)) => Received::Answer(status),
        Ok(Err(error)) => Received::Nothing(error.to_string()),
        Err(_) => Received::Nothing("no answer within 5 s".to_owned()),
    }
}

async fn exchange(job: &Job) -> io::Result<StatusCode> {
    let stream = connect(job).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let answer = async {
        let request = request(job).map_err(io::Error::other)?;
        let response = sender.send_request(request).await;
        response.map_err(io::Error::other)
    };
    // The connection moves the bytes; with the answer's head all is known that counts.
    tokio::select! {
        answer = answer => answer.map(|response| response.status()),
        ended = connection => Err(match ended {
            Ok(()) => io::ErrorKind::UnexpectedEof.into(),
            Err(error) => io::Error::other(error),
        }),
    }
}

async fn connect(job: &Job) -> io::Result<TcpStream> {
    let destination = &job.destination;
    let mut refused = io::Error::other("the host's name stands for no address on this machine");
    for address in lookup_host(&destination.authority).await? {
        if !destination.allows(&address) {
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn request(job: &Job) -> http::Result<Request<Full<Bytes>>> {
    let (method, body) = match &job.errand {
        Errand::Probe => (Method::HEAD, Bytes::new()),
        Errand::Notification { body, .. } => (Method::POST, body.clone()),
    };
    let mut request = Request::builder()
        .method(method)
        .uri(&job.destination.target)
        .header(HOST, &job.destination.authority)
        .header(USER_AGENT, CLIENT);
    if let Errand::Notification { signature, .. } = &job.errand {
        request = request
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE_HEADER, signature);
    }
    request.body(Full::new(body))
}
