//! `/api/v1/syncs/{id}/retry`.

use intertide_domain::delivery::{DiscardReason, Settled, Settlement, WaitReason};
use serde_json::{Value, json};

use crate::harness::{Server, document, event};

/// A server whose sync has discarded A, let B expire a minute later, and delivered C; the sync's
/// id, and those of the three.
async fn failed() -> (Server, i64, Vec<i64>) {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let mut ids = Vec::new();
    for (user, name, settled) in [
        (
            "annabel",
            "A",
            Settled::Discarded(DiscardReason::UserNotFound),
        ),
        ("bertrand", "B", Settled::Expired(WaitReason::Timeout)),
        ("clarissa", "C", Settled::Delivered),
    ] {
        server.take_in(json!([event(user, name)])).await;
        let path = format!("/api/v1/syncs/{sync}/deliveries?event_type={name}");
        let page = server.get(&path).await.json();
        let id = page["data"][0]["id"].as_i64().unwrap();
        server.settle(id, settled);
        ids.push(id);
        server.pass(60_000);
    }
    (server, sync, ids)
}

async fn retry(server: &Server, sync: i64, query: &str, body: &Value) -> Value {
    let path = format!("/api/v1/syncs/{sync}/retry{query}");
    let reply = server.post(&path, body).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    reply.json()
}

async fn pending(server: &Server, sync: i64) -> Value {
    let sync = server.get(&format!("/api/v1/syncs/{sync}")).await.json();
    sync["totals"]["pending"].clone()
}

#[tokio::test]
async fn what_failed_is_put_back_by_id_category_and_time() {
    for (narrowed, expected) in [
        (
            (|ids| json!({"ids": ids})) as fn(&[i64]) -> Value,
            &["B", "A"][..],
        ),
        (|ids| json!({"ids": [ids[1], 99]}), &["B"]),
        (|_| json!({"category": "user_not_found"}), &["A"]),
        (|_| json!({"category": "rejected"}), &[]),
        (|_| json!({"from": "2022-10-01T06:01:00Z"}), &["B"]),
        (|_| json!({"to": "2022-10-01T07:01:00+01:00"}), &["A"]),
        (
            |ids| json!({"ids": ids, "category": "timeout", "from": "2022-10-01T06:00:00Z"}),
            &["B"],
        ),
    ] {
        let (server, sync, ids) = failed().await;
        let body = narrowed(&ids);
        let count = expected.len();

        let counted = retry(&server, sync, "?dry_run=true", &body).await;
        assert_eq!(counted, json!({"count": count}), "{body}");
        assert_eq!(pending(&server, sync).await, 0, "{body}");

        let answer = retry(&server, sync, "", &body).await;
        assert_eq!(answer, json!({"count": count, "put_back": count}), "{body}");
        let path = format!("/api/v1/syncs/{sync}/deliveries?status=pending");
        let page = server.get(&path).await.json();
        let rows = page["data"].as_array().unwrap().iter();
        let names: Vec<_> = rows
            .map(|row| row["event_type"].as_str().unwrap())
            .collect();
        assert_eq!(names, expected, "{body}");

        let again = retry(&server, sync, "", &body).await;
        assert_eq!(again, json!({"count": 0, "put_back": 0}), "{body}");
    }
}

#[tokio::test]
async fn more_than_one_commit_takes_are_all_put_back() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let events: Vec<_> = (0..1_203)
        .map(|number| event(&format!("user-{number:05}"), "A"))
        .collect();
    server.take_in(json!(events)).await;
    let due = server
        .parts
        .state
        .due(
            intertide_domain::ids::SyncId::new(sync),
            server.now(),
            2_000,
        )
        .unwrap();
    let settlements: Vec<_> = due
        .deliveries
        .iter()
        .map(|due| Settlement {
            id: due.id,
            at: server.now(),
            attempts: 1,
            first_attempt_at: None,
            settled: Settled::Discarded(DiscardReason::Rejected),
            exchanges: Vec::new(),
            notes: Vec::new(),
        })
        .collect();
    assert_eq!(settlements.len(), 1_203);
    server.parts.state.settle(&settlements, &[]).unwrap();

    let answer = retry(&server, sync, "", &json!({"category": "rejected"})).await;
    assert_eq!(answer, json!({"count": 1_203, "put_back": 1_203}));
    assert_eq!(pending(&server, sync).await, 1_203);
}

#[tokio::test]
async fn what_is_put_back_of_a_sync_that_is_off_waits() {
    let (server, sync, _) = failed().await;
    let mut off = document();
    off["enabled"] = json!(false);
    server.put(&format!("/api/v1/syncs/{sync}"), &off).await;
    let answer = retry(&server, sync, "", &json!({"category": "timeout"})).await;
    assert_eq!(answer["put_back"], 1);
    assert_eq!(pending(&server, sync).await, 1);
}

#[tokio::test]
async fn which_ones_must_be_said_and_be_readable() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let path = format!("/api/v1/syncs/{sync}/retry");
    let many: Vec<_> = (0..10_001).collect();
    for (body, field) in [
        (json!({}), ""),
        (json!({"ids": null}), ""),
        (json!([1]), ""),
        (json!({"ids": "1"}), "ids"),
        (json!({"ids": ["1"]}), "ids"),
        (json!({"ids": many}), "ids"),
        (json!({"category": "unknown"}), "category"),
        (json!({"category": 1}), "category"),
        (json!({"from": "yesterday"}), "from"),
        (json!({"to": 1_664_604_000}), "to"),
        (json!({"status": "expired"}), "status"),
    ] {
        let reply = server.post(&path, &body).await;
        reply.assert_error(400, "invalid_parameter", Some(field));
    }
    let reply = server
        .post(&format!("{path}?dry_run=perhaps"), &json!({"ids": [1]}))
        .await;
    assert_eq!(reply.status.as_u16(), 400);
}

#[tokio::test]
async fn a_sync_that_is_not_there_has_nothing_to_put_back() {
    let server = Server::start();
    for path in ["/api/v1/syncs/99/retry", "/api/v1/syncs/x/retry"] {
        let reply = server.post(path, &json!({"ids": [1]})).await;
        reply.assert_error(404, "not_found", None);
    }
}

#[tokio::test]
async fn what_had_no_identity_is_put_back_once_somebody_has_logged_in() {
    let server = Server::start();
    let sync = server.create(&document()).await;
    let visit = |device: &str| json!({"device_id": device, "event_type": "Visit", "time": 1});
    server
        .take_in(json!([visit("device-1"), visit("device-2")]))
        .await;
    let missing = json!({"category": "missing_identity"});
    assert_eq!(
        retry(&server, sync, "?dry_run=true", &missing).await,
        json!({"count": 0}),
        "nobody is known yet"
    );
    let log_in = json!({"user_id": "annabel", "device_id": "device-1", "event_type": "$identify"});
    server.take_in(json!([log_in])).await;
    assert_eq!(
        retry(&server, sync, "?dry_run=true", &missing).await,
        json!({"count": 1})
    );
    assert_eq!(pending(&server, sync).await, 0, "counting changes nothing");
    assert_eq!(
        retry(&server, sync, "", &missing).await,
        json!({"count": 1, "put_back": 1})
    );
    assert_eq!(pending(&server, sync).await, 1);
    let page = format!("/api/v1/syncs/{sync}/deliveries?status=pending");
    let delivery = server.get(&page).await.json()["data"][0].clone();
    assert_eq!(delivery["user_id"], "annabel");
}

#[tokio::test]
async fn what_had_no_identity_is_put_back_once_the_mapping_is_mended() {
    let server = Server::start();
    let mut by_email = document();
    by_email["mapping"] = json!({"user_property": "email", "intercom_id": "email"});
    let sync = server.create(&by_email).await;
    server.take_in(json!([event("annabel", "A")])).await;
    let missing = json!({"category": "missing_identity"});
    let path = format!("/api/v1/syncs/{sync}");
    assert_eq!(server.put(&path, &document()).await.status.as_u16(), 200);
    assert_eq!(
        retry(&server, sync, "", &missing).await,
        json!({"count": 1, "put_back": 1})
    );
}
