//! `power-loss`: the log on a disk in memory that loses power.

use std::path::PathBuf;

use clap::Args;
use intertide_drill::caught::hush;
use intertide_store::segment::trials::lose_power_while_writing;

use super::seeds::go_through;
use super::{CommandError, Resume};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many logs are written; each loses power five times.
    #[arg(long, default_value_t = 20_000)]
    rounds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Remembers here how far it came, and goes on from there.
    #[arg(long)]
    resume: Option<PathBuf>,
}

pub(crate) fn command(arguments: &Arguments) -> Result<(), CommandError> {
    hush();
    let mut resume = Resume::open(arguments.resume.as_deref())?;
    go_through(
        &format!("power-loss --from {}", arguments.from),
        arguments.from,
        arguments.rounds,
        &mut resume,
        lose_power_while_writing,
        |_| String::new(),
    )
}
