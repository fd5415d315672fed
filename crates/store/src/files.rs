//! The few things that the log asks of a file system, so that tests can make each of them fail.
//!
//! [`RealDirectory`] is the disk. `FaultyDirectory` (feature `testing`) is a disk in memory that
//! forgets unsynced writes, tears and reorders them, and fails on demand.

#[cfg(any(test, feature = "testing"))]
mod faulty;
mod real;

use std::fmt;
use std::io;
use std::sync::Arc;

#[cfg(any(test, feature = "testing"))]
pub use faulty::{Fault, FaultyDirectory, HowLong};
pub use real::RealDirectory;

/// One directory and the files right in it, which are called by their bare names.
pub trait Directory: Send + Sync + fmt::Debug {
    /// How the directory is called in messages.
    fn name(&self) -> String;

    /// The names of the files in it, in no particular order.
    fn list(&self) -> io::Result<Vec<String>>;

    /// Opens a file for reading and writing.
    fn open(&self, name: &str) -> io::Result<Arc<dyn File>>;

    /// Creates an empty file, in place of one that may be there.
    fn create(&self, name: &str) -> io::Result<Arc<dyn File>>;

    /// Gives a file another name, in place of one that may be there.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file. Those who have it open can read on.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Makes durable which files there are and how they are called.
    fn sync(&self) -> io::Result<()>;

    /// Bytes that are free on the disk for files in the directory.
    fn room_bytes(&self) -> io::Result<u64>;

    /// Takes the lock `name`, for as long as the guard lives; an error of kind
    /// [`io::ErrorKind::WouldBlock`] when another process, or this one, has it.
    fn lock(&self, name: &str) -> io::Result<Box<dyn DirectoryLock>>;
}

/// A held lock; dropping it gives it up.
pub trait DirectoryLock: Send + Sync + fmt::Debug {}

/// An open file. Reads and writes name their place, so that threads share it without a cursor.
pub trait File: Send + Sync + fmt::Debug {
    /// Reads into `buffer` from `position` on; how much was read, 0 only at the end of the file.
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize>;

    /// Writes at `position`; how much was written, which may be less than all.
    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize>;

    /// Makes durable the bytes and what is needed to read them, such as the length (`fdatasync`).
    ///
    /// After a failure nobody knows which of the writes since the last success are durable, and a
    /// later success says nothing about them.
    fn sync_data(&self) -> io::Result<()>;

    /// Grows the file to `length` with zeros that have their place on disk already, so that
    /// writing there neither runs out of space nor changes the length. Never shrinks it.
    fn allocate(&self, length: u64) -> io::Result<()>;

    /// Cuts the file at `length`.
    fn truncate(&self, length: u64) -> io::Result<()>;

    /// How long the file is, in bytes.
    fn length(&self) -> io::Result<u64>;
}

/// Writes all of `bytes`, in as many writes as that takes.
pub(crate) fn write_all_at(file: &dyn File, mut bytes: &[u8], mut position: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = retry(|| file.write_at(bytes, position))?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(written..).unwrap_or_default();
        position += written as u64;
    }
    Ok(())
}

/// Fills `buffer` as far as the file reaches; how much that is.
pub(crate) fn read_full_at(file: &dyn File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        let read = retry(|| file.read_at(rest, position + filled as u64))?;
        if read == 0 {
            break;
        }
        filled += read;
    }
    Ok(filled)
}

/// Repeats what a signal interrupted.
fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
