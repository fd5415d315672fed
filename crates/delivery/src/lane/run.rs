//! The shell around a lane: does what the lane says, and tells it what came of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use intertide_domain::delivery::{Exchange, WaitReason};
use intertide_domain::ids::{DeliveryId, SyncId, WorkspaceId};
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{State, StateError};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::errand::Errand;
use super::talk::Offer;
use super::{Actions, Fetched, Lane, LaneReport, Settled};
use crate::clock::Clock;
use crate::destinations::{Answer, Destination, Request};
use crate::dispatch::{Address, Sender, exchange};
use crate::live::{LiveFeed, LiveItem};

/// How long to wait when the state can't be read or written.
const STATE_PAUSE: Duration = Duration::from_secs(1);

/// The furthest that a timer is set ahead: timers don't see when the clock is set.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);

/// What a lane's shell works with.
#[derive(Clone, Debug)]
pub struct LaneParts {
    pub workspace: WorkspaceId,
    pub state: Arc<dyn State>,
    pub destination: Arc<dyn Destination>,
    pub sender: Arc<dyn Sender>,
    pub live: LiveFeed,
    pub clock: Clock,
}

/// What a lane is told from outside.
#[derive(Clone, Copy, Debug)]
pub enum Nudge {
    /// There is more to deliver for this sync.
    More(SyncId),
    /// The credentials may work again.
    CredentialsMayWork,
    /// What lies ready may be there no longer.
    ForgetReady,
    /// The workspace refused us when it was asked last.
    Suspect(WaitReason),
}

/// Whom a lane serves.
#[derive(Clone, Debug, Default)]
pub struct Service {
    pub documents: BTreeMap<SyncId, Arc<SyncDocument>>,
    /// Where to send; none once nobody is served any more.
    pub address: Option<Address>,
}

/// The ends of a lane that its owner holds.
#[derive(Debug)]
pub struct LaneHandle {
    pub nudge: mpsc::Sender<Nudge>,
    pub errand: mpsc::Sender<Errand>,
    pub service: watch::Sender<Service>,
    pub report: watch::Receiver<LaneReport>,
    pub task: tokio::task::JoinHandle<()>,
}

/// Nudges that may wait; a full queue means that the lane is awake anyway.
const NUDGES: usize = 256;

/// Errands that may wait to be taken on; whoever brings one more waits.
const ERRANDS: usize = 16;

/// Starts a lane. It ends, with everything recorded, when its `service` sender is dropped.
pub fn start(parts: LaneParts, service: Service, seed: u64) -> LaneHandle {
    let (nudge, nudges) = mpsc::channel(NUDGES);
    let (errand, errands) = mpsc::channel(ERRANDS);
    let (service, services) = watch::channel(service);
    let (reports, report) = watch::channel(LaneReport::default());
    let runner = Runner {
        lane: Lane::new(parts.workspace, parts.destination.clone(), seed),
        address: None,
        exchanges: JoinSet::new(),
        state_work: JoinSet::new(),
        unrecorded: Vec::new(),
        recording: false,
        reading: 0,
        reports,
        parts,
    };
    let task = tokio::spawn(runner.run(nudges, errands, services));
    LaneHandle {
        nudge,
        errand,
        service,
        report,
        task,
    }
}

struct Runner {
    parts: LaneParts,
    lane: Lane,
    address: Option<Arc<Address>>,
    exchanges: JoinSet<Done>,
    state_work: JoinSet<StateDone>,
    /// Attempts that ended and are not in the state yet.
    unrecorded: Vec<Settled>,
    recording: bool,
    /// Which reading of the state counts: what was begun to be read under an earlier number may be
    /// there no longer.
    reading: u64,
    reports: watch::Sender<LaneReport>,
}

enum Done {
    Delivery(DeliveryId, Box<Exchange>, Answer),
    Probe(UnixMillis, Answer),
    Errand(UnixMillis, Answer),
}

enum StateDone {
    Fetched(SyncId, u64, Result<Fetched, StateError>),
    Recorded(Vec<Settled>, Result<(), StateError>),
}

impl Runner {
    async fn run(
        mut self,
        mut nudges: mpsc::Receiver<Nudge>,
        mut errands: mpsc::Receiver<Errand>,
        mut services: watch::Receiver<Service>,
    ) {
        let first = services.borrow_and_update().clone();
        self.serve(first);
        let mut serving = true;
        loop {
            let wake_at = self.act();
            if !serving && self.is_done() {
                return;
            }
            let sleep = self.sleep_until(wake_at);
            tokio::select! {
                changed = services.changed(), if serving => match changed {
                    Ok(()) => {
                        let service = services.borrow_and_update().clone();
                        self.serve(service);
                    }
                    Err(_) => {
                        serving = false;
                        self.lane.wind_down();
                    }
                },
                Some(nudge) = nudges.recv(), if serving => self.nudged(nudge),
                Some(errand) = errands.recv(), if serving => {
                    self.reading += 1;
                    self.lane.take_errand(errand);
                }
                Some(Ok(done)) = self.exchanges.join_next() => self.exchanged(done),
                Some(Ok(done)) = self.state_work.join_next() => self.state_done(done),
                () = sleep => {}
            }
        }
    }

    fn serve(&mut self, service: Service) {
        self.address = service.address.map(Arc::new);
        self.lane.serve(service.documents);
    }

    fn nudged(&mut self, nudge: Nudge) {
        match nudge {
            Nudge::More(sync) => self.lane.notice(sync),
            Nudge::CredentialsMayWork => {
                self.lane.credentials_may_work(self.parts.clock.now());
                self.lane.notice_all();
            }
            Nudge::ForgetReady => {
                self.reading += 1;
                self.lane.forget_ready();
            }
            Nudge::Suspect(reason) => self.lane.suspect(reason, self.parts.clock.now()),
        }
    }

    /// Does what the lane says; returns when it wants to be asked again.
    fn act(&mut self) -> Option<UnixMillis> {
        let now = self.parts.clock.now();
        let Actions {
            send,
            probe,
            errand,
            fetch,
            record,
            wake_at,
        } = self.lane.poll(now);
        for outgoing in send {
            self.send(outgoing.delivery, outgoing.attempt, outgoing.request);
        }
        if let Some(request) = probe {
            self.probe(request);
        }
        if let Some(request) = errand {
            self.run_errand(request);
        }
        for (sync, ask) in fetch {
            self.fetch(sync, ask);
        }
        self.unrecorded.extend(record);
        self.record();
        self.reports.send_if_modified(|report| {
            let is = self.lane.report(now);
            let changed = *report != is;
            *report = is;
            changed
        });
        wake_at
    }

    fn send(&mut self, delivery: DeliveryId, attempt: u32, request: Request) {
        let Some(address) = self.address.clone() else {
            return;
        };
        let (sender, clock) = (self.parts.sender.clone(), self.parts.clock.clone());
        self.exchanges.spawn(async move {
            let (exchange, answer) = exchange(&*sender, &address, &request, attempt, &clock).await;
            Done::Delivery(delivery, Box::new(exchange), answer)
        });
    }

    fn probe(&mut self, request: Request) {
        let Some(address) = self.address.clone() else {
            return;
        };
        let sender = self.parts.sender.clone();
        let sent_at = self.parts.clock.now();
        self.exchanges.spawn(async move {
            let answer = sender.send(&address.endpoint, &address.token, &request);
            Done::Probe(sent_at, answer.await)
        });
    }

    fn run_errand(&mut self, request: Request) {
        let Some(address) = self.address.clone() else {
            return;
        };
        let sender = self.parts.sender.clone();
        let sent_at = self.parts.clock.now();
        self.exchanges.spawn(async move {
            let answer = sender.send(&address.endpoint, &address.token, &request);
            Done::Errand(sent_at, answer.await)
        });
    }

    fn fetch(&mut self, sync: SyncId, ask: usize) {
        let (parts, reading) = (self.parts.clone(), self.reading);
        self.state_work.spawn_blocking(move || {
            let (state, destination) = (&*parts.state, &*parts.destination);
            let now = parts.clock.now();
            let fetched = fetch(state, destination, parts.workspace, sync, ask, now);
            StateDone::Fetched(sync, reading, patiently(fetched))
        });
    }

    /// Records what has ended, one commit at a time: what ends meanwhile shares the next one.
    fn record(&mut self) {
        if self.recording || self.unrecorded.is_empty() {
            return;
        }
        self.recording = true;
        let settled = std::mem::take(&mut self.unrecorded);
        let state = self.parts.state.clone();
        self.state_work.spawn_blocking(move || {
            let result = patiently(record(&*state, &settled));
            StateDone::Recorded(settled, result)
        });
    }

    fn exchanged(&mut self, done: Done) {
        let now = self.parts.clock.now();
        match done {
            Done::Delivery(delivery, exchange, answer) => {
                self.lane.answered(delivery, *exchange, &answer, now);
            }
            Done::Probe(sent_at, answer) => self.lane.probed(&answer, sent_at, now),
            Done::Errand(sent_at, answer) => self.lane.errand_answered(&answer, sent_at, now),
        }
    }

    fn state_done(&mut self, done: StateDone) {
        match done {
            StateDone::Fetched(sync, reading, _) if reading < self.reading => {
                self.lane.notice(sync);
            }
            StateDone::Fetched(sync, _, Ok(fetched)) => self.lane.offer(sync, fetched),
            StateDone::Fetched(sync, _, Err(error)) => {
                tracing::error!(%sync, %error, "due deliveries can't be read");
                self.lane.notice(sync);
            }
            StateDone::Recorded(settled, Ok(())) => {
                self.recording = false;
                self.lane.recorded(&settled);
                for settled in settled {
                    self.parts
                        .live
                        .tell(LiveItem::Attempt(Arc::new(settled.told)));
                }
            }
            StateDone::Recorded(settled, Err(error)) => {
                tracing::error!(%error, "outcomes can't be recorded; they are tried again");
                self.recording = false;
                self.unrecorded.splice(0..0, settled);
            }
        }
    }

    fn is_done(&self) -> bool {
        self.lane.is_idle() && !self.recording && self.unrecorded.is_empty()
    }

    fn sleep_until(&self, wake_at: Option<UnixMillis>) -> tokio::time::Sleep {
        let now = self.parts.clock.now();
        let pause = wake_at.map_or(LONGEST_SLEEP, |at| at.since(now).min(LONGEST_SLEEP));
        // A timer may fire a millisecond early, and the lane would be asked for nothing.
        tokio::time::sleep(pause + Duration::from_millis(1))
    }
}

/// What is due of a sync at `now`, each with what is remembered of its user.
///
/// # Errors
/// When the state can't be read.
pub fn fetch(
    state: &dyn State,
    destination: &dyn Destination,
    workspace: WorkspaceId,
    sync: SyncId,
    asked: usize,
    now: UnixMillis,
) -> Result<Fetched, StateError> {
    let batch = state.due(sync, now, asked)?;
    let due = batch.deliveries.into_iter();
    let wanted: Vec<_> = due.map(|due| (destination.fact_keys(&due), due)).collect();
    let keys: Vec<String> = wanted.iter().flat_map(|(keys, _)| keys.clone()).collect();
    let known = state.facts(workspace, &keys)?;
    let offers = wanted.into_iter().map(|(keys, due)| {
        let facts = keys.into_iter();
        let facts = facts.filter_map(|key| known.get(&key).map(|value| (key, value.clone())));
        Offer {
            facts: facts.collect(),
            due,
        }
    });
    Ok(Fetched {
        asked,
        offers: offers.collect(),
        next_due_at: batch.next_due_at,
    })
}

/// Records how attempts ended, in one commit.
///
/// # Errors
/// When the state can't be written; nothing is recorded then.
pub fn record(state: &dyn State, settled: &[Settled]) -> Result<(), StateError> {
    let settlements: Vec<_> = settled.iter().map(|s| s.settlement.clone()).collect();
    let facts: Vec<_> = settled.iter().flat_map(|s| s.facts.clone()).collect();
    state.settle(&settlements, &facts)
}

/// Pauses after a failure of the state, so that it is not asked without end.
fn patiently<T>(result: Result<T, StateError>) -> Result<T, StateError> {
    if result.is_err() {
        std::thread::sleep(STATE_PAUSE);
    }
    result
}
