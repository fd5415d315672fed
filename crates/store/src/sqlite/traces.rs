//! What became of the records: written in stretches of neighbours, searched as text.

use std::ops::RangeInclusive;

use intertide_domain::ids::Offset;
use intertide_domain::privacy::Erasure;
use intertide_domain::process::EventTrace;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, Row, params};

use super::error::{from_json, invalid, to_json};
use super::outcomes;
use crate::state::{StateError, TraceOutcome, TracePage, TraceQuery};

/// How long the text of a row may become before the next row begins.
const ROW_BYTES: usize = 256 * 1024;

/// What one page may look at: rows, most of which are passed over by their times, and text.
const ROWS_READ: usize = 20_000;
const BYTES_READ: usize = 16 * 1024 * 1024;

/// The most that one page holds, whatever is asked for.
const MAX_PAGE: usize = 1_000;

pub(super) const ROW_OF: &str = "
    SELECT first_offset, received_from, received_to, traces, last_offset FROM traces
    WHERE first_offset <= ?1 ORDER BY first_offset DESC LIMIT 1";

pub(super) const ROWS_BEFORE: &str = "
    SELECT first_offset, received_from, received_to, traces FROM traces
    WHERE first_offset < ?1 ORDER BY first_offset DESC";

const ROWS_FROM: &str = "
    SELECT first_offset, traces FROM traces WHERE first_offset >= ?1 ORDER BY first_offset LIMIT ?2";

pub(super) const RECEIVED_BEFORE: &str = "
    SELECT first_offset FROM traces INDEXED BY traces_received
    WHERE received_to < ?1 ORDER BY received_to LIMIT ?2";

/// Writes the traces of a batch, which are in the order of the log.
pub(super) fn put(connection: &Connection, traces: &[EventTrace]) -> Result<(), StateError> {
    let mut stretch = Stretch::default();
    for trace in traces {
        stretch.add(trace)?;
        if stretch.text.len() >= ROW_BYTES {
            std::mem::take(&mut stretch).write(connection)?;
        }
    }
    stretch.write(connection)
}

/// Neighbours on their way into one row.
#[derive(Default)]
struct Stretch {
    /// The first and the last record.
    offsets: Option<(Offset, Offset)>,
    received: Option<(UnixMillis, UnixMillis)>,
    /// A JSON array that is not closed yet.
    text: String,
}

impl Stretch {
    fn add(&mut self, trace: &EventTrace) -> Result<(), StateError> {
        let (first, _) = self.offsets.unwrap_or((trace.offset, trace.offset));
        self.offsets = Some((first, trace.offset));
        let at = trace.received_at;
        let (from, to) = self.received.unwrap_or((at, at));
        self.received = Some((from.min(at), to.max(at)));
        self.text.push(if self.text.is_empty() { '[' } else { ',' });
        self.text.push_str(&to_json("trace", trace)?);
        Ok(())
    }

    fn write(mut self, connection: &Connection) -> Result<(), StateError> {
        let (Some((first, last)), Some((from, to))) = (self.offsets, self.received) else {
            return Ok(());
        };
        self.text.push(']');
        let mut statement = connection.prepare_cached(
            "INSERT OR REPLACE INTO traces (first_offset, last_offset, received_from, received_to, traces)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        statement.execute(params![
            first.get().cast_signed(),
            last.get().cast_signed(),
            from.get(),
            to.get(),
            self.text
        ])?;
        Ok(())
    }
}

/// What became of one record.
pub(super) fn get(
    connection: &Connection,
    offset: Offset,
) -> Result<Option<EventTrace>, StateError> {
    let mut stretches = Stretches::new(connection, None);
    Ok(stretches.trace(offset)?.cloned())
}

/// Looks records up one by one, and reads a stretch of neighbours once.
pub(super) struct Stretches<'a> {
    connection: &'a Connection,
    /// A stretch that can't hold anything of it is passed over.
    search: Option<&'a Search<'a>>,
    /// The stretch that was read last: its first and last record, and what it tells.
    span: Option<RangeInclusive<Offset>>,
    traces: Vec<EventTrace>,
    rows_read: usize,
    bytes_read: usize,
}

impl<'a> Stretches<'a> {
    pub(super) const fn new(connection: &'a Connection, search: Option<&'a Search<'a>>) -> Self {
        Self {
            connection,
            search,
            span: None,
            traces: Vec::new(),
            rows_read: 0,
            bytes_read: 0,
        }
    }

    /// What became of one record.
    pub(super) fn trace(&mut self, offset: Offset) -> Result<Option<&EventTrace>, StateError> {
        let is_read = self
            .span
            .as_ref()
            .is_some_and(|span| span.contains(&offset));
        if !is_read {
            self.read(offset)?;
        }
        Ok(self.traces.iter().find(|trace| trace.offset == offset))
    }

    /// Whether so much was read that a page ends here.
    pub(super) const fn have_read_enough(&self) -> bool {
        self.rows_read >= ROWS_READ || self.bytes_read >= BYTES_READ
    }

    fn read(&mut self, offset: Offset) -> Result<(), StateError> {
        self.traces.clear();
        self.span = Some(offset..=offset);
        let mut statement = self.connection.prepare_cached(ROW_OF)?;
        let mut rows = statement.query([offset.get().cast_signed()])?;
        let Some(row) = rows.next()? else {
            return Ok(());
        };
        self.rows_read += 1;
        let first = Offset::new(row.get::<_, i64>(0)?.cast_unsigned());
        let last = Offset::new(row.get::<_, i64>(4)?.cast_unsigned());
        if last < offset {
            return Ok(());
        }
        self.span = Some(first..=last);
        if let Some(search) = self.search
            && !search.covers(row)?
        {
            return Ok(());
        }
        let text = text(row, 3)?;
        self.bytes_read += text.len();
        if self.search.is_none_or(|search| search.may_be_in(text)) {
            self.traces = parse(text)?;
        }
        Ok(())
    }
}

/// A page of traces, newest first.
pub(super) fn page(connection: &Connection, query: &TraceQuery) -> Result<TracePage, StateError> {
    if let Some(TraceOutcome::Delivery(outcome)) = query.outcome {
        return outcomes::page(connection, query, outcome);
    }
    let search = Search::new(query)?;
    let before = query.before.map_or(i64::MAX, |offset| {
        i64::try_from(offset.get()).unwrap_or(i64::MAX)
    });
    let mut statement = connection.prepare_cached(ROWS_BEFORE)?;
    let mut rows = statement.query([before])?;
    let mut page = TracePage::default();
    let (mut rows_read, mut bytes_read) = (0, 0);
    while let Some(row) = rows.next()? {
        if search.covers(row)? {
            let text = text(row, 3)?;
            bytes_read += text.len();
            if search.add(text, &mut page)? {
                return Ok(page);
            }
        }
        rows_read += 1;
        if rows_read >= ROWS_READ || bytes_read >= BYTES_READ {
            page.next = Some(Offset::new(row.get::<_, i64>(0)?.cast_unsigned()));
            return Ok(page);
        }
    }
    Ok(page)
}

/// A query, and what the text of a row must hold for it to be worth reading.
pub(super) struct Search<'a> {
    query: &'a TraceQuery,
    pub(super) limit: usize,
    terms: Vec<String>,
}

impl<'a> Search<'a> {
    pub(super) fn new(query: &'a TraceQuery) -> Result<Self, StateError> {
        let fields = [
            ("user_id", query.user.as_ref().map(AsRef::as_ref)),
            ("device_id", query.device.as_ref().map(AsRef::as_ref)),
            ("insert_id", query.insert_id.as_ref().map(AsRef::as_ref)),
            ("event_type", query.event_type.as_ref().map(AsRef::as_ref)),
        ];
        let mut terms = Vec::new();
        for (name, value) in fields {
            if let Some(value) = value {
                let value: &str = value;
                terms.push(format!("\"{name}\":{}", to_json("search term", &value)?));
            }
        }
        match query.outcome {
            Some(TraceOutcome::Duplicate) => terms.push("\"duplicate\":true".to_owned()),
            Some(TraceOutcome::Skipped(reason)) => {
                terms.push(format!("\"verdict\":\"{}\"", reason.as_str()));
            }
            Some(TraceOutcome::Delivery(_)) | None => {}
        }
        Ok(Self {
            query,
            limit: query.limit.clamp(1, MAX_PAGE),
            terms,
        })
    }

    /// Whether anything in this row was received in the time that is asked for.
    fn covers(&self, row: &Row<'_>) -> Result<bool, StateError> {
        let received_from = UnixMillis::new(row.get(1)?);
        let received_to = UnixMillis::new(row.get(2)?);
        Ok(self.query.from.is_none_or(|from| received_to >= from)
            && self.query.to.is_none_or(|to| received_from < to))
    }

    /// Whether the text of a row may tell of what is asked for.
    fn may_be_in(&self, text: &str) -> bool {
        self.terms.iter().all(|term| text.contains(term.as_str()))
    }

    /// Adds what fits of a row; true when the page is full, which then says where it goes on.
    fn add(&self, text: &str, page: &mut TracePage) -> Result<bool, StateError> {
        if !self.may_be_in(text) {
            return Ok(false);
        }
        for trace in parse(text)?.into_iter().rev() {
            if !self.fits(&trace) {
                continue;
            }
            let offset = trace.offset;
            page.traces.push(trace);
            if page.traces.len() >= self.limit {
                page.next = (offset > Offset::ZERO).then_some(offset);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the trace is what is asked for, but for the outcome of deliveries.
    pub(super) fn fits(&self, trace: &EventTrace) -> bool {
        let query = self.query;
        query.before.is_none_or(|before| trace.offset < before)
            && query.from.is_none_or(|from| trace.received_at >= from)
            && query.to.is_none_or(|to| trace.received_at < to)
            && wanted(query.user.as_ref(), trace.user_id.as_ref())
            && wanted(query.device.as_ref(), trace.device_id.as_ref())
            && wanted(query.insert_id.as_ref(), trace.insert_id.as_ref())
            && wanted(query.event_type.as_ref(), Some(&trace.event_type))
            && self.judged(trace)
    }

    /// Whether a sync that is asked for judged the event as it is asked for.
    fn judged(&self, trace: &EventTrace) -> bool {
        let query = self.query;
        let mut judges = trace
            .syncs
            .iter()
            .filter(|judge| query.sync.is_none_or(|sync| judge.sync_id == sync));
        match query.outcome {
            Some(TraceOutcome::Duplicate) => trace.duplicate && query.sync.is_none(),
            Some(TraceOutcome::Skipped(reason)) => judges.any(|judge| {
                let verdicts = [&judge.event, &judge.user];
                let mut reasons = verdicts.into_iter().flatten().map(|v| v.skip_reason());
                reasons.any(|found| found == Some(reason))
            }),
            Some(TraceOutcome::Delivery(_)) => true,
            None => query.sync.is_none() || judges.next().is_some(),
        }
    }
}

fn wanted<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
    wanted.is_none() || wanted == found
}

/// Drops up to `limit` rows of which nothing was received at or after a moment; says how many.
pub(super) fn remove_before(
    connection: &Connection,
    before: UnixMillis,
    limit: usize,
) -> Result<usize, StateError> {
    let mut statement = connection.prepare_cached(RECEIVED_BEFORE)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let offsets = statement.query_map([before.get(), limit], |row| row.get(0))?;
    let offsets: Vec<i64> = offsets.collect::<Result<_, _>>()?;
    let mut remove = connection.prepare_cached("DELETE FROM traces WHERE first_offset = ?1")?;
    for offset in &offsets {
        remove.execute([offset])?;
    }
    Ok(offsets.len())
}

/// Removes what is told of an erased user's records, in the `limit` rows from `from` on; says where
/// to go on, if there are more.
pub(super) fn erase(
    connection: &Connection,
    erasure: &Erasure,
    from: Offset,
    limit: usize,
) -> Result<Option<Offset>, StateError> {
    let mut rewritten = Vec::new();
    let mut next = None;
    let mut statement = connection.prepare_cached(ROWS_FROM)?;
    let mut rows = statement.query(params![from.get().cast_signed(), limit as i64])?;
    let mut read = 0;
    while let Some(row) = rows.next()? {
        read += 1;
        let first: i64 = row.get(0)?;
        next = Some(Offset::new(first.cast_unsigned()).next());
        if let Some(kept) = without(erasure, text(row, 1)?)? {
            rewritten.push((first, kept));
        }
    }
    let mut write =
        connection.prepare_cached("UPDATE traces SET traces = ?2 WHERE first_offset = ?1")?;
    for (first, kept) in rewritten {
        write.execute(params![first, kept])?;
    }
    Ok(next.filter(|_| read >= limit))
}

/// The text of a row without what tells of an erased user's records; none where nothing does.
fn without(erasure: &Erasure, text: &str) -> Result<Option<String>, StateError> {
    let names = |name: &str| Ok::<_, StateError>(text.contains(&to_json("name", &name)?));
    let mut named = names(erasure.user_id.as_str())?;
    for device in &erasure.devices {
        named = named || names(device.as_str())?;
    }
    if !named {
        return Ok(None);
    }
    let mut traces = parse(text)?;
    let before = traces.len();
    traces.retain(|trace| !erasure.owns(trace.user_id.as_ref(), trace.device_id.as_ref()));
    if traces.len() == before {
        return Ok(None);
    }
    to_json("traces", &traces).map(Some)
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, StateError> {
    row.get_ref(column)?
        .as_str()
        .map_err(|error| invalid("trace", error))
}

fn parse(text: &str) -> Result<Vec<EventTrace>, StateError> {
    from_json("trace", text)
}
