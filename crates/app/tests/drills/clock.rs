//! A clock that is set back and forth while events come in, and across restarts: each is delivered
//! once. What was due by a clock that was ahead waits until the clock has come there.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::support::ServerBuilder;
use crate::support::drill::Drill;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// How far ahead of the machine's clock the server's is, one after the other: an hour of summer time
/// either way, a clock that was never set, one that is far ahead, and the right one.
const STEPS: [i64; 8] = [
    HOUR,
    0,
    -HOUR,
    -HOUR - MINUTE,
    -300 * 24 * HOUR,
    0,
    FURTHEST,
    0,
];

const FURTHEST: i64 = 24 * HOUR;

/// How long each lasts.
const LASTS: Duration = Duration::from_millis(500);

/// The time of day of the servers that are started with it.
struct SteppedClock {
    directory: tempfile::TempDir,
    ahead: File,
}

impl SteppedClock {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let source = directory.path().join("stepped_clock.c");
        fs::write(&source, include_str!("stepped_clock.c")).unwrap();
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .arg(directory.path().join("stepped_clock.so"))
            .arg(&source)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "{said}");
        let mut ahead = File::create(directory.path().join("ahead")).unwrap();
        ahead.write_all(&0_i64.to_ne_bytes()).unwrap();
        Self { directory, ahead }
    }

    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.directory.path().join(name);
        path.into_os_string().into_string().unwrap()
    }

    /// A server that goes by this clock.
    fn server(&self) -> ServerBuilder {
        ServerBuilder::new()
            .env("LD_PRELOAD", &self.path("stepped_clock.so"))
            .env("DRILL_CLOCK", &self.path("ahead"))
    }

    fn set_ahead(&self, seconds: i64) {
        self.ahead.write_all_at(&seconds.to_ne_bytes(), 0).unwrap();
    }
}

#[test]
fn a_clock_that_is_set_back_and_forth_loses_and_doubles_nothing() {
    let clock = SteppedClock::new();
    let mut drill = Drill::start();
    let mut server = clock.server().start();
    let sync = drill.create_sync(&server);
    for (round, ahead) in STEPS.into_iter().enumerate() {
        let load = drill.load(&server, 1, &format!("clock-{round}-"));
        std::thread::sleep(LASTS);
        clock.set_ahead(ahead);
        std::thread::sleep(LASTS);
        assert!(drill.stop(load) > 0, "round {round}");
        if round % 2 == 1 {
            server = server.terminate().start();
        }
    }
    clock.set_ahead(FURTHEST);
    drill.assert_nothing_is_lost(&server, sync);
}
