//! What Intertide's things are and what they mean.
//!
//! Plain code on plain values: no I/O, no clock, no randomness, no async. The shell around it
//! (crates `store`, `delivery`, `server`) moves bytes and brings the time.
//!
//! The life of an event through this crate: an [`event::Event`] is de-duplicated and applied to
//! its [`profile::Profile`] ([`identify`]), each sync's [`filter`] gives a verdict, and
//! [`process`](mod@process) names the [`delivery`]s that follow.

pub mod access;
pub mod delivery;
pub mod event;
pub mod event_names;
pub mod filter;
pub mod identify;
pub mod ids;
pub mod intercom_keys;
pub mod language;
mod number;
pub mod privacy;
pub mod process;
pub mod profile;
pub mod property;
pub mod retry;
pub mod revenue;
pub mod sync;
pub mod taxonomy;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod time;
