//! The listener's connections: bounded in number, and none keeps its place without asking for
//! anything.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustix::process::{Resource, getrlimit};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// The most connections at a time, where the process may have files enough: each is one.
const MOST_CONNECTIONS: u64 = 8_192;

/// Files left to the log, the state and the connections to destinations.
const FILES_FOR_OTHERS: u64 = 256;

const LEAST_CONNECTIONS: u64 = 32;

/// How long accepting rests where the system refuses, which it does when it lacks memory or files.
const REST: Duration = Duration::from_secs(1);

/// How much connections may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Connections at a time. A further one waits in the system's queue until one of them ends.
    pub(super) connections: usize,
    /// How long it may take from a connection's beginning to the headers of its first request.
    pub(super) first_headers: Duration,
    /// How long it may take from the end of a request to the headers of the next one, which is also
    /// how long an idle connection stays: longer than the 60 s for which load balancers keep theirs,
    /// so that it is they who close it, and no request meets a connection that is just closing.
    pub(super) next_headers: Duration,
}

impl Bounds {
    /// The bounds that fit this process.
    pub(super) fn of_this_process() -> Self {
        Self {
            connections: connections(getrlimit(Resource::Nofile).current),
            first_headers: Duration::from_secs(20),
            next_headers: Duration::from_secs(75),
        }
    }
}

/// How many connections go with a limit of open files; none is no limit.
fn connections(files: Option<u64>) -> usize {
    let connections = files
        .unwrap_or(u64::MAX)
        .saturating_sub(FILES_FOR_OTHERS)
        .clamp(LEAST_CONNECTIONS, MOST_CONNECTIONS);
    usize::try_from(connections).unwrap_or(usize::MAX)
}

/// Serves until the stop, with TLS where it is given: then nothing is accepted any more, and it
/// returns once the requests that are under way are answered. Dropping it cuts them off.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    bounds: Bounds,
    mut stopping: watch::Receiver<bool>,
) {
    // Once for all, not with every request.
    let router: Router = router.with_state(());
    let protocols = protocols(&bounds);
    let places = Arc::new(Semaphore::new(bounds.connections));
    let graceful = GracefulShutdown::new();
    let mut conversations = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            // An error means that the other end is gone, which is a stop as well.
            _ = stopping.wait_for(|stopping| *stopping) => break,
            Some(_) = conversations.join_next() => continue,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else {
            break;
        };
        let conversation = Conversation {
            router: router.clone(),
            protocols: protocols.clone(),
            watcher: graceful.watcher(),
            peer,
            first_headers: bounds.first_headers,
        };
        let (tls, mut stopping) = (tls.clone(), stopping.clone());
        conversations.spawn(async move {
            match tls {
                None => conversation.hold(stream, Wire::Plain).await,
                Some(tls) => {
                    let stop = async { drop(stopping.wait_for(|stopping| *stopping).await) };
                    conversation.hold_over_tls(stream, &tls, stop).await;
                }
            }
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
    while conversations.join_next().await.is_some() {}
}

/// How the bytes of a connection travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wire {
    Plain,
    Tls,
}

/// All that a connection is held with.
struct Conversation {
    router: Router,
    protocols: auto::Builder<TokioExecutor>,
    watcher: Watcher,
    peer: SocketAddr,
    first_headers: Duration,
}

impl Conversation {
    /// Begins with TLS, in the time in which the first headers must come, and before the stop:
    /// until then nothing was asked for that could be answered.
    async fn hold_over_tls(
        self,
        stream: TcpStream,
        tls: &TlsAcceptor,
        stop: impl Future<Output = ()>,
    ) {
        let begun = tokio::select! {
            begun = tokio::time::timeout(self.first_headers, tls.accept(stream)) => begun,
            () = stop => return,
        };
        match begun {
            Ok(Ok(stream)) => self.hold(stream, Wire::Tls).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection did not begin with TLS"),
            Err(_) => tracing::debug!("a connection began TLS and did not go on in time"),
        }
    }

    async fn hold<S>(self, stream: S, wire: Wire)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let begun = Arc::new(AtomicBool::new(false));
        let (router, has_begun, peer) = (self.router, begun.clone(), self.peer);
        let service = service_fn(move |mut request: Request<Incoming>| {
            has_begun.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(ConnectInfo(peer));
            if wire == Wire::Tls {
                // As a proxy before us would tell it; a client's own word for it counts no more.
                let headers = request.headers_mut();
                headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static("https"));
            }
            router.clone().oneshot(request)
        });
        let connection = self
            .protocols
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        let connection = self.watcher.watch(connection);
        converse(connection, self.first_headers, &begun).await;
    }
}

const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// HTTP/1.1, and HTTP/2 for whoever begins with it.
fn protocols(bounds: &Bounds) -> auto::Builder<TokioExecutor> {
    let mut protocols = auto::Builder::new(TokioExecutor::new());
    protocols
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.next_headers);
    protocols
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(bounds.next_headers);
    protocols
}

/// The next connection, once there is a place for it; none when there are no places any more.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // An answer is one small packet, which should not wait for another one.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection keeps its delay");
                }
                return Some((stream, peer, place));
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections; trying again");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Whether an error says something of a connection that ended before it began, and not of us.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// Sees a connection to its end. The protocol's own timeout begins only where the protocol is
/// known, which takes a client's first bytes; this one holds from the connection's beginning.
async fn converse<E: std::fmt::Display>(
    connection: impl Future<Output = Result<(), E>>,
    first_headers: Duration,
    begun: &AtomicBool,
) {
    let mut connection = std::pin::pin!(connection);
    let ended = match tokio::time::timeout(first_headers, &mut connection).await {
        Ok(ended) => ended,
        Err(_) if begun.load(Ordering::Relaxed) => connection.await,
        Err(_) => {
            tracing::debug!("a connection asked for nothing in time");
            return;
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

#[cfg(test)]
mod tests;
