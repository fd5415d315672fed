//! `intertide backup` and `intertide restore`: a running server's data, and back (product.md 1).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use intertide_drill::ledger::{Entry, Ledger};
use intertide_drill::load::{Load, Plan};
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use self::support::http::send;
use self::support::process::{Process, command};
use self::support::server::Stopped;
use self::support::{
    Finished, ServerBuilder, TestServer, TestSim, intertide, order, sync_document,
};

/// How long load is on a server, at each step.
const WHILE: Duration = Duration::from_millis(600);

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn back_up(data_dir: &Path, to: &Path) -> Finished {
    intertide(&["backup", "--data-dir", text(data_dir), "--to", text(to)])
}

fn restore(from: &Path, data_dir: &Path) -> Finished {
    intertide(&[
        "restore",
        "--from",
        text(from),
        "--data-dir",
        text(data_dir),
    ])
}

fn verify(from: &Path) -> Finished {
    intertide(&["restore", "--from", text(from), "--verify-only"])
}

#[track_caller]
fn succeeded(finished: &Finished) {
    assert_eq!(finished.code, Some(0), "{finished:?}");
}

#[track_caller]
fn refused(finished: &Finished, said: &[&str]) {
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert_eq!(finished.stdout, "");
    let line = finished.one_line_error();
    for part in said {
        assert!(line.contains(part), "no `{part}` in: {line}");
    }
}

/// A server that was given some orders, stopped, and backed up.
struct BackedUp {
    directory: TempDir,
    server: Stopped,
}

impl BackedUp {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let server = TestServer::start();
        let orders: Vec<_> = (0..20).map(order).collect();
        server.ingest(&orders).unwrap().ok();
        let server = server.terminate();
        let made = Self { directory, server };
        succeeded(&back_up(&made.server.data_dir(), &made.backup()));
        made
    }

    fn backup(&self) -> PathBuf {
        self.path("backup")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn manifest(&self) -> Value {
        serde_json::from_slice(&fs::read(self.backup().join("backup.json")).unwrap()).unwrap()
    }

    /// The paths of the files that the backup consists of.
    fn files(&self) -> Vec<String> {
        let manifest = self.manifest();
        let files = manifest["files"].as_array().unwrap().iter();
        files
            .map(|file| file["path"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// The names in a directory; none where it does not exist.
fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(path)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn plan(server: &TestServer, prefix: &str) -> Plan {
    Plan {
        base_url: server.url().to_owned(),
        api_key: server.api_key().to_owned(),
        senders: 4,
        batch: 3,
        user_prefix: format!("{prefix}-user-"),
        name_prefix: format!("{prefix}-"),
    }
}

/// Puts load on a server while `work` runs; what became of the events.
fn under_load(server: &TestServer, prefix: &str, work: impl FnOnce()) -> Ledger {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let load = runtime
        .block_on(async { Load::start(plan(server, prefix)) })
        .unwrap();
    work();
    runtime.block_on(load.stop())
}

fn drill_document(intercom: &str) -> Value {
    json!({
        "name": "Drill",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": intercom, "access_token": TestSim::TOKEN},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "send_events": {
            "enabled": true,
            "select": [{"event_type": "Drill"}, {"event_type": "Order Completed"}],
            "event_properties": ["name"],
            "unknown_user": "create",
        },
    })
}

#[test]
fn a_server_under_load_is_backed_up_and_goes_on_from_there_after_a_restore() {
    let directory = tempfile::tempdir().unwrap();
    let backup = directory.path().join("backup");
    let sim = TestSim::start();
    sim.put("rate-limit", &json!({"per_10s": 1_000_000}));
    let server = ServerBuilder::new().start();
    let sync = server.create_sync(&drill_document(sim.url()));
    let data_dir = server.data_dir();

    let before = under_load(&server, "before", || std::thread::sleep(WHILE));
    let during = under_load(&server, "during", || {
        std::thread::sleep(WHILE / 2);
        succeeded(&back_up(&data_dir, &backup));
        std::thread::sleep(WHILE / 2);
    });
    assert!(before.count(Entry::Acknowledged) > 0);
    assert!(during.count(Entry::Acknowledged) > 0);
    // The backup disturbed nobody.
    let all = (before.count(Entry::Acknowledged) + during.count(Entry::Acknowledged)) as u64;
    let totals = server.wait_for_totals(sync, |totals| totals["delivered"] == all);
    assert_eq!(totals["selected"], all, "{totals}");
    succeeded(&verify(&backup));

    let stopped = server.kill();
    fs::rename(&data_dir, directory.path().join("lost")).unwrap();
    succeeded(&restore(&backup, &data_dir));
    let server = stopped.start();
    assert!(
        !server.stderr().contains("unreadable"),
        "{}",
        server.stderr()
    );
    assert!(!server.stderr().contains("cut off"), "{}", server.stderr());
    // The keys are those of the first start, or this would be refused.
    let totals = server.wait_for_totals(sync, |totals| totals["pending"] == 0);
    let selected = totals["selected"].as_u64().unwrap();
    let least = before.count(Entry::Acknowledged) as u64;
    assert!(
        (least..=all).contains(&selected),
        "{least}, {all}: {totals}"
    );
    assert_eq!(
        totals["delivered"], selected,
        "each one is accounted for: {totals}"
    );
    // The access token is what it was.
    server.ingest(&[order(1)]).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["delivered"] == selected + 1);
    let arrived = sim.events();
    let user = order(1)["user_id"].clone();
    assert!(arrived.iter().any(|event| event["user_id"] == user));
}

#[test]
fn what_was_pending_when_the_backup_was_made_is_delivered_after_the_restore() {
    let directory = tempfile::tempdir().unwrap();
    let backup = directory.path().join("backup");
    let sim = TestSim::start();
    sim.answer_late(60_000);
    let server = TestServer::start();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let orders: Vec<_> = (0..30).map(order).collect();
    server.ingest(&orders).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["pending"] == 30);
    let data_dir = server.data_dir();
    succeeded(&back_up(&data_dir, &backup));
    let stopped = server.kill();
    fs::remove_dir_all(&data_dir).unwrap();
    let in_time = send(|client| client.delete(format!("{}/_sim/faults", sim.url())));
    in_time.unwrap().ok();

    succeeded(&restore(&backup, &data_dir));
    let server = stopped.start();
    let totals = server.wait_for_totals(sync, |totals| totals["delivered"] == 30);
    assert_eq!(totals["selected"], 30, "{totals}");
    let users: BTreeSet<String> = sim
        .events()
        .iter()
        .map(|event| event["user_id"].to_string())
        .collect();
    assert_eq!(users.len(), 30);
}

#[test]
fn a_backup_says_what_it_holds_and_a_restore_keeps_it() {
    let made = BackedUp::new();
    let manifest = made.manifest();
    assert_eq!(manifest["format"], 1);
    assert_eq!(manifest["log"], json!({"from": 0, "end": 20}));
    let processed = manifest["state"]["processed"].as_u64();
    assert!(
        processed.is_some_and(|processed| processed <= 20),
        "{manifest}"
    );
    assert_eq!(
        made.files(),
        ["state.sqlite", "log/00000000000000000000.seg", "secret.key"]
    );
    let data_dir = made.path("a/data");
    let finished = intertide(&[
        "restore",
        "--from",
        text(&made.backup()),
        "--data-dir",
        text(&data_dir),
        "--output",
        "json",
    ]);
    succeeded(&finished);
    let told: Value = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(told["data_dir"], text(&data_dir));
    assert_eq!(told["created_at"], manifest["created_at"]);
    assert_eq!(told["files"], 3);
    assert_eq!(told["secret_key"], true);
    assert_eq!(names(&data_dir), ["log", "secret.key", "state.sqlite"]);
    for file in made.files() {
        let mode = fs::metadata(data_dir.join(&file)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{file}");
    }
    let of_directory = fs::metadata(&data_dir).unwrap().permissions();
    assert_eq!(of_directory.mode() & 0o777, 0o700);
    assert_eq!(
        fs::read(data_dir.join("secret.key")).unwrap(),
        fs::read(made.server.data_dir().join("secret.key")).unwrap()
    );
}

#[test]
fn a_damaged_file_is_refused_and_named() {
    for (number, damage) in [flip, cut, remove].into_iter().enumerate() {
        let made = BackedUp::new();
        for file in made.files() {
            let path = made.backup().join(&file);
            let whole = fs::read(&path).unwrap();
            damage(&path);
            let said = ["is damaged", file.as_str(), "use another backup"];
            refused(&verify(&made.backup()), &said);
            let data_dir = made.path("data");
            refused(&restore(&made.backup(), &data_dir), &said);
            assert_eq!(names(made.directory.path()), ["backup"], "{number} {file}");
            fs::write(&path, whole).unwrap();
        }
        succeeded(&verify(&made.backup()));
    }
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let last = bytes.last_mut().unwrap();
    *last ^= 1;
    fs::write(path, bytes).unwrap();
}

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

fn remove(path: &Path) {
    fs::remove_file(path).unwrap();
}

#[test]
fn what_is_there_already_is_not_touched() {
    let made = BackedUp::new();
    let occupied = made.path("occupied");
    fs::create_dir(&occupied).unwrap();
    fs::write(occupied.join("mine"), "mine").unwrap();
    let again = back_up(&made.server.data_dir(), &occupied);
    refused(&again, &["is not empty", "--to"]);
    refused(
        &restore(&made.backup(), &occupied),
        &["is not empty", "--data-dir"],
    );
    assert_eq!(names(&occupied), ["mine"]);

    let server = made.server.clone().start();
    let used = restore(&made.backup(), &server.data_dir());
    refused(&used, &["in use by another process", "--data-dir"]);
    assert_eq!(server.get("/api/v1/syncs").status, 200);
}

#[test]
fn an_empty_directory_can_be_restored_into() {
    let made = BackedUp::new();
    let data_dir = made.path("data");
    fs::create_dir(&data_dir).unwrap();
    succeeded(&restore(&made.backup(), &data_dir));
    assert_eq!(names(&data_dir), ["log", "secret.key", "state.sqlite"]);
}

#[test]
fn a_backup_that_was_broken_off_is_none() {
    let made = BackedUp::new();
    let mut broken_off = 0;
    for signal in [Signal::KILL, Signal::TERM] {
        for millis in 0..12 {
            let to = made.path(&format!("to-{}-{millis}", signal.as_raw()));
            let mut command = command(made.directory.path());
            let data_dir = made.server.data_dir();
            command.args(["backup", "--data-dir", text(&data_dir), "--to", text(&to)]);
            let mut process = Process::start(command);
            std::thread::sleep(Duration::from_millis(millis * 2));
            process.signal(signal);
            process.wait();
            if to.exists() {
                succeeded(&verify(&to));
            } else {
                broken_off += 1;
            }
        }
    }
    assert!(broken_off > 0);

    fs::remove_file(made.backup().join("backup.json")).unwrap();
    refused(
        &restore(&made.backup(), &made.path("data")),
        &["is no backup", "backup.json"],
    );
}

#[test]
fn a_secret_key_that_is_kept_elsewhere_stays_there() {
    let directory = tempfile::tempdir().unwrap();
    let key = directory.path().join("key");
    let server = ServerBuilder::new()
        .env("INTERTIDE_SECRET_KEY_FILE", text(&key))
        .start()
        .terminate();
    let to = directory.path().join("backup");
    let data_dir = server.data_dir();
    let arguments = ["backup", "--data-dir", text(&data_dir), "--to", text(&to)];
    let finished = intertide(&[arguments.as_slice(), &["--output", "json"]].concat());
    succeeded(&finished);
    assert!(finished.stderr.contains("secret key"), "{finished:?}");
    let told: Value = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(told["secret_key"], false);
    assert!(!to.join("secret.key").exists());
}

#[test]
fn what_is_no_data_directory_is_refused_with_the_mend() {
    let directory = tempfile::tempdir().unwrap();
    let to = directory.path().join("backup");
    let finished = back_up(&directory.path().join("missing"), &to);
    refused(&finished, &["is not the data directory", "--data-dir"]);
    assert!(names(directory.path()).is_empty());
    let nowhere = intertide(&["backup"]);
    assert_eq!(nowhere.code, Some(2), "{nowhere:?}");
    assert!(nowhere.one_line_error().contains("--to"), "{nowhere:?}");
}
