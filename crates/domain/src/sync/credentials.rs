//! How a sync reaches its destination: the endpoint, and the token that nobody reads back.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The endpoint, and whether there is a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub endpoint: Endpoint,
    /// What a read shows of the token; the token itself is kept apart, encrypted.
    #[serde(default)]
    pub access_token: TokenMark,
}

/// What may be known of a stored token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenMark {
    pub set: bool,
    /// Its last characters: `…ab12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl TokenMark {
    /// What a read may show of a secret: its last four characters, where it is long enough for that
    /// to give nothing away.
    pub fn of(secret: &str) -> Self {
        let length = secret.chars().count();
        let hint = (length >= 12).then(|| secret.chars().skip(length - 4).collect::<String>());
        Self {
            set: true,
            hint: hint.map(|last| format!("…{last}")),
        }
    }
}

/// Intercom's three regions (intercom.md 1), or another place where that is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    Us,
    Eu,
    Au,
    /// A URL without a trailing slash; only where `intercom.allow_custom_endpoint` is on.
    Custom(String),
}

impl Endpoint {
    /// The address that paths are appended to.
    pub fn base_url(&self) -> &str {
        match self {
            Self::Us => "https://api.intercom.io",
            Self::Eu => "https://api.eu.intercom.io",
            Self::Au => "https://api.au.intercom.io",
            Self::Custom(url) => url,
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Us => "us",
            Self::Eu => "eu",
            Self::Au => "au",
            Self::Custom(url) => url,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<String> for Endpoint {
    fn from(text: String) -> Self {
        match text.as_str() {
            "us" => Self::Us,
            "eu" => Self::Eu,
            "au" => Self::Au,
            url => Self::Custom(url.trim_end_matches('/').to_owned()),
        }
    }
}

impl Serialize for Endpoint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// An Intercom access token. It shows itself to nobody: not in logs, errors or answers.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Takes a token as it was typed, without white space around it.
    pub fn new(token: &str) -> Self {
        Self(SecretString::from(token.trim().to_owned()))
    }

    /// The token itself: for the `Authorization` header and for encryption, nothing else.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What a read may show of it.
    pub fn mark(&self) -> TokenMark {
        TokenMark::of(self.expose())
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_its_last_four_characters_and_nothing_else() {
        let token = AccessToken::new(" dG9rOjEyMzQ1Njc4ab12 \n");
        assert_eq!(token.mark().hint.as_deref(), Some("…ab12"));
        assert_eq!(format!("{token:?}"), "AccessToken(…)");
    }

    #[test]
    fn a_short_token_shows_nothing() {
        assert_eq!(AccessToken::new("secret").mark().hint, None);
    }

    #[test]
    fn regions_have_their_own_hosts() {
        let host = |text: &str| Endpoint::from(text.to_owned()).base_url().to_owned();
        assert_eq!(host("us"), "https://api.intercom.io");
        assert_eq!(host("eu"), "https://api.eu.intercom.io");
        assert_eq!(host("au"), "https://api.au.intercom.io");
        assert_eq!(host("http://127.0.0.1:9/"), "http://127.0.0.1:9");
    }
}
