#![allow(clippy::unwrap_used)]
use std::sync::atomic::{AtomicI64, Ordering};

use intertide_delivery::vault::KEY_BYTES;
use intertide_domain::sync::AccessToken;
use intertide_store::sqlite::SqliteState;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;

struct Bench {
    state: Arc<dyn State>,
    now: Arc<AtomicI64>,
    vault: Vault,
    _dir: TempDir,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            state: Arc::new(SqliteState::open(&dir.path().join("state")).unwrap()),
            now: Arc::new(AtomicI64::new(0)),
            vault: vault(1),
            _dir: dir,
        }
    }

    fn open(&self, given: GivenKeys) -> Result<KeyRing, KeyRingError> {
        let now = self.now.clone();
        let clock = Clock::from_fn(move || UnixMillis::new(now.load(Ordering::Relaxed)));
        KeyRing::open(self.state.clone(), &self.vault, given, clock)
    }

    fn seal(&self, key: &str) {
        let key = NewKey {
            kind: KeyKind::Secret,
            name: "first".to_owned(),
            role: Some(Role::Admin),
            material: KeyMaterial::Sealed(self.vault.seal(&AccessToken::new(key))),
            hint: hint(key),
            created_at: None,
            created_by: None,
        };
        self.state.insert_key(&key).unwrap();
    }
}

fn vault(byte: u8) -> Vault {
    Vault::new(&Zeroizing::new([byte; KEY_BYTES]))
}

fn given() -> GivenKeys {
    GivenKeys {
        api_key: Some("given-api-key".to_owned()),
        secret_key: Some("given-secret-key".into()),
    }
}

fn wanted(kind: KeyKind) -> WantedKey {
    WantedKey {
        kind,
        name: "a".to_owned(),
        role: (kind == KeyKind::Secret).then_some(Role::Editor),
        created_by: "admin".to_owned(),
    }
}

#[test]
fn only_whole_keys_of_the_right_kind_are_known() {
    let bench = Bench::new();
    let ring = bench.open(given()).unwrap();
    assert_eq!(ring.find("given-api-key"), Some(KeyId::GIVEN_API_KEY));
    for other in ["", "given-api-ke", "given-api-key ", "given-secret-key"] {
        assert_eq!(ring.find(other), None, "{other:?}");
    }
    for (api_key, secret_key, known) in [
        ("given-api-key", "given-secret-key", true),
        ("given-secret-key", "given-api-key", false),
        ("given-api-key", "", false),
        ("", "given-secret-key", false),
    ] {
        let admitted = ring.admit(api_key, &secret_key.into());
        assert_eq!(admitted.is_some(), known, "{api_key}:{secret_key}");
    }
}

#[test]
fn an_empty_key_of_the_settings_opens_nothing() {
    let empty = GivenKeys {
        api_key: Some(String::new()),
        secret_key: Some("".into()),
    };
    let ring = Bench::new().open(empty).unwrap();
    assert_eq!(ring.find(""), None);
    assert_eq!(ring.admit("", &"".into()), None);
    assert_eq!((ring.api_key(), ring.list().unwrap().len()), (None, 0));
}

#[test]
fn the_last_key_of_a_kind_stays() {
    let ring = Bench::new().open(GivenKeys::default()).unwrap();
    for kind in [KeyKind::Api, KeyKind::Secret] {
        let (first, _) = ring.create(wanted(kind)).unwrap();
        let refused = ring.revoke(first.id).unwrap_err();
        assert!(matches!(refused, KeyError::LastKey), "{refused}");
        let (second, _) = ring.create(wanted(kind)).unwrap();
        ring.revoke(first.id).unwrap();
        let refused = ring.revoke(second.id).unwrap_err();
        assert!(matches!(refused, KeyError::LastKey), "{refused}");
    }
}

#[test]
fn a_key_of_the_settings_counts_as_another_one() {
    let ring = Bench::new().open(given()).unwrap();
    let (stored, _) = ring.create(wanted(KeyKind::Api)).unwrap();
    ring.revoke(stored.id).unwrap();
    let refused = ring.revoke(KeyId::GIVEN_API_KEY).unwrap_err();
    assert!(matches!(refused, KeyError::FromSettings), "{refused}");
}

#[test]
fn there_are_so_many_keys_and_no_more() {
    let ring = Bench::new().open(given()).unwrap();
    for _ in 1..MOST_KEYS {
        ring.create(wanted(KeyKind::Api)).unwrap();
    }
    let refused = ring.create(wanted(KeyKind::Api)).unwrap_err();
    assert!(matches!(refused, KeyError::TooMany), "{refused}");
    ring.create(wanted(KeyKind::Secret)).unwrap();
}

#[test]
fn uses_are_written_down_once_and_told_at_once() {
    let bench = Bench::new();
    let ring = bench.open(GivenKeys::default()).unwrap();
    let (stored, key) = ring.create(wanted(KeyKind::Api)).unwrap();
    let last_used = |keys: &[KnownKey]| keys.first().and_then(|key| key.last_used_at);
    let kept = || bench.state.keys().unwrap()[0].last_used_at;
    for at in [UnixMillis::new(5), UnixMillis::new(9)] {
        bench.now.store(at.get(), Ordering::Relaxed);
        assert_eq!(ring.find(&key), Some(stored.id));
        assert_eq!(last_used(&ring.list().unwrap()), Some(at));
        assert_ne!(kept(), Some(at), "nothing is written while it is used");
        ring.write_uses().unwrap();
        assert_eq!(kept(), Some(at));
        assert!(ring.held().unwritten_uses().is_empty());
    }
}

#[test]
fn the_first_secret_key_can_be_shown_and_later_ones_can_not() {
    let bench = Bench::new();
    bench.seal("0123456789abcdef");
    let ring = bench.open(GivenKeys::default()).unwrap();
    let (_, later) = ring.create(wanted(KeyKind::Secret)).unwrap();
    let shown = || ring.secret_key().map(|key| key.expose_secret().to_owned());
    assert_eq!(shown().as_deref(), Some("0123456789abcdef"));
    let first = ring.list().unwrap()[0].id;
    ring.revoke(first).unwrap();
    assert_eq!(shown(), None);
    let (_, api_key) = ring.create(wanted(KeyKind::Api)).unwrap();
    assert!(ring.admit(&api_key, &later.into()).is_some());
}

#[test]
fn a_key_that_cannot_be_decrypted_is_a_fault_unless_the_settings_give_one() {
    let mut bench = Bench::new();
    bench.seal("0123456789abcdef");
    bench.vault = vault(2);
    let fault = bench.open(GivenKeys::default()).unwrap_err();
    assert!(matches!(fault, KeyRingError::Unreadable(_)), "{fault}");
    let ring = bench.open(given()).unwrap();
    let admitted = ring.admit("given-api-key", &"0123456789abcdef".into());
    assert_eq!(admitted, None);
}
