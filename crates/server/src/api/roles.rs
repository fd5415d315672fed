//! Which role a route needs. A route that is not in the table lets nobody in.

use http::Method;
use intertide_domain::access::Role;
use intertide_domain::access::Role::{Admin, Editor, Viewer};

use super::error::ApiError;

/// The routes for whom we know, by path and method.
const ROUTES: &[(&str, Method, Role)] = &[
    ("/api/v1/session", Method::GET, Viewer),
    ("/api/v1/session/password", Method::PUT, Viewer),
    ("/api/v1/project", Method::GET, Viewer),
    ("/api/v1/project/reveal-secret-key", Method::POST, Admin),
    ("/api/v1/keys", Method::GET, Admin),
    ("/api/v1/keys", Method::POST, Admin),
    ("/api/v1/keys/{id}", Method::DELETE, Admin),
    ("/api/v1/people", Method::GET, Admin),
    ("/api/v1/people", Method::POST, Admin),
    ("/api/v1/people/{id}", Method::PUT, Admin),
    ("/api/v1/people/{id}", Method::DELETE, Admin),
    ("/api/v1/people/{id}/password", Method::POST, Admin),
    ("/api/v1/audit", Method::GET, Editor),
    ("/api/v1/alerts", Method::GET, Viewer),
    ("/api/v1/alerts/test", Method::POST, Editor),
    ("/api/v1/destinations", Method::GET, Viewer),
    ("/api/v1/syncs", Method::GET, Viewer),
    ("/api/v1/syncs", Method::POST, Editor),
    ("/api/v1/syncs/{id}", Method::GET, Viewer),
    ("/api/v1/syncs/{id}", Method::PUT, Editor),
    ("/api/v1/syncs/{id}", Method::DELETE, Editor),
    // Asks Intercom who it is, with what the sync holds, and changes nothing.
    ("/api/v1/syncs/{id}/test-connection", Method::POST, Viewer),
    ("/api/v1/syncs/{id}/preview", Method::POST, Viewer),
    ("/api/v1/syncs/{id}/preview-changes", Method::POST, Viewer),
    ("/api/v1/syncs/{id}/test-event", Method::POST, Editor),
    ("/api/v1/syncs/{id}/deliveries", Method::GET, Viewer),
    ("/api/v1/syncs/{id}/failures", Method::GET, Viewer),
    ("/api/v1/syncs/{id}/queue", Method::GET, Viewer),
    ("/api/v1/syncs/{id}/metrics", Method::GET, Viewer),
    ("/api/v1/syncs/{id}/retry", Method::POST, Editor),
    ("/api/v1/syncs/{id}/backfill", Method::POST, Editor),
    ("/api/v1/syncs/{id}/backfills", Method::GET, Viewer),
    (
        "/api/v1/syncs/{id}/backfills/{backfill_id}",
        Method::DELETE,
        Editor,
    ),
    ("/api/v1/deliveries/{id}", Method::GET, Viewer),
    ("/api/v1/categories", Method::GET, Viewer),
    ("/api/v1/metrics", Method::GET, Viewer),
    ("/api/v1/taxonomy", Method::GET, Viewer),
    ("/api/v1/events", Method::GET, Viewer),
    ("/api/v1/events/live", Method::GET, Viewer),
    ("/api/v1/events/{id}", Method::GET, Viewer),
    ("/api/v1/users/{user_id}", Method::GET, Viewer),
    ("/api/v1/deletions", Method::GET, Admin),
    ("/api/v1/deletions", Method::POST, Admin),
    ("/api/v1/deletions/{id}/suppression", Method::DELETE, Admin),
    ("/api/2/deletions/users", Method::GET, Admin),
    ("/api/2/deletions/users", Method::POST, Admin),
    (
        "/api/2/event-streaming/delivery-metrics-summary",
        Method::GET,
        Viewer,
    ),
];

/// Lets through a role that may use this route.
///
/// # Errors
/// [`ApiError::Forbidden`] with the role that is needed; [`ApiError::Closed`] for a route that is
/// not in the table.
pub(crate) fn check(role: Role, path: &str, method: &Method) -> Result<(), ApiError> {
    match needed(path, method) {
        Some(needed) if role.covers(needed) => Ok(()),
        Some(needed) => Err(ApiError::Forbidden(needed)),
        None => Err(ApiError::Closed),
    }
}

/// The role that a route needs; none where the table has no such route. `HEAD` asks for what `GET`
/// does.
fn needed(path: &str, method: &Method) -> Option<Role> {
    let method = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let mut routes = ROUTES.iter();
    let found = routes.find(|(known, by, _)| *known == path && by == method);
    found.map(|(_, _, role)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_that_is_not_in_the_table_is_closed_to_everybody() {
        for role in Role::ALL {
            let told = check(role, "/api/v1/forgotten", &Method::GET);
            assert_eq!(told, Err(ApiError::Closed));
            let told = check(role, "/api/v1/project", &Method::DELETE);
            assert_eq!(told, Err(ApiError::Closed));
        }
    }

    #[test]
    fn the_role_that_is_needed_is_named() {
        let told = check(Role::Viewer, "/api/v1/syncs", &Method::POST);
        assert_eq!(told, Err(ApiError::Forbidden(Role::Editor)));
        let told = check(Role::Editor, "/api/v1/syncs", &Method::POST);
        assert_eq!(told, Ok(()));
        let told = check(Role::Viewer, "/api/v1/syncs", &Method::HEAD);
        assert_eq!(told, Ok(()));
    }

    #[test]
    fn a_route_stands_in_the_table_once() {
        for (index, (path, method, _)) in ROUTES.iter().enumerate() {
            let others = ROUTES.iter().skip(index + 1);
            let again = others.filter(|(other, by, _)| other == path && by == method);
            assert_eq!(again.count(), 0, "{method} {path}");
        }
    }
}
