//! `/api/v1/session/password`: somebody chooses another password.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use intertide_domain::access::Action;
use intertide_domain::ids::PersonId;
use secrecy::SecretString;
use utoipa::ToSchema;

use super::body::JsonBody;
use super::caller::{By, Caller};
use super::context::Shared;
use super::error::{AnyFault, ApiError, BodyFault, ErrorBody};
use super::fields::Fields;
use super::login_throttle::Try;
use super::session::MAX_PASSWORD_BYTES;
use super::sessions::Opened;
use super::{people, session_cookie};

/// The fewest characters of a password that somebody chooses.
const MIN_PASSWORD_CHARS: usize = 12;

/// A password and the one after it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; passwords are taken out by hand")]
pub(crate) struct PasswordBody {
    #[schema(format = Password)]
    current: String,
    /// At least 12 characters.
    #[schema(format = Password, min_length = 12)]
    password: String,
}

/// Changes the password of whoever is signed in. It ends their other sessions; the answer sets the
/// cookie of one that goes on.
#[utoipa::path(
    put,
    path = "/api/v1/session/password",
    operation_id = "change_password",
    tag = "session",
    request_body = PasswordBody,
    responses(
        (status = 204, description = "Changed",
            headers(("set-cookie" = String, description = "The session"))),
        (status = 409, description = "It is the administrator who is always there (`built_in`), \
            or somebody with keys (`no_password`)", body = ErrorBody),
        (status = 429, description = "Too many wrong passwords; `Retry-After` says how long to \
            wait", body = ErrorBody),
        BodyFault,
        AnyFault,
    )
)]
pub(crate) async fn change(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let person = own(&caller)?;
    let (current, next) = passwords(body)?;
    let tried = Try::of(caller.address, Some(&caller.actor.name));
    api.throttle.begin(&tried, api.parts.clock.now())?;
    check(&api, person, current).await?;
    api.throttle.forgive(&tried);
    let kept = people::kept(&api, next).await?;
    let opened = api
        .blocking(move |api| {
            let _changing = api.changing_people.lock();
            let gone = || ApiError::NotFound("person");
            if !api.parts.state.set_password(person, &kept)? {
                return Err(gone());
            }
            api.sessions.end_all_of(person)?;
            let person = api.people.get(person)?.ok_or_else(gone)?;
            let action = Action::PersonPasswordChanged;
            people::record(api, &caller, action, &person, Vec::new());
            Ok(api.sessions.open(&person)?)
        })
        .await?;
    Ok(answer(&opened, &headers)?.into_response())
}

fn answer(opened: &Opened, headers: &HeaderMap) -> Result<(StatusCode, HeaderMap), ApiError> {
    Ok((
        StatusCode::NO_CONTENT,
        session_cookie::given(opened, headers)?,
    ))
}

/// Whose password it is.
fn own(caller: &Caller) -> Result<PersonId, ApiError> {
    match caller.by {
        By::Keys => Err(ApiError::InTheWay {
            code: "no_password",
            message: "keys have no password; sign in to change yours",
        }),
        By::Session { person, .. } if person == PersonId::ADMIN => Err(ApiError::InTheWay {
            code: "built_in",
            message: "the password of this administrator is `admin_password` in the settings, or \
                      was printed at the first start",
        }),
        By::Session { person, .. } => Ok(person),
    }
}

async fn check(api: &Shared, person: PersonId, current: SecretString) -> Result<(), ApiError> {
    let stopping = |_| ApiError::Unavailable("the server is stopping");
    let _turn = api.logins.acquire().await.map_err(stopping)?;
    api.blocking(move |api| {
        let person = api.people.get(person)?;
        if api.people.admits(person.as_ref(), &current) {
            return Ok(());
        }
        Err(ApiError::parameter("current", "this is not your password"))
    })
    .await
}

fn passwords(body: serde_json::Value) -> Result<(SecretString, SecretString), ApiError> {
    let fields = Fields::of(body, &["current", "password"])?;
    let read = |name, least| {
        let how = || format!("write a password of {least} characters or more, at most 1024 bytes");
        let password = fields.read(name, |password| {
            let password = password.as_str().filter(|password| {
                password.chars().count() >= least && password.len() <= MAX_PASSWORD_BYTES
            });
            password.map(SecretString::from).ok_or_else(how)
        })?;
        password.ok_or_else(|| ApiError::parameter(name, how()))
    };
    Ok((read("current", 1)?, read("password", MIN_PASSWORD_CHARS)?))
}
