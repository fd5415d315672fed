//! The simulator on a socket: bytes to requests, answers to bytes, and the transport that faults ask for.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::connection::{ResetHandle, ResettableListener};
use crate::simulator::Simulator;
use crate::webhooks::courier;
use crate::wire::{Ending, SimRequest, SimResponse};

/// A longer body is not read; the workspace's own bound (`Limits::body_bytes`) lies below.
const BODY_READ_BYTES: usize = 2 * 1_048_576;
/// A body that takes longer to come is given up.
const BODY_READ_TIME: Duration = Duration::from_secs(60);
/// The longest that a hanging answer keeps its connection.
const LONGEST_HANG: Duration = Duration::from_secs(600);

/// What a handler needs.
#[derive(Debug, Clone)]
struct Shell {
    simulator: Arc<Simulator>,
    /// Turns true at shutdown, so that nothing that waits holds it up.
    stopping: watch::Receiver<bool>,
}

/// Serves until `shutdown` ends, then finishes the exchanges under way; those that a fault holds back are cut short.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    listener: TcpListener,
    simulator: Arc<Simulator>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stop, stopping) = watch::channel(false);
    let courier = tokio::spawn(courier::run(simulator.clone(), stopping.clone()));
    let app = Router::new().fallback(answer).with_state(Shell {
        simulator,
        stopping,
    });
    let service = app.into_make_service_with_connect_info::<ResetHandle>();
    let served = axum::serve(ResettableListener(listener), service)
        .with_graceful_shutdown(async move {
            shutdown.await;
            stop.send_replace(true);
        })
        .await;
    // What it had under way ends with it: a notification without an answer counts as not delivered.
    courier.abort();
    served
}

async fn answer(
    State(shell): State<Shell>,
    ConnectInfo(connection): ConnectInfo<ResetHandle>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let read = tokio::time::timeout(BODY_READ_TIME, to_bytes(body, BODY_READ_BYTES)).await;
    let body = match read {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let response = shell.simulator.handle(&SimRequest {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    });
    deliver(response, &connection, shell.stopping).await
}

/// Carries out what the core decided about the way of an answer.
async fn deliver(
    response: SimResponse,
    connection: &ResetHandle,
    mut stopping: watch::Receiver<bool>,
) -> Response {
    let transport = response.transport;
    if !transport.delay.is_zero() {
        pause(transport.delay, &mut stopping).await;
    }
    let body = match transport.ending {
        Ending::Whole => Body::from(response.body),
        Ending::Slow { chunk_bytes, pause } => {
            in_pieces(response.body, chunk_bytes.max(1), pause, stopping)
        }
        Ending::Hang => {
            pause(LONGEST_HANG, &mut stopping).await;
            connection.reset();
            Body::empty()
        }
        Ending::Reset => {
            connection.reset();
            Body::empty()
        }
    };
    let mut answer = Response::new(body);
    *answer.status_mut() = response.status;
    *answer.headers_mut() = response.headers;
    answer
}

/// Waits, but not beyond the server's end.
async fn pause(time: Duration, stopping: &mut watch::Receiver<bool>) {
    let stopped = stopping.wait_for(|stopping| *stopping);
    // Either way the wait is over: the time has passed, or the server stops.
    let _ = tokio::time::timeout(time, stopped).await;
}

fn in_pieces(
    body: Bytes,
    chunk_bytes: usize,
    time: Duration,
    stopping: watch::Receiver<bool>,
) -> Body {
    let pieces = stream::unfold(
        (body, stopping),
        move |(mut rest, mut stopping)| async move {
            if rest.is_empty() {
                return None;
            }
            pause(time, &mut stopping).await;
            let piece = rest.split_to(chunk_bytes.min(rest.len()));
            Some((Ok::<_, io::Error>(piece), (rest, stopping)))
        },
    );
    Body::from_stream(pieces)
}
