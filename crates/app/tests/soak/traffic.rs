//! What is sent: events of users at random, and updates of them.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_drill::ledger::{Entry, Ledger};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::support::TestServer;

/// The user property that updates set.
pub(crate) const PROPERTY: &str = "score";

const PER_SECOND: f64 = 40.0;
const USERS: usize = 50;
/// One in so many is an update of its user.
const UPDATE_ONE_IN: u64 = 4;

/// When the first event is said to have happened; each has a second of its own.
const FIRST_TIME_MS: u64 = 1_600_000_000_000;

/// Sends in steps, at a steady pace.
#[derive(Debug)]
pub(crate) struct Traffic {
    random: StdRng,
    sent: u64,
    last_values: BTreeMap<String, Value>,
}

impl Traffic {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            sent: 0,
            last_values: BTreeMap::new(),
        }
    }

    /// Sends what is due by now, in one request, and writes down what the server said of it.
    pub(crate) fn send_due(&mut self, server: &TestServer, ledger: &mut Ledger, elapsed: Duration) {
        let due = (elapsed.as_secs_f64() * PER_SECOND) as u64;
        let mut body = Vec::new();
        let mut names = Vec::new();
        while self.sent < due {
            let name = format!("soak-{}", self.sent);
            let user = format!("user-{}", self.random.random_range(0..USERS));
            let mut item = json!({
                "user_id": user,
                "insert_id": name,
                "time": FIRST_TIME_MS + self.sent * 1_000,
            });
            if self.random.random_range(0..UPDATE_ONE_IN) == 0 {
                item["event_type"] = json!("$identify");
                item["user_properties"] = json!({"$set": {PROPERTY: self.sent}});
                self.last_values.insert(user, json!(self.sent));
            } else {
                item["event_type"] = json!("Drill");
                item["event_properties"] = json!({"name": name});
                self.last_values.entry(user).or_insert(Value::Null);
                names.push(name);
            }
            body.push(item);
            self.sent += 1;
        }
        if body.is_empty() {
            return;
        }
        let answer = server.ingest(&body).expect("an answer");
        let entry = match answer.status {
            200 => Entry::Acknowledged,
            _ => Entry::Refused,
        };
        for name in names {
            ledger.enter(name, entry);
        }
    }

    /// How much was sent: each event and each update is a delivery.
    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// What each user's property was set to last; null where it never was.
    pub(crate) fn into_last_values(self) -> BTreeMap<String, Value> {
        self.last_values
    }
}
