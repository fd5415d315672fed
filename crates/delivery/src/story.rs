//! One event's story: what came in, what it meant, and each delivery that followed with every
//! exchange.

use intertide_domain::event::Received;
use intertide_domain::ids::Offset;
use intertide_domain::process::EventTrace;
use intertide_store::log::{EventLog, LogError};
use intertide_store::state::{DeliveryRecord, State, StateError, TraceQuery};

use crate::records;

/// Pages that are looked through for the original of a copy.
const MOST_PAGES: usize = 20;

/// Traces on such a page.
const PAGE: usize = 100;

/// Why a story can't be told.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    #[error("the log can't be read: {0}")]
    Log(#[from] LogError),
    #[error(transparent)]
    State(#[from] StateError),
}

/// Everything that is still known of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct EventStory {
    pub offset: Offset,
    /// As it was taken in; none when the log has let it go.
    pub event: Option<Received>,
    /// What it meant; none when nothing has been decided yet, or when that was let go.
    pub trace: Option<EventTrace>,
    /// Of a copy, which counts for nothing: the event that it is a copy of, where that is still
    /// known. Whether it is a copy says the trace.
    pub copy_of: Option<Offset>,
    /// What followed, in the order of creation.
    pub deliveries: Vec<DeliveryRecord>,
}

/// Tells the story of the record at `offset`; none when nothing is known of such a record.
///
/// # Errors
/// When the log or the state can't be read.
pub fn story(
    log: &dyn EventLog,
    state: &dyn State,
    offset: Offset,
) -> Result<Option<EventStory>, StoryError> {
    let event = records::read_one(log, offset)?;
    let trace = state.trace(offset)?;
    if event.is_none() && trace.is_none() {
        return Ok(None);
    }
    let copy_of = match &trace {
        Some(trace) if trace.duplicate => original(state, trace)?,
        Some(_) | None => None,
    };
    let mut deliveries = Vec::new();
    for row in state.deliveries_of(offset)? {
        deliveries.extend(state.delivery(row.id)?);
    }
    Ok(Some(EventStory {
        offset,
        event,
        trace,
        copy_of,
        deliveries,
    }))
}

/// The latest event before the copy that counted, of the same `insert_id` and device, or user
/// where there is no device (amplitude.md 1.4).
fn original(state: &dyn State, copy: &EventTrace) -> Result<Option<Offset>, StateError> {
    if copy.insert_id.is_none() {
        return Ok(None);
    }
    let mut query = TraceQuery {
        insert_id: copy.insert_id.clone(),
        before: Some(copy.offset),
        limit: PAGE,
        ..TraceQuery::default()
    };
    let is_original = |trace: &&EventTrace| {
        let same_user = copy.device_id.is_some() || trace.user_id == copy.user_id;
        !trace.duplicate && trace.device_id == copy.device_id && same_user
    };
    for _ in 0..MOST_PAGES {
        let page = state.traces(&query)?;
        if let Some(found) = page.traces.iter().find(is_original) {
            return Ok(Some(found.offset));
        }
        let Some(next) = page.next else {
            return Ok(None);
        };
        query.before = Some(next);
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
