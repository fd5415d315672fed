//! The demonstration: it runs to its end by itself, and its numbers add up.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::http::{cookie_from, send};
use support::process::{Finished, Process, command, finish};

fn demo(environment: &[(&str, &str)], arguments: &[&str]) -> Finished {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = command(directory.path());
    demo.arg("demo")
        .args(arguments)
        .env("INTERTIDE_LISTEN", "127.0.0.1:0")
        .env("TMPDIR", directory.path())
        .envs(environment.iter().copied());
    let finished = finish(demo, "");
    let left: Vec<_> = std::fs::read_dir(directory.path()).unwrap().collect();
    assert!(left.is_empty(), "it removes what it made: {left:?}");
    finished
}

/// The numbers of a line such as `events  7 = 3 for Intercom + 4 filtered`: the sum, its parts.
fn sum(output: &str, title: &str) -> (u64, Vec<u64>) {
    let (_, end) = output.rsplit_once("The end").expect("a summary");
    let line = end
        .lines()
        .find_map(|line| line.trim().strip_prefix(title))
        .unwrap_or_else(|| panic!("no line {title}: {end}"));
    let (whole, parts) = line.split_once('=').unwrap();
    let parts = parts.split('(').next().unwrap();
    let number = |text: &str| text.split_whitespace().next().unwrap().parse().unwrap();
    (number(whole), parts.split('+').map(number).collect())
}

#[test]
fn the_demonstration_ends_by_itself_and_its_numbers_add_up() {
    let finished = demo(&[], &["--duration", "3s", "--rate", "20"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    for title in ["requests", "events", "deliveries"] {
        let (whole, parts) = sum(&finished.stdout, title);
        assert!(whole > 0, "{title}");
        assert_eq!(
            whole,
            parts.iter().sum::<u64>(),
            "{title}: {}",
            finished.stdout
        );
    }
    let (_, requests) = sum(&finished.stdout, "requests");
    assert!(requests[1] >= 2, "mistakes are refused: {requests:?}");
    let (_, events) = sum(&finished.stdout, "events");
    assert!(
        events.iter().all(|part| *part > 0),
        "everything happens once: {events:?}"
    );
    let (_, deliveries) = sum(&finished.stdout, "deliveries");
    assert_eq!(
        deliveries[1], 0,
        "nothing is left on its way: {deliveries:?}"
    );
    assert!(deliveries[0] > 0 && deliveries[2] > 0, "{deliveries:?}");
    for said in [
        "user_not_found",
        "event.total greater_than 10",
        "400: ",
        "a copy of an earlier",
    ] {
        assert!(
            finished.stdout.contains(said),
            "{said}: {}",
            finished.stdout
        );
    }
    assert_eq!(finished.stderr, "");
}

#[test]
fn the_demonstration_honours_the_environment() {
    let environment = [
        ("INTERTIDE_PROJECT_API_KEY", "demo-api-key"),
        ("INTERTIDE_PROJECT_SECRET_KEY", "demo-secret-key"),
    ];
    let finished = demo(&environment, &["--duration", "500ms"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert!(
        finished
            .stdout
            .contains("curl -u demo-api-key:demo-secret-key"),
        "{finished:?}"
    );
}

/// A demonstration that goes on, and the address of its console.
fn shown(directory: &std::path::Path) -> (Process, String) {
    let mut demo = command(directory);
    demo.args(["demo", "--listen", "127.0.0.1:0"]);
    let mut process = Process::start(demo);
    let console = process.line("  Console ");
    let url = console.split('/').take(3).collect::<Vec<_>>().join("/");
    (process, url)
}

#[test]
fn the_console_is_the_first_thing_shown_and_opens_signed_in() {
    let directory = tempfile::tempdir().unwrap();
    let (process, url) = shown(directory.path());
    let said = process.stdout.so_far();
    let first = said.lines().find(|line| line.starts_with("  ")).unwrap();
    assert!(first.contains(&format!("{url}/ (")), "{said}");

    let opened = |http: &reqwest::Client| http.get(format!("{url}/syncs"));
    let browser = ("accept", "text/html,*/*;q=0.8");
    let session = cookie_from(|http| opened(http).header(browser.0, browser.1)).unwrap();
    let asked = |http: &reqwest::Client| http.get(format!("{url}/api/v1/session"));
    let who = send(|http| asked(http).header("cookie", &session))
        .unwrap()
        .ok();
    assert_eq!(who["via"], "session");
    assert_eq!(send(asked).unwrap().status, 401, "nobody else is signed in");

    let again = cookie_from(|http| http.get(&url).header("cookie", &session));
    assert_eq!(again, None, "who is signed in stays so");
}

#[test]
fn a_page_whose_name_leads_here_is_not_signed_in() {
    let directory = tempfile::tempdir().unwrap();
    let (_process, url) = shown(directory.path());
    let rebound = |http: &reqwest::Client| http.get(&url).header("host", "attacker.test");
    assert_eq!(send(rebound).unwrap().status, 200);
    assert_eq!(cookie_from(rebound), None);
    assert!(cookie_from(|http| http.get(&url)).is_some());
}

#[test]
fn without_the_console_nothing_is_said_of_it() {
    let environment = [("INTERTIDE_CONSOLE_ENABLED", "false")];
    let finished = demo(&environment, &["--duration", "500ms"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert!(!finished.stdout.contains("Console"), "{finished:?}");
    assert!(finished.stdout.contains("\n  Server "), "{finished:?}");
}

#[test]
fn a_port_that_is_taken_is_no_obstacle() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let finished = demo(&[("INTERTIDE_LISTEN", &listen)], &["--duration", "500ms"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let said = format!("Port {port} is taken by another process; the demo takes port");
    assert!(finished.stdout.starts_with(&said), "{finished:?}");
}

#[test]
fn an_interrupt_ends_the_demonstration_with_its_summary() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = command(directory.path());
    demo.args(["demo", "--listen", "127.0.0.1:0", "--rate", "20"]);
    let mut process = Process::start(demo);
    process
        .stdout
        .wait_for(|text| text.contains("delivered").then_some(()))
        .unwrap();
    process.signal(rustix::process::Signal::INT);
    let status = process.wait();
    assert!(status.success(), "{status}: {}", process.stderr.so_far());
    assert!(process.stdout.whole().contains("The end, after"));
}
