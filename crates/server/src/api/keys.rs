//! `/api/v1/keys`: the project's keys.

use axum::extract::{Path, State};
use axum::{Extension, Json};
use http::StatusCode;
use intertide_domain::access::{Action, KeyKind, Role, Subject, SubjectKind};
use intertide_domain::ids::KeyId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::access_fields::{WRITE_A_ROLE, name, role};
use super::audit;
use super::body::JsonBody;
use super::caller::Caller;
use super::context::{Api, Shared};
use super::error::{AnyFault, ApiError, BodyFault, ErrorBody, Missing};
use super::fields::Fields;
use super::views::{Page, rfc3339};
use crate::key_ring::{KeyError, KnownKey, WantedKey};

/// A key that is wanted.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes; the fields are read by hand")]
pub(crate) struct KeyBody {
    kind: KindName,
    /// What it is for: 1 to 64 characters.
    #[schema(examples("Website"))]
    name: String,
    /// What a secret key may do. An API key has none.
    role: Option<RoleName>,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindName {
    /// Sent by SDKs with their events.
    Api,
    /// Opens the API together with an API key.
    Secret,
}

/// What somebody may do; each role may do what the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleName {
    /// Reads.
    Viewer,
    /// Changes syncs and what is sent.
    Editor,
    /// Decides who else may come in.
    Admin,
}

/// Where a key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FromName {
    /// The settings give it; it is changed there.
    Settings,
    /// It is kept in the data directory.
    Stored,
}

/// One of the project's keys.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyView {
    id: i64,
    kind: KindName,
    name: String,
    /// What a secret key may do; an API key has none.
    #[schema(required)]
    role: Option<RoleName>,
    /// Its last four characters.
    #[schema(examples("9f3c"))]
    hint: String,
    /// The key itself; of a secret key only in the answer that creates it.
    #[schema(required)]
    key: Option<String>,
    from: FromName,
    #[schema(required, format = DateTime)]
    created_at: Option<String>,
    /// The name of the person or key that created it.
    #[schema(required)]
    created_by: Option<String>,
    /// To the minute.
    #[schema(required, format = DateTime)]
    last_used_at: Option<String>,
    /// Since when it opens nothing.
    #[schema(required, format = DateTime)]
    revoked_at: Option<String>,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Editor => Self::Editor,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<KnownKey> for KeyView {
    fn from(key: KnownKey) -> Self {
        Self {
            id: key.id.get(),
            kind: match key.kind {
                KeyKind::Api => KindName::Api,
                KeyKind::Secret => KindName::Secret,
            },
            name: key.name,
            role: key.role.map(Into::into),
            hint: key.hint,
            key: key.key,
            from: if key.from_settings {
                FromName::Settings
            } else {
                FromName::Stored
            },
            created_at: key.created_at.map(rfc3339),
            created_by: key.created_by,
            last_used_at: key.last_used_at.map(rfc3339),
            revoked_at: key.revoked_at.map(rfc3339),
        }
    }
}

/// All keys: those that hold, and those that were revoked last.
#[utoipa::path(
    get,
    path = "/api/v1/keys",
    operation_id = "list_keys",
    tag = "keys",
    responses((status = 200, description = "All keys", body = Page<KeyView>), AnyFault)
)]
pub(crate) async fn list(State(api): State<Shared>) -> Result<Json<Page<KeyView>>, ApiError> {
    api.blocking(|api| {
        let keys = api.parts.project.keys.list()?.into_iter();
        Ok(Json(Page::whole(keys.map(KeyView::from).collect())))
    })
    .await
}

/// Creates a key, which holds from then on. A secret key is told in this answer and never again.
#[utoipa::path(
    post,
    path = "/api/v1/keys",
    operation_id = "create_key",
    tag = "keys",
    request_body = KeyBody,
    responses(
        (status = 201, description = "Created", body = KeyView),
        (status = 409, description = "There are a hundred of its kind", body = ErrorBody),
        BodyFault,
        AnyFault,
    )
)]
pub(crate) async fn create(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<KeyView>), ApiError> {
    let wanted = wanted(body, &caller)?;
    api.blocking(move |api| {
        let (known, key) = api.parts.project.keys.create(wanted)?;
        record(api, &caller, Action::KeyCreated, &known);
        let mut view = KeyView::from(known);
        view.key = Some(key);
        Ok((StatusCode::CREATED, Json(view)))
    })
    .await
}

/// Revokes a key: it opens nothing from then on.
#[utoipa::path(
    delete,
    path = "/api/v1/keys/{id}",
    operation_id = "revoke_key",
    tag = "keys",
    params(("id" = i64, Path, description = "The key's id")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 409, description = "It is the last one of its kind (`last_key`), or the settings \
            give it (`from_settings`)", body = ErrorBody),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn revoke(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = id
        .parse()
        .map(KeyId::new)
        .map_err(|_| KeyError::NoSuchKey)?;
    api.blocking(move |api| {
        let known = api.parts.project.keys.revoke(id)?;
        record(api, &caller, Action::KeyRevoked, &known);
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

fn wanted(body: Value, caller: &Caller) -> Result<WantedKey, ApiError> {
    let fields = Fields::of(body, &["kind", "name", "role"])?;
    let kind = fields.read("kind", |kind| {
        let kind = KeyKind::parse(kind.as_str().unwrap_or_default());
        kind.ok_or_else(|| "write `api` or `secret`".to_owned())
    })?;
    let kind = kind.ok_or_else(|| ApiError::parameter("kind", "write `api` or `secret`"))?;
    let role = fields.read("role", role)?;
    match (kind, role) {
        (KeyKind::Api, Some(_)) => {
            let message = "an API key has no role: it sends events and nothing else";
            return Err(ApiError::parameter("role", message));
        }
        (KeyKind::Secret, None) => return Err(ApiError::parameter("role", WRITE_A_ROLE)),
        (KeyKind::Api, None) | (KeyKind::Secret, Some(_)) => {}
    }
    Ok(WantedKey {
        kind,
        name: name(&fields)?,
        role,
        created_by: caller.actor.name.clone(),
    })
}

fn record(api: &Api, caller: &Caller, action: Action, key: &KnownKey) {
    tracing::info!(key = %key.id, kind = key.kind.as_str(), action = action.as_str(), "keys changed");
    let subject = Subject {
        kind: SubjectKind::Key,
        id: key.id.to_string(),
        name: key.name.clone(),
    };
    let mut facts = vec![audit::fact("kind", key.kind.as_str())];
    facts.extend(key.role.map(|role| audit::fact("role", role.as_str())));
    audit::record(api, caller, action, Some(subject), facts);
}

impl From<KeyError> for ApiError {
    fn from(error: KeyError) -> Self {
        let in_the_way = |code, message| Self::InTheWay { code, message };
        match error {
            KeyError::NoSuchKey => Self::NotFound("key"),
            KeyError::FromSettings => in_the_way(
                "from_settings",
                "the settings give this key; change `project.api_key` or `project.secret_key` \
                 there, and start the server again",
            ),
            KeyError::LastKey => in_the_way(
                "last_key",
                "this is the last key of its kind; create another one first",
            ),
            KeyError::TooMany => in_the_way(
                "too_many_keys",
                "there are a hundred keys of this kind; revoke one first",
            ),
            KeyError::State(error) => error.into(),
        }
    }
}
