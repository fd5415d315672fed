//! The two contracts that Intertide keeps its promises with, and what keeps them here.
//!
//! [`log::EventLog`] is the durable log, kept by [`segment::SegmentLog`] on files.
//! [`state::State`] is what follows from it, kept by [`sqlite::SqliteState`] in SQLite.

pub mod files;
pub mod log;
pub mod segment;
pub mod sqlite;
pub mod state;
