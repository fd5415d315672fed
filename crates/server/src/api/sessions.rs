//! The console's sessions: opaque random tokens, of which only hashes are kept.
//!
//! They lie among the state's settings, so that a restart signs nobody out. Each hash is taken
//! together with the password's, so that a change of the password signs everybody out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use intertide_delivery::clock::Clock;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{State, StateError};
use parking_lot::Mutex;
use rand::Rng as _;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::parts::ServerParts;

/// How long a session lasts.
pub(crate) const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// Sessions that last at the same time; one more ends the oldest.
const MOST: usize = 64;

const TOKEN_BYTES: usize = 32;

const SETTING: &str = "console_sessions";

/// The sessions that last.
pub(crate) struct Sessions {
    state: Arc<dyn State>,
    clock: Clock,
    /// The password's hash, which every session is bound to.
    bound_to: String,
    /// Held while the list is read, changed and written.
    changing: Mutex<()>,
}

/// A session that has just begun.
pub(crate) struct Opened {
    /// What its holder shows; told once.
    pub(crate) token: SecretString,
    pub(crate) expires_at: UnixMillis,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    hash: String,
    expires_at: UnixMillis,
}

impl Sessions {
    /// The sessions of this server.
    pub(crate) fn new(parts: &ServerParts) -> Self {
        Self {
            state: parts.state.clone(),
            clock: parts.clock.clone(),
            bound_to: parts.password.as_phc().to_owned(),
            changing: Mutex::new(()),
        }
    }

    /// Begins a session. Blocks.
    pub(crate) fn open(&self) -> Result<Opened, StateError> {
        let mut bytes = [0; TOKEN_BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let token = SecretString::from(URL_SAFE_NO_PAD.encode(bytes));
        let expires_at = self.clock.now().plus(LIFETIME);
        let _changing = self.changing.lock();
        let mut kept = self.lasting()?;
        kept.push(Kept {
            hash: self.hash(token.expose_secret()),
            expires_at,
        });
        let surplus = kept.len().saturating_sub(MOST);
        kept.drain(..surplus);
        self.keep(&kept)?;
        Ok(Opened { token, expires_at })
    }

    /// When the session of this token ends; none where there is none that lasts. Blocks.
    pub(crate) fn end_of(&self, token: &str) -> Result<Option<UnixMillis>, StateError> {
        let hash = self.hash(token);
        let lasting = self.lasting()?;
        let session = lasting.iter().find(|kept| kept.hash == hash);
        Ok(session.map(|session| session.expires_at))
    }

    /// Ends a session, if there is one of this token. Blocks.
    pub(crate) fn close(&self, token: &str) -> Result<(), StateError> {
        let hash = self.hash(token);
        let _changing = self.changing.lock();
        let mut kept = self.lasting()?;
        kept.retain(|kept| kept.hash != hash);
        self.keep(&kept)
    }

    fn lasting(&self) -> Result<Vec<Kept>, StateError> {
        let Some(text) = self.state.setting(SETTING)? else {
            return Ok(Vec::new());
        };
        let now = self.clock.now();
        // A list that does not read back signs everybody out, which harms nobody.
        let mut kept: Vec<Kept> = serde_json::from_str(&text).unwrap_or_default();
        kept.retain(|kept| kept.expires_at > now);
        Ok(kept)
    }

    fn keep(&self, kept: &[Kept]) -> Result<(), StateError> {
        // Texts and numbers: nothing that could fail to be written.
        let text = serde_json::to_string(kept).unwrap_or_default();
        self.state.put_setting(SETTING, &text)
    }

    fn hash(&self, token: &str) -> String {
        let mut hasher = blake3::Hasher::new_derive_key("intertide console session");
        hasher.update(&(self.bound_to.len() as u64).to_le_bytes());
        hasher.update(self.bound_to.as_bytes());
        hasher.update(token.as_bytes());
        hasher.finalize().to_hex().to_string()
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions(…)")
    }
}
