//! `/api/v1/session`: signing in to the console, and out, and who is signed in.

use std::net::IpAddr;

use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::{HeaderMap, StatusCode};
use intertide_domain::access::{Action, MOST_NAME_CHARS};
use intertide_domain::ids::PersonId;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::audit;
use super::auth;
use super::body::JsonBody;
use super::caller::{self, By, Caller};
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter, ErrorBody};
use super::keys::RoleName;
use super::login_throttle::Try;
use super::session_cookie;
use super::sessions::Opened;
use super::views::rfc3339;

/// The most that a password is read of: hashing more would only cost time.
pub(crate) const MAX_PASSWORD_BYTES: usize = 1_024;

/// What signs in.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only describes; the password is taken out by hand"
)]
pub(crate) struct Login {
    /// Who; `admin` unless told.
    name: Option<String>,
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
    /// The name of the person, or of the secret key.
    name: String,
    role: RoleName,
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
    let (via, expires_at) = match caller.by {
        By::Keys => (Via::Keys, None),
        By::Session { expires_at, .. } => (Via::Session, Some(rfc3339(expires_at))),
    };
    Json(WhoView {
        via,
        name: caller.actor.name,
        role: caller.role.into(),
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
    let address = caller::address(&request, api.parts.limits.trust_forwarded_for);
    let headers = request.headers().clone();
    let JsonBody(body) = JsonBody::from_request(request, &()).await?;
    let (name, password) = (name(&body)?, password(&body)?);
    let tried = Try::of(address, name.as_deref());
    api.throttle.begin(&tried, api.parts.clock.now())?;
    let opened = open(&api, name, password, address).await?;
    api.throttle.forgive(&tried);
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
        && auth::session(api, token).await?.is_some()
    {
        return Ok(HeaderMap::new());
    }
    let opened = api
        .blocking(|api| {
            let person = api.people.get(PersonId::ADMIN)?;
            let person = person.ok_or(ApiError::NotFound("person"))?;
            Ok(api.sessions.open(&person)?)
        })
        .await?;
    session_cookie::given(&opened, headers)
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

async fn open(
    api: &Shared,
    name: Option<String>,
    password: SecretString,
    address: Option<IpAddr>,
) -> Result<Opened, ApiError> {
    let _turn = api
        .logins
        .acquire()
        .await
        .map_err(|_| ApiError::Unavailable("the server is stopping"))?;
    api.blocking(move |api| {
        let person = api.people.named(name.as_deref())?;
        let is_right = api.people.admits(person.as_ref(), &password);
        let Some(person) = person.as_ref().filter(|_| is_right) else {
            audit::record_refusal(api, person.as_ref(), address);
            return Err(ApiError::Unauthorized {
                message: "the name or the password is wrong",
                challenge: auth::ASK_FOR_SESSION,
            });
        };
        let opened = api.sessions.open(person)?;
        let caller = Caller::signed_in(person, opened.expires_at, address);
        auth::seen(api, person);
        audit::record(api, &caller, Action::SessionOpened, None, Vec::new());
        Ok(opened)
    })
    .await
}

/// The name that signs in, where there is one.
fn name(body: &Value) -> Result<Option<String>, ApiError> {
    match body.get("name") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) if name.chars().count() <= MOST_NAME_CHARS => {
            Ok(Some(name.clone()))
        }
        Some(_) => Err(ApiError::parameter(
            "name",
            format!("write a name of at most {MOST_NAME_CHARS} characters, or leave it out"),
        )),
    }
}

fn password(body: &Value) -> Result<SecretString, ApiError> {
    match body.get("password").and_then(|password| password.as_str()) {
        Some(password) if password.len() <= MAX_PASSWORD_BYTES => Ok(SecretString::from(password)),
        _ => Err(ApiError::parameter(
            "password",
            r#"send `{"password": "…"}` with at most 1024 bytes"#,
        )),
    }
}
