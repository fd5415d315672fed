//! `/api/v1/destinations`.

use crate::harness::Server;

#[tokio::test]
async fn the_catalog_tells_what_a_document_may_say() {
    let server = Server::start();
    let catalog = server.get("/api/v1/destinations").await.json();
    let intercom = &catalog["data"][0];
    assert_eq!(intercom["id"], "intercom");
    let endpoints: Vec<_> = intercom["endpoints"].as_array().unwrap().iter().collect();
    let values: Vec<_> = endpoints
        .iter()
        .map(|endpoint| &endpoint["value"])
        .collect();
    assert_eq!(values, ["us", "eu", "au"]);
    assert_eq!(endpoints[1]["url"], "https://api.eu.intercom.io");
    assert_eq!(intercom["custom_endpoint"], false);
    assert_eq!(intercom["max_metadata_keys"], 20);
    assert!(catalog["next_cursor"].is_null());
}

#[tokio::test]
async fn a_custom_endpoint_is_offered_where_it_is_allowed() {
    let server = Server::start_with(|parts| parts.rules.allow_custom_endpoint = true);
    let catalog = server.get("/api/v1/destinations").await.json();
    assert_eq!(catalog["data"][0]["custom_endpoint"], true);
}
