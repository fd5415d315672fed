//! Drills: what it takes to put the program under load and hold it to its word.
//!
//! [`load`] sends events to the real program as SDKs do and keeps a [`ledger`] of what was
//! acknowledged, which is compared afterwards with what arrived. [`world`] has the program's parts
//! and Intercom's simulator live through hours in one thread, under a seed and a virtual clock.
//! [`scenarios`] are such lives, under seeds; [`models`] holds single parts against plain models.
//! [`fuzz`] gives the readers of what comes from outside whatever may come.

pub mod caught;
pub mod fuzz;
pub mod ledger;
pub mod load;
pub mod models;
pub mod scenarios;
pub mod world;
