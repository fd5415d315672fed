//! What lies on disk: the data directory with the log and the state, and the secret key.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use intertide_delivery::clock::Clock;
use intertide_delivery::vault::Vault;
use intertide_domain::ids::Offset;
use intertide_store::files::RealDirectory;
use intertide_store::log::{EventLog, LogError};
use intertide_store::segment::{self, SegmentLog, SegmentSettings};
use intertide_store::sqlite::SqliteState;
use intertide_store::state::{IntakeState, State, StateError};

use super::secret_key::{self, SecretKeyError};

/// The log's directory inside the data directory.
pub(crate) const LOG: &str = "log";

/// The state's file inside the data directory.
pub(crate) const STATE: &str = "state.sqlite";

/// From here on, what this process creates is for its owner alone, wherever a data directory lies:
/// events and profiles are personal data.
pub(crate) fn keep_files_private() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// An open data directory. Nobody else has it open.
#[derive(Clone, Debug)]
pub(super) struct Installation {
    pub(super) log: Arc<dyn EventLog>,
    pub(super) state: Arc<dyn State>,
    pub(super) vault: Arc<Vault>,
}

/// Why a data directory can't be opened: what, why and the mend.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InstallationError {
    /// It can't be made.
    #[error(
        "cannot create the data directory {}: {source}; let the server's user write there, or name \
         another one with --data-dir", path.display()
    )]
    Directory { path: PathBuf, source: io::Error },
    /// Another process has it open.
    #[error(
        "the data directory {} is in use by another process; stop that one, or name another \
         directory with --data-dir", path.display()
    )]
    InUse { path: PathBuf },
    /// The log can't be opened.
    #[error("cannot open the log in {}: {source}; see to the disk, or restore a backup", path.display())]
    Log { path: PathBuf, source: LogError },
    /// The state can't be opened.
    #[error("cannot open the state in {}: {source}", path.display())]
    State { path: PathBuf, source: StateError },
    /// The log is shorter than what was processed of it.
    #[error(
        "the log in {} ends at event {end}, but {processed} were processed: the disk lost events \
         that it had confirmed; restore a backup of the whole data directory", path.display()
    )]
    LogLost {
        path: PathBuf,
        end: Offset,
        processed: Offset,
    },
    /// The log begins later than what was processed of it.
    #[error(
        "the log in {} begins at event {start}, but only {processed} were processed: state and log \
         are not of one time; restore a backup of the whole data directory", path.display()
    )]
    StateLost {
        path: PathBuf,
        start: Offset,
        processed: Offset,
    },
    #[error(transparent)]
    SecretKey(#[from] SecretKeyError),
}

impl Installation {
    /// Opens a data directory, or makes one. Blocks.
    ///
    /// # Errors
    /// [`InstallationError`]; nothing is left open.
    pub(super) fn open(
        data_dir: &Path,
        secret_key_file: &Path,
        clock: &Clock,
    ) -> Result<Self, InstallationError> {
        secret_key::create_private_directory(data_dir).map_err(|source| {
            InstallationError::Directory {
                path: data_dir.to_owned(),
                source,
            }
        })?;
        // First of all: whoever holds the log's lock owns the directory.
        let log = open_log(data_dir, clock)?;
        let key = secret_key::load_or_create(secret_key_file)?;
        let path = data_dir.join(STATE);
        let state = SqliteState::open(&path)
            .and_then(|state| Ok((state.processed()?, state)))
            .map_err(|source| InstallationError::State { path, source });
        let (processed, state) = state?;
        check_consistency(data_dir, &log, processed)?;
        Ok(Self {
            log: Arc::new(log),
            state: Arc::new(state),
            vault: Arc::new(Vault::new(&key)),
        })
    }
}

fn open_log(data_dir: &Path, clock: &Clock) -> Result<SegmentLog, InstallationError> {
    let path = data_dir.join(LOG);
    let clock = clock.clone();
    let log = RealDirectory::open(&path)
        .map_err(|source| InstallationError::Directory {
            path: path.clone(),
            source,
        })
        .and_then(|directory| {
            SegmentLog::open(
                Arc::new(directory),
                SegmentSettings::new(rand::random()),
                segment::Clock::new(move || clock.now()),
            )
            .map_err(|source| match source {
                LogError::Locked { .. } => InstallationError::InUse {
                    path: data_dir.to_owned(),
                },
                source => InstallationError::Log { path, source },
            })
        })?;
    let status = log.status();
    for damage in &status.damage {
        tracing::error!(%damage, "a part of the log is unreadable; what it held is skipped");
    }
    if let Some(tail) = &status.torn_tail {
        tracing::info!(
            file = tail.file,
            position = tail.position,
            "a crash caught unacknowledged events halfway; they were cut off"
        );
    }
    Ok(log)
}

/// The state follows from the log, so its place must lie inside.
fn check_consistency(
    data_dir: &Path,
    log: &SegmentLog,
    processed: Offset,
) -> Result<(), InstallationError> {
    let (start, end) = (log.start(), log.durable_end());
    let path = data_dir.to_owned();
    if processed > end {
        return Err(InstallationError::LogLost {
            path,
            end,
            processed,
        });
    }
    if processed < start {
        return Err(InstallationError::StateLost {
            path,
            start,
            processed,
        });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use intertide_domain::process::IntakeCommit;
    use intertide_store::log::{RecordBatch, append_and_wait};

    use super::*;

    fn open(data_dir: &Path) -> Result<Installation, InstallationError> {
        Installation::open(data_dir, &data_dir.join("secret.key"), &Clock::system())
    }

    #[test]
    fn a_directory_belongs_to_one_process_at_a_time() {
        let directory = tempfile::tempdir().unwrap();
        let data_dir = directory.path().join("data");
        let _open = open(&data_dir).unwrap();
        let error = open(&data_dir).unwrap_err().to_string();
        assert!(error.contains("in use by another process"), "{error}");
        assert!(error.contains("--data-dir"), "{error}");
    }

    #[test]
    fn a_closed_directory_opens_again() {
        let directory = tempfile::tempdir().unwrap();
        let data_dir = directory.path().join("data");
        let installation = open(&data_dir).unwrap();
        let mut batch = RecordBatch::new();
        batch.push(b"{}").unwrap();
        append_and_wait(&*installation.log, batch).unwrap();
        installation.log.close();
        drop(installation);
        assert_eq!(open(&data_dir).unwrap().log.durable_end(), Offset::new(1));
    }

    #[test]
    fn a_state_that_is_ahead_of_the_log_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let data_dir = directory.path().join("data");
        let installation = open(&data_dir).unwrap();
        let commit = IntakeCommit {
            processed: Offset::new(5),
            ..IntakeCommit::default()
        };
        installation.state.commit_intake(&commit).unwrap();
        drop(installation);
        let error = open(&data_dir).unwrap_err().to_string();
        assert!(
            error.contains("ends at event 0, but 5 were processed"),
            "{error}"
        );
        assert!(error.contains("restore a backup"), "{error}");
    }

    #[test]
    fn a_later_format_is_refused_with_the_mend() {
        let directory = tempfile::tempdir().unwrap();
        let data_dir = directory.path().join("data");
        drop(open(&data_dir).unwrap());
        let state = rusqlite::Connection::open(data_dir.join(STATE)).unwrap();
        state.pragma_update(None, "user_version", 1_000).unwrap();
        drop(state);
        let error = open(&data_dir).unwrap_err().to_string();
        assert!(error.contains("written by a later version"), "{error}");
    }
}
