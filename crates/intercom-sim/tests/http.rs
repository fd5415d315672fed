//! The simulator on a socket: what only bytes can show.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use intercom_sim::{FaultRule, ManualClock, Settings, Simulator, Switches, UnixMillis, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Running {
    client: reqwest::Client,
    address: SocketAddr,
    simulator: Arc<Simulator>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

async fn start() -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let simulator = Arc::new(Simulator::with_clock(
        Settings::default(),
        Switches::default(),
        Arc::new(ManualClock::new(UnixMillis(1_700_049_600_000))),
    ));
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(serve(listener, Arc::clone(&simulator), async {
        let _ = stopped.await;
    }));
    Running {
        client: client(),
        address,
        simulator,
        stop,
        server,
    }
}

/// A client that gives up instead of waiting for ever.
fn client() -> reqwest::Client {
    // The first test installs the provider, the others find it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(10));
    client.build().unwrap()
}

impl Running {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn fault(&self, rule: Value) {
        let rule: FaultRule = serde_json::from_value(rule).unwrap();
        self.simulator
            .with(|workspace| workspace.add_fault(rule).unwrap());
    }

    async fn get(&self, path: &str) -> reqwest::Result<reqwest::Response> {
        self.client
            .get(self.url(path))
            .bearer_auth("sim-token")
            .send()
            .await
    }

    async fn post(&self, path: &str, body: Value) -> reqwest::Result<reqwest::Response> {
        let request = self.client.post(self.url(path)).bearer_auth("sim-token");
        request.json(&body).send().await
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        let stopped = tokio::time::timeout(Duration::from_secs(5), self.server).await;
        stopped.expect("the server stops").unwrap().unwrap();
    }
}

fn event() -> Value {
    json!({"event_name": "order-done", "created_at": 1_700_000_000, "user_id": "u1"})
}

#[tokio::test]
async fn a_contact_and_its_event_go_over_the_wire() {
    let running = start().await;
    let created = running
        .post("/contacts", json!({"external_id": "u1"}))
        .await
        .unwrap();
    assert_eq!(created.status(), 200);
    assert_eq!(created.headers()["intercom-version"], "2.16");
    assert_eq!(created.headers()["x-ratelimit-limit"], "1666");
    let contact: Value = created.json().await.unwrap();

    let accepted = running.post("/events", event()).await.unwrap();
    assert_eq!(accepted.status(), 202);
    assert_eq!(accepted.headers().get("content-type"), None);
    assert!(accepted.bytes().await.unwrap().is_empty());
    assert_eq!(
        running.simulator.events()[0].contact_id.to_string(),
        contact["id"].as_str().unwrap()
    );

    let list = running
        .get("/events?type=user&user_id=u1&per_page=1")
        .await
        .unwrap();
    let list: Value = list.json().await.unwrap();
    let since = list["pages"]["since"].as_str().unwrap();
    assert!(since.starts_with(&running.url("/events?")), "{since}");
    running.stop().await;
}

#[tokio::test]
async fn the_administration_api_needs_no_token() {
    let running = start().await;
    let state = running
        .client
        .get(running.url("/_sim/state"))
        .send()
        .await
        .unwrap();
    let state: Value = state.json().await.unwrap();
    assert_eq!(state["contacts"]["all"], 0);
    let refused = running.client.get(running.url("/me")).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    running.stop().await;
}

#[tokio::test]
async fn a_reset_reaches_the_client_as_a_reset_before_or_after_the_commit() {
    for commit in [false, true] {
        let running = start().await;
        running
            .post("/contacts", json!({"external_id": "u1"}))
            .await
            .unwrap();
        running.fault(json!({"count": 1, "effect": {"type": "reset", "commit": commit}}));
        let body = event().to_string();
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        let request = format!(
            "POST /events HTTP/1.1\r\nhost: sim\r\nauthorization: Bearer sim-token\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let error = stream.read_to_end(&mut answer).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
        assert!(answer.is_empty());
        assert_eq!(running.simulator.events().len(), usize::from(commit));
        assert_eq!(running.get("/me").await.unwrap().status(), 200);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_hanging_answer_does_not_hold_up_the_servers_end() {
    let running = start().await;
    running.fault(json!({"effect": {"type": "hang"}}));
    let url = running.url("/me");
    let client = running.client.clone();
    let hanging =
        tokio::spawn(async move { client.get(url).bearer_auth("sim-token").send().await });
    let arrival = async {
        while running.simulator.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let arrived = tokio::time::timeout(Duration::from_secs(5), arrival).await;
    arrived.expect("the request arrives");
    assert!(!hanging.is_finished());
    running.stop().await;
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn a_slow_body_arrives_whole_after_its_pauses() {
    let running = start().await;
    running.fault(json!({"effect": {"type": "slow_body", "chunk_bytes": 100, "pause_ms": 1}}));
    running.fault(json!({"effect": {"type": "latency", "ms": 20}}));
    let started = std::time::Instant::now();
    let me: Value = running.get("/me").await.unwrap().json().await.unwrap();
    assert_eq!(me["type"], "admin");
    assert!(started.elapsed() >= Duration::from_millis(20));
    running.stop().await;
}

#[tokio::test]
async fn a_body_beyond_the_bound_is_413() {
    let running = start().await;
    let long = "x".repeat(1_048_576);
    let refused = running
        .post("/contacts", json!({"name": long}))
        .await
        .unwrap();
    assert_eq!(refused.status(), 413);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["type"], "error.list");
    let longer = "x".repeat(3 * 1_048_576);
    match running.post("/contacts", json!({"name": longer})).await {
        Ok(refused) => assert_eq!(refused.status(), 413),
        // The server may close before the client has sent it all.
        Err(error) => assert!(error.is_request()),
    }
    running.stop().await;
}
