//! The length that Amplitude keeps of a text (amplitude.md 1.2, Limits).

/// The most characters of an id, a name or a value.
pub(super) const MAX_CHARS: usize = 1_024;

/// The text, cut to [`MAX_CHARS`].
pub(super) fn cut(text: &str) -> &str {
    if text.len() <= MAX_CHARS {
        return text;
    }
    text.char_indices()
        .nth(MAX_CHARS)
        .and_then(|(end, _)| text.get(..end))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_characters_not_bytes() {
        let long = "é".repeat(MAX_CHARS);
        assert_eq!(cut(&long), long);
        assert_eq!(cut(&format!("{long}x")), long);
        assert_eq!(cut("short"), "short");
    }
}
