//! Who may use the API: whoever knows the project's keys, and the console's session.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::{HeaderMap, HeaderName, Uri};
use intertide_domain::time::UnixMillis;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::context::Shared;
use super::error::ApiError;
use super::session_cookie::session_token;
use crate::parts::Project;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

const ASK_FOR_KEYS: &str = r#"Basic realm="Intertide", charset="UTF-8""#;
pub(crate) const ASK_FOR_SESSION: &str = r#"Session realm="Intertide""#;

/// Who was let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Somebody with the project's keys.
    Keys,
    /// Somebody who is signed in to the console.
    Session { expires_at: UnixMillis },
}

/// Lets through who may use the API, and says in the request who it is ([`Caller`]).
pub(crate) async fn require(
    State(api): State<Shared>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    refuse_other_origins(&request)?;
    let headers = request.headers();
    let caller = if headers.contains_key(AUTHORIZATION) {
        if !knows_the_keys(headers, &api.parts.project) {
            return Err(unauthorized(
                headers,
                "the API key or the secret key is wrong",
            ));
        }
        Caller::Keys
    } else {
        let token = session_of_our_page(&request)?;
        let expires_at = session_end(&api, token)
            .await?
            .ok_or_else(|| unauthorized(headers, "the session has ended; sign in again"))?;
        Caller::Session { expires_at }
    };
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
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

/// When the session of this token ends; none where there is none.
pub(crate) async fn session_end(
    api: &Shared,
    token: SecretString,
) -> Result<Option<UnixMillis>, ApiError> {
    api.blocking(move |api| Ok(api.sessions.end_of(token.expose_secret())?))
        .await
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

fn knows_the_keys(headers: &HeaderMap, project: &Project) -> bool {
    let Some((api_key, secret_key)) = basic(headers) else {
        return false;
    };
    let expected = project.secret_key.expose_secret().as_bytes();
    let secret_is_right = expected.ct_eq(secret_key.expose_secret().as_bytes());
    let key_is_right = project.api_key.as_bytes().ct_eq(api_key.as_bytes());
    !expected.is_empty() && (key_is_right & secret_is_right).into()
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
