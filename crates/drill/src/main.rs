//! The drills whose figures grow with time, by command. Each goes on from where it was stopped when
//! it is given a file to remember that in, prints what it reached, and fails with the seed that
//! failed.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{fuzz, models, power_loss, world};

/// Intertide's drills.
#[derive(Debug, Parser)]
#[command(name = "intertide-drill")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Gives a reader of what comes from outside whatever may come.
    Fuzz(fuzz::Arguments),
    /// Has worlds live through scenarios, under seeds.
    World(world::Arguments),
    /// Has the log lose power while it is written.
    PowerLoss(power_loss::Arguments),
    /// Holds state, log, identify and governor against plain models.
    Models(models::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Fuzz(arguments) => fuzz::command(&arguments),
        Command::World(arguments) => world::command(&arguments),
        Command::PowerLoss(arguments) => power_loss::command(&arguments),
        Command::Models(arguments) => models::command(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
