//! All lanes: one for each workspace that a sync uses, started and ended as syncs come and go.

use std::collections::BTreeMap;
use std::sync::Arc;

use intertide_domain::delivery::WaitReason;
use intertide_domain::ids::{SyncId, WorkspaceId};
use intertide_store::state::State;
use parking_lot::Mutex;

use crate::clock::Clock;
use crate::destinations::Destination;
use crate::directory::{Access, Listing, SyncDirectory};
use crate::dispatch::{Address, Sender};
use crate::lane::LaneReport;
use crate::lane::errand::Errand;
use crate::lane::run::{LaneHandle, LaneParts, Nudge, Service, start};
use crate::live::LiveFeed;

/// What lanes are made of.
#[derive(Clone, Debug)]
pub struct LanesParts {
    pub state: Arc<dyn State>,
    pub directory: Arc<SyncDirectory>,
    pub destination: Arc<dyn Destination>,
    pub sender: Arc<dyn Sender>,
    pub live: LiveFeed,
    pub clock: Clock,
}

/// The lanes at work.
#[derive(Debug)]
pub struct Lanes {
    parts: LanesParts,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    lanes: BTreeMap<WorkspaceId, LaneHandle>,
    /// Lanes that nobody uses any more, coming to rest.
    closing: Vec<tokio::task::JoinHandle<()>>,
    /// Nothing is opened any more.
    closed: bool,
}

impl Lanes {
    /// No lanes yet; [`Lanes::follow`] opens them.
    pub fn new(parts: LanesParts) -> Self {
        Self {
            parts,
            open: Mutex::default(),
        }
    }

    /// Opens and closes lanes so that they are those of the directory.
    pub fn follow(&self) {
        let listing = self.parts.directory.listing();
        let wanted = listing.by_workspace();
        let mut open = self.open.lock();
        if open.closed {
            return;
        }
        let gone: Vec<WorkspaceId> = open
            .lanes
            .keys()
            .filter(|workspace| !wanted.contains_key(workspace))
            .copied()
            .collect();
        for workspace in gone {
            if let Some(handle) = open.lanes.remove(&workspace) {
                open.closing.push(handle.task);
            }
        }
        open.closing.retain(|task| !task.is_finished());
        for (workspace, syncs) in wanted {
            let service = service(&listing, &syncs);
            match open.lanes.get(&workspace) {
                Some(handle) => {
                    handle.service.send_replace(service);
                }
                None => {
                    open.lanes.insert(workspace, self.start(workspace, service));
                }
            }
        }
    }

    /// Tells a sync's lane that there is more to deliver.
    pub fn more(&self, sync: SyncId) {
        self.nudge(sync, Nudge::More(sync));
    }

    /// Tells a sync's lane that its credentials may work again.
    pub fn credentials_may_work(&self, sync: SyncId) {
        self.nudge(sync, Nudge::CredentialsMayWork);
    }

    /// Tells a sync's lane that the workspace refused us when it was asked last, so that it asks
    /// again before it sends.
    pub fn suspect(&self, sync: SyncId, reason: WaitReason) {
        self.nudge(sync, Nudge::Suspect(reason));
    }

    /// How a sync's lane stands; none when it has no lane.
    pub fn report(&self, sync: SyncId) -> Option<LaneReport> {
        let workspace = self.workspace_of(sync)?;
        let open = self.open.lock();
        let report = open.lanes.get(&workspace)?.report.borrow().clone();
        Some(report)
    }

    /// Ends all lanes when what is under way has come to its end and is recorded.
    pub async fn close(&self) {
        let tasks: Vec<_> = {
            let mut open = self.open.lock();
            open.closed = true;
            let lanes = std::mem::take(&mut open.lanes);
            let closing = std::mem::take(&mut open.closing);
            // Dropping the other ends of a handle is what tells the lane to come to rest.
            closing
                .into_iter()
                .chain(lanes.into_values().map(|handle| handle.task))
                .collect()
        };
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a lane ended badly");
            }
        }
    }

    /// Has every lane let go of what lies ready in it, and read it from the state again.
    pub async fn forget_ready(&self) {
        let nudges: Vec<_> = {
            let open = self.open.lock();
            open.lanes.values().map(|lane| lane.nudge.clone()).collect()
        };
        for nudge in nudges {
            // A lane that has ended has nothing ready.
            let _ = nudge.send(Nudge::ForgetReady).await;
        }
    }

    /// Gives a lane an errand.
    ///
    /// # Errors
    /// The errand, where there is no such lane.
    pub async fn run_errand(&self, workspace: WorkspaceId, errand: Errand) -> Result<(), Errand> {
        let lane = {
            let open = self.open.lock();
            open.lanes.get(&workspace).map(|lane| lane.errand.clone())
        };
        match lane {
            Some(lane) => lane.send(errand).await.map_err(|unsent| unsent.0),
            None => Err(errand),
        }
    }

    fn nudge(&self, sync: SyncId, nudge: Nudge) {
        if let Some(workspace) = self.workspace_of(sync)
            && let Some(handle) = self.open.lock().lanes.get(&workspace)
        {
            // A full queue: the lane has not caught up with earlier news and will look anyway.
            let _ = handle.nudge.try_send(nudge);
        }
    }

    fn workspace_of(&self, sync: SyncId) -> Option<WorkspaceId> {
        let listing = self.parts.directory.listing();
        listing.syncs.get(&sync)?.access.workspace()
    }

    fn start(&self, workspace: WorkspaceId, service: Service) -> LaneHandle {
        let parts = LaneParts {
            workspace,
            state: self.parts.state.clone(),
            destination: self.parts.destination.clone(),
            sender: self.parts.sender.clone(),
            live: self.parts.live.clone(),
            clock: self.parts.clock.clone(),
        };
        start(parts, service, rand::random())
    }
}

fn service(listing: &Listing, syncs: &[SyncId]) -> Service {
    let mut service = Service::default();
    for sync in syncs.iter().filter_map(|id| listing.syncs.get(id)) {
        service.documents.insert(sync.id, sync.document.clone());
        if let Access::Granted { token, .. } = &sync.access {
            service.address = Some(Address {
                endpoint: sync.document.credentials.endpoint.clone(),
                token: token.clone(),
            });
        }
    }
    service
}
