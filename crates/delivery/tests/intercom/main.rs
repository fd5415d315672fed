//! Conversations with the simulated Intercom: what the destination decides meets what Intercom is
//! known to do (intercom.md), under either answer to its open questions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bench;
mod contacts;
mod events;
mod random;
