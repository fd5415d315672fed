//! The people who may sign in, and what their passwords are held against.

use std::sync::Arc;

use intertide_domain::access::{ADMIN, name_key};
use intertide_domain::ids::PersonId;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{Person, State, StateError};
use secrecy::SecretString;

use crate::password::PasswordHash;

/// How much later than the last time a person has to be seen for it to be written down.
const SEEN_EVERY_MS: u64 = 60_000;

/// Everybody who may sign in: the people of the state, the first of whom has the installation's
/// password.
#[derive(Debug)]
pub(crate) struct People {
    state: Arc<dyn State>,
    admin: PasswordHash,
}

impl People {
    /// The people of this state. `admin` is the hash of the installation's password.
    pub(crate) fn new(state: Arc<dyn State>, admin: PasswordHash) -> Self {
        Self { state, admin }
    }

    /// All of them, by id. Blocks.
    pub(crate) fn all(&self) -> Result<Vec<Person>, StateError> {
        self.state.people()
    }

    /// One of them. Blocks.
    pub(crate) fn get(&self, id: PersonId) -> Result<Option<Person>, StateError> {
        Ok(self.all()?.into_iter().find(|person| person.id == id))
    }

    /// The one of this name, in whatever case; without a name, the administrator. Blocks.
    pub(crate) fn named(&self, name: Option<&str>) -> Result<Option<Person>, StateError> {
        let name = name_key(name.unwrap_or(ADMIN));
        let mut all = self.all()?.into_iter();
        Ok(all.find(|person| name_key(&person.name) == name))
    }

    /// Whether this is the person's password. Takes as long where there is no person: a hash is
    /// made all the same. Blocks.
    pub(crate) fn admits(&self, person: Option<&Person>, password: &SecretString) -> bool {
        let hash = person.and_then(|person| self.hash_of(person));
        let right = hash.as_ref().unwrap_or(&self.admin).admits(password);
        right && hash.is_some()
    }

    /// What the person's sessions are bound to, so that another password ends them.
    pub(crate) fn bond(&self, person: &Person) -> String {
        let kept = person.password.as_ref().map(|kept| kept.0.as_str());
        kept.unwrap_or(self.admin.as_phc()).to_owned()
    }

    /// Remembers that a person was there, to the minute. Blocks.
    pub(crate) fn seen(&self, person: &Person, now: UnixMillis) -> Result<(), StateError> {
        let known = person.last_seen_at;
        let is_news = known.is_none_or(|at| now.since(at).as_millis() >= SEEN_EVERY_MS.into());
        if is_news {
            self.state.person_seen(person.id, now)?;
        }
        Ok(())
    }

    fn hash_of(&self, person: &Person) -> Option<PasswordHash> {
        match &person.password {
            None => Some(self.admin.clone()),
            Some(kept) => PasswordHash::from_phc(&kept.0).ok(),
        }
    }
}
