//! API versions: which exist, which one a request speaks, and what differs between them (intercom.md 1).

use std::fmt;
use std::str::FromStr;

use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::ApiError;

/// The header that names the version.
pub(crate) const VERSION_HEADER: &str = "intercom-version";

/// A version of the API that the simulator speaks: 2.0 to 2.17 or `Preview`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApiVersion {
    /// A numbered version; the number behind `2.`.
    V2(u8),
    /// `Preview`, also under its older name `Unstable`.
    Preview,
}

/// The newest numbered version.
const LATEST_MINOR: u8 = 17;

impl ApiVersion {
    /// 2.16, the version with a published description.
    pub const DEFAULT: Self = Self::V2(16);

    /// The version of a request: its header, else the workspace's own.
    pub(crate) fn of(headers: &HeaderMap, default: Self) -> Result<Self, ApiError> {
        let Some(value) = headers.get(VERSION_HEADER) else {
            return Ok(default);
        };
        value
            .to_str()
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| {
                ApiError::new(
                    StatusCode::BAD_REQUEST,
                    "intercom_version_invalid",
                    "The requested version is not valid",
                )
            })
    }

    pub(crate) fn finds_by_external_id(self) -> bool {
        self >= Self::V2(13)
    }

    pub(crate) fn blocks_contacts(self) -> bool {
        self >= Self::V2(13)
    }

    /// Owners are strings since 2.16, integers before.
    pub(crate) fn writes_owner_as_string(self) -> bool {
        self >= Self::V2(16)
    }

    pub(crate) fn takes_email_verified(self) -> bool {
        self >= Self::V2(16)
    }

    /// Merging wants duplicates since 2.16.
    pub(crate) fn checks_duplicates_on_merge(self) -> bool {
        self >= Self::V2(16)
    }

    /// A merged contact answers 410 since 2.16.
    pub(crate) fn reports_merged_contacts(self) -> bool {
        self >= Self::V2(16)
    }

    pub(crate) fn refuses_conversation_attributes(self) -> bool {
        self >= Self::V2(16)
    }

    /// Attributes are writable by the Messenger by default through 2.10.
    pub(crate) fn default_messenger_writable(self) -> bool {
        self <= Self::V2(10)
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V2(minor) => write!(f, "2.{minor}"),
            Self::Preview => f.write_str("Preview"),
        }
    }
}

/// Text that names no version the simulator speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a version: 2.0 to 2.17, Preview or Unstable is wanted")]
pub struct UnknownVersion;

impl FromStr for ApiVersion {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if matches!(text, "Preview" | "Unstable") {
            return Ok(Self::Preview);
        }
        let minor = text.strip_prefix("2.").ok_or(UnknownVersion)?;
        if minor.len() > 1 && minor.starts_with('0') {
            return Err(UnknownVersion);
        }
        match minor.parse() {
            Ok(minor) if minor <= LATEST_MINOR => Ok(Self::V2(minor)),
            _ => Err(UnknownVersion),
        }
    }
}

impl Serialize for ApiVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ApiVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn versions_are_ordered_by_number_and_not_as_text() {
        assert!(ApiVersion::V2(9) < ApiVersion::V2(13));
        assert!(ApiVersion::V2(17) < ApiVersion::Preview);
    }

    #[test]
    fn only_known_versions_are_read() {
        for (text, version) in [
            ("2.0", Ok(ApiVersion::V2(0))),
            ("2.16", Ok(ApiVersion::V2(16))),
            ("2.17", Ok(ApiVersion::V2(17))),
            ("Preview", Ok(ApiVersion::Preview)),
            ("Unstable", Ok(ApiVersion::Preview)),
            ("2.18", Err(UnknownVersion)),
            ("2.016", Err(UnknownVersion)),
            ("1.4", Err(UnknownVersion)),
            ("", Err(UnknownVersion)),
            ("nonsense", Err(UnknownVersion)),
        ] {
            assert_eq!(text.parse::<ApiVersion>(), version, "{text}");
        }
    }

    #[test]
    fn without_the_header_the_workspaces_version_holds() {
        let version = ApiVersion::of(&HeaderMap::new(), ApiVersion::V2(14));
        assert_eq!(version.ok(), Some(ApiVersion::V2(14)));
    }

    #[test]
    fn an_unknown_version_is_intercom_version_invalid() {
        let mut headers = HeaderMap::new();
        headers.insert(VERSION_HEADER, HeaderValue::from_static("3.0"));
        let refusal = ApiVersion::of(&headers, ApiVersion::DEFAULT).err();
        let refusal = refusal.map(|e| (e.status, e.code));
        assert_eq!(
            refusal,
            Some((StatusCode::BAD_REQUEST, "intercom_version_invalid".into()))
        );
    }
}
