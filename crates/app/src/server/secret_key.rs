//! The file with the secret key: 32 bytes as 64 hexadecimal digits, for its owner's eyes only.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use intertide_delivery::vault::KEY_BYTES;
use rand::Rng;
use zeroize::Zeroizing;

/// Only its owner reads and writes it.
const FILE_MODE: u32 = 0o600;

/// Rights that refuse the start: those of everybody.
const OTHERS: u32 = 0o007;

/// Rights that are doubtful: those of the group, with which mounted secrets sometimes come.
const GROUP: u32 = 0o070;

/// More than a key file holds; a larger one is something else.
const MOST_BYTES: u64 = 1_024;

/// The key.
pub(super) type SecretKey = Zeroizing<[u8; KEY_BYTES]>;

/// Why there is no secret key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretKeyError {
    /// The file can't be read.
    #[error(
        "cannot read the secret key {}: {source}; let the server's user read it, or name another \
         file with INTERTIDE_SECRET_KEY_FILE", path.display()
    )]
    Unreadable { path: PathBuf, source: io::Error },
    /// The file can't be made.
    #[error(
        "cannot create the secret key {}: {source}; let the server's user write there, or name \
         another file with INTERTIDE_SECRET_KEY_FILE", path.display()
    )]
    Uncreatable { path: PathBuf, source: io::Error },
    /// Others can read the file.
    #[error(
        "the secret key {} is open to everybody (mode {mode:03o}); run `chmod 600` on it, and \
         replace the access tokens that it protects if somebody may have read it", path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    /// The file holds something else.
    #[error(
        "{} holds no secret key, which is 64 hexadecimal digits; restore it from a backup, or name \
         another file with INTERTIDE_SECRET_KEY_FILE", path.display()
    )]
    Malformed { path: PathBuf },
}

/// Reads the key, or makes one where there is no file.
pub(super) fn load_or_create(path: &Path) -> Result<SecretKey, SecretKeyError> {
    match File::open(path) {
        Ok(file) => load(path, file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create(path).map_err(|source| SecretKeyError::Uncreatable {
                path: path.to_owned(),
                source,
            })
        }
        Err(source) => Err(unreadable(path, source)),
    }
}

fn unreadable(path: &Path, source: io::Error) -> SecretKeyError {
    SecretKeyError::Unreadable {
        path: path.to_owned(),
        source,
    }
}

fn load(path: &Path, file: File) -> Result<SecretKey, SecretKeyError> {
    let metadata = file.metadata().map_err(|source| unreadable(path, source))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(SecretKeyError::Exposed {
            path: path.to_owned(),
            mode,
        });
    }
    if mode & GROUP != 0 {
        tracing::warn!(
            path = %path.display(),
            "the group of the secret key has rights on it; `chmod 600` takes them away"
        );
    }
    let mut text = Zeroizing::new(String::new());
    file.take(MOST_BYTES)
        .read_to_string(&mut text)
        .map_err(|source| unreadable(path, source))?;
    decode(text.trim()).ok_or_else(|| SecretKeyError::Malformed {
        path: path.to_owned(),
    })
}

fn create(path: &Path) -> io::Result<SecretKey> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    rand::rng().fill_bytes(key.as_mut_slice());
    // Never in place of a file that has appeared meanwhile.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(FILE_MODE)
        .open(path)?;
    let text = Zeroizing::new(format!("{}\n", encode(key.as_slice())));
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // Its directory entry has to survive with what will be encrypted under it.
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()?;
    Ok(key)
}

/// Makes a directory that is nobody else's, with its parents; leaves one that is there.
pub(super) fn create_private_directory(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    DirBuilder::new().mode(0o700).create(path)
}

/// Bytes as hexadecimal digits.
fn encode(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn decode(text: &str) -> Option<SecretKey> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    if text.len() != 2 * KEY_BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.key");
        let made = load_or_create(&path).unwrap();
        assert_eq!(*load_or_create(&path).unwrap(), *made);
        assert_ne!(*made, [0; KEY_BYTES]);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_everybody_can_read_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.key");
        load_or_create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = load_or_create(&path).unwrap_err().to_string();
        assert!(
            error.contains("mode 644") && error.contains("chmod 600"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_key_is_refused_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.key");
        for text in ["", "abc", &"g".repeat(64), &"0".repeat(63), &"ü".repeat(32)] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let error = load_or_create(&path).unwrap_err();
            assert!(matches!(error, SecretKeyError::Malformed { .. }), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn a_directory_that_is_missing_is_made_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a").join("data");
        create_private_directory(&path).unwrap();
        create_private_directory(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
