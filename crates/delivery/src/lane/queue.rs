//! What is ready to go out in a lane: a short queue for each sync and priority.
//!
//! What has just happened goes before what is tried again, and that before what is sent after the
//! fact (product.md 4). Among equals the syncs are served in turn, so that a sync with much to send
//! leaves room for the others.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::ops::Bound;

use intertide_domain::delivery::Priority;
use intertide_domain::ids::{DeliveryId, SyncId};

use super::talk::Offer;

/// How many deliveries of one sync and priority lie ready at most; further ones wait in the state.
pub(super) const READY: usize = 256;

/// When fewer than this lie ready, more are fetched.
const LOW: usize = READY / 2;

const PRIORITIES: [Priority; 3] = [Priority::Live, Priority::Retry, Priority::Backfill];

/// The ready deliveries of a lane.
#[derive(Debug, Default)]
pub(super) struct Queue {
    syncs: BTreeMap<SyncId, Ready>,
    /// The sync that was served last, for each priority.
    last: BTreeMap<Priority, SyncId>,
    /// Deliveries that the lane holds, ready or under way: not to be taken in twice.
    held: HashSet<DeliveryId>,
    /// Syncs of which there is news: something may be due that was not before.
    news: BTreeSet<SyncId>,
    /// Syncs of which the state has more that is due than found room here.
    more: BTreeSet<SyncId>,
}

/// What lies ready of one sync.
#[derive(Debug, Default)]
struct Ready(BTreeMap<Priority, VecDeque<Offer>>);

impl Ready {
    fn of(&self, priority: Priority) -> usize {
        self.0.get(&priority).map_or(0, VecDeque::len)
    }

    fn len(&self) -> usize {
        self.0.values().map(VecDeque::len).sum()
    }
}

impl Queue {
    /// Serves these syncs from here on; what lies ready of others is let go.
    pub(super) fn serve(&mut self, syncs: &BTreeSet<SyncId>) {
        let gone: Vec<SyncId> = self
            .syncs
            .keys()
            .filter(|sync| !syncs.contains(sync))
            .copied()
            .collect();
        for sync in gone {
            if let Some(ready) = self.syncs.remove(&sync) {
                self.let_go(ready);
            }
            self.news.remove(&sync);
            self.more.remove(&sync);
        }
        for sync in syncs {
            if !self.syncs.contains_key(sync) {
                self.syncs.insert(*sync, Ready::default());
                self.news.insert(*sync);
            }
        }
    }

    /// Something of this sync may be due that was not before.
    pub(super) fn mark_stale(&mut self, sync: SyncId) {
        if self.syncs.contains_key(&sync) {
            self.news.insert(sync);
        }
    }

    /// The state has more of this sync than found room.
    pub(super) fn mark_more(&mut self, sync: SyncId) {
        if self.syncs.contains_key(&sync) {
            self.more.insert(sync);
        }
    }

    /// Something of every sync may be due.
    pub(super) fn mark_all_stale(&mut self) {
        self.news.extend(self.syncs.keys().copied());
    }

    /// The syncs to fetch for, each with how many to ask for: those held come along. News is looked
    /// at even while less urgent things lie ready in plenty.
    pub(super) fn take_wanted(&mut self) -> Vec<(SyncId, usize)> {
        let wanted: Vec<SyncId> = self
            .syncs
            .iter()
            .filter(|(sync, ready)| {
                let news = self.news.contains(sync) && ready.of(Priority::Live) < LOW;
                news || (self.more.contains(sync) && ready.len() < LOW)
            })
            .map(|(sync, _)| *sync)
            .collect();
        for sync in &wanted {
            self.news.remove(sync);
            self.more.remove(sync);
        }
        let ask = READY + self.held.len();
        wanted.into_iter().map(|sync| (sync, ask)).collect()
    }

    /// Whether this delivery is in the lane's hands.
    pub(super) fn holds(&self, id: DeliveryId) -> bool {
        self.held.contains(&id)
    }

    /// Takes in a delivery, behind the ready ones of its sync and priority. False when there is no
    /// room or no such sync; the state keeps it.
    pub(super) fn push(&mut self, offer: Offer) -> bool {
        let Some(ready) = self.syncs.get_mut(&offer.due.sync) else {
            return false;
        };
        if ready.of(offer.due.priority) >= READY || !self.held.insert(offer.due.id) {
            return false;
        }
        let queue = ready.0.entry(offer.due.priority).or_default();
        queue.push_back(offer);
        true
    }

    /// The next delivery: of the highest priority that there is, of the sync whose turn it is.
    pub(super) fn pop(&mut self) -> Option<Offer> {
        PRIORITIES
            .into_iter()
            .find_map(|priority| self.pop_of(priority))
    }

    fn pop_of(&mut self, priority: Priority) -> Option<Offer> {
        let after = self
            .last
            .get(&priority)
            .map_or(Bound::Unbounded, |last| Bound::Excluded(*last));
        let next = self
            .syncs
            .range((after, Bound::Unbounded))
            .chain(self.syncs.iter())
            .find(|(_, ready)| ready.of(priority) > 0)
            .map(|(sync, _)| *sync)?;
        self.last.insert(priority, next);
        let ready = self.syncs.get_mut(&next)?;
        ready.0.get_mut(&priority)?.pop_front()
    }

    /// Lets a delivery out of the lane's hands: the state knows how it stands.
    pub(super) fn release(&mut self, id: DeliveryId) {
        self.held.remove(&id);
    }

    /// Lets go of everything that lies ready; the state has it.
    pub(super) fn clear_ready(&mut self) {
        let all: Vec<Ready> = self.syncs.values_mut().map(std::mem::take).collect();
        for ready in all {
            self.let_go(ready);
        }
        self.mark_all_stale();
    }

    /// Whether nothing lies ready.
    pub(super) fn is_empty(&self) -> bool {
        self.syncs.values().all(|ready| ready.len() == 0)
    }

    fn let_go(&mut self, ready: Ready) {
        for offer in ready.0.into_values().flatten() {
            self.held.remove(&offer.due.id);
        }
    }
}
