//! Random histories, compared step by step with a model so plain that one sees it is right.

use std::collections::BTreeMap;

use intertide_domain::delivery::{
    DiscardReason, Kind, NewDelivery, Outcome, Route, Settled, Status, WaitReason,
};
use intertide_domain::ids::SyncId;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{DAY, Fresh, HOUR, MINUTE, Opened, at, queued, retry};
use crate::state::Summary;

const SYNCS: usize = 2;
const USERS: u8 = 3;
const CASES: u32 = 48;
const STEPS: usize = 40;

/// One step of a history.
#[derive(Clone, Debug)]
enum Step {
    /// A batch comes from the log.
    Intake(Vec<New>),
    /// The batch before comes once more.
    Repeat,
    /// One of those that are due is settled.
    Settle { which: usize, end: End },
    /// A settlement of one that is settled already comes again.
    SettleAgain,
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

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![3 => Just(Kind::Event), 1 => Just(Kind::User)];
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
        8 => (0..4_usize, end).prop_map(|(which, end)| Step::Settle { which, end }),
        1 => Just(Step::SettleAgain),
        3 => (0..3 * MINUTE).prop_map(|millis| Step::Wait { millis }),
        1 => Just(Step::Wait { millis: HOUR }),
        1 => Just(Step::Reopen),
        1 => Just(Step::Prune),
    ];
    prop::collection::vec(step, 1..STEPS)
}

pub fn the_state_does_what_a_plain_model_does(fresh: Fresh<'_>) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&steps(), |steps| {
            let mut history = History::new(fresh);
            for step in &steps {
                history.take(step);
                history.compare();
            }
            Ok(())
        })
        .unwrap();
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
    attempts: u32,
    settled: Option<i64>,
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
    last_batch: Option<intertide_domain::process::IntakeCommit>,
    last_settled: Option<intertide_domain::delivery::Settlement>,
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
            Step::Settle { which, end } => self.settle(*which, *end),
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
            due: Some(self.now),
            attempts: 0,
            settled: None,
            pruned: false,
        };
        let now = self.now;
        if new.refused {
            entry.status = Status::Discarded(DiscardReason::InvalidIdentity);
            entry.due = None;
            entry.settled = Some(now);
        } else if let Some(&head) = self.chain(new.sync, new.user).first() {
            entry.status = Status::Pending(Some(WaitReason::BehindEarlier));
            entry.due = None;
            let head = &mut self.entries[head];
            let waits = head.status == Status::Pending(Some(WaitReason::WaitingForUser));
            if waits && new.kind == Kind::User {
                head.due = head.due.map(|due| due.min(now));
            }
        }
        entry
    }

    /// The pending ones of a user through a sync, in order.
    fn chain(&self, sync: usize, user: u8) -> Vec<usize> {
        let of_chain = |entry: &Entry| entry.sync == sync && entry.user == user;
        let all = self.entries.iter().enumerate();
        all.filter(|(_, entry)| of_chain(entry) && entry.is_pending())
            .map(|(n, _)| n)
            .collect()
    }

    fn settle(&mut self, which: usize, end: End) {
        let all = self
            .syncs
            .iter()
            .flat_map(|sync| self.state.all_due(*sync, at(self.now)));
        let Some(due) = all.collect::<Vec<_>>().get(which).cloned() else {
            return;
        };
        let settled = match end {
            End::Delivered => Settled::Delivered,
            End::Discarded => Settled::Discarded(DiscardReason::Rejected),
            End::Expired => Settled::Expired(WaitReason::Network),
            End::Retry { after, reason } => retry(at(self.now + after), reason),
        };
        let settlement = super::settlement(&due, at(self.now), settled);
        self.state
            .settle(std::slice::from_ref(&settlement), &[])
            .unwrap();
        let n = self.number(due.id);
        self.settle_entry(n, end);
        if !self.entries[n].is_pending() {
            self.last_settled = Some(settlement);
        }
    }

    fn settle_entry(&mut self, n: usize, end: End) {
        let now = self.now;
        let entry = &mut self.entries[n];
        entry.attempts += 1;
        entry.status = match end {
            End::Delivered => Status::Delivered,
            End::Discarded => Status::Discarded(DiscardReason::Rejected),
            End::Expired => Status::Expired(WaitReason::Network),
            End::Retry { reason, .. } => Status::Pending(Some(reason)),
        };
        entry.due = None;
        let (sync, user) = (entry.sync, entry.user);
        let End::Retry { after, reason } = end else {
            entry.settled = Some(now);
            if let Some(&head) = self.chain(sync, user).first() {
                self.give_turn(head);
            }
            return;
        };
        let chain = self.chain(sync, user);
        let update = chain
            .iter()
            .find(|&&m| m > n && self.entries[m].kind == Kind::User);
        match update {
            Some(&update) if reason == WaitReason::WaitingForUser => self.give_turn(update),
            _ => self.entries[n].due = Some(now + after),
        }
    }

    fn give_turn(&mut self, n: usize) {
        let now = self.now;
        let entry = &mut self.entries[n];
        entry.due = Some(now);
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
    fn number(&self, id: intertide_domain::ids::DeliveryId) -> usize {
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
            .filter_map(|(m, entry)| Some((entry.due?, m)))
            .collect();
        expected.sort_unstable();
        let next = expected.first().map(|(due, _)| at(*due));
        assert_eq!(self.state.next_due_at(sync).unwrap(), next);
        expected.retain(|(due, _)| *due <= self.now);
        let due = self.state.all_due(sync, at(self.now));
        let found: Vec<_> = due
            .iter()
            .map(|due| (due.due_at, self.number(due.id)))
            .collect();
        let expected: Vec<_> = expected.into_iter().map(|(due, m)| (at(due), m)).collect();
        assert_eq!(found, expected, "what is due at {}", self.now);
        for due in due {
            assert_eq!(due.attempts, self.entries[self.number(due.id)].attempts);
        }
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
    }
}
