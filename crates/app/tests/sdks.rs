//! The real SDKs, unchanged but for the URL: what they send arrives as the sync says, and they
//! report no error.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use self::support::{TestServer, TestSim};

/// A story told by an SDK, and what came of it.
struct Told {
    server: TestServer,
    sim: TestSim,
    sync: i64,
    /// What the SDK's program printed.
    report: Value,
}

fn sdk(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/sdk")
        .join(path)
}

/// Runs a program of `tests/sdk` to its end; the JSON that it printed.
fn run(program: &str, arguments: &[&str]) -> Value {
    let mut command = if program.ends_with(".mjs") {
        Command::new("node")
    } else {
        Command::new(sdk("python/.venv/bin/python"))
    };
    let output = command.arg(sdk(program)).args(arguments).output();
    let output = output.unwrap_or_else(|error| {
        panic!("{program} can't be run ({error}); scripts/test installs what it needs")
    });
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {stderr}");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{program}: {error}\n{stderr}"))
}

/// Lets an SDK tell its story to a server with a sync for it.
fn tell(program: &str) -> Told {
    let sim = TestSim::start();
    let attribute = |name, data_type| json!({"name": name, "data_type": data_type});
    let attributes = [
        attribute("plan", "string"),
        attribute("seats", "integer"),
        attribute("tags", "string"),
    ];
    sim.change("attributes", &json!({"attributes": attributes}));
    let server = TestServer::start();
    let sync = server.create_sync(&json!({
        "name": "Story",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": sim.url(), "access_token": TestSim::TOKEN},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "send_events": {
            "enabled": true,
            "select": [
                {"event_type": "Order Completed", "where": [
                    {"property": "event.total", "operator": "greater_than", "values": ["10"]},
                ]},
                {"event_type": "revenue_amount"},
                {"event_type": "Page Viewed"},
            ],
            "event_properties": [
                "total", "currency", "express", "items", "buyer", "note",
                {"property": "$price", "as": "price"},
            ],
            "user_properties": ["plan", "language"],
        },
        "send_users": {"enabled": true, "user_properties": ["plan", "seats", "tags"]},
    }));
    let url = format!("{}/2/httpapi", server.url());
    let report = run(program, &[&url, server.api_key()]);
    // Two orders of which one is filtered out, a revenue, a visit without user: three events.
    // First values, seats, plan unset, all cleared: four user updates.
    server.wait_for_totals(sync, |totals| {
        totals["selected"] == 7 && totals["pending"] == 0
    });
    Told {
        server,
        sim,
        sync,
        report,
    }
}

impl Told {
    fn contact(&self, user: &str) -> Value {
        let contacts = self.sim.look("contacts");
        let contacts = contacts["contacts"].as_array().cloned().unwrap_or_default();
        assert_eq!(contacts.len(), 1, "{contacts:?}");
        let contact = contacts[0]["contact"].clone();
        assert_eq!(contact["external_id"], user);
        contact
    }

    /// The bodies of the requests that wrote contacts, in order.
    fn contact_writes(&self) -> Vec<Value> {
        let requests = self.sim.look("requests?limit=1000");
        requests["requests"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|request| {
                let path = request["path"].as_str().unwrap_or_default();
                let method = &request["method"];
                (method == "POST" && path == "/contacts")
                    || (method == "PUT" && path.starts_with("/contacts/"))
            })
            .map(|request| match &request["body"] {
                Value::String(text) => serde_json::from_str(text).unwrap(),
                body => body.clone(),
            })
            .collect()
    }

    /// What the story comes to, whichever SDK told it.
    fn holds(&self, user: &str) {
        let totals = self.server.totals(self.sync);
        assert_eq!(totals["delivered"], 6, "{totals}");
        assert_eq!(totals["discarded"], 1, "{totals}");
        let discarded = self
            .server
            .get(&format!(
                "/api/v1/syncs/{}/deliveries?status=discarded",
                self.sync
            ))
            .ok();
        assert_eq!(discarded["data"][0]["category"], "missing_identity");
        assert_eq!(discarded["data"][0]["event_type"], "Page Viewed");
        self.events_hold();
        self.users_hold(user);
        self.profile_holds(user);
    }

    fn events_hold(&self) {
        let events = self.sim.events();
        let metadata = |name: &str| {
            let event = events.iter().find(|event| event["event_name"] == name);
            event.unwrap_or_else(|| panic!("no {name} in {events:?}"))["metadata"].clone()
        };
        assert_eq!(events.len(), 2, "{events:?}");
        let order = metadata("Order Completed");
        assert_eq!(order["total"], 42.5);
        assert_eq!(order["currency"], "EUR");
        assert_eq!(order["express"], "true", "Intercom lists no boolean");
        assert_eq!(order["plan"], "pro", "as it was at that moment");
        assert_eq!(order["language"], "German");
        assert_eq!(order.get("note"), None);
        assert!(
            order
                .as_object()
                .unwrap()
                .values()
                .all(|value| !value.is_object() && !value.is_array()),
            "never nested: {order}"
        );
        assert_eq!(metadata("revenue_amount")["price"], 3.99);
    }

    /// Four updates are delivered; those that wait together share a request, so that there may be
    /// fewer of these.
    fn users_hold(&self, user: &str) {
        let updates = format!("/api/v1/syncs/{}/deliveries?status=delivered", self.sync);
        let updates = self.server.get(&updates).ok();
        let updates = updates["data"].as_array().unwrap().iter();
        assert_eq!(updates.filter(|update| update["kind"] == "user").count(), 4);
        let writes = self.contact_writes();
        assert!((1..=4).contains(&writes.len()), "{writes:?}");
        let attributes = &self.contact(user)["custom_attributes"];
        assert_eq!(
            attributes,
            &json!({"plan": null, "seats": null, "tags": null}),
            "all was cleared in the end"
        );
    }

    fn profile_holds(&self, user: &str) {
        let profile = self.server.get(&format!("/api/v1/users/{user}")).ok();
        let properties = &profile["user_properties"];
        assert_eq!(properties["theme"], Value::Null, "all was cleared");
        assert_eq!(properties["paying"], true);
    }
}

#[test]
fn the_node_sdk_works_unchanged() {
    let told = tell("node/story.mjs");
    for call in told.report.as_array().unwrap() {
        assert_eq!(call["code"], 200, "{call}");
    }
    assert_eq!(told.report.as_array().map(Vec::len), Some(13));
    told.holds("sdk-node-user");
}

#[test]
fn the_python_sdk_works_unchanged() {
    let told = tell("python/story.py");
    let reports = told.report["reports"].as_array().unwrap();
    for report in reports {
        assert_eq!(report["code"], 200, "{report}");
    }
    assert_eq!(reports.len(), 13);
    assert_eq!(told.report["log"], json!([]));
    told.holds("sdk-python-user");
}

/// What an official client read of the simulated Intercom.
fn client_holds(read: &Value, name: &str) {
    assert_eq!(
        read,
        &json!({
            "app": read["app"],
            "same_contact": true,
            "name": name,
            "events": ["client-event"],
            "attributes": true,
            "conflict": 409,
            "unknown": 404,
        })
    );
    assert!(read["app"].is_string());
}

#[test]
fn the_official_node_client_works_against_the_simulator() {
    let sim = TestSim::start();
    client_holds(
        &run("node/intercom.mjs", &[sim.url(), TestSim::TOKEN]),
        "Node",
    );
}

#[test]
fn the_official_python_client_works_against_the_simulator() {
    let sim = TestSim::start();
    let read = run("python/intercom_client.py", &[sim.url(), TestSim::TOKEN]);
    client_holds(&read, "Python");
}
