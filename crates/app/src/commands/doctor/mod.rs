//! `intertide doctor`: looks at everything that a server stands on, and says what to do about it.
//!
//! [`findings`] is what is found and how it is told; each other file is one group of checks. The
//! doctor changes nothing, and each check ends in time, whatever hangs.

mod clock;
mod configuration;
mod data_dir;
mod disk;
mod findings;
mod intercom;
mod known;
mod server;

use std::path::PathBuf;
use std::time::Duration;

use intertide_delivery::clock::Clock;

use self::data_dir::Occupancy;
use self::findings::{Check, Finding, Report};
use self::known::Known;
use self::server::{DoctorServerArgs, Server};
use crate::failure::SaidAlready;
use crate::live::lines::Paint;
use crate::output::{OutputFormat, print, print_json};
use crate::server::keep_files_private;
use crate::settings::{self, CommandSettings, Settings, SettingsArgs};

/// How long each look at files may take: a disk or a mount that hangs is a finding.
const FILES_TIMEOUT: Duration = Duration::from_secs(4);

/// Check configuration, data directory, disk, clock and the connection to Intercom
///
/// It works with the server running or not, changes nothing, and says what to do about each
/// finding. The exit code is 0 when there is no problem; warnings are none.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    intertide doctor\n  \
    intertide doctor --data-dir /var/lib/intertide --output json | \
    jq '.findings[] | select(.status != \"ok\")'")]
pub(crate) struct DoctorArgs {
    /// The form of the result
    #[arg(long, value_enum, default_value_t)]
    output: OutputFormat,

    /// Where events and state are kept
    #[arg(long, value_name = "DIRECTORY")]
    data_dir: Option<PathBuf>,

    #[command(flatten)]
    settings: SettingsArgs,

    #[command(flatten)]
    server: DoctorServerArgs,
}

/// Runs the command.
pub(crate) async fn run(args: DoctorArgs) -> anyhow::Result<()> {
    let command = CommandSettings {
        command: "doctor",
        fixed: args
            .data_dir
            .map(|path| ("data_dir", path.display().to_string()))
            .into_iter()
            .collect(),
        ..CommandSettings::default()
    };
    let findings = match settings::load(&args.settings, &command, std::env::vars_os()) {
        Ok(settings) => examine(&settings, &args.server).await,
        Err(error) if error.is_wrong_usage() => return Err(error.into()),
        Err(error) => vec![configuration::invalid(&error)],
    };
    let report = Report::new(findings);
    match args.output {
        OutputFormat::Json => print_json(&report)?,
        OutputFormat::Text => {
            let paint = Paint::for_stdout();
            print(&report.text(|mark, color| paint.apply(mark, color)))?;
        }
    }
    if report.ok {
        Ok(())
    } else {
        Err(SaidAlready.into())
    }
}

/// All checks. What the later ones need follows from the earlier ones.
async fn examine(settings: &Settings, args: &DoctorServerArgs) -> Vec<Finding> {
    keep_files_private();
    let clock = Clock::system();
    let mut findings = configuration::findings(settings);
    let (found, occupancy) = in_time(settings, data_dir::check)
        .await
        .unwrap_or_else(|hanging| (vec![hanging], Occupancy::Unknown));
    findings.extend(found);
    let server = Server::expected(args, settings, occupancy);
    let disk = in_time(settings, disk::check);
    let (disk, (told, known)) = tokio::join!(disk, ask(settings, server.as_ref(), occupancy));
    findings.extend(disk.unwrap_or_else(|hanging| vec![hanging]));
    let (reached, readings) = match &known {
        Some(known) => intercom::check(&known.targets, &clock).await,
        None => (Vec::new(), Vec::new()),
    };
    let newest = known.and_then(|known| known.newest);
    findings.extend(clock::findings(clock.now(), newest, &readings));
    findings.extend(told);
    findings.extend(reached);
    findings
}

/// What a server tells, or, where none is at work, what the state holds.
async fn ask(
    settings: &Settings,
    server: Option<&Server>,
    occupancy: Occupancy,
) -> (Vec<Finding>, Option<Known>) {
    let (mut findings, known) = match server {
        Some(server) => server::check(server).await,
        None => (
            vec![Finding::ok(Check::Server, "none is at work here")],
            None,
        ),
    };
    if known.is_some() || occupancy != Occupancy::Free {
        return (findings, known);
    }
    let read = |settings: &Settings| known::from_state(&settings.data_dir);
    match in_time(settings, read).await.flatten() {
        Ok(known) => (findings, Some(known)),
        Err(finding) => {
            findings.push(finding);
            (findings, None)
        }
    }
}

/// Runs what blocks, for as long as it may take.
async fn in_time<T: Send + 'static>(
    settings: &Settings,
    look: impl FnOnce(&Settings) -> T + Send + 'static,
) -> Result<T, Finding> {
    let owned = settings.clone();
    let looking = tokio::task::spawn_blocking(move || look(&owned));
    let looked = tokio::time::timeout(FILES_TIMEOUT, looking).await;
    looked.ok().and_then(Result::ok).ok_or_else(|| {
        Finding::problem(
            Check::DataDirectory,
            format!(
                "{} does not answer within {} s",
                settings.data_dir.display(),
                FILES_TIMEOUT.as_secs()
            ),
            "see to the disk and its mount; the checks that need it were left out",
        )
    })
}
