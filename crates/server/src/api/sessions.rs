//! The console's sessions: opaque random tokens, of which only hashes are kept.
//!
//! They lie among the state's settings, so that a restart signs nobody out. Each hash is taken
//! together with that of the person's password, so that another password ends the person's sessions.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use intertide_delivery::clock::Clock;
use intertide_domain::ids::PersonId;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{Person, State, StateError};
use parking_lot::Mutex;
use rand::Rng as _;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::parts::ServerParts;
use crate::people::People;

/// How long a session lasts.
pub(crate) const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// Sessions of one person that last at the same time; one more ends the oldest of them.
const MOST_OF_ONE: usize = 64;

/// Sessions that last at the same time; one more ends the oldest.
const MOST: usize = 512;

const TOKEN_BYTES: usize = 32;

const SETTING: &str = "console_sessions";

/// The sessions that last.
pub(crate) struct Sessions {
    state: Arc<dyn State>,
    clock: Clock,
    people: Arc<People>,
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
    /// A session from when there was one person names none.
    #[serde(default = "administrator")]
    person: PersonId,
}

fn administrator() -> PersonId {
    PersonId::ADMIN
}

/// A session that was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) person: Person,
    pub(crate) expires_at: UnixMillis,
}

impl Sessions {
    /// The sessions of this server.
    pub(crate) fn new(parts: &ServerParts, people: Arc<People>) -> Self {
        Self {
            state: parts.state.clone(),
            clock: parts.clock.clone(),
            people,
            changing: Mutex::new(()),
        }
    }

    /// Begins a session of this person. Blocks.
    pub(crate) fn open(&self, person: &Person) -> Result<Opened, StateError> {
        let mut bytes = [0; TOKEN_BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let token = SecretString::from(URL_SAFE_NO_PAD.encode(bytes));
        let expires_at = self.clock.now().plus(LIFETIME);
        let _changing = self.changing.lock();
        let mut kept = self.lasting()?;
        kept.push(Kept {
            hash: hash(&self.people.bond(person), token.expose_secret()),
            expires_at,
            person: person.id,
        });
        let of_this_person = kept.iter().filter(|one| one.person == person.id).count();
        if of_this_person > MOST_OF_ONE
            && let Some(oldest) = kept.iter().position(|one| one.person == person.id)
        {
            kept.remove(oldest);
        }
        let surplus = kept.len().saturating_sub(MOST);
        kept.drain(..surplus);
        self.keep(&kept)?;
        Ok(Opened { token, expires_at })
    }

    /// Whose session this token is; none where there is none that lasts. Blocks.
    pub(crate) fn find(&self, token: &str) -> Result<Option<Found>, StateError> {
        let lasting = self.lasting()?;
        let people = self.people.all()?;
        let hashes = self.hashes(&people, token);
        let session = lasting
            .iter()
            .find(|kept| hashes.get(&kept.person) == Some(&kept.hash));
        Ok(session.and_then(|kept| {
            let person = people.into_iter().find(|person| person.id == kept.person)?;
            Some(Found {
                person,
                expires_at: kept.expires_at,
            })
        }))
    }

    /// Ends a session, if there is one of this token. Blocks.
    pub(crate) fn close(&self, token: &str) -> Result<(), StateError> {
        let hashes = self.hashes(&self.people.all()?, token);
        let _changing = self.changing.lock();
        let mut kept = self.lasting()?;
        kept.retain(|kept| hashes.get(&kept.person) != Some(&kept.hash));
        self.keep(&kept)
    }

    /// Ends all sessions of a person. Blocks.
    pub(crate) fn end_all_of(&self, person: PersonId) -> Result<(), StateError> {
        let _changing = self.changing.lock();
        let mut kept = self.lasting()?;
        kept.retain(|kept| kept.person != person);
        self.keep(&kept)
    }

    /// What would be kept of this token for each of these people.
    fn hashes(&self, people: &[Person], token: &str) -> BTreeMap<PersonId, String> {
        let hash_for = |person: &Person| (person.id, hash(&self.people.bond(person), token));
        people.iter().map(hash_for).collect()
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
}

fn hash(bond: &str, token: &str) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("intertide console session");
    hasher.update(&(bond.len() as u64).to_le_bytes());
    hasher.update(bond.as_bytes());
    hasher.update(token.as_bytes());
    hasher.finalize().to_hex().to_string()
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions(…)")
    }
}
