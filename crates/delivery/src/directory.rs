//! The directory of syncs: what is in force, read by intake and lanes at every step.

use std::collections::BTreeMap;
use std::sync::Arc;

use intertide_domain::ids::{SyncId, WorkspaceId};
use intertide_domain::process::ActiveSync;
use intertide_domain::sync::{AccessToken, SyncDocument};
use intertide_store::state::{State, StateError, StoredSync};
use parking_lot::RwLock;
use tokio::sync::watch;

use crate::vault::{Vault, VaultError};

/// A sync with its credentials.
#[derive(Clone, Debug)]
pub struct LiveSync {
    pub id: SyncId,
    pub document: Arc<SyncDocument>,
    /// How it reaches its workspace, or why it can't.
    pub access: Access,
}

/// Whether a sync can speak to its destination.
#[derive(Clone, Debug)]
pub enum Access {
    /// With this token, in this workspace.
    Granted {
        workspace: WorkspaceId,
        token: AccessToken,
    },
    /// No token was ever given.
    NoToken,
    /// There is one, but it can't be read.
    Unreadable(VaultError),
}

impl Access {
    /// The workspace, where it can speak.
    pub const fn workspace(&self) -> Option<WorkspaceId> {
        match self {
            Self::Granted { workspace, .. } => Some(*workspace),
            Self::NoToken | Self::Unreadable(_) => None,
        }
    }
}

/// All syncs at one moment.
#[derive(Debug, Default)]
pub struct Listing {
    /// Those that are on, made ready for deciding.
    pub active: Vec<ActiveSync>,
    /// All of them.
    pub syncs: BTreeMap<SyncId, LiveSync>,
}

impl Listing {
    /// The syncs that are on and can speak, by workspace.
    pub fn by_workspace(&self) -> BTreeMap<WorkspaceId, Vec<SyncId>> {
        let mut lanes: BTreeMap<WorkspaceId, Vec<SyncId>> = BTreeMap::new();
        for sync in self.syncs.values().filter(|sync| sync.document.enabled) {
            if let Access::Granted { workspace, .. } = &sync.access {
                lanes.entry(*workspace).or_default().push(sync.id);
            }
        }
        lanes
    }
}

/// The listing in force, and the news that it changed.
#[derive(Debug)]
pub struct SyncDirectory {
    listing: RwLock<Arc<Listing>>,
    changes: watch::Sender<u64>,
}

impl SyncDirectory {
    /// Reads the directory from the state.
    ///
    /// # Errors
    /// When the state can't be read.
    pub fn open(state: &dyn State, vault: &Vault) -> Result<Self, StateError> {
        let directory = Self {
            listing: RwLock::default(),
            changes: watch::Sender::new(0),
        };
        directory.reload(state, vault)?;
        Ok(directory)
    }

    /// The listing in force.
    pub fn listing(&self) -> Arc<Listing> {
        self.listing.read().clone()
    }

    /// Told whenever the listing changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Reads the directory again. When this returns, every later decision follows it.
    ///
    /// # Errors
    /// When the state can't be read; the listing in force stays.
    pub fn reload(&self, state: &dyn State, vault: &Vault) -> Result<(), StateError> {
        let mut listing = Listing::default();
        for stored in state.syncs()? {
            let document = Arc::new(stored.document.clone());
            let access = access(&stored, state, vault)?;
            let workspace = access.workspace();
            if document.enabled {
                // A stored document was validated, so its conditions compile.
                let from = stored.active_from;
                match ActiveSync::new(stored.id, from, workspace, document.clone()) {
                    Ok(active) => listing.active.push(active),
                    Err(fault) => {
                        tracing::error!(sync = %stored.id, %fault, "a stored sync is left out");
                    }
                }
            }
            let live = LiveSync {
                id: stored.id,
                document,
                access,
            };
            listing.syncs.insert(stored.id, live);
        }
        *self.listing.write() = Arc::new(listing);
        self.changes.send_modify(|version| *version += 1);
        Ok(())
    }
}

fn access(stored: &StoredSync, state: &dyn State, vault: &Vault) -> Result<Access, StateError> {
    let Some(sealed) = &stored.token else {
        return Ok(Access::NoToken);
    };
    Ok(match vault.open(sealed) {
        Ok(token) => {
            let endpoint = stored.document.credentials.endpoint.base_url();
            Access::Granted {
                workspace: state.workspace(&vault.fingerprint(endpoint, &token))?,
                token,
            }
        }
        Err(error) => {
            tracing::error!(sync = %stored.id, %error, "a stored token can't be used");
            Access::Unreadable(error)
        }
    })
}
