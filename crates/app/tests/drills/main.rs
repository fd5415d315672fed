//! Drills on the real program: disks that fill up, fail and lie, an Intercom and clients that
//! misbehave, stops under load. What a 200 promised is kept through all of it (product.md 2, 4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod clock;
mod crowd;
mod files;
mod hostile_clients;
mod intercom;
mod log_damage;
mod log_file;
mod mount;
mod raw_client;
mod relay;
mod sealed_segment;
mod sick_disk;
mod stops;
