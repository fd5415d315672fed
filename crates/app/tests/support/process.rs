//! The binary as a process: cleanly set up, watched, and ended with the test.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long anything may take: far more than it does, so that only what hangs is cut off.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A command of the binary that knows nothing of the machine's environment.
pub(crate) fn command(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intertide"));
    command.current_dir(directory).env("NO_COLOR", "1");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("INTERTIDE_") {
            command.env_remove(name);
        }
    }
    command
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Finished {
    /// Whether the error is told on one line.
    pub(crate) fn one_line_error(&self) -> &str {
        let line = self.stderr.strip_suffix('\n').unwrap_or(&self.stderr);
        assert!(
            !line.is_empty() && !line.contains('\n'),
            "not one line: {self:?}"
        );
        line
    }
}

/// Runs a command in an empty directory to its end.
pub(crate) fn intertide<A: AsRef<OsStr>>(arguments: &[A]) -> Finished {
    let directory = tempfile::tempdir().unwrap();
    let mut command = command(directory.path());
    command.args(arguments);
    finish(command, "")
}

/// Runs a command to its end, with this on its standard input.
pub(crate) fn finish(mut command: Command, input: &str) -> Finished {
    command.stdin(Stdio::piped());
    let mut process = Process::start(command);
    let mut stdin = process.child.stdin.take().unwrap();
    // A command that does not read may be gone already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let status = process.wait();
    Finished {
        code: status.code(),
        stdout: process.stdout.whole(),
        stderr: process.stderr.whole(),
    }
}

/// A process whose output is read as it comes. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
}

impl Process {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = Output::read(child.stdout.take().unwrap());
        let stderr = Output::read(child.stderr.take().unwrap());
        Self {
            child,
            stdout,
            stderr,
        }
    }

    /// Waits for a line of standard output that begins so; the rest of it.
    pub(crate) fn line(&mut self, beginning: &str) -> String {
        let found = self.stdout.wait_for(|text| {
            let mut lines = text
                .split_inclusive('\n')
                .filter(|line| line.ends_with('\n'));
            lines.find_map(|line| Some(line.strip_prefix(beginning)?.trim().to_owned()))
        });
        found.unwrap_or_else(|| {
            panic!(
                "no line `{beginning}…`\nstdout: {}\nstderr: {}",
                self.stdout.so_far(),
                self.stderr.so_far()
            )
        })
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "it does not end\nstdout: {}\nstderr: {}",
                self.stdout.so_far(),
                self.stderr.so_far()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a process says, gathered by a thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output(Arc<(Mutex<Gathered>, Condvar)>);

#[derive(Debug, Default)]
struct Gathered {
    text: String,
    ended: bool,
}

impl Output {
    fn read(from: impl Read + Send + 'static) -> Self {
        let output = Self::default();
        let gathering = output.clone();
        std::thread::spawn(move || {
            let mut from = BufReader::new(from);
            let mut line = Vec::new();
            while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                gathering.add(|gathered| gathered.text.push_str(&String::from_utf8_lossy(&line)));
                line.clear();
            }
            gathering.add(|gathered| gathered.ended = true);
        });
        output
    }

    fn add(&self, add: impl FnOnce(&mut Gathered)) {
        add(&mut self.0.0.lock().unwrap());
        self.0.1.notify_all();
    }

    /// What was said until now.
    pub(crate) fn so_far(&self) -> String {
        self.0.0.lock().unwrap().text.clone()
    }

    /// All that was said, once it has ended.
    pub(crate) fn whole(&self) -> String {
        let gathered = self.0.0.lock().unwrap();
        let (gathered, _) = self
            .0
            .1
            .wait_timeout_while(gathered, PATIENCE, |gathered| !gathered.ended)
            .unwrap();
        gathered.text.clone()
    }

    /// Waits until `look` finds something in what was said.
    pub(crate) fn wait_for<T>(&self, look: impl Fn(&str) -> Option<T>) -> Option<T> {
        let end = Instant::now() + PATIENCE;
        let mut gathered = self.0.0.lock().unwrap();
        loop {
            if let Some(found) = look(&gathered.text) {
                return Some(found);
            }
            let left = end.saturating_duration_since(Instant::now());
            if gathered.ended || left.is_zero() {
                return None;
            }
            gathered = self.0.1.wait_timeout(gathered, left).unwrap().0;
        }
    }
}
