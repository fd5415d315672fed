//! A soak: the real program under steady load, with an Intercom that is in another mood every few
//! seconds. Nothing is lost, doubled or miscounted, and what it takes of the machine stays as it is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod moods;
mod traffic;
mod vitals;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use intertide_drill::ledger::Entry;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use self::moods::Moods;
use self::traffic::Traffic;
use self::vitals::Vitals;
use support::drill::Drill;
use support::{ServerBuilder, TestServer, TestSim};

/// How long the load lasts, in seconds, unless [`SECONDS_VARIABLE`] says otherwise. `cargo test` runs
/// as long as is wanted; nextest ends what takes minutes.
const SECONDS: u64 = 20;
const SECONDS_VARIABLE: &str = "INTERTIDE_SOAK_SECONDS";

/// Repeats what was sent, and the moods, of a run that failed.
const SEED_VARIABLE: &str = "INTERTIDE_SOAK_SEED";

/// How long the deliveries may take that are pending when the load ends: those that failed last
/// wait longest.
const MOST_REST: Duration = Duration::from_secs(600);

/// How long the program rests between two looks at it.
const BEAT: Duration = Duration::from_millis(200);

/// A number from the environment of the tests.
fn variable(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().ok().unwrap_or_else(|| panic!("{name}={text}")))
}

/// A sync that sends events and users, with retries that follow each other closely.
fn create_sync(server: &TestServer, sim: &TestSim) -> i64 {
    server.create_sync(&json!({
        "name": "Soak",
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
        "send_users": {"enabled": true, "user_properties": [traffic::PROPERTY]},
        "retry": {"window": "10m", "attempts": 20},
    }))
}

/// Waits until all that was sent is settled; the totals.
fn rest(server: &TestServer, sync: i64, sent: u64) -> Value {
    let start = Instant::now();
    loop {
        let totals = server.totals(sync);
        if totals["pending"] == 0 && totals["selected"].as_u64() >= Some(sent) {
            return totals;
        }
        assert!(start.elapsed() < MOST_REST, "{totals}");
        std::thread::sleep(BEAT);
    }
}

/// What Intercom holds of the property of each user.
fn of_contacts(sim: &TestSim) -> BTreeMap<String, Value> {
    let page = sim.look("contacts?limit=1000");
    let contacts = page["contacts"].as_array().cloned().unwrap_or_default();
    let property = |entry: &Value| {
        let contact = &entry["contact"];
        let user = contact["external_id"].as_str()?.to_owned();
        Some((
            user,
            contact["custom_attributes"][traffic::PROPERTY].clone(),
        ))
    };
    contacts.iter().filter_map(property).collect()
}

#[test]
fn a_soak_with_an_intercom_of_many_moods_loses_nothing_and_takes_no_more_with_time() {
    let seed = variable(SEED_VARIABLE).unwrap_or_else(rand::random::<u64>);
    // Shown when the test fails.
    println!("{SEED_VARIABLE}={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let lasts = Duration::from_secs(variable(SECONDS_VARIABLE).unwrap_or(SECONDS));
    let mut drill = Drill::start();
    let server = ServerBuilder::new()
        .argument("--set=intercom.request_timeout=1s")
        .start();
    let attribute = json!({"name": traffic::PROPERTY, "data_type": "integer"});
    drill
        .sim
        .change("attributes", &json!({"attributes": [attribute]}));
    let sync = create_sync(&server, &drill.sim);

    let mut traffic = Traffic::new(random.random());
    let mut moods = Moods::new(random.random());
    let mut vitals = Vitals::of(server.process_id());
    let start = Instant::now();
    let mut beats = 0;
    while start.elapsed() < lasts {
        moods.turn(&drill.sim, start.elapsed());
        traffic.send_due(&server, &mut drill.ledger, start.elapsed());
        vitals.look();
        beats += 1;
        std::thread::sleep((BEAT * beats).saturating_sub(start.elapsed()));
    }
    drill.sim.behave();

    assert_eq!(drill.ledger.count(Entry::Refused), 0);
    let totals = rest(&server, sync, traffic.sent());
    println!("{lasts:?}: {totals}; {vitals}");
    assert_eq!(totals["selected"], traffic.sent(), "{totals}");
    let failures = server.get(&format!("/api/v1/syncs/{sync}/failures")).ok();
    assert_eq!(totals["delivered"], totals["selected"], "{failures}");
    let discrepancy = drill.ledger.compare(&drill.arrived());
    assert!(discrepancy.is_none(), "{discrepancy}");
    assert_eq!(of_contacts(&drill.sim), traffic.into_last_values());
    vitals.assert_steady();
}
