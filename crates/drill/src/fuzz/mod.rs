//! Fuzzing: what comes from outside is read, whatever it is, and what must hold of it is asserted.
//!
//! A [`Target`] is a function of bytes that panics where the product breaks its word. Its `corpus`
//! is run first, always; what follows are `input`s made of it, each a pure function of a seed and a
//! number, so that a failure is repeated by naming both. [`run`](run()) goes through them, keeps a
//! failing input in a file and makes it small.
//!
//! All of it runs on stable Rust, without instrumentation: nothing tells which code an input
//! reached, so the corpus has to hold one example of each shape that is worth reaching.

mod corpus;
mod dictionary;
mod input;
mod json_edits;
mod layout;
mod minimise;
mod mutate;
mod run;
mod targets;
mod watchdog;

pub use self::corpus::CorpusError;
pub use self::layout::Layout;
pub use self::run::{Bound, Failure, FuzzError, Ran, replay, run};
pub use self::targets::TARGETS;

/// Something that reads what comes from outside.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of its folder in `corpus`.
    pub name: &'static str,
    /// Where in an input its JSON stands, for edits that know JSON.
    layout: Layout,
    /// Reads an input, and panics where something does not hold that must.
    check: fn(&[u8]) -> Seen,
}

/// How far an input came. A target whose inputs are all refused tries nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It was taken.
    Taken,
    /// It was refused, as the contract says.
    Refused,
}

impl Seen {
    /// Taken where this holds.
    fn taken_if(taken: bool) -> Self {
        if taken { Self::Taken } else { Self::Refused }
    }
}

impl Target {
    /// The target of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }
}
