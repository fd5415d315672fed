//! Whose events these are: the API key that comes with every request.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// The API keys for which events are taken in.
pub trait ApiKeys: fmt::Debug + Send + Sync {
    /// Whether a project has this key.
    fn knows(&self, api_key: &str) -> bool;
}

/// The key of the one project that there is, compared in constant time.
#[derive(Debug)]
pub struct ProjectKey(SecretString);

impl ProjectKey {
    /// The project's key.
    pub fn new(api_key: SecretString) -> Self {
        Self(api_key)
    }
}

impl ApiKeys for ProjectKey {
    fn knows(&self, api_key: &str) -> bool {
        let expected = self.0.expose_secret().as_bytes();
        !expected.is_empty() && expected.ct_eq(api_key.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_key_is_known() {
        let key = ProjectKey::new("0123456789".into());
        assert!(key.knows("0123456789"));
        for other in ["", "012345678", "0123456788", "01234567890", "0123456789 "] {
            assert!(!key.knows(other), "{other:?}");
        }
        assert!(!ProjectKey::new("".into()).knows(""));
    }
}
