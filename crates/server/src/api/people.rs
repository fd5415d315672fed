//! `/api/v1/people`: who may sign in to the console, and what they may do there.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use http::StatusCode;
use intertide_domain::access::{Action, Difference, Role, Subject, SubjectKind};
use intertide_domain::ids::PersonId;
use intertide_store::state::{KeptPassword, NewPerson, Person};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::access_fields::{WRITE_A_ROLE, name, role};
use super::audit;
use super::body::JsonBody;
use super::caller::Caller;
use super::context::{Api, Shared};
use super::error::{AnyFault, ApiError, BodyFault, ErrorBody, Missing};
use super::fields::Fields;
use super::keys::RoleName;
use super::views::{Page, rfc3339};
use crate::generate::random_password;
use crate::password::PasswordHash;

/// People at most, with the one who is always there.
const MOST_PEOPLE: usize = 200;

/// Somebody who is to be added.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the fields are read by hand")]
pub(crate) struct PersonBody {
    /// 1 to 64 characters; nobody else's, in whatever case.
    #[schema(examples("Ann"))]
    name: String,
    role: RoleName,
}

/// What somebody may do from now on.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the field is read by hand")]
pub(crate) struct RoleBody {
    role: RoleName,
}

/// Somebody who may sign in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    id: i64,
    name: String,
    role: RoleName,
    /// The administrator who is always there, with the installation's password.
    built_in: bool,
    #[schema(format = DateTime)]
    created_at: String,
    /// To the minute.
    #[schema(required, format = DateTime)]
    last_seen_at: Option<String>,
}

/// Somebody with a password that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonWithPasswordView {
    #[serde(flatten)]
    person: PersonView,
    /// Told in this answer and never again.
    #[schema(format = Password)]
    password: String,
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        Self {
            id: person.id.get(),
            built_in: person.id == PersonId::ADMIN,
            name: person.name,
            role: person.role.into(),
            created_at: rfc3339(person.created_at),
            last_seen_at: person.last_seen_at.map(rfc3339),
        }
    }
}

/// Everybody who may sign in, by id.
#[utoipa::path(
    get,
    path = "/api/v1/people",
    operation_id = "list_people",
    tag = "people",
    responses((status = 200, description = "Everybody", body = Page<PersonView>), AnyFault)
)]
pub(crate) async fn list(State(api): State<Shared>) -> Result<Json<Page<PersonView>>, ApiError> {
    api.blocking(|api| {
        let people = api.people.all()?.into_iter();
        Ok(Json(Page::whole(people.map(PersonView::from).collect())))
    })
    .await
}

/// Adds somebody, with a password that is told in this answer and never again.
#[utoipa::path(
    post,
    path = "/api/v1/people",
    operation_id = "create_person",
    tag = "people",
    request_body = PersonBody,
    responses(
        (status = 201, description = "Added", body = PersonWithPasswordView),
        (status = 409, description = "Somebody has the name (`name_taken`), or there are 200 \
            people (`too_many_people`)", body = ErrorBody),
        BodyFault,
        AnyFault,
    )
)]
pub(crate) async fn create(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<PersonWithPasswordView>), ApiError> {
    let fields = Fields::of(body, &["name", "role"])?;
    let (name, role) = (name(&fields)?, needed_role(&fields)?);
    let (password, kept) = generated(&api).await?;
    api.blocking(move |api| {
        let person = added(api, name, role, kept)?;
        let facts = vec![audit::fact("role", person.role.as_str())];
        record(api, &caller, Action::PersonCreated, &person, facts);
        let view = with_password(person, &password);
        Ok((StatusCode::CREATED, Json(view)))
    })
    .await
}

/// Gives somebody another role, from their next request on.
#[utoipa::path(
    put,
    path = "/api/v1/people/{id}",
    operation_id = "change_role",
    tag = "people",
    params(("id" = i64, Path, description = "The person's id")),
    request_body = RoleBody,
    responses(
        (status = 200, description = "Changed", body = PersonView),
        (status = 409, description = "It is the one who is always there (`built_in`)",
            body = ErrorBody),
        BodyFault,
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn change_role(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<PersonView>, ApiError> {
    let id = changeable(&id)?;
    let role = needed_role(&Fields::of(body, &["role"])?)?;
    api.blocking(move |api| {
        let _changing = api.changing_people.lock();
        let before = one(api, id)?;
        found(api.parts.state.set_role(id, role)?)?;
        if before.role != role {
            let change = Difference {
                path: "role".to_owned(),
                before: json!(before.role.as_str()),
                after: json!(role.as_str()),
            };
            record(
                api,
                &caller,
                Action::PersonRoleChanged,
                &before,
                vec![change],
            );
        }
        Ok(Json(Person { role, ..before }.into()))
    })
    .await
}

/// Gives somebody another password, which is told in this answer and never again. It ends their
/// sessions.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/password",
    operation_id = "reset_password",
    tag = "people",
    params(("id" = i64, Path, description = "The person's id")),
    responses(
        (status = 200, description = "Changed", body = PersonWithPasswordView),
        (status = 409, description = "It is the one who is always there (`built_in`)",
            body = ErrorBody),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn reset_password(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<PersonWithPasswordView>, ApiError> {
    let id = changeable(&id)?;
    let (password, kept) = generated(&api).await?;
    api.blocking(move |api| {
        let _changing = api.changing_people.lock();
        let person = one(api, id)?;
        found(api.parts.state.set_password(id, &kept)?)?;
        api.sessions.end_all_of(id)?;
        record(
            api,
            &caller,
            Action::PersonPasswordReset,
            &person,
            Vec::new(),
        );
        Ok(Json(with_password(person, &password)))
    })
    .await
}

/// Takes somebody away; their sessions end.
#[utoipa::path(
    delete,
    path = "/api/v1/people/{id}",
    operation_id = "remove_person",
    tag = "people",
    params(("id" = i64, Path, description = "The person's id")),
    responses(
        (status = 204, description = "Removed"),
        (status = 409, description = "It is the one who is always there (`built_in`)",
            body = ErrorBody),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn remove(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = changeable(&id)?;
    api.blocking(move |api| {
        let _changing = api.changing_people.lock();
        let person = one(api, id)?;
        found(api.parts.state.delete_person(id)?)?;
        api.sessions.end_all_of(id)?;
        record(api, &caller, Action::PersonRemoved, &person, Vec::new());
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

fn added(api: &Api, name: String, role: Role, password: KeptPassword) -> Result<Person, ApiError> {
    let _changing = api.changing_people.lock();
    if api.people.all()?.len() >= MOST_PEOPLE {
        return Err(ApiError::InTheWay {
            code: "too_many_people",
            message: "there are 200 people; remove one first",
        });
    }
    let added = api.parts.state.insert_person(&NewPerson {
        name,
        role,
        password,
        at: api.parts.clock.now(),
    })?;
    added.ok_or(ApiError::InTheWay {
        code: "name_taken",
        message: "somebody has this name; take another one",
    })
}

/// A password, and what is kept of it.
async fn generated(api: &Shared) -> Result<(SecretString, KeptPassword), ApiError> {
    let password = random_password();
    let kept = kept(api, password.clone()).await?;
    Ok((password, kept))
}

/// Hashes a password, when its turn comes: each takes tens of megabytes and milliseconds.
pub(crate) async fn kept(api: &Shared, password: SecretString) -> Result<KeptPassword, ApiError> {
    let stopping = |_| ApiError::Unavailable("the server is stopping");
    let _turn = api.logins.acquire().await.map_err(stopping)?;
    api.blocking(move |_| {
        let hash = PasswordHash::of(&password).map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            ApiError::Internal
        })?;
        Ok(KeptPassword(hash.as_phc().to_owned()))
    })
    .await
}

fn with_password(person: Person, password: &SecretString) -> PersonWithPasswordView {
    PersonWithPasswordView {
        person: person.into(),
        password: password.expose_secret().to_owned(),
    }
}

fn needed_role(fields: &Fields) -> Result<Role, ApiError> {
    let role = fields.read("role", role)?;
    role.ok_or_else(|| ApiError::parameter("role", WRITE_A_ROLE))
}

/// Reads the id of somebody who can be changed.
fn changeable(id: &str) -> Result<PersonId, ApiError> {
    let id = id.parse().map(PersonId::new);
    let id = id.map_err(|_| ApiError::NotFound("person"))?;
    if id == PersonId::ADMIN {
        return Err(ApiError::InTheWay {
            code: "built_in",
            message: "this administrator is always there; the password is `admin_password` in the \
                      settings, or was printed at the first start",
        });
    }
    Ok(id)
}

fn one(api: &Api, id: PersonId) -> Result<Person, ApiError> {
    api.people.get(id)?.ok_or(ApiError::NotFound("person"))
}

fn found(found: bool) -> Result<(), ApiError> {
    found.then_some(()).ok_or(ApiError::NotFound("person"))
}

/// Writes down what was done to a person.
pub(crate) fn record(
    api: &Api,
    caller: &Caller,
    action: Action,
    person: &Person,
    differences: Vec<Difference>,
) {
    tracing::info!(person = %person.id, action = action.as_str(), "people changed");
    let subject = Subject {
        kind: SubjectKind::Person,
        id: person.id.to_string(),
        name: person.name.clone(),
    };
    audit::record(api, caller, action, Some(subject), differences);
}
