//! `/openapi.json`: every route is described.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::Server;

const ROUTES: [(&str, &[&str]); 43] = [
    ("/api/v1/destinations", &["get"]),
    ("/api/v1/syncs", &["get", "post"]),
    ("/api/v1/syncs/{id}", &["delete", "get", "put"]),
    ("/api/v1/syncs/{id}/test-connection", &["post"]),
    ("/api/v1/syncs/{id}/preview", &["post"]),
    ("/api/v1/syncs/{id}/preview-changes", &["post"]),
    ("/api/v1/syncs/{id}/test-event", &["post"]),
    ("/api/v1/syncs/{id}/deliveries", &["get"]),
    ("/api/v1/deletions", &["get", "post"]),
    ("/api/v1/deletions/{id}/suppression", &["delete"]),
    ("/api/v1/deliveries/{id}", &["get"]),
    ("/api/v1/syncs/{id}/retry", &["post"]),
    ("/api/v1/syncs/{id}/backfill", &["post"]),
    ("/api/v1/syncs/{id}/backfills", &["get"]),
    ("/api/v1/syncs/{id}/backfills/{backfill_id}", &["delete"]),
    ("/api/v1/syncs/{id}/metrics", &["get"]),
    ("/api/v1/syncs/{id}/failures", &["get"]),
    ("/api/v1/syncs/{id}/queue", &["get"]),
    ("/api/v1/categories", &["get"]),
    ("/api/v1/alerts", &["get"]),
    ("/api/v1/alerts/test", &["post"]),
    ("/api/v1/metrics", &["get"]),
    ("/api/v1/taxonomy", &["get"]),
    ("/api/v1/events", &["get"]),
    ("/api/v1/events/live", &["get"]),
    ("/api/v1/events/{id}", &["get"]),
    ("/api/v1/users/{user_id}", &["get"]),
    ("/api/v1/session", &["delete", "get", "post"]),
    ("/api/v1/session/password", &["put"]),
    ("/api/v1/people", &["get", "post"]),
    ("/api/v1/people/{id}", &["delete", "put"]),
    ("/api/v1/people/{id}/password", &["post"]),
    ("/api/v1/keys", &["get", "post"]),
    ("/api/v1/keys/{id}", &["delete"]),
    ("/api/v1/audit", &["get"]),
    ("/api/v1/project", &["get"]),
    ("/api/v1/project/reveal-secret-key", &["post"]),
    ("/api/v1/openapi.json", &["get"]),
    ("/api/2/deletions/users", &["get", "post"]),
    ("/api/2/event-streaming/delivery-metrics-summary", &["get"]),
    ("/healthz", &["get"]),
    ("/readyz", &["get"]),
    ("/metrics", &["get"]),
];

async fn description() -> Value {
    let server = Server::start();
    let short = server.get("/openapi.json").await;
    assert_eq!(short.header("content-type"), Some("application/json"));
    let long = server.get("/api/v1/openapi.json").await;
    assert_eq!(short.text, long.text);
    assert_eq!(short.text, intertide_server::api::description());
    short.json()
}

#[tokio::test]
async fn every_route_is_described_and_no_other() {
    let description = description().await;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = description["paths"].as_object().unwrap();
    let described: BTreeSet<_> = paths.keys().map(String::as_str).collect();
    let expected: BTreeSet<_> = ROUTES.iter().map(|(path, _)| *path).collect();
    assert_eq!(described, expected);
    for (path, methods) in ROUTES {
        let operations = paths[path].as_object().unwrap();
        let described: BTreeSet<_> = operations.keys().map(String::as_str).collect();
        assert_eq!(described, methods.iter().copied().collect(), "{path}");
        for operation in operations.values() {
            assert!(operation["summary"].is_string(), "{path}");
            assert!(!operation["responses"].as_object().unwrap().is_empty());
            assert!(!operation["tags"].as_array().unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn everything_that_is_referred_to_is_there() {
    let description = description().await;
    let mut references = BTreeSet::new();
    collect(&description, &mut references);
    assert!(references.len() > 20, "{references:?}");
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(description.pointer(pointer).is_some(), "{reference}");
    }
}

/// The console's types are made of the description that lies beside it. Where this fails, run it
/// with `WRITE_DESCRIPTION=1 SKIP_CONSOLE_BUILD=1`, then `npm run types` in `console`.
#[tokio::test]
async fn the_console_is_typed_by_this_description() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../console/openapi.json");
    let current = format!("{:#}\n", description().await);
    if std::env::var_os("WRITE_DESCRIPTION").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let beside_the_console = std::fs::read_to_string(path).unwrap();
    assert!(
        beside_the_console == current,
        "console/openapi.json is another description: see this test's comment"
    );
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                references.insert(reference.clone());
            }
            fields.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn errors_and_authentication_are_described() {
    let description = description().await;
    let schemes = &description["components"]["securitySchemes"];
    assert_eq!(schemes["keys"]["scheme"], "basic");
    assert_eq!(schemes["session"]["in"], "cookie");
    let replies = &description["paths"]["/api/v1/syncs/{id}"]["put"]["responses"];
    for status in [
        "200", "400", "401", "403", "404", "412", "413", "415", "422", "500", "503",
    ] {
        assert!(replies[status].is_object(), "{status}: {replies}");
    }
    let open = &description["paths"]["/healthz"]["get"]["security"];
    assert_eq!(open, &serde_json::json!([{}]));
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let description = description().await;
    let paths = description["paths"].as_object().unwrap();
    let operations = paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values());
    let names: Vec<_> = operations
        .map(|operation| operation["operationId"].as_str())
        .collect();
    let distinct: BTreeSet<_> = names.iter().flatten().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
}
