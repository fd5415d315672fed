//! The data directory: whether a server can keep its data there, and whether one does.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::fs::Access;

use super::findings::{Check, Finding};
use crate::server::{LOG_DIRECTORY, STATE_FILE};
use crate::settings::Settings;

/// The file in the log's directory that a running server has locked.
const LOCK: &str = "lock";

/// What the names of files begin with that are made to try the disk, and removed again.
pub(super) const PROBE: &str = ".intertide-doctor-";

/// The rights of everybody but the owner.
const OTHERS: u32 = 0o077;

/// Whether a server is at work on the data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occupancy {
    Free,
    InUse,
    /// It can't be told.
    Unknown,
}

/// Looks at the data directory and the secret key. Blocks.
pub(super) fn check(settings: &Settings) -> (Vec<Finding>, Occupancy) {
    let path = &settings.data_dir;
    let (occupancy, directory) = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => directory_that_is_there(path),
        Ok(_) => (
            Occupancy::Unknown,
            problem(
                format!("{} is not a directory", path.display()),
                "name another one with --data-dir, or move the file away",
            ),
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            (Occupancy::Free, directory_to_be_made(path))
        }
        Err(error) => (
            Occupancy::Unknown,
            problem(
                format!("cannot look into {}: {error}", path.display()),
                "run this as the server's user, or let that user in",
            ),
        ),
    };
    let key = secret_key(&settings.secret_key_file, path.join(STATE_FILE).exists());
    (vec![directory, key], occupancy)
}

fn problem(message: String, remedy: impl Into<String>) -> Finding {
    Finding::problem(Check::DataDirectory, message, remedy)
}

fn directory_that_is_there(path: &Path) -> (Occupancy, Finding) {
    let occupancy = match occupancy(path) {
        Ok(occupancy) => occupancy,
        Err(error) => {
            let message = format!("cannot look at the lock in {}: {error}", path.display());
            let remedy =
                "run this as the server's user, or give that user its files with `chown -R`";
            return (Occupancy::Unknown, problem(message, remedy));
        }
    };
    if let Err(error) = probe(path) {
        let message = format!("{} is not writable: {error}", path.display());
        let remedy = "let the server's user write there, or name another one with --data-dir";
        return (occupancy, problem(message, remedy));
    }
    let used = match occupancy {
        Occupancy::InUse => "in use by a running server",
        Occupancy::Free | Occupancy::Unknown => "no server uses it",
    };
    let message = format!("{} is writable; {used}", path.display());
    (occupancy, Finding::ok(Check::DataDirectory, message))
}

/// Whether a server holds the lock. It is asked for as one of many that may share it, for a moment,
/// and only where a server has left one.
fn occupancy(data_dir: &Path) -> io::Result<Occupancy> {
    let file = match File::open(data_dir.join(LOG_DIRECTORY).join(LOCK)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Occupancy::Free),
        Err(error) => return Err(error),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(Occupancy::Free),
        Err(TryLockError::WouldBlock) => Ok(Occupancy::InUse),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Writes a file and removes it.
fn probe(path: &Path) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(PROBE).tempfile_in(path)?;
    io::Write::write_all(&mut file, b"probe\n")?;
    file.close()
}

/// A directory that is missing is made at the first start, if the one above lets it.
fn directory_to_be_made(path: &Path) -> Finding {
    let above = nearest(path);
    match rustix::fs::access(above, Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) if above.is_dir() => Finding::ok(
            Check::DataDirectory,
            format!("{} will be created at the first start", path.display()),
        ),
        Ok(()) => problem(
            format!(
                "{} cannot be created: {} is not a directory",
                path.display(),
                above.display()
            ),
            "name another one with --data-dir",
        ),
        Err(error) => problem(
            format!(
                "{} cannot be created in {}: {}",
                path.display(),
                above.display(),
                io::Error::from(error)
            ),
            "let the server's user write there, or name another one with --data-dir",
        ),
    }
}

/// The path itself, or the nearest one above it that is there.
pub(super) fn nearest(path: &Path) -> &Path {
    let named = |path: &&Path| !path.as_os_str().is_empty();
    path.ancestors()
        .filter(named)
        .find(|path| path.exists())
        .unwrap_or(Path::new(if path.is_absolute() { "/" } else { "." }))
}

/// The secret key opens every access token, so it is for its owner alone (product.md 1).
fn secret_key(path: &Path, has_state: bool) -> Finding {
    let shown = path.display();
    let mode = match File::open(path).and_then(|file| file.metadata()) {
        Ok(metadata) => metadata.permissions().mode() & 0o777,
        Err(error) if error.kind() == io::ErrorKind::NotFound && has_state => {
            return problem(
                format!(
                    "the secret key {shown} is missing: the stored access tokens can't be read"
                ),
                "restore it from a backup, or name its place with INTERTIDE_SECRET_KEY_FILE",
            );
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Finding::ok(
                Check::DataDirectory,
                format!("the secret key {shown} will be created at the first start"),
            );
        }
        Err(error) => {
            return problem(
                format!("cannot read the secret key {shown}: {error}"),
                "run this as the server's user, or let that user read it",
            );
        }
    };
    if mode & OTHERS == 0 {
        let message = format!("the secret key {shown} is for its owner alone");
        return Finding::ok(Check::DataDirectory, message);
    }
    problem(
        format!("the secret key {shown} is open to others (mode {mode:03o})"),
        format!(
            "run `chmod 600 {shown}`, and replace the access tokens that it protects if somebody \
             may have read it"
        ),
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::findings::Status;
    use super::*;

    #[test]
    fn a_directory_that_is_missing_is_looked_for_above() {
        let directory = tempfile::tempdir().unwrap();
        let missing = directory.path().join("a").join("b");
        assert_eq!(nearest(&missing), directory.path());
        assert_eq!(nearest(Path::new("nowhere-at-all/data")), Path::new("."));
        assert_eq!(directory_to_be_made(&missing).status, Status::Ok);
        assert!(!directory.path().join("a").exists(), "nothing is made");
    }

    #[test]
    fn a_file_where_the_directory_would_be_is_a_problem() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(
            directory_to_be_made(&file.join("data")).status,
            Status::Problem
        );
    }

    #[test]
    fn a_probe_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        probe(directory.path()).unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_held_lock_is_a_server_and_a_lock_that_nobody_holds_is_none() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(occupancy(directory.path()).unwrap(), Occupancy::Free);
        fs::create_dir(directory.path().join(LOG_DIRECTORY)).unwrap();
        let lock = File::create(directory.path().join(LOG_DIRECTORY).join(LOCK)).unwrap();
        assert_eq!(occupancy(directory.path()).unwrap(), Occupancy::Free);
        lock.try_lock().unwrap();
        assert_eq!(occupancy(directory.path()).unwrap(), Occupancy::InUse);
    }

    #[test]
    fn a_secret_key_is_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.key");
        assert_eq!(secret_key(&path, false).status, Status::Ok);
        assert_eq!(secret_key(&path, true).status, Status::Problem);
        fs::write(&path, "0123").unwrap();
        for (mode, status) in [
            (0o600, Status::Ok),
            (0o400, Status::Ok),
            (0o640, Status::Problem),
            (0o604, Status::Problem),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let finding = secret_key(&path, true);
            assert_eq!(finding.status, status, "{mode:o}: {finding:?}");
            if status == Status::Problem {
                let chmod = format!("chmod 600 {}", path.display());
                assert!(finding.remedy.unwrap().contains(&chmod));
            }
        }
    }
}
