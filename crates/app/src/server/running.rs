//! The life of a server: it comes up whole or not at all, and goes down without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use intertide_delivery::clock::Clock;
use intertide_delivery::engine::Engine;
use intertide_server::{KeyRing, Project, Visitors};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::connections::{self, Bounds};
use super::installation::Installation;
use super::keys::{self, Generated};
use super::parts::assemble;
use super::tls::Tls;
use crate::settings::Settings;

/// How long requests that are under way may take once the server is to stop. The parts of a stop
/// stay within its ten seconds together (product.md 1).
const REQUESTS_GRACE: Duration = Duration::from_secs(4);

/// How long deliveries that are under way may take then.
const DELIVERIES_GRACE: Duration = Duration::from_secs(3);

/// How often it is written down when keys were used last.
const USES_EVERY: Duration = Duration::from_secs(60);

/// A server at work.
#[derive(Debug)]
pub(crate) struct RunningServer {
    address: SocketAddr,
    /// Whether it speaks TLS.
    secure: bool,
    project: Project,
    generated: Generated,
    installation: Installation,
    engine: Engine,
    backfills: JoinHandle<()>,
    alerts: JoinHandle<()>,
    http: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl RunningServer {
    /// Brings up a server on this listener. It is listening when this returns.
    ///
    /// # Errors
    /// When the data directory can't be opened, or the certificate can't be used; nothing is left
    /// running then.
    pub(crate) async fn start(
        settings: &Settings,
        listener: TcpListener,
        visitors: Visitors,
    ) -> anyhow::Result<Self> {
        let address = listener
            .local_addr()
            .context("the listener has no address")?;
        // Before the data directory: keys that are generated there are told of only once.
        let tls = settings.tls.as_ref().map(Tls::read).transpose()?;
        let acceptor = tls.as_ref().map(Tls::acceptor).transpose()?;
        let secure = acceptor.is_some();
        let clock = Clock::system();
        let (installation, keys) = {
            let (settings, clock) = (settings.clone(), clock.clone());
            tokio::task::spawn_blocking(move || open(&settings, &clock)).await??
        };
        let (stop, stopping) = watch::channel(false);
        let assembly = assemble(
            settings,
            &installation,
            &keys,
            visitors,
            &clock,
            stopping.clone(),
        )?;
        let http = tokio::spawn(connections::serve(
            listener,
            intertide_server::router(assembly.server),
            acceptor,
            Bounds::of_this_process(),
            stopping.clone(),
        ));
        if let Some(tls) = tls {
            tokio::spawn(tls.follow(stopping));
        }
        tokio::spawn(keep_uses(keys.project.keys.clone()));
        tracing::info!(%address, "listening");
        Ok(Self {
            address,
            secure,
            project: keys.project,
            generated: keys.generated,
            installation,
            engine: assembly.engine,
            backfills: assembly.backfills,
            alerts: assembly.alerts,
            http,
            stop,
        })
    }

    /// The address under which this machine reaches it.
    pub(crate) fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{address}")
    }

    /// The project, with the keys that stand for it.
    pub(crate) fn project(&self) -> &Project {
        &self.project
    }

    /// What was generated at this start.
    pub(crate) fn generated(&self) -> &Generated {
        &self.generated
    }

    /// Returns only when the server has stopped by itself, which it should not.
    pub(crate) async fn failed(&mut self) -> anyhow::Error {
        match (&mut self.http).await {
            Ok(()) => anyhow::anyhow!("the server stopped listening by itself"),
            Err(error) => anyhow::Error::new(error).context("the server broke down"),
        }
    }

    /// Stops: nothing is accepted any more, what is under way is finished, everything is on disk.
    ///
    /// # Errors
    /// When the last of it could not be written; the next start goes on from what was.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        let Self {
            project,
            installation,
            engine,
            backfills,
            mut alerts,
            mut http,
            stop,
            ..
        } = self;
        stop.send_replace(true);
        let grace = tokio::time::Instant::now() + REQUESTS_GRACE;
        // What has failed has been waited for already, and can't be twice.
        let ended = http.is_finished() || tokio::time::timeout_at(grace, &mut http).await.is_ok();
        if !ended {
            tracing::warn!("requests under way were cut off");
            http.abort();
        }
        if tokio::time::timeout_at(grace, &mut alerts).await.is_err() {
            tracing::warn!("an alert under way was cut off; it may be told twice");
            alerts.abort();
        }
        engine.stop(DELIVERIES_GRACE).await;
        // It ended with the news of the stop, which came before everything else.
        if let Err(error) = backfills.await {
            tracing::error!(%error, "backfills ended badly");
        }
        tokio::task::spawn_blocking(move || {
            write_uses(&project.keys);
            installation.log.close();
            installation.state.checkpoint()
        })
        .await?
        .context("cannot write the last of the state; it is made up for at the next start")?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Writes down when keys were used last, now and then, for as long as the runtime lives.
async fn keep_uses(keys: Arc<KeyRing>) {
    let mut beat = tokio::time::interval(USES_EVERY);
    loop {
        beat.tick().await;
        let keys = keys.clone();
        if tokio::task::spawn_blocking(move || write_uses(&keys))
            .await
            .is_err()
        {
            return;
        }
    }
}

fn write_uses(keys: &KeyRing) {
    if let Err(error) = keys.write_uses() {
        tracing::warn!(%error, "when keys were used last could not be kept; it is tried again");
    }
}

fn open(settings: &Settings, clock: &Clock) -> anyhow::Result<(Installation, keys::Keys)> {
    let installation = Installation::open(&settings.data_dir, &settings.secret_key_file, clock)?;
    let keys = keys::load_or_generate(settings, &installation, clock)?;
    Ok((installation, keys))
}
