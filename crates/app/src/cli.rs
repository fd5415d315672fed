//! The command line: the commands there are, and what is said about one that can't be understood.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::commands::{apply, backup, demo, doctor, restore, serve, sim_intercom, syncs, tail};
use crate::failure::{WRONG_USAGE, one_line};

/// Events from Amplitude's SDKs to Intercom, live, and each one accounted for
#[derive(Debug, Parser)]
#[command(name = "intertide", version = version(), max_term_width = 100)]
#[command(
    after_help = "Example:\n  intertide demo\n\nThe settings are explained in \
    intertide.default.toml.\nExit codes: 0 done, 1 failed, 2 wrong usage."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// One command each.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::DemoArgs),
    Serve(serve::ServeArgs),
    SimIntercom(sim_intercom::SimIntercomArgs),
    Apply(apply::ApplyArgs),
    Syncs(syncs::SyncsArgs),
    Tail(tail::TailArgs),
    Doctor(doctor::DoctorArgs),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
}

impl Command {
    /// Runs the command to its end.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Demo(args) => demo::run(args).await,
            Self::Serve(args) => serve::run(args).await,
            Self::SimIntercom(args) => sim_intercom::run(args).await,
            Self::Apply(args) => apply::run(args).await,
            Self::Syncs(args) => syncs::run(args).await,
            Self::Tail(args) => tail::run(args).await,
            Self::Doctor(args) => doctor::run(args).await,
            Self::Backup(args) => backup::run(args).await,
            Self::Restore(args) => restore::run(args).await,
        }
    }
}

/// What `--version` shows beside the name: version, build and the machine that it is for.
const fn version() -> &'static str {
    concat!(
        env!("CARGO_PKG_VERSION"),
        " (",
        env!("BUILD_OF_INTERTIDE"),
        ")"
    )
}

/// Reads the command line; on anything but a command, says what is to be said and gives the exit
/// code.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Cli, ExitCode> {
    Cli::try_parse_from(arguments).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader who has gone away needs no help any more.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(WRONG_USAGE)
        }
        _ => {
            eprintln!("{}", wrong_usage(&error.render().to_string()));
            ExitCode::from(WRONG_USAGE)
        }
    })
}

/// What clap says in paragraphs (the error, tips, the usage, a pointer to the help), on one line.
fn wrong_usage(rendered: &str) -> String {
    let said = rendered
        .split_once("\nUsage:")
        .map_or(rendered, |(said, _)| said);
    let said = said
        .split_once("\nFor more information")
        .map_or(said, |(said, _)| said);
    let said = one_line(said).replace(" tip:", "; tip:");
    let called = rendered
        .lines()
        .find_map(|line| line.strip_prefix("Usage: "))
        .map(|usage| {
            let words = usage.split(' ').take_while(|word| {
                let mut bytes = word.bytes();
                bytes.next().is_some_and(|byte| byte.is_ascii_lowercase())
                    && bytes.all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            });
            words.collect::<Vec<_>>().join(" ")
        })
        .filter(|command| !command.is_empty())
        .unwrap_or_else(|| "intertide".to_owned());
    format!("{said}; see `{called} --help`")
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn said(arguments: &[&str]) -> String {
        let error = Cli::try_parse_from(arguments).expect_err("can't be understood");
        wrong_usage(&error.render().to_string())
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_cannot_be_understood_is_said_on_one_line_with_the_mend() {
        assert_eq!(
            said(&["intertide", "serv"]),
            "error: unrecognized subcommand 'serv' ; tip: a similar subcommand exists: 'serve'; \
             see `intertide --help`"
                .replace(" ;", ";")
        );
        let missing = said(&["intertide", "apply"]);
        assert!(missing.contains("--file <FILE>"), "{missing}");
        assert!(
            missing.ends_with("; see `intertide apply --help`"),
            "{missing}"
        );
        let unknown = said(&["intertide", "serve", "--lissten", "x"]);
        assert!(unknown.contains("'--listen'"), "{unknown}");
        assert!(!unknown.contains('\n'), "{unknown}");
    }

    #[test]
    fn every_command_shows_an_example() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string);
            let has_example = help.is_some_and(|help| help.contains("Example"));
            assert!(has_example, "{}", command.get_name());
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }
}
