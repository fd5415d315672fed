//! The keys that hold at a moment, by what is compared of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use intertide_domain::access::{KeyKind, Role};
use intertide_domain::ids::KeyId;
use intertide_domain::time::UnixMillis;
use intertide_store::state::StoredKey;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::{GIVEN, GivenKeys, KnownKey, Opened, hint};

/// A time that stands for none.
const NEVER: i64 = i64::MIN;

/// The keys that hold; those of the settings come first.
#[derive(Clone, Default)]
pub(super) struct Held {
    pub(super) api: Vec<HeldKey>,
    pub(super) secret: Vec<HeldKey>,
}

/// One of them.
#[derive(Clone)]
pub(super) struct HeldKey {
    pub(super) id: KeyId,
    pub(super) kind: KeyKind,
    pub(super) name: String,
    /// Of an API key, nothing rests on it.
    pub(super) role: Role,
    pub(super) shown: Option<SecretString>,
    digest: [u8; 32],
    uses: Arc<Uses>,
}

/// When a key was used last, and up to when the state knows that.
struct Uses {
    last: AtomicI64,
    written: AtomicI64,
}

impl Held {
    /// The key that this is. All are compared, whichever it is.
    pub(super) fn find<'a>(keys: &'a [HeldKey], sent: &str) -> Option<&'a HeldKey> {
        let sent = digest(sent);
        keys.iter().fold(None, |found, key| {
            if bool::from(key.digest.ct_eq(&sent)) {
                Some(key)
            } else {
                found
            }
        })
    }

    pub(super) fn of(&self, kind: KeyKind) -> &[HeldKey] {
        match kind {
            KeyKind::Api => &self.api,
            KeyKind::Secret => &self.secret,
        }
    }

    /// Adds those that the settings give. An empty one opens nothing.
    pub(super) fn add_given(&mut self, given: GivenKeys) {
        let api_key = given.api_key.map(SecretString::from);
        for (kind, id, key) in [
            (KeyKind::Api, KeyId::GIVEN_API_KEY, api_key),
            (KeyKind::Secret, KeyId::GIVEN_SECRET_KEY, given.secret_key),
        ] {
            if let Some(key) = key.filter(|key| !key.expose_secret().is_empty()) {
                let opened = Opened::whole(key.expose_secret());
                self.add(HeldKey::new(id, kind, GIVEN, Role::Admin, opened));
            }
        }
    }

    /// Adds one that is stored. A secret key without a role may do least.
    pub(super) fn add_stored(&mut self, stored: &StoredKey, opened: Opened) {
        let key = &stored.key;
        let role = key.role.unwrap_or(Role::Viewer);
        let held = HeldKey::new(stored.id, key.kind, &key.name, role, opened);
        self.add(held);
    }

    pub(super) fn without(&self, id: KeyId) -> Self {
        let mut left = self.clone();
        left.api.retain(|key| key.id != id);
        left.secret.retain(|key| key.id != id);
        left
    }

    /// Uses of stored keys that the state does not know of.
    pub(super) fn unwritten_uses(&self) -> Vec<(KeyId, UnixMillis)> {
        let stored = self.stored();
        let unwritten = stored.filter_map(|key| {
            let last = key.uses.last.load(Ordering::Relaxed);
            let known = key.uses.written.load(Ordering::Relaxed);
            (last > known).then_some((key.id, UnixMillis::new(last)))
        });
        unwritten.collect()
    }

    pub(super) fn uses_are_written(&self, uses: &[(KeyId, UnixMillis)]) {
        for (id, at) in uses {
            for key in self.stored().filter(|key| key.id == *id) {
                key.uses.written.fetch_max(at.get(), Ordering::Relaxed);
            }
        }
    }

    fn stored(&self) -> impl Iterator<Item = &HeldKey> {
        let all = self.api.iter().chain(&self.secret);
        all.filter(|key| !key.is_given())
    }

    fn add(&mut self, key: HeldKey) {
        match key.kind {
            KeyKind::Api => self.api.push(key),
            KeyKind::Secret => self.secret.push(key),
        }
    }
}

impl HeldKey {
    fn new(id: KeyId, kind: KeyKind, name: &str, role: Role, opened: Opened) -> Self {
        Self {
            id,
            kind,
            name: name.to_owned(),
            role,
            shown: opened.shown,
            digest: opened.digest,
            uses: Arc::new(Uses {
                last: AtomicI64::new(NEVER),
                written: AtomicI64::new(NEVER),
            }),
        }
    }

    /// Remembers a use.
    pub(super) fn use_at(&self, now: UnixMillis) {
        self.uses.last.fetch_max(now.get(), Ordering::Relaxed);
    }

    /// When it was used last since the server came up.
    pub(super) fn used_at(&self) -> Option<UnixMillis> {
        let last = self.uses.last.load(Ordering::Relaxed);
        (last != NEVER).then_some(UnixMillis::new(last))
    }

    /// The key as it is told of, where the settings give it.
    pub(super) fn given(&self) -> Option<KnownKey> {
        let key = self.shown.as_ref().filter(|_| self.is_given())?;
        let is_api = self.kind == KeyKind::Api;
        Some(KnownKey {
            id: self.id,
            kind: self.kind,
            name: self.name.clone(),
            role: (!is_api).then_some(self.role),
            hint: hint(key.expose_secret()),
            key: is_api.then(|| key.expose_secret().to_owned()),
            from_settings: true,
            created_at: None,
            created_by: None,
            last_used_at: self.used_at(),
            revoked_at: None,
        })
    }

    fn is_given(&self) -> bool {
        [KeyId::GIVEN_API_KEY, KeyId::GIVEN_SECRET_KEY].contains(&self.id)
    }
}

/// What is compared of a key, and kept of one that is not to be shown again. Keys are random, so
/// nobody finds one by trying.
pub(super) fn digest(key: &str) -> [u8; 32] {
    *blake3::hash(key.as_bytes()).as_bytes()
}
