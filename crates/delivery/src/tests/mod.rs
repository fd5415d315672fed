//! What the tests of several modules share.

#![allow(clippy::unwrap_used)]

pub(crate) mod world;
