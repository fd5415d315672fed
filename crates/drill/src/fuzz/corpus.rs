//! The corpus: examples of each shape that an input may have, a file each, in
//! `corpus/TARGET` of this crate.

use std::path::PathBuf;

use super::Target;

/// The corpus can't be read.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    #[error("cannot read the corpus in {folder}: {cause}")]
    Unreadable {
        folder: String,
        cause: std::io::Error,
    },
    #[error("the corpus in {folder} is empty")]
    Empty { folder: String },
}

/// An example.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// The name of its file.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// All examples of a target, in the order of their names.
///
/// # Errors
/// When there are none, or they can't be read.
pub(super) fn read(target: &Target) -> Result<Vec<Example>, CorpusError> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target.name);
    let shown = folder.display().to_string();
    let unreadable = |cause| CorpusError::Unreadable {
        folder: shown.clone(),
        cause,
    };
    let mut examples = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        examples.push(Example {
            name: entry.file_name().to_string_lossy().into_owned(),
            bytes: std::fs::read(entry.path()).map_err(unreadable)?,
        });
    }
    if examples.is_empty() {
        return Err(CorpusError::Empty { folder: shown });
    }
    examples.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(examples)
}
