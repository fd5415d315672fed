//! What the project's page shows: gathered from the settings, the log and the state.

use intertide_domain::sync::TokenMark;
use intertide_domain::time::HumanDuration;
use intertide_store::log::{EventLog, LogStatus, ReadLimit};
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use super::context::Api;
use super::destinations::regions;
use super::document;
use super::error::ApiError;
use super::health::Readiness;
use super::views::rfc3339;

/// The project, what holds for it, and how the server fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectView {
    name: String,
    /// What SDKs send with their events; of several keys, the oldest.
    api_key: String,
    /// The last characters of the first one; `reveal-secret-key` gives it whole.
    #[schema(value_type = document::TokenMark)]
    secret_key: TokenMark,
    /// The program's version.
    #[schema(examples("0.1.0"))]
    version: &'static str,
    /// What exactly it was built of, and for which machine.
    build: &'static str,
    /// When the server came up.
    #[schema(format = DateTime)]
    started_at: String,
    /// The server's clock.
    #[schema(format = DateTime)]
    now: String,
    /// The version of Intercom's API that is spoken.
    #[schema(examples("2.16"))]
    intercom_version: String,
    /// Whether a sync's endpoint may be any URL.
    custom_endpoints: bool,
    /// Where Intercom is.
    endpoints: Vec<ProjectEndpoint>,
    /// How long events are kept.
    #[schema(examples("7d"))]
    retention: String,
    retry: RetryDefaults,
    ingest: IngestLimits,
    storage: Storage,
    processing: Processing,
    health: Readiness,
    seen: Seen,
}

/// One of Intercom's regions.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectEndpoint {
    /// As `credentials.endpoint` takes it.
    #[schema(examples("us"))]
    id: String,
    #[schema(examples("United States"))]
    name: &'static str,
    url: String,
}

/// What holds for a sync that does not say.
#[derive(Debug, Serialize, ToSchema)]
struct RetryDefaults {
    #[schema(examples("4h"))]
    window: String,
    attempts: u32,
}

/// The most that a request may bring.
#[derive(Debug, Serialize, ToSchema)]
struct IngestLimits {
    max_body_bytes: usize,
    max_batch_body_bytes: usize,
    max_events: usize,
}

/// What is kept, and the room for it.
#[derive(Debug, Serialize, ToSchema)]
struct Storage {
    log_bytes: u64,
    /// Events that are still in the log.
    log_events: u64,
    /// When the oldest of them was accepted.
    #[schema(required, format = DateTime)]
    oldest_event_at: Option<String>,
    state_bytes: u64,
    /// What is free on the log's disk, where that is known.
    #[schema(required)]
    disk_free_bytes: Option<u64>,
}

/// How far deciding on events has come.
#[derive(Debug, Serialize, ToSchema)]
struct Processing {
    /// Events accepted, ever.
    accepted: u64,
    /// Those of them that are decided on.
    processed: u64,
    /// Those that are not yet.
    behind: u64,
}

/// What has happened at all.
#[derive(Debug, Serialize, ToSchema)]
struct Seen {
    /// When the first event was accepted; `null` until then.
    #[schema(required, format = DateTime)]
    first_event_at: Option<String>,
}

/// The secret key.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretKeyView {
    pub(crate) secret_key: String,
}

impl ProjectView {
    /// The project as it is just then. Blocks.
    pub(crate) fn of(api: &Api) -> Result<Self, ApiError> {
        let parts = &api.parts;
        let secret_key = parts.project.keys.secret_key();
        // Read before the log's end, so that nothing is processed that was not accepted.
        let processed = parts.state.processed()?.get();
        let log = parts.log.status();
        let oldest_event_at = oldest_event_at(&*parts.log, &log);
        let first_event_at = parts.state.first_received_at()?.map(rfc3339);
        Ok(Self {
            name: parts.project.name.clone(),
            api_key: parts.project.keys.api_key().unwrap_or_default(),
            secret_key: secret_key
                .as_ref()
                .map_or_else(TokenMark::default, |key| TokenMark::of(key.expose_secret())),
            version: env!("CARGO_PKG_VERSION"),
            build: parts.build,
            started_at: rfc3339(parts.started_at),
            now: rfc3339(parts.clock.now()),
            intercom_version: parts.intercom_version.to_string(),
            custom_endpoints: parts.rules.allow_custom_endpoint,
            endpoints: endpoints(),
            retention: HumanDuration(parts.retention).to_string(),
            retry: RetryDefaults {
                window: parts.rules.default_retry.window.to_string(),
                attempts: parts.rules.default_retry.attempts,
            },
            ingest: IngestLimits {
                max_body_bytes: parts.limits.max_body,
                max_batch_body_bytes: parts.limits.max_batch_body,
                max_events: parts.limits.max_events,
            },
            processing: Processing {
                accepted: log.end.get(),
                processed,
                behind: log.end.get().saturating_sub(processed),
            },
            health: Readiness::of(api),
            seen: Seen {
                // Until it is decided on, the first event is only in the log.
                first_event_at: first_event_at.or_else(|| oldest_event_at.clone()),
            },
            storage: Storage {
                log_bytes: log.bytes,
                log_events: log.end.get().saturating_sub(log.start.get()),
                oldest_event_at,
                state_bytes: parts.state.size_bytes()?,
                disk_free_bytes: parts.log.room_bytes(),
            },
        })
    }
}

fn endpoints() -> Vec<ProjectEndpoint> {
    let endpoints = regions().map(|(endpoint, name)| ProjectEndpoint {
        id: endpoint.to_string(),
        name,
        url: endpoint.base_url().to_owned(),
    });
    endpoints.into()
}

/// When the oldest event was accepted; none where there is none, or it can't be read.
fn oldest_event_at(log: &dyn EventLog, status: &LogStatus) -> Option<String> {
    let one = ReadLimit {
        bytes: 0,
        records: 1,
    };
    let batch = log.read(status.start, one).ok()?;
    let oldest = batch.iter().next()?;
    Some(rfc3339(oldest.appended_at))
}
