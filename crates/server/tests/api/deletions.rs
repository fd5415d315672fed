//! Asking for erasures, in our own words and in Amplitude's (amplitude.md 1.1).

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Server, keyed};

/// A server that knows these users.
async fn server_with(users: &[&str]) -> Server {
    let server = Server::start();
    let events: Vec<Value> = users
        .iter()
        .map(|user| json!({"event_type": "Opened", "user_id": user}))
        .collect();
    server.take_in(Value::from(events)).await;
    server
}

#[tokio::test]
async fn erasures_are_listed_newest_first_page_by_page() {
    let server = server_with(&["user-1", "user-2", "user-3"]).await;
    let body = json!({"user_ids": ["user-1", "user-2", "user-3"], "requester": "dpo@example.com"});
    let asked = server.post("/api/v1/deletions", &body).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED);
    let first = asked.json()["data"][0].clone();
    assert_eq!(first["user_id"], "user-1");
    assert_eq!(first["requested_by"], "dpo@example.com");
    assert_eq!(first["status"], "pending");
    assert_eq!(first["erased_at"], Value::Null);
    assert_eq!(first["suppressed"], true);
    assert_eq!(first["intercom"], json!([]));
    let page = server.get("/api/v1/deletions?limit=2").await.json();
    let users = |page: &Value| -> Vec<Value> {
        let data = page["data"].as_array().cloned().unwrap_or_default();
        data.iter().map(|one| one["user_id"].clone()).collect()
    };
    assert_eq!(users(&page), [json!("user-3"), json!("user-2")]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = server
        .get(&format!("/api/v1/deletions?cursor={cursor}"))
        .await;
    assert_eq!(users(&rest.json()), [json!("user-1")]);
    assert_eq!(rest.json()["next_cursor"], Value::Null);
    let of_one = server.get("/api/v1/deletions?user_id=user-2").await.json();
    assert_eq!(users(&of_one), [json!("user-2")]);
}

#[tokio::test]
async fn whoever_is_not_known_is_named_by_place_and_nothing_is_erased() {
    let server = server_with(&["user-1"]).await;
    let body = json!({"user_ids": ["user-1", "nobody"]});
    for path in ["/api/v1/deletions", "/api/2/deletions/users"] {
        let refused = server.post(path, &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(refused.json()["error"]["field"], "user_ids");
        let message = refused.json()["error"]["message"].to_string();
        assert!(message.contains("user_ids[1]"), "{message}");
        assert!(!message.contains("nobody,"), "{message}");
    }
    let listed = server.get("/api/v1/deletions").await.json();
    assert_eq!(listed["data"], json!([]));
}

#[tokio::test]
async fn a_request_says_whom_and_not_too_many() {
    let server = Server::start();
    let many: Vec<String> = (0..101).map(|number| format!("user-{number}")).collect();
    for (body, field) in [
        (json!({}), "user_ids"),
        (json!({"user_ids": []}), "user_ids"),
        (json!({"user_ids": [true]}), "user_ids"),
        (json!({"user_ids": many}), "user_ids"),
        (
            json!({"user_ids": ["user-1"], "requester": ""}),
            "requester",
        ),
        (
            json!({"user_ids": ["user-1"], "delete_in_intercom": "perhaps"}),
            "delete_in_intercom",
        ),
        (json!({"users": ["user-1"]}), "users"),
    ] {
        for path in ["/api/v1/deletions", "/api/2/deletions/users"] {
            let refused = server.post(path, &body).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path} {body}");
            assert_eq!(refused.json()["error"]["field"], field, "{path} {body}");
        }
    }
}

#[tokio::test]
async fn amplitudes_own_way_begins_a_job_that_is_listed_by_day() {
    let server = server_with(&["user-1", "user-2"]).await;
    let body = json!({
        "user_ids": ["user-1", "nobody"], "amplitude_ids": [123], "ignore_invalid_id": "True",
        "delete_from_org": "False", "include_mapped_user_ids": true, "requester": "me@example.com",
    });
    let job = server.post("/api/2/deletions/users", &body).await;
    assert_eq!(job.status, StatusCode::OK);
    assert_eq!(job.json()["status"], "submitted");
    let day = job.json()["day"].as_str().unwrap().to_owned();
    let job = job.json();
    let users = job["amplitude_ids"].as_array().unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0]["user_id"], "user-1");
    assert_eq!(users[0]["requester"], "me@example.com");
    assert_eq!(users[0]["requested_on_day"], day.as_str());
    let path = format!("/api/2/deletions/users?start_day={day}&end_day={day}");
    assert_eq!(server.get(&path).await.json(), json!([job]));
    let earlier = "/api/2/deletions/users?start_day=2020-01-01&end_day=2020-06-30";
    assert_eq!(server.get(earlier).await.json(), json!([]));
}

#[tokio::test]
async fn a_form_names_users_too() {
    let server = server_with(&["user-1", "user-2"]).await;
    let form = "user_ids=user-1&user_ids=user-2&requester=me%40example.com";
    let mut sent = keyed(Method::POST, "/api/2/deletions/users", form.into());
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    sent.headers_mut().insert(CONTENT_TYPE, kind);
    let job = server.send(sent).await;
    assert_eq!(job.status, StatusCode::OK);
    assert_eq!(job.json()["amplitude_ids"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn amplitude_ids_mean_nobody_here() {
    let server = server_with(&["user-1"]).await;
    let body = json!({"user_ids": ["user-1"], "amplitude_ids": [356_896_327_775_i64]});
    let refused = server.post("/api/2/deletions/users", &body).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["error"]["field"], "amplitude_ids");
}

#[tokio::test]
async fn a_period_is_days_and_not_longer_than_half_a_year() {
    let server = Server::start();
    for (query, field) in [
        ("", "start_day"),
        ("start_day=2026-11-25", "end_day"),
        ("start_day=yesterday&end_day=2026-11-25", "start_day"),
        ("start_day=2026-11-25&end_day=2026-11-24", "end_day"),
        ("start_day=2026-01-01&end_day=2026-12-31", "end_day"),
    ] {
        let path = format!("/api/2/deletions/users?{query}");
        let refused = server.get(&path).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(refused.json()["error"]["field"], field, "{query}");
    }
}

#[tokio::test]
async fn what_was_asked_for_is_written_down_without_the_user() {
    let server = server_with(&["user-1"]).await;
    let body = json!({"user_ids": ["user-1"]});
    let asked = server.post("/api/v1/deletions", &body).await.json();
    let id = &asked["data"][0]["id"];
    let path = format!("/api/v1/deletions/{id}/suppression");
    let lifted = server.delete(&path).await;
    assert_eq!(lifted.status, StatusCode::NO_CONTENT);
    let audit = server.get("/api/v1/audit").await.json();
    let actions: Vec<&Value> = audit["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(
        actions,
        [&json!("user.suppression_lifted"), &json!("user.erased")]
    );
    assert!(!audit.to_string().contains("user-1"), "{audit}");
}

/// A list of Amplitude's has no pages, so it is whole.
#[tokio::test]
async fn the_jobs_of_a_busy_day_are_all_listed() {
    let users: Vec<String> = (0..100).map(|number| format!("user-{number}")).collect();
    let named: Vec<&str> = users.iter().map(String::as_str).collect();
    let server = server_with(&named).await;
    for _ in 0..11 {
        let body = json!({"user_ids": users});
        let job = server.post("/api/2/deletions/users", &body).await;
        assert_eq!(job.status, StatusCode::OK, "{}", job.text);
    }
    let day = server.now().to_rfc3339();
    let day = day.split('T').next().unwrap();
    let path = format!("/api/2/deletions/users?start_day={day}&end_day={day}");
    let jobs = server.get(&path).await.json();
    assert_eq!(jobs[0]["amplitude_ids"].as_array().unwrap().len(), 1_100);
}
