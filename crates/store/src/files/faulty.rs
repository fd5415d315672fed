//! A disk in memory that is as unreliable as disks may be, and the same under the same seed.
//!
//! What it may do to its user:
//! - a crash of the machine ([`FaultyDirectory::crash`]) loses any part of what was written since
//!   the last sync, sector by sector, and any of the unsynced creations, renames and removals;
//! - a failed sync of a file keeps any part of what it should have made durable, and forgets to
//!   ever write the rest, though readers still see it (as Linux does); a failed sync of the
//!   directory keeps any part, and a later one the rest (as journals do);
//! - a failed write may have written a part;
//! - an operation of the test's choice fails, once or from then on; the disk may be full.
//!
//! What was synced it keeps.

mod disk;

use std::io;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{Directory, DirectoryLock, File};
use disk::{Disk, FileId, Generation, Planned};

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A write, creation, allocation or rename finds no space on the disk.
    NoSpace,
    /// Anything, reading included, fails.
    Io,
    /// A write writes a part, and says so.
    ShortWrite,
    /// A sync fails.
    FailedSync,
    /// A sync says that all is well, and loses what was written where no synced write had been
    /// before; then everything that changes the disk fails. So does an ext4 that meets an error of
    /// its own: it notes that a reserved block holds data only after the block was written, and
    /// says nothing when that note fails.
    LostNote,
}

/// For how long a fault lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowLong {
    /// One operation fails.
    Once,
    /// All operations of the kind fail, until [`FaultyDirectory::heal`].
    Forever,
}

/// A directory on a disk in memory. Clones are the same directory.
#[derive(Clone, Debug)]
pub struct FaultyDirectory {
    disk: Arc<Mutex<Disk>>,
}

impl FaultyDirectory {
    /// An empty directory whose accidents follow `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            disk: Arc::new(Mutex::new(Disk::new(seed))),
        }
    }

    /// Makes the `nth` operation from here on (1 is the next) of those that `fault` can strike
    /// fail.
    pub fn fail(&self, fault: Fault, nth: u64, how_long: HowLong) {
        self.disk.lock().plan(Planned::new(fault, nth, how_long));
    }

    /// Whether the fault that was planned last has struck.
    pub fn has_failed(&self) -> bool {
        self.disk.lock().has_failed()
    }

    /// Ends the planned fault.
    pub fn heal(&self) {
        self.disk.lock().heal();
    }

    /// Makes the disk hold at most this many bytes; `None` for any number.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.disk.lock().set_capacity(bytes);
    }

    /// The machine loses power and comes up again. Open files and locks are gone.
    pub fn crash(&self) {
        self.disk.lock().crash();
    }

    /// The process dies; what it wrote is not lost yet. Open files and locks are gone.
    pub fn kill(&self) {
        self.disk.lock().kill();
    }

    /// Changes what is stored, as a decaying disk does: `change` gets the bytes of file `name`.
    /// Does nothing when there is no such file.
    pub fn corrupt(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        self.disk.lock().corrupt(name, change);
    }

    /// The bytes of file `name` as readers see them.
    pub fn contents(&self, name: &str) -> Option<Vec<u8>> {
        self.disk.lock().contents(name)
    }

    fn handle(&self, disk: &Disk, id: FileId) -> Arc<dyn File> {
        Arc::new(FaultyFile {
            disk: Arc::clone(&self.disk),
            id,
            generation: disk.generation(),
        })
    }
}

impl Directory for FaultyDirectory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn list(&self) -> io::Result<Vec<String>> {
        self.disk.lock().list()
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut disk = self.disk.lock();
        let id = disk.open(name)?;
        Ok(self.handle(&disk, id))
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut disk = self.disk.lock();
        let id = disk.create(name)?;
        Ok(self.handle(&disk, id))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk.lock().rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.disk.lock().remove(name)
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.lock().sync_names()
    }

    fn room_bytes(&self) -> io::Result<u64> {
        self.disk.lock().room()
    }

    fn lock(&self, name: &str) -> io::Result<Box<dyn DirectoryLock>> {
        let mut disk = self.disk.lock();
        disk.take_lock(name)?;
        Ok(Box::new(FaultyLock {
            disk: Arc::clone(&self.disk),
            name: name.to_owned(),
            generation: disk.generation(),
        }))
    }
}

#[derive(Debug)]
struct FaultyFile {
    disk: Arc<Mutex<Disk>>,
    id: FileId,
    generation: Generation,
}

impl FaultyFile {
    /// The disk, unless the process that opened this file is dead.
    fn alive<T>(&self, call: impl FnOnce(&mut Disk) -> io::Result<T>) -> io::Result<T> {
        let mut disk = self.disk.lock();
        if disk.generation() != self.generation {
            return Err(io::Error::other("opened before the crash"));
        }
        call(&mut disk)
    }
}

impl File for FaultyFile {
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        self.alive(|disk| disk.read(self.id, buffer, position))
    }

    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
        self.alive(|disk| disk.write(self.id, bytes, position))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.alive(|disk| disk.sync_data(self.id))
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        self.alive(|disk| disk.allocate(self.id, length))
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.alive(|disk| disk.truncate(self.id, length))
    }

    fn length(&self) -> io::Result<u64> {
        self.alive(|disk| disk.length(self.id))
    }
}

#[derive(Debug)]
struct FaultyLock {
    disk: Arc<Mutex<Disk>>,
    name: String,
    generation: Generation,
}

impl DirectoryLock for FaultyLock {}

impl Drop for FaultyLock {
    fn drop(&mut self) {
        self.disk.lock().release_lock(&self.name, self.generation);
    }
}

#[cfg(test)]
mod tests;
