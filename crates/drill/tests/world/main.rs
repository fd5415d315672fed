//! Scenarios: hours of deliveries in one thread, under a virtual clock and a seed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod budget;
mod guard;
mod identity;
mod outage;
mod storms;
mod waiting;
