//! `kill -9` in the middle of load: what was acknowledged arrives all the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use intertide_drill::ledger::{Entry, Ledger};
use intertide_drill::load::{Load, Plan};
use serde_json::json;

use self::support::{ServerBuilder, TestServer, TestSim};

/// How often the server is killed.
const ROUNDS: usize = 5;

/// How long each life of it lasts.
const LIFE: Duration = Duration::from_millis(600);

const SENDERS: usize = 4;

fn plan(server: &TestServer, round: usize) -> Plan {
    Plan {
        base_url: server.url().to_owned(),
        api_key: server.api_key().to_owned(),
        senders: SENDERS,
        batch: 3,
        user_prefix: format!("drill-{round}-user-"),
        name_prefix: format!("drill-{round}-"),
    }
}

/// Loads a server for one life, and kills it in the middle of it.
fn one_life(
    runtime: &tokio::runtime::Runtime,
    server: TestServer,
    round: usize,
) -> (Ledger, support::server::Stopped) {
    let load = runtime
        .block_on(async { Load::start(plan(&server, round)) })
        .unwrap();
    std::thread::sleep(LIFE);
    let stopped = server.kill();
    (runtime.block_on(load.stop()), stopped)
}

#[test]
fn every_acknowledged_event_reaches_intercom_through_kills_in_the_middle_of_load() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let sim = TestSim::start();
    sim.put("rate-limit", &json!({"per_10s": 1_000_000}));
    let mut server = ServerBuilder::new().start();
    let sync = server.create_sync(&json!({
        "name": "Drill",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": sim.url(), "access_token": TestSim::TOKEN},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "send_events": {
            "enabled": true,
            "select": [{"event_type": "Drill"}],
            "event_properties": ["name"],
            "unknown_user": "create",
        },
    }));
    let mut ledger = Ledger::default();
    for round in 0..ROUNDS {
        let (of_this_life, stopped) = one_life(&runtime, server, round);
        assert!(
            of_this_life.count(Entry::Acknowledged) > 0,
            "round {round} took nothing in"
        );
        ledger.absorb(of_this_life);
        server = stopped.start();
    }
    let acknowledged = ledger.count(Entry::Acknowledged) as u64;
    let totals = server.wait_for_totals(sync, |totals| {
        totals["pending"] == 0 && totals["delivered"].as_u64() >= Some(acknowledged)
    });
    assert_eq!(totals["discarded"], 0, "{totals}");
    assert_eq!(totals["expired"], 0, "{totals}");
    let arrived: BTreeSet<String> = sim
        .events()
        .iter()
        .filter_map(|event| event["metadata"]["name"].as_str().map(str::to_owned))
        .collect();
    let discrepancy = ledger.compare(&arrived);
    assert!(discrepancy.is_none(), "{discrepancy}");
    assert_eq!(
        totals["selected"].as_u64(),
        Some(arrived.len() as u64),
        "each event counts once: {totals}"
    );
}
