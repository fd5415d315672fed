//! Lists of the API under whatever parameters.

use std::collections::BTreeSet;

use form_urlencoded::Serializer;
use http::uri::PathAndQuery;
use http::{Method, StatusCode};
use serde_json::Value;

use super::super::Seen;
use super::super::layout::split_head;
use super::server::Server;

/// Lists and views that take parameters, under the word that an input calls them by.
const ROUTES: &[(&str, &str)] = &[
    ("deliveries", "/api/v1/syncs/{id}/deliveries"),
    ("events", "/api/v1/events"),
    ("failures", "/api/v1/syncs/{id}/failures"),
    ("metrics", "/api/v1/metrics"),
    ("sync_metrics", "/api/v1/syncs/{id}/metrics"),
    ("syncs", "/api/v1/syncs"),
    ("taxonomy", "/api/v1/taxonomy"),
    ("queue", "/api/v1/syncs/{id}/queue"),
    ("backfills", "/api/v1/syncs/{id}/backfills"),
];

/// Pages of a list with a dozen rows.
const MOST_PAGES: usize = 20;

thread_local! {
    static SERVER: Server = Server::start();
}

/// A word for the list, a line's end, and a query.
pub(super) fn cursor(input: &[u8]) -> Seen {
    let (head, rest) = split_head(input);
    let word = String::from_utf8_lossy(head);
    let route = ROUTES.iter().find(|(name, _)| *name == word.trim());
    let (name, path) = route.unwrap_or(&ROUTES[0]);
    let query = String::from_utf8_lossy(rest);
    SERVER.with(|server| {
        let path = &path.replace("{id}", &server.sync.to_string());
        let target = format!("{path}?{query}");
        // What is no URL never arrives.
        if target.parse::<PathAndQuery>().is_err() {
            return Seen::Refused;
        }
        let (status, answer) = server.ask(Method::GET, &target, None);
        match status {
            StatusCode::OK => follow(server, name, path, rest, answer),
            StatusCode::BAD_REQUEST => assert_is_an_error(&answer),
            other => panic!("{target} is answered with {other}: {answer}"),
        }
        Seen::taken_if(status == StatusCode::OK)
    })
}

fn assert_is_an_error(answer: &Value) {
    let text = |field: &str| answer["error"][field].as_str().unwrap_or_default();
    assert!(
        !text("code").is_empty() && !text("message").is_empty(),
        "{answer}"
    );
}

/// Turns page after page: they come to an end, and show no row twice.
fn follow(server: &Server, name: &str, path: &str, query: &[u8], first: Value) {
    if !["deliveries", "events"].contains(&name) {
        return;
    }
    let mut seen = BTreeSet::new();
    let mut page = first;
    for _ in 0..MOST_PAGES {
        for row in page["data"].as_array().expect("a list has rows") {
            assert!(seen.insert(row["id"].to_string()), "twice: {row}");
        }
        let Some(cursor) = page["next_cursor"].as_str() else {
            return;
        };
        let mut next = Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query).filter(|(name, _)| name != "cursor") {
            next.append_pair(&name, &value);
        }
        let next = next.append_pair("cursor", cursor).finish();
        let (status, answer) = server.ask(Method::GET, &format!("{path}?{next}"), None);
        assert_eq!(status, StatusCode::OK, "a cursor that was given: {answer}");
        page = answer;
    }
    panic!("the pages come to no end");
}
