//! Drills: what it takes to put the real program under load and hold it to its word.
//!
//! [`load`] sends events as SDKs do and keeps a [`ledger`] of what was acknowledged, which is
//! compared afterwards with what arrived.

pub mod ledger;
pub mod load;
