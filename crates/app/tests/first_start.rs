//! The first start and the ones after it: keys, files, and what refuses a start (product.md 1).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use support::{ServerBuilder, TestServer, TestSim, order, sync_document};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path);
        }
    }
    all
}

/// The files that hold this text.
fn files_with(directory: &Path, text: &str) -> Vec<PathBuf> {
    let mut all = files(directory);
    all.retain(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).contains(text));
    all
}

#[test]
fn keys_are_printed_at_the_first_start_and_never_again() {
    let server = TestServer::start();
    let (api_key, secret_key) = (server.api_key().to_owned(), server.secret_key().to_owned());
    let password = server.admin_password().to_owned();
    assert_eq!((api_key.len(), secret_key.len()), (32, 32));
    assert_eq!(server.get("/api/v1/syncs").status, 200);

    let server = server.terminate().start();
    for secret in [&api_key, &secret_key, &password] {
        assert!(
            !server.stdout().contains(secret.as_str()),
            "{}",
            server.stdout()
        );
        assert!(
            !server.stderr().contains(secret.as_str()),
            "{}",
            server.stderr()
        );
    }
    assert_eq!(
        server.get("/api/v1/syncs").status,
        200,
        "the same keys open it"
    );
    assert_eq!(server.ingest(&[order(1)]).unwrap().status, 200);
}

#[test]
fn what_is_on_disk_is_for_its_owner_alone() {
    let server = TestServer::start();
    assert_eq!(mode(&server.data_dir()), 0o700);
    assert_eq!(mode(&server.data_dir().join("secret.key")), 0o600);
    for file in files(&server.data_dir()) {
        assert_eq!(mode(&file) & 0o077, 0, "{}", file.display());
    }
}

#[test]
fn no_secret_is_in_any_file_in_clear_text() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    server.ingest(&[order(1)]).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["delivered"] == 1);
    let (secret_key, password) = (
        server.secret_key().to_owned(),
        server.admin_password().to_owned(),
    );
    let told = server.stderr();
    let stopped = server.kill();
    for secret in [TestSim::TOKEN, &secret_key, &password] {
        assert_eq!(
            files_with(&stopped.data_dir(), secret),
            Vec::<PathBuf>::new()
        );
        assert!(!told.contains(secret), "{told}");
    }
    let name = "Products";
    assert!(
        !files_with(&stopped.data_dir(), name).is_empty(),
        "the search finds what is there"
    );
}

#[test]
fn keys_that_are_given_count_and_are_not_printed() {
    let server = ServerBuilder::new()
        .env("INTERTIDE_PROJECT_API_KEY", "given-api-key")
        .env("INTERTIDE_PROJECT_SECRET_KEY", "given-secret-key")
        .env("INTERTIDE_ADMIN_PASSWORD", "given-password")
        .start();
    assert_eq!(server.get("/api/v1/syncs").status, 200);
    assert!(!server.stdout().contains("given-"), "{}", server.stdout());
    assert!(
        !server.stdout().contains("First start"),
        "{}",
        server.stdout()
    );
    let stopped = server.terminate();
    for secret in ["given-secret-key", "given-password"] {
        assert_eq!(
            files_with(&stopped.data_dir(), secret),
            Vec::<PathBuf>::new()
        );
    }
}

#[test]
fn tokens_survive_a_restart() {
    let (server, sim) = (TestServer::start(), TestSim::start());
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    let server = server.terminate().start();
    server.ingest(&[order(1)]).unwrap().ok();
    server.wait_for_totals(sync, |totals| totals["delivered"] == 1);
}

#[test]
fn a_certificate_that_is_missing_is_named_and_nothing_is_generated() {
    let builder = ServerBuilder::new()
        .env("INTERTIDE_TLS_CERTIFICATE_FILE", "missing.pem")
        .env("INTERTIDE_TLS_KEY_FILE", "missing-key.pem");
    let failed = builder.start_and_fail();
    assert_eq!(failed.code, Some(1));
    let said = error_of(&failed.stderr);
    assert!(
        said.contains("missing.pem") && said.contains("PEM file"),
        "{said}"
    );
    assert!(!builder.directory().join("data").exists());
}

#[test]
fn another_secret_key_is_refused_with_the_mend() {
    let stopped = TestServer::start().terminate();
    std::fs::remove_file(stopped.data_dir().join("secret.key")).unwrap();
    let failed = stopped.builder().start_and_fail();
    assert_eq!(failed.code, Some(1));
    let said = error_of(&failed.stderr);
    assert!(
        said.contains("secret.key that belongs to this data directory"),
        "{said}"
    );
    assert!(said.contains("INTERTIDE_PROJECT_SECRET_KEY"), "{said}");
}

#[test]
fn a_data_directory_belongs_to_one_server() {
    let server = TestServer::start();
    let data_dir = server.data_dir().display().to_string();
    let failed = ServerBuilder::new()
        .argument("--data-dir")
        .argument(&data_dir)
        .start_and_fail();
    assert_eq!(failed.code, Some(1));
    let said = error_of(&failed.stderr);
    assert!(
        said.contains("in use by another process") && said.contains("--data-dir"),
        "{said}"
    );
    assert_eq!(failed.stdout, "");
}

#[test]
fn a_port_that_is_taken_is_named_and_nothing_is_generated() {
    let server = TestServer::start();
    let address = server.url().trim_start_matches("http://").to_owned();
    let directory = tempfile::tempdir().unwrap();
    let mut command = support::process::command(directory.path());
    command.args(["serve", "--listen", &address]);
    let failed = support::process::finish(command, "");
    assert_eq!(failed.code, Some(1));
    let said = failed.one_line_error();
    assert!(
        said.contains(&address) && said.contains("--listen"),
        "{said}"
    );
    assert!(!directory.path().join("data").exists());
}

/// The line that says what failed; the program's own account may stand before it.
fn error_of(stderr: &str) -> &str {
    let mut lines = stderr.lines().filter(|line| line.starts_with("error: "));
    let line = lines.next().unwrap_or_else(|| panic!("no error: {stderr}"));
    assert_eq!(lines.next(), None, "{stderr}");
    line
}
