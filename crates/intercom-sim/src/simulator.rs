//! Workspaces behind one lock, one clock and the administration API.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::admin;
use crate::auth::bearer;
use crate::clock::{Clock, SystemClock};
use crate::journal::JournalEntry;
use crate::settings::Settings;
use crate::switches::Switches;
use crate::time::UnixMillis;
use crate::webhooks::{Job, Received};
use crate::wire::{SimRequest, SimResponse};
use crate::workspace::Workspace;
use crate::{Contact, StoredEvent};

/// Workspaces in one simulator.
const MOST_WORKSPACES: usize = 100;

/// Intercom: one workspace for each token. The first one also answers, with 401, for tokens that nobody has.
#[derive(Debug)]
pub struct Simulator {
    clock: Arc<dyn Clock>,
    world: Mutex<World>,
    /// Rings when a webhook may have something to send.
    stirred: Notify,
}

/// A request to a webhook, and whose it is.
#[derive(Debug)]
pub(crate) struct WebhookJob {
    token: String,
    pub(crate) job: Job,
}

/// What the lock holds. There is always a first workspace.
#[derive(Debug)]
pub(crate) struct World {
    first: Workspace,
    others: Vec<Workspace>,
    clock_offset_ms: i64,
}

/// A workspace that can't be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkspaceRefused {
    /// Another workspace has this token.
    #[error("another workspace has this token")]
    TokenTaken,
    /// No token opens it.
    #[error("a workspace needs a token")]
    NoToken,
    /// One workspace too many.
    #[error("there can be 100 workspaces")]
    TooMany,
}

impl Simulator {
    /// A simulator with one workspace, on the machine's clock.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::with_clock(settings, Switches::default(), Arc::new(SystemClock))
    }

    /// A simulator with one workspace, on a clock of one's own.
    #[must_use]
    pub fn with_clock(settings: Settings, switches: Switches, clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            world: Mutex::new(World {
                first: Workspace::with_switches(settings, switches),
                others: Vec::new(),
                clock_offset_ms: 0,
            }),
            stirred: Notify::new(),
        }
    }

    /// Adds a workspace with a token of its own.
    ///
    /// # Errors
    /// When the token is empty or taken, or there are too many workspaces.
    pub fn add_workspace(&self, settings: Settings) -> Result<(), WorkspaceRefused> {
        self.world.lock().add(settings)
    }

    /// Answers a request now.
    pub fn handle(&self, request: &SimRequest) -> SimResponse {
        let clock = self.clock.now();
        let mut world = self.world.lock();
        let now = clock.plus(world.clock_offset_ms);
        let answer = world.handle(request, now);
        if world.webhook_due(now) {
            self.stirred.notify_one();
        }
        answer
    }

    /// Answers a request at a moment of the caller's choice; the clock does not count.
    pub fn handle_at(&self, request: &SimRequest, now: UnixMillis) -> SimResponse {
        self.world.lock().handle(request, now)
    }

    /// The present moment, as requests see it.
    pub fn now(&self) -> UnixMillis {
        let offset = self.world.lock().clock_offset_ms;
        self.clock.now().plus(offset)
    }

    /// Moves the clock on, for this simulator alone.
    pub fn advance(&self, millis: i64) {
        self.world.lock().advance(millis);
    }

    /// The next request to a webhook that is due. Whoever takes it calls [`Self::settle_webhook`].
    pub(crate) fn take_webhook(&self) -> Option<WebhookJob> {
        let now = self.now();
        self.world.lock().take_webhook(now)
    }

    /// What came of a request to a webhook.
    pub(crate) fn settle_webhook(&self, WebhookJob { token, job }: &WebhookJob, got: Received) {
        let now = self.now();
        if let Some(workspace) = self.world.lock().find(token) {
            workspace.state.webhooks.settle(job, got, now);
        }
    }

    /// Whether a webhook has something to send, at once or later.
    pub(crate) fn has_webhooks_waiting(&self) -> bool {
        let latest = UnixMillis(i64::MAX);
        self.world.lock().webhook_due(latest)
    }

    /// Returns when a webhook may have something to send.
    pub(crate) async fn webhooks_stirred(&self) {
        self.stirred.notified().await;
    }

    /// Reads or changes the first workspace.
    pub fn with<R>(&self, look: impl FnOnce(&mut Workspace) -> R) -> R {
        look(&mut self.world.lock().first)
    }

    /// Reads or changes the workspace of a token.
    pub fn with_token<R>(&self, token: &str, look: impl FnOnce(&mut Workspace) -> R) -> Option<R> {
        self.world.lock().find(token).map(look)
    }

    /// The first workspace's contacts, oldest first; archived, deleted and merged ones too.
    pub fn contacts(&self) -> Vec<Contact> {
        self.with(|workspace| workspace.contacts().cloned().collect())
    }

    /// The first workspace's events, in the order they came.
    pub fn events(&self) -> Vec<StoredEvent> {
        self.with(|workspace| workspace.events().cloned().collect())
    }

    /// The first workspace's latest requests, oldest first.
    pub fn requests(&self) -> Vec<JournalEntry> {
        self.with(|workspace| workspace.requests().cloned().collect())
    }
}

impl World {
    fn handle(&mut self, request: &SimRequest, now: UnixMillis) -> SimResponse {
        if admin::is_for_admin(&request.path) {
            return admin::handle(self, request, now);
        }
        let workspace = match bearer(&request.headers) {
            Some(token) => match self.position(token) {
                Some(place) => self.others.get_mut(place).unwrap_or(&mut self.first),
                None => &mut self.first,
            },
            None => &mut self.first,
        };
        workspace.handle(request, now)
    }

    fn take_webhook(&mut self, now: UnixMillis) -> Option<WebhookJob> {
        std::iter::once(&mut self.first)
            .chain(&mut self.others)
            .find_map(|workspace| {
                let state = &mut workspace.state;
                let job = state.webhooks.take(&state.settings.workspace_id, now)?;
                let token = state.settings.token.clone();
                Some(WebhookJob { token, job })
            })
    }

    fn webhook_due(&self, now: UnixMillis) -> bool {
        self.workspaces()
            .filter_map(|workspace| workspace.state.webhooks.next_due())
            .any(|due| due <= now)
    }

    pub(crate) fn add(&mut self, settings: Settings) -> Result<(), WorkspaceRefused> {
        if settings.token.trim().is_empty() {
            return Err(WorkspaceRefused::NoToken);
        }
        if self.find(&settings.token).is_some() {
            return Err(WorkspaceRefused::TokenTaken);
        }
        if self.others.len() + 1 >= MOST_WORKSPACES {
            return Err(WorkspaceRefused::TooMany);
        }
        self.others.push(Workspace::new(settings));
        Ok(())
    }

    pub(crate) fn workspaces(&self) -> impl Iterator<Item = &Workspace> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The workspace of a token.
    pub(crate) fn find(&mut self, token: &str) -> Option<&mut Workspace> {
        if self.first.settings().token == token {
            return Some(&mut self.first);
        }
        let place = self.position(token)?;
        self.others.get_mut(place)
    }

    pub(crate) fn first_mut(&mut self) -> &mut Workspace {
        &mut self.first
    }

    pub(crate) fn clock_offset_ms(&self) -> i64 {
        self.clock_offset_ms
    }

    pub(crate) fn advance(&mut self, millis: i64) {
        self.clock_offset_ms = self.clock_offset_ms.saturating_add(millis);
    }

    fn position(&self, token: &str) -> Option<usize> {
        self.others
            .iter()
            .position(|workspace| workspace.settings().token == token)
    }
}

#[cfg(test)]
mod tests;
