//! How parameters are read, where several resources share it: times, limits, cursors.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use intertide_domain::delivery::{DiscardReason, WaitReason};
use intertide_domain::time::UnixMillis;

use super::error::ApiError;

/// How long a page of a list is unless told, and at most.
const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

/// How a time is written.
const WRITE_A_TIME: &str = "write a time as in RFC 3339: 2026-11-25T02:21:56.123Z";

/// A value that says something: an empty one is as good as none.
pub(crate) fn given(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.is_empty())
}

/// Reads a value, where one is given.
///
/// # Errors
/// [`ApiError::InvalidParameter`] with the parameter's name and what `read` said.
pub(crate) fn read<T>(
    name: &str,
    value: Option<&str>,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, ApiError> {
    given(value)
        .map(read)
        .transpose()
        .map_err(|message| ApiError::parameter(name, message))
}

/// Reads how long a page may be.
///
/// # Errors
/// [`ApiError::InvalidParameter`].
pub(crate) fn page_limit(value: Option<&str>) -> Result<usize, ApiError> {
    Ok(read("limit", value, limit)?.unwrap_or(DEFAULT_LIMIT))
}

fn limit(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit))
        .ok_or_else(|| format!("write a whole number from 1 to {MAX_LIMIT}"))
}

/// Reads a time.
///
/// # Errors
/// How a time is written.
pub(crate) fn time(text: &str) -> Result<UnixMillis, String> {
    UnixMillis::parse(&unspaced(text)).ok_or_else(|| WRITE_A_TIME.to_owned())
}

/// Mends an offset of `+01:00` that was not escaped, which arrives as ` 01:00`.
pub(crate) fn unspaced(text: &str) -> String {
    text.replace(' ', "+")
}

/// Reads the name of a category.
///
/// # Errors
/// Which categories there are.
pub(crate) fn category(name: &str) -> Result<String, String> {
    let known = WaitReason::named(name).is_some() || DiscardReason::named(name).is_some();
    if known {
        return Ok(name.to_owned());
    }
    let waits = WaitReason::ALL.iter().map(|reason| reason.as_str());
    let discards = DiscardReason::ALL.iter().map(|reason| reason.as_str());
    let names: Vec<_> = waits.chain(discards).collect();
    Err(format!("the categories are {}", names.join(", ")))
}

/// A cursor that goes on behind the item of this number.
pub(crate) fn cursor(number: [u8; 8]) -> String {
    URL_SAFE_NO_PAD.encode(number)
}

/// Reads a cursor back.
///
/// # Errors
/// Where cursors come from.
pub(crate) fn behind(text: &str) -> Result<[u8; 8], String> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| "take `next_cursor` of the page before, as it is".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back(number: [u8; 8]) {
            prop_assert_eq!(behind(&cursor(number)), Ok(number));
        }
    }
}
