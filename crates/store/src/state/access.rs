//! Who may come in, and what was written down of what they did.

use std::fmt;

use intertide_domain::access::{Action, AuditEntry, Deed, KeyKind, Role, SubjectKind};
use intertide_domain::ids::{AuditId, KeyId, PersonId};
use intertide_domain::time::UnixMillis;

use super::{SealedToken, StateError};

/// How many revoked keys are remembered; those revoked first go first.
pub const MOST_REVOKED_KEYS: usize = 200;

/// How many entries the audit log has at most; the oldest go first, with
/// [`StateKeeping::prune`](super::StateKeeping::prune).
pub const MOST_AUDIT_ENTRIES: u64 = 1_000_000;

/// People, keys and the audit log.
pub trait AccessState: Send + Sync {
    /// All people, by id. [`PersonId::ADMIN`] is always among them, and never changes but in when
    /// they were seen.
    fn people(&self) -> Result<Vec<Person>, StateError>;

    /// Adds a person under an id never used before; none when somebody has the name already, in
    /// whatever case.
    fn insert_person(&self, person: &NewPerson) -> Result<Option<Person>, StateError>;

    /// Gives a person another role; false when there is no such person.
    fn set_role(&self, id: PersonId, role: Role) -> Result<bool, StateError>;

    /// Gives a person another password; false when there is no such person.
    fn set_password(&self, id: PersonId, password: &KeptPassword) -> Result<bool, StateError>;

    /// Remembers that a person was there.
    fn person_seen(&self, id: PersonId, at: UnixMillis) -> Result<(), StateError>;

    /// Takes a person away; false when there is no such person.
    fn delete_person(&self, id: PersonId) -> Result<bool, StateError>;

    /// All keys, by id: those that hold, and the [`MOST_REVOKED_KEYS`] revoked last.
    fn keys(&self) -> Result<Vec<StoredKey>, StateError>;

    /// Adds a key under an id never used before. Ids that [`KeyId`] reserves are never given.
    fn insert_key(&self, key: &NewKey) -> Result<StoredKey, StateError>;

    /// Adds a key that was kept under a setting until now, and takes the setting away, in one
    /// commit. With a time, the key is revoked from then on.
    fn adopt_key(
        &self,
        setting: &str,
        key: &NewKey,
        revoked_at: Option<UnixMillis>,
    ) -> Result<(), StateError>;

    /// Revokes a key; false when there is none of this id that holds.
    fn revoke_key(&self, id: KeyId, at: UnixMillis) -> Result<bool, StateError>;

    /// Remembers when keys were used last. A time before the one that is known changes nothing.
    fn keys_used(&self, uses: &[(KeyId, UnixMillis)]) -> Result<(), StateError>;

    /// Writes down what was done.
    fn append_audit(&self, deed: &Deed) -> Result<AuditId, StateError>;

    /// What was done, newest first.
    fn audit(&self, query: &AuditQuery) -> Result<AuditPage, StateError>;
}

/// A person's password as it is kept: a hash, as its maker writes it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptPassword(pub String);

impl fmt::Debug for KeptPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptPassword(…)")
    }
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    /// None for [`PersonId::ADMIN`], whose password is the installation's.
    pub password: Option<KeptPassword>,
    pub created_at: UnixMillis,
    pub last_seen_at: Option<UnixMillis>,
}

/// What is written of a person.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub name: String,
    pub role: Role,
    pub password: KeptPassword,
    pub at: UnixMillis,
}

/// A key itself, as far as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyMaterial {
    /// As it is sent; of an API key, which is no secret.
    Clear(String),
    /// Encrypted, so that it can be shown again.
    Sealed(SealedToken),
    /// A hash: enough to know it by.
    Hash([u8; 32]),
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear(_) => "KeyMaterial::Clear(…)",
            Self::Sealed(_) => "KeyMaterial::Sealed(…)",
            Self::Hash(_) => "KeyMaterial::Hash(…)",
        })
    }
}

/// What is written of a key.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub kind: KeyKind,
    pub name: String,
    /// Of a secret key, what it may do.
    pub role: Option<Role>,
    pub material: KeyMaterial,
    /// Its last characters.
    pub hint: String,
    /// When it was made, where that is known.
    pub created_at: Option<UnixMillis>,
    /// Who made it; none for one that was made at a start.
    pub created_by: Option<String>,
}

/// A key as it is stored.
#[derive(Clone, Debug)]
pub struct StoredKey {
    pub id: KeyId,
    pub key: NewKey,
    pub last_used_at: Option<UnixMillis>,
    pub revoked_at: Option<UnixMillis>,
}

/// Which entries of the audit log: those that fit all that is given.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// The name of who did it.
    pub actor: Option<String>,
    pub action: Option<Action>,
    pub subject: Option<SubjectKind>,
    /// The one of this id; of several kinds, where none is given.
    pub subject_id: Option<String>,
    /// Done at or after.
    pub from: Option<UnixMillis>,
    /// Done before.
    pub to: Option<UnixMillis>,
    /// Only entries with a smaller id: the cursor.
    pub before: Option<AuditId>,
    pub limit: usize,
}

/// A page of the audit log.
#[derive(Clone, Debug, Default)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins, if there is one.
    pub next: Option<AuditId>,
}
