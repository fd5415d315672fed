//! How attempts ended: status, turn, counts, exchanges and notes of each delivery.

use std::time::Duration;

use intertide_domain::delivery::{
    Chain, Exchange, Note, Outcome, Settled, Settlement, Status, WaitReason,
};
use intertide_domain::ids::{DeliveryId, EventType, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::chain;
use super::codes::StatusCode;
use super::counters::{Counters, End};
use super::error::{from_json, invalid, to_json};
use super::syncs::LiveSyncs;
use crate::state::StateError;

/// Records settlements in order.
pub(super) fn settle(
    connection: &Connection,
    settlements: &[Settlement],
) -> Result<(), StateError> {
    let live = LiveSyncs::read(connection)?;
    let mut counters = Counters::default();
    for settlement in settlements {
        match Pending::read(connection, settlement.id)? {
            Some(pending) if live.contains(pending.sync) => {
                pending.settle(connection, settlement, &mut counters)?;
            }
            Some(_) | None => {}
        }
    }
    counters.write(connection)
}

/// A delivery before it is settled.
struct Pending {
    sync: SyncId,
    chain: Chain,
    has_turn: bool,
    received_at: UnixMillis,
    event_type: EventType,
    notes: Option<String>,
}

impl Pending {
    /// The delivery, if it is there and pending.
    fn read(connection: &Connection, id: DeliveryId) -> Result<Option<Self>, StateError> {
        let mut statement = connection.prepare_cached(
            "SELECT sync_id, chain, due_at IS NOT NULL, received_at, event_type, notes
             FROM deliveries WHERE id = ?1 AND status < 10",
        )?;
        let row = statement.query_row([id.get()], |row| {
            Ok(Self {
                sync: SyncId::new(row.get(0)?),
                chain: Chain::new(row.get(1)?),
                has_turn: row.get(2)?,
                received_at: UnixMillis::new(row.get(3)?),
                event_type: EventType::from(row.get::<_, String>(4)?),
                notes: row.get(5)?,
            })
        });
        Ok(row.optional()?)
    }

    fn settle(
        &self,
        connection: &Connection,
        settlement: &Settlement,
        counters: &mut Counters,
    ) -> Result<(), StateError> {
        add_exchanges(connection, settlement.id, &settlement.exchanges)?;
        add_notes(
            connection,
            settlement.id,
            self.notes.as_deref(),
            &settlement.notes,
        )?;
        let (status, end) = match settlement.settled {
            Settled::Retry { due_at, reason } => {
                return self.retry(connection, settlement, due_at, reason);
            }
            Settled::Delivered => (Status::Delivered, self.delivered(settlement)),
            Settled::Discarded(reason) => (Status::Discarded(reason), End::Discarded(reason)),
            Settled::Expired(reason) => (Status::Expired(reason), End::Expired(reason)),
        };
        counters.total(self.sync, Outcome::Pending, -1);
        counters.total(self.sync, status.outcome(), 1);
        counters.end(self.sync, &self.event_type, settlement.at, end);
        update(connection, settlement, status, None, Some(settlement.at))?;
        if self.has_turn {
            chain::pass_on(connection, self.sync, self.chain, settlement.at)?;
        }
        Ok(())
    }

    fn delivered(&self, settlement: &Settlement) -> End {
        let latency: Duration = settlement.at.since(self.received_at);
        End::Delivered {
            attempts: settlement.attempts,
            latency,
        }
    }

    /// Keeps the turn for another attempt, unless an update may overtake. A delivery that does
    /// not have the turn does not get it this way.
    fn retry(
        &self,
        connection: &Connection,
        settlement: &Settlement,
        due_at: UnixMillis,
        reason: WaitReason,
    ) -> Result<(), StateError> {
        let (sync, chain, id, at) = (self.sync, self.chain, settlement.id, settlement.at);
        let keeps_turn = self.has_turn
            && !(reason == WaitReason::WaitingForUser
                && chain::let_update_overtake(connection, sync, chain, id, at)?);
        let due_at = keeps_turn.then_some(due_at);
        update(
            connection,
            settlement,
            Status::Pending(Some(reason)),
            due_at,
            None,
        )
    }
}

fn update(
    connection: &Connection,
    settlement: &Settlement,
    status: Status,
    due_at: Option<UnixMillis>,
    settled_at: Option<UnixMillis>,
) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "UPDATE deliveries SET status = ?2, due_at = ?3, settled_at = ?4, attempts = ?5,
             first_attempt_at = ?6
         WHERE id = ?1",
    )?;
    statement.execute(params![
        settlement.id.get(),
        StatusCode::of(status).get(),
        due_at.map(UnixMillis::get),
        settled_at.map(UnixMillis::get),
        settlement.attempts,
        settlement.first_attempt_at.map(UnixMillis::get),
    ])?;
    Ok(())
}

fn add_exchanges(
    connection: &Connection,
    id: DeliveryId,
    exchanges: &[Exchange],
) -> Result<(), StateError> {
    let mut statement = connection
        .prepare_cached("INSERT INTO exchanges (delivery_id, exchange) VALUES (?1, ?2)")?;
    for exchange in exchanges {
        statement.execute(params![id.get(), to_json("exchange", exchange)?])?;
    }
    Ok(())
}

fn add_notes(
    connection: &Connection,
    id: DeliveryId,
    present: Option<&str>,
    more: &[Note],
) -> Result<(), StateError> {
    if more.is_empty() {
        return Ok(());
    }
    let mut notes = read_notes(present)?;
    notes.extend_from_slice(more);
    let mut statement =
        connection.prepare_cached("UPDATE deliveries SET notes = ?2 WHERE id = ?1")?;
    statement.execute(params![id.get(), to_json("note", &notes)?])?;
    Ok(())
}

/// Reads the notes of a row, which has none where the column is empty.
pub(super) fn read_notes(column: Option<&str>) -> Result<Vec<Note>, StateError> {
    column.map_or(Ok(Vec::new()), |text| from_json("note", text))
}

/// The exchanges of a delivery, in the order in which they were recorded.
pub(super) fn exchanges(
    connection: &Connection,
    id: DeliveryId,
) -> Result<Vec<Exchange>, StateError> {
    let mut statement = connection
        .prepare_cached("SELECT exchange FROM exchanges WHERE delivery_id = ?1 ORDER BY number")?;
    let mut rows = statement.query([id.get()])?;
    let mut exchanges = Vec::new();
    while let Some(row) = rows.next()? {
        let text = row
            .get_ref(0)?
            .as_str()
            .map_err(|e| invalid("exchange", e))?;
        exchanges.push(from_json("exchange", text)?);
    }
    Ok(exchanges)
}
