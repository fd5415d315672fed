//! Events by what became of their deliveries: found through the deliveries, so that one that
//! failed among a million others is found at once.

use intertide_domain::delivery::Outcome;
use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;
use rusqlite::Connection;

use super::codes::{StatusCode, all_statuses};
use super::syncs::LiveSyncs;
use super::traces::{Search, Stretches};
use crate::state::{StateError, TracePage, TraceQuery};

/// How many records are looked at in one go.
const STEP: usize = 500;

/// How many records one page may look at, most of which are passed over with their stretch.
const RECORDS_READ: usize = 100_000;

pub(super) const RECORDS_BEFORE: &str = "
    SELECT DISTINCT log_offset FROM deliveries INDEXED BY deliveries_outcome
    WHERE sync_id = ?1 AND status = ?2 AND log_offset < ?3 AND log_offset >= ?4
    ORDER BY log_offset DESC LIMIT ?5";

pub(super) const FIRST_RECEIVED_FROM: &str = "
    SELECT min(first_offset) FROM traces INDEXED BY traces_received WHERE received_to >= ?1";

/// A page of the events of which deliveries stand so, newest first.
pub(super) fn page(
    connection: &Connection,
    query: &TraceQuery,
    outcome: Outcome,
) -> Result<TracePage, StateError> {
    let mut page = TracePage::default();
    let Some(first) = first_record(connection, query.from)? else {
        return Ok(page);
    };
    let keys = keys(connection, query, outcome)?;
    let search = Search::new(query)?;
    let mut stretches = Stretches::new(connection, Some(&search));
    let mut before = query.before.map_or(i64::MAX, |offset| {
        i64::try_from(offset.get()).unwrap_or(i64::MAX)
    });
    let mut looked_at = 0;
    loop {
        let records = newest(connection, &keys, first..before)?;
        for record in &records {
            before = *record;
            let offset = Offset::new(record.cast_unsigned());
            let trace = stretches.trace(offset)?;
            page.traces
                .extend(trace.filter(|trace| search.fits(trace)).cloned());
            looked_at += 1;
            let is_full = page.traces.len() >= search.limit;
            if is_full || looked_at >= RECORDS_READ || stretches.have_read_enough() {
                page.next = (*record > first).then_some(offset);
                return Ok(page);
            }
        }
        if records.len() < STEP {
            return Ok(page);
        }
    }
}

/// The first record that was received at this time or later may be this one; none when none was.
fn first_record(
    connection: &Connection,
    from: Option<UnixMillis>,
) -> Result<Option<i64>, StateError> {
    let Some(from) = from else {
        return Ok(Some(0));
    };
    let mut statement = connection.prepare_cached(FIRST_RECEIVED_FROM)?;
    Ok(statement.query_row([from.get()], |row| row.get(0))?)
}

/// The places in the index where such deliveries are: by sync and status.
fn keys(
    connection: &Connection,
    query: &TraceQuery,
    outcome: Outcome,
) -> Result<Vec<(i64, i64)>, StateError> {
    let live = LiveSyncs::read(connection)?;
    let syncs = live
        .iter()
        .filter(|sync| query.sync.is_none_or(|wanted| wanted == *sync));
    let statuses: Vec<_> = all_statuses()
        .filter(|status| status.outcome() == outcome)
        .map(|status| StatusCode::of(status).get())
        .collect();
    let keys = syncs.flat_map(|sync| statuses.iter().map(move |status| (sync.get(), *status)));
    Ok(keys.collect())
}

/// The newest records among these that have such a delivery. Each key's are in the order of the
/// log, so the newest of all are among the newest of each.
fn newest(
    connection: &Connection,
    keys: &[(i64, i64)],
    records: std::ops::Range<i64>,
) -> Result<Vec<i64>, StateError> {
    let mut statement = connection.prepare_cached(RECORDS_BEFORE)?;
    let mut newest = Vec::new();
    for (sync, status) in keys {
        let key = [*sync, *status, records.end, records.start, STEP as i64];
        let found = statement.query_map(key, |row| row.get::<_, i64>(0))?;
        for record in found {
            newest.push(record?);
        }
    }
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.dedup();
    newest.truncate(STEP);
    Ok(newest)
}
