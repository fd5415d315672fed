//! `intertide serve` on a free port and a directory of its own.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Method;
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::http::{Answer, send};
use super::process::{Finished, PATIENCE, Process, command, finish};

/// How a server is to be started.
#[derive(Clone, Debug)]
pub(crate) struct ServerBuilder {
    directory: Arc<TempDir>,
    environment: Vec<(String, String)>,
    arguments: Vec<String>,
}

impl ServerBuilder {
    /// In a new directory, with what the first start generates, and custom endpoints allowed.
    pub(crate) fn new() -> Self {
        Self {
            directory: Arc::new(tempfile::tempdir().unwrap()),
            environment: vec![(
                "INTERTIDE_INTERCOM_ALLOW_CUSTOM_ENDPOINT".to_owned(),
                "true".to_owned(),
            )],
            arguments: Vec::new(),
        }
    }

    /// With this in its environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With one more argument.
    pub(crate) fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Where it runs; its data are in `data`.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Starts it and waits until it is ready. Its keys are those that it printed, or those of
    /// its environment.
    pub(crate) fn start(self) -> TestServer {
        let mut process = self.spawn();
        let url = process.line("Intertide listens on ");
        let printed = process.stdout.so_far();
        let given = |name: &str| {
            let given = self.environment.iter().find(|(key, _)| key == name);
            given.map(|(_, value)| value.clone())
        };
        let keys = Keys {
            api_key: given("INTERTIDE_PROJECT_API_KEY").or_else(|| boxed(&printed, "API key")),
            secret_key: given("INTERTIDE_PROJECT_SECRET_KEY")
                .or_else(|| boxed(&printed, "Secret key")),
            admin_password: given("INTERTIDE_ADMIN_PASSWORD")
                .or_else(|| boxed(&printed, "Admin password")),
        };
        let server = TestServer {
            builder: self,
            process,
            url,
            keys,
        };
        server.wait_until_ready();
        server
    }

    /// Starts it on a directory that has been started before, with the keys of that time.
    pub(crate) fn start_known(
        self,
        api_key: &str,
        secret_key: &str,
        admin_password: &str,
    ) -> TestServer {
        let mut server = self.start();
        server.keys = Keys {
            api_key: Some(api_key.to_owned()),
            secret_key: Some(secret_key.to_owned()),
            admin_password: Some(admin_password.to_owned()),
        };
        server
    }

    /// Starts it where it is expected to fail, and waits for that.
    pub(crate) fn start_and_fail(&self) -> Finished {
        finish(self.command(), "")
    }

    fn spawn(&self) -> Process {
        Process::start(self.command())
    }

    fn command(&self) -> std::process::Command {
        let mut command = command(self.directory());
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

#[derive(Clone, Debug)]
struct Keys {
    api_key: Option<String>,
    secret_key: Option<String>,
    admin_password: Option<String>,
}

/// What stands behind a title in the box of the first start.
fn boxed(printed: &str, title: &str) -> Option<String> {
    printed
        .lines()
        .filter_map(|line| line.strip_prefix("│ ")?.strip_suffix('│'))
        .find_map(|line| Some(line.strip_prefix(title)?.trim().to_owned()))
}

/// A server that is up. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct TestServer {
    builder: ServerBuilder,
    process: Process,
    url: String,
    keys: Keys,
}

impl TestServer {
    /// One with nothing special about it.
    pub(crate) fn start() -> Self {
        ServerBuilder::new().start()
    }

    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn api_key(&self) -> &str {
        self.keys.api_key.as_deref().expect("an API key")
    }

    pub(crate) fn secret_key(&self) -> &str {
        self.keys.secret_key.as_deref().expect("a secret key")
    }

    pub(crate) fn admin_password(&self) -> &str {
        self.keys.admin_password.as_deref().expect("a password")
    }

    /// Where its data are.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.builder.directory().join("data")
    }

    /// What it has printed on standard output.
    pub(crate) fn stdout(&self) -> String {
        self.process.stdout.so_far()
    }

    /// What it has told on standard error.
    pub(crate) fn stderr(&self) -> String {
        self.process.stderr.so_far()
    }

    /// Calls the API with the project's keys.
    pub(crate) fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Option<Answer> {
        send(|client| {
            let request = client
                .request(method, format!("{}{path}", self.url))
                .basic_auth(self.api_key(), Some(self.secret_key()));
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).expect("an answer")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body))
            .expect("an answer")
    }

    /// Sends events to `/2/httpapi`; `None` when no whole answer came.
    pub(crate) fn ingest(&self, events: &[Value]) -> Option<Answer> {
        let body = json!({"api_key": self.api_key(), "events": events});
        send(|client| client.post(format!("{}/2/httpapi", self.url)).json(&body))
    }

    /// Makes a sync; its id.
    pub(crate) fn create_sync(&self, document: &Value) -> i64 {
        let sync = self.post("/api/v1/syncs", document).ok();
        sync.get("id").and_then(Value::as_i64).expect("an id")
    }

    /// How many deliveries of a sync there are, by outcome.
    pub(crate) fn totals(&self, sync: i64) -> Value {
        self.get(&format!("/api/v1/syncs/{sync}")).ok()["totals"].clone()
    }

    /// Waits until this holds of a sync's totals.
    pub(crate) fn wait_for_totals(&self, sync: i64, holds: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let totals = self.totals(sync);
            if holds(&totals) {
                return totals;
            }
            assert!(start.elapsed() < PATIENCE, "{totals}\n{}", self.stderr());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// A client command that speaks to this server.
    pub(crate) fn client(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = command(self.builder.directory());
        command
            .args(arguments)
            .env("INTERTIDE_SERVER", &self.url)
            .env("INTERTIDE_API_KEY", self.api_key())
            .env("INTERTIDE_SECRET_KEY", self.secret_key());
        command
    }

    /// Runs a client command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Finished {
        finish(self.client(arguments), "")
    }

    /// Its process.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.child.id()
    }

    /// Whether it can accept and deliver, by its own account.
    pub(crate) fn readiness(&self) -> Answer {
        send(|client| client.get(format!("{}/readyz", self.url))).expect("an answer")
    }

    /// Sends a signal to it.
    pub(crate) fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    /// Waits for it to end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.process.wait()
    }

    /// Ends it from one moment to the next, as a crash does; how to start it again.
    pub(crate) fn kill(mut self) -> Stopped {
        self.signal(Signal::KILL);
        self.wait();
        self.stopped()
    }

    /// Asks it to stop and waits for that; how to start it again.
    pub(crate) fn terminate(mut self) -> Stopped {
        self.signal(Signal::TERM);
        let status = self.wait();
        assert!(status.success(), "{status}\n{}", self.stderr());
        self.stopped()
    }

    /// How one that has ended is started again.
    pub(crate) fn stopped(self) -> Stopped {
        Stopped {
            builder: self.builder.clone(),
            keys: self.keys.clone(),
        }
    }

    /// Waits until it can accept and deliver.
    pub(crate) fn wait_until_ready(&self) {
        let start = Instant::now();
        loop {
            let ready = send(|client| client.get(format!("{}/readyz", self.url)));
            if ready.is_some_and(|answer| answer.status == 200) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "not ready\n{}", self.stderr());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A server that is down, and what it left.
#[derive(Clone, Debug)]
pub(crate) struct Stopped {
    builder: ServerBuilder,
    keys: Keys,
}

impl Stopped {
    /// Where its data are.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.builder.directory().join("data")
    }

    /// How it was started.
    pub(crate) fn builder(&self) -> &ServerBuilder {
        &self.builder
    }

    /// Starts it again, on the same data.
    pub(crate) fn start(self) -> TestServer {
        let mut server = self.builder.start();
        let Keys {
            api_key,
            secret_key,
            admin_password,
        } = self.keys;
        let keys = &mut server.keys;
        keys.api_key = keys.api_key.take().or(api_key);
        keys.secret_key = keys.secret_key.take().or(secret_key);
        keys.admin_password = keys.admin_password.take().or(admin_password);
        server
    }
}
