//! The API's description, made of the handlers themselves.

use axum::extract::State;
use axum::response::IntoResponse;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::context::Shared;
use super::session_cookie::SESSION_COOKIE;

/// What is described beside the paths.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Intertide",
        description = "Syncs, deliveries, users and metrics of an Intertide server. Errors are \
            `{\"error\": {\"code\", \"message\", \"field\"}}`; lists are `{\"data\", \
            \"next_cursor\"}`; times are RFC 3339 in UTC with milliseconds. Events are sent to \
            the Amplitude-compatible endpoints, which are not part of this description."
    ),
    tags(
        (name = "syncs", description = "What goes where"),
        (name = "previews", description = "What a sync would do"),
        (name = "deliveries", description = "What became of it"),
        (name = "backfills", description = "What is sent after the fact"),
        (name = "events", description = "What arrives"),
        (name = "users", description = "Whom it is about"),
        (name = "taxonomy", description = "Which names were seen"),
        (name = "metrics", description = "How it goes"),
        (name = "destinations", description = "Where it can go"),
        (name = "project", description = "What it all belongs to"),
        (name = "session", description = "Signing in to the console"),
        (name = "people", description = "Who may sign in"),
        (name = "keys", description = "What scripts and SDKs come with"),
        (name = "audit", description = "Who did what"),
        (name = "alerts", description = "What is wrong, and who was told"),
        (name = "health", description = "How the server is"),
        (name = "description", description = "This description"),
    ),
    security(("keys" = []), ("session" = [])),
    modifiers(&Security)
)]
pub(crate) struct Frame;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let keys = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("The project's `api_key:secret_key`"))
            .build();
        let session = ApiKeyValue::with_description(SESSION_COOKIE, "The console's session");
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("keys", SecurityScheme::Http(keys));
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}

/// Where the description is read, too.
pub(crate) const SHORT_PATH: &str = "/openapi.json";

/// This API, described.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "get_description",
    tag = "description",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json"))
)]
pub(crate) async fn get(State(api): State<Shared>) -> impl IntoResponse {
    let json = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, json)], api.description.clone())
}
