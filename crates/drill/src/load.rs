//! Load: several senders that send batch after batch, as SDKs do, and write down the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;

use crate::ledger::{Entry, Ledger};

/// How long a sender waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long a sender pauses after an answer that was none, so that a server that is down is not
/// asked without end.
const PAUSE: Duration = Duration::from_millis(20);

/// When the first event is said to have happened.
const FIRST_TIME_MS: u64 = 1_600_000_000_000;

/// What is sent, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the server is: `http://127.0.0.1:8686`.
    pub base_url: String,
    pub api_key: String,
    /// Senders at once.
    pub senders: usize,
    /// Events in one request.
    pub batch: usize,
    /// The events' user; each sender has one of its own, with a number behind this.
    pub user_prefix: String,
    /// Each event's `insert_id` and property `name` begin with this; a unique number follows.
    pub name_prefix: String,
}

/// A load that runs until it is stopped.
#[derive(Debug)]
pub struct Load {
    stop: Arc<AtomicBool>,
    senders: JoinSet<Ledger>,
}

impl Load {
    /// Starts the senders.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn start(plan: Plan) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder().timeout(TIMEOUT).build()?;
        let stop = Arc::new(AtomicBool::new(false));
        let numbers = Arc::new(AtomicU64::new(0));
        let mut senders = JoinSet::new();
        for sender in 0..plan.senders {
            let (plan, client) = (plan.clone(), client.clone());
            let (stop, numbers) = (stop.clone(), numbers.clone());
            senders.spawn(async move {
                let mut ledger = Ledger::default();
                while !stop.load(Ordering::Acquire) {
                    send_batch(&plan, &client, sender, &numbers, &mut ledger).await;
                }
                ledger
            });
        }
        Ok(Self { stop, senders })
    }

    /// Stops the senders and gives the ledger of all.
    pub async fn stop(mut self) -> Ledger {
        self.stop.store(true, Ordering::Release);
        let mut whole = Ledger::default();
        while let Some(ledger) = self.senders.join_next().await {
            whole.absorb(ledger.unwrap_or_default());
        }
        whole
    }
}

async fn send_batch(
    plan: &Plan,
    client: &reqwest::Client,
    sender: usize,
    numbers: &AtomicU64,
    ledger: &mut Ledger,
) {
    let first = numbers.fetch_add(plan.batch as u64, Ordering::Relaxed);
    let user = format!("{}{sender}", plan.user_prefix);
    let mut names = Vec::with_capacity(plan.batch);
    let mut events = Vec::with_capacity(plan.batch);
    for number in first..first + plan.batch as u64 {
        let name = format!("{}{number}", plan.name_prefix);
        events.push(json!({
            "event_type": "Drill",
            "user_id": user,
            "insert_id": name,
            // A second of its own: Intercom takes two of one second for one (intercom.md 2.5).
            "time": FIRST_TIME_MS + number * 1_000,
            "event_properties": {"name": name},
        }));
        names.push(name);
    }
    let body = json!({"api_key": plan.api_key, "events": events}).to_string();
    let answer = client
        .post(format!("{}/2/httpapi", plan.base_url))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await;
    let entry = match answer {
        Ok(answer) if answer.status() == 200 => Entry::Acknowledged,
        Ok(_) => Entry::Refused,
        Err(_) => Entry::Unanswered,
    };
    if entry != Entry::Acknowledged {
        tokio::time::sleep(PAUSE).await;
    }
    for name in names {
        ledger.enter(name, entry);
    }
}
