//! What a process takes of the machine, over time.

use std::fmt;

use crate::support::resources::{open_files, resident_kib, threads};

/// Looks from the beginning to now.
#[derive(Debug)]
pub(crate) struct Vitals {
    process: u32,
    looks: Vec<Look>,
}

#[derive(Clone, Copy, Debug)]
struct Look {
    resident_kib: u64,
    files: u64,
    threads: u64,
}

/// How much more the last third may take than the second: a part of it, and this.
const GROWTH: f64 = 0.15;
const SLACK_KIB: u64 = 8 * 1024;
/// Memory grows until the state's caches are full, which takes as many deliveries as fill them; so
/// much is no sign of anything else.
const FILLED_KIB: u64 = 192 * 1024;
const SLACK_FILES: u64 = 40;
const SLACK_THREADS: u64 = 16;

impl Vitals {
    pub(crate) fn of(process: u32) -> Self {
        Self {
            process,
            looks: Vec::new(),
        }
    }

    pub(crate) fn look(&mut self) {
        self.looks.push(Look {
            resident_kib: resident_kib(self.process),
            files: open_files(self.process) as u64,
            threads: threads(self.process),
        });
    }

    /// The most of it in the second third, and in the last one.
    fn thirds(&self, what: impl Fn(&Look) -> u64) -> (u64, u64) {
        let third = self.looks.len() / 3;
        let most = |looks: &[Look]| looks.iter().map(&what).max().unwrap_or_default();
        let (earlier, last) = self.looks.split_at(2 * third);
        (most(earlier.split_at(third).1), most(last))
    }

    /// Asserts that the last third took about as much as the second.
    #[track_caller]
    pub(crate) fn assert_steady(&self) {
        let most = |second: u64, slack: u64| second + (second as f64 * GROWTH) as u64 + slack;
        assert!(self.looks.len() >= 30, "{self}");
        let (second, last) = self.thirds(|look| look.resident_kib);
        assert!(last <= most(second, SLACK_KIB).max(FILLED_KIB), "{self}");
        let (second, last) = self.thirds(|look| look.files);
        assert!(last <= most(second, SLACK_FILES), "{self}");
        let (second, last) = self.thirds(|look| look.threads);
        assert!(last <= most(second, SLACK_THREADS), "{self}");
    }
}

impl fmt::Display for Vitals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (second, last) = self.thirds(|look| look.resident_kib / 1024);
        write!(
            f,
            "at most {second} MiB in the second third, {last} in the last; "
        )?;
        let (second, last) = self.thirds(|look| look.files);
        write!(f, "{second} and {last} files; ")?;
        let (second, last) = self.thirds(|look| look.threads);
        write!(f, "{second} and {last} threads")
    }
}
