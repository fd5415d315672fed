//! `world`: scenarios in one thread, under a virtual clock.

use std::path::PathBuf;

use clap::Args;
use intertide_drill::caught::{caught, hush};
use intertide_drill::scenarios::{SCENARIOS, Scenario};

use super::seeds::go_through;
use super::{CommandError, Resume};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The scenario, or `all`.
    #[arg(default_value = "all")]
    scenario: String,
    /// Seeds of each scenario.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
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
    let chosen = SCENARIOS
        .iter()
        .filter(|scenario| arguments.scenario == "all" || arguments.scenario == scenario.name);
    let mut found = false;
    for scenario in chosen {
        found = true;
        go_through(
            &format!("world {} --from {}", scenario.name, arguments.from),
            arguments.from,
            arguments.seeds,
            &mut resume,
            |seed| scenario.live(seed, scenario.size),
            |seed| shrunk(scenario, seed),
        )?;
    }
    if found {
        return Ok(());
    }
    let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
    Err(CommandError::NoScenario(
        arguments.scenario.clone(),
        names.join(", "),
    ))
}

/// How little of the scenario still fails.
fn shrunk(scenario: &Scenario, seed: u64) -> String {
    let size = scenario.shrink(|size| caught(|| scenario.live(seed, size)).is_err());
    match caught(|| scenario.live(seed, size)) {
        Ok(()) => format!("whole, {size:?}"),
        Err(told) => format!("the least of it that fails is {size:?}: {told}"),
    }
}
