//! Whom a request came from: the connection's peer, or whom a trusted proxy in front names.
//!
//! Each proxy appends to `X-Forwarded-For` whom it was spoken to by. So the first address is the
//! sender, as far as everybody on the way is honest, and the last one is what our own proxy saw.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The sender's address, as ingestion means it (amplitude.md 3): the connection's, or, where a
/// proxy in front is trusted to say so, the first of `X-Forwarded-For`. IPv4 comes as IPv4 on a
/// listener for both.
pub(crate) fn sender(
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    trust_forwarded_for: bool,
) -> Option<IpAddr> {
    either(trust_forwarded_for, peer, || {
        let first = headers.get(FORWARDED_FOR)?;
        first.to_str().ok()?.split(',').next()
    })
}

/// Whom to hold to account: like [`sender`], but the last address, the one that the client can't
/// choose. By the first one anybody could be somebody else with every request.
pub(crate) fn accountable(
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    trust_forwarded_for: bool,
) -> Option<IpAddr> {
    either(trust_forwarded_for, peer, || {
        let last = headers.get_all(FORWARDED_FOR).iter().next_back()?;
        last.to_str().ok()?.rsplit(',').next()
    })
}

/// What one sender may be assumed to hold: an IPv4 address, or an IPv6 network of 64 bits.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

fn either<'h>(
    trust_forwarded_for: bool,
    peer: Option<IpAddr>,
    forwarded: impl FnOnce() -> Option<&'h str>,
) -> Option<IpAddr> {
    let forwarded = trust_forwarded_for
        .then(forwarded)
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
        sender(&headers, peer, trust).unwrap().to_string()
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

    #[test]
    fn to_account_is_held_whom_our_own_proxy_saw() {
        let mut headers = HeaderMap::new();
        let peer = "10.0.0.1".parse().ok();
        let seen = |headers: &HeaderMap, trust| accountable(headers, peer, trust);
        assert_eq!(seen(&headers, true), peer);
        for line in ["1.2.3.4", "5.6.7.8, 203.0.113.7"] {
            let name = HeaderName::from_static(FORWARDED_FOR);
            headers.append(name, HeaderValue::from_static(line));
        }
        assert_eq!(seen(&headers, true), "203.0.113.7".parse().ok());
        assert_eq!(seen(&headers, false), peer);
    }
}
