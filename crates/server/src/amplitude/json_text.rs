//! Bytes become JSON text: UTF-8, without a byte order mark, without halves of surrogate pairs.

use std::borrow::Cow;

/// What stands in the text for half a character.
const REPLACEMENT: &str = "\\ufffd";

/// The length of an escape such as `\ud83d`.
const ESCAPE_BYTES: usize = 6;

/// The text of a body.
///
/// JavaScript cuts strings between the halves of a surrogate pair, and `JSON.stringify` then writes
/// the half as an escape (`\ud83d`). No Unicode text can hold that, so it becomes U+FFFD here,
/// before anything reads the text. `None` when the bytes are not UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(mend(text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// Replaces escapes that are half a surrogate pair.
pub(super) fn mend(text: &str) -> Cow<'_, str> {
    if !(text.contains("\\ud") || text.contains("\\uD")) {
        return Cow::Borrowed(text);
    }
    let mut mended = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        match escape_at(text, at) {
            Some(Unit::High) if escape_at(text, at + ESCAPE_BYTES) == Some(Unit::Low) => {
                at += 2 * ESCAPE_BYTES;
            }
            Some(Unit::High | Unit::Low) => {
                mended.push_str(text.get(copied..at).unwrap_or_default());
                mended.push_str(REPLACEMENT);
                at += ESCAPE_BYTES;
                copied = at;
            }
            // Whatever is escaped here, its second character begins no escape of its own.
            Some(Unit::Whole) | None => at += 2,
        }
        if !text.is_char_boundary(at) {
            break;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(mended)
}

/// What a `\u` escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// The first half of a pair.
    High,
    /// The second half of a pair.
    Low,
    /// A character of its own.
    Whole,
}

fn escape_at(text: &str, at: usize) -> Option<Unit> {
    let digits = text.get(at..at + ESCAPE_BYTES)?.strip_prefix("\\u")?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xd800..=0xdbff => Some(Unit::High),
        0xdc00..=0xdfff => Some(Unit::Low),
        _ => Some(Unit::Whole),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_pair_becomes_the_replacement_character() {
        for (sent, read) in [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ude00z""#, "\u{fffd}z"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\uD83Dé""#, "\u{fffd}é"),
        ] {
            let mended = mend(sent);
            assert_eq!(serde_json::from_str::<String>(&mended).unwrap(), read);
        }
    }

    #[test]
    fn whole_pairs_and_escaped_backslashes_stay_as_they_are() {
        for text in [
            r#""\ud83d\ude00""#,
            r#""\\ud83d""#,
            r#""plain""#,
            r#""\u00e9""#,
        ] {
            assert!(matches!(mend(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(decode(b"\xef\xbb\xbf{}").unwrap(), "{}");
        assert!(decode(b"{\xff}").is_none());
    }

    proptest! {
        #[test]
        fn every_string_of_escapes_can_be_read_after_mending(
            units in prop::collection::vec(any::<u16>().prop_map(|unit| unit | 0xd000), 0..8),
        ) {
            let body: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let sent = format!("\"{body}\"");
            let read: String = serde_json::from_str(&mend(&sent)).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }

        #[test]
        fn any_text_is_taken(text in "(\\\\|u|d|8|é|\\PC){0,24}") {
            let mended = mend(&text).into_owned();
            prop_assert_eq!(mend(&mended).into_owned(), mended.clone());
        }
    }
}
