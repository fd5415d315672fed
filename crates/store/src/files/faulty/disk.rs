//! What the faulty disk holds: as readers see it, as it would be after a crash, and what lies
//! between the two.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{Fault, HowLong};

/// A file, whatever its name.
pub(super) type FileId = usize;

/// Counts the processes that used the disk; a file handle of a dead one is of no use.
pub(super) type Generation = u64;

#[derive(Debug)]
pub(super) struct Disk {
    random: Random,
    names: BTreeMap<String, FileId>,
    durable_names: BTreeMap<String, FileId>,
    unsynced_names: Vec<NameChange>,
    files: Vec<Contents>,
    locks: BTreeSet<String>,
    generation: Generation,
    planned: Option<Planned>,
    has_failed: bool,
    capacity: Option<u64>,
}

#[derive(Debug, Default)]
struct Contents {
    seen: Vec<u8>,
    durable: Vec<u8>,
    /// Of each durable byte, whether a synced write has been there.
    written: Vec<bool>,
    unsynced: Vec<Change>,
}

impl Contents {
    /// Makes the unsynced changes durable.
    fn sync(&mut self) {
        for change in std::mem::take(&mut self.unsynced) {
            change.apply(&mut self.durable);
            self.written.resize(self.durable.len(), false);
            if let Change::Write(position, bytes) = change {
                let there = self.written.iter_mut().skip(position);
                there.take(bytes.len()).for_each(|written| *written = true);
            }
        }
    }

    /// Makes durable what was written where a synced write had been before; the rest is lost.
    fn sync_without_notes(&mut self) {
        for change in std::mem::take(&mut self.unsynced) {
            let Change::Write(position, bytes) = change else {
                continue;
            };
            let there = self.durable.iter_mut().zip(&self.written).skip(position);
            for ((to, _), from) in there.zip(bytes).filter(|((_, written), _)| **written) {
                *to = from;
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Clone, Debug)]
enum NameChange {
    Create(String, FileId),
    Rename(String, String),
    Remove(String),
}

/// What kind of operation is asked for, as far as faults tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Read,
    Write,
    Grow,
    Shrink,
    Sync,
}

/// A fault that waits for its operation.
#[derive(Debug)]
pub(super) struct Planned {
    fault: Fault,
    left: u64,
    how_long: HowLong,
    struck: bool,
}

impl Planned {
    pub(super) fn new(fault: Fault, nth: u64, how_long: HowLong) -> Self {
        Self {
            fault,
            left: nth.max(1),
            how_long,
            struck: false,
        }
    }

    fn strikes(&mut self, operation: Operation) -> Option<Fault> {
        let eligible = match self.fault {
            Fault::NoSpace => matches!(operation, Operation::Write | Operation::Grow),
            Fault::Io => true,
            Fault::ShortWrite => operation == Operation::Write,
            Fault::FailedSync => operation == Operation::Sync,
            Fault::LostNote if self.struck => operation != Operation::Read,
            Fault::LostNote => operation == Operation::Sync,
        };
        if !eligible || (self.struck && self.how_long == HowLong::Once) {
            return None;
        }
        self.left = self.left.saturating_sub(1);
        if self.left > 0 {
            return None;
        }
        self.struck = true;
        Some(self.fault)
    }
}

impl Disk {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: Random(seed),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            unsynced_names: Vec::new(),
            files: Vec::new(),
            locks: BTreeSet::new(),
            generation: 0,
            planned: None,
            has_failed: false,
            capacity: None,
        }
    }

    pub(super) fn generation(&self) -> Generation {
        self.generation
    }

    pub(super) fn plan(&mut self, planned: Planned) {
        self.planned = Some(planned);
        self.has_failed = false;
    }

    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    pub(super) fn heal(&mut self) {
        self.planned = None;
    }

    pub(super) fn set_capacity(&mut self, bytes: Option<u64>) {
        self.capacity = bytes;
    }

    pub(super) fn kill(&mut self) {
        self.generation += 1;
        self.locks.clear();
        self.planned = None;
    }

    pub(super) fn crash(&mut self) {
        self.kill();
        let survival = Survival::draw(&mut self.random);
        for file in &mut self.files {
            for change in std::mem::take(&mut file.unsynced) {
                survival.apply(&mut file.durable, &change, &mut self.random);
            }
            file.seen = file.durable.clone();
        }
        self.keep_some_names(&survival);
        self.names = self.durable_names.clone();
    }

    pub(super) fn corrupt(&mut self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        if let Some(file) = self.names.get(name).and_then(|id| self.files.get_mut(*id)) {
            change(&mut file.seen);
            file.durable = file.seen.clone();
            file.written = vec![true; file.durable.len()];
            file.unsynced.clear();
        }
    }

    pub(super) fn contents(&self, name: &str) -> Option<Vec<u8>> {
        let id = self.names.get(name)?;
        Some(self.files.get(*id)?.seen.clone())
    }

    pub(super) fn list(&mut self) -> io::Result<Vec<String>> {
        self.meet_fault(Operation::Read)?;
        Ok(self.names.keys().cloned().collect())
    }

    pub(super) fn open(&mut self, name: &str) -> io::Result<FileId> {
        self.meet_fault(Operation::Read)?;
        self.find(name)
    }

    pub(super) fn create(&mut self, name: &str) -> io::Result<FileId> {
        self.meet_fault(Operation::Grow)?;
        let id = self.files.len();
        self.files.push(Contents::default());
        self.change_name(NameChange::Create(name.to_owned(), id));
        Ok(id)
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.meet_fault(Operation::Grow)?;
        self.find(from)?;
        self.change_name(NameChange::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    pub(super) fn remove(&mut self, name: &str) -> io::Result<()> {
        self.meet_fault(Operation::Shrink)?;
        self.find(name)?;
        self.change_name(NameChange::Remove(name.to_owned()));
        Ok(())
    }

    pub(super) fn sync_names(&mut self) -> io::Result<()> {
        if let Err(error) = self.meet_fault(Operation::Sync) {
            // The journal of a file system does not forget: the next sync writes all of it.
            let unsynced = self.unsynced_names.clone();
            let survival = Survival::draw(&mut self.random);
            self.keep_some_names(&survival);
            self.unsynced_names = unsynced;
            return Err(error);
        }
        for change in std::mem::take(&mut self.unsynced_names) {
            change.apply(&mut self.durable_names);
        }
        Ok(())
    }

    pub(super) fn take_lock(&mut self, name: &str) -> io::Result<()> {
        if !self.locks.insert(name.to_owned()) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(())
    }

    pub(super) fn release_lock(&mut self, name: &str, generation: Generation) {
        if generation == self.generation {
            self.locks.remove(name);
        }
    }

    pub(super) fn read(
        &mut self,
        id: FileId,
        buffer: &mut [u8],
        position: u64,
    ) -> io::Result<usize> {
        self.meet_fault(Operation::Read)?;
        let file = self.file(id)?;
        let rest = file.seen.get(to_index(position)?..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        Ok(count)
    }

    pub(super) fn write(&mut self, id: FileId, bytes: &[u8], position: u64) -> io::Result<usize> {
        let position = to_index(position)?;
        let room = self.room()?;
        let growth = (position + bytes.len()).saturating_sub(self.file(id)?.seen.len());
        let fault = match self.strike(Operation::Write) {
            None if growth as u64 > room => Some(Fault::NoSpace),
            fault => fault,
        };
        let Some(fault) = fault else {
            self.change(id, Change::Write(position, bytes.to_vec()))?;
            return Ok(bytes.len());
        };
        let part = self.random.below(bytes.len());
        let within = bytes.get(..part).unwrap_or_default();
        if self.capacity.is_none() {
            self.change(id, Change::Write(position, within.to_vec()))?;
        }
        match fault {
            Fault::ShortWrite if part > 0 => Ok(part),
            fault => Err(error_of(fault)),
        }
    }

    pub(super) fn sync_data(&mut self, id: FileId) -> io::Result<()> {
        let in_order = self.planned.as_ref().is_none_or(|planned| !planned.struck);
        let failed = match self.strike(Operation::Sync) {
            None => Ok(()),
            Some(Fault::LostNote) if in_order => {
                self.contents_of(id)?.sync_without_notes();
                return Ok(());
            }
            Some(fault) => Err(error_of(fault)),
        };
        let survival = Survival::draw(&mut self.random);
        if failed.is_ok() {
            self.contents_of(id)?.sync();
            return Ok(());
        }
        let file = self
            .files
            .get_mut(id)
            .ok_or(io::Error::from(io::ErrorKind::NotFound))?;
        for change in std::mem::take(&mut file.unsynced) {
            survival.apply(&mut file.durable, &change, &mut self.random);
        }
        failed
    }

    pub(super) fn allocate(&mut self, id: FileId, length: u64) -> io::Result<()> {
        self.meet_fault(Operation::Grow)?;
        let present = self.file(id)?.seen.len() as u64;
        if length.saturating_sub(present) > self.room()? {
            return Err(error_of(Fault::NoSpace));
        }
        self.change(id, Change::Length(to_index(length.max(present))?))
    }

    pub(super) fn truncate(&mut self, id: FileId, length: u64) -> io::Result<()> {
        self.meet_fault(Operation::Shrink)?;
        self.change(id, Change::Length(to_index(length)?))
    }

    pub(super) fn length(&mut self, id: FileId) -> io::Result<u64> {
        self.meet_fault(Operation::Read)?;
        Ok(self.file(id)?.seen.len() as u64)
    }

    fn strike(&mut self, operation: Operation) -> Option<Fault> {
        let fault = self.planned.as_mut()?.strikes(operation);
        self.has_failed |= fault.is_some();
        fault
    }

    fn meet_fault(&mut self, operation: Operation) -> io::Result<()> {
        self.strike(operation)
            .map_or(Ok(()), |fault| Err(error_of(fault)))
    }

    fn find(&self, name: &str) -> io::Result<FileId> {
        self.names
            .get(name)
            .copied()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn file(&self, id: FileId) -> io::Result<&Contents> {
        self.files
            .get(id)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn contents_of(&mut self, id: FileId) -> io::Result<&mut Contents> {
        let file = self.files.get_mut(id);
        file.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn change(&mut self, id: FileId, change: Change) -> io::Result<()> {
        let file = self.contents_of(id)?;
        change.apply(&mut file.seen);
        file.unsynced.push(change);
        Ok(())
    }

    fn change_name(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.unsynced_names.push(change);
    }

    fn keep_some_names(&mut self, survival: &Survival) {
        for change in std::mem::take(&mut self.unsynced_names) {
            if survival.survives(&mut self.random) {
                change.apply(&mut self.durable_names);
            }
        }
    }

    /// Bytes that are still free on the disk.
    pub(super) fn room(&self) -> io::Result<u64> {
        let Some(capacity) = self.capacity else {
            return Ok(u64::MAX);
        };
        let mut used = 0;
        for id in self.names.values() {
            used += self.file(*id)?.seen.len() as u64;
        }
        Ok(capacity.saturating_sub(used))
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(position, written) => overwrite(bytes, *position, written),
            Self::Length(length) => bytes.resize(*length, 0),
        }
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, FileId>) {
        match self {
            Self::Create(name, id) => {
                names.insert(name.clone(), *id);
            }
            Self::Rename(from, to) => {
                if let Some(id) = names.remove(from) {
                    names.insert(to.clone(), id);
                }
            }
            Self::Remove(name) => {
                names.remove(name);
            }
        }
    }
}

fn overwrite(bytes: &mut Vec<u8>, position: usize, written: &[u8]) {
    let end = position + written.len();
    if bytes.len() < end && !written.is_empty() {
        bytes.resize(end, 0);
    }
    for (to, from) in bytes.iter_mut().skip(position).zip(written) {
        *to = *from;
    }
}

/// What one accident leaves of unsynced changes: each piece of this size stays with this chance.
struct Survival {
    piece: usize,
    percent: usize,
}

impl Survival {
    fn draw(random: &mut Random) -> Self {
        let piece = [16, 64, 512, 4096][random.below(4)];
        let percent = [0, 30, 70, 95, 100][random.below(5)];
        Self { piece, percent }
    }

    fn survives(&self, random: &mut Random) -> bool {
        random.below(100) < self.percent
    }

    fn apply(&self, bytes: &mut Vec<u8>, change: &Change, random: &mut Random) {
        match change {
            Change::Write(position, written) => {
                let mut position = *position;
                for piece in written.chunks(self.piece) {
                    if self.survives(random) {
                        overwrite(bytes, position, piece);
                    }
                    position += piece.len();
                }
            }
            change @ Change::Length(_) => {
                if self.survives(random) {
                    change.apply(bytes);
                }
            }
        }
    }
}

fn error_of(fault: Fault) -> io::Error {
    let errno = match fault {
        Fault::NoSpace => rustix::io::Errno::NOSPC,
        Fault::Io | Fault::ShortWrite | Fault::FailedSync => rustix::io::Errno::IO,
        Fault::LostNote => rustix::io::Errno::ROFS,
    };
    errno.into()
}

fn to_index(position: u64) -> io::Result<usize> {
    usize::try_from(position).map_err(io::Error::other)
}

/// SplitMix64: small, and the same everywhere.
#[derive(Debug)]
struct Random(u64);

impl Random {
    /// A number below `bound`, or 0 when that is 0.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        ((u128::from(mixed) * bound as u128) >> 64) as usize
    }
}
