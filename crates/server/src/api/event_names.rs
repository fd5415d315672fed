//! How much of Intercom's room for event names is in use: 120 in a workspace (intercom.md 2.6).

use std::collections::BTreeSet;

use intertide_delivery::directory::{Listing, LiveSync};
use intertide_domain::event_names::folded;
use intertide_domain::ids::SyncId;
use intertide_domain::sync::{Select, SyncDocument};
use serde::Serialize;
use utoipa::ToSchema;

/// How many event names a workspace has room for.
const LIMIT: usize = 120;

/// Event names in use in the sync's workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct EventNames {
    /// Names that the enabled syncs into this workspace select, as Intercom tells them apart:
    /// without case. What `all` selects shows only when it is sent.
    used: usize,
    /// How many there is room for.
    limit: usize,
}

impl EventNames {
    /// The meter of a sync: it shares the room with the others that send to its workspace. One
    /// without a workspace stands alone.
    pub(crate) fn of(listing: &Listing, id: SyncId) -> Self {
        let workspace = listing.syncs.get(&id).and_then(|s| s.access.workspace());
        let shares = |sync: &&LiveSync| match workspace {
            Some(workspace) => sync.access.workspace() == Some(workspace),
            None => sync.id == id,
        };
        let names: BTreeSet<String> = listing
            .syncs
            .values()
            .filter(shares)
            .filter(|sync| sync.document.enabled)
            .flat_map(|sync| selected(&sync.document))
            .collect();
        Self {
            used: names.len(),
            limit: LIMIT,
        }
    }
}

fn selected(document: &SyncDocument) -> impl Iterator<Item = String> + '_ {
    let rows = match &document.send_events.select {
        Select::Types(rows) if document.send_events.enabled => rows.as_slice(),
        Select::Types(_) | Select::All => &[],
    };
    rows.iter().map(|row| folded(row.event_type.as_str()))
}
