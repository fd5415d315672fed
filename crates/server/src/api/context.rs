//! What every handler works with: the server's parts, and the bounds on what it does at once.

use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::audit::Refusals;
use super::error::ApiError;
use super::login_throttle::LoginThrottle;
use super::sessions::Sessions;
use super::summary_gate::SummaryGate;
use crate::parts::ServerParts;
use crate::people::People;

/// Requests that may work on the state at the same time; others wait for their turn.
const BLOCKING: usize = 32;

/// Watchers of the live feed at the same time.
const WATCHERS: usize = 64;

/// Test events on their way at the same time: each asks Intercom several times.
const TRIALS: usize = 4;

/// Passwords checked at the same time: each takes tens of megabytes and milliseconds.
const LOGINS: usize = 2;

/// The parts, and what the API itself keeps.
pub(crate) struct Api {
    pub(crate) parts: ServerParts,
    pub(crate) people: Arc<People>,
    pub(crate) sessions: Sessions,
    pub(crate) throttle: LoginThrottle,
    pub(crate) refusals: Refusals,
    pub(crate) summary: SummaryGate,
    pub(crate) logins: Semaphore,
    pub(crate) trials: Semaphore,
    pub(crate) watchers: Arc<Semaphore>,
    /// Held while a document is written and the directory follows, so that the directory never
    /// falls back behind a later write.
    pub(crate) writing: Mutex<()>,
    /// Held while somebody is added, changed or removed.
    pub(crate) changing_people: Mutex<()>,
    /// The API's description, in JSON.
    pub(crate) description: Bytes,
    blocking: Semaphore,
}

/// What handlers are given.
pub(crate) type Shared = Arc<Api>;

impl Api {
    /// An API on these parts.
    pub(crate) fn new(parts: ServerParts, description: String) -> Shared {
        let people = Arc::new(People::new(parts.state.clone(), parts.password.clone()));
        Arc::new(Self {
            sessions: Sessions::new(&parts, people.clone()),
            people,
            refusals: Refusals::default(),
            throttle: LoginThrottle::default(),
            summary: SummaryGate::new(parts.summary_limits),
            logins: Semaphore::new(LOGINS),
            trials: Semaphore::new(TRIALS),
            watchers: Arc::new(Semaphore::new(WATCHERS)),
            writing: Mutex::new(()),
            changing_people: Mutex::new(()),
            description: description.into(),
            blocking: Semaphore::new(BLOCKING),
            parts,
        })
    }

    /// Does work that blocks, on a thread for such work. It goes on to its end when the client
    /// has gone meanwhile.
    ///
    /// # Errors
    /// Those of the work, and [`ApiError::Internal`] when the runtime is shutting down.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let stopping = |_| ApiError::Unavailable("the server is stopping");
        let _turn = self.blocking.acquire().await.map_err(stopping)?;
        let api = self.clone();
        match tokio::task::spawn_blocking(move || work(&api)).await {
            Ok(done) => done,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(ApiError::Unavailable("the server is stopping")),
            },
        }
    }
}
