//! Which ids of users and devices are ids (amplitude.md 1.3; product.md 5, Identity).

use super::text::cut;

/// The length that an id must have unless the request says otherwise.
pub(super) const DEFAULT_MIN_CHARS: usize = 5;

/// What programs send when they have no id.
const PLACEHOLDERS: &[&str] = &[
    "anonymous",
    "nil",
    "none",
    "null",
    "n/a",
    "na",
    "undefined",
    "unknown",
    "",
    "00000000-0000-0000-0000-000000000000",
    "{}",
    "lmy47d",
    "0",
    "-1",
];

/// What is wrong with an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdFault {
    /// It stands for no id.
    Placeholder,
    /// It is shorter than the request allows.
    TooShort,
}

/// The id as it is kept, or what is wrong with it. Placeholders are compared without case and
/// without blanks around them.
pub(super) fn check(id: &str, min_chars: usize) -> Result<&str, IdFault> {
    let trimmed = id.trim();
    if PLACEHOLDERS
        .iter()
        .any(|placeholder| placeholder.eq_ignore_ascii_case(trimmed))
    {
        return Err(IdFault::Placeholder);
    }
    // An id has a character for four bytes at least, so that most are long enough at a glance.
    if id.len() < min_chars.saturating_mul(4) && id.chars().count() < min_chars {
        return Err(IdFault::TooShort);
    }
    Ok(cut(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_no_ids_in_any_case() {
        for id in PLACEHOLDERS {
            assert_eq!(check(id, 0), Err(IdFault::Placeholder), "{id}");
            assert_eq!(
                check(&format!(" {} ", id.to_uppercase()), 0),
                Err(IdFault::Placeholder)
            );
        }
        for id in ["anonymous-1", "nobody", "00000", "{0}"] {
            assert_eq!(check(id, 0), Ok(id));
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("abcd", 5), Err(IdFault::TooShort));
        assert_eq!(check("abcde", 5), Ok("abcde"));
        assert_eq!(check("éééé", 5), Err(IdFault::TooShort));
        assert_eq!(check("ééééé", 5), Ok("ééééé"));
        assert_eq!(check("a", 1), Ok("a"));
    }
}
