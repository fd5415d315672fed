//! `/api/v1/audit`: who did what, and what it changed.

use axum::Json;
use axum::extract::State;
use intertide_domain::access::{Action, AuditEntry, Difference, SubjectKind};
use intertide_domain::ids::AuditId;
use intertide_store::state::AuditQuery;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::body::Parameters;
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter};
use super::parameters::{self, behind, given, page_limit, read, time};
use super::views::{Page, rfc3339};

/// Which entries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditParameters {
    /// Done by a person or key of this name.
    actor: Option<String>,
    /// This action, such as `sync.updated`.
    action: Option<String>,
    /// Done to this: a kind, an id, or both, as in `sync:30000001`.
    #[param(example = "sync:30000001")]
    subject: Option<String>,
    /// Done at this time or later.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Done before this time.
    #[param(format = DateTime)]
    to: Option<String>,
    /// How many at most, from 1 to 500; 50 unless told.
    #[param(value_type = Option<u16>)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Something that somebody did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditView {
    id: i64,
    #[schema(format = DateTime)]
    at: String,
    actor: ActorView,
    /// From where, as far as that is known.
    #[schema(required)]
    address: Option<String>,
    #[schema(examples("sync.updated"))]
    action: &'static str,
    /// To what it was done.
    #[schema(required)]
    subject: Option<SubjectView>,
    /// What it changed, place by place; at most 200, and of a long value its beginning. Of a token
    /// it is only told that it was `set`, `changed` or `cleared`.
    differences: Vec<AuditDifferenceView>,
}

/// Who did it, by the name at that time.
#[derive(Debug, Serialize, ToSchema)]
struct ActorView {
    /// `person` or `key`.
    kind: &'static str,
    name: String,
}

/// To what it was done, by the name at that time.
#[derive(Debug, Serialize, ToSchema)]
struct SubjectView {
    /// `sync`, `key` or `person`.
    kind: &'static str,
    id: String,
    name: String,
}

/// One place that was changed.
#[derive(Debug, Serialize, ToSchema)]
struct AuditDifferenceView {
    #[schema(examples("send_events.select[2].where[0].values"))]
    path: String,
    /// `null` where nothing was.
    #[schema(required)]
    before: Value,
    /// `null` where nothing is.
    #[schema(required)]
    after: Value,
}

impl From<Difference> for AuditDifferenceView {
    fn from(difference: Difference) -> Self {
        Self {
            path: difference.path,
            before: difference.before,
            after: difference.after,
        }
    }
}

impl From<AuditEntry> for AuditView {
    fn from(entry: AuditEntry) -> Self {
        let deed = entry.deed;
        Self {
            id: entry.id.get(),
            at: rfc3339(deed.at),
            actor: ActorView {
                kind: deed.actor.kind.as_str(),
                name: deed.actor.name,
            },
            address: deed.address.map(|address| address.to_string()),
            action: deed.action.as_str(),
            subject: deed.subject.map(|subject| SubjectView {
                kind: subject.kind.as_str(),
                id: subject.id,
                name: subject.name,
            }),
            differences: deed.differences.into_iter().map(Into::into).collect(),
        }
    }
}

/// Who did what, newest first. Kept for 400 days.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    operation_id = "list_audit_entries",
    tag = "audit",
    params(AuditParameters),
    responses(
        (status = 200, description = "Entries, newest first", body = Page<AuditView>),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn list(
    State(api): State<Shared>,
    Parameters(parameters): Parameters<AuditParameters>,
) -> Result<Json<Page<AuditView>>, ApiError> {
    let query = query(&parameters)?;
    api.blocking(move |api| {
        let page = api.parts.state.audit(&query)?;
        let next = page
            .next
            .map(|id| parameters::cursor(id.get().to_be_bytes()));
        Ok(Json(Page {
            data: page.entries.into_iter().map(AuditView::from).collect(),
            next_cursor: next,
        }))
    })
    .await
}

fn query(p: &AuditParameters) -> Result<AuditQuery, ApiError> {
    let subject = read("subject", p.subject.as_deref(), subject)?;
    let before = read("cursor", p.cursor.as_deref(), behind)?;
    let (subject, subject_id) = subject.unwrap_or_default();
    Ok(AuditQuery {
        actor: given(p.actor.as_deref()).map(str::to_owned),
        action: read("action", p.action.as_deref(), action)?,
        subject,
        subject_id,
        from: read("from", p.from.as_deref(), time)?,
        to: read("to", p.to.as_deref(), time)?,
        before: before.map(|id| AuditId::new(i64::from_be_bytes(id))),
        limit: page_limit(p.limit.as_deref())?,
    })
}

fn action(word: &str) -> Result<Action, String> {
    Action::parse(word).ok_or_else(|| {
        let words: Vec<_> = Action::ALL.iter().map(|one| one.as_str()).collect();
        format!("the actions are {}", words.join(", "))
    })
}

fn subject(text: &str) -> Result<(Option<SubjectKind>, Option<String>), String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok((None, Some(text.to_owned())));
    }
    let (kind, id) = match text.split_once(':') {
        Some((kind, id)) => (kind, Some(id.to_owned())),
        None => (text, None),
    };
    let kind = SubjectKind::parse(kind).ok_or_else(|| {
        let words: Vec<_> = SubjectKind::ALL.iter().map(|one| one.as_str()).collect();
        format!(
            "write a kind, an id, or `kind:id`; the kinds are {}",
            words.join(", ")
        )
    })?;
    Ok((Some(kind), id))
}
