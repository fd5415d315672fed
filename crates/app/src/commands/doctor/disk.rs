//! The disk below the data directory: how much room it has, and how fast it confirms.

use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use intertide_domain::time::HumanDuration;
use intertide_store::log::Retention;

use super::data_dir::{PROBE, nearest};
use super::findings::{Check, Finding};
use crate::output::size;
use crate::server::LOG_DIRECTORY;
use crate::settings::Settings;

const MB: u64 = 1 << 20;
const GB: u64 = 1 << 30;

/// Free bytes below this are a problem, and below the next a warning.
const TOO_LITTLE: u64 = 256 * MB;
const LITTLE: u64 = GB;

/// A smaller share of the whole that is free, in percent, is a warning.
const LITTLE_PERCENT: u64 = 10;

/// A slower confirmation is a warning: every event waits for one.
const SLOW: Duration = Duration::from_millis(50);

/// How often the confirmation is timed, and how long the timing may take in all.
const ROUNDS: usize = 7;
const MOST_TIME: Duration = Duration::from_secs(2);
const BLOCK: [u8; 4096] = [0; 4096];

/// Files that are counted at most, and how deep they lie: a data directory has far fewer.
const MOST_FILES: usize = 100_000;
const DEEPEST: usize = 3;

/// A younger log says nothing about how it grows.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);

/// Looks at the disk. Blocks.
pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    let place = nearest(&settings.data_dir);
    let mut findings = Vec::new();
    match rustix::fs::statvfs(place) {
        Ok(found) => {
            let space = Space {
                free: found.f_bavail.saturating_mul(found.f_frsize),
                total: found.f_blocks.saturating_mul(found.f_frsize),
                free_inodes: found.f_favail,
                inodes: found.f_files,
            };
            let used = Used::of(&settings.data_dir);
            findings.push(room(&space, &used, settings.retention));
            findings.extend(inodes(&space));
        }
        Err(error) => findings.push(Finding::problem(
            Check::Disk,
            format!(
                "cannot tell the free space at {}: {}",
                place.display(),
                io::Error::from(error)
            ),
            "see to the disk and its mount",
        )),
    }
    // A place that can't be written to is a finding of the data directory already.
    if let Ok(median) = confirmation_time(place) {
        findings.push(confirmation(median));
    }
    findings
}

/// What a file system has.
#[derive(Clone, Copy, Debug)]
struct Space {
    free: u64,
    total: u64,
    free_inodes: u64,
    /// Zero where the file system does not count them.
    inodes: u64,
}

/// What the data take on the disk.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    all: u64,
    log: u64,
    /// How long ago the log's oldest file was last written to.
    log_age: Duration,
}

impl Used {
    fn of(data_dir: &Path) -> Self {
        let (log, oldest) = measure(&data_dir.join(LOG_DIRECTORY));
        Self {
            all: measure(data_dir).0,
            log,
            log_age: oldest
                .and_then(|oldest| oldest.elapsed().ok())
                .unwrap_or_default(),
        }
    }
}

/// The bytes on disk below `path`, and the oldest time of a file there that holds any. What can't be
/// read counts nothing: files come and go while a server runs.
fn measure(path: &Path) -> (u64, Option<SystemTime>) {
    let mut bytes = 0_u64;
    let mut oldest: Option<SystemTime> = None;
    let mut files = 0;
    let mut waiting = vec![(path.to_owned(), 1)];
    while let Some((directory, depth)) = waiting.pop() {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        for entry in entries {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            files += 1;
            if files > MOST_FILES {
                return (bytes, oldest);
            }
            if metadata.is_dir() && depth < DEEPEST {
                waiting.push((entry.path(), depth + 1));
            } else if metadata.is_file() {
                bytes = bytes.saturating_add(metadata.blocks().saturating_mul(512));
                let written = metadata.modified().ok().filter(|_| metadata.len() > 0);
                oldest = oldest.into_iter().chain(written).min();
            }
        }
    }
    (bytes, oldest)
}

fn room(space: &Space, used: &Used, retention: Retention) -> Finding {
    let kept = HumanDuration(retention.max_age);
    let message = format!(
        "{} of {} are free; the data take {}, and the log keeps {kept} of events",
        size(space.free),
        size(space.total),
        size(used.all)
    );
    let remedy = "free some space, or keep less with log.retention or log.max_size; events are \
                  refused when the disk is full";
    let share = u128::from(space.total) * u128::from(LITTLE_PERCENT);
    if space.free < TOO_LITTLE {
        Finding::problem(Check::Disk, message, remedy)
    } else if space.free < LITTLE || u128::from(space.free) * 100 < share {
        Finding::warning(Check::Disk, message, remedy)
    } else if let Some(growth) = growth(used, retention).filter(|growth| *growth > space.free) {
        let message = format!(
            "{message}; the log may still grow by {} until it has reached its bounds",
            size(growth)
        );
        Finding::warning(Check::Disk, message, remedy)
    } else {
        Finding::ok(Check::Disk, message)
    }
}

/// How much the log still grows until retention holds it, going on as it did; none where it is too
/// young to say.
fn growth(used: &Used, retention: Retention) -> Option<u64> {
    let left = retention.max_age.saturating_sub(used.log_age);
    let by_age = (used.log_age >= YOUNG).then(|| {
        let growth = u128::from(used.log) * left.as_millis() / used.log_age.as_millis().max(1);
        u64::try_from(growth).unwrap_or(u64::MAX)
    });
    let by_size = retention
        .max_bytes
        .map(|most| most.saturating_sub(used.log));
    match (by_age, by_size) {
        (Some(age), Some(size)) => Some(age.min(size)),
        (one, other) => one.or(other),
    }
}

/// A finding only where inodes are short: nobody asks for them otherwise.
fn inodes(space: &Space) -> Option<Finding> {
    let short =
        u128::from(space.free_inodes) * 100 < u128::from(space.inodes) * u128::from(LITTLE_PERCENT);
    short.then(|| {
        let message = format!(
            "{} of {} inodes are free: new files fail without them, whatever space there is",
            space.free_inodes, space.inodes
        );
        let remedy = "remove small files from this file system, or make it anew with more inodes";
        if space.free_inodes == 0 {
            Finding::problem(Check::Disk, message, remedy)
        } else {
            Finding::warning(Check::Disk, message, remedy)
        }
    })
}

/// How long the disk takes to confirm a write: the median of a few. The file is removed again.
fn confirmation_time(place: &Path) -> io::Result<Duration> {
    let mut file = tempfile::Builder::new().prefix(PROBE).tempfile_in(place)?;
    let begin = Instant::now();
    let mut times = Vec::new();
    while times.len() < ROUNDS && (times.is_empty() || begin.elapsed() < MOST_TIME) {
        file.write_all(&BLOCK)?;
        let start = Instant::now();
        file.as_file().sync_data()?;
        times.push(start.elapsed());
    }
    file.close()?;
    Ok(median(times))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn confirmation(median: Duration) -> Finding {
    let message = format!(
        "the disk confirms a write in {:.1} ms",
        median.as_secs_f64() * 1_000.0
    );
    if median > SLOW {
        let remedy = "every event waits for this: use a local disk, or one with a write cache that \
                      survives a loss of power";
        Finding::warning(Check::Disk, message, remedy)
    } else {
        Finding::ok(Check::Disk, message)
    }
}

#[cfg(test)]
mod tests {
    use super::super::findings::Status;
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn space(free: u64, total: u64) -> Space {
        Space {
            free,
            total,
            free_inodes: 1_000,
            inodes: 1_000,
        }
    }

    fn week(max_bytes: Option<u64>) -> Retention {
        Retention {
            max_age: DAY * 7,
            max_bytes,
        }
    }

    fn used(log: u64, days: u32) -> Used {
        Used {
            all: log,
            log,
            log_age: DAY * days,
        }
    }

    #[test]
    fn little_room_is_a_warning_and_next_to_none_a_problem() {
        for (free, total, status) in [
            (50 * GB, 100 * GB, Status::Ok),
            (10 * GB, 100 * GB, Status::Ok),
            (10 * GB - 1, 100 * GB, Status::Warning),
            (GB - 1, 2 * GB, Status::Warning),
            (TOO_LITTLE, 2 * GB, Status::Warning),
            (TOO_LITTLE - 1, 300 * MB, Status::Problem),
        ] {
            let found = room(&space(free, total), &Used::default(), week(None));
            assert_eq!(found.status, status, "{found:?}");
        }
    }

    #[test]
    fn a_log_that_will_not_fit_is_a_warning() {
        let space = space(20 * GB, 100 * GB);
        let status = |used, retention| room(&space, &used, retention).status;
        assert_eq!(status(used(10 * GB, 1), week(None)), Status::Warning);
        assert_eq!(status(used(10 * GB, 7), week(None)), Status::Ok);
        assert_eq!(status(used(10 * GB, 0), week(None)), Status::Ok);
        assert_eq!(status(used(10 * GB, 1), week(Some(20 * GB))), Status::Ok);
        assert_eq!(status(used(0, 0), week(Some(30 * GB))), Status::Warning);
    }

    #[test]
    fn inodes_are_told_of_where_they_are_short() {
        let with = |free_inodes, inodes| {
            let space = Space {
                free_inodes,
                inodes,
                ..space(GB, GB)
            };
            inodes_status(&space)
        };
        assert_eq!(with(0, 0), None, "a file system that does not count them");
        assert_eq!(with(100, 1_000), None);
        assert_eq!(with(99, 1_000), Some(Status::Warning));
        assert_eq!(with(0, 1_000), Some(Status::Problem));
    }

    fn inodes_status(space: &Space) -> Option<Status> {
        inodes(space).map(|finding| finding.status)
    }

    #[test]
    fn a_disk_that_is_slow_to_confirm_is_a_warning() {
        let millis = |ms| Duration::from_millis(ms);
        assert_eq!(
            median(vec![millis(900), millis(1), millis(2)]),
            millis(2),
            "one slow round is no slow disk"
        );
        assert_eq!(confirmation(millis(50)).status, Status::Ok);
        assert_eq!(confirmation(millis(51)).status, Status::Warning);
    }
}
