//! The engine: from the log to the destination.
//!
//! In the order in which an event passes: [`intake`] decides, the [`lane`] brings it on its way,
//! [`dispatch`] sends, [`settle`](mod@settle) names what is recorded of it. [`engine`] has them
//! all at work.

pub mod clock;
pub mod destinations;
pub mod directory;
pub mod dispatch;
pub mod engine;
pub mod intake;
pub mod lane;
pub mod lanes;
pub mod live;
pub mod settle;
pub mod vault;
