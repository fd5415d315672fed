//! `/api/v1/audit`: who did what.

use http::Method;
use intertide_domain::delivery::{Settled, WaitReason};
use serde_json::{Value, json};

use crate::harness::{Server, TOKEN, document, event};
use crate::people::Added;
use crate::session::{from_page, signed_in};

/// The entries that fit, newest first.
async fn entries(server: &Server, query: &str) -> Vec<Value> {
    let reply = server.get(&format!("/api/v1/audit?{query}")).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()["data"].as_array().unwrap().clone()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    let actions = entries.iter().map(|entry| entry["action"].as_str());
    actions.map(Option::unwrap).collect()
}

/// What an entry tells of one place.
fn difference<'a>(entry: &'a Value, path: &str) -> Option<&'a Value> {
    let all = entry["differences"].as_array().unwrap();
    all.iter().find(|difference| difference["path"] == path)
}

#[tokio::test]
async fn a_change_of_a_sync_is_told_place_by_place() {
    let server = Server::start();
    let id = server.create(&document()).await;
    let mut changed = document();
    changed["name"] = json!("Renamed");
    changed["credentials"]
        .as_object_mut()
        .unwrap()
        .remove("access_token");
    changed["credentials"]["access_token"] = json!({"set": true});
    changed["send_users"]["user_properties"] = json!(["plan", "city"]);
    let path = format!("/api/v1/syncs/{id}");
    let reply = server.put(&path, &changed).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);

    let told = entries(&server, &format!("subject=sync:{id}")).await;
    assert_eq!(told, entries(&server, &format!("subject={id}")).await);
    assert_eq!(actions(&told), ["sync.updated", "sync.created"]);
    let mut update = told[0].clone();
    assert!(update["id"].take().is_i64());
    assert_eq!(
        update,
        json!({
            "id": null,
            "at": "2022-10-01T06:00:00.000Z",
            "actor": {"kind": "key", "name": "settings"},
            "address": "192.0.2.1",
            "action": "sync.updated",
            "subject": {"kind": "sync", "id": id.to_string(), "name": "Renamed"},
            "differences": [
                {"path": "name", "before": "Product events to Intercom", "after": "Renamed"},
                {
                    "path": "send_users.user_properties",
                    "before": ["plan"],
                    "after": ["plan", "city"],
                },
            ],
        })
    );
    let name = difference(&told[1], "name").unwrap();
    assert_eq!(
        (&name["before"], &name["after"]),
        (&Value::Null, &document()["name"])
    );
}

#[tokio::test]
async fn of_a_token_it_is_only_told_that_it_changed() {
    let server = Server::start();
    let id = server.create(&document()).await;
    let path = format!("/api/v1/syncs/{id}");
    let mut other = document();
    other["credentials"]["access_token"] = json!("dG9rOmFiY2RlZmdoaWprbG1ub3Bxcd34");
    server.put(&path, &other).await;
    let mut without = document();
    without["enabled"] = json!(false);
    without["credentials"]
        .as_object_mut()
        .unwrap()
        .remove("access_token");
    server.put(&path, &without).await;

    let told = entries(&server, "subject=sync").await;
    let tokens: Vec<_> = told
        .iter()
        .map(|entry| difference(entry, "credentials.access_token").unwrap())
        .map(|difference| (difference["before"].clone(), difference["after"].clone()))
        .collect();
    let expected = ["cleared", "changed", "set"];
    assert_eq!(tokens, expected.map(|told| (Value::Null, json!(told))));
    let text = json!(told).to_string();
    for secret in [TOKEN, "ab12", "cd34"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn everything_that_changes_something_is_written_down() {
    let server = Server::start();
    let id = server.create(&document()).await;
    let sync = format!("/api/v1/syncs/{id}");
    server.post(&format!("{sync}/backfill"), &json!({})).await;
    let event = json!({"event_type": "Opened", "user_id": "ann"});
    server.post(&format!("{sync}/test-event"), &event).await;
    server
        .post("/api/v1/project/reveal-secret-key", &json!({}))
        .await;
    let key = json!({"kind": "api", "name": "Website"});
    let key = server.post("/api/v1/keys", &key).await.json();
    server.delete(&format!("/api/v1/keys/{}", key["id"])).await;
    let ann = Added::add(&server, "Ann", "viewer").await;
    let person = format!("/api/v1/people/{}", ann.id);
    server.put(&person, &json!({"role": "editor"})).await;
    ann.cookie(&server).await;
    server.post(&format!("{person}/password"), &json!({})).await;
    server.delete(&person).await;
    server.delete(&sync).await;
    let told = entries(&server, "").await;
    assert_eq!(
        actions(&told),
        [
            "sync.deleted",
            "person.removed",
            "person.password_reset",
            "session.opened",
            "person.role_changed",
            "person.created",
            "key.revoked",
            "key.created",
            "secret_key.revealed",
            "test_event.sent",
            "backfill.started",
            "sync.created",
        ]
    );
    let text = json!(told).to_string();
    for secret in [key["key"].as_str().unwrap(), &ann.password] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn retries_backfills_and_chosen_passwords_are_written_down() {
    let server = Server::start();
    let id = server.create(&document()).await;
    server.take_in(json!([event("annabel", "A")])).await;
    let deliveries = server
        .get(&format!("/api/v1/syncs/{id}/deliveries?event_type=A"))
        .await;
    let delivery = deliveries.json()["data"][0]["id"].as_i64().unwrap();
    server.settle(delivery, Settled::Expired(WaitReason::Timeout));
    let sync = format!("/api/v1/syncs/{id}");
    let retried = json!({"ids": [delivery]});
    server.post(&format!("{sync}/retry"), &retried).await;
    let started = server.post(&format!("{sync}/backfill"), &json!({})).await;
    let backfill = started.json()["id"].clone();
    server.delete(&format!("{sync}/backfills/{backfill}")).await;
    let told = entries(&server, &format!("subject=sync:{id}&limit=3")).await;
    assert_eq!(
        actions(&told),
        [
            "backfill.cancelled",
            "backfill.started",
            "deliveries.retried"
        ]
    );
    assert_eq!(difference(&told[0], "backfill").unwrap()["after"], backfill);
    assert_eq!(difference(&told[2], "put_back").unwrap()["after"], 1);

    let ann = Added::add(&server, "Ann", "viewer").await;
    let cookie = ann.cookie(&server).await;
    let body = json!({"current": ann.password, "password": "a longer password"});
    let path = "/api/v1/session/password";
    let request = from_page(Method::PUT, path, Some(&cookie), &body);
    assert_eq!(server.send(request).await.status.as_u16(), 204);
    let told = entries(&server, "action=person.password_changed").await;
    assert_eq!(told[0]["actor"], json!({"kind": "person", "name": "Ann"}));
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_is_not_written_down() {
    let server = Server::start();
    server.delete("/api/v1/syncs/1").await;
    server.delete("/api/v1/keys/1").await;
    server.post("/api/v1/syncs", &json!({})).await;
    let dry = "/api/v1/syncs/1/retry?dry_run=true";
    server.post(dry, &json!({"category": "network"})).await;
    assert_eq!(entries(&server, "").await, Vec::<Value>::new());
}

#[tokio::test]
async fn whoever_cannot_sign_in_is_written_down_but_not_what_they_typed() {
    let server = Server::start();
    for body in [
        json!({"password": "tried-password"}),
        json!({"name": "tried-name", "password": "tried-password"}),
    ] {
        let request = from_page(Method::POST, "/api/v1/session", None, &body);
        server.send(request).await;
    }
    let told = entries(&server, "action=session.refused").await;
    let names: Vec<_> = told.iter().map(|entry| &entry["actor"]["name"]).collect();
    assert_eq!(names, ["(nobody of that name)", "admin"]);
    assert_eq!(told[0]["address"], "192.0.2.1");
    assert!(!json!(told).to_string().contains("tried-"), "{told:?}");
}

#[tokio::test]
async fn entries_are_found_by_actor_action_subject_and_time() {
    let server = Server::start();
    let id = server.create(&document()).await;
    server.pass(1_000);
    let cookie = signed_in(&server).await;
    let path = format!("/api/v1/syncs/{id}");
    let delete = from_page(Method::DELETE, &path, Some(&cookie), &Value::Null);
    assert_eq!(server.send(delete).await.status.as_u16(), 204);
    for (query, found) in [
        ("actor=admin", vec!["sync.deleted", "session.opened"]),
        ("actor=settings", vec!["sync.created"]),
        ("action=sync.created", vec!["sync.created"]),
        ("subject=sync", vec!["sync.deleted", "sync.created"]),
        ("subject=sync:7", vec![]),
        ("subject=7", vec![]),
        (
            "from=2022-10-01T06:00:01Z",
            vec!["sync.deleted", "session.opened"],
        ),
        ("to=2022-10-01T06:00:01Z", vec!["sync.created"]),
        ("actor=admin&subject=sync", vec!["sync.deleted"]),
    ] {
        assert_eq!(actions(&entries(&server, query).await), found, "{query}");
    }
}

#[tokio::test]
async fn entries_come_page_by_page() {
    let server = Server::start();
    for _ in 0..3 {
        server.create(&document()).await;
    }
    let first = server.get("/api/v1/audit?limit=2").await.json();
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let cursor = first["next_cursor"].as_str().unwrap();
    let path = format!("/api/v1/audit?limit=2&cursor={cursor}");
    let second = server.get(&path).await.json();
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
    assert_eq!(second["next_cursor"], Value::Null);
}

#[tokio::test]
async fn what_is_no_filter_is_refused_by_its_name() {
    let server = Server::start();
    for (query, field) in [
        ("action=sync.painted", "action"),
        ("subject=planet:3", "subject"),
        ("from=yesterday", "from"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let reply = server.get(&format!("/api/v1/audit?{query}")).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
}
