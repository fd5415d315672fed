//! Data events (intercom.md 2).

mod create;
mod list;
mod metadata;
mod name;
mod person;
mod store;
mod summaries;

pub(crate) use create::create;
pub(crate) use list::list;
pub(crate) use name::EventName;
pub(crate) use store::EventStore;
pub use store::{EventSummary, StoredEvent};
pub(crate) use summaries::add as add_summaries;

#[cfg(test)]
mod tests;
