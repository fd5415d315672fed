//! Keys and passwords that nobody can guess.

use rand::{Rng as _, RngExt as _};
use secrecy::SecretString;

/// Bytes of a key: 32 hexadecimal digits.
const KEY_BYTES: usize = 16;

/// What a password is made of: nothing that one letter could be read as another.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS: usize = 4;
const GROUP_LETTERS: usize = 4;

/// A key: 128 bits of chance.
pub fn random_key() -> String {
    let mut bytes = [0; KEY_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A password: four groups of four letters, 79 bits of chance.
pub fn random_password() -> SecretString {
    let mut random = rand::rng();
    let groups: Vec<String> = (0..GROUPS)
        .map(|_| {
            (0..GROUP_LETTERS)
                .filter_map(|_| LETTERS.get(random.random_range(0..LETTERS.len())))
                .map(|letter| char::from(*letter))
                .collect()
        })
        .collect();
    SecretString::from(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

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
        let password = password.expose_secret();
        assert_eq!(password.len(), 19, "{password}");
        assert_eq!(password.split('-').count(), 4);
        assert!(!password.contains(['0', 'o', '1', 'l', 'i']));
        assert_ne!(password, random_password().expose_secret());
    }
}
