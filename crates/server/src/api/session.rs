//! `/api/v1/session`: signing in to the console, and out.

use std::net::{IpAddr, SocketAddr};

use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::{self, SESSION_COOKIE};
use super::body::JsonBody;
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter, ErrorBody};
use super::login_throttle::UNKNOWN_PEER;
use super::sessions::{LIFETIME, Opened};
use super::views::rfc3339;
use crate::remote;

const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The most that a password is read of: hashing more would only cost time.
const MAX_PASSWORD_BYTES: usize = 1_024;

/// What signs in.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only describes; the password is taken out by hand"
)]
pub(crate) struct Login {
    #[schema(format = Password)]
    password: String,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// When it ends.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Signs in: the answer sets a cookie that no script can read.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "session",
    security(()),
    request_body = Login,
    responses(
        (status = 200, description = "Signed in", body = SessionView,
            headers(("set-cookie" = String, description = "The session"))),
        (status = 413, description = "The body is larger than 1 MB", body = ErrorBody),
        (status = 415, description = "The body is not said to be JSON", body = ErrorBody),
        (status = 429, description = "Too many wrong passwords; `Retry-After` says how long to \
            wait", body = ErrorBody),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn sign_in(
    State(api): State<Shared>,
    request: Request,
) -> Result<Response, ApiError> {
    auth::refuse_other_origins(&request)?;
    let peer = peer(&request, api.parts.limits.trust_forwarded_for);
    let secure = came_over_tls(request.headers());
    let password = password(JsonBody::from_request(request, &()).await?)?;
    api.throttle
        .begin(peer, api.parts.clock.now())
        .map_err(|wait| ApiError::TooManyRequests {
            message: "too many wrong passwords; wait a little",
            retry_after_seconds: wait.as_secs().max(1),
        })?;
    let opened = open(&api, password).await?;
    api.throttle.forgive(peer);
    let body = Json(SessionView {
        expires_at: rfc3339(opened.expires_at),
    });
    let cookie = cookie(opened.token.expose_secret(), LIFETIME.as_secs(), secure);
    Ok((with_cookie(&cookie)?, body).into_response())
}

/// Whose tries are counted.
fn peer(request: &Request, trust_forwarded_for: bool) -> IpAddr {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let connection = connection.map(|ConnectInfo(address)| address.ip());
    remote::accountable(request.headers(), connection, trust_forwarded_for).unwrap_or(UNKNOWN_PEER)
}

/// Signs out: the session ends, and the cookie goes.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "session",
    security(()),
    responses((status = 204, description = "Signed out, or never signed in"), AnyFault)
)]
pub(crate) async fn sign_out(
    State(api): State<Shared>,
    request: Request,
) -> Result<Response, ApiError> {
    auth::refuse_other_origins(&request)?;
    let secure = came_over_tls(request.headers());
    if let Some(token) = auth::session_token(request.headers()) {
        api.blocking(move |api| Ok(api.sessions.close(token.expose_secret())?))
            .await?;
    }
    let cookie = cookie("", 0, secure);
    Ok((StatusCode::NO_CONTENT, with_cookie(&cookie)?).into_response())
}

async fn open(api: &Shared, password: SecretString) -> Result<Opened, ApiError> {
    let _turn = api
        .logins
        .acquire()
        .await
        .map_err(|_| ApiError::Unavailable("the server is stopping"))?;
    api.blocking(move |api| {
        if api.parts.password.admits(&password) {
            Ok(api.sessions.open()?)
        } else {
            Err(ApiError::Unauthorized {
                message: "the password is wrong",
                challenge: auth::ASK_FOR_SESSION,
            })
        }
    })
    .await
}

fn password(JsonBody(body): JsonBody) -> Result<SecretString, ApiError> {
    match body.get("password").and_then(|password| password.as_str()) {
        Some(password) if password.len() <= MAX_PASSWORD_BYTES => Ok(SecretString::from(password)),
        _ => Err(ApiError::parameter(
            "password",
            r#"send `{"password": "…"}` with at most 1024 bytes"#,
        )),
    }
}

/// Whether the client speaks TLS to a proxy before us. Believing a lie only makes the cookie
/// stricter.
fn came_over_tls(headers: &HeaderMap) -> bool {
    headers
        .get(X_FORWARDED_PROTO)
        .is_some_and(|scheme| scheme == "https")
}

fn cookie(token: &str, max_age_seconds: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!(
        "{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; \
         Max-Age={max_age_seconds}{secure}"
    )
}

fn with_cookie(cookie: &str) -> Result<HeaderMap, ApiError> {
    let mut value = HeaderValue::from_str(cookie).map_err(|_| ApiError::Internal)?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(SET_COOKIE, value)]))
}
