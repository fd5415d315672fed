//! The drills whose figures grow with time, by command. Each goes on from where it was stopped when
//! it is given a file to remember that in, prints what it reached, and fails with the seed that
//! failed.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::fuzz;

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
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Fuzz(arguments) => fuzz::command(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
