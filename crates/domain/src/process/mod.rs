//! The decision: what one batch of the log means.
//!
//! [`process`] takes the records of a batch, the state that they touch, and the syncs; it gives
//! back everything that changes, to be committed as one. It is a function: the same batch on the
//! same state gives the same changes, which is what lets a crash repeat it (product.md 4).
//!
//! Read on in the order in which it happens: `identity` (whose event is it), `changes` (what
//! does it change), `observe` (which names does it bring), `route` (which sync wants it), `snapshot`
//! (what a filter sees).

mod changes;
mod identity;
mod loaded;
mod observe;
mod route;
mod snapshot;
#[cfg(test)]
mod tests;
mod trace;

pub use self::identity::{MergePolicy, SeenKey};
pub use self::loaded::{Keys, Loaded};
pub use self::route::{
    ActiveSync, DestinationMapping, Explanation, Mapped, MergedUnder, Moment, Question,
    SelectedEvent, UserChange, explain,
};
pub use self::trace::{EventTrace, SkipReason, SyncTrace, Verdict};

use std::collections::BTreeMap;

use crate::delivery::NewDelivery;
use crate::event::Received;
use crate::ids::{DeviceId, Offset, SyncId, UserId};
use crate::privacy::Suppressions;
use crate::profile::{GroupKey, Profile, ProfileKey};
use crate::property::Properties;
use crate::taxonomy::{Entry, Seen, Taxonomy};
use crate::time::UnixMillis;

/// One record of the log with its place in it.
#[derive(Clone, Debug)]
pub struct Record {
    pub offset: Offset,
    pub received: Received,
}

/// What the decision depends on, beside the records and the state.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The syncs that are on.
    pub syncs: &'a [ActiveSync],
    /// Writes a delivery in its destination's form.
    pub mapping: &'a dyn DestinationMapping,
    /// What happens to what is known of a device when a known user logs in on it.
    pub merge: MergePolicy,
    /// Who is kept out.
    pub suppressions: &'a Suppressions,
    /// The time of the decision.
    pub now: UnixMillis,
}

impl std::fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rules")
            .field("syncs", &self.syncs.len())
            .field("merge", &self.merge)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// Everything that a batch changes: committed whole or not at all.
#[derive(Clone, Debug, Default)]
pub struct IntakeCommit {
    /// One past the last record of the batch.
    pub processed: Offset,
    /// The time of the decision.
    pub at: UnixMillis,
    /// Profiles that changed; `None` where one went into another.
    pub profiles: Vec<(ProfileKey, Option<Profile>)>,
    /// Devices, and who logged in on them last.
    pub links: Vec<(DeviceId, UserId)>,
    /// Groups whose properties changed.
    pub groups: Vec<(GroupKey, Properties)>,
    /// Events that were seen for the first time, and when.
    pub seen: Vec<(SeenKey, UnixMillis)>,
    /// What the taxonomy learned, as it is known now.
    pub taxonomy: Vec<(Seen, Entry)>,
    /// What the syncs selected.
    pub deliveries: Vec<NewDelivery>,
    /// How many events each sync did not select, by reason.
    pub skipped: BTreeMap<(SyncId, SkipReason), u64>,
    /// Records in the batch.
    pub received: u64,
    /// Records that were copies of earlier ones.
    pub duplicates: u64,
    /// Records of users who are kept out: nothing follows from them, and nothing is told of them.
    pub suppressed: u64,
    /// What became of each record, in order.
    pub traces: Vec<EventTrace>,
}

/// Decides what a batch means.
///
/// `loaded` holds at least what [`Keys::of`] the batch names; it is used up as the working copy.
/// `taxonomy` is what the state knows; it learns what the batch brings, and is worth keeping only
/// where the batch is committed.
pub fn process(
    records: &[Record],
    loaded: Loaded,
    taxonomy: &mut Taxonomy,
    rules: Rules<'_>,
) -> IntakeCommit {
    let mut work = Work {
        loaded,
        rules,
        commit: IntakeCommit {
            at: rules.now,
            received: records.len() as u64,
            ..IntakeCommit::default()
        },
    };
    for record in records {
        if rules.suppressions.cover(&record.received.event) {
            work.commit.suppressed += 1;
            continue;
        }
        let trace = work.record(record, taxonomy);
        work.commit.traces.push(trace);
    }
    if let Some(last) = records.last() {
        work.commit.processed = last.offset.next();
    }
    work.commit.taxonomy = taxonomy.take_changed();
    work.finish()
}

/// A batch half decided.
struct Work<'a> {
    loaded: Loaded,
    rules: Rules<'a>,
    commit: IntakeCommit,
}

impl Work<'_> {
    fn record(&mut self, record: &Record, taxonomy: &mut Taxonomy) -> EventTrace {
        let received = &record.received;
        if self.is_duplicate(received) {
            self.commit.duplicates += 1;
            return EventTrace::duplicate(record);
        }
        let who = self.whose(&received.event);
        let change = self.apply(received, who);
        self.observe(received, &change, taxonomy);
        let syncs = self.route(record, &change);
        EventTrace::processed(record, &change, syncs)
    }

    /// Remembers the event; true when it was seen within seven days (amplitude.md 1.4).
    fn is_duplicate(&mut self, received: &Received) -> bool {
        let Some(key) = SeenKey::of(&received.event) else {
            return false;
        };
        let at = received.received_at;
        if let Some(before) = self.loaded.seen.get(&key)
            && at.since(*before) < identity::SEEN_FOR
        {
            return true;
        }
        self.loaded.seen.insert(key, at);
        self.commit.seen.push((key, at));
        false
    }

    fn finish(self) -> IntakeCommit {
        let Self {
            loaded, mut commit, ..
        } = self;
        let (profiles, links, groups) = loaded.into_changed();
        commit.profiles = profiles;
        commit.links = links;
        commit.groups = groups;
        commit
    }
}
