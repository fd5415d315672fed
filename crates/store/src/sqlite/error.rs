//! What the database's failures mean to the caller.

use rusqlite::{ErrorCode, ffi};

use crate::state::StateError;

impl From<rusqlite::Error> for StateError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error;
        match error {
            Error::SqliteFailure(failure, _) if is_disk_full(failure) => Self::DiskFull,
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..) => Self::Corrupt {
                what: "column",
                detail: error.to_string(),
            },
            error => Self::Database(error.to_string()),
        }
    }
}

/// SQLite reports a full disk by name where it writes rows, but for the file that its processes
/// share it only says that the file could not grow.
fn is_disk_full(failure: ffi::Error) -> bool {
    failure.code == ErrorCode::DiskFull || failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE
}

/// A stored value that no version of this program writes.
pub(super) fn invalid(what: &'static str, detail: impl std::fmt::Display) -> StateError {
    StateError::Corrupt {
        what,
        detail: detail.to_string(),
    }
}

/// Reads stored JSON.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StateError> {
    serde_json::from_str(text).map_err(|error| invalid(what, error))
}

/// Writes JSON to be stored.
pub(super) fn to_json<T: serde::Serialize>(
    what: &'static str,
    value: &T,
) -> Result<String, StateError> {
    serde_json::to_string(value)
        .map_err(|error| StateError::Database(format!("a {what} cannot be written: {error}")))
}
