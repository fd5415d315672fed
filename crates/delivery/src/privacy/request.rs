//! Asking for an erasure: who it is about, and which contacts go with it.

use std::collections::BTreeSet;

use intertide_domain::ids::UserId;
use intertide_domain::privacy::{ContactOutcome, ErasedContact, Erasure, NewErasure, Remembered};
use intertide_domain::profile::Profile;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{State, StateError};

use super::Privacy;
use crate::destinations::Destination;
use crate::directory::SyncDirectory;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub users: Vec<UserId>,
    /// Whether the contacts at the destination go too.
    pub contacts: bool,
    /// Who asks, in their own words.
    pub requested_by: Option<String>,
    pub at: UnixMillis,
}

/// The users of this list who are not known.
///
/// # Errors
/// When the state can't be read.
pub fn unknown(state: &dyn State, users: &[UserId]) -> Result<Vec<UserId>, StateError> {
    let mut unknown = Vec::new();
    for user in users {
        if state.user(user)?.is_none() {
            unknown.push(user.clone());
        }
    }
    Ok(unknown)
}

/// Writes the erasures down. When this returns, the users are kept out. Blocks.
///
/// # Errors
/// When the state can't be read or written.
pub fn request(
    privacy: &Privacy,
    state: &dyn State,
    directory: &SyncDirectory,
    destination: &dyn Destination,
    asked: &Asked,
) -> Result<Vec<Erasure>, StateError> {
    let mut erasures = Vec::with_capacity(asked.users.len());
    for user in &asked.users {
        let (remembered, contacts) = contacts(state, directory, destination, user)?;
        erasures.push(NewErasure {
            user_id: user.clone(),
            requested_at: asked.at,
            requested_by: asked.requested_by.clone(),
            contacts: if asked.contacts { contacts } else { Vec::new() },
            remembered,
        });
    }
    let requested = state.request_erasures(&erasures)?;
    privacy.kept_out.reload(state)?;
    privacy.asked.notify_one();
    Ok(requested)
}

/// The user's contacts, one for each workspace and key that a sync can reach, and under what they
/// are remembered.
fn contacts(
    state: &dyn State,
    directory: &SyncDirectory,
    destination: &dyn Destination,
    user: &UserId,
) -> Result<(Vec<Remembered>, Vec<ErasedContact>), StateError> {
    let profile = state.user(user)?.map(|known| known.profile);
    let profile = profile.unwrap_or_else(Profile::default);
    let mut named = BTreeSet::new();
    let (mut remembered, mut contacts) = (Vec::new(), Vec::new());
    for sync in directory.listing().syncs.values() {
        let Some(workspace) = sync.access.workspace() else {
            continue;
        };
        let Some(key) = destination.contact_key(&sync.document, user, &profile) else {
            continue;
        };
        if named.insert((workspace, key.clone())) {
            remembered.push(Remembered {
                workspace,
                key: key.clone(),
            });
            contacts.push(ErasedContact {
                sync: sync.id,
                sync_name: sync.document.name.clone(),
                workspace,
                key: Some(key),
                outcome: ContactOutcome::Pending,
                message: None,
            });
        }
    }
    Ok((remembered, contacts))
}
