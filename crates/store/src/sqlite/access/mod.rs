//! Who may come in, and what they did: `people`, `keys`, `audit`.

pub(super) mod audit;
mod keys;
mod people;

use intertide_domain::access::{Deed, Role};
use intertide_domain::ids::{AuditId, KeyId, PersonId};
use intertide_domain::time::UnixMillis;
use rusqlite::Row;

use super::SqliteState;
use super::connections::Durability;
use super::error::invalid;
use crate::state::{
    AccessState, AuditPage, AuditQuery, KeptPassword, NewKey, NewPerson, Person, StateError,
    StoredKey,
};

impl AccessState for SqliteState {
    fn people(&self) -> Result<Vec<Person>, StateError> {
        self.connections.read(|view| people::all(view))
    }

    fn insert_person(&self, person: &NewPerson) -> Result<Option<Person>, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| people::insert(t, person))
    }

    fn set_role(&self, id: PersonId, role: Role) -> Result<bool, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| people::set_role(t, id, role))
    }

    fn set_password(&self, id: PersonId, password: &KeptPassword) -> Result<bool, StateError> {
        self.connections.write(Durability::PowerLoss, |t| {
            people::set_password(t, id, password)
        })
    }

    fn person_seen(&self, id: PersonId, at: UnixMillis) -> Result<(), StateError> {
        self.connections
            .write(Durability::ProcessCrash, |t| people::seen(t, id, at))
    }

    fn delete_person(&self, id: PersonId) -> Result<bool, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| people::delete(t, id))
    }

    fn keys(&self) -> Result<Vec<StoredKey>, StateError> {
        self.connections.read(|view| keys::all(view))
    }

    fn insert_key(&self, key: &NewKey) -> Result<StoredKey, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| keys::insert(t, key))
    }

    fn adopt_key(
        &self,
        setting: &str,
        key: &NewKey,
        revoked_at: Option<UnixMillis>,
    ) -> Result<(), StateError> {
        self.connections.write(Durability::PowerLoss, |t| {
            keys::adopt(t, setting, key, revoked_at)
        })
    }

    fn revoke_key(&self, id: KeyId, at: UnixMillis) -> Result<bool, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| keys::revoke(t, id, at))
    }

    fn keys_used(&self, uses: &[(KeyId, UnixMillis)]) -> Result<(), StateError> {
        self.connections
            .write(Durability::ProcessCrash, |t| keys::used(t, uses))
    }

    fn append_audit(&self, deed: &Deed) -> Result<AuditId, StateError> {
        self.connections
            .write(Durability::PowerLoss, |t| audit::append(t, deed))
    }

    fn audit(&self, query: &AuditQuery) -> Result<AuditPage, StateError> {
        self.connections.read(|view| audit::page(view, query))
    }
}

/// Reads a word of the domain; none where nothing is stored.
fn optional_word<T>(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, StateError> {
    let Some(text) = row.get::<_, Option<String>>(column)? else {
        return Ok(None);
    };
    parse(&text).map(Some).ok_or_else(|| invalid(what, &text))
}

/// Reads a word of the domain.
fn word<T>(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, StateError> {
    optional_word(row, column, what, parse)?.ok_or_else(|| invalid(what, "nothing"))
}

fn time(row: &Row<'_>, column: usize) -> Result<Option<UnixMillis>, StateError> {
    Ok(row.get::<_, Option<i64>>(column)?.map(UnixMillis::new))
}
