//! `GET /api/v1/destinations`: the catalog.

use axum::Json;
use axum::extract::State;
use intertide_domain::sync::{Endpoint, MAX_METADATA_KEYS};
use serde::Serialize;
use utoipa::ToSchema;

use super::context::Shared;
use super::error::AnyFault;
use super::views::Page;

/// A place that syncs can send to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DestinationView {
    /// As `destination` in a sync's document.
    #[schema(examples("intercom"))]
    id: &'static str,
    name: &'static str,
    description: &'static str,
    /// What `credentials.endpoint` may be.
    endpoints: Vec<EndpointView>,
    /// Whether it may also be any URL.
    custom_endpoint: bool,
    /// What `mapping.intercom_id` may be.
    identifiers: Vec<Choice>,
    /// The most that `metadata_limit` may be.
    max_metadata_keys: u8,
}

/// An endpoint to choose.
#[derive(Debug, Serialize, ToSchema)]
struct EndpointView {
    value: String,
    label: &'static str,
    url: String,
}

/// Something to choose.
#[derive(Debug, Serialize, ToSchema)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

/// The catalog of destinations.
#[utoipa::path(
    get,
    path = "/api/v1/destinations",
    operation_id = "list_destinations",
    tag = "destinations",
    responses(
        (status = 200, description = "All destinations", body = Page<DestinationView>),
        AnyFault,
    )
)]
pub(crate) async fn list(State(api): State<Shared>) -> Json<Page<DestinationView>> {
    Json(Page::whole(vec![intercom(
        api.parts.rules.allow_custom_endpoint,
    )]))
}

/// Intercom's regions, as people call them.
pub(crate) fn regions() -> [(Endpoint, &'static str); 3] {
    [
        (Endpoint::Us, "United States"),
        (Endpoint::Eu, "Europe"),
        (Endpoint::Au, "Australia"),
    ]
}

fn intercom(custom_endpoint: bool) -> DestinationView {
    let endpoint = |(endpoint, label): (Endpoint, _)| EndpointView {
        value: endpoint.to_string(),
        label,
        url: endpoint.base_url().to_owned(),
    };
    DestinationView {
        id: "intercom",
        name: "Intercom",
        description: "Sends events as data events, and user properties as contact attributes.",
        endpoints: regions().map(endpoint).into(),
        custom_endpoint,
        identifiers: vec![
            Choice {
                value: "user_id",
                label: "User ID",
            },
            Choice {
                value: "email",
                label: "Email",
            },
        ],
        max_metadata_keys: MAX_METADATA_KEYS,
    }
}
