//! What is ready to go out in a lane: a short queue for each sync, served in turn, so that a sync
//! with much to send leaves room for the others.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use intertide_domain::ids::{DeliveryId, SyncId};

use super::talk::Offer;

/// How many deliveries of one sync lie ready at most; further ones wait in the state.
pub(super) const READY: usize = 256;

/// When fewer than this lie ready, more are fetched.
const LOW: usize = READY / 2;

/// The ready deliveries of a lane.
#[derive(Debug, Default)]
pub(super) struct Queue {
    syncs: BTreeMap<SyncId, VecDeque<Offer>>,
    /// The sync that was served last.
    last: Option<SyncId>,
    /// Deliveries that the lane holds, ready or under way: not to be taken in twice.
    held: HashSet<DeliveryId>,
    /// Syncs of which the state may have more that is due.
    stale: BTreeSet<SyncId>,
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
            for offer in self.syncs.remove(&sync).into_iter().flatten() {
                self.held.remove(&offer.due.id);
            }
            self.stale.remove(&sync);
        }
        for sync in syncs {
            if !self.syncs.contains_key(sync) {
                self.syncs.insert(*sync, VecDeque::new());
                self.stale.insert(*sync);
            }
        }
    }

    /// The state may have more of this sync.
    pub(super) fn mark_stale(&mut self, sync: SyncId) {
        if self.syncs.contains_key(&sync) {
            self.stale.insert(sync);
        }
    }

    /// The state may have more of every sync.
    pub(super) fn mark_all_stale(&mut self) {
        self.stale.extend(self.syncs.keys().copied());
    }

    /// The syncs to fetch for, each with how many to ask for: those held come along.
    pub(super) fn take_wanted(&mut self) -> Vec<(SyncId, usize)> {
        let low: Vec<SyncId> = self
            .stale
            .iter()
            .filter(|sync| self.syncs.get(sync).is_some_and(|ready| ready.len() < LOW))
            .copied()
            .collect();
        for sync in &low {
            self.stale.remove(sync);
        }
        let ask = READY + self.held.len();
        low.into_iter().map(|sync| (sync, ask)).collect()
    }

    /// Whether this delivery is in the lane's hands.
    pub(super) fn holds(&self, id: DeliveryId) -> bool {
        self.held.contains(&id)
    }

    /// Takes in a delivery, behind the ready ones of its sync. False when there is no room or no
    /// such sync; the state keeps it.
    pub(super) fn push(&mut self, offer: Offer) -> bool {
        let Some(ready) = self.syncs.get_mut(&offer.due.sync) else {
            return false;
        };
        if ready.len() >= READY || !self.held.insert(offer.due.id) {
            return false;
        }
        ready.push_back(offer);
        true
    }

    /// The next delivery: of the sync whose turn it is.
    pub(super) fn pop(&mut self) -> Option<Offer> {
        let after = self
            .last
            .map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
        let next = self
            .syncs
            .range((after, std::ops::Bound::Unbounded))
            .chain(self.syncs.iter())
            .find(|(_, ready)| !ready.is_empty())
            .map(|(sync, _)| *sync)?;
        self.last = Some(next);
        self.syncs.get_mut(&next)?.pop_front()
    }

    /// Lets a delivery out of the lane's hands: the state knows how it stands.
    pub(super) fn release(&mut self, id: DeliveryId) {
        self.held.remove(&id);
    }

    /// Lets go of everything that lies ready; the state has it.
    pub(super) fn clear_ready(&mut self) {
        for ready in self.syncs.values_mut() {
            for offer in ready.drain(..) {
                self.held.remove(&offer.due.id);
            }
        }
        self.mark_all_stale();
    }

    /// Whether nothing lies ready.
    pub(super) fn is_empty(&self) -> bool {
        self.syncs.values().all(VecDeque::is_empty)
    }
}
