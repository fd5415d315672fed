//! `intertide sim-intercom` on a free port.

use serde_json::{Value, json};

use super::http::send;
use super::process::{Process, command};

/// A simulated Intercom that is up. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct TestSim {
    _process: Process,
    _directory: tempfile::TempDir,
    url: String,
}

impl TestSim {
    /// The token that opens it.
    pub(crate) const TOKEN: &str = "sim-access-token-ab12";

    pub(crate) fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut command = command(directory.path());
        command.args([
            "sim-intercom",
            "--listen",
            "127.0.0.1:0",
            "--token",
            Self::TOKEN,
        ]);
        let mut process = Process::start(command);
        let url = process.line("A simulated Intercom listens on ");
        Self {
            _process: process,
            _directory: directory,
            url,
        }
    }

    /// Its address: what a sync has as its endpoint.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Looks at it through its administration.
    pub(crate) fn look(&self, path: &str) -> Value {
        let answer = send(|client| client.get(format!("{}/_sim/{path}", self.url)));
        answer.expect("an answer").ok()
    }

    /// Changes it through its administration.
    pub(crate) fn change(&self, path: &str, body: &Value) -> Value {
        let answer = send(|client| client.post(format!("{}/_sim/{path}", self.url)).json(body));
        answer.expect("an answer").ok()
    }

    /// Sets something of it through its administration.
    pub(crate) fn put(&self, path: &str, body: &Value) -> Value {
        let answer = send(|client| client.put(format!("{}/_sim/{path}", self.url)).json(body));
        answer.expect("an answer").ok()
    }

    /// The events that it has.
    pub(crate) fn events(&self) -> Vec<Value> {
        let mut events = Vec::new();
        let mut page = self.look("events?limit=1000");
        loop {
            events.extend(page["events"].as_array().cloned().unwrap_or_default());
            let Some(after) = page["next_after"].as_u64() else {
                return events;
            };
            page = self.look(&format!("events?limit=1000&after={after}"));
        }
    }

    /// Has it misbehave.
    pub(crate) fn misbehave(&self, fault: &Value) {
        self.change("faults", fault);
    }

    /// Has it behave again.
    pub(crate) fn behave(&self) {
        let answer = send(|client| client.delete(format!("{}/_sim/faults", self.url)));
        answer.expect("an answer").ok();
    }

    /// Has it answer everything late, by so many milliseconds.
    pub(crate) fn answer_late(&self, millis: u64) {
        self.misbehave(&json!({"effect": {"type": "latency", "ms": millis}}));
    }
}
