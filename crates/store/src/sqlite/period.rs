//! Which ids a period's deliveries have, so that an old period is not reached by reading through
//! everything after it, and whoever counts need not look at each row.

use std::ops::Range;

use intertide_domain::time::UnixMillis;
use rusqlite::Connection;

use crate::state::StateError;

const MINUTE_MS: i64 = 60_000;

/// The ids among which a period's deliveries are, below `before`.
pub(super) fn ids_of_period(
    connection: &Connection,
    from: Option<UnixMillis>,
    to: Option<UnixMillis>,
    before: i64,
) -> Result<Range<i64>, StateError> {
    if from.is_none() && to.is_none() {
        return Ok(0..before);
    }
    let mut statement = connection.prepare_cached(
        "SELECT min(first_id), max(last_id) FROM delivery_minutes
         WHERE minute >= ?1 AND minute <= ?2",
    )?;
    let minute = |moment: UnixMillis| moment.get().div_euclid(MINUTE_MS);
    let from = from.map_or(i64::MIN, minute);
    let to = to.map_or(i64::MAX, minute);
    let (first, last): (Option<i64>, Option<i64>) =
        statement.query_row([from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(match (first, last) {
        (Some(first), Some(last)) => first..before.min(last.saturating_add(1)),
        _ => 0..0,
    })
}

/// Ids that belong to a period, and ids of which only their rows tell.
pub(super) struct Period {
    pub(super) from: i64,
    pub(super) to: i64,
    /// All that may belong to it.
    pub(super) ids: Range<i64>,
    /// All of these do.
    certain: Range<i64>,
}

impl Period {
    pub(super) fn new(
        connection: &Connection,
        from: Option<UnixMillis>,
        to: Option<UnixMillis>,
    ) -> Result<Self, StateError> {
        let ids = ids_of_period(connection, from, to, i64::MAX)?;
        Ok(Self {
            certain: certain(connection, from, to, &ids)?,
            from: from.map_or(i64::MIN, UnixMillis::get),
            to: to.map_or(i64::MAX, UnixMillis::get),
            ids,
        })
    }

    /// Ranges of ids, in order, and whether their rows have to be asked.
    pub(super) fn parts(&self) -> [(Range<i64>, bool); 3] {
        let Self { ids, certain, .. } = self;
        [
            (ids.start..certain.start, true),
            (certain.clone(), false),
            (certain.end..ids.end, true),
        ]
    }
}

/// The ids above all that were made in minutes before the period and below all that were made in
/// minutes after it. A minute that lies in the period only in part counts as both.
fn certain(
    connection: &Connection,
    from: Option<UnixMillis>,
    to: Option<UnixMillis>,
    ids: &Range<i64>,
) -> Result<Range<i64>, StateError> {
    let mut start = ids.start;
    let mut end = ids.end;
    if let Some(from) = from {
        let first_whole = from.get().saturating_add(MINUTE_MS - 1);
        let mut statement = connection
            .prepare_cached("SELECT max(last_id) FROM delivery_minutes WHERE minute < ?1")?;
        let minute = first_whole.div_euclid(MINUTE_MS);
        let last_before: Option<i64> = statement.query_row([minute], |row| row.get(0))?;
        start = start.max(last_before.map_or(i64::MIN, |last| last.saturating_add(1)));
    }
    if let Some(to) = to {
        let mut statement = connection
            .prepare_cached("SELECT min(first_id) FROM delivery_minutes WHERE minute >= ?1")?;
        let minute = to.get().div_euclid(MINUTE_MS);
        let first_after: Option<i64> = statement.query_row([minute], |row| row.get(0))?;
        end = end.min(first_after.unwrap_or(i64::MAX));
    }
    let start = start.min(ids.end);
    Ok(start..end.max(start))
}
