//! `/api/v1/metrics`.

use serde_json::json;

use crate::harness::{Server, event};

#[tokio::test]
async fn what_came_in_is_told_step_by_step_copies_apart() {
    let server = Server::start();
    let mut order = event("annabel", "Order Completed");
    order["insert_id"] = json!("order-1");
    server.take_in(json!([order, event("bertrand", "A")])).await;
    server.pass(60_000);
    server.take_in(json!([order])).await;
    server.pass(1_000);

    let query = "from=2022-10-01T05:59:00Z";
    let reply = server.get(&format!("/api/v1/metrics?{query}")).await;
    let of = |start: &str, received: u64, duplicates: u64| json!({"start": start, "received": received, "duplicates": duplicates});
    assert_eq!(
        reply.json(),
        json!({
            "from": "2022-10-01T05:59:00.000Z",
            "to": "2022-10-01T06:01:01.000Z",
            "step": "1m",
            "overall": {"received": 3, "duplicates": 1},
            "series": [
                of("2022-10-01T05:59:00.000Z", 0, 0),
                of("2022-10-01T06:00:00.000Z", 2, 0),
                of("2022-10-01T06:01:00.000Z", 1, 1),
            ],
        })
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let server = Server::start();
    let reply = server.get("/api/v1/metrics?step=90s").await;
    reply.assert_error(400, "invalid_parameter", Some("step"));
}
