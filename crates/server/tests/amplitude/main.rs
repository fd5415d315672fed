//! Amplitude-compatible ingestion, asked from outside: requests in, answers and a log out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

mod captures;
mod forms;
mod harness;
mod hostile;
mod meaning;
mod rates;
mod refusals;
mod transport;
