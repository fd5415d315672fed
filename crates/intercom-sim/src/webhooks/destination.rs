//! Where notifications go: a URL, and whether this simulator may send there.

use std::net::{IpAddr, SocketAddr};

use http::Uri;

/// Where notifications go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Destination {
    /// Host and port, as `Host` and the system's look-up of names want them.
    pub(super) authority: String,
    /// Path and query.
    pub(super) target: String,
    beyond_loopback: bool,
}

/// A URL that no notification can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoDestination {
    #[error("url must be http://HOST:PORT/PATH; the simulator speaks no TLS")]
    Invalid,
    #[error("url must be on this machine, such as http://127.0.0.1:9000/hook")]
    BeyondLoopback,
}

const HTTP_PORT: u16 = 80;

impl Destination {
    /// Reads a URL. `beyond_loopback` allows other machines than this one.
    pub(crate) fn parse(url: &str, beyond_loopback: bool) -> Result<Self, NoDestination> {
        let uri: Uri = url.parse().map_err(|_| NoDestination::Invalid)?;
        let authority = uri.authority().ok_or(NoDestination::Invalid)?;
        if uri.scheme_str() != Some("http") || authority.as_str().contains('@') {
            return Err(NoDestination::Invalid);
        }
        let host = authority.host();
        if host.is_empty() {
            return Err(NoDestination::Invalid);
        }
        if !beyond_loopback && !names_loopback(host) {
            return Err(NoDestination::BeyondLoopback);
        }
        let port = authority.port_u16().unwrap_or(HTTP_PORT);
        Ok(Self {
            authority: format!("{host}:{port}"),
            target: uri
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            beyond_loopback,
        })
    }

    /// Whether it may go to an address that the host's name stands for: a name can stand for
    /// anything.
    pub(super) fn allows(&self, address: &SocketAddr) -> bool {
        self.beyond_loopback || address.ip().to_canonical().is_loopback()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}{}", self.authority, self.target)
    }
}

fn names_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_destination_is_plain_http_on_this_machine() {
        for (url, authority, target) in [
            (
                "http://127.0.0.1:9000/hook?a=1",
                "127.0.0.1:9000",
                "/hook?a=1",
            ),
            ("http://localhost", "localhost:80", "/"),
            ("http://[::1]:9000/", "[::1]:9000", "/"),
        ] {
            let destination = Destination::parse(url, false).unwrap();
            assert_eq!(destination.authority, authority, "{url}");
            assert_eq!(destination.target, target, "{url}");
        }
        for url in [
            "",
            "/hook",
            "https://127.0.0.1/",
            "ftp://127.0.0.1/",
            "http://",
            "http://me:secret@127.0.0.1/",
            "http://a b/",
        ] {
            let refused = Destination::parse(url, true);
            assert_eq!(refused, Err(NoDestination::Invalid), "{url}");
        }
    }

    #[test]
    fn another_machine_is_one_only_where_that_is_allowed() {
        for url in [
            "http://10.0.0.1/",
            "http://shop.test/",
            "http://127.0.0.1.shop.test/",
        ] {
            let refused = Destination::parse(url, false);
            assert_eq!(refused, Err(NoDestination::BeyondLoopback), "{url}");
            assert!(Destination::parse(url, true).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_name_of_this_machine_that_leads_elsewhere_leads_nowhere() {
        let elsewhere = "192.0.2.1:80".parse().unwrap();
        let here = "[::ffff:127.0.0.1]:80".parse().unwrap();
        let local = Destination::parse("http://localhost", false).unwrap();
        assert!(local.allows(&here) && !local.allows(&elsewhere));
        let anywhere = Destination::parse("http://localhost", true).unwrap();
        assert!(anywhere.allows(&elsewhere));
    }
}
