//! The web console, which the program carries inside: a page, and the files that it loads.
//!
//! The page is one for all addresses: what an address such as `/syncs/30000001` shows is decided
//! in the browser. Nothing here is anybody's secret; what the page shows it asks the API for.

mod assets;
mod headers;
mod negotiation;
mod visitors;

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use http::header::ACCEPT;

use self::assets::Asset;
use crate::api::Shared;

/// The page itself.
const INDEX: &str = "index.html";

/// Where the files are that bear a hash of their contents in their names.
const HASHED: &str = "assets/";

/// Answers what browsers ask for.
#[derive(Clone)]
pub(crate) struct Console {
    api: Shared,
}

impl Console {
    /// A console that talks with this API.
    pub(crate) fn new(api: Shared) -> Self {
        Self { api }
    }

    /// The page or the file that is asked for; none where it is neither.
    pub(crate) async fn answer(&self, request: Request) -> Option<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        let path = path_of_file(&request)?;
        let mut response = Asset::find(path)?.respond(request.headers());
        headers::guard(response.headers_mut());
        if path == INDEX && visitors::is_let_in(&request, self.api.parts.visitors) {
            let session = visitors::sign_in(&self.api, request.headers()).await;
            response.headers_mut().extend(session);
        }
        Some(response)
    }
}

/// The file that a request is for: the one at its path, or the page where a browser opens an
/// address of the console's.
fn path_of_file(request: &Request) -> Option<&str> {
    let path = request.uri().path().trim_start_matches('/');
    let is_page =
        path.is_empty() || !Asset::exists(path) && !is_elsewhere(path) && takes_a_page(request);
    Some(if is_page { INDEX } else { path })
}

/// Whether the console has no page of its own below this path.
fn is_elsewhere(path: &str) -> bool {
    path == "api" || path.starts_with("api/") || path.starts_with(HASHED)
}

/// Whether a page is what the client wants: it says so by name, unlike programs, which take
/// anything (`*/*`) and are better told that there is nothing.
fn takes_a_page(request: &Request) -> bool {
    negotiation::lists(request.headers(), &ACCEPT, "text/html")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::body::Body;

    use super::*;

    fn file(path: &str, accept: &str) -> Option<String> {
        let request = Request::get(path).header(ACCEPT, accept);
        let request = request.body(Body::empty()).unwrap();
        let path = path_of_file(&request).filter(|path| Asset::exists(path));
        path.map(str::to_owned)
    }

    #[test]
    fn every_address_of_the_console_opens_the_page() {
        let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        for path in [
            "/",
            "/syncs",
            "/syncs/30000001/delivery?period=1h",
            "/users/ada@example.com",
            "/index.html",
            "/apis",
        ] {
            assert_eq!(file(path, browser).as_deref(), Some(INDEX), "{path}");
        }
        assert_eq!(file("/", "*/*").as_deref(), Some(INDEX));
    }

    #[test]
    fn what_is_no_page_or_is_not_asked_for_as_one_is_not_there() {
        for path in ["/api", "/api/2/nothing", "/assets/gone-1a2b.js"] {
            assert_eq!(file(path, "text/html"), None, "{path}");
        }
        for accept in ["*/*", "application/json", "text/html;q=0", "image/*"] {
            assert_eq!(file("/favicon.ico", accept), None, "{accept}");
        }
    }
}
