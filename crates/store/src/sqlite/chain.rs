//! Whose turn it is: in each chain that has something pending, exactly one delivery has a due
//! time, and no other is handed to a lane (product.md 4, one user's deliveries arrive in order).
//!
//! The turn goes from the first to the next as they settle. There is one exception: a delivery
//! that waits for its user to appear lets that user's update overtake it, and has the turn again
//! when the update has settled (product.md 5, order). The turn moves only when its holder
//! settles, so whoever works on a delivery works on the only one of its chain.

use intertide_domain::delivery::{Chain, Kind, Status, WaitReason};
use intertide_domain::ids::{DeliveryId, SyncId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::codes::{StatusCode, kind_code};
use crate::state::StateError;

const PENDING: StatusCode = StatusCode::of(Status::Pending(None));
const BEHIND: StatusCode = StatusCode::of(Status::Pending(Some(WaitReason::BehindEarlier)));
const WAITING_FOR_USER: StatusCode =
    StatusCode::of(Status::Pending(Some(WaitReason::WaitingForUser)));

pub(super) const HEAD: &str = "
    SELECT id, status FROM deliveries INDEXED BY deliveries_chain
    WHERE sync_id = ?1 AND chain = ?2 AND status < 10 ORDER BY id LIMIT 1";

pub(super) const UPDATE_BEHIND: &str = "
    SELECT id FROM deliveries INDEXED BY deliveries_chain
    WHERE sync_id = ?1 AND chain = ?2 AND status < 10 AND id > ?3 AND kind = ?4
    ORDER BY id LIMIT 1";

/// Whose turn it is when a delivery comes to its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Its own: nothing is before it.
    Now,
    /// Its own after what is before it.
    Later,
}

/// The turn of a delivery that is about to come to its chain.
///
/// When it is the update that the first of the chain waits for, that one is tried again at once,
/// and lets the update overtake when its user is still missing.
pub(super) fn join(
    connection: &Connection,
    sync: SyncId,
    chain: Chain,
    kind: Kind,
    now: UnixMillis,
) -> Result<Turn, StateError> {
    let Some((head, status)) = head(connection, sync, chain)? else {
        return Ok(Turn::Now);
    };
    if kind == Kind::User && status == WAITING_FOR_USER.get() {
        let mut statement = connection
            .prepare_cached("UPDATE deliveries SET due_at = ?2 WHERE id = ?1 AND due_at > ?2")?;
        statement.execute([head, now.get()])?;
    }
    Ok(Turn::Later)
}

/// Gives the turn to the first of a chain whose holder has settled for good.
pub(super) fn pass_on(
    connection: &Connection,
    sync: SyncId,
    chain: Chain,
    at: UnixMillis,
) -> Result<(), StateError> {
    let Some((head, status)) = head(connection, sync, chain)? else {
        return Ok(());
    };
    let status = if status == BEHIND.get() {
        PENDING.get()
    } else {
        status
    };
    give_turn(connection, head, status, at)
}

/// Gives the turn from a delivery that waits for its user to that user's first update behind it;
/// false when there is none.
pub(super) fn let_update_overtake(
    connection: &Connection,
    sync: SyncId,
    chain: Chain,
    waiting: DeliveryId,
    at: UnixMillis,
) -> Result<bool, StateError> {
    let mut statement = connection.prepare_cached(UPDATE_BEHIND)?;
    let keys = params![
        sync.get(),
        chain.get(),
        waiting.get(),
        kind_code(Kind::User)
    ];
    let update: Option<i64> = statement.query_row(keys, |row| row.get(0)).optional()?;
    match update {
        Some(update) => give_turn(connection, update, PENDING.get(), at).map(|()| true),
        None => Ok(false),
    }
}

/// The first pending delivery of a chain, and its status.
fn head(
    connection: &Connection,
    sync: SyncId,
    chain: Chain,
) -> Result<Option<(i64, i64)>, StateError> {
    let mut statement = connection.prepare_cached(HEAD)?;
    let head = statement.query_row([sync.get(), chain.get()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    });
    Ok(head.optional()?)
}

fn give_turn(
    connection: &Connection,
    id: i64,
    status: i64,
    at: UnixMillis,
) -> Result<(), StateError> {
    let mut statement = connection
        .prepare_cached("UPDATE deliveries SET status = ?2, due_at = ?3 WHERE id = ?1")?;
    statement.execute([id, status, at.get()])?;
    Ok(())
}
