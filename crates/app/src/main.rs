//! The `intertide` binary: settings, commands, and the wiring of everything else.
//!
//! A command is a file in `commands`; `server` puts the running server together, and is the one
//! place that names concrete backends.

mod cli;
mod client;
mod commands;
mod failure;
mod live;
mod logging;
mod output;
mod server;
mod settings;
mod shutdown;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    // Both ends of the program speak TLS through reqwest, which leaves the choice of the
    // cryptography to the process. It fails only when one was chosen before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}

fn run(cli: cli::Cli) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(cli.command.run());
    // What still reads from standard input or a file system that hangs must not keep the process.
    runtime.shutdown_background();
    result
}
