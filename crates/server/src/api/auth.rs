//! Who may use the API: whoever knows the project's keys, and people with a session of the console;
//! each as far as their role goes.

use std::net::IpAddr;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::{HeaderMap, HeaderName, Uri};
use intertide_store::state::Person;
use secrecy::{ExposeSecret, SecretString};

use super::caller::{self, Caller};
use super::context::{Api, Shared};
use super::error::ApiError;
use super::roles;
use super::session_cookie::session_token;
use super::sessions::Found;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

const ASK_FOR_KEYS: &str = r#"Basic realm="Intertide", charset="UTF-8""#;
pub(crate) const ASK_FOR_SESSION: &str = r#"Session realm="Intertide""#;

/// Lets through who may use the route, and says in the request who it is ([`Caller`]).
pub(crate) async fn require(
    State(api): State<Shared>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    refuse_other_origins(&request)?;
    let address = caller::address(&request, api.parts.limits.trust_forwarded_for);
    let shown = Shown::by(&request)?;
    let caller = shown.caller(&api, request.headers(), address).await?;
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("", MatchedPath::as_str);
    roles::check(caller.role, route, request.method())?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// What a request shows to be let through.
enum Shown {
    Keys(String, SecretString),
    Session(SecretString),
}

impl Shown {
    fn by(request: &Request) -> Result<Self, ApiError> {
        let headers = request.headers();
        if !headers.contains_key(AUTHORIZATION) {
            return session_of_our_page(request).map(Self::Session);
        }
        let (api_key, secret_key) = basic(headers).ok_or_else(|| wrong_keys(headers))?;
        Ok(Self::Keys(api_key, secret_key))
    }

    /// Who that is.
    async fn caller(
        self,
        api: &Shared,
        headers: &HeaderMap,
        address: Option<IpAddr>,
    ) -> Result<Caller, ApiError> {
        match self {
            Self::Keys(api_key, secret_key) => {
                let admitted = api.parts.project.keys.admit(&api_key, &secret_key);
                let admitted = admitted.ok_or_else(|| wrong_keys(headers))?;
                Ok(Caller::with_keys(admitted, address))
            }
            Self::Session(token) => {
                let ended = || unauthorized(headers, "the session has ended; sign in again");
                let found = session(api, token).await?.ok_or_else(ended)?;
                Ok(Caller::signed_in(&found.person, found.expires_at, address))
            }
        }
    }
}

fn wrong_keys(headers: &HeaderMap) -> ApiError {
    unauthorized(headers, "the API key or the secret key is wrong")
}

/// The session that came with a request. The browser sends a cookie by itself, so where something
/// is to change it must also say that the page is ours.
fn session_of_our_page(request: &Request) -> Result<SecretString, ApiError> {
    let headers = request.headers();
    let token = session_token(headers).ok_or_else(|| {
        let message = "authenticate with HTTP Basic `api_key:secret_key`";
        unauthorized(headers, message)
    })?;
    if !request.method().is_safe() && Source::of(request) == Source::Unknown {
        return Err(ApiError::CrossOrigin);
    }
    Ok(token)
}

/// Refuses a request that changes something and that a page of another origin had the browser
/// send, whatever the browser adds to it by itself: a cookie, or keys that it remembers.
pub(crate) fn refuse_other_origins(request: &Request) -> Result<(), ApiError> {
    if !request.method().is_safe() && Source::of(request) == Source::OtherOrigin {
        return Err(ApiError::CrossOrigin);
    }
    Ok(())
}

/// The session of this token; none where there is none.
pub(crate) async fn session(api: &Shared, token: SecretString) -> Result<Option<Found>, ApiError> {
    api.blocking(move |api| {
        let found = api.sessions.find(token.expose_secret())?;
        if let Some(found) = &found {
            seen(api, &found.person);
        }
        Ok(found)
    })
    .await
}

/// Remembers that somebody was there. That nobody can be let in on a full disk would help nobody.
pub(crate) fn seen(api: &Api, person: &Person) {
    if let Err(error) = api.people.seen(person, api.parts.clock.now()) {
        tracing::warn!(person = %person.id, %error, "when somebody was seen could not be kept");
    }
}

/// Which page had the browser send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// One of this server.
    SameOrigin,
    /// One of somebody else.
    OtherOrigin,
    /// Nothing is said, as with every client that is not a browser.
    Unknown,
}

impl Source {
    /// Reads `Sec-Fetch-Site`, which no page can forge, and `Origin` where the browser leaves
    /// that out (plain HTTP beyond loopback).
    fn of(request: &Request) -> Self {
        let headers = request.headers();
        if let Some(site) = headers.get(SEC_FETCH_SITE) {
            return match site.as_bytes() {
                b"same-origin" | b"none" => Self::SameOrigin,
                _ => Self::OtherOrigin,
            };
        }
        let Some(origin) = headers.get(ORIGIN) else {
            return Self::Unknown;
        };
        let origin = origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"));
        match (origin, host(request.uri(), headers)) {
            (Some((_, origin)), Some(host)) if origin.eq_ignore_ascii_case(host) => {
                Self::SameOrigin
            }
            _ => Self::OtherOrigin,
        }
    }
}

/// The host that a request is for: in `Host`, or in the URI under HTTP/2.
pub(crate) fn host<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let header = headers.get(HOST).and_then(|host| host.to_str().ok());
    header.or_else(|| uri.authority().map(|authority| authority.as_str()))
}

/// The name and the password of HTTP Basic.
fn basic(headers: &HeaderMap) -> Option<(String, SecretString)> {
    let (scheme, value) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), SecretString::from(password)))
}

/// Asks for keys; a page's script is not, since the browser would open a window of its own.
fn unauthorized(headers: &HeaderMap, message: &'static str) -> ApiError {
    let from_script = headers
        .get(SEC_FETCH_DEST)
        .is_some_and(|purpose| purpose == "empty");
    ApiError::Unauthorized {
        message,
        challenge: if from_script {
            ASK_FOR_SESSION
        } else {
            ASK_FOR_KEYS
        },
    }
}
