//! The engine: from the log to the destination.
//!
//! In the order in which an event passes: [`intake`] decides, the [`lane`] brings it on its way,
//! [`dispatch`] sends, [`settle`](mod@settle) names what is recorded of it. [`engine`] has them
//! all at work.
//!
//! Beside that way: [`preview`] answers what would become of an event, [`backfill`] sends what came
//! before, [`story`](mod@story) tells what became of one, [`privacy`] erases users, and [`alerts`]
//! tells people when something begins to be wrong and when it is well again.

pub mod advice;
pub mod alerts;
pub mod backfill;
pub mod clock;
pub mod curl;
pub mod destinations;
pub mod directory;
pub mod dispatch;
pub mod engine;
pub mod health;
pub mod intake;
pub mod lane;
pub mod lanes;
pub mod live;
pub mod preview;
pub mod privacy;
pub mod records;
pub mod redecide;
pub mod settle;
pub mod story;
pub mod vault;

#[cfg(test)]
mod tests;
