//! The project's keys, in memory: what every request is held against, without a lock that anybody
//! waits for and without a call of the state.
//!
//! Only digests are compared, all of them each time and each in constant time, so that how long it
//! takes says nothing of how near a guess was.

mod held;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use intertide_delivery::clock::Clock;
use intertide_delivery::vault::{Vault, VaultError};
use intertide_domain::access::{KeyKind, Role};
use intertide_domain::ids::KeyId;
use intertide_domain::sync::TokenMark;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{KeyMaterial, NewKey, State, StateError, StoredKey};
use parking_lot::{Mutex, RwLock};
use secrecy::{ExposeSecret, SecretString};

use self::held::{Held, HeldKey, digest};
use crate::amplitude::ApiKeys;
use crate::generate::random_key;

/// Keys of one kind that hold at the same time.
const MOST_KEYS: usize = 100;

/// The name of a key that the settings give.
const GIVEN: &str = "settings";

/// The keys that the settings give.
#[derive(Clone, Debug, Default)]
pub struct GivenKeys {
    pub api_key: Option<String>,
    pub secret_key: Option<SecretString>,
}

/// Why the keys can't be read.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The state failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// A stored key was encrypted with another secret key file, and there is no other.
    #[error(transparent)]
    Unreadable(#[from] VaultError),
}

/// Why a key was not created or revoked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    #[error("there is no such key")]
    NoSuchKey,
    #[error("the settings give this key")]
    FromSettings,
    #[error("it is the last key of its kind")]
    LastKey,
    #[error("there are as many keys as there can be")]
    TooMany,
    #[error(transparent)]
    State(#[from] StateError),
}

/// The keys that hold.
pub struct KeyRing {
    state: Arc<dyn State>,
    clock: Clock,
    held: RwLock<Arc<Held>>,
    /// Held while a key is created or revoked.
    changing: Mutex<()>,
}

/// Who came in with keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Admitted {
    /// The secret key's name and role.
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// A key as it is told of.
#[derive(Clone, Debug)]
pub(crate) struct KnownKey {
    pub(crate) id: KeyId,
    pub(crate) kind: KeyKind,
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
    pub(crate) hint: String,
    /// The key itself, where it is no secret.
    pub(crate) key: Option<String>,
    pub(crate) from_settings: bool,
    pub(crate) created_at: Option<UnixMillis>,
    pub(crate) created_by: Option<String>,
    pub(crate) last_used_at: Option<UnixMillis>,
    pub(crate) revoked_at: Option<UnixMillis>,
}

/// A key that is about to be created.
#[derive(Clone, Debug)]
pub(crate) struct WantedKey {
    pub(crate) kind: KeyKind,
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
    pub(crate) created_by: String,
}

impl KeyRing {
    /// Reads the keys that are stored, beside those that the settings give. Blocks.
    ///
    /// # Errors
    /// [`KeyRingError`]. A stored key that can't be decrypted is passed over, with a word in the
    /// log, where the settings give a secret key.
    pub fn open(
        state: Arc<dyn State>,
        vault: &Vault,
        given: GivenKeys,
        clock: Clock,
    ) -> Result<Self, KeyRingError> {
        let has_given_secret = given.secret_key.is_some();
        let mut held = Held::default();
        held.add_given(given);
        for stored in state.keys()? {
            if stored.revoked_at.is_some() {
                continue;
            }
            match opened(&stored.key.material, vault) {
                Ok(opened) => held.add_stored(&stored, opened),
                Err(error) if has_given_secret => {
                    tracing::warn!(key = %stored.id, %error, "a stored key can't be read and opens nothing");
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Self {
            state,
            clock,
            held: RwLock::new(Arc::new(held)),
            changing: Mutex::new(()),
        })
    }

    /// The API key to name where one is asked for: the one of the settings, or the oldest.
    pub fn api_key(&self) -> Option<String> {
        let held = self.held();
        let key = held.api.iter().find_map(|key| key.shown.as_ref());
        key.map(|key| key.expose_secret().to_owned())
    }

    /// The secret key that can be shown again: the one of the settings, or the first one.
    pub fn secret_key(&self) -> Option<SecretString> {
        self.held().secret.iter().find_map(|key| key.shown.clone())
    }

    /// Who comes with these two; both are looked at in any case.
    pub(crate) fn admit(&self, api_key: &str, secret_key: &SecretString) -> Option<Admitted> {
        let held = self.held();
        let now = self.clock.now();
        let api = Held::find(&held.api, api_key);
        let secret = Held::find(&held.secret, secret_key.expose_secret());
        let (api, secret) = api.zip(secret)?;
        api.use_at(now);
        secret.use_at(now);
        Some(Admitted {
            name: secret.name.clone(),
            role: secret.role,
        })
    }

    /// All keys: those that the settings give, those that are stored. Blocks.
    pub(crate) fn list(&self) -> Result<Vec<KnownKey>, StateError> {
        let held = self.held();
        let mut known: Vec<_> = held
            .api
            .iter()
            .chain(&held.secret)
            .filter_map(HeldKey::given)
            .collect();
        for stored in self.state.keys()? {
            known.push(self.known(&held, stored));
        }
        Ok(known)
    }

    /// Creates a key, which holds from then on; gives it in clear. Blocks.
    pub(crate) fn create(&self, wanted: WantedKey) -> Result<(KnownKey, String), KeyError> {
        let _changing = self.changing.lock();
        let held = self.held();
        if held.of(wanted.kind).len() >= MOST_KEYS {
            return Err(KeyError::TooMany);
        }
        let key = random_key();
        let stored = self.state.insert_key(&NewKey {
            kind: wanted.kind,
            name: wanted.name,
            role: wanted.role,
            material: match wanted.kind {
                KeyKind::Api => KeyMaterial::Clear(key.clone()),
                KeyKind::Secret => KeyMaterial::Hash(digest(&key)),
            },
            hint: hint(&key),
            created_at: Some(self.clock.now()),
            created_by: Some(wanted.created_by),
        })?;
        let mut changed = Held::clone(&held);
        let opened = match wanted.kind {
            KeyKind::Api => Opened::whole(&key),
            KeyKind::Secret => Opened::hashed(digest(&key)),
        };
        changed.add_stored(&stored, opened);
        *self.held.write() = Arc::new(changed);
        Ok((self.known(&held, stored), key))
    }

    /// Revokes a key: it opens nothing from then on. Gives what it was. Blocks.
    pub(crate) fn revoke(&self, id: KeyId) -> Result<KnownKey, KeyError> {
        let _changing = self.changing.lock();
        if [KeyId::GIVEN_API_KEY, KeyId::GIVEN_SECRET_KEY].contains(&id) {
            let given = self.list()?.iter().any(|key| key.id == id);
            return Err(if given {
                KeyError::FromSettings
            } else {
                KeyError::NoSuchKey
            });
        }
        let known = self
            .list()?
            .into_iter()
            .find(|key| key.id == id && key.revoked_at.is_none());
        let known = known.ok_or(KeyError::NoSuchKey)?;
        let held = self.held();
        let others = held
            .of(known.kind)
            .iter()
            .filter(|key| key.id != id)
            .count();
        if others == 0 {
            return Err(KeyError::LastKey);
        }
        if !self.state.revoke_key(id, self.clock.now())? {
            return Err(KeyError::NoSuchKey);
        }
        *self.held.write() = Arc::new(held.without(id));
        Ok(known)
    }

    /// Remembers in the state when keys were used last, where that has changed. Blocks.
    ///
    /// # Errors
    /// Those of the state; it can be called again.
    pub fn write_uses(&self) -> Result<(), StateError> {
        let held = self.held();
        let uses = held.unwritten_uses();
        if uses.is_empty() {
            return Ok(());
        }
        self.state.keys_used(&uses)?;
        held.uses_are_written(&uses);
        Ok(())
    }

    fn held(&self) -> Arc<Held> {
        self.held.read().clone()
    }

    fn known(&self, held: &Held, stored: StoredKey) -> KnownKey {
        let key = stored.key;
        let used = held.of(key.kind).iter().find(|held| held.id == stored.id);
        KnownKey {
            id: stored.id,
            kind: key.kind,
            name: key.name,
            role: key.role,
            hint: key.hint,
            key: match key.material {
                KeyMaterial::Clear(key) => Some(key),
                KeyMaterial::Sealed(_) | KeyMaterial::Hash(_) => None,
            },
            from_settings: false,
            created_at: key.created_at,
            created_by: key.created_by,
            last_used_at: used.and_then(HeldKey::used_at).max(stored.last_used_at),
            revoked_at: stored.revoked_at,
        }
    }
}

impl ApiKeys for KeyRing {
    fn find(&self, api_key: &str) -> Option<KeyId> {
        let held = self.held();
        let key = Held::find(&held.api, api_key)?;
        key.use_at(self.clock.now());
        Some(key.id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(…)")
    }
}

/// The last characters of a key, where it is long enough for that to give nothing away.
pub fn hint(key: &str) -> String {
    let hint = TokenMark::of(key).hint.unwrap_or_default();
    hint.trim_start_matches('…').to_owned()
}

/// What there is of a key: its digest, and what can be shown of it.
struct Opened {
    digest: [u8; 32],
    shown: Option<SecretString>,
}

impl Opened {
    fn whole(key: &str) -> Self {
        Self {
            digest: digest(key),
            shown: Some(SecretString::from(key)),
        }
    }

    fn hashed(digest: [u8; 32]) -> Self {
        Self {
            digest,
            shown: None,
        }
    }
}

fn opened(material: &KeyMaterial, vault: &Vault) -> Result<Opened, VaultError> {
    Ok(match material {
        KeyMaterial::Clear(key) => Opened::whole(key),
        KeyMaterial::Sealed(sealed) => Opened::whole(vault.open(sealed)?.expose()),
        KeyMaterial::Hash(digest) => Opened::hashed(*digest),
    })
}
