//! `intertide backup`: a consistent copy of a data directory, of a server that may be running.
//!
//! The state is copied first, at one moment, and the log after it. The log only grows, so the
//! copied log reaches at least as far as the copied state, and what intake had not come to is
//! processed by the server that opens the copy: nothing is lost that was acknowledged before the
//! backup began. [`snapshot`] takes the copy, [`manifest`] says what belongs to it, [`target`]
//! puts it in place whole or not at all.

pub(crate) mod files;
pub(crate) mod manifest;
pub(crate) mod progress;
mod snapshot;
pub(crate) mod target;

use std::path::PathBuf;

use serde_json::json;

use self::manifest::Manifest;
use self::progress::{Work, interruptible};
use self::target::Target;
use crate::output::{OutputFormat, print, print_json, size};
use crate::server::keep_files_private;
use crate::settings::{self, CommandSettings, Preset, Settings, SettingsArgs};

/// Copy the data directory of a server, which may be running
///
/// The server works on meanwhile, and none of its data are changed. The copy holds all that was
/// accepted before the command began. It also holds the secret key, where that lies in the
/// data directory: keep a backup as safe as the access tokens that the key opens.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    intertide backup --data-dir /var/lib/intertide --to /backups/intertide-monday\n\n\
    Run it as the user that the server runs as. `intertide restore` is the way back, and with \
    --verify-only checks a backup.")]
pub(crate) struct BackupArgs {
    /// Where to put the backup: a directory that does not exist or is empty
    #[arg(long, value_name = "DIRECTORY")]
    to: PathBuf,

    /// The data directory to copy
    #[arg(long, value_name = "DIRECTORY")]
    data_dir: Option<PathBuf>,

    /// The form of the result
    #[arg(long, value_enum, default_value_t)]
    output: OutputFormat,

    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(crate) async fn run(args: BackupArgs) -> anyhow::Result<()> {
    let settings = load_settings(&args.settings, "backup", args.data_dir)?;
    keep_files_private();
    let to = args.to.clone();
    let manifest = interruptible("backing up", move |work| back_up(&settings, to, work)).await?;
    if !manifest.has_secret_key() {
        eprintln!(
            "note: the secret key lies outside of the data directory and is not in the backup; \
             keep a copy of it elsewhere, the access tokens can't be read without it"
        );
    }
    match args.output {
        OutputFormat::Text => print(&format!(
            "Backed up to {}: {}",
            args.to.display(),
            described(&manifest)
        ))?,
        OutputFormat::Json => {
            let mut result = summary(&manifest);
            result.insert("directory".to_owned(), json!(args.to));
            print_json(&result)?;
        }
    }
    Ok(())
}

/// The settings, for a command that deals with a data directory.
pub(crate) fn load_settings(
    args: &SettingsArgs,
    command: &'static str,
    data_dir: Option<PathBuf>,
) -> anyhow::Result<Settings> {
    let fixed: Option<Preset> = data_dir.map(|path| ("data_dir", path.display().to_string()));
    let command = CommandSettings {
        command,
        fixed: fixed.into_iter().collect(),
        ..CommandSettings::default()
    };
    Ok(settings::load(args, &command, std::env::vars_os())?)
}

fn back_up(settings: &Settings, to: PathBuf, work: &mut Work) -> anyhow::Result<Manifest> {
    // Before anything is written: a server's data are not where they are said to be more often
    // than anything else is wrong.
    let source = snapshot::Source::find(settings)?;
    let target = Target::prepare(to, "--to")?;
    let manifest = source.copy(target.work(), work)?;
    manifest.write(target.work())?;
    // What has no manifest is no backup.
    target.finish(manifest::FILE)?;
    Ok(manifest)
}

/// A backup in one line.
pub(crate) fn described(manifest: &Manifest) -> String {
    format!(
        "{} in {} files, events {} to {} of the log, the state as of event {}",
        size(manifest.bytes()),
        manifest.files.len(),
        manifest.log.from,
        manifest.log.end,
        manifest.state.processed,
    )
}

/// A backup for programs.
pub(crate) fn summary(manifest: &Manifest) -> serde_json::Map<String, serde_json::Value> {
    serde_json::Map::from_iter([
        ("created_at".to_owned(), json!(manifest.created_at)),
        ("program".to_owned(), json!(manifest.program)),
        ("files".to_owned(), json!(manifest.files.len())),
        ("bytes".to_owned(), json!(manifest.bytes())),
        ("log".to_owned(), json!(manifest.log)),
        ("state".to_owned(), json!(manifest.state)),
        ("secret_key".to_owned(), json!(manifest.has_secret_key())),
    ])
}
