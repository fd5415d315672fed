//! `fuzz TARGET|all`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use intertide_drill::caught::hush;
use intertide_drill::fuzz::{Bound, Ran, Seen, TARGETS, Target, replay, run};

use super::{CommandError, Resume};

/// Inputs between two notes of how far it came.
const STRETCH: u64 = 50_000;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The target, or `all`.
    target: String,
    /// Goes up to the input of this number.
    #[arg(long, default_value_t = 100_000)]
    inputs: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Remembers here how far it came, and goes on from there.
    #[arg(long)]
    resume: Option<PathBuf>,
    /// Gives the target the input in this file, and nothing else.
    #[arg(long, conflicts_with_all = ["inputs", "resume"])]
    replay: Option<PathBuf>,
}

pub(crate) fn command(arguments: &Arguments) -> Result<(), CommandError> {
    hush();
    let targets = targets(&arguments.target)?;
    let mut resume = Resume::open(arguments.resume.as_deref())?;
    for target in targets {
        match &arguments.replay {
            Some(file) => {
                let seen = match replay(target, file)? {
                    Seen::Taken => "taken",
                    Seen::Refused => "refused",
                };
                println!("{}: {} is {seen}", target.name, file.display());
            }
            None => fuzz(target, arguments, &mut resume)?,
        }
    }
    Ok(())
}

fn targets(name: &str) -> Result<Vec<&'static Target>, CommandError> {
    if name == "all" {
        return Ok(TARGETS.iter().collect());
    }
    let named = Target::named(name).map(|target| vec![target]);
    named.ok_or_else(|| {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        CommandError::NoTarget(name.to_owned(), names.join(", "))
    })
}

fn fuzz(target: &Target, arguments: &Arguments, resume: &mut Resume) -> Result<(), CommandError> {
    let seed = arguments.seed;
    let name = format!("fuzz {} --seed {seed}", target.name);
    let first = resume.next(&name, 0);
    let (begun, mut next, mut all_taken) = (Instant::now(), first, 0);
    while next < arguments.inputs {
        let end = arguments.inputs.min(next + STRETCH);
        let Ran {
            examples, taken, ..
        } = run(target, seed, next, Bound::Inputs(end))?;
        next = end;
        all_taken += taken;
        resume.note(&name, next)?;
        let rate = (next - first) as f64 / begun.elapsed().as_secs_f64();
        let percent = all_taken * 100 / (next - first);
        println!("{name}: {examples} files, {next} inputs, {percent} % taken, {rate:.0} a second");
    }
    if first >= arguments.inputs {
        println!("{name}: {first} inputs were done before");
    }
    Ok(())
}
