//! Where a copy goes: it is put together out of sight, synced, and put in place whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::files::sync_directory;

/// What a disk's own file system puts into a directory that is empty otherwise.
const OF_THE_DISK: &str = "lost+found";

/// A directory that will hold a copy. Dropped before it is finished, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    place: Place,
    work: TempDir,
}

/// Where the copy is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Beside a directory that does not exist; one rename makes it.
    Beside,
    /// Inside of an empty directory, which may be a mounted disk or the only place where one may
    /// write, and keeps its owner and rights.
    Inside,
}

impl Target {
    /// Begins a copy that will be at `path`; `flag` names it in the mend.
    ///
    /// # Errors
    /// When something is there already, or nothing can be written there.
    pub(crate) fn prepare(path: PathBuf, flag: &str) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let unwritable = || {
            format!(
                "cannot write {shown}; let this user write there, or name another directory with {flag}"
            )
        };
        let place = match is_empty(&path) {
            Ok(true) => Place::Inside,
            Ok(false) => bail!(
                "{shown} is not empty; name a directory that is empty or does not exist with {flag}"
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Place::Beside,
            Err(error) => return Err(error).with_context(unwritable),
        };
        let around = match place {
            Place::Inside => path.as_path(),
            Place::Beside => parent(&path),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let work = fs::create_dir_all(around)
            .and_then(|()| {
                tempfile::Builder::new()
                    .prefix(&format!(".{name}.unfinished-"))
                    .tempdir_in(around)
            })
            .with_context(unwritable)?;
        Ok(Self { path, place, work })
    }

    /// The directory to put the copy together in.
    pub(crate) fn work(&self) -> &Path {
        self.work.path()
    }

    /// Puts the copy in place; its files are synced already. Where that takes several steps, the
    /// entry `last` comes after all others.
    pub(crate) fn finish(self, last: &str) -> anyhow::Result<()> {
        sync_directories(self.work.path())?;
        let failed = || {
            format!(
                "cannot put the copy in place at {}; name another directory",
                self.path.display()
            )
        };
        match self.place {
            Place::Beside => {
                fs::rename(self.work.path(), &self.path).with_context(failed)?;
                sync_directory(parent(&self.path))?;
            }
            Place::Inside => {
                let (before, after): (Vec<_>, Vec<_>) = names(self.work.path())
                    .with_context(failed)?
                    .into_iter()
                    .partition(|name| name != last);
                for name in before.into_iter().chain(after) {
                    let from = self.work.path().join(&name);
                    fs::rename(from, self.path.join(&name)).with_context(failed)?;
                    sync_directory(&self.path)?;
                }
            }
        }
        Ok(())
    }
}

/// The directory that a path lies in.
fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn is_empty(path: &Path) -> io::Result<bool> {
    Ok(names(path)?.iter().all(|name| name == OF_THE_DISK))
}

fn names(path: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    fs::read_dir(path)?
        .map(|entry| Ok(entry?.file_name()))
        .collect()
}

/// Syncs a directory after those in it.
fn sync_directories(path: &Path) -> anyhow::Result<()> {
    let within = names(path).with_context(|| format!("cannot read {}", path.display()))?;
    for name in within {
        let inner = path.join(name);
        if inner.is_dir() {
            sync_directories(&inner)?;
        }
    }
    sync_directory(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn fill(target: &Target) {
        fs::create_dir(target.work().join("log")).unwrap();
        fs::write(target.work().join("log/one"), "1").unwrap();
        fs::write(target.work().join("last"), "2").unwrap();
    }

    fn entries(path: &Path) -> Vec<String> {
        let mut found: Vec<_> = names(path)
            .unwrap()
            .into_iter()
            .map(|name| name.into_string().unwrap())
            .collect();
        found.sort();
        found
    }

    #[test]
    fn a_copy_appears_whole_where_nothing_was() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/copy");
        let target = Target::prepare(path.clone(), "--to").unwrap();
        fill(&target);
        assert!(!path.exists());
        target.finish("last").unwrap();
        assert_eq!(entries(&path), ["last", "log"]);
        assert_eq!(entries(&directory.path().join("a")), ["copy"]);
    }

    #[test]
    fn an_empty_directory_is_filled() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join(OF_THE_DISK)).unwrap();
        let target = Target::prepare(directory.path().to_owned(), "--to").unwrap();
        fill(&target);
        target.finish("last").unwrap();
        assert_eq!(entries(directory.path()), ["last", "log", OF_THE_DISK]);
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        for path in [directory.path().to_owned(), directory.path().join("copy")] {
            let target = Target::prepare(path, "--to").unwrap();
            fill(&target);
            drop(target);
            assert_eq!(entries(directory.path()), Vec::<String>::new());
        }
    }

    #[test]
    fn a_directory_that_holds_something_is_refused_with_the_mend() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("mine"), "").unwrap();
        let target = Target::prepare(directory.path().to_owned(), "--to");
        let error = target.unwrap_err().to_string();
        assert!(error.contains("is not empty"), "{error}");
        assert!(error.contains("--to"), "{error}");
        assert_eq!(entries(directory.path()), ["mine"]);
    }
}
