//! HTTP for tests that are plain functions.

use std::sync::LazyLock;
use std::time::Duration;

use serde_json::Value;

/// One runtime and one client for all tests of a binary.
static HTTP: LazyLock<(tokio::runtime::Runtime, reqwest::Client)> = LazyLock::new(|| {
    rustls::crypto::ring::default_provider()
        .install_default()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        // A server that was killed takes its connections with it.
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    (runtime, client)
});

/// A status, and a body: JSON, or a text where it is none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.body
    }
}

/// Sends a request; the cookie that its answer sets, as a browser sends it back.
pub(crate) fn cookie_from(
    build: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder,
) -> Option<String> {
    let (runtime, client) = &*HTTP;
    let request = build(client);
    let response = runtime.block_on(async { request.send().await }).unwrap();
    let cookie = response.headers().get("set-cookie")?.to_str().unwrap();
    cookie.split(';').next().map(str::to_owned)
}

/// Sends a request; `None` when no whole answer came.
pub(crate) fn send(
    build: impl FnOnce(&reqwest::Client) -> reqwest::RequestBuilder,
) -> Option<Answer> {
    let (runtime, client) = &*HTTP;
    let request = build(client);
    runtime.block_on(async {
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        let text = response.text().await.ok()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Some(Answer { status, body })
    })
}
