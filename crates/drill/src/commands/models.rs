//! `models`: state, log, identify and governor beside plain models of them.

use std::path::PathBuf;

use clap::Args;
use intertide_drill::caught::hush;
use intertide_drill::models::MODELS;

use super::seeds::go_through;
use super::{CommandError, Resume};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Cases of each model.
    #[arg(long, default_value_t = 2_000)]
    cases: u64,
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
    for model in MODELS {
        go_through(
            &format!("models {} --from {}", model.name, arguments.from),
            arguments.from,
            arguments.cases,
            &mut resume,
            |seed| model.try_out(seed),
            |_| String::new(),
        )?;
    }
    Ok(())
}
