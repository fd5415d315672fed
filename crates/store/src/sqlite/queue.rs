//! What is pending, from the indexes of what is.

use std::time::Duration;

use intertide_domain::delivery::{Priority, Status};
use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension};

use super::codes::{StatusCode, all_statuses, priority_code};
use super::due::{NEXT_DUE, PRIORITIES};
use super::failures::created_at;
use super::syncs;
use crate::state::{DueCounts, QueueReport, StateError, WaitingGroup};

pub(super) const WAITING: &str = "
    SELECT count(*), min(id) FROM deliveries INDEXED BY deliveries_status
    WHERE sync_id = ?1 AND status = ?2";

pub(super) const DUE_BETWEEN: &str = "
    SELECT count(*) FROM deliveries INDEXED BY deliveries_due
    WHERE sync_id = ?1 AND priority = ?2 AND due_at > ?3 AND due_at <= ?4";

/// The pending deliveries of a sync as they stand at `now`.
pub(super) fn queue(
    connection: &Connection,
    sync: SyncId,
    now: UnixMillis,
) -> Result<QueueReport, StateError> {
    let mut report = QueueReport::default();
    if !syncs::exists(connection, sync)? {
        return Ok(report);
    }
    for status in all_statuses() {
        if let Status::Pending(reason) = status
            && let Some((count, oldest_created_at)) = waiting(connection, sync, status)?
        {
            report.pending += count;
            report.by_category.push(WaitingGroup {
                reason,
                count,
                oldest_created_at,
            });
        }
    }
    for priority in PRIORITIES {
        add_due(connection, sync, priority, now, &mut report)?;
    }
    let due = &mut report.due;
    let with_turn = due.now + due.minute + due.ten_minutes + due.hour + due.later;
    due.behind_earlier = report.pending.saturating_sub(with_turn);
    Ok(report)
}

/// How many there are of a status, and when the first of them was made.
fn waiting(
    connection: &Connection,
    sync: SyncId,
    status: Status,
) -> Result<Option<(u64, UnixMillis)>, StateError> {
    let mut statement = connection.prepare_cached(WAITING)?;
    let keys = [sync.get(), StatusCode::of(status).get()];
    let (count, oldest): (i64, Option<i64>) =
        statement.query_row(keys, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some(oldest) = oldest else {
        return Ok(None);
    };
    Ok(Some((
        count.unsigned_abs(),
        created_at(connection, oldest)?,
    )))
}

/// Adds those of one priority whose turn it is.
fn add_due(
    connection: &Connection,
    sync: SyncId,
    priority: Priority,
    now: UnixMillis,
    report: &mut QueueReport,
) -> Result<(), StateError> {
    let minutes = |minutes: u64| now.plus(Duration::from_secs(60 * minutes)).get();
    let DueCounts {
        now: already,
        minute,
        ten_minutes,
        hour,
        later,
        behind_earlier: _,
    } = &mut report.due;
    let mut statement = connection.prepare_cached(DUE_BETWEEN)?;
    let mut after = i64::MIN;
    for (until, sum) in [
        (now.get(), already),
        (minutes(1), minute),
        (minutes(10), ten_minutes),
        (minutes(60), hour),
        (i64::MAX, later),
    ] {
        let keys = [sync.get(), priority_code(priority), after, until];
        let count: i64 = statement.query_row(keys, |row| row.get(0))?;
        *sum += count.unsigned_abs();
        if priority == Priority::Retry {
            report.retrying += count.unsigned_abs();
        }
        after = until;
    }
    let mut statement = connection.prepare_cached(NEXT_DUE)?;
    let keys = [sync.get(), priority_code(priority), i64::MIN];
    let first: Option<i64> = statement.query_row(keys, |row| row.get(0)).optional()?;
    let first = first.map(UnixMillis::new);
    report.next_attempt_at = [report.next_attempt_at, first].into_iter().flatten().min();
    Ok(())
}
