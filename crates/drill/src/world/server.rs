//! The server of a world: what a crash takes away and a start brings back, made of the real parts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use futures_util::FutureExt as _;
use intertide_delivery::clock::Clock;
use intertide_delivery::destinations::intercom::Intercom;
use intertide_delivery::destinations::{Answer, Request};
use intertide_delivery::directory::{Access, SyncDirectory};
use intertide_delivery::dispatch::{Address, Sender, Sending, exchange};
use intertide_delivery::intake::Intake;
use intertide_delivery::lane::{Lane, Settled};
use intertide_delivery::live::LiveFeed;
use intertide_delivery::vault::Vault;
use intertide_domain::delivery::Exchange;
use intertide_domain::ids::WorkspaceId;
use intertide_domain::process::MergePolicy;
use intertide_domain::sync::{AccessToken, Endpoint};
use intertide_domain::time::UnixMillis;
use intertide_store::log::MemoryLog;
use intertide_store::sqlite::SqliteState;
use intertide_store::state::{State, StateError};
use rand::RngExt as _;
use rand::rngs::StdRng;

/// What a running server consists of.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) state: Arc<dyn State>,
    pub(super) directory: Arc<SyncDirectory>,
    pub(super) intake: Intake,
    pub(super) lanes: BTreeMap<WorkspaceId, Shell>,
}

/// A lane, with what the shell around it keeps.
#[derive(Debug)]
pub(super) struct Shell {
    pub(super) lane: Lane,
    pub(super) address: Address,
    /// When the lane wants to be asked again.
    pub(super) wake_at: Option<UnixMillis>,
    /// Attempts that ended and are not in the state yet.
    pub(super) unrecorded: Vec<Settled>,
    pub(super) recording: bool,
}

impl Server {
    /// Starts on what is on disk.
    pub(super) fn start(
        path: &Path,
        log: &Arc<MemoryLog>,
        vault: &Vault,
        clock: Clock,
        random: &mut StdRng,
    ) -> Result<Self, StateError> {
        let state: Arc<dyn State> = Arc::new(SqliteState::open(path)?);
        let directory = Arc::new(SyncDirectory::open(&*state, vault)?);
        let intake = Intake {
            log: log.clone(),
            state: state.clone(),
            directory: directory.clone(),
            destination: Arc::new(Intercom),
            merge: MergePolicy::default(),
            privacy: Arc::default(),
            live: LiveFeed::new(),
            clock,
        };
        let mut server = Self {
            state,
            directory,
            intake,
            lanes: BTreeMap::new(),
        };
        server.follow_directory(random);
        Ok(server)
    }

    /// Has a lane for each workspace in use, serving the syncs that use it.
    pub(super) fn follow_directory(&mut self, random: &mut StdRng) {
        let listing = self.directory.listing();
        for (workspace, syncs) in listing.by_workspace() {
            let syncs: Vec<_> = syncs
                .iter()
                .filter_map(|sync| listing.syncs.get(sync))
                .collect();
            let Some((endpoint, token)) = syncs.iter().find_map(|sync| match &sync.access {
                Access::Granted { token, .. } => Some((&sync.document.credentials.endpoint, token)),
                Access::NoToken | Access::Unreadable(_) => None,
            }) else {
                continue;
            };
            let shell = self.lanes.entry(workspace).or_insert_with(|| Shell {
                lane: Lane::new(workspace, Arc::new(Intercom), random.random()),
                address: Address {
                    endpoint: endpoint.clone(),
                    token: token.clone(),
                },
                wake_at: None,
                unrecorded: Vec::new(),
                recording: false,
            });
            let documents = syncs.iter().map(|sync| (sync.id, sync.document.clone()));
            shell.lane.serve(documents.collect());
        }
    }
}

/// The account of an exchange, as [`exchange`] writes it. It measures time by the machine's clock,
/// so the duration is put in from the virtual one.
pub(super) fn account(
    address: &Address,
    request: &Request,
    attempt: u32,
    sent_at: UnixMillis,
    answered_at: UnixMillis,
    answer: &Answer,
) -> Option<Exchange> {
    let clock = Clock::from_fn(move || sent_at);
    let at_hand = AtHand(answer.clone());
    let (account, _) = exchange(&at_hand, address, request, attempt, &clock).now_or_never()?;
    let took = answered_at.since(sent_at).as_millis();
    Some(Exchange {
        duration_ms: u64::try_from(took).unwrap_or(u64::MAX),
        ..account
    })
}

/// A sender whose answer is there already.
#[derive(Debug)]
struct AtHand(Answer);

impl Sender for AtHand {
    fn send<'a>(&'a self, _: &'a Endpoint, _: &'a AccessToken, _: &'a Request) -> Sending<'a> {
        Box::pin(std::future::ready(self.0.clone()))
    }
}
