//! A copy of the state that is of one moment, made beside the process that works with it.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use intertide_domain::ids::Offset;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{SqliteState, meta};
use crate::state::StateError;

/// How much is copied between two reports: at the usual page size, 4 MiB.
const PAGES_AT_ONCE: i32 = 1_024;

/// How long another program may keep a step from happening.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl SqliteState {
    /// Copies the state in the file `from` into the file `to`, which must not exist, and says up
    /// to which record of the log the copy goes. The process that has the state open works on
    /// meanwhile; none of its commits is in the copy by half. The copy is not synced to disk.
    ///
    /// `progress` is told the share that is done, of a thousand; when it breaks off, there is no
    /// answer, and the copy is of no use.
    ///
    /// # Errors
    /// [`StateError::Database`] when one of the files can't be opened, read or written;
    /// [`StateError::DiskFull`].
    pub fn copy(
        from: &Path,
        to: &Path,
        progress: &mut dyn FnMut(u16) -> ControlFlow<()>,
    ) -> Result<Option<Offset>, StateError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let source = Connection::open_with_flags(from, flags)?;
        source.busy_timeout(BUSY_TIMEOUT)?;
        // Holds the moment: without it, each commit meanwhile would begin the copy anew.
        let view = source.unchecked_transaction()?;
        let processed = meta::processed(&view)?;
        let mut target = Connection::open(to)?;
        // Nobody reads a copy that was not finished, so there is nothing to be undone.
        target.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
        target.pragma_update(None, "synchronous", "OFF")?;
        let copied = copy_pages(&view, &mut target, progress)?;
        target.close().map_err(|(_, error)| error)?;
        Ok(copied.is_continue().then_some(processed))
    }
}

fn copy_pages(
    view: &Connection,
    target: &mut Connection,
    progress: &mut dyn FnMut(u16) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StateError> {
    let backup = Backup::new(view, target)?;
    loop {
        let step = backup.step(PAGES_AT_ONCE)?;
        let pages = backup.progress();
        let done = i64::from(pages.pagecount - pages.remaining);
        let share = done * 1_000 / i64::from(pages.pagecount).max(1);
        if progress(u16::try_from(share).unwrap_or_default()).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        match step {
            StepResult::Done => return Ok(ControlFlow::Continue(())),
            StepResult::More => {}
            other => {
                return Err(StateError::Database(format!(
                    "another program keeps it from being copied ({other:?})"
                )));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use intertide_domain::process::IntakeCommit;

    use super::*;
    use crate::state::{IntakeState, StateKeeping, SyncState};

    fn process(state: &SqliteState, processed: u64) {
        let commit = IntakeCommit {
            processed: Offset::new(processed),
            ..IntakeCommit::default()
        };
        state.commit_intake(&commit).unwrap();
    }

    #[test]
    fn a_copy_is_of_one_moment_while_commits_go_on() {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        let state = SqliteState::open(&from).unwrap();
        // Enough for several steps.
        for number in 0..40 {
            let value = "x".repeat(256 * 1024);
            state.put_setting(&format!("{number}"), &value).unwrap();
        }
        state.put_setting("kept", "before").unwrap();
        process(&state, 7);
        let mut steps: u64 = 0;
        let mut shares = Vec::new();
        let copied = SqliteState::copy(&from, &to, &mut |share| {
            steps += 1;
            shares.push(share);
            process(&state, 7 + steps);
            state.put_setting("kept", "after").unwrap();
            ControlFlow::Continue(())
        });
        assert_eq!(copied.unwrap(), Some(Offset::new(7)));
        assert!(steps > 1, "{steps}");
        assert!(shares.is_sorted(), "{shares:?}");
        assert_eq!(shares.last(), Some(&1_000));
        let copy = SqliteState::open(&to).unwrap();
        assert_eq!(copy.processed().unwrap(), Offset::new(7));
        assert_eq!(copy.setting("kept").unwrap().as_deref(), Some("before"));
        assert_eq!(copy.checkpoint().unwrap(), Offset::new(7));
    }

    #[test]
    fn commits_that_are_only_in_the_write_ahead_log_are_in_the_copy() {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        let state = SqliteState::open(&from).unwrap();
        process(&state, 3);
        assert!(from.with_file_name("from-wal").metadata().unwrap().len() > 0);
        let mut go_on = |_| ControlFlow::Continue(());
        let copied = SqliteState::copy(&from, &to, &mut go_on).unwrap();
        assert_eq!(copied, Some(Offset::new(3)));
        assert!(!to.with_file_name("to-wal").exists());
    }

    #[test]
    fn a_copy_can_be_broken_off() {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        drop(SqliteState::open(&from).unwrap());
        let mut stop = |_| ControlFlow::Break(());
        assert_eq!(SqliteState::copy(&from, &to, &mut stop).unwrap(), None);
    }

    #[test]
    fn what_is_no_state_is_not_copied() {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        let mut go_on = |_| ControlFlow::Continue(());
        assert!(SqliteState::copy(&from, &to, &mut go_on).is_err());
        std::fs::write(&from, "something else").unwrap();
        assert!(SqliteState::copy(&from, &to, &mut go_on).is_err());
    }
}
