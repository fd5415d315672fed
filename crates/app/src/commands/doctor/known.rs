//! What the checks of Intercom and of the clock go by: the syncs, and the newest event. A running
//! server tells it through its API; where none runs, it is read from the state.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use intertide_domain::sync::{Endpoint, SyncDocument};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::findings::{Check, Finding};
use crate::server::STATE_FILE;

/// How long another program may keep the state to itself.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

/// What is known of an installation.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) targets: Vec<Target>,
    /// When the newest event was received.
    pub(super) newest: Option<UnixMillis>,
}

/// Where a sync sends to that is on and has a token.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) endpoint: Endpoint,
}

/// Why the state can't be read.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error("sync {id} has a document that can't be read: {source}")]
    Document { id: i64, source: serde_json::Error },
}

/// Reads the state of a data directory that no server uses. Blocks.
pub(super) fn from_state(data_dir: &Path) -> Result<Known, Finding> {
    let path = data_dir.join(STATE_FILE);
    if !path.exists() {
        return Ok(Known::default());
    }
    read(&path).map_err(|error| {
        Finding::warning(
            Check::Sync,
            format!(
                "cannot read the syncs from {}: {error}; Intercom and the newest event were not \
                 looked at",
                path.display()
            ),
            "run this as the server's user and with the server's version; if `intertide serve` \
             can't open it either, restore a backup",
        )
    })
}

fn read(path: &Path) -> Result<Known, Unreadable> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let state = Connection::open_with_flags(address(path), flags)?;
    state.busy_timeout(BUSY_TIMEOUT)?;
    let mut statement =
        state.prepare("SELECT id, document FROM syncs WHERE token IS NOT NULL ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut targets = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, text): (i64, String) = (row.get(0)?, row.get(1)?);
        let document: SyncDocument =
            serde_json::from_str(&text).map_err(|source| Unreadable::Document { id, source })?;
        targets.extend(document.enabled.then_some(Target {
            id,
            name: document.name,
            endpoint: document.credentials.endpoint,
        }));
    }
    let newest = state
        .query_row(
            "SELECT received_to FROM traces ORDER BY first_offset DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()?;
    Ok(Known {
        targets,
        newest: newest.map(UnixMillis::new),
    })
}

/// The state as SQLite is to open it. After an orderly stop there is nothing beside the file, and
/// SQLite is told that it does not change, or it would make files there.
fn address(path: &Path) -> String {
    let mut beside = path.as_os_str().to_owned();
    beside.push("-wal");
    let orderly = !Path::new(&beside).exists();
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
            address.push(char::from(*byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address.push_str(if orderly { "?immutable=1" } else { "?mode=ro" });
    address
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn no_state_is_an_installation_without_syncs() {
        let directory = tempfile::tempdir().unwrap();
        let known = from_state(directory.path()).unwrap();
        assert!(known.targets.is_empty() && known.newest.is_none());
    }

    #[test]
    fn what_is_no_state_is_told_with_the_mend() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(STATE_FILE), "no database").unwrap();
        let finding = from_state(directory.path()).unwrap_err();
        assert!(finding.message.contains(STATE_FILE), "{finding:?}");
        assert!(finding.remedy.is_some());
    }

    #[test]
    fn an_address_says_whether_anything_lies_beside_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a b?#%").join(STATE_FILE);
        assert!(address(&path).ends_with("/a%20b%3F%23%25/state.sqlite?immutable=1"));
        let path = directory.path().join(STATE_FILE);
        std::fs::write(directory.path().join("state.sqlite-wal"), "").unwrap();
        assert!(address(&path).ends_with("/state.sqlite?mode=ro"));
    }
}
