//! Webhooks over loopback: what arrives at an endpoint.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use hmac::{Hmac, KeyInit, Mac};
use intercom_sim::{Settings, Simulator, serve};
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

const SECRET: &str = "app-secret";
const PATIENCE: Duration = Duration::from_secs(20);

/// What an endpoint received.
#[derive(Debug)]
struct Arrived {
    method: String,
    path: String,
    user_agent: String,
    signature: Option<String>,
    body: Vec<u8>,
}

/// An endpoint that answers with a status of the test's choice.
struct Endpoint {
    url: String,
    arrived: mpsc::Receiver<Arrived>,
    status: Arc<AtomicU16>,
}

impl Endpoint {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?app=1", listener.local_addr().unwrap());
        let (sender, arrived) = mpsc::channel(100);
        let status = Arc::new(AtomicU16::new(200));
        let router = Router::new()
            .fallback(take)
            .with_state((sender, status.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url,
            arrived,
            status,
        }
    }

    async fn next(&mut self) -> Arrived {
        let arrived = timeout(PATIENCE, self.arrived.recv()).await;
        arrived.expect("something arrives").unwrap()
    }
}

async fn take(
    State((sender, status)): State<(mpsc::Sender<Arrived>, Arc<AtomicU16>)>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let header = |name: &str| {
        let value = head.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let arrived = Arrived {
        method: head.method.to_string(),
        path: head.uri.to_string(),
        user_agent: header("user-agent").unwrap(),
        signature: header("x-hub-signature"),
        body: to_bytes(body, 1 << 20).await.unwrap().to_vec(),
    };
    let status = status.load(Ordering::Acquire);
    sender.send(arrived).await.unwrap();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status.try_into().unwrap();
    response
}

struct Sim {
    simulator: Arc<Simulator>,
    url: String,
    client: reqwest::Client,
}

impl Sim {
    async fn start() -> Self {
        // The first test installs the provider, the others find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let simulator = Arc::new(Simulator::new(Settings::default()));
        tokio::spawn(serve(
            listener,
            simulator.clone(),
            std::future::pending::<()>(),
        ));
        Self {
            simulator,
            url,
            client: reqwest::Client::new(),
        }
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.url));
        let request = request.bearer_auth("sim-token").json(&body);
        let response = request.send().await.unwrap().error_for_status().unwrap();
        response.json().await.unwrap()
    }

    async fn configure(&self, endpoint: &Endpoint) {
        let body = json!({
            "url": endpoint.url, "secret": SECRET, "topics": ["contact.user.created"],
        });
        self.post("/_sim/webhooks", body).await;
    }

    /// Waits until the webhook looks as wanted.
    async fn wait_until(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let url = format!("{}/_sim/webhooks", self.url);
        let look = async {
            loop {
                let shown: Value = self
                    .client
                    .get(&url)
                    .send()
                    .await
                    .unwrap()
                    .json()
                    .await
                    .unwrap();
                if holds(&shown) {
                    return shown;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, look).await.expect("it comes to that")
    }
}

fn signed(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body);
    let digits: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha1={digits}")
}

#[tokio::test]
async fn a_probe_arrives_and_then_signed_notifications() {
    let (sim, mut endpoint) = (Sim::start().await, Endpoint::start().await);
    sim.configure(&endpoint).await;
    let probe = endpoint.next().await;
    assert_eq!(
        (probe.method.as_str(), probe.path.as_str()),
        ("HEAD", "/hook?app=1")
    );
    assert_eq!(probe.signature, None);

    sim.post("/contacts", json!({"external_id": "u1"})).await;
    let arrived = endpoint.next().await;
    assert_eq!(
        (arrived.method.as_str(), arrived.path.as_str()),
        ("POST", "/hook?app=1")
    );
    assert_eq!(arrived.user_agent, "intercom-parrot-service-client/1.0");
    assert_eq!(arrived.signature, Some(signed(&arrived.body)));
    let body: Value = serde_json::from_slice(&arrived.body).unwrap();
    assert_eq!(body["topic"], "contact.user.created");
    assert_eq!(body["data"]["item"]["external_id"], "u1");
    let shown = sim
        .wait_until(|shown| shown["deliveries"][0]["status"] == "delivered")
        .await;
    assert_eq!(shown["endpoint"]["probe"], "passed");
}

#[tokio::test]
async fn a_refused_notification_comes_again_once_its_time_has_come() {
    let (sim, mut endpoint) = (Sim::start().await, Endpoint::start().await);
    sim.configure(&endpoint).await;
    endpoint.next().await;
    sim.wait_until(|shown| shown["endpoint"]["probe"] == "passed")
        .await;
    endpoint.status.store(429, Ordering::Release);
    sim.post("/_sim/webhooks/ping", json!({})).await;
    endpoint.next().await;
    sim.wait_until(|shown| shown["deliveries"][0]["last_answer"] == "429")
        .await;
    endpoint.status.store(200, Ordering::Release);
    sim.simulator.advance(60_000);
    let again: Value = serde_json::from_slice(&endpoint.next().await.body).unwrap();
    assert_eq!(again["delivery_attempts"], 2);
    sim.wait_until(|shown| shown["deliveries"][0]["status"] == "delivered")
        .await;
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_fails_its_probe() {
    let sim = Sim::start().await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    sim.post(
        "/_sim/webhooks",
        json!({"url": url, "secret": SECRET, "topics": []}),
    )
    .await;
    let shown = sim
        .wait_until(|shown| shown["endpoint"]["probe"] == "failed")
        .await;
    let reason = shown["endpoint"]["probe_failure"].as_str().unwrap();
    assert!(reason.contains("refused"), "{reason}");
}
