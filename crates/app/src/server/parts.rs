//! The wiring: which backend stands behind which contract.

use std::sync::Arc;

use anyhow::Context;
use intertide_delivery::alerts::Observer;
use intertide_delivery::alerts::service::look_every;
use intertide_delivery::backfill::{self, BackfillParts, BackfillRunner};
use intertide_delivery::clock::Clock;
use intertide_delivery::destinations::Destination;
use intertide_delivery::destinations::intercom::{Intercom, IntercomClient};
use intertide_delivery::directory::SyncDirectory;
use intertide_delivery::dispatch::Sender;
use intertide_delivery::engine::{Engine, EngineParts};
use intertide_delivery::live::LiveFeed;
use intertide_delivery::privacy::Privacy;
use intertide_domain::sync::Rules;
use intertide_server::amplitude::Limits;
use intertide_server::{ServerParts, SummaryLimits, Visitors};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::alerts;
use super::installation::Installation;
use super::keys::Keys;
use crate::settings::Settings;

/// What works together, from here on.
#[derive(Debug)]
pub(super) struct Assembly {
    pub(super) engine: Engine,
    /// Runs backfills until the server is to stop.
    pub(super) backfills: JoinHandle<()>,
    /// Tells what begins to be wrong, and what is well again, until the server is to stop.
    pub(super) alerts: JoinHandle<()>,
    pub(super) server: ServerParts,
}

/// Starts the engine and puts together what the server needs.
///
/// # Errors
/// When the state can't be read, or a thread or TLS can't be set up.
pub(super) fn assemble(
    settings: &Settings,
    installation: &Installation,
    keys: &Keys,
    visitors: Visitors,
    clock: &Clock,
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<Assembly> {
    let Installation { log, state, vault } = installation.clone();
    let directory = Arc::new(
        SyncDirectory::open(&*state, &vault).context("cannot read the syncs from the state")?,
    );
    let intercom = &settings.intercom;
    let sender: Arc<dyn Sender> = Arc::new(IntercomClient::new(
        intercom.request_timeout,
        &intercom.version,
    )?);
    let destination: Arc<dyn Destination> = Arc::new(Intercom);
    let live = LiveFeed::new();
    let privacy = Privacy::open(&*state, settings.suppress)
        .context("cannot read from the state who is kept out")?;
    let privacy = Arc::new(privacy);
    let engine = Engine::start(EngineParts {
        log: log.clone(),
        state: state.clone(),
        directory: directory.clone(),
        destination: destination.clone(),
        sender: sender.clone(),
        live: live.clone(),
        clock: clock.clone(),
        merge: settings.merge,
        retention: settings.retention,
        privacy: privacy.clone(),
    })
    .context("cannot start the engine's thread")?;
    let backfill_started = Arc::new(Notify::new());
    let backfills = BackfillParts {
        runner: BackfillRunner {
            log: log.clone(),
            state: state.clone(),
            directory: directory.clone(),
            destination: destination.clone(),
            merge: settings.merge,
            clock: clock.clone(),
        },
        lanes: engine.lanes().clone(),
        started: backfill_started.clone(),
    };
    let backfills = tokio::spawn(backfill::run(backfills, stopped(stopping.clone())));
    let alerts = alerts::open(&settings.alerts, state.clone(), clock.clone())?;
    let telling = tokio::spawn(intertide_delivery::alerts::run(
        alerts.clone(),
        Observer {
            log: log.clone(),
            state: state.clone(),
            directory: directory.clone(),
            lanes: engine.lanes().clone(),
            destination: destination.clone(),
            intake_healthy: engine.health(),
            disk: alerts::disk(&settings.data_dir),
            clock: clock.clone(),
        },
        look_every(settings.alerts.patience),
        stopping.clone(),
    ));
    let server = ServerParts {
        log,
        state,
        directory,
        vault,
        lanes: engine.lanes().clone(),
        backfill_started,
        intake_healthy: engine.health(),
        alerts,
        destination,
        sender,
        intercom_version: intercom.version.as_str().into(),
        merge: settings.merge,
        live,
        privacy,
        clock: clock.clone(),
        rules: Rules {
            allow_custom_endpoint: intercom.allow_custom_endpoint,
            default_retry: settings.retry,
        },
        limits: Limits {
            max_body: settings.ingest.max_body,
            max_batch_body: settings.ingest.max_batch_body,
            max_events: settings.ingest.max_events,
            trust_forwarded_for: settings.ingest.trust_forwarded_for,
            events_per_second_per_key: settings.ingest.events_per_second_per_key,
            requests_per_second_per_address: settings.ingest.requests_per_second_per_address,
        },
        summary_limits: SummaryLimits::default(),
        project: keys.project.clone(),
        password: keys.password.clone(),
        console_enabled: settings.console_enabled,
        visitors,
        retention: settings.retention.max_age,
        started_at: clock.now(),
        build: env!("BUILD_OF_INTERTIDE"),
        stopping,
    };
    Ok(Assembly {
        engine,
        backfills,
        alerts: telling,
        server,
    })
}

/// Ends when the server is to stop.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the other end is gone, which is a stop as well.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
