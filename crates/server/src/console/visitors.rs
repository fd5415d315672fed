//! Who is signed in by opening the console: in a demonstration, whoever sits at this machine.
//!
//! That nobody else is, is looked for at all that gives others away: the connection, a proxy's
//! headers, and the name that the browser believes the server to have. Any page can have a name of
//! its own lead here (DNS rebinding), but not the names that mean this machine.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use http::header::FORWARDED;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Method};

use crate::api::{self, ApiError, Shared};
use crate::parts::Visitors;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Whether the browser that opens the page needs no password.
pub(super) fn is_let_in(request: &Request, visitors: Visitors) -> bool {
    visitors == Visitors::SignedIn && is_opened_on_this_machine(request)
}

/// What gives the browser that sent these headers a session, unless it has one.
pub(super) async fn sign_in(api: &Shared, headers: &HeaderMap) -> HeaderMap {
    let signed_in = api::sign_in_without_password(api, headers).await;
    signed_in.unwrap_or_else(|error: ApiError| {
        tracing::warn!(%error, "a visitor of the console is not signed in");
        HeaderMap::new()
    })
}

fn is_opened_on_this_machine(request: &Request) -> bool {
    opens_a_page(request) && comes_from_this_machine(request) && is_for_this_machine(request)
}

/// Whether a browser shows what it gets, rather than a page of somebody else's having it fetched.
fn opens_a_page(request: &Request) -> bool {
    let purpose = request.headers().get(SEC_FETCH_DEST);
    request.method() == Method::GET && purpose.is_none_or(|purpose| purpose == "document")
}

fn comes_from_this_machine(request: &Request) -> bool {
    let headers = request.headers();
    let came_straight = !headers.contains_key(X_FORWARDED_FOR) && !headers.contains_key(FORWARDED);
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    came_straight && peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback())
}

/// Whether the browser calls the server by a name that means this machine.
fn is_for_this_machine(request: &Request) -> bool {
    api::host(request.uri(), request.headers())
        .and_then(|host| host.parse::<Authority>().ok())
        .is_some_and(|authority| is_loopback(authority.host()))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::body::Body;
    use http::header::HOST;

    use super::*;

    /// A browser on this machine that opens the console.
    fn opened() -> Request {
        let request = Request::get("/").header(HOST, "127.0.0.1:8686");
        from(request.body(Body::empty()).unwrap(), "127.0.0.1:50000")
    }

    fn from(mut request: Request, peer: &str) -> Request {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    }

    fn with(name: HeaderName, value: &'static str) -> Request {
        let mut request = opened();
        let value = http::HeaderValue::from_static(value);
        request.headers_mut().insert(name, value);
        request
    }

    #[test]
    fn a_browser_on_this_machine_is_known_by_all_the_names_of_the_machine() {
        for host in [
            "localhost:8686",
            "LOCALHOST",
            "127.0.0.1",
            "127.1.2.3:1",
            "[::1]:8686",
        ] {
            assert!(is_opened_on_this_machine(&with(HOST, host)), "{host}");
        }
        let document = with(SEC_FETCH_DEST, "document");
        assert!(is_opened_on_this_machine(&document));
        assert!(is_opened_on_this_machine(&from(opened(), "[::1]:50000")));
    }

    #[test]
    fn a_name_that_somebody_had_lead_here_is_none_of_them() {
        for host in [
            "attacker.test:8686",
            "localhost.attacker.test",
            "127.0.0.1.attacker.test",
            "notlocalhost",
            "192.0.2.1:8686",
            "0.0.0.0:8686",
            "",
            "@",
        ] {
            assert!(!is_opened_on_this_machine(&with(HOST, host)), "{host}");
        }
        let mut nameless = opened();
        nameless.headers_mut().remove(HOST);
        assert!(!is_opened_on_this_machine(&nameless));
    }

    #[test]
    fn nobody_else_is_signed_in() {
        let elsewhere = from(opened(), "192.0.2.1:50000");
        let through_proxy = with(X_FORWARDED_FOR, "127.0.0.1");
        let through_another = with(FORWARDED, "for=127.0.0.1");
        let fetched = with(SEC_FETCH_DEST, "empty");
        let mut asked_about = opened();
        *asked_about.method_mut() = Method::HEAD;
        for request in [
            elsewhere,
            through_proxy,
            through_another,
            fetched,
            asked_about,
        ] {
            assert!(!is_opened_on_this_machine(&request), "{request:?}");
        }
    }
}
