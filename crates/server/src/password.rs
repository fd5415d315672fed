//! The console's password: kept as an Argon2id hash, never as it was typed.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};

/// A password as it is kept: a PHC string (`$argon2id$v=19$…`).
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Why there is no hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The text is not a hash.
    #[error("the stored password hash is unreadable: {0}")]
    Unreadable(String),
    /// Hashing failed: no randomness, or no memory.
    #[error("the password could not be hashed: {0}")]
    Failed(String),
}

impl PasswordHash {
    /// Hashes a password under a random salt. Takes tens of milliseconds and 19 MiB, on purpose.
    ///
    /// # Errors
    /// [`PasswordError::Failed`] when the system gives no randomness.
    pub fn of(password: &SecretString) -> Result<Self, PasswordError> {
        let hash: phc::PasswordHash = Argon2::default()
            .hash_password(password.expose_secret().as_bytes())
            .map_err(|error| PasswordError::Failed(error.to_string()))?;
        Ok(Self(hash.to_string()))
    }

    /// Takes a hash as [`PasswordHash::as_phc`] gave it.
    ///
    /// # Errors
    /// [`PasswordError::Unreadable`] when it is something else.
    pub fn from_phc(text: &str) -> Result<Self, PasswordError> {
        phc::PasswordHash::new(text)
            .map(|_| Self(text.to_owned()))
            .map_err(|error| PasswordError::Unreadable(error.to_string()))
    }

    /// The hash as it is stored.
    pub fn as_phc(&self) -> &str {
        &self.0
    }

    /// Whether this is the password. Takes as long as [`PasswordHash::of`].
    pub fn admits(&self, password: &SecretString) -> bool {
        phc::PasswordHash::new(&self.0).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.expose_secret().as_bytes(), &hash)
                .is_ok()
        })
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hash_admits_its_password_and_no_other() {
        let hash = PasswordHash::of(&"correct horse".into()).unwrap();
        assert!(hash.admits(&"correct horse".into()));
        assert!(!hash.admits(&"correct horses".into()));
        assert!(!hash.admits(&"".into()));
    }

    #[test]
    fn a_stored_hash_is_read_back() {
        let hash = PasswordHash::of(&"pass".into()).unwrap();
        assert_eq!(PasswordHash::from_phc(hash.as_phc()), Ok(hash));
        assert!(PasswordHash::from_phc("pass").is_err());
    }

    #[test]
    fn a_hash_shows_nothing_in_debug_output() {
        let hash = PasswordHash::of(&"pass".into()).unwrap();
        assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
    }
}
