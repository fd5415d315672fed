//! Whose turn it is: in each chain that has something pending, exactly one delivery has a due
//! time, and no other is handed to a lane (product.md 4, one user's deliveries arrive in order).
//!
//! The turn goes to the first that is pending as its holder settles. There is one exception: a
//! delivery that waits for its user to appear lets that user's update overtake it, and has the
//! turn again when the update has settled (product.md 5, order). The turn moves only when its
//! holder settles, so whoever works on a delivery works on the only one of its chain, with those
//! that follow it.

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

pub(super) const HOLDER: &str = "
    SELECT id, status FROM deliveries INDEXED BY deliveries_turn
    WHERE sync_id = ?1 AND chain = ?2 AND due_at IS NOT NULL";

/// An update that waits for the user itself has had its turn already; were it taken, two of those
/// would hand the turn to each other without end.
pub(super) const UPDATE_BEHIND: &str = "
    SELECT id, status FROM deliveries INDEXED BY deliveries_chain
    WHERE sync_id = ?1 AND chain = ?2 AND status < 10 AND id <> ?3 AND kind = ?4 AND status <> ?5
    ORDER BY id LIMIT 1";

/// Whose turn it is when a delivery comes to its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Its own: nothing is before it.
    Now,
    /// Its own after what is before it.
    Later,
}

impl Turn {
    /// The status of a delivery that comes to its chain.
    pub(super) const fn status(self) -> Status {
        match self {
            Self::Now => Status::Pending(None),
            Self::Later => Status::Pending(Some(WaitReason::BehindEarlier)),
        }
    }

    /// The due time of a delivery that comes to its chain at `now`.
    pub(super) const fn due_at(self, now: UnixMillis) -> Option<UnixMillis> {
        match self {
            Self::Now => Some(now),
            Self::Later => None,
        }
    }
}

/// A pending delivery, and its status.
#[derive(Clone, Copy, Debug)]
struct Member {
    id: i64,
    status: i64,
}

/// The turn of a delivery that is about to come to its chain, as one that has just been made or
/// one that is put back.
///
/// When it is the update that the holder of the turn waits for, that one is tried again at once,
/// and lets the update overtake when its user is still missing.
pub(super) fn join(
    connection: &Connection,
    sync: SyncId,
    chain: Chain,
    kind: Kind,
    now: UnixMillis,
) -> Result<Turn, StateError> {
    let Some(holder) = find(connection, HOLDER, sync, chain)? else {
        return Ok(Turn::Now);
    };
    if kind == Kind::User && holder.status == WAITING_FOR_USER.get() {
        let mut statement = connection
            .prepare_cached("UPDATE deliveries SET due_at = ?2 WHERE id = ?1 AND due_at > ?2")?;
        statement.execute([holder.id, now.get()])?;
    }
    Ok(Turn::Later)
}

/// Gives the turn to the first of a chain whose holder has settled for good. `due` says when the
/// delivery that gets it is due.
pub(super) fn pass_on(
    connection: &Connection,
    sync: SyncId,
    chain: Chain,
    due: impl FnOnce(DeliveryId) -> UnixMillis,
) -> Result<(), StateError> {
    match find(connection, HEAD, sync, chain)? {
        Some(head) => give_turn(connection, head, due(DeliveryId::new(head.id))),
        None => Ok(()),
    }
}

/// The update of the user whom a delivery waits for, if one of the chain can be sent first.
pub(super) fn update_behind(
    connection: &Connection,
    sync: SyncId,
    chain: Chain,
    waiting: DeliveryId,
) -> Result<Option<Overtaking>, StateError> {
    let mut statement = connection.prepare_cached(UPDATE_BEHIND)?;
    let keys = params![
        sync.get(),
        chain.get(),
        waiting.get(),
        kind_code(Kind::User),
        WAITING_FOR_USER.get(),
    ];
    let update = statement.query_row(keys, member).optional()?;
    Ok(update.map(Overtaking))
}

/// An update that is to have the turn before its time has come.
#[derive(Debug)]
pub(super) struct Overtaking(Member);

impl Overtaking {
    /// Gives it the turn, once the delivery that had it has let go.
    pub(super) fn take_turn(
        self,
        connection: &Connection,
        at: UnixMillis,
    ) -> Result<(), StateError> {
        give_turn(connection, self.0, at)
    }
}

fn find(
    connection: &Connection,
    sql: &str,
    sync: SyncId,
    chain: Chain,
) -> Result<Option<Member>, StateError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([sync.get(), chain.get()], member);
    Ok(found.optional()?)
}

fn member(row: &rusqlite::Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        id: row.get(0)?,
        status: row.get(1)?,
    })
}

/// A delivery that waited for nothing but its turn waits for nothing any more.
fn give_turn(connection: &Connection, to: Member, at: UnixMillis) -> Result<(), StateError> {
    let status = if to.status == BEHIND.get() {
        PENDING.get()
    } else {
        to.status
    };
    let mut statement = connection
        .prepare_cached("UPDATE deliveries SET status = ?2, due_at = ?3 WHERE id = ?1")?;
    statement.execute([to.id, status, at.get()])?;
    Ok(())
}
