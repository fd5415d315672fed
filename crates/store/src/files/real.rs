//! Files on a disk.

use std::fs;
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::FallocateFlags;
use rustix::io::Errno;

use super::{Directory, DirectoryLock, File};

/// The log holds what people did: nobody but its owner reads it.
const PRIVATE: u32 = 0o600;

/// A directory on disk.
#[derive(Debug)]
pub struct RealDirectory {
    path: PathBuf,
}

impl RealDirectory {
    /// Opens the directory at `path`; creates it where it is missing, durably.
    ///
    /// # Errors
    ///
    /// What the system says when it cannot be created.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        if !path.is_dir() {
            create_durably(&path)?;
        }
        Ok(Self { path })
    }

    fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// Creates a directory and the missing ones above it, each synced into its parent.
fn create_durably(path: &Path) -> io::Result<()> {
    let parent = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Err(io::ErrorKind::NotFound.into()),
    };
    if !parent.is_dir() {
        create_durably(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_directory(parent),
    }
}

fn sync_directory(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

impl Directory for RealDirectory {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            // A name that is not text is none of ours.
            names.extend(entry?.file_name().into_string().ok());
        }
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let file = fs::File::options()
            .read(true)
            .write(true)
            .open(self.path_of(name))?;
        Ok(Arc::new(RealFile(file)))
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let file = fs::File::options()
            .read(true)
            .write(true)
            .create(true)
            .mode(PRIVATE)
            .truncate(true)
            .open(self.path_of(name))?;
        Ok(Arc::new(RealFile(file)))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path_of(from), self.path_of(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path_of(name))
    }

    fn sync(&self) -> io::Result<()> {
        sync_directory(&self.path)
    }

    fn room_bytes(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.path)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    fn lock(&self, name: &str) -> io::Result<Box<dyn DirectoryLock>> {
        let file = fs::File::options()
            .write(true)
            .create(true)
            .mode(PRIVATE)
            .truncate(false)
            .open(self.path_of(name))?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(RealLock { _file: file })),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

/// The system gives up the lock when the file is closed, also when the process is killed.
#[derive(Debug)]
struct RealLock {
    _file: fs::File,
}

impl DirectoryLock for RealLock {}

#[derive(Debug)]
struct RealFile(fs::File);

impl File for RealFile {
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        self.0.read_at(buffer, position)
    }

    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
        self.0.write_at(bytes, position)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        if length <= self.length()? {
            return Ok(());
        }
        match rustix::fs::fallocate(&self.0, FallocateFlags::empty(), 0, length) {
            // Some file systems cannot reserve space; there a full disk shows when writing.
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => self.0.set_len(length),
            result => Ok(result?),
        }
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::files::{read_full_at, write_all_at};

    fn directory() -> (tempfile::TempDir, RealDirectory) {
        let outer = tempfile::tempdir().unwrap();
        let directory = RealDirectory::open(outer.path().join("a/b")).unwrap();
        (outer, directory)
    }

    #[test]
    fn what_is_written_is_read_and_the_rest_is_zeros() {
        let (_outer, directory) = directory();
        let file = directory.create("one").unwrap();
        file.allocate(100).unwrap();
        write_all_at(&*file, b"hello", 3).unwrap();
        file.sync_data().unwrap();
        let mut buffer = [9; 10];
        assert_eq!(read_full_at(&*file, &mut buffer, 0).unwrap(), 10);
        assert_eq!(&buffer, b"\0\0\0hello\0\0");
        file.truncate(5).unwrap();
        assert_eq!(read_full_at(&*file, &mut buffer, 0).unwrap(), 5);
        file.allocate(3).unwrap();
        assert_eq!(file.length().unwrap(), 5);
    }

    #[test]
    fn files_are_listed_renamed_and_removed() {
        let (_outer, directory) = directory();
        directory.create("one").unwrap();
        directory.rename("one", "two").unwrap();
        directory.sync().unwrap();
        assert_eq!(directory.list().unwrap(), ["two"]);
        assert!(directory.open("one").is_err());
        directory.remove("two").unwrap();
        assert!(directory.list().unwrap().is_empty());
    }

    #[test]
    fn the_disk_tells_what_is_free() {
        let (outer, directory) = directory();
        assert!(directory.room_bytes().unwrap() > 0);
        drop(outer);
        assert!(directory.room_bytes().is_err());
    }

    #[test]
    fn a_lock_is_held_by_one_at_a_time() {
        let (_outer, directory) = directory();
        let held = directory.lock("lock").unwrap();
        let refused = directory.lock("lock").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
        drop(held);
        directory.lock("lock").unwrap();
    }
}
