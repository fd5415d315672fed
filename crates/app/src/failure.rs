//! How a command fails: one line on standard error that says what, why and the mend, and an exit
//! code (product.md 1).

use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::settings::SettingsError;

/// The exit code of a command that did not do what it was asked for.
const FAILED: u8 = 1;

/// The exit code of a command that was called in a way that can't work.
pub(crate) const WRONG_USAGE: u8 = 2;

/// A command that was called in a way that can't work: its message says how it can.
#[derive(Debug)]
pub(crate) struct WrongUsage(pub(crate) String);

impl fmt::Display for WrongUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUsage {}

/// A command whose answer is no, and has been printed: nothing is left to say.
#[derive(Debug)]
pub(crate) struct SaidAlready;

impl fmt::Display for SaidAlready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer is no")
    }
}

impl std::error::Error for SaidAlready {}

/// Tells a failure on standard error and gives its exit code.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    if is_reader_gone(error) {
        return ExitCode::SUCCESS;
    }
    if !error.is::<SaidAlready>() {
        complain(&format!("{error:#}"));
    }
    let settings = error.downcast_ref::<SettingsError>();
    if error.is::<WrongUsage>() || settings.is_some_and(SettingsError::is_wrong_usage) {
        ExitCode::from(WRONG_USAGE)
    } else {
        ExitCode::from(FAILED)
    }
}

/// Tells of something wrong on standard error, on one line.
pub(crate) fn complain(message: &str) {
    eprintln!("error: {}", one_line(message));
}

/// Whether there is nobody to print for any more, as with `| head`: that is no failure.
fn is_reader_gone(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// A message on one line, whatever it was made of.
pub(crate) fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_several_lines_becomes_one() {
        assert_eq!(one_line("cannot read\n  it:\tno\n"), "cannot read it: no");
    }
}
