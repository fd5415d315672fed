//! A workspace with a moment, for tests: says a request in one line and checks its answer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use http::Method;
use serde_json::{Value, json};

use crate::{Settings, SimRequest, SimResponse, Switches, UnixMillis, Workspace};

/// Noon of a day in 2023, in the middle of a rate window.
pub(crate) const NOON: UnixMillis = UnixMillis(1_700_049_600_000);

/// A workspace at a moment.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) workspace: Workspace,
    pub(crate) now: UnixMillis,
    pub(crate) version: &'static str,
}

/// Status and body of an answer.
pub(crate) type Said = (u16, Value);

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with_settings(Settings::default())
    }

    pub(crate) fn with_settings(settings: Settings) -> Self {
        Self {
            workspace: Workspace::new(settings),
            now: NOON,
            version: "2.16",
        }
    }

    pub(crate) fn switched(turn: impl FnOnce(&mut Switches)) -> Self {
        let mut bench = Self::new();
        turn(bench.workspace.switches_mut());
        bench
    }

    pub(crate) fn request(&self, method: Method, target: &str) -> SimRequest {
        SimRequest::new(method, target)
            .bearer(&self.workspace.settings().token)
            .header(
                http::HeaderName::from_static("intercom-version"),
                self.version,
            )
    }

    pub(crate) fn send(&mut self, request: &SimRequest) -> SimResponse {
        self.workspace.handle(request, self.now)
    }

    pub(crate) fn get(&mut self, target: &str) -> Said {
        let request = self.request(Method::GET, target);
        said(&self.send(&request))
    }

    pub(crate) fn post(&mut self, target: &str, body: Value) -> Said {
        let request = self.request(Method::POST, target).json(&body);
        said(&self.send(&request))
    }

    pub(crate) fn put(&mut self, target: &str, body: Value) -> Said {
        let request = self.request(Method::PUT, target).json(&body);
        said(&self.send(&request))
    }

    pub(crate) fn delete(&mut self, target: &str) -> Said {
        let request = self.request(Method::DELETE, target);
        said(&self.send(&request))
    }

    /// Makes a contact and gives its id.
    pub(crate) fn contact(&mut self, body: Value) -> String {
        let (status, contact) = self.post("/contacts", body);
        assert_eq!(status, 200, "{contact}");
        contact["id"].as_str().unwrap().to_owned()
    }

    /// Declares a custom attribute of contacts and gives its id.
    pub(crate) fn attribute(&mut self, name: &str, data_type: &str) -> u64 {
        let (status, attribute) = self.post(
            "/data_attributes",
            json!({"name": name, "model": "contact", "data_type": data_type}),
        );
        assert_eq!(status, 200, "{attribute}");
        attribute["id"].as_u64().unwrap()
    }

    pub(crate) fn pass(&mut self, millis: i64) {
        self.now = self.now.plus(millis);
    }
}

fn said(response: &SimResponse) -> Said {
    let body = response.json().unwrap_or(Value::Null);
    (response.status.as_u16(), body)
}

/// Status, code and message of a refusal.
pub(crate) fn refusal((status, body): &Said) -> (u16, &str, &str) {
    assert_eq!(body["type"], "error.list", "{body}");
    let error = &body["errors"][0];
    (
        *status,
        error["code"].as_str().unwrap(),
        error["message"].as_str().unwrap(),
    )
}

/// Status and code of a refusal.
pub(crate) fn code(said: &Said) -> (u16, &str) {
    let (status, code, _) = refusal(said);
    (status, code)
}
