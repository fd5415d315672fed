//! Letting go of old segments.

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;

use super::Shared;
use crate::log::{LogError, Retained, Retention};

/// See [`crate::log::EventLog::retain`].
///
/// The oldest goes first, and each removal is durable before the next: a crash leaves no gap.
pub(super) fn retain(
    log: &Shared,
    policy: Retention,
    processed: Offset,
    now: UnixMillis,
) -> Result<Retained, LogError> {
    let _alone = log.retaining.lock();
    let horizon = now.minus(policy.max_age);
    let segments = log.segments.snapshot();
    let mut bytes: u64 = segments.iter().map(|segment| segment.readable()).sum();
    let mut removed = Retained::default();
    // The last segment has no successor and is never removed.
    for (segment, successor) in segments.iter().zip(segments.iter().skip(1)) {
        let large = policy.max_bytes.is_some_and(|most| bytes > most);
        // All of a segment was written before its successor was created.
        let old = successor.created_at < horizon;
        if successor.first > processed || !(old || large) {
            break;
        }
        let size = segment.readable();
        let failed = |error| LogError::io("remove", &segment.name, &error);
        log.directory.sync().map_err(failed)?;
        log.directory.remove(&segment.name).map_err(failed)?;
        log.segments.remove_first();
        bytes -= size;
        removed.segments += 1;
        removed.bytes += size;
    }
    if removed.segments > 0 {
        log.directory
            .sync()
            .map_err(|error| LogError::io("sync", &log.directory.name(), &error))?;
        tracing::info!(
            segments = removed.segments,
            bytes = removed.bytes,
            start = %log.segments.start(),
            "old segments removed"
        );
    }
    Ok(removed)
}
