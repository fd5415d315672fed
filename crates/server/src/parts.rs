//! What the server is made of, handed in by whoever wires the program together.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use intertide_delivery::alerts::Alerts;
use intertide_delivery::clock::Clock;
use intertide_delivery::destinations::Destination;
use intertide_delivery::directory::SyncDirectory;
use intertide_delivery::dispatch::Sender;
use intertide_delivery::lanes::Lanes;
use intertide_delivery::live::LiveFeed;
use intertide_delivery::privacy::Privacy;
use intertide_delivery::vault::Vault;
use intertide_domain::process::MergePolicy;
use intertide_domain::sync::Rules;
use intertide_domain::time::UnixMillis;
use intertide_store::log::EventLog;
use intertide_store::state::State;
use tokio::sync::{Notify, watch};

use crate::amplitude::Limits;
use crate::key_ring::KeyRing;
use crate::password::PasswordHash;

/// Everything that the server works with.
#[derive(Clone)]
pub struct ServerParts {
    pub log: Arc<dyn EventLog>,
    pub state: Arc<dyn State>,
    pub directory: Arc<SyncDirectory>,
    pub vault: Arc<Vault>,
    pub lanes: Arc<Lanes>,
    /// Notified when a backfill was started.
    pub backfill_started: Arc<Notify>,
    /// Whether intake goes on without failing.
    pub intake_healthy: Arc<AtomicBool>,
    /// What is wrong, and who was told.
    pub alerts: Arc<Alerts>,
    pub destination: Arc<dyn Destination>,
    pub sender: Arc<dyn Sender>,
    /// The version of Intercom's API that `sender` speaks.
    pub intercom_version: Arc<str>,
    /// What happens to what is known of a device when a known user logs in on it.
    pub merge: MergePolicy,
    pub live: LiveFeed,
    pub privacy: Arc<Privacy>,
    pub clock: Clock,
    /// What a sync's document may hold here, and what is filled in.
    pub rules: Rules,
    /// How much one ingestion request may bring.
    pub limits: Limits,
    /// How often the metrics summary may be asked for.
    pub summary_limits: SummaryLimits,
    pub project: Project,
    /// What the console's password is compared with.
    pub password: PasswordHash,
    /// Whether a browser that opens `/` gets the console (`console.enabled`).
    pub console_enabled: bool,
    /// Who has to sign in to it.
    pub visitors: Visitors,
    /// How long events are kept (`log.retention`).
    pub retention: Duration,
    /// When the server came up.
    pub started_at: UnixMillis,
    /// What exactly the program was built of.
    pub build: &'static str,
    /// Turns true when the server is to stop: live feeds end then, since they would never end by
    /// themselves.
    pub stopping: watch::Receiver<bool>,
}

impl fmt::Debug for ServerParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerParts")
            .field("project", &self.project)
            .field("rules", &self.rules)
            .field("limits", &self.limits)
            .field("summary_limits", &self.summary_limits)
            .finish_non_exhaustive()
    }
}

/// Whether whoever opens the console has to sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visitors {
    /// Everybody has to.
    #[default]
    SignIn,
    /// A browser on this machine is signed in by opening the console (product.md 1, `demo`).
    SignedIn,
}

/// The project, and the keys that stand for it.
#[derive(Clone, Debug)]
pub struct Project {
    pub name: String,
    pub keys: Arc<KeyRing>,
}

/// The limits of the metrics summary (amplitude.md 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryLimits {
    /// Requests at work at the same time.
    pub concurrent: usize,
    /// Requests within any minute.
    pub per_minute: usize,
}

impl Default for SummaryLimits {
    fn default() -> Self {
        Self {
            concurrent: 4,
            per_minute: 12,
        }
    }
}
