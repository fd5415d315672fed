//! How attempts ended: status, turn and counts of each delivery.
//!
//! A call may settle several deliveries of one chain, a head and its followers, in any order. So
//! the turn is passed on when all of them are written: to the first that is still pending, which
//! may be one that the same call has put off.

use std::collections::{BTreeMap, HashMap};

use intertide_domain::delivery::{
    Chain, Outcome, Priority, Settled, Settlement, Status, WaitReason,
};
use intertide_domain::ids::{DeliveryId, EventType, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::codes::{StatusCode, priority_code};
use super::counters::{Counters, End, Failure};
use super::syncs::LiveSyncs;
use super::{chain, exchanges, notes};
use crate::state::StateError;

/// Records settlements in order.
pub(super) fn settle(
    connection: &Connection,
    settlements: &[Settlement],
) -> Result<(), StateError> {
    let live = LiveSyncs::read(connection)?;
    let mut settling = Settling {
        connection,
        counters: Counters::default(),
        without_holder: BTreeMap::new(),
        put_off: HashMap::new(),
    };
    for settlement in settlements {
        match Pending::read(connection, settlement.id)? {
            Some(pending) if live.contains(pending.sync) => {
                settling.settle(&pending, settlement)?;
            }
            Some(_) | None => {}
        }
    }
    settling.finish()
}

/// A delivery before it is settled.
struct Pending {
    sync: SyncId,
    chain: Chain,
    has_turn: bool,
    attempts: u32,
    priority: i64,
    received_at: UnixMillis,
    event_type: EventType,
    notes: Option<String>,
}

impl Pending {
    /// The delivery, if it is there and pending.
    fn read(connection: &Connection, id: DeliveryId) -> Result<Option<Self>, StateError> {
        let mut statement = connection.prepare_cached(
            "SELECT sync_id, chain, due_at IS NOT NULL, attempts, priority, received_at,
                 event_type, notes
             FROM deliveries WHERE id = ?1 AND status < 10",
        )?;
        let row = statement.query_row([id.get()], |row| {
            Ok(Self {
                sync: SyncId::new(row.get(0)?),
                chain: Chain::new(row.get(1)?),
                has_turn: row.get(2)?,
                attempts: row.get(3)?,
                priority: row.get(4)?,
                received_at: UnixMillis::new(row.get(5)?),
                event_type: EventType::from(row.get::<_, String>(6)?),
                notes: row.get(7)?,
            })
        });
        Ok(row.optional()?)
    }

    /// Whoever spent an attempt makes way for what has just happened.
    fn priority_after(&self, settlement: &Settlement) -> i64 {
        if settlement.attempts > self.attempts {
            self.priority.max(priority_code(Priority::Retry))
        } else {
            self.priority
        }
    }
}

/// The settlements of one call.
struct Settling<'a> {
    connection: &'a Connection,
    counters: Counters,
    /// The chains whose turn is to be passed on, by the number on disk, and since when.
    without_holder: BTreeMap<(SyncId, i64), UnixMillis>,
    /// When deliveries without the turn are to be tried again.
    put_off: HashMap<DeliveryId, UnixMillis>,
}

impl Settling<'_> {
    fn settle(&mut self, pending: &Pending, settlement: &Settlement) -> Result<(), StateError> {
        self.describe(pending, settlement)?;
        let status = match settlement.settled {
            Settled::Retry { due_at, reason } => {
                return self.retry(pending, settlement, due_at, reason);
            }
            Settled::Delivered => Status::Delivered,
            Settled::Discarded(reason) => Status::Discarded(reason),
            Settled::Expired(reason) => Status::Expired(reason),
        };
        let end = match Failure::of(status) {
            Some(failure) => End::Failed(failure),
            None => End::Delivered {
                attempts: settlement.attempts,
                latency: settlement.at.since(pending.received_at),
            },
        };
        let (sync, at) = (pending.sync, settlement.at);
        self.counters.total(sync, Outcome::Pending, -1);
        self.counters.total(sync, status.outcome(), 1);
        self.counters.end(sync, &pending.event_type, at, end);
        self.update(pending, settlement, status, None, Some(at))?;
        if pending.has_turn {
            self.without_holder.insert((sync, pending.chain.get()), at);
        }
        Ok(())
    }

    /// Keeps the turn for another attempt, unless an update may overtake. A delivery that does
    /// not have the turn does not get it this way.
    fn retry(
        &mut self,
        pending: &Pending,
        settlement: &Settlement,
        due_at: UnixMillis,
        reason: WaitReason,
    ) -> Result<(), StateError> {
        let (sync, id, at) = (pending.sync, settlement.id, settlement.at);
        self.counters.retried(sync, reason, at);
        let overtaking = if pending.has_turn && reason == WaitReason::WaitingForUser {
            chain::update_behind(self.connection, sync, pending.chain, id)?
        } else {
            None
        };
        let keeps_turn = pending.has_turn && overtaking.is_none();
        let status = Status::Pending(Some(reason));
        let due = keeps_turn.then_some(due_at);
        self.update(pending, settlement, status, due, None)?;
        if !pending.has_turn {
            self.put_off.insert(id, due_at);
        }
        match overtaking {
            Some(update) => update.take_turn(self.connection, at),
            None => Ok(()),
        }
    }

    fn describe(&self, pending: &Pending, settlement: &Settlement) -> Result<(), StateError> {
        let mut added = settlement.notes.clone();
        added.extend(exchanges::add(
            self.connection,
            settlement.id,
            &settlement.exchanges,
        )?);
        notes::add(
            self.connection,
            settlement.id,
            pending.notes.as_deref(),
            &added,
        )
    }

    fn update(
        &self,
        pending: &Pending,
        settlement: &Settlement,
        status: Status,
        due_at: Option<UnixMillis>,
        settled_at: Option<UnixMillis>,
    ) -> Result<(), StateError> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE deliveries SET status = ?2, due_at = ?3, settled_at = ?4, attempts = ?5,
                 first_attempt_at = ?6, priority = ?7
             WHERE id = ?1",
        )?;
        statement.execute(params![
            settlement.id.get(),
            StatusCode::of(status).get(),
            due_at.map(UnixMillis::get),
            settled_at.map(UnixMillis::get),
            settlement.attempts,
            settlement.first_attempt_at.map(UnixMillis::get),
            pending.priority_after(settlement),
        ])?;
        Ok(())
    }

    fn finish(self) -> Result<(), StateError> {
        for ((sync, chain), since) in self.without_holder {
            let due = |head| self.put_off.get(&head).copied().unwrap_or(since);
            chain::pass_on(self.connection, sync, Chain::new(chain), due)?;
        }
        self.counters.write(self.connection)
    }
}
