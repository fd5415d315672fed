//! Opening a log: which segments there are, and where the last one ends.

use std::io;
use std::sync::Arc;

use intertide_domain::ids::Offset;
use parking_lot::Mutex;

use super::erase;
use super::file::{Segment, is_segment};
use super::queue::Queue;
use super::segments::Segments;
use super::settings::{Clock, SegmentSettings};
use super::tail::{Scan, prove, reserve, scan};
use super::writer::Writer;
use super::{SegmentLog, Shared};
use crate::files::{Directory, DirectoryLock};
use crate::log::{LogError, Progress};

/// The file whose lock the process holds that has the log open.
pub(super) const LOCK: &str = "lock";

/// See [`SegmentLog::open_stepped`].
pub(super) fn open(
    directory: Arc<dyn Directory>,
    settings: SegmentSettings,
    clock: Clock,
) -> Result<SegmentLog, LogError> {
    let lock = lock(&*directory)?;
    erase::remove_unfinished(&*directory)?;
    let (segments, last) = open_segments(&*directory, &settings, &clock)?;
    let length = last.readable();
    let found = scan(&last, &*directory, length)?;
    report(&found);
    prove(&last, &*directory, &found)?;
    last.set_readable(found.end_position);
    let progress = Progress::default();
    progress.advance_to(found.end);
    let queue = Queue::new(settings.queue_bytes, settings.queue_batches);
    let tail = reserve(
        Arc::clone(&last),
        &*directory,
        found.end_position,
        settings.segment_bytes,
    );
    if let Err(cause) = &tail {
        tracing::error!(error = %cause, end = %found.end, "the log refuses writes");
        queue.poison(cause.clone());
    }
    Ok(SegmentLog {
        shared: Arc::new(Shared {
            directory,
            settings,
            clock,
            queue,
            segments: Segments::new(segments),
            progress,
            retaining: Mutex::new(()),
            damage: found.damage,
            torn_tail: found.torn_tail,
        }),
        writer: Arc::new(Mutex::new(Writer::new(tail.ok(), found.appended_at))),
        thread: Mutex::new(None),
        _lock: lock,
    })
}

fn lock(directory: &dyn Directory) -> Result<Box<dyn DirectoryLock>, LogError> {
    directory.lock(LOCK).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => LogError::Locked {
            dir: directory.name(),
        },
        _ => LogError::io("lock", &directory.name(), &error),
    })
}

/// All segments in order, and the last of them; where there is none, the first is created.
fn open_segments(
    directory: &dyn Directory,
    settings: &SegmentSettings,
    clock: &Clock,
) -> Result<(Vec<Arc<Segment>>, Arc<Segment>), LogError> {
    let mut names = directory
        .list()
        .map_err(|error| LogError::io("list", &directory.name(), &error))?;
    names.retain(|name| is_segment(name));
    names.sort_unstable();
    let mut segments = names
        .iter()
        .map(|name| Segment::open(directory, name).map(Arc::new))
        .collect::<Result<Vec<_>, _>>()?;
    let last = match segments.last() {
        Some(last) => Arc::clone(last),
        None => {
            let (secret, bytes) = (settings.secret, settings.segment_bytes);
            let first = Segment::create(directory, Offset::ZERO, clock.now(), secret, bytes)?;
            let first = Arc::new(first);
            segments.push(Arc::clone(&first));
            first
        }
    };
    Ok((segments, last))
}

fn report(found: &Scan) {
    for damage in &found.damage {
        tracing::error!(%damage, "acknowledged records are lost");
    }
    if let Some(torn) = &found.torn_tail {
        tracing::warn!(
            file = torn.file,
            position = torn.position,
            "the remains of an unfinished write are cut off"
        );
    }
}
