#![allow(clippy::unwrap_used)]

use http::Method;
use serde_json::json;

use super::*;
use crate::ManualClock;

fn second() -> Settings {
    Settings {
        token: "second".to_owned(),
        workspace_name: "Second".to_owned(),
        ..Settings::default()
    }
}

fn simulator() -> (Simulator, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(UnixMillis(1_700_000_000_000)));
    let simulator = Simulator::with_clock(
        Settings::default(),
        Switches::default(),
        Arc::clone(&clock) as Arc<dyn Clock>,
    );
    (simulator, clock)
}

#[test]
fn each_token_opens_its_own_workspace() {
    let (simulator, _) = simulator();
    simulator.add_workspace(second()).unwrap();
    let create = SimRequest::new(Method::POST, "/contacts").json(&json!({"external_id": "u1"}));
    assert_eq!(
        simulator.handle(&create.clone().bearer("sim-token")).status,
        200
    );
    assert_eq!(
        simulator.handle(&create.clone().bearer("second")).status,
        200
    );
    assert_eq!(simulator.handle(&create.bearer("nobody")).status, 401);
    assert_eq!(simulator.contacts().len(), 1);
    let name = |token: &str| {
        let me = SimRequest::new(Method::GET, "/me").bearer(token);
        simulator.handle(&me).json().unwrap()["app"]["name"].clone()
    };
    assert_eq!(name("second"), "Second");
    assert_eq!(name("sim-token"), "Simulated Workspace");
    let contacts = simulator.with_token("second", |workspace| workspace.contacts().count());
    assert_eq!(contacts, Some(1));
}

#[test]
fn a_token_belongs_to_one_workspace() {
    let (simulator, _) = simulator();
    simulator.add_workspace(second()).unwrap();
    assert_eq!(
        simulator.add_workspace(second()),
        Err(WorkspaceRefused::TokenTaken)
    );
    let nameless = Settings {
        token: String::new(),
        ..second()
    };
    assert_eq!(
        simulator.add_workspace(nameless),
        Err(WorkspaceRefused::NoToken)
    );
    for n in 2..100 {
        let settings = Settings {
            token: n.to_string(),
            ..second()
        };
        simulator.add_workspace(settings).unwrap();
    }
    let one_more = Settings {
        token: "more".to_owned(),
        ..second()
    };
    assert_eq!(
        simulator.add_workspace(one_more),
        Err(WorkspaceRefused::TooMany)
    );
}

#[test]
fn requests_come_at_the_clocks_moment_plus_the_offset() {
    let (simulator, clock) = simulator();
    clock.advance(1000);
    simulator.advance(5000);
    assert_eq!(simulator.now(), UnixMillis(1_700_000_006_000));
    let create = SimRequest::new(Method::POST, "/contacts")
        .bearer("sim-token")
        .json(&json!({"external_id": "u1"}));
    simulator.handle(&create);
    assert_eq!(
        simulator.contacts()[0].created_at,
        UnixMillis(1_700_000_006_000)
    );
    let later = SimRequest::new(Method::GET, "/me").bearer("sim-token");
    simulator.handle_at(&later, UnixMillis(1_800_000_000_000));
    assert_eq!(simulator.requests()[1].at, UnixMillis(1_800_000_000_000));
    assert!(simulator.events().is_empty());
}
