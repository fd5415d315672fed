//! The cookie that holds the console's session: how it is read, given and taken away.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::error::ApiError;
use super::sessions::{LIFETIME, Opened};

/// Its name.
pub(crate) const SESSION_COOKIE: &str = "intertide_session";

const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The session's token that came with a request.
pub(crate) fn session_token(headers: &HeaderMap) -> Option<SecretString> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, token)| SecretString::from(token))
}

/// Gives the browser that sent `request` a session.
pub(crate) fn given(opened: &Opened, request: &HeaderMap) -> Result<HeaderMap, ApiError> {
    let token = opened.token.expose_secret();
    set_cookie(token, LIFETIME.as_secs(), came_over_tls(request))
}

/// Takes away what the browser that sent `request` has.
pub(crate) fn taken_away(request: &HeaderMap) -> Result<HeaderMap, ApiError> {
    set_cookie("", 0, came_over_tls(request))
}

/// Whether the client speaks TLS to a proxy before us. Believing a lie only makes the cookie
/// stricter.
fn came_over_tls(headers: &HeaderMap) -> bool {
    headers
        .get(X_FORWARDED_PROTO)
        .is_some_and(|scheme| scheme == "https")
}

fn set_cookie(token: &str, max_age_seconds: u64, secure: bool) -> Result<HeaderMap, ApiError> {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!(
        "{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; \
         Max-Age={max_age_seconds}{secure}"
    );
    let mut value = HeaderValue::from_str(&cookie).map_err(|_| ApiError::Internal)?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(SET_COOKIE, value)]))
}
