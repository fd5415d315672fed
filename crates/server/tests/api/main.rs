//! The API against the real state, over a log in memory and an Intercom that says what it is told.
//! One file a resource, as in `src/api`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alerts;
mod audit;
mod auth;
mod backfills;
mod connection;
mod console;
mod deletions;
mod deliveries;
mod destinations;
mod event_list;
mod event_story;
mod events;
mod failures;
mod fallbacks;
mod harness;
mod health;
mod keys;
mod metrics_summary;
mod openapi;
mod parts;
mod people;
mod previews;
mod project;
mod project_metrics;
mod prometheus;
mod queue;
mod retry;
mod roles;
mod secrets;
mod session;
mod sync_metrics;
mod syncs;
mod taxonomy;
mod users;
