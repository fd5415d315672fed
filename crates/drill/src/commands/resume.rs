//! Remembers in a file how far each command came.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The file can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResumeError {
    #[error("cannot read {file}: {cause}")]
    Read { file: String, cause: io::Error },
    #[error("{file} does not say how far anything came: {cause}")]
    Content {
        file: String,
        cause: serde_json::Error,
    },
    #[error("cannot write {file}: {cause}")]
    Write { file: String, cause: io::Error },
}

/// How far commands came, each under a name of its own; in a file where one was given.
#[derive(Debug)]
pub(crate) struct Resume {
    file: Option<PathBuf>,
    next: BTreeMap<String, u64>,
}

impl Resume {
    /// Reads the file, where it is there.
    ///
    /// # Errors
    /// When it is something else.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self, ResumeError> {
        let next = match file {
            Some(file) => read(file)?,
            None => BTreeMap::new(),
        };
        Ok(Self {
            file: file.map(Path::to_owned),
            next,
        })
    }

    /// The first number that `name` has not done; `first` where it has done none.
    pub(crate) fn next(&self, name: &str, first: u64) -> u64 {
        self.next.get(name).copied().unwrap_or(first)
    }

    /// Writes down that `name` has done everything before `next`.
    ///
    /// # Errors
    /// When the file can't be written.
    pub(crate) fn note(&mut self, name: &str, next: u64) -> Result<(), ResumeError> {
        self.next.insert(name.to_owned(), next);
        let Some(file) = &self.file else {
            return Ok(());
        };
        // In one go, so that a stop in the middle leaves the old one.
        let beside = file.with_extension("tmp");
        let text = serde_json::json!(self.next).to_string();
        fs::write(&beside, text)
            .and_then(|()| fs::rename(&beside, file))
            .map_err(|cause| ResumeError::Write {
                file: file.display().to_string(),
                cause,
            })
    }
}

fn read(file: &Path) -> Result<BTreeMap<String, u64>, ResumeError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(cause) => {
            return Err(ResumeError::Read {
                file: file.display().to_string(),
                cause,
            });
        }
    };
    serde_json::from_str(&text).map_err(|cause| ResumeError::Content {
        file: file.display().to_string(),
        cause,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_not_done_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        let mut resume = Resume::open(Some(&file)).unwrap();
        assert_eq!(resume.next("world", 7), 7);
        resume.note("world", 12).unwrap();
        resume.note("other", 3).unwrap();
        let resume = Resume::open(Some(&file)).unwrap();
        assert_eq!((resume.next("world", 7), resume.next("other", 0)), (12, 3));
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        fs::write(&file, "[]").unwrap();
        assert!(matches!(
            Resume::open(Some(&file)),
            Err(ResumeError::Content { .. })
        ));
    }
}
