//! `intertide restore`: a backup becomes a data directory again, once it is known to be whole.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use intertide_store::segment::is_in_use;
use serde_json::json;

use super::backup::files::{self, Content};
use super::backup::manifest::{CopiedFile, Manifest};
use super::backup::progress::{Work, interruptible};
use super::backup::target::Target;
use super::backup::{described, load_settings, summary};
use crate::output::{OutputFormat, print, print_json};
use crate::server::{LOG_DIRECTORY, keep_files_private};
use crate::settings::SettingsArgs;

/// Make a data directory of a backup, once it is known to be whole
///
/// Every file of the backup is checked before anything is written. The data directory must not be
/// in use and must be empty or not exist. A server that is started on it goes on where the backup
/// was made: what had not been delivered by then is delivered. Stop the server that the backup was
/// made of before that, or both deliver it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    intertide restore --from /backups/intertide-monday --data-dir /var/lib/intertide\n  \
    intertide restore --from /backups/intertide-monday --verify-only")]
pub(crate) struct RestoreArgs {
    /// The backup: a directory that `intertide backup` made
    #[arg(long, value_name = "DIRECTORY")]
    from: PathBuf,

    /// The data directory to make: one that does not exist or is empty
    #[arg(long, value_name = "DIRECTORY")]
    data_dir: Option<PathBuf>,

    /// Check the backup and write nothing
    #[arg(long, conflicts_with = "data_dir")]
    verify_only: bool,

    /// The form of the result
    #[arg(long, value_enum, default_value_t)]
    output: OutputFormat,

    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(crate) async fn run(args: RestoreArgs) -> anyhow::Result<()> {
    let from = args.from.clone();
    if args.verify_only {
        let manifest = interruptible("checking", move |work| verify(&from, work)).await?;
        return tell(&args, None, &manifest);
    }
    let settings = load_settings(&args.settings, "restore", args.data_dir.clone())?;
    keep_files_private();
    let data_dir = settings.data_dir;
    let to = data_dir.clone();
    let manifest = interruptible("restoring", move |work| restore(&from, to, work)).await?;
    if !manifest.has_secret_key() {
        eprintln!(
            "note: the secret key is not in the backup; start the server with the one that \
             belongs to it (INTERTIDE_SECRET_KEY_FILE), the access tokens can't be read without it"
        );
    }
    tell(&args, Some(&data_dir), &manifest)
}

fn tell(args: &RestoreArgs, data_dir: Option<&Path>, manifest: &Manifest) -> anyhow::Result<()> {
    match args.output {
        OutputFormat::Text => {
            let done = match data_dir {
                None => format!("The backup {} is whole", args.from.display()),
                Some(data_dir) => format!("Restored to {}", data_dir.display()),
            };
            let of = &manifest.created_at;
            print(&format!("{done}: of {of}, {}", described(manifest)))?;
        }
        OutputFormat::Json => {
            let mut result = summary(manifest);
            result.insert("data_dir".to_owned(), json!(data_dir));
            print_json(&result)?;
        }
    }
    Ok(())
}

/// Checks every file of a backup against its manifest.
fn verify(from: &Path, work: &mut Work) -> anyhow::Result<Manifest> {
    let manifest = Manifest::read(from)?;
    work.expect(manifest.bytes());
    for file in &manifest.files {
        let found = files::read(open(from, file)?, work).with_context(|| of_file(from, file))?;
        check(from, file, &found)?;
    }
    Ok(manifest)
}

fn restore(from: &Path, data_dir: PathBuf, work: &mut Work) -> anyhow::Result<Manifest> {
    refuse_used(&data_dir)?;
    let target = Target::prepare(data_dir, "--data-dir")?;
    let manifest = verify(from, work)?;
    work.expect(manifest.bytes());
    for file in &manifest.files {
        copy_back(from, file, target.work(), work)?;
    }
    // A state without its log is refused by the server, so a half-done copy does not start.
    target.finish(LOG_DIRECTORY)?;
    Ok(manifest)
}

/// An empty directory is in nobody's use, but this says more of one that is not.
fn refuse_used(data_dir: &Path) -> anyhow::Result<()> {
    let log = data_dir.join(LOG_DIRECTORY);
    let used = is_in_use(&log).with_context(|| {
        format!(
            "cannot tell whether the data directory {} is in use; name another one with --data-dir",
            data_dir.display()
        )
    })?;
    if used {
        bail!(
            "the data directory {} is in use by another process; name one that is empty or does \
             not exist with --data-dir, or stop that process and move the directory away",
            data_dir.display()
        );
    }
    Ok(())
}

fn copy_back(from: &Path, file: &CopiedFile, to: &Path, work: &mut Work) -> anyhow::Result<()> {
    let path = to.join(&file.path);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)
            .with_context(|| format!("cannot write {}", directory.display()))?;
    }
    let mode = u32::from_str_radix(&file.mode, 8)
        .ok()
        .filter(|mode| *mode <= 0o777)
        .with_context(|| format!("{}: `{}` are no rights", of_file(from, file), file.mode))?;
    let source = open(from, file)?;
    let found = files::copy(source, &path, u64::MAX, mode, work)
        .with_context(|| format!("cannot restore {}", file.path))?;
    check(from, file, &found)
}

fn open(from: &Path, file: &CopiedFile) -> anyhow::Result<File> {
    File::open(from.join(&file.path)).with_context(|| of_file(from, file))
}

fn check(from: &Path, file: &CopiedFile, found: &Content) -> anyhow::Result<()> {
    let fault = if found.bytes != file.bytes {
        format!("it has {} bytes and had {}", found.bytes, file.bytes)
    } else if found.blake3 != file.blake3 {
        "its checksum is another one".to_owned()
    } else {
        return Ok(());
    };
    bail!("{}: {fault}", of_file(from, file))
}

fn of_file(from: &Path, file: &CopiedFile) -> String {
    format!(
        "the backup {} is damaged in {}; use another backup",
        from.display(),
        file.path
    )
}
