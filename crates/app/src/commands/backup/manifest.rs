//! `backup.json`: what belongs to a backup, and how to tell that it is still as it was.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use super::files::write_new;

/// What the manifest is called. A directory without it is no backup.
pub(crate) const FILE: &str = "backup.json";

/// What the secret key is called in a backup, and in a data directory without other settings.
pub(crate) const SECRET_KEY: &str = "secret.key";

/// The format of a backup that this program writes, and the latest that it reads.
const FORMAT: u32 = 1;

/// More than a manifest has for as many segments as a disk holds.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// A whole backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// The version that made it.
    pub(crate) program: String,
    /// When its making began.
    pub(crate) created_at: String,
    pub(crate) state: CopiedState,
    pub(crate) log: CopiedLog,
    pub(crate) files: Vec<CopiedFile>,
}

/// The moment that the state is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CopiedState {
    /// One past the last event whose consequences are in it.
    pub(crate) processed: u64,
}

/// The events that the log holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CopiedLog {
    pub(crate) from: u64,
    /// One past the last.
    pub(crate) end: u64,
}

/// One file, by its path in the data directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CopiedFile {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// The rights on it, in octal digits.
    pub(crate) mode: String,
    pub(crate) blake3: String,
}

/// The part of every format by which it is told from others.
#[derive(Deserialize)]
struct OnlyFormat {
    format: u32,
}

impl Manifest {
    /// What a backup that begins now says, apart from what was copied.
    pub(crate) fn of_this_program(
        created_at: String,
        state: CopiedState,
        log: CopiedLog,
        files: Vec<CopiedFile>,
    ) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            created_at,
            state,
            log,
            files,
        }
    }

    /// Bytes of all files.
    pub(crate) fn bytes(&self) -> u64 {
        self.files
            .iter()
            .fold(0, |sum: u64, file| sum.saturating_add(file.bytes))
    }

    /// Whether the key is in it that opens the access tokens.
    pub(crate) fn has_secret_key(&self) -> bool {
        self.files.iter().any(|file| file.path == SECRET_KEY)
    }

    /// Writes it into a directory, durably.
    pub(crate) fn write(&self, directory: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        write_new(&directory.join(FILE), format!("{text}\n").as_bytes())
    }

    /// Reads that of the backup in this directory.
    pub(crate) fn read(directory: &Path) -> anyhow::Result<Self> {
        let shown = directory.display();
        if let Err(error) = fs::read_dir(directory) {
            bail!("cannot read the backup {shown}: {error}; name its directory with --from");
        }
        let path = directory.join(FILE);
        let text = match File::open(&path) {
            Ok(file) => read_bounded(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
                "{shown} is no backup: it has no {FILE}, and one that was broken off has none \
                 either; name a directory that `intertide backup` finished"
            ),
            Err(error) => Err(error),
        };
        let text = text.with_context(|| format!("cannot read {}", path.display()))?;
        let damaged = || format!("the backup's {FILE} in {shown} is damaged; use another backup");
        let only: OnlyFormat = serde_json::from_str(&text).with_context(damaged)?;
        if only.format > FORMAT {
            bail!(
                "the backup {shown} was made by a later version (format {}, this program knows \
                 {FORMAT}); restore it with that version",
                only.format
            );
        }
        let manifest: Self = serde_json::from_str(&text).with_context(damaged)?;
        if let Some(outside) = manifest.files.iter().find(|file| !is_inside(&file.path)) {
            bail!(
                "the backup's {FILE} in {shown} names a file outside of it, {}; use another backup",
                outside.path
            );
        }
        Ok(manifest)
    }
}

fn read_bounded(file: File) -> io::Result<String> {
    let mut text = String::new();
    file.take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether a path leads to a file of the backup itself and nowhere else.
fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn manifest(path: &str) -> Manifest {
        Manifest::of_this_program(
            "2026-01-02T03:04:05.006Z".to_owned(),
            CopiedState { processed: 5 },
            CopiedLog { from: 0, end: 7 },
            vec![CopiedFile {
                path: path.to_owned(),
                bytes: 3,
                mode: "600".to_owned(),
                blake3: "00".to_owned(),
            }],
        )
    }

    #[test]
    fn what_is_written_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let written = manifest(SECRET_KEY);
        written.write(directory.path()).unwrap();
        let read = Manifest::read(directory.path()).unwrap();
        assert_eq!(read, written);
        assert!(read.has_secret_key());
        assert_eq!(read.bytes(), 3);
    }

    #[test]
    fn a_file_outside_of_the_backup_is_refused() {
        for path in ["../secret.key", "/etc/passwd", "log/../../x", ""] {
            let directory = tempfile::tempdir().unwrap();
            manifest(path).write(directory.path()).unwrap();
            let error = Manifest::read(directory.path()).unwrap_err().to_string();
            assert!(error.contains("outside of it"), "{path}: {error}");
        }
    }

    #[test]
    fn a_later_format_is_refused_with_the_mend_whatever_else_it_holds() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(FILE), r#"{"format": 2, "more": []}"#).unwrap();
        let error = Manifest::read(directory.path()).unwrap_err().to_string();
        assert!(error.contains("made by a later version"), "{error}");
        assert!(error.contains("restore it with that version"), "{error}");
    }

    #[test]
    fn a_manifest_that_is_none_is_damaged() {
        for text in ["", "{", "[]", r#"{"format": 1}"#] {
            let directory = tempfile::tempdir().unwrap();
            fs::write(directory.path().join(FILE), text).unwrap();
            let error = Manifest::read(directory.path()).unwrap_err().to_string();
            assert!(error.contains("is damaged"), "{text}: {error}");
        }
    }
}
