//! The command line: help, exit codes, and the commands that work on a running server
//! (product.md 1).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::Value;
use support::process::{Process, command, finish};
use support::{Finished, ServerBuilder, TestServer, TestSim, intertide, order, sync_document};

const COMMANDS: [&[&str]; 15] = [
    &[],
    &["demo"],
    &["serve"],
    &["sim-intercom"],
    &["apply"],
    &["tail"],
    &["syncs"],
    &["syncs", "list"],
    &["syncs", "show"],
    &["syncs", "enable"],
    &["syncs", "disable"],
    &["syncs", "delete"],
    &["syncs", "preview"],
    &["syncs", "test-event"],
    &["syncs", "retry"],
];

#[test]
fn every_command_has_help_with_an_example() {
    for command in COMMANDS {
        let help = intertide(&[command, &["--help"]].concat());
        assert_eq!(help.code, Some(0), "{command:?}");
        assert!(
            help.stdout.contains("Example"),
            "{command:?}: {}",
            help.stdout
        );
        assert_eq!(help.stderr, "");
    }
}

#[test]
fn the_version_names_the_build() {
    let version = intertide(&["--version"]);
    assert_eq!(version.code, Some(0));
    let expected = concat!("intertide ", env!("CARGO_PKG_VERSION"), " (");
    assert!(version.stdout.starts_with(expected), "{}", version.stdout);
}

#[test]
fn wrong_usage_is_2_and_says_on_one_line_how_it_is_right() {
    for (arguments, mend) in [
        (&["serv"][..], "'serve'"),
        (&["serve", "--lissten", "x"], "--listen"),
        (&["serve", "--listen", "localhost"], "127.0.0.1:8686"),
        (
            &["serve", "--set", "log.retention"],
            "--set log.retention=3d",
        ),
        (&["apply"], "--file"),
        (&["demo", "--rate", "0"], "from 0.01 to 1000"),
        (&["syncs", "list"], "INTERTIDE_API_KEY"),
        (&["syncs", "retry", "1"], "--category"),
        (&["syncs", "preview", "1"], "--file"),
        (&["tail", "--api-key", "a"], "INTERTIDE_SECRET_KEY"),
        (
            &[
                "tail",
                "--api-key",
                "a",
                "--secret-key",
                "s",
                "--server",
                "localhost",
            ],
            "http://127.0.0.1:8686",
        ),
    ] {
        let failed = intertide(arguments);
        assert_eq!(failed.code, Some(2), "{failed:?}");
        assert!(failed.one_line_error().contains(mend), "{failed:?}");
        assert_eq!(failed.stdout, "");
    }
}

#[test]
fn an_unknown_setting_fails_the_start_and_names_the_nearest_one() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("intertide.toml"),
        "listen = \"127.0.0.1:0\"\n\n[log]\nretension = \"3d\"\n",
    )
    .unwrap();
    let mut serve = command(directory.path());
    serve.arg("serve");
    let failed = finish(serve, "");
    assert_eq!(failed.code, Some(1));
    assert_eq!(
        failed.one_line_error(),
        "error: intertide.toml line 4: there is no setting `log.retension`; the nearest one is \
         `log.retention`"
    );
    let failed = ServerBuilder::new()
        .env("INTERTIDE_DATADIR", "/tmp")
        .start_and_fail();
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.one_line_error().contains("INTERTIDE_DATA_DIR"),
        "{failed:?}"
    );
}

#[test]
fn a_server_that_is_not_there_is_1_with_the_mend() {
    let failed = intertide(&[
        "syncs",
        "list",
        "--server",
        "http://127.0.0.1:1",
        "--api-key",
        "a",
        "--secret-key",
        "s",
    ]);
    assert_eq!(failed.code, Some(1));
    let said = failed.one_line_error();
    assert!(
        said.contains("intertide serve") && said.contains("--server"),
        "{said}"
    );
}

/// A sync's YAML, with the token from the environment.
fn yaml(sim: &TestSim, total: u32) -> String {
    format!(
        "name: Products
destination: intercom
enabled: true
credentials:
  endpoint: {}
  access_token: ${{SIM_TOKEN}}
mapping: {{user_property: user_id, intercom_id: user_id}}
send_events:
  enabled: true
  select:
    - event_type: Order Completed
      where: [{{property: event.total, operator: greater_than, values: [\"{total}\"]}}]
  event_properties: [total]
",
        sim.url()
    )
}

fn apply(server: &TestServer, yaml: &str, arguments: &[&str]) -> Finished {
    let mut command = server.client(&["apply", "-f", "-"]);
    command.args(arguments).env("SIM_TOKEN", TestSim::TOKEN);
    finish(command, yaml)
}

#[test]
fn apply_shows_its_plan_does_it_and_then_finds_nothing_to_do() {
    let (server, sim) = (TestServer::start(), TestSim::start());

    let planned = apply(&server, &yaml(&sim, 10), &["--dry-run"]);
    assert_eq!(
        planned.code,
        Some(1),
        "something is left to do: {planned:?}"
    );
    assert!(
        planned.stdout.contains("+ create `Products`"),
        "{planned:?}"
    );
    assert!(planned.stdout.contains("…ab12"), "{planned:?}");
    assert!(!planned.stdout.contains(TestSim::TOKEN), "{planned:?}");
    assert_eq!(
        server.get("/api/v1/syncs").ok()["data"],
        serde_json::json!([])
    );

    let applied = apply(&server, &yaml(&sim, 10), &[]);
    assert_eq!(applied.code, Some(0), "{applied:?}");
    assert!(applied.stdout.contains("created `Products`"), "{applied:?}");

    for arguments in [&[][..], &["--dry-run"]] {
        let again = apply(&server, &yaml(&sim, 10), arguments);
        assert_eq!(again.code, Some(0), "{again:?}");
        assert!(again.stdout.contains("nothing to do"), "{again:?}");
    }

    let changed = apply(&server, &yaml(&sim, 20), &[]);
    assert_eq!(changed.code, Some(0), "{changed:?}");
    let difference = r#"send_events.select[0].where[0].values[0]: "10" → "20""#;
    assert!(changed.stdout.contains(difference), "{changed:?}");
    assert!(changed.stdout.contains("updated `Products`"), "{changed:?}");

    let json = apply(&server, &yaml(&sim, 20), &["--output", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["syncs"][0]["action"], "none");
}

#[test]
fn apply_delivers_what_it_was_asked_for() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let created = apply(
        &server,
        &yaml(&sim, 10).replace("[total]\n", "[total]\n  unknown_user: create\n"),
        &["--output", "json"],
    );
    let created: Value = serde_json::from_str(&created.stdout).expect(&created.stderr);
    let sync = created["syncs"][0]["id"].as_i64().unwrap();
    server
        .ingest(&[order(9), order(11), order(12)])
        .unwrap()
        .ok();
    server.wait_for_totals(sync, |totals| totals["delivered"] == 2);
    let totals: Vec<i64> = sim
        .events()
        .iter()
        .map(|event| event["metadata"]["total"].as_i64().unwrap())
        .collect();
    assert_eq!(totals.iter().sum::<i64>(), 23, "{totals:?}");
}

#[test]
fn apply_names_the_file_and_the_field_of_every_fault() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let wrong = yaml(&sim, 10).replace("intercom_id: user_id", "intercom_id: phone");
    let failed = apply(&server, &wrong, &[]);
    assert_eq!(failed.code, Some(1));
    let said = failed.one_line_error();
    assert!(
        said.contains("standard input: sync `Products`: mapping.intercom_id:"),
        "{said}"
    );

    let mut command = server.client(&["apply", "-f", "-"]);
    command.env_remove("SIM_TOKEN");
    let failed = finish(command, &yaml(&sim, 10));
    assert_eq!(failed.code, Some(1));
    let said = failed.one_line_error();
    assert!(
        said.contains("credentials.access_token: the environment variable SIM_TOKEN is not set"),
        "{said}"
    );
}

#[test]
fn apply_tells_what_only_the_server_can_refuse() {
    let sim = TestSim::start();
    let server = ServerBuilder::new()
        .env("INTERTIDE_INTERCOM_ALLOW_CUSTOM_ENDPOINT", "false")
        .start();
    let failed = apply(&server, &yaml(&sim, 10), &[]);
    assert_eq!(failed.code, Some(1));
    let said = failed.one_line_error();
    assert!(
        said.contains("standard input: sync `Products`: credentials.endpoint:"),
        "{said}"
    );
}

#[test]
fn the_example_is_a_sync_that_can_be_applied() {
    let server = TestServer::start();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sync.yaml");
    let mut command = server.client(&["apply", "--dry-run", "-f", example]);
    command.env("INTERCOM_ACCESS_TOKEN", "dG9rOmV4YW1wbGVfdG9rZW4=");
    let planned = finish(command, "");
    assert!(
        planned
            .stdout
            .contains("+ create `Product events to Intercom`"),
        "{planned:?}"
    );
    assert!(!planned.stdout.contains("warning"), "{planned:?}");
    assert_eq!(planned.stderr, "");
}

#[test]
fn syncs_are_listed_shown_switched_and_deleted_by_id_or_name() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let id = sync.to_string();

    let list = server.run(&["syncs", "list"]);
    assert_eq!(list.code, Some(0));
    let lines: Vec<&str> = list.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", list.stdout);
    assert!(
        lines[1].starts_with(&format!("{id}  Products  ok ")),
        "{}",
        list.stdout
    );
    assert_eq!(lines[0].find("NAME"), lines[1].find("Products"));

    let show = server.run(&["syncs", "show", "Products"]);
    assert!(show.stdout.contains("name: Products"), "{show:?}");
    assert!(!show.stdout.contains(TestSim::TOKEN), "{show:?}");

    let off = server.run(&["syncs", "disable", &id]);
    assert_eq!(
        off.stdout,
        format!("`Products`, sync {id}, is switched off\n")
    );
    let off = server.run(&["syncs", "disable", &id]);
    assert_eq!(
        off.stdout,
        format!("`Products`, sync {id}, is off already\n")
    );
    let on = server.run(&["syncs", "enable", "Products", "--output", "json"]);
    let on: Value = serde_json::from_str(&on.stdout).unwrap();
    assert_eq!(on["enabled"], true);
    assert_eq!(
        on["credentials"]["access_token"]["hint"], "…ab12",
        "the token stays"
    );

    let deleted = server.run(&["syncs", "delete", "Products"]);
    assert_eq!(deleted.code, Some(0), "{deleted:?}");
    let gone = server.run(&["syncs", "show", "Products"]);
    assert_eq!(gone.code, Some(1));
    assert!(
        gone.one_line_error().contains("there is no sync"),
        "{gone:?}"
    );
}

#[test]
fn syncs_preview_and_test_an_event() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let run = |arguments: &[&str], event: &str| {
        let command = server.client(&[&["syncs"], arguments].concat());
        finish(command, event)
    };

    let preview = run(&["preview", "Products", "-f", "-"], &order(7).to_string());
    assert_eq!(preview.code, Some(0), "{preview:?}");
    assert!(preview.stdout.contains("verdict: send"), "{preview:?}");
    assert!(preview.stdout.contains("POST /events"), "{preview:?}");
    assert!(sim.events().is_empty(), "nothing is sent");

    let tested = run(
        &["test-event", "Products", "-f", "-"],
        &order(7).to_string(),
    );
    assert_eq!(tested.code, Some(0), "{tested:?}");
    assert!(tested.stdout.contains("event: delivered"), "{tested:?}");
    assert_eq!(sim.events().len(), 1);

    let other = r#"{"event_type": "Other", "user_id": "user-7@example.com"}"#;
    let arguments = ["test-event", "Products", "-f", "-", "--output", "json"];
    let skipped = run(&arguments, other);
    assert_eq!(skipped.code, Some(1), "nothing was delivered: {skipped:?}");
    let json: Value = serde_json::from_str(&skipped.stdout).unwrap();
    assert_eq!(json["verdict"], "skip");

    for (event, mend) in [("{", "is not JSON"), ("{}", "event_type")] {
        let failed = run(&["preview", "Products", "-f", "-"], event);
        assert_eq!(failed.code, Some(1), "{failed:?}");
        assert!(failed.one_line_error().contains(mend), "{failed:?}");
    }
    let failed = run(&["preview", "Products", "-f", "nowhere.json"], "");
    assert!(
        failed.one_line_error().contains("nowhere.json"),
        "{failed:?}"
    );
}

#[test]
fn syncs_retry_puts_back_what_failed() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let mut document = sync_document(sim.url(), TestSim::TOKEN);
    document["send_events"]["unknown_user"] = "discard".into();
    let sync = server.create_sync(&document);
    let events: Vec<Value> = (0..3).map(order).collect();
    server.ingest(&events).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["discarded"] == 3);

    let retry = ["syncs", "retry", "Products", "--category", "user_not_found"];
    let counted = server.run(&[&retry[..], &["--dry-run"]].concat());
    assert_eq!(
        counted.stdout,
        format!("3 deliveries of `Products`, sync {sync}, would be put back\n")
    );

    document["send_events"]["unknown_user"] = "create".into();
    let path = format!("/api/v1/syncs/{sync}");
    let fixed = server.call(reqwest::Method::PUT, &path, Some(&document));
    assert_eq!(fixed.unwrap().status, 200);
    let done = server.run(&[&retry[..], &["--output", "json"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    let json: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(json, serde_json::json!({"count": 3, "put_back": 3}));
    server.wait_for_totals(sync, |totals| totals["delivered"] == 3);
    assert_eq!(sim.events().len(), 3);

    let failed = server.run(&["syncs", "retry", "Products", "--category", "no"]);
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.one_line_error().contains("user_not_found"),
        "{failed:?}"
    );
}

#[test]
fn a_backfill_sends_what_came_before_the_sync() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let events: Vec<Value> = (0..3).map(order).collect();
    server.ingest(&events).unwrap().ok();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let path = format!("/api/v1/syncs/{sync}/backfill");
    let started = server.post(&path, &serde_json::json!({}));
    assert_eq!(started.status, 202, "{started:?}");
    server.wait_for_totals(sync, |totals| totals["delivered"] == 3);
    assert_eq!(sim.events().len(), 3);
}

#[test]
fn tail_follows_events_and_deliveries() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let text = Process::start(server.client(&["tail"]));
    let json = Process::start(server.client(&["tail", "--output", "json"]));
    // The feed begins when the watcher is there; events are sent until both have seen one.
    let mut number = 0;
    let seen = |output: &str| output.contains("arrived") || output.contains("\"item\"");
    while !(seen(&text.stdout.so_far()) && seen(&json.stdout.so_far())) {
        number += 1;
        server.ingest(&[order(number)]).unwrap().ok();
        server.wait_for_totals(sync, |totals| totals["delivered"] == number);
        assert!(
            number < 1_000,
            "{} {}",
            text.stderr.so_far(),
            json.stderr.so_far()
        );
    }
    let last = format!("user-{}@example.com", number + 1);
    server.ingest(&[order(number + 1)]).unwrap().ok();
    let line = |output: &str, word: &str| {
        let found = output
            .lines()
            .find(|line| line.contains(&last) && line.contains(word));
        found.map(str::to_owned)
    };
    let arrived = text
        .stdout
        .wait_for(|output| line(output, "arrived"))
        .unwrap();
    assert!(arrived.ends_with("Products: event to be sent"), "{arrived}");
    let delivered = text
        .stdout
        .wait_for(|output| line(output, "delivered"))
        .unwrap();
    assert!(
        delivered.contains("Products: event, ") && delivered.contains(" ms"),
        "{delivered}"
    );
    let delivery = json
        .stdout
        .wait_for(|output| line(output, "\"item\":\"delivery\""))
        .unwrap();
    let delivery: Value = serde_json::from_str(&delivery).unwrap();
    assert_eq!(delivery["status"], "delivered");
}

#[test]
fn tail_says_when_keys_are_wrong() {
    let server = TestServer::start();
    let failed = server.run(&["tail", "--secret-key", "wrong"]);
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.one_line_error().contains("--secret-key"),
        "{failed:?}"
    );
}
