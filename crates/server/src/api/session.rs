//! `/api/v1/session`: signing in to the console, and out, and who is signed in.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::{HeaderMap, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use utoipa::ToSchema;

use super::auth::{self, Caller};
use super::body::JsonBody;
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter, ErrorBody};
use super::login_throttle::UNKNOWN_PEER;
use super::session_cookie;
use super::sessions::Opened;
use super::views::rfc3339;
use crate::remote;

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

/// Who asks.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhoView {
    via: Via,
    /// The project's name.
    project: String,
    /// When the session ends; keys don't.
    #[schema(required, format = DateTime)]
    expires_at: Option<String>,
}

/// By what somebody is known.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Via {
    Session,
    Keys,
}

/// Who asks: somebody who is signed in, or who has the project's keys.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    operation_id = "get_session",
    tag = "session",
    responses(
        (status = 200, description = "Somebody who may use the API", body = WhoView),
        AnyFault,
    )
)]
pub(crate) async fn get_session(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Json<WhoView> {
    let (via, expires_at) = match caller {
        Caller::Keys => (Via::Keys, None),
        Caller::Session { expires_at } => (Via::Session, Some(rfc3339(expires_at))),
    };
    Json(WhoView {
        via,
        project: api.parts.project.name.clone(),
        expires_at,
    })
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
    let headers = request.headers().clone();
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
    Ok((session_cookie::given(&opened, &headers)?, body).into_response())
}

/// Signs in the browser that sent these headers, unless it is: for visitors who need no password.
pub(crate) async fn sign_in_without_password(
    api: &Shared,
    headers: &HeaderMap,
) -> Result<HeaderMap, ApiError> {
    if let Some(token) = session_cookie::session_token(headers)
        && auth::session_end(api, token).await?.is_some()
    {
        return Ok(HeaderMap::new());
    }
    let opened = api.blocking(|api| Ok(api.sessions.open()?)).await?;
    session_cookie::given(&opened, headers)
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
    let cookie = session_cookie::taken_away(request.headers())?;
    if let Some(token) = session_cookie::session_token(request.headers()) {
        api.blocking(move |api| Ok(api.sessions.close(token.expose_secret())?))
            .await?;
    }
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
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
