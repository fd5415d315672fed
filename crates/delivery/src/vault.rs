//! The vault: tokens as they lie on disk.
//!
//! XChaCha20-Poly1305 under the installation's secret key. The envelope is
//! `version (1) ‖ key id (8) ‖ nonce (24) ‖ ciphertext`; the key id tells a wrong key from damage.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use intertide_domain::sync::AccessToken;
use intertide_store::state::SealedToken;
use rand::Rng;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 24;
const HEADER: usize = 1 + KEY_ID + NONCE;

/// Bytes of a secret key.
pub const KEY_BYTES: usize = 32;

/// Why a sealed token can't be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key is another one.
    #[error(
        "the stored token was encrypted with another secret key; start with the key file that \
         belongs to this data directory, or enter the token again"
    )]
    OtherKey,
    /// The bytes are not what was sealed.
    #[error("the stored token is damaged; enter it again")]
    Damaged,
}

/// Seals and opens tokens.
pub struct Vault {
    cipher: XChaCha20Poly1305,
    key_id: [u8; KEY_ID],
}

impl Vault {
    /// A vault under this secret key.
    pub fn new(key: &Zeroizing<[u8; KEY_BYTES]>) -> Self {
        let hash = blake3::derive_key("intertide vault key id", key.as_slice());
        let mut key_id = [0; KEY_ID];
        key_id.copy_from_slice(&hash[..KEY_ID]);
        Self {
            cipher: XChaCha20Poly1305::new(&Key::from(**key)),
            key_id,
        }
    }

    /// Encrypts a token.
    pub fn seal(&self, token: &AccessToken) -> SealedToken {
        let mut envelope = Vec::with_capacity(HEADER + token.expose().len() + 16);
        envelope.push(VERSION);
        envelope.extend_from_slice(&self.key_id);
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        envelope.extend_from_slice(&nonce);
        let payload = Payload {
            msg: token.expose().as_bytes(),
            aad: &envelope,
        };
        // The cipher refuses only texts of many gigabytes; an empty rest reads back as damaged.
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        envelope.extend_from_slice(&sealed.unwrap_or_default());
        SealedToken(envelope)
    }

    /// Decrypts a token.
    ///
    /// # Errors
    /// [`VaultError`] when the key is another one or the bytes were changed.
    pub fn open(&self, sealed: &SealedToken) -> Result<AccessToken, VaultError> {
        let (header, text) = sealed
            .0
            .split_at_checked(HEADER)
            .ok_or(VaultError::Damaged)?;
        if header.first() != Some(&VERSION) {
            return Err(VaultError::Damaged);
        }
        if header.get(1..=KEY_ID) != Some(&self.key_id) {
            return Err(VaultError::OtherKey);
        }
        let nonce: [u8; NONCE] = header
            .get(1 + KEY_ID..)
            .and_then(|nonce| nonce.try_into().ok())
            .ok_or(VaultError::Damaged)?;
        let payload = Payload {
            msg: text,
            aad: header,
        };
        let token = self
            .cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Damaged)?;
        let token = std::str::from_utf8(&token).map_err(|_| VaultError::Damaged)?;
        Ok(AccessToken::new(token))
    }

    /// A text that is equal for equal tokens, and tells nothing of them: how workspaces are
    /// recognised.
    pub fn fingerprint(&self, endpoint: &str, token: &AccessToken) -> String {
        let mut hasher = blake3::Hasher::new_derive_key("intertide workspace fingerprint");
        hasher.update(&self.key_id);
        hasher.update(&(endpoint.len() as u64).to_le_bytes());
        hasher.update(endpoint.as_bytes());
        hasher.update(token.expose().as_bytes());
        hasher.finalize().to_hex().to_string()
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::new(&Zeroizing::new([byte; KEY_BYTES]))
    }

    #[test]
    fn a_sealed_token_opens_to_itself_and_does_not_show_it() {
        let sealed = vault(1).seal(&AccessToken::new("dG9rOmFiY2RlZg=="));
        assert_eq!(vault(1).open(&sealed).unwrap().expose(), "dG9rOmFiY2RlZg==");
        let shown = String::from_utf8_lossy(&sealed.0).into_owned();
        assert!(!shown.contains("dG9r"));
    }

    #[test]
    fn sealing_twice_gives_two_texts() {
        let token = AccessToken::new("token");
        assert_ne!(vault(1).seal(&token), vault(1).seal(&token));
    }

    #[test]
    fn another_key_is_named_as_the_cause() {
        let sealed = vault(1).seal(&AccessToken::new("token"));
        assert_eq!(vault(2).open(&sealed).unwrap_err(), VaultError::OtherKey);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let sealed = vault(1).seal(&AccessToken::new("token"));
        for place in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[place] ^= 1;
            assert!(vault(1).open(&changed).is_err(), "byte {place}");
            assert!(
                vault(1)
                    .open(&SealedToken(sealed.0[..place].to_vec()))
                    .is_err()
            );
        }
    }

    #[test]
    fn a_fingerprint_tells_workspaces_apart() {
        let (a, b) = (AccessToken::new("a"), AccessToken::new("b"));
        let vault = vault(1);
        assert_eq!(vault.fingerprint("us", &a), vault.fingerprint("us", &a));
        assert_ne!(vault.fingerprint("us", &a), vault.fingerprint("us", &b));
        assert_ne!(vault.fingerprint("us", &a), vault.fingerprint("eu", &a));
    }
}
