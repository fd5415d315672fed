//! Who may come in: the project's keys and the administrator's password.
//!
//! What settings give counts, and is stored nowhere. What they leave out is generated at the first
//! start, kept (the secret key encrypted, the password hashed), and shown that once.

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use intertide_delivery::vault::Vault;
use intertide_domain::sync::AccessToken;
use intertide_server::{PasswordHash, Project};
use intertide_store::state::{SealedToken, State};
use rand::{Rng, RngExt};
use secrecy::{ExposeSecret, SecretString};

use super::secret_key::encode;
use crate::settings::Settings;

/// Where they are kept in the state.
const API_KEY: &str = "project.api_key";
const SECRET_KEY: &str = "project.secret_key";
const PASSWORD: &str = "admin.password";
/// The hash of the password that the settings gave last.
const GIVEN_PASSWORD: &str = "admin.password.given";

/// Bytes of a generated key: 32 hexadecimal digits.
const KEY_BYTES: usize = 16;

/// What a generated password is made of: nothing that one letter could be read as another.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS: usize = 4;
const GROUP_LETTERS: usize = 4;

/// A given password with fewer characters is one to warn of.
const SHORT_PASSWORD: usize = 8;

/// Everybody who may come in.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) project: Project,
    pub(super) password: PasswordHash,
    pub(super) generated: Generated,
}

/// What was generated at this start, to be shown once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generated {
    pub(crate) api_key: Option<String>,
    pub(crate) secret_key: Option<SecretString>,
    pub(crate) admin_password: Option<SecretString>,
}

impl Generated {
    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.api_key.is_none() && self.secret_key.is_none() && self.admin_password.is_none()
    }
}

/// Reads the keys, and generates those that are neither given nor stored. Blocks.
pub(super) fn load_or_generate(
    settings: &Settings,
    state: &dyn State,
    vault: &Vault,
) -> anyhow::Result<Keys> {
    let mut generated = Generated::default();
    let project = Project {
        name: settings.project.name.clone(),
        api_key: api_key(settings, state, &mut generated)?,
        secret_key: secret_key(settings, state, vault, &mut generated)?,
    };
    let password = password(settings, state, &mut generated)?;
    Ok(Keys {
        project,
        password,
        generated,
    })
}

fn api_key(
    settings: &Settings,
    state: &dyn State,
    generated: &mut Generated,
) -> anyhow::Result<String> {
    if let Some(given) = &settings.project.api_key {
        return Ok(given.clone());
    }
    if let Some(stored) = state.setting(API_KEY)? {
        return Ok(stored);
    }
    let key = random_key();
    state.put_setting(API_KEY, &key)?;
    generated.api_key = Some(key.clone());
    Ok(key)
}

fn secret_key(
    settings: &Settings,
    state: &dyn State,
    vault: &Vault,
    generated: &mut Generated,
) -> anyhow::Result<SecretString> {
    if let Some(given) = &settings.project.secret_key {
        return Ok(given.clone());
    }
    if let Some(stored) = state.setting(SECRET_KEY)? {
        return open(&stored, vault);
    }
    let key = random_key();
    let SealedToken(sealed) = vault.seal(&AccessToken::new(&key));
    state.put_setting(SECRET_KEY, &STANDARD.encode(sealed))?;
    let key = SecretString::from(key);
    generated.secret_key = Some(key.clone());
    Ok(key)
}

fn open(stored: &str, vault: &Vault) -> anyhow::Result<SecretString> {
    let sealed = SealedToken(STANDARD.decode(stored).unwrap_or_default());
    let key = vault
        .open(&sealed)
        .context("cannot read the project's secret key: start with the secret.key that belongs to this data directory, or give the project another key with INTERTIDE_PROJECT_SECRET_KEY")?;
    Ok(SecretString::from(key.expose()))
}

fn password(
    settings: &Settings,
    state: &dyn State,
    generated: &mut Generated,
) -> anyhow::Result<PasswordHash> {
    if let Some(given) = &settings.admin_password {
        if given.expose_secret().chars().count() < SHORT_PASSWORD {
            tracing::warn!(
                "the administrator's password is short; a longer one is harder to guess"
            );
        }
        return of_given(given, state);
    }
    if let Some(stored) = state.setting(PASSWORD)? {
        return PasswordHash::from_phc(&stored)
            .context("set another password with INTERTIDE_ADMIN_PASSWORD");
    }
    let password = SecretString::from(random_password());
    let hash = PasswordHash::of(&password)?;
    state.put_setting(PASSWORD, hash.as_phc())?;
    generated.admin_password = Some(password);
    Ok(hash)
}

/// The hash of a password that the settings give: the same one as long as the password is. The
/// console's sessions are bound to it, and last through a restart.
fn of_given(given: &SecretString, state: &dyn State) -> anyhow::Result<PasswordHash> {
    let kept = state.setting(GIVEN_PASSWORD)?;
    let kept = kept.and_then(|phc| PasswordHash::from_phc(&phc).ok());
    if let Some(hash) = kept.filter(|hash| hash.admits(given)) {
        return Ok(hash);
    }
    let hash = PasswordHash::of(given)?;
    state.put_setting(GIVEN_PASSWORD, hash.as_phc())?;
    Ok(hash)
}

fn random_key() -> String {
    let mut bytes = [0; KEY_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    encode(&bytes)
}

/// Four groups of four letters, 79 bits of chance.
fn random_password() -> String {
    let mut random = rand::rng();
    let groups: Vec<String> = (0..GROUPS)
        .map(|_| {
            (0..GROUP_LETTERS)
                .filter_map(|_| LETTERS.get(random.random_range(0..LETTERS.len())))
                .map(|letter| char::from(*letter))
                .collect()
        })
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use intertide_store::sqlite::SqliteState;

    use super::*;

    #[test]
    fn a_given_password_keeps_its_hash_until_another_one_is_given() {
        let dir = tempfile::tempdir().unwrap();
        let state = SqliteState::open(&dir.path().join("state")).unwrap();
        let hash_of = |password: &str| {
            let hash = of_given(&password.to_owned().into(), &state).unwrap();
            hash.as_phc().to_owned()
        };
        let first = hash_of("correct horse");
        assert_eq!(hash_of("correct horse"), first);
        let second = hash_of("battery staple");
        assert_ne!(second, first);
        assert_ne!(hash_of("correct horse"), first);
    }

    #[test]
    fn a_key_is_32_hexadecimal_digits_and_another_one_each_time() {
        let key = random_key();
        assert_eq!(key.len(), 32);
        assert!(key.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(key, random_key());
    }

    #[test]
    fn a_password_can_be_read_out_loud() {
        let password = random_password();
        assert_eq!(password.len(), 19, "{password}");
        assert_eq!(password.split('-').count(), 4);
        assert!(!password.contains(['0', 'o', '1', 'l', 'i']));
        assert_ne!(password, random_password());
    }
}
