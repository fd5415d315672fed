//! What drills share: a sync that takes all of a load, and the ledger held against what arrived.

use std::collections::BTreeSet;

use intertide_drill::ledger::{Discrepancy, Entry, Ledger};
use intertide_drill::load::{Load, Plan};
use serde_json::{Value, json};

use super::{TestServer, TestSim};

/// A server's load, the Intercom that it goes to, and what its senders were told.
#[derive(Debug)]
pub(crate) struct Drill {
    pub(crate) sim: TestSim,
    pub(crate) ledger: Ledger,
    runtime: tokio::runtime::Runtime,
}

impl Drill {
    /// With an Intercom that sets no limit, so that nothing waits for one.
    pub(crate) fn start() -> Self {
        let sim = TestSim::start();
        sim.put("rate-limit", &json!({"per_10s": 1_000_000}));
        Self {
            sim,
            ledger: Ledger::default(),
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    /// Makes the sync that sends all of a load to Intercom; its id.
    pub(crate) fn create_sync(&self, server: &TestServer) -> i64 {
        server.create_sync(&json!({
            "name": "Drill",
            "destination": "intercom",
            "enabled": true,
            "credentials": {"endpoint": self.sim.url(), "access_token": TestSim::TOKEN},
            "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
            "send_events": {
                "enabled": true,
                "select": [{"event_type": "Drill"}],
                "event_properties": ["name"],
                "unknown_user": "create",
            },
        }))
    }

    /// Starts so many senders, whose events' names begin with this.
    pub(crate) fn load(&self, server: &TestServer, senders: usize, prefix: &str) -> Load {
        let plan = Plan {
            base_url: server.url().to_owned(),
            api_key: server.api_key().to_owned(),
            senders,
            batch: 3,
            user_prefix: format!("{prefix}user-"),
            name_prefix: prefix.to_owned(),
        };
        self.runtime
            .block_on(async { Load::start(plan) })
            .expect("a load")
    }

    /// Stops a load and takes over its ledger; how many of its events were acknowledged.
    pub(crate) fn stop(&mut self, load: Load) -> usize {
        let ledger = self.runtime.block_on(load.stop());
        let acknowledged = ledger.count(Entry::Acknowledged);
        self.ledger.absorb(ledger);
        acknowledged
    }

    /// Waits until all is delivered, and asserts that the ledger and Intercom agree.
    #[track_caller]
    pub(crate) fn assert_nothing_is_lost(&self, server: &TestServer, sync: i64) {
        let discrepancy = self.discrepancy(server, sync);
        assert!(discrepancy.is_none(), "{discrepancy}");
    }

    /// Waits until all is delivered, and holds the ledger against what Intercom has.
    #[track_caller]
    pub(crate) fn discrepancy(&self, server: &TestServer, sync: i64) -> Discrepancy {
        let acknowledged = self.ledger.count(Entry::Acknowledged) as u64;
        let totals = server.wait_for_totals(sync, |totals| {
            totals["pending"] == 0 && totals["delivered"].as_u64() >= Some(acknowledged)
        });
        assert_eq!(totals["discarded"], 0, "{totals}");
        assert_eq!(totals["expired"], 0, "{totals}");
        let arrived = self.arrived();
        assert_eq!(
            totals["selected"].as_u64(),
            Some(arrived.len() as u64),
            "each event counts once: {totals}"
        );
        self.ledger.compare(&arrived)
    }

    /// The names of the events that Intercom has. None is there twice.
    #[track_caller]
    pub(crate) fn arrived(&self) -> BTreeSet<String> {
        let events = self.sim.events();
        let names: BTreeSet<String> = events.iter().filter_map(name).collect();
        assert_eq!(names.len(), events.len(), "an event arrived twice");
        names
    }
}

fn name(event: &Value) -> Option<String> {
    event["metadata"]["name"].as_str().map(str::to_owned)
}
