//! Random histories, compared step by step with a model so plain that one sees it is right.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::{
    DiscardReason, Kind, NewDelivery, Outcome, Priority, Route, Settled, Settlement, Status,
    WaitReason,
};
use intertide_domain::ids::{DeliveryId, SyncId};
use intertide_domain::testing::trial;
use proptest::prelude::*;

use super::{DAY, Fresh, HOUR, MINUTE, Opened, at, queued, retry};
use crate::state::{PutBack, SeriesStep, Summary};

const SYNCS: usize = 2;
const USERS: u8 = 3;
const CASES: u64 = 48;
const STEPS: usize = 40;

/// One step of a history.
#[derive(Clone, Debug)]
enum Step {
    /// A batch comes from the log.
    Intake(Vec<New>),
    /// The batch before comes once more.
    Repeat,
    /// One of those that are due is settled, and with it as many of its followers as there are
    /// further ends; in this order or the other way round.
    Settle {
        which: usize,
        ends: Vec<End>,
        backwards: bool,
    },
    /// A settlement of one that is settled already comes again.
    SettleAgain,
    /// The oldest failures of a sync are put back.
    PutBack { sync: usize, limit: usize },
    /// Time passes.
    Wait { millis: i64 },
    /// The program is started again.
    Reopen,
    /// What is older than an hour is pruned.
    Prune,
}

#[derive(Clone, Debug)]
struct New {
    sync: usize,
    user: u8,
    kind: Kind,
    refused: bool,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Delivered,
    Discarded,
    Expired,
    Retry { after: i64, reason: WaitReason },
}

impl End {
    /// A rate limit costs no attempt (product.md 4).
    fn spent(self) -> u32 {
        match self {
            Self::Retry {
                reason: WaitReason::RateLimited,
                ..
            } => 0,
            _ => 1,
        }
    }

    fn status(self) -> Status {
        match self {
            Self::Delivered => Status::Delivered,
            Self::Discarded => Status::Discarded(DiscardReason::Rejected),
            Self::Expired => Status::Expired(WaitReason::Network),
            Self::Retry { reason, .. } => Status::Pending(Some(reason)),
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![Just(Kind::Event), Just(Kind::User)];
    let new = (0..SYNCS, 0..USERS, kind, prop::bool::weighted(0.1)).prop_map(
        |(sync, user, kind, refused)| New {
            sync,
            user,
            kind,
            refused,
        },
    );
    let reason = prop_oneof![
        Just(WaitReason::Network),
        Just(WaitReason::RateLimited),
        Just(WaitReason::WaitingForUser),
    ];
    let end = prop_oneof![
        3 => Just(End::Delivered),
        1 => Just(End::Discarded),
        1 => Just(End::Expired),
        3 => (0..2 * MINUTE, reason).prop_map(|(after, reason)| End::Retry { after, reason }),
    ];
    let step = prop_oneof![
        4 => prop::collection::vec(new, 0..5).prop_map(Step::Intake),
        1 => Just(Step::Repeat),
        8 => (0..4_usize, prop::collection::vec(end, 1..4), any::<bool>())
            .prop_map(|(which, ends, backwards)| Step::Settle { which, ends, backwards }),
        2 => (0..SYNCS, 1..4_usize).prop_map(|(sync, limit)| Step::PutBack { sync, limit }),
        1 => Just(Step::SettleAgain),
        3 => (0..3 * MINUTE).prop_map(|millis| Step::Wait { millis }),
        1 => Just(Step::Wait { millis: HOUR }),
        1 => Just(Step::Reopen),
        1 => Just(Step::Prune),
    ];
    prop::collection::vec(step, 1..STEPS)
}

/// The state does what the model does through the first histories.
///
/// # Panics
/// When it does not.
pub fn the_state_does_what_a_plain_model_does(fresh: Fresh<'_>) {
    for seed in 0..CASES {
        history(fresh, seed);
    }
}

/// The state does what the model does through the history of this seed.
///
/// # Panics
/// When it does not.
pub fn history(fresh: Fresh<'_>, seed: u64) {
    trial(seed, &steps(), |steps| {
        let mut history = History::new(fresh);
        for step in &steps {
            history.take(step);
            history.compare();
        }
    });
}

/// One delivery as the model knows it.
#[derive(Clone, Debug)]
struct Entry {
    sync: usize,
    user: u8,
    kind: Kind,
    status: Status,
    /// In milliseconds after the start; only the one whose turn it is has it.
    due: Option<i64>,
    priority: Priority,
    attempts: u32,
    settled: Option<i64>,
    /// Refused at once: it never had a place in a chain.
    refused: bool,
    pruned: bool,
}

impl Entry {
    fn is_pending(&self) -> bool {
        self.status.outcome() == Outcome::Pending
    }
}

struct History {
    state: Opened,
    syncs: [SyncId; SYNCS],
    now: i64,
    /// All deliveries that ever were, in the order of their ids.
    entries: Vec<Entry>,
    /// How often something was to be tried again, by sync.
    retried: [u64; SYNCS],
    last_batch: Option<intertide_domain::process::IntakeCommit>,
    last_settled: Option<Settlement>,
}

impl History {
    fn new(fresh: Fresh<'_>) -> Self {
        let state = Opened::new(fresh);
        let syncs = std::array::from_fn(|_| state.sync_on());
        Self {
            state,
            syncs,
            now: 0,
            entries: Vec::new(),
            retried: [0; SYNCS],
            last_batch: None,
            last_settled: None,
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Intake(news) => self.intake(news),
            Step::Repeat => {
                if let Some(batch) = &self.last_batch {
                    self.state.commit_intake(batch).unwrap();
                }
            }
            Step::Settle {
                which,
                ends,
                backwards,
            } => self.settle(*which, ends, *backwards),
            Step::PutBack { sync, limit } => self.put_back(*sync, *limit),
            Step::SettleAgain => {
                if let Some(settlement) = self.last_settled.clone() {
                    self.state.settle(&[settlement], &[]).unwrap();
                }
            }
            Step::Wait { millis } => self.now += millis,
            Step::Reopen => self.state.reopen(),
            Step::Prune => self.prune(),
        }
    }

    fn intake(&mut self, news: &[New]) {
        let mut batch = self.state.batch(at(self.now));
        for new in news {
            batch.deliveries.push(self.delivery(new));
            let entry = self.placed(new);
            self.entries.push(entry);
        }
        self.state.commit_intake(&batch).unwrap();
        self.last_batch = Some(batch);
    }

    fn delivery(&self, new: &New) -> NewDelivery {
        let sync = self.syncs[new.sync];
        let mut delivery = queued(sync, &new.user.to_string(), "Opened", at(self.now));
        delivery.kind = new.kind;
        if new.refused {
            delivery.route = Route::Discarded(DiscardReason::InvalidIdentity);
        }
        delivery
    }

    fn placed(&mut self, new: &New) -> Entry {
        let mut entry = Entry {
            sync: new.sync,
            user: new.user,
            kind: new.kind,
            status: Status::Pending(None),
            due: None,
            priority: Priority::Live,
            attempts: 0,
            settled: None,
            refused: new.refused,
            pruned: false,
        };
        if new.refused {
            entry.status = Status::Discarded(DiscardReason::InvalidIdentity);
            entry.settled = Some(self.now);
        } else {
            self.join(&mut entry);
        }
        entry
    }

    /// Whoever comes to a chain waits when something of it is pending.
    fn join(&mut self, entry: &mut Entry) {
        let now = self.now;
        let chain = self.chain(entry.sync, entry.user);
        let holder = chain.iter().find(|&&n| self.entries[n].due.is_some());
        let Some(&holder) = holder else {
            assert_eq!(chain, [0; 0], "something has the turn");
            entry.status = Status::Pending(None);
            entry.due = Some(now);
            return;
        };
        entry.status = Status::Pending(Some(WaitReason::BehindEarlier));
        let holder = &mut self.entries[holder];
        let waits = holder.status == Status::Pending(Some(WaitReason::WaitingForUser));
        if waits && entry.kind == Kind::User {
            holder.due = holder.due.map(|due| due.min(now));
        }
    }

    fn put_back(&mut self, sync: usize, limit: usize) {
        let which = PutBack {
            sync: self.syncs[sync],
            ids: None,
            category: None,
            from: None,
            to: None,
        };
        let failed = |entry: &Entry| {
            let outcome = entry.status.outcome();
            let failed = outcome == Outcome::Discarded || outcome == Outcome::Expired;
            failed && !entry.refused && !entry.pruned
        };
        let all = self.entries_of(sync).filter(|(_, entry)| failed(entry));
        let all: Vec<_> = all.map(|(n, _)| n).collect();
        let taken = all.len().min(limit);
        let state = &self.state;
        assert_eq!(state.count_put_back(&which).unwrap(), all.len() as u64);
        let count = state.put_back(&which, limit, at(self.now)).unwrap();
        assert_eq!(count, taken as u64);
        for &n in &all[..taken] {
            let mut entry = self.entries[n].clone();
            entry.attempts = 0;
            entry.settled = None;
            entry.priority = Priority::Retry;
            self.join(&mut entry);
            self.entries[n] = entry;
        }
        self.last_settled = None;
    }

    /// The pending ones of a user through a sync, in order.
    fn chain(&self, sync: usize, user: u8) -> Vec<usize> {
        let of_chain = |entry: &Entry| entry.sync == sync && entry.user == user;
        let all = self.entries.iter().enumerate();
        all.filter(|(_, entry)| of_chain(entry) && entry.is_pending())
            .map(|(n, _)| n)
            .collect()
    }

    fn settle(&mut self, which: usize, ends: &[End], backwards: bool) {
        let all = self
            .syncs
            .iter()
            .flat_map(|sync| self.state.all_due(*sync, at(self.now)));
        let Some(due) = all.collect::<Vec<_>>().get(which).cloned() else {
            return;
        };
        let followers = due.followers.iter().map(|follower| follower.id);
        let mut ends: Vec<_> = std::iter::once(due.id)
            .chain(followers)
            .map(|id| self.number(id))
            .zip(ends.iter().copied())
            .collect();
        if backwards {
            ends.reverse();
        }
        let settlements: Vec<_> = ends.iter().map(|(n, end)| self.ended(*n, *end)).collect();
        self.state.settle(&settlements, &[]).unwrap();
        self.settle_entries(&ends);
        for settlement in settlements {
            if !self.entries[self.number(settlement.id)].is_pending() {
                self.last_settled = Some(settlement);
            }
        }
    }

    fn ended(&self, n: usize, end: End) -> Settlement {
        let settled = match end {
            End::Delivered => Settled::Delivered,
            End::Discarded => Settled::Discarded(DiscardReason::Rejected),
            End::Expired => Settled::Expired(WaitReason::Network),
            End::Retry { after, reason } => retry(at(self.now + after), reason),
        };
        Settlement {
            id: DeliveryId::new(i64::try_from(n).unwrap() + 1),
            at: at(self.now),
            attempts: self.entries[n].attempts + end.spent(),
            first_attempt_at: Some(at(self.now)),
            settled,
            exchanges: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn settle_entries(&mut self, ends: &[(usize, End)]) {
        let mut put_off = BTreeMap::new();
        let mut without_holder = None;
        for &(n, end) in ends {
            let entry = &mut self.entries[n];
            let had_turn = entry.due.take().is_some();
            entry.attempts += end.spent();
            entry.status = end.status();
            if had_turn {
                without_holder = Some((entry.sync, entry.user));
            }
            let End::Retry { after, reason } = end else {
                entry.settled = Some(self.now);
                continue;
            };
            if end.spent() > 0 {
                entry.priority = Priority::Retry;
            }
            self.retried[entry.sync] += 1;
            if !had_turn {
                put_off.insert(n, self.now + after);
                continue;
            }
            without_holder = None;
            match self.update_behind(n) {
                Some(update) if reason == WaitReason::WaitingForUser => {
                    self.give_turn(update, self.now);
                }
                _ => self.entries[n].due = Some(self.now + after),
            }
        }
        if let Some((sync, user)) = without_holder
            && let Some(&head) = self.chain(sync, user).first()
        {
            self.give_turn(head, put_off.get(&head).copied().unwrap_or(self.now));
        }
    }

    /// The update that a waiting delivery would let go first.
    fn update_behind(&self, n: usize) -> Option<usize> {
        let waits = Status::Pending(Some(WaitReason::WaitingForUser));
        let Entry { sync, user, .. } = self.entries[n];
        self.chain(sync, user).into_iter().find(|&m| {
            let entry = &self.entries[m];
            m != n && entry.kind == Kind::User && entry.status != waits
        })
    }

    fn give_turn(&mut self, n: usize, due: i64) {
        let entry = &mut self.entries[n];
        entry.due = Some(due);
        if entry.status == Status::Pending(Some(WaitReason::BehindEarlier)) {
            entry.status = Status::Pending(None);
        }
    }

    fn prune(&mut self) {
        let before = self.now - HOUR;
        let mut pruned = 0;
        for entry in &mut self.entries {
            if !entry.pruned && entry.settled.is_some_and(|settled| settled < before) {
                entry.pruned = true;
                pruned += 1;
            }
        }
        assert_eq!(self.state.prune(at(before), at(self.now)).unwrap(), pruned);
    }

    /// Ids are given one by one, and the suite's states are fresh.
    fn number(&self, id: DeliveryId) -> usize {
        usize::try_from(id.get() - 1).unwrap()
    }

    fn compare(&self) {
        for (n, sync) in self.syncs.iter().enumerate() {
            self.compare_due(n, *sync);
            self.compare_rows(n, *sync);
            self.compare_counts(n, *sync);
        }
    }

    fn entries_of(&self, sync: usize) -> impl Iterator<Item = (usize, &Entry)> {
        let all = self.entries.iter().enumerate();
        all.filter(move |(_, entry)| entry.sync == sync)
    }

    fn compare_due(&self, n: usize, sync: SyncId) {
        let mut expected: Vec<_> = self
            .entries_of(n)
            .filter_map(|(m, entry)| Some((entry.priority, entry.due?, m)))
            .collect();
        expected.sort_unstable();
        let times = expected.iter().map(|(_, due, _)| *due);
        let next = times.filter(|due| *due > self.now).min().map(at);
        assert_eq!(self.state.next_due(sync, at(self.now)), next);
        expected.retain(|(_, due, _)| *due <= self.now);
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(_, due, m)| (at(due), m, self.followers(m)))
            .collect();
        let due = self.state.all_due(sync, at(self.now));
        let found: Vec<_> = due
            .iter()
            .map(|due| {
                let followers = due.followers.iter().map(|f| self.number(f.id));
                (due.due_at, self.number(due.id), followers.collect())
            })
            .collect();
        assert_eq!(found, expected, "what is due at {}", self.now);
        for due in due {
            assert_eq!(due.attempts, self.entries[self.number(due.id)].attempts);
        }
    }

    /// The user changes right behind a user change.
    fn followers(&self, n: usize) -> Vec<usize> {
        let head = &self.entries[n];
        if head.kind != Kind::User {
            return Vec::new();
        }
        let chain = self.chain(head.sync, head.user).into_iter();
        chain
            .filter(|&m| m > n)
            .take_while(|&m| self.entries[m].kind == Kind::User)
            .collect()
    }

    fn compare_rows(&self, n: usize, sync: SyncId) {
        let mut expected: Vec<_> = self
            .entries_of(n)
            .filter(|(_, entry)| !entry.pruned)
            .map(|(m, entry)| (m, entry.status, entry.due.map(at), entry.settled.map(at)))
            .collect();
        expected.reverse();
        let rows = self.state.rows(sync);
        let found: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    self.number(row.id),
                    row.status,
                    row.next_attempt_at,
                    row.settled_at,
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    fn compare_counts(&self, n: usize, sync: SyncId) {
        let mut totals: BTreeMap<_, _> = Outcome::ALL.iter().map(|o| (*o, 0)).collect();
        let mut summary = Summary::default();
        for (_, entry) in self.entries_of(n) {
            *totals.entry(entry.status.outcome()).or_default() += 1;
            match entry.status.outcome() {
                Outcome::Pending => {}
                Outcome::Delivered if entry.attempts <= 1 => summary.delivered_first += 1,
                Outcome::Delivered => summary.delivered_after_retry += 1,
                Outcome::Discarded => summary.discarded += 1,
                Outcome::Expired => summary.expired += 1,
            }
        }
        assert_eq!(self.state.totals(sync).unwrap(), totals);
        let found = self
            .state
            .summary(sync, at(-DAY), at(self.now + DAY))
            .unwrap();
        assert_eq!(
            found.latency_p95_ms.is_some(),
            totals[&Outcome::Delivered] > 0
        );
        summary.latency_p95_ms = found.latency_p95_ms;
        assert_eq!(found, summary);
        self.compare_series(n, sync, &summary);
    }

    /// A series adds up to the summary of its period.
    fn compare_series(&self, n: usize, sync: SyncId, summary: &Summary) {
        let hour = Duration::from_secs(60 * 60);
        let series = self
            .state
            .series(sync, at(-DAY), at(self.now + DAY), hour)
            .unwrap();
        let sum = |of: fn(&SeriesStep) -> u64| series.iter().map(of).sum::<u64>();
        assert_eq!(sum(|step| step.delivered_first), summary.delivered_first);
        assert_eq!(
            sum(|step| step.delivered_after_retry),
            summary.delivered_after_retry
        );
        assert_eq!(sum(|step| step.discarded.values().sum()), summary.discarded);
        assert_eq!(sum(|step| step.expired.values().sum()), summary.expired);
        assert_eq!(sum(|step| step.retried.values().sum()), self.retried[n]);
        let made = self.entries_of(n).count() as u64;
        assert_eq!(sum(|step| step.selected.values().sum()), made);
    }
}
