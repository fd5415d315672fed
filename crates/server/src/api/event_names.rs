//! How much of Intercom's room for event names is in use: 120 in a workspace (intercom.md 2.6).

use std::collections::BTreeSet;

use intertide_delivery::destinations::Destination;
use intertide_delivery::directory::{Listing, LiveSync};
use intertide_domain::event_names::folded;
use intertide_domain::ids::SyncId;
use intertide_domain::sync::{Select, SyncDocument};
use intertide_store::state::{State, StateError};
use serde::Serialize;
use utoipa::ToSchema;

/// How many event names a workspace has room for.
const LIMIT: usize = 120;

/// How many delivered names are counted at most: archiving frees room, so there can be more.
const MOST_COUNTED: usize = 1_000;

/// Event names in use in the sync's workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct EventNames {
    /// Names that were delivered to this workspace, and those that its enabled syncs select, as
    /// Intercom tells them apart: without case. What `all` selects counts once it was delivered.
    used: usize,
    /// How many there is room for.
    limit: usize,
}

impl EventNames {
    /// The meter of a sync: it shares the room with the others that send to its workspace. One
    /// without a workspace stands alone. Names that other programs use don't show: Intercom tells
    /// nobody of them.
    ///
    /// # Errors
    /// When the state can't be read.
    pub(crate) fn of(
        listing: &Listing,
        state: &dyn State,
        destination: &dyn Destination,
        id: SyncId,
    ) -> Result<Self, StateError> {
        let workspace = listing.syncs.get(&id).and_then(|s| s.access.workspace());
        let shares = |sync: &&LiveSync| match workspace {
            Some(workspace) => sync.access.workspace() == Some(workspace),
            None => sync.id == id,
        };
        let mut names: BTreeSet<String> = listing
            .syncs
            .values()
            .filter(shares)
            .filter(|sync| sync.document.enabled)
            .flat_map(|sync| selected(&sync.document))
            .collect();
        if let Some(workspace) = workspace {
            let prefix = destination.event_name_facts();
            let delivered = state.facts_under(workspace, prefix, MOST_COUNTED)?;
            let folded = delivered.keys().filter_map(|key| key.strip_prefix(prefix));
            names.extend(folded.map(str::to_owned));
        }
        Ok(Self {
            used: names.len(),
            limit: LIMIT,
        })
    }
}

fn selected(document: &SyncDocument) -> impl Iterator<Item = String> + '_ {
    let rows = match &document.send_events.select {
        Select::Types(rows) if document.send_events.enabled => rows.as_slice(),
        Select::Types(_) | Select::All => &[],
    };
    rows.iter().map(|row| folded(row.event_type.as_str()))
}
