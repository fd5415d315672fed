//! Whom a request came from.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The sender's address: the connection's, or, where a proxy in front is trusted to say so, the
/// first of `X-Forwarded-For`. IPv4 comes as IPv4 on a listener for both.
pub(super) fn address(
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    trust_forwarded_for: bool,
) -> Option<IpAddr> {
    let forwarded = trust_forwarded_for
        .then(|| headers.get(FORWARDED_FOR)?.to_str().ok()?.split(',').next())
        .flatten()
        .and_then(parse);
    forwarded.or(peer).map(|address| address.to_canonical())
}

/// Some proxies write a port behind the address.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn seen(forwarded: &'static str, trust: bool) -> String {
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static(FORWARDED_FOR),
            HeaderValue::from_static(forwarded),
        )]);
        let peer = "::ffff:10.0.0.1".parse().ok();
        address(&headers, peer, trust).unwrap().to_string()
    }

    #[test]
    fn the_header_counts_only_where_it_is_trusted() {
        assert_eq!(seen("203.0.113.7, 10.1.1.1", true), "203.0.113.7");
        assert_eq!(seen("203.0.113.7", false), "10.0.0.1");
    }

    #[test]
    fn what_is_no_address_is_passed_over() {
        assert_eq!(seen("unknown", true), "10.0.0.1");
        assert_eq!(seen("", true), "10.0.0.1");
        assert_eq!(seen("[2001:db8::1]:443", true), "2001:db8::1");
        assert_eq!(seen("203.0.113.7:5000", true), "203.0.113.7");
    }
}
