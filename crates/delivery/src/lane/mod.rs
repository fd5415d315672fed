//! The lane: the way to one workspace, shared by all syncs that use it.
//!
//! A state machine without I/O. The shell ([`run`]) feeds it with deliveries and answers, and does
//! what [`Lane::poll`] says: fetch, send, record. The lane decides what goes out next (fair
//! between syncs, one at a time for each user), when (the [`governor`]), what follows from an
//! answer ([`talk`], [`crate::settle`]), and when everything has to wait ([`hold`]).

pub mod concurrency;
pub mod errand;
pub mod governor;
pub mod hold;
mod queue;
pub mod run;
pub mod talk;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use intertide_domain::delivery::{Due, Exchange, Note, Settled as Outcome, Settlement, WaitReason};
use intertide_domain::ids::{DeliveryId, SyncId, WorkspaceId};
use intertide_domain::retry::Fraction;
use intertide_domain::sync::{RetryPolicy, SyncDocument};
use intertide_domain::time::UnixMillis;
use intertide_store::state::Fact;
use rand::SeedableRng;
use rand::rngs::StdRng;

use self::concurrency::Concurrency;
use self::errand::{Errand, Errands};
use self::governor::{Governor, Permit};
use self::hold::{Hold, HoldReport};
use self::queue::Queue;
use self::talk::{Ended, Offer, Talk, Turn};
use crate::destinations::{Answer, Destination, Probe, Request, Response, Verdict};
use crate::live::LiveAttempt;
use crate::settle::{Resume, Standing, settle};

/// The way to one workspace.
pub struct Lane {
    workspace: WorkspaceId,
    destination: Arc<dyn Destination>,
    documents: BTreeMap<SyncId, Arc<SyncDocument>>,
    queue: Queue,
    governor: Governor,
    concurrency: Concurrency,
    /// Attempts under way, each with a request out or waiting for its turn.
    talks: BTreeMap<DeliveryId, Talk>,
    /// Requests that wait for a permit, in order; the talks' further requests go before openings.
    outbox: VecDeque<(DeliveryId, Request)>,
    /// Talks whose next try begins later.
    later: BTreeMap<(UnixMillis, DeliveryId), Talk>,
    /// Requests that are out, probes included.
    in_flight: u32,
    /// Attempts that ended with the whole workspace refusing us; a probe tells whether it does.
    suspects: Vec<Ended>,
    hold: Hold,
    errands: Errands,
    ended: Vec<Settled>,
    /// When the state has the next delivery that is not due yet.
    next_due: BTreeMap<SyncId, UnixMillis>,
    winding_down: bool,
    random: StdRng,
}

/// An attempt that ended, to be recorded.
#[derive(Clone, Debug)]
pub struct Settled {
    pub settlement: Settlement,
    pub facts: Vec<Fact>,
    pub told: LiveAttempt,
}

/// What was fetched for a sync.
#[derive(Debug)]
pub struct Fetched {
    /// How many were asked for.
    pub asked: usize,
    /// What is due.
    pub offers: Vec<Offer>,
    /// When the next one falls due that is not due yet.
    pub next_due_at: Option<UnixMillis>,
}

/// What the shell has to do.
#[derive(Debug, Default)]
pub struct Actions {
    /// Requests to be sent.
    pub send: Vec<Outgoing>,
    /// Whether to ask the destination if it accepts the credentials.
    pub probe: Option<Request>,
    /// A request of an errand.
    pub errand: Option<Request>,
    /// Syncs to fetch due deliveries of, each with how many to ask for.
    pub fetch: Vec<(SyncId, usize)>,
    /// Attempts to be recorded; [`Lane::recorded`] is to be called when they are.
    pub record: Vec<Settled>,
    /// When to come again, if nothing happens before.
    pub wake_at: Option<UnixMillis>,
}

/// A request on its way out.
#[derive(Debug)]
pub struct Outgoing {
    pub delivery: DeliveryId,
    /// Which attempt of the delivery it belongs to, from 1.
    pub attempt: u32,
    pub request: Request,
}

/// How a lane stands, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneReport {
    /// Why everything waits, if it does.
    pub hold: Option<HoldReport>,
    /// Until when the destination's limit keeps the lane quiet, if it does.
    pub rate_limited_until: Option<UnixMillis>,
}

impl Lane {
    /// A lane to this workspace, serving nobody yet.
    pub fn new(workspace: WorkspaceId, destination: Arc<dyn Destination>, seed: u64) -> Self {
        Self {
            workspace,
            destination,
            documents: BTreeMap::new(),
            queue: Queue::default(),
            governor: Governor::default(),
            concurrency: Concurrency::default(),
            talks: BTreeMap::new(),
            outbox: VecDeque::new(),
            later: BTreeMap::new(),
            in_flight: 0,
            suspects: Vec::new(),
            hold: Hold::default(),
            errands: Errands::default(),
            ended: Vec::new(),
            next_due: BTreeMap::new(),
            winding_down: false,
            random: StdRng::seed_from_u64(seed),
        }
    }

    /// Serves these syncs from here on. Attempts under way are brought to their end.
    pub fn serve(&mut self, documents: BTreeMap<SyncId, Arc<SyncDocument>>) {
        let syncs: BTreeSet<SyncId> = documents.keys().copied().collect();
        self.queue.serve(&syncs);
        self.next_due.retain(|sync, _| syncs.contains(sync));
        self.documents = documents;
    }

    /// The state has, or may have, more of this sync.
    pub fn notice(&mut self, sync: SyncId) {
        self.queue.mark_stale(sync);
    }

    /// The state may have more of every sync.
    pub fn notice_all(&mut self) {
        self.queue.mark_all_stale();
    }

    /// Takes in what was fetched for one sync. What finds no room stays in the state.
    pub fn offer(&mut self, sync: SyncId, fetched: Fetched) {
        let Fetched {
            asked,
            offers,
            next_due_at,
        } = fetched;
        let mut more = offers.len() >= asked;
        match next_due_at {
            Some(at) => self.next_due.insert(sync, at),
            None => self.next_due.remove(&sync),
        };
        for offer in offers {
            if !self.queue.holds(offer.due.id) && !self.queue.push(offer) {
                more = true;
                break;
            }
        }
        if more {
            self.queue.mark_more(sync);
        }
    }

    /// What is to be done now.
    pub fn poll(&mut self, now: UnixMillis) -> Actions {
        self.wake_sleepers(now);
        let mut actions = Actions {
            probe: self.probe(now),
            errand: self.errand(now),
            ..Actions::default()
        };
        let permit = self.send_what_may_go(now, &mut actions.send);
        actions.record = std::mem::take(&mut self.ended);
        if !self.hold.is_on() && !self.winding_down {
            actions.fetch = self.queue.take_wanted();
        }
        actions.wake_at = self.wake_at(permit);
        actions
    }

    fn probe(&mut self, now: UnixMillis) -> Option<Request> {
        if !self.hold.wants_probe(now) {
            return None;
        }
        if !matches!(self.governor.permit(now, self.in_flight), Permit::Now) {
            return None;
        }
        self.hold.probing();
        self.in_flight += 1;
        Some(self.destination.probe())
    }

    fn errand(&mut self, now: UnixMillis) -> Option<Request> {
        if self.hold.is_on() || self.winding_down {
            return None;
        }
        let (talks, later) = (&self.talks, &self.later);
        let is_under_way =
            |id: &DeliveryId| talks.contains_key(id) || later.keys().any(|(_, later)| later == id);
        let wants = self.errands.wants_to_send(is_under_way);
        if !wants || self.governor.permit(now, self.in_flight) != Permit::Now {
            return None;
        }
        self.in_flight += 1;
        self.errands.take_request()
    }

    /// Sends requests as long as there are any and the governor lets them.
    fn send_what_may_go(&mut self, now: UnixMillis, send: &mut Vec<Outgoing>) -> Permit {
        loop {
            let permit = self.governor.permit(now, self.in_flight);
            if permit != Permit::Now || self.hold.is_on() || !self.fill_outbox(now) {
                return permit;
            }
            let Some((delivery, request)) = self.outbox.pop_front() else {
                return permit;
            };
            if let Some(talk) = self.talks.get(&delivery) {
                self.in_flight += 1;
                send.push(Outgoing {
                    delivery,
                    attempt: talk.attempt(),
                    request,
                });
            }
        }
    }

    /// Sees to it that a request waits, if there is anything to say; begins attempts for that.
    fn fill_outbox(&mut self, now: UnixMillis) -> bool {
        while self.outbox.is_empty() {
            let full = self.talks.len() + self.later.len() >= self.concurrency.limit();
            if full || self.winding_down || self.hold.is_on() {
                return false;
            }
            let Some(offer) = self.queue.pop() else {
                return false;
            };
            let Some(document) = self.documents.get(&offer.due.sync) else {
                self.queue.release(offer.due.id);
                continue;
            };
            let talk = Talk::begin(offer, &*self.destination, document, now);
            let jitter = self.jitter();
            let id = talk.due.id;
            let (talk, turn) = talk.open(now, jitter);
            self.take_turn(id, talk, turn, now);
        }
        true
    }

    /// Takes in the answer to a request.
    pub fn answered(
        &mut self,
        delivery: DeliveryId,
        exchange: Exchange,
        answer: &Answer,
        now: UnixMillis,
    ) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.read_rate(answer, exchange.started_at, now);
        let Some(talk) = self.talks.remove(&delivery) else {
            return;
        };
        let jitter = self.jitter();
        let (talk, turn) = talk.answered(exchange, answer, now, jitter);
        self.take_turn(delivery, talk, turn, now);
    }

    /// Takes in the answer to a probe that was sent at `sent_at`.
    pub fn probed(&mut self, answer: &Answer, sent_at: UnixMillis, now: UnixMillis) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.read_rate(answer, sent_at, now);
        let probe = self.destination.probed(answer);
        let accepted = matches!(probe, Probe::Accepted(_));
        self.hold.probed(&probe, now);
        for ended in std::mem::take(&mut self.suspects) {
            let verdict = match (&ended.verdict, accepted) {
                // The credentials are fine: it is this delivery alone that was refused.
                (Verdict::Hold(reason), true) => Verdict::TryLater(*reason),
                (verdict, _) => verdict.clone(),
            };
            self.end(Ended { verdict, ..ended }, now);
        }
        if accepted {
            self.queue.mark_all_stale();
        }
    }

    /// Lets go of what lies ready: it is read from the state again, as it stands there.
    pub fn forget_ready(&mut self) {
        self.queue.clear_ready();
    }

    /// Takes an errand on. It begins when the attempts that are under way have ended.
    pub fn take_errand(&mut self, errand: Errand) {
        self.forget_ready();
        let later = self.later.keys().map(|(_, id)| *id);
        let after = self.talks.keys().copied().chain(later).collect();
        self.errands.push(errand, after);
    }

    /// Takes in the answer to an errand's request that was sent at `sent_at`.
    pub fn errand_answered(&mut self, answer: &Answer, sent_at: UnixMillis, now: UnixMillis) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.read_rate(answer, sent_at, now);
        self.errands.answered(answer);
    }

    /// The credentials may work again: a lane on hold asks at once.
    pub fn credentials_may_work(&mut self, now: UnixMillis) {
        self.hold.ask_now(now);
    }

    /// The workspace refused us when it was asked last, before this process began: a probe is to
    /// tell whether it still does.
    pub fn suspect(&mut self, reason: WaitReason, now: UnixMillis) {
        self.hold.suspect(reason, now);
    }

    /// These attempts are in the state.
    pub fn recorded(&mut self, settled: &[Settled]) {
        for settled in settled {
            self.queue.release(settled.settlement.id);
            self.queue.mark_stale(settled.told.sync);
        }
    }

    /// How the lane stands.
    pub fn report(&self, now: UnixMillis) -> LaneReport {
        LaneReport {
            hold: self.hold.report(),
            rate_limited_until: self.governor.paused_until(now),
        }
    }

    /// Begins nothing from here on, so that the lane comes to rest.
    pub fn wind_down(&mut self) {
        self.winding_down = true;
        self.errands.clear_waiting();
        self.later.clear();
    }

    /// Whether nothing is under way and all is recorded. What a hold has caught in the middle
    /// stays pending in the state.
    pub fn is_idle(&self) -> bool {
        let talks = self.talks.is_empty() || self.hold.is_on();
        self.in_flight == 0 && talks && self.ended.is_empty()
    }

    fn read_rate(&mut self, answer: &Answer, sent_at: UnixMillis, now: UnixMillis) {
        match answer {
            Answer::Response(response) if response.status < 500 => {
                self.concurrency.answered(now.since(sent_at));
            }
            Answer::Response(_) | Answer::Failed { .. } => self.concurrency.failed(),
        }
        if let Answer::Response(response) = answer {
            self.governor
                .reading(response.rate, self.in_flight, sent_at, now);
            if response.status == 429 {
                self.governor.refused(named_reset(response, now), now);
            } else {
                self.governor.accepted();
            }
        }
    }

    fn take_turn(&mut self, id: DeliveryId, talk: Option<Talk>, turn: Turn, now: UnixMillis) {
        match (talk, turn) {
            (Some(talk), Turn::Send(request)) => {
                self.talks.insert(id, talk);
                self.outbox.push_back((id, request));
            }
            (Some(talk), Turn::Again(at)) => {
                self.later.insert((at, id), talk);
            }
            (_, Turn::Over(ended)) => self.over(ended, now),
            (None, Turn::Send(_) | Turn::Again(_)) => self.queue.release(id),
        }
    }

    fn over(&mut self, ended: Ended, now: UnixMillis) {
        match ended.verdict {
            Verdict::Hold(reason) => {
                self.hold.suspect(reason, now);
                self.queue.clear_ready();
                self.suspects.push(ended);
            }
            _ => self.end(ended, now),
        }
    }

    fn end(&mut self, ended: Ended, now: UnixMillis) {
        let resume = match &ended.verdict {
            Verdict::RateLimited => self.governor.paused_until(now).unwrap_or(now),
            _ => now,
        };
        let policy = self
            .documents
            .get(&ended.due.sync)
            .map_or_else(RetryPolicy::default, |document| document.retry);
        let jitter = self.jitter();
        let standing = settle(
            &ended.due,
            &ended.verdict,
            &policy,
            ended.began_at,
            now,
            Resume(resume),
            jitter,
        );
        let workspace = self.workspace;
        let facts = ended.facts.iter().map(|(key, value)| Fact {
            workspace,
            key: key.clone(),
            value: value.clone(),
        });
        let facts = facts.collect();
        let along = along(&ended.due, standing, now);
        let settlement = Settlement {
            id: ended.due.id,
            at: now,
            attempts: standing.attempts,
            first_attempt_at: standing.first_attempt_at,
            settled: standing.settled,
            exchanges: ended.exchanges,
            notes: ended.notes,
        };
        self.ended.push(Settled {
            told: LiveAttempt::of(&ended.due, &settlement),
            facts,
            settlement,
        });
        self.ended.extend(along);
    }

    /// Talks whose next try is due open it.
    fn wake_sleepers(&mut self, now: UnixMillis) {
        while let Some(entry) = self.later.first_entry().filter(|e| e.key().0 <= now) {
            let ((_, id), talk) = entry.remove_entry();
            let Some(document) = self.documents.get(&talk.due.sync) else {
                self.queue.release(id);
                continue;
            };
            let talk = talk.again(&*self.destination, document);
            let jitter = self.jitter();
            let (talk, turn) = talk.open(now, jitter);
            self.take_turn(id, talk, turn, now);
        }
        let due: Vec<SyncId> = self
            .next_due
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(sync, _)| *sync)
            .collect();
        for sync in due {
            self.next_due.remove(&sync);
            self.queue.mark_stale(sync);
        }
    }

    fn wake_at(&self, permit: Permit) -> Option<UnixMillis> {
        let waiting =
            !self.outbox.is_empty() || !self.queue.is_empty() || self.errands.has_request();
        let permitted = match permit {
            Permit::At(at) if waiting || self.hold.is_on() => Some(at),
            _ => None,
        };
        let sleeper = self.later.keys().next().map(|(at, _)| *at);
        let due = self.next_due.values().min().copied();
        let due = due.filter(|_| !self.hold.is_on());
        [permitted, sleeper, due, self.hold.next_probe_at()]
            .into_iter()
            .flatten()
            .min()
    }

    fn jitter(&mut self) -> Fraction {
        use rand::RngExt;
        Fraction::new(self.random.random::<f64>())
    }
}

/// How the changes that went along with a delivery end: as it did. A retry leaves them waiting
/// behind it.
fn along(due: &Due, standing: Standing, now: UnixMillis) -> Vec<Settled> {
    if matches!(standing.settled, Outcome::Retry { .. }) {
        return Vec::new();
    }
    let settled = due.followers.iter().map(|follower| {
        let settlement = Settlement {
            id: follower.id,
            at: now,
            attempts: 1,
            first_attempt_at: standing.first_attempt_at,
            settled: standing.settled,
            exchanges: Vec::new(),
            notes: vec![Note(format!("Went along with delivery {}", due.id))],
        };
        let told = LiveAttempt {
            event_type: follower.event_type.clone(),
            received_at: follower.received_at,
            ..LiveAttempt::of(due, &settlement)
        };
        Settled {
            settlement,
            facts: Vec::new(),
            told,
        }
    });
    settled.collect()
}

/// When a 429 says to come again: at the reset, or after the pause that it names.
fn named_reset(response: &Response, now: UnixMillis) -> Option<UnixMillis> {
    let reset = response.rate.map(|rate| rate.reset.to_millis());
    reset.or_else(|| response.retry_after.map(|pause| now.plus(pause)))
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lane")
            .field("workspace", &self.workspace)
            .field("syncs", &self.documents.len())
            .field("talks", &self.talks.len())
            .field("in_flight", &self.in_flight)
            .finish_non_exhaustive()
    }
}
