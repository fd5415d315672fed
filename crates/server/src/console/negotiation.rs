//! What a client says that it takes, and has.

use http::{HeaderMap, HeaderName};

/// Whether a header such as `Accept` lists `wanted` by name, and not as the one thing refused.
pub(super) fn lists(headers: &HeaderMap, name: &HeaderName, wanted: &str) -> bool {
    items(headers, name).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_named = parts
            .next()
            .is_some_and(|named| named.eq_ignore_ascii_case(wanted));
        is_named && !parts.any(is_zero)
    })
}

/// Whether `If-None-Match` lists this tag, weak or not.
pub(super) fn lists_tag(headers: &HeaderMap, name: &HeaderName, tag: &str) -> bool {
    items(headers, name).any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item) == tag)
}

/// The items of a list, which may be spread over lines.
fn items<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
}

/// Whether this is the quality that refuses: `q=0`.
fn is_zero(parameter: &str) -> bool {
    parameter
        .split_once('=')
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, quality)| quality.trim().parse::<f32>().ok())
        .is_some_and(|quality| quality <= 0.0)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};

    use super::*;

    fn takes_gzip(lines: &[&'static str]) -> bool {
        let lines = lines.iter().copied().map(HeaderValue::from_static);
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_ENCODING, line);
        }
        lists(&headers, &ACCEPT_ENCODING, "gzip")
    }

    #[test]
    fn what_is_listed_is_taken_unless_its_quality_is_zero() {
        assert!(takes_gzip(&["gzip"]));
        assert!(takes_gzip(&["br, GZip;q=0.5"]));
        assert!(takes_gzip(&["br", "gzip;level=9"]));
        assert!(!takes_gzip(&["gzip;q=0"]));
        assert!(!takes_gzip(&["gzip; Q = 0.000, br"]));
        assert!(!takes_gzip(&["br, gzipped", "*"]));
        assert!(!takes_gzip(&[]));
    }

    #[test]
    fn a_tag_is_known_where_it_is_listed() {
        let knows = |line| {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(line))]);
            lists_tag(&headers, &IF_NONE_MATCH, "\"one\"")
        };
        assert!(knows("\"one\""));
        assert!(knows("\"two\", W/\"one\""));
        assert!(knows("*"));
        assert!(!knows("\"two\""));
        assert!(!knows("one"));
    }
}
