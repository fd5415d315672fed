//! Taking the copy: the state of one moment, then the log that reaches at least as far.

use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use intertide_delivery::clock::Clock;
use intertide_domain::ids::Offset;
use intertide_store::segment::{SegmentFile, end_of, segment_files};
use intertide_store::sqlite::SqliteState;

use super::files::{copy, mode_of, read};
use super::manifest::{CopiedFile, CopiedLog, CopiedState, Manifest, SECRET_KEY};
use super::progress::{Interrupted, Work};
use crate::server::{LOG_DIRECTORY, STATE_FILE};
use crate::settings::Settings;

/// A data directory to be copied.
#[derive(Debug)]
pub(super) struct Source {
    data_dir: PathBuf,
    /// Where the key lies, when it belongs to the data directory.
    secret_key: Option<PathBuf>,
}

impl Source {
    /// The data directory of the settings, where there is one.
    pub(super) fn find(settings: &Settings) -> anyhow::Result<Self> {
        let data_dir = settings.data_dir.clone();
        for part in [STATE_FILE, LOG_DIRECTORY] {
            if let Err(error) = fs::metadata(data_dir.join(part)) {
                bail!(
                    "{} is not the data directory of a server: cannot read {part} in it: {error}; \
                     name the right one with --data-dir, as the user that the server runs as",
                    data_dir.display()
                );
            }
        }
        let secret_key = key_within(&data_dir, &settings.secret_key_file);
        Ok(Self {
            data_dir,
            secret_key,
        })
    }

    /// Copies everything into an empty directory. All files are synced.
    pub(super) fn copy(&self, to: &Path, work: &mut Work) -> anyhow::Result<Manifest> {
        let created_at = Clock::system().now().to_rfc3339();
        let (state, processed) = self.copy_state(to, work)?;
        let mut files = vec![state];
        let (log, segments) = self.copy_log(to, processed, work)?;
        files.extend(segments);
        if let Some(key) = &self.secret_key {
            let file = open(key)?;
            files.push(copy_file(file, to, SECRET_KEY, u64::MAX, work)?);
        }
        let state = CopiedState {
            processed: processed.get(),
        };
        Ok(Manifest::of_this_program(created_at, state, log, files))
    }

    fn copy_state(&self, to: &Path, work: &mut Work) -> anyhow::Result<(CopiedFile, Offset)> {
        let from = self.data_dir.join(STATE_FILE);
        let target = to.join(STATE_FILE);
        // An estimate: the log is looked at anew once the state is copied.
        let of_state = fs::metadata(&from).map_or(0, |file| file.len());
        work.expect(of_state.saturating_mul(2));
        work.expect(size_of_log(&self.data_dir.join(LOG_DIRECTORY)));
        let mut before = 0;
        let copied = SqliteState::copy(&from, &target, &mut |share| {
            let share = u64::from(share);
            let more = share.saturating_sub(before).saturating_mul(of_state) / 1_000;
            before = share;
            match work.advance(more) {
                Ok(()) => ControlFlow::Continue(()),
                Err(Interrupted) => ControlFlow::Break(()),
            }
        });
        let processed = copied
            .with_context(|| {
                format!(
                    "cannot copy the state {} to {}; see to the room and the rights there",
                    from.display(),
                    to.display()
                )
            })?
            .ok_or(Interrupted)?;
        let file = open(&target)?;
        file.sync_all()
            .with_context(|| format!("cannot sync {}; see to the disk", target.display()))?;
        let mode = mode_of(&file)?;
        let content = read(file, work)?;
        Ok((described(STATE_FILE, content, mode), processed))
    }

    /// Copies the log, the newest segment first: retention takes the oldest away one by one, so
    /// once one is gone, so are all before it, and what was copied has no gap.
    fn copy_log(
        &self,
        to: &Path,
        processed: Offset,
        work: &mut Work,
    ) -> anyhow::Result<(CopiedLog, Vec<CopiedFile>)> {
        let from = self.data_dir.join(LOG_DIRECTORY);
        let target = to.join(LOG_DIRECTORY);
        let unreadable = || format!("cannot copy the log {}; see to the disk", from.display());
        fs::create_dir(&target).with_context(|| format!("cannot write {}", to.display()))?;
        let segments = segment_files(&from).with_context(unreadable)?;
        let mut files = Vec::new();
        let mut copied_from: Option<Offset> = None;
        for SegmentFile { name, first, bytes } in segments.into_iter().rev() {
            match File::open(from.join(&name)) {
                Ok(file) => {
                    let path = format!("{LOG_DIRECTORY}/{name}");
                    files.push(copy_file(file, to, &path, bytes, work)?);
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if copied_from.is_none_or(|next| next > processed) {
                        bail!(
                            "{name} was removed from the log while it was being copied; run the \
                             backup again"
                        );
                    }
                    break;
                }
                Err(error) => return Err(error).with_context(unreadable),
            }
            copied_from = Some(first);
        }
        files.reverse();
        let log = CopiedLog {
            from: copied_from.map_or(0, Offset::get),
            end: end_of(&target).with_context(unreadable)?.get(),
        };
        check(log, processed)?;
        Ok((log, files))
    }
}

/// The state follows from the log, so its place must lie inside.
fn check(log: CopiedLog, processed: Offset) -> anyhow::Result<()> {
    let CopiedLog { from, end } = log;
    let processed = processed.get();
    if (from..=end).contains(&processed) {
        return Ok(());
    }
    bail!(
        "the log holds the events {from} to {end}, and the state is as of event {processed}: they \
         do not belong together, and no server would start with them; see to the disk and what \
         the server logs, then run the backup again"
    )
}

/// The file with the secret key, when it lies in the data directory.
fn key_within(data_dir: &Path, key: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(key).ok()?;
    let inside = fs::canonicalize(data_dir).ok()?.join(SECRET_KEY);
    (real == inside).then_some(real)
}

fn size_of_log(log: &Path) -> u64 {
    let segments = segment_files(log).unwrap_or_default();
    segments.iter().map(|segment| segment.bytes).sum()
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| {
        format!(
            "cannot read {}; run the backup as the user that the server runs as",
            path.display()
        )
    })
}

fn copy_file(
    file: File,
    to: &Path,
    path: &str,
    length: u64,
    work: &mut Work,
) -> anyhow::Result<CopiedFile> {
    let mode = mode_of(&file)?;
    let content = copy(file, &to.join(path), length, mode, work)
        .with_context(|| format!("cannot copy {path}"))?;
    Ok(described(path, content, mode))
}

fn described(path: &str, content: super::files::Content, mode: u32) -> CopiedFile {
    CopiedFile {
        path: path.to_owned(),
        bytes: content.bytes,
        mode: format!("{mode:03o}"),
        blake3: content.blake3,
    }
}
