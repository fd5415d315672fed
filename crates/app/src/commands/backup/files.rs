//! Copying files: with a checksum, with their rights, and safe against a loss of power.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::Context;

use super::progress::Work;

/// How much is read and written at once.
const STRETCH: usize = 1024 * 1024;

/// The rights that a file has while it is being written.
const PRIVATE: u32 = 0o600;

/// What was found when reading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) bytes: u64,
    pub(crate) blake3: String,
}

/// Copies the first `length` bytes of an open file to `to`, which must not exist, and syncs them.
pub(crate) fn copy(
    source: File,
    to: &Path,
    length: u64,
    mode: u32,
    work: &mut Work,
) -> anyhow::Result<Content> {
    let unwritable = || {
        format!(
            "cannot write {}; make room and see to the rights there, or name another directory",
            to.display()
        )
    };
    let mut target = create(to).with_context(unwritable)?;
    let content = pump(source.take(length), work, |stretch| {
        target.write_all(stretch).with_context(unwritable)
    })?;
    target
        .set_permissions(fs::Permissions::from_mode(mode))
        .and_then(|()| target.sync_all())
        .with_context(unwritable)?;
    Ok(content)
}

/// Reads a file for its size and checksum.
pub(crate) fn read(file: File, work: &mut Work) -> anyhow::Result<Content> {
    pump(file, work, |_| Ok(()))
}

fn pump(
    mut source: impl Read,
    work: &mut Work,
    mut each: impl FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<Content> {
    let mut hasher = blake3::Hasher::new();
    let mut bytes = 0;
    let mut buffer = vec![0; STRETCH];
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error).context("cannot read it; see to the disk"),
        };
        let stretch = buffer.get(..read).unwrap_or_default();
        hasher.update(stretch);
        each(stretch)?;
        bytes += read as u64;
        work.advance(read as u64)?;
    }
    Ok(Content {
        bytes,
        blake3: hasher.finalize().to_hex().to_string(),
    })
}

/// Writes a small file that must not exist, and syncs it.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    create(path)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .with_context(|| format!("cannot write {}; make room there", path.display()))
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(PRIVATE)
        .open(path)
}

/// The rights on an open file.
pub(crate) fn mode_of(file: &File) -> io::Result<u32> {
    Ok(file.metadata()?.permissions().mode() & 0o777)
}

/// Makes durable which files a directory holds.
pub(crate) fn sync_directory(path: &Path) -> anyhow::Result<()> {
    File::open(path)
        .and_then(|directory| directory.sync_all())
        .with_context(|| format!("cannot sync {}; see to the disk", path.display()))
}
