//! `POST /api/v1/syncs/{id}/test-connection`: asks Intercom who we are.

use axum::Json;
use axum::extract::{Path, State};
use intertide_delivery::destinations::{Account, Probe};
use intertide_delivery::directory::Access;
use intertide_domain::delivery::WaitReason;
use intertide_domain::ids::SyncId;
use intertide_domain::sync::{AccessToken, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

use super::context::{Api, Shared};
use super::error::{AnyFault, ApiError, Missing};
use super::syncs::sync_id;

/// What a test of the connection found.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Connection {
    /// Whether the token is accepted, at the endpoint of its workspace's region.
    ok: bool,
    /// The workspace that the token belongs to, when it is accepted.
    #[schema(required)]
    workspace: Option<Workspace>,
    /// What was found and what to do.
    message: String,
    /// When the workspace is in another region than the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    region_mismatch: Option<RegionMismatch>,
}

/// A workspace, in Intercom's own words.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Workspace {
    #[schema(required)]
    id: Option<String>,
    #[schema(required)]
    name: Option<String>,
    #[schema(required, examples("EU"))]
    region: Option<String>,
}

/// A workspace that is not where the sync looks for it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct RegionMismatch {
    /// The region of the sync's endpoint.
    endpoint: String,
    /// The region of the workspace.
    workspace: String,
}

/// Asks Intercom who we are. When the token is accepted, a paused lane resumes.
#[utoipa::path(
    post,
    path = "/api/v1/syncs/{id}/test-connection",
    operation_id = "test_connection",
    tag = "syncs",
    params(("id" = i64, Path, description = "The sync's id")),
    responses(
        (status = 200, description = "What was found, good or bad", body = Connection),
        Missing,
        AnyFault,
    )
)]
pub(crate) async fn test(
    State(api): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<Connection>, ApiError> {
    let id = sync_id(&id)?;
    let listing = api.parts.directory.listing();
    let sync = listing.syncs.get(&id).ok_or(ApiError::NotFound("sync"))?;
    let endpoint = &sync.document.credentials.endpoint;
    let connection = match &sync.access {
        Access::Granted { token, .. } => asked(&api, id, endpoint, token).await,
        Access::NoToken => failed("the sync has no access token: enter one".to_owned()),
        Access::Unreadable(error) => failed(error.to_string()),
    };
    Ok(Json(connection))
}

async fn asked(api: &Api, id: SyncId, endpoint: &Endpoint, token: &AccessToken) -> Connection {
    let request = api.parts.destination.probe();
    let answer = api.parts.sender.send(endpoint, token, &request).await;
    let probe = api.parts.destination.probed(&answer);
    if matches!(probe, Probe::Accepted(_)) {
        api.parts.lanes.credentials_may_work(id);
    }
    judged(probe, endpoint)
}

fn judged(probe: Probe, endpoint: &Endpoint) -> Connection {
    match probe {
        Probe::Accepted(account) => accepted(account, endpoint),
        Probe::Refused {
            reason: WaitReason::PlanRestricted,
            message,
        } => failed(format!(
            "Intercom says that the workspace's plan does not allow this: {message}"
        )),
        Probe::Refused { message, .. } => failed(format!(
            "Intercom refuses the access token: {message}. Check the token, and that the endpoint \
             `{endpoint}` is the region of its workspace"
        )),
        Probe::Unclear { reason, message } => failed(format!(
            "Intercom gave no answer that says anything ({}): {message}",
            reason.as_str()
        )),
    }
}

fn accepted(account: Account, endpoint: &Endpoint) -> Connection {
    let region_mismatch = region_mismatch(&account, endpoint);
    let name = account.name.as_deref().or(account.id.as_deref());
    let name = name.unwrap_or("a workspace without a name").to_owned();
    let message = match &region_mismatch {
        None => format!("connected to {name}"),
        Some(mismatch) => format!(
            "{name} is in the region {}, but the endpoint is that of {}: set the endpoint to `{}`",
            mismatch.workspace,
            mismatch.endpoint,
            mismatch.workspace.to_ascii_lowercase()
        ),
    };
    Connection {
        ok: region_mismatch.is_none(),
        workspace: Some(Workspace {
            id: account.id,
            name: account.name,
            region: account.region,
        }),
        message,
        region_mismatch,
    }
}

/// Intercom's US host also answers for workspaces of other regions, as well as it can
/// (intercom.md 1), so an accepted token does not mean that the endpoint is right.
fn region_mismatch(account: &Account, endpoint: &Endpoint) -> Option<RegionMismatch> {
    let expected = match endpoint {
        Endpoint::Us => "US",
        Endpoint::Eu => "EU",
        Endpoint::Au => "AU",
        Endpoint::Custom(_) => return None,
    };
    let found = account.region.as_deref()?;
    (!found.eq_ignore_ascii_case(expected)).then(|| RegionMismatch {
        endpoint: expected.to_owned(),
        workspace: found.to_owned(),
    })
}

fn failed(message: String) -> Connection {
    Connection {
        ok: false,
        workspace: None,
        message,
        region_mismatch: None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn account(region: &str) -> Probe {
        Probe::Accepted(Account {
            name: Some("Acme".to_owned()),
            id: Some("abc123".to_owned()),
            region: Some(region.to_owned()),
        })
    }

    #[test]
    fn the_region_of_the_endpoint_is_fine() {
        for (endpoint, region) in [
            (Endpoint::Us, "US"),
            (Endpoint::Eu, "EU"),
            (Endpoint::Au, "AU"),
            (Endpoint::Custom("http://127.0.0.1:1".to_owned()), "EU"),
        ] {
            let connection = judged(account(region), &endpoint);
            assert!(connection.ok, "{connection:?}");
            assert_eq!(connection.region_mismatch, None);
        }
    }

    #[test]
    fn a_wrong_region_is_named() {
        let connection = judged(account("EU"), &Endpoint::Us);
        assert!(!connection.ok);
        assert_eq!(
            connection.message,
            "Acme is in the region EU, but the endpoint is that of US: set the endpoint to `eu`"
        );
        let mismatch = connection.region_mismatch.unwrap();
        assert_eq!(
            (mismatch.endpoint.as_str(), mismatch.workspace.as_str()),
            ("US", "EU")
        );
    }

    #[test]
    fn a_refusal_tells_intercoms_words_and_what_to_check() {
        let probe = Probe::Refused {
            reason: WaitReason::Credentials,
            message: "Access Token Invalid".to_owned(),
        };
        let connection = judged(probe, &Endpoint::Eu);
        assert!(!connection.ok);
        assert!(connection.message.contains("Access Token Invalid"));
        assert!(connection.message.contains("`eu`"));
    }

    #[test]
    fn no_answer_is_not_taken_for_a_refusal() {
        let probe = Probe::Unclear {
            reason: WaitReason::Timeout,
            message: "no answer within 10s".to_owned(),
        };
        let connection = judged(probe, &Endpoint::Us);
        assert!(!connection.ok);
        assert!(connection.message.contains("(timeout)"));
    }
}
