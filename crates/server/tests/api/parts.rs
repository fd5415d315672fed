//! What stands in for the outside: an Intercom that says what it is told, a log that can refuse.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use intertide_delivery::destinations::{Answer, Request, Response};
use intertide_delivery::dispatch::{Sender, Sending};
use intertide_domain::ids::Offset;
use intertide_domain::sync::{AccessToken, Endpoint};
use intertide_domain::time::UnixMillis;
use intertide_store::log::{
    Ack, DurableHook, EventLog, LogError, LogStatus, MemoryLog, ReadBatch, ReadLimit, RecordBatch,
    Retained, Retention,
};
use parking_lot::Mutex;

/// Answers every request alike, and remembers whom it was asked for.
#[derive(Debug)]
pub(crate) struct TestIntercom {
    answer: Mutex<Answer>,
    sent: Mutex<Vec<Sent>>,
}

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) endpoint: String,
    pub(crate) token: String,
    pub(crate) path: String,
}

impl TestIntercom {
    pub(crate) fn new() -> Self {
        Self {
            answer: Mutex::new(me("US")),
            sent: Mutex::default(),
        }
    }

    pub(crate) fn will_answer(&self, answer: Answer) {
        *self.answer.lock() = answer;
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().clone()
    }
}

impl Sender for TestIntercom {
    fn send<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        token: &'a AccessToken,
        request: &'a Request,
    ) -> Sending<'a> {
        self.sent.lock().push(Sent {
            endpoint: endpoint.to_string(),
            token: token.expose().to_owned(),
            path: request.path.clone(),
        });
        let answer = self.answer.lock().clone();
        Box::pin(std::future::ready(answer))
    }
}

pub(crate) fn response(status: u16, body: &str) -> Answer {
    Answer::Response(Response {
        status,
        body: body.to_owned(),
        ..Response::default()
    })
}

/// `GET /me` of a workspace in this region.
pub(crate) fn me(region: &str) -> Answer {
    let body = format!(
        r#"{{"type":"admin","app":{{"id_code":"abc123","name":"Acme","region":"{region}"}}}}"#
    );
    response(200, &body)
}

/// A token that Intercom does not know.
pub(crate) fn refused() -> Answer {
    let body = r#"{"type":"error.list","errors":[
        {"code":"unauthorized","message":"Access Token Invalid"}]}"#;
    response(401, body)
}

/// What is free on the disk.
pub(crate) const FREE: u64 = 123_456_789;

/// A log in memory that can be made to say that it refuses.
#[derive(Debug, Default)]
pub(crate) struct TestLog {
    inner: MemoryLog,
    poisoned: AtomicBool,
}

impl TestLog {
    /// Sets the time that what comes next bears.
    pub(crate) fn set_now(&self, now: UnixMillis) {
        self.inner.set_now(now);
    }

    pub(crate) fn poison(&self) {
        self.poisoned.store(true, Ordering::Release);
    }

    /// Lets go of everything that is in it.
    pub(crate) fn forget(&self) {
        let everything = Retention {
            max_age: Duration::ZERO,
            max_bytes: Some(0),
        };
        let end = self.inner.durable_end();
        self.inner
            .retain(everything, end, UnixMillis::new(i64::MAX))
            .unwrap();
    }
}

impl EventLog for TestLog {
    fn append(&self, batch: RecordBatch, ack: Ack) {
        self.inner.append(batch, ack);
    }

    fn read(&self, from: Offset, limit: ReadLimit) -> Result<ReadBatch, LogError> {
        self.inner.read(from, limit)
    }

    fn start(&self) -> Offset {
        self.inner.start()
    }

    fn durable_end(&self) -> Offset {
        self.inner.durable_end()
    }

    fn wait_beyond(&self, offset: Offset, timeout: Duration) -> Offset {
        self.inner.wait_beyond(offset, timeout)
    }

    fn on_durable(&self, hook: DurableHook) {
        self.inner.on_durable(hook);
    }

    fn erase(&self, before: Offset, unwanted: &dyn Fn(&[u8]) -> bool) -> Result<u64, LogError> {
        self.inner.erase(before, unwanted)
    }

    fn retain(
        &self,
        policy: Retention,
        processed: Offset,
        now: UnixMillis,
    ) -> Result<Retained, LogError> {
        self.inner.retain(policy, processed, now)
    }

    fn status(&self) -> LogStatus {
        let poisoned = self.poisoned.load(Ordering::Acquire);
        LogStatus {
            poisoned: poisoned.then(|| LogError::Poisoned {
                cause: "cannot sync 0.log: no space left on device".to_owned(),
            }),
            ..self.inner.status()
        }
    }

    fn room_bytes(&self) -> Option<u64> {
        Some(FREE)
    }

    fn try_reopen(&self) -> Result<(), LogError> {
        self.inner.try_reopen()
    }

    fn close(&self) {
        self.inner.close();
    }
}
