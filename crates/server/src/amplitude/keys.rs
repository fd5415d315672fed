//! Whose events these are: the API key that comes with every request.

use std::fmt;

use intertide_domain::ids::KeyId;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// The API keys for which events are taken in.
pub trait ApiKeys: fmt::Debug + Send + Sync {
    /// Which of the project's keys this is; none where it is none of them.
    fn find(&self, api_key: &str) -> Option<KeyId>;
}

/// One key and no other, compared in constant time.
#[derive(Debug)]
pub struct ProjectKey(SecretString);

impl ProjectKey {
    /// The project's key.
    pub fn new(api_key: SecretString) -> Self {
        Self(api_key)
    }
}

impl ApiKeys for ProjectKey {
    fn find(&self, api_key: &str) -> Option<KeyId> {
        let expected = self.0.expose_secret().as_bytes();
        let equal: bool = expected.ct_eq(api_key.as_bytes()).into();
        (equal && !expected.is_empty()).then_some(KeyId::GIVEN_API_KEY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_key_is_known() {
        let key = ProjectKey::new("0123456789".into());
        assert_eq!(key.find("0123456789"), Some(KeyId::GIVEN_API_KEY));
        for other in ["", "012345678", "0123456788", "01234567890", "0123456789 "] {
            assert_eq!(key.find(other), None, "{other:?}");
        }
        assert_eq!(ProjectKey::new("".into()).find(""), None);
    }
}
