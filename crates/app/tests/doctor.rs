//! `intertide doctor`: it finds what is wrong, says what to do, and changes nothing (product.md 1).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::process::{Finished, PATIENCE, command, finish};
use support::{TestServer, TestSim, order, sync_document};

/// A doctor ends in time, whatever hangs.
const IN_TIME: Duration = Duration::from_secs(15);

fn doctor(directory: &Path, arguments: &[&str]) -> Finished {
    let mut command = command(directory);
    command.arg("doctor").args(arguments);
    finish(command, "")
}

fn findings(finished: &Finished) -> Vec<Value> {
    let report: Value = serde_json::from_str(&finished.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().clone();
    let has_problem = findings.iter().any(|f| f["status"] == "problem");
    assert_eq!(report["ok"], !has_problem, "{report}");
    assert_eq!(finished.code, Some(i32::from(has_problem)), "{finished:?}");
    for finding in &findings {
        assert_eq!(
            finding["remedy"].is_string(),
            finding["status"] != "ok",
            "{finding}"
        );
    }
    findings
}

#[track_caller]
fn found<'f>(findings: &'f [Value], check: &str, words: &str) -> &'f Value {
    let matches =
        |f: &&Value| f["check"] == check && f["message"].as_str().unwrap().contains(words);
    let found = findings.iter().find(matches);
    found.unwrap_or_else(|| panic!("no `{words}` in {findings:#?}"))
}

fn is_ok_but_for(findings: &[Value], checks: &[&str]) -> bool {
    let known = |f: &&Value| !checks.contains(&f["check"].as_str().unwrap());
    findings.iter().filter(known).all(|f| f["status"] == "ok")
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        }
        all.push(path);
    }
    all.sort();
    all
}

#[test]
fn an_empty_directory_is_well() {
    let directory = tempfile::tempdir().unwrap();
    let finished = doctor(directory.path(), &["--output", "json"]);
    let findings = findings(&finished);
    assert!(is_ok_but_for(&findings, &["disk"]), "{findings:#?}");
    for check in [
        "configuration",
        "data_directory",
        "disk",
        "clock",
        "server",
        "intercom",
    ] {
        found(&findings, check, "");
    }
    found(&findings, "data_directory", "will be created");
    assert_eq!(files(directory.path()), Vec::<PathBuf>::new());
}

#[test]
fn people_read_one_line_a_finding() {
    let directory = tempfile::tempdir().unwrap();
    let finished = doctor(directory.path(), &["--set", "listen=0.0.0.0:8686"]);
    assert_eq!(finished.code, Some(0), "warnings are allowed: {finished:?}");
    let lines: Vec<&str> = finished.stdout.lines().collect();
    assert!(lines[0].starts_with("✓ configuration"), "{finished:?}");
    assert!(lines[1].starts_with("! configuration"), "{finished:?}");
    assert!(lines[2].contains("→ put a TLS proxy"), "{finished:?}");
}

#[test]
fn a_running_server_and_its_syncs_are_looked_at() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    server.ingest(&[order(1)]).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["delivered"] == 1);
    let finished = server.run(&["doctor", "--output", "json"]);
    let findings = findings(&finished);
    assert!(is_ok_but_for(&findings, &["disk"]), "{findings:#?}");
    found(&findings, "data_directory", "in use by a running server");
    found(&findings, "server", "is ready");
    found(&findings, "sync", "`Products`");
    found(&findings, "intercom", sim.url());
    found(&findings, "clock", "in step with Intercom's, and in order");
    for secret in [TestSim::TOKEN, server.secret_key(), server.api_key()] {
        assert!(!finished.stdout.contains(secret), "{finished:?}");
    }
}

#[test]
fn a_sync_that_cannot_deliver_is_a_problem() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let sync = server.create_sync(&sync_document(sim.url(), "a-token-that-is-refused"));
    server.ingest(&[order(1)]).unwrap().ok();
    let start = Instant::now();
    let path = format!("/api/v1/syncs/{sync}");
    while server.get(&path).ok()["health"]["state"] != "credentials" {
        assert!(start.elapsed() < PATIENCE, "{}", server.stderr());
        std::thread::sleep(Duration::from_millis(10));
    }
    let findings = findings(&server.run(&["doctor", "--output", "json"]));
    let sync = found(&findings, "sync", "`Products`");
    assert_eq!(sync["status"], "problem");
    assert!(sync["remedy"].as_str().unwrap().contains("access token"));
}

#[test]
fn without_keys_a_running_server_is_asked_whether_it_is_ready() {
    let server = TestServer::start();
    let mut command = command(server.data_dir().parent().unwrap());
    command.args(["doctor", "--output", "json", "--server", server.url()]);
    let findings = findings(&finish(command, ""));
    found(&findings, "server", "is ready");
    assert_eq!(
        found(&findings, "sync", "keys are not known")["status"],
        "warning"
    );
}

#[test]
fn a_server_that_does_not_answer_is_a_problem() {
    let server = TestServer::start();
    let start = Instant::now();
    let directory = server.data_dir().parent().unwrap().to_owned();
    let finished = doctor(&directory, &["--output", "json", "--listen", "127.0.0.1:1"]);
    assert!(start.elapsed() < IN_TIME, "{:?}", start.elapsed());
    let findings = findings(&finished);
    let found = found(
        &findings,
        "server",
        "no server answers at http://127.0.0.1:1",
    );
    assert_eq!(found["status"], "problem");
    assert!(found["remedy"].as_str().unwrap().contains("--server"));
}

#[test]
fn a_stopped_server_s_state_is_read_and_left_alone() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    server.ingest(&[order(1)]).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["delivered"] == 1);
    let stopped = server.terminate();
    let directory = stopped.builder().directory().to_owned();
    let before = files(&directory);
    let findings = findings(&doctor(&directory, &["--output", "json"]));
    assert!(is_ok_but_for(&findings, &["disk"]), "{findings:#?}");
    found(&findings, "data_directory", "no server uses it");
    let answers = found(&findings, "intercom", sim.url());
    assert!(answers["message"].as_str().unwrap().contains("`Products`"));
    found(&findings, "clock", "in order with the newest event");
    assert_eq!(files(&directory), before);
}

#[test]
fn an_endpoint_that_cannot_be_reached_is_a_problem_after_a_crash_too() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let stopped = server.kill();
    let url = sim.url().to_owned();
    drop(sim);
    let start = Instant::now();
    let finished = doctor(stopped.builder().directory(), &["--output", "json"]);
    assert!(start.elapsed() < IN_TIME, "{:?}", start.elapsed());
    let findings = findings(&finished);
    let intercom = found(&findings, "intercom", &url);
    assert_eq!(intercom["status"], "problem");
    assert!(
        intercom["message"]
            .as_str()
            .unwrap()
            .contains("cannot reach")
    );
    stopped.start().terminate();
}

#[test]
fn a_secret_key_that_others_can_read_is_a_problem() {
    let stopped = TestServer::start().terminate();
    let key = stopped.data_dir().join("secret.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let findings = findings(&doctor(
        stopped.builder().directory(),
        &["--output", "json"],
    ));
    let found = found(&findings, "data_directory", "mode 644");
    assert_eq!(found["status"], "problem");
    let remedy = found["remedy"].as_str().unwrap();
    assert!(remedy.contains("chmod 600"), "{remedy}");
    let mode = std::fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644, "it changes nothing");
}

#[test]
fn an_invalid_configuration_is_a_problem_in_its_own_words() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("intertide.toml"), "lissten = 1\n").unwrap();
    let finished = doctor(directory.path(), &["--output", "json"]);
    let findings = findings(&finished);
    assert_eq!(findings.len(), 1);
    let found = found(&findings, "configuration", "the nearest one is `listen`");
    assert_eq!(found["status"], "problem");
    assert_eq!(finished.stderr, "");
}

#[test]
fn a_wrong_flag_is_wrong_usage_as_everywhere() {
    let directory = tempfile::tempdir().unwrap();
    let finished = doctor(directory.path(), &["--listen", "nowhere"]);
    assert_eq!(finished.code, Some(2));
    assert!(finished.one_line_error().contains("--listen"));
}
