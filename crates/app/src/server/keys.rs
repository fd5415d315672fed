//! Who may come in: the project's keys and the administrator's password.
//!
//! What settings give counts beside what is stored, and is stored nowhere. Where neither is there, a
//! key is generated, kept (the secret one encrypted), and shown that once; so is the password,
//! of which a hash is kept.

use std::sync::Arc;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use intertide_delivery::clock::Clock;
use intertide_delivery::vault::Vault;
use intertide_domain::access::{KeyKind, Role};
use intertide_domain::sync::AccessToken;
use intertide_domain::time::UnixMillis;
use intertide_server::{
    GivenKeys, KeyRing, KeyRingError, PasswordHash, Project, hint, random_key, random_password,
};
use intertide_store::state::{KeyMaterial, NewKey, SealedToken, State};
use secrecy::{ExposeSecret, SecretString};

use super::installation::Installation;
use crate::settings::Settings;

/// Where a state of the first format keeps the one key of each kind.
const API_KEY: &str = "project.api_key";
const SECRET_KEY: &str = "project.secret_key";

/// What a key is called that was made at the first start.
const FIRST: &str = "first";

/// Where the password is kept in the state.
const PASSWORD: &str = "admin.password";
/// The hash of the password that the settings gave last.
const GIVEN_PASSWORD: &str = "admin.password.given";

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
    installation: &Installation,
    clock: &Clock,
) -> anyhow::Result<Keys> {
    let (state, vault) = (&*installation.state, &*installation.vault);
    let mut generated = Generated::default();
    let given = GivenKeys {
        api_key: settings.project.api_key.clone(),
        secret_key: settings.project.secret_key.clone(),
    };
    adopt(state, vault, &given, clock.now())?;
    if given.api_key.is_none() && !holds(state, KeyKind::Api)? {
        let key = random_key();
        state.insert_key(&first_api_key(&key, Some(clock.now())))?;
        generated.api_key = Some(key);
    }
    if given.secret_key.is_none() && !holds(state, KeyKind::Secret)? {
        let key = SecretString::from(random_key());
        let sealed = vault.seal(&AccessToken::new(key.expose_secret()));
        let hint = hint(key.expose_secret());
        state.insert_key(&first_secret_key(sealed, hint, Some(clock.now())))?;
        generated.secret_key = Some(key);
    }
    let password = password(settings, state, &mut generated)?;
    let keys = KeyRing::open(installation.state.clone(), vault, given, clock.clone());
    let keys = keys.map_err(|error| match error {
        KeyRingError::State(error) => error.into(),
        KeyRingError::Unreadable(error) => anyhow::Error::new(error).context(UNREADABLE),
    })?;
    Ok(Keys {
        project: Project {
            name: settings.project.name.clone(),
            keys: Arc::new(keys),
        },
        password,
        generated,
    })
}

/// What to do where a stored secret key can't be read.
const UNREADABLE: &str = "cannot read the project's secret key: start with the secret.key that \
    belongs to this data directory, or give the project another key with \
    INTERTIDE_PROJECT_SECRET_KEY";

/// Takes the keys of a state of the first format in among the others. There, a key that the
/// settings gave stood in the place of the stored one: where they still do, the stored one opened
/// nothing, and it stays so.
fn adopt(
    state: &dyn State,
    vault: &Vault,
    given: &GivenKeys,
    now: UnixMillis,
) -> anyhow::Result<()> {
    if let Some(key) = state.setting(API_KEY)? {
        let superseded = given.api_key.is_some().then_some(now);
        state.adopt_key(API_KEY, &first_api_key(&key, None), superseded)?;
    }
    if let Some(stored) = state.setting(SECRET_KEY)? {
        let sealed = SealedToken(STANDARD.decode(stored).unwrap_or_default());
        let superseded = given.secret_key.is_some().then_some(now);
        let hint = match vault.open(&sealed) {
            Ok(key) => hint(key.expose()),
            Err(_) if superseded.is_some() => String::new(),
            Err(error) => return Err(anyhow::Error::new(error).context(UNREADABLE)),
        };
        let key = first_secret_key(sealed, hint, None);
        state.adopt_key(SECRET_KEY, &key, superseded)?;
    }
    Ok(())
}

/// Whether a key of this kind is stored that holds.
fn holds(state: &dyn State, kind: KeyKind) -> anyhow::Result<bool> {
    let keys = state.keys()?;
    Ok(keys
        .iter()
        .any(|stored| stored.key.kind == kind && stored.revoked_at.is_none()))
}

fn first_api_key(key: &str, created_at: Option<UnixMillis>) -> NewKey {
    NewKey {
        kind: KeyKind::Api,
        name: FIRST.to_owned(),
        role: None,
        material: KeyMaterial::Clear(key.to_owned()),
        hint: hint(key),
        created_at,
        created_by: None,
    }
}

fn first_secret_key(sealed: SealedToken, hint: String, created_at: Option<UnixMillis>) -> NewKey {
    NewKey {
        kind: KeyKind::Secret,
        name: FIRST.to_owned(),
        role: Some(Role::Admin),
        material: KeyMaterial::Sealed(sealed),
        hint,
        created_at,
        created_by: None,
    }
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
    let password = random_password();
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;

    use intertide_store::sqlite::SqliteState;

    use crate::settings::{self, CommandSettings, SettingsArgs};

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

    /// A data directory with a secret key file, as a start finds it.
    fn installation(dir: &Path) -> Installation {
        Installation::open(dir, &dir.join("secret.key"), &Clock::system()).unwrap()
    }

    fn defaults() -> Settings {
        let (args, command) = (SettingsArgs::default(), CommandSettings::default());
        settings::load(&args, &command, std::iter::empty()).unwrap()
    }

    /// What a start of the first format left there.
    fn first_format(installation: &Installation) {
        let sealed = installation.vault.seal(&AccessToken::new(OLD_SECRET));
        let state = &installation.state;
        state.put_setting(API_KEY, OLD_API).unwrap();
        state
            .put_setting(SECRET_KEY, &STANDARD.encode(sealed.0))
            .unwrap();
    }

    const OLD_API: &str = "0123456789abcdef0123456789abcdef";
    const OLD_SECRET: &str = "fedcba9876543210fedcba9876543210";

    #[test]
    fn keys_of_the_first_format_go_on_working() {
        let dir = tempfile::tempdir().unwrap();
        let installation = installation(dir.path());
        first_format(&installation);
        for _ in 0..2 {
            let keys = load_or_generate(&defaults(), &installation, &Clock::system()).unwrap();
            let ring = &keys.project.keys;
            assert_eq!(ring.api_key().as_deref(), Some(OLD_API));
            assert_eq!(ring.secret_key().unwrap().expose_secret(), OLD_SECRET);
            assert!(keys.generated.api_key.is_none() && keys.generated.secret_key.is_none());
            assert_eq!(installation.state.keys().unwrap().len(), 2);
            assert_eq!(installation.state.setting(API_KEY).unwrap(), None);
            assert_eq!(installation.state.setting(SECRET_KEY).unwrap(), None);
        }
    }

    #[test]
    fn a_key_that_the_settings_stood_in_for_does_not_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let installation = installation(dir.path());
        first_format(&installation);
        let mut settings = defaults();
        settings.project.api_key = Some("given-api-key".to_owned());
        settings.project.secret_key = Some("given-secret-key".into());
        let keys = load_or_generate(&settings, &installation, &Clock::system()).unwrap();
        let ring = &keys.project.keys;
        assert_eq!(ring.api_key().as_deref(), Some("given-api-key"));
        let stored = installation.state.keys().unwrap();
        assert!(
            stored.iter().all(|key| key.revoked_at.is_some()),
            "{stored:?}"
        );
    }
}
