//! The engine at work: a thread for intake, a task for each lane, and the housekeeping.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use intertide_domain::process::MergePolicy;
use intertide_store::log::{EventLog, Retention};
use intertide_store::state::State;

use crate::clock::Clock;
use crate::destinations::Destination;
use crate::directory::SyncDirectory;
use crate::dispatch::Sender;
use crate::intake::Intake;
use crate::lanes::{Lanes, LanesParts};
use crate::live::LiveFeed;
use crate::privacy::Privacy;
use crate::privacy::eraser::{self, Eraser};

/// How long intake waits for news before it looks whether it should stop.
const NEWS_TIMEOUT: Duration = Duration::from_millis(500);

/// How long intake waits after a failure.
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

/// How often old data is let go.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// What an engine is made of.
#[derive(Clone, Debug)]
pub struct EngineParts {
    pub log: Arc<dyn EventLog>,
    pub state: Arc<dyn State>,
    pub directory: Arc<SyncDirectory>,
    pub destination: Arc<dyn Destination>,
    pub sender: Arc<dyn Sender>,
    pub live: LiveFeed,
    pub clock: Clock,
    pub merge: MergePolicy,
    pub retention: Retention,
    pub privacy: Arc<Privacy>,
}

/// The engine at work.
#[derive(Debug)]
pub struct Engine {
    lanes: Arc<Lanes>,
    intake: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    healthy: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Engine {
    /// Starts everything. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// When the intake thread can't be started.
    pub fn start(parts: EngineParts) -> std::io::Result<Self> {
        let lanes = Arc::new(Lanes::new(LanesParts {
            state: parts.state.clone(),
            directory: parts.directory.clone(),
            destination: parts.destination.clone(),
            sender: parts.sender.clone(),
            live: parts.live.clone(),
            clock: parts.clock.clone(),
        }));
        lanes.follow();
        let stop = Arc::new(AtomicBool::new(false));
        let healthy = Arc::new(AtomicBool::new(true));
        let intake = spawn_intake(&parts, lanes.clone(), stop.clone(), healthy.clone())?;
        let tasks = vec![
            tokio::spawn(follow(parts.directory.clone(), lanes.clone())),
            tokio::spawn(eraser::run(Eraser::new(&parts, lanes.clone()))),
            tokio::spawn(housekeeping(parts)),
        ];
        Ok(Self {
            lanes,
            intake: Some(intake),
            stop,
            healthy,
            tasks,
        })
    }

    /// The lanes.
    pub fn lanes(&self) -> &Arc<Lanes> {
        &self.lanes
    }

    /// Whether intake keeps up without failing.
    pub fn health(&self) -> Arc<AtomicBool> {
        self.healthy.clone()
    }

    /// Stops: no further events are decided on, what is under way is brought to its end and
    /// recorded, for `grace` at most. What is left goes on after the next start.
    pub async fn stop(mut self, grace: Duration) {
        self.stop.store(true, Ordering::Release);
        for task in &self.tasks {
            task.abort();
        }
        if tokio::time::timeout(grace, self.lanes.close())
            .await
            .is_err()
        {
            tracing::warn!("deliveries under way were cut off; they go on after the next start");
        }
        if let Some(intake) = self.intake.take() {
            let joined = tokio::task::spawn_blocking(move || intake.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("intake ended badly");
            }
        }
    }
}

fn spawn_intake(
    parts: &EngineParts,
    lanes: Arc<Lanes>,
    stop: Arc<AtomicBool>,
    healthy: Arc<AtomicBool>,
) -> std::io::Result<JoinHandle<()>> {
    let intake = Intake {
        log: parts.log.clone(),
        state: parts.state.clone(),
        directory: parts.directory.clone(),
        destination: parts.destination.clone(),
        merge: parts.merge,
        privacy: parts.privacy.clone(),
        live: parts.live.clone(),
        clock: parts.clock.clone(),
    };
    std::thread::Builder::new()
        .name("intake".to_owned())
        .spawn(move || {
            while !stop.load(Ordering::Acquire) {
                run_intake(&intake, &lanes, &healthy);
            }
        })
}

/// One step, and a wait where there is nothing to do.
fn run_intake(intake: &Intake, lanes: &Lanes, healthy: &AtomicBool) {
    match intake.step() {
        Ok(progress) => {
            healthy.store(true, Ordering::Release);
            for sync in progress.touched {
                lanes.more(sync);
            }
            if progress.records == 0
                && let Ok(processed) = intake.state.processed()
            {
                intake.log.wait_beyond(processed, NEWS_TIMEOUT);
            }
        }
        Err(error) => {
            healthy.store(false, Ordering::Release);
            tracing::error!(%error, "intake can't go on; it tries again");
            std::thread::sleep(FAILURE_PAUSE);
        }
    }
}

async fn follow(directory: Arc<SyncDirectory>, lanes: Arc<Lanes>) {
    let mut changes = directory.changes();
    loop {
        lanes.follow();
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// Lets go of what is older than the retention, in the log and in the state.
async fn housekeeping(parts: EngineParts) {
    let mut beat = tokio::time::interval(HOUSEKEEPING);
    loop {
        beat.tick().await;
        let parts = parts.clone();
        let kept = tokio::task::spawn_blocking(move || keep_house(&parts)).await;
        if let Ok(Err(error)) = kept {
            tracing::error!(%error, "old data can't be let go; it is tried again");
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum HousekeepingError {
    #[error(transparent)]
    State(#[from] intertide_store::state::StateError),
    #[error(transparent)]
    Log(#[from] intertide_store::log::LogError),
}

fn keep_house(parts: &EngineParts) -> Result<(), HousekeepingError> {
    let now = parts.clock.now();
    parts.state.prune(now.minus(parts.retention.max_age), now)?;
    let safe = parts.state.checkpoint()?;
    parts.log.retain(parts.retention, safe, now)?;
    Ok(())
}
