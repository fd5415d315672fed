//! The traffic of the demonstration: the script's requests, sent over HTTP at an easy pace.

use std::time::Duration;

use anyhow::Context;
use intertide_delivery::clock::Clock;
use rand::RngExt;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::script::{Scenario, Script};

/// What came of a request.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// How many events it brought.
    pub(super) events: u64,
    /// What the server said against it, if anything.
    pub(super) refusal: Option<Refusal>,
}

/// A request that was refused.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// When, as the API writes times.
    pub(super) at: String,
    pub(super) user: String,
    pub(super) event_type: String,
    pub(super) said: String,
}

/// Where the traffic goes, and how fast.
#[derive(Clone, Debug)]
pub(super) struct Traffic {
    pub(super) url: String,
    pub(super) api_key: String,
    /// Requests per second, on average.
    pub(super) rate: f64,
}

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(10);

impl Traffic {
    /// Sends until it is to stop; the request under way then is finished, and told of.
    ///
    /// # Errors
    /// When the server does not answer.
    pub(super) async fn run(
        self,
        outcomes: mpsc::Sender<Sent>,
        mut stop: oneshot::Receiver<()>,
    ) -> anyhow::Result<()> {
        let http = reqwest::Client::builder().timeout(TIMEOUT).build()?;
        let clock = Clock::system();
        let mut script = Script::new();
        loop {
            // The pause is chosen first: a generator of chance must not be held across a wait.
            let pause = Duration::from_secs_f64(rand::rng().random_range(0.5..1.5) / self.rate);
            let scenario = script.next(clock.now().get(), &mut rand::rng());
            let sent = self.send(&http, &clock, &scenario).await?;
            if outcomes.send(sent).await.is_err() {
                return Ok(());
            }
            tokio::select! {
                _ = &mut stop => return Ok(()),
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn send(
        &self,
        http: &reqwest::Client,
        clock: &Clock,
        scenario: &Scenario,
    ) -> anyhow::Result<Sent> {
        let response = http
            .post(format!("{}/2/httpapi", self.url))
            .json(&json!({"api_key": self.api_key, "events": scenario.events}))
            .send()
            .await
            .context("the server does not take events any more")?;
        let refused = !response.status().is_success();
        let answer: Value = response.json().await.unwrap_or_default();
        Ok(Sent {
            events: scenario.events.len() as u64,
            refusal: refused.then(|| refusal(clock, scenario, &answer)),
        })
    }
}

fn refusal(clock: &Clock, scenario: &Scenario, answer: &Value) -> Refusal {
    let text = |value: Option<&Value>| {
        let text = value.and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let event = scenario.events.first();
    let code = answer
        .get("code")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    Refusal {
        at: clock.now().to_rfc3339(),
        user: text(event.and_then(|event| event.get("user_id"))),
        event_type: text(event.and_then(|event| event.get("event_type"))),
        said: format!("{code}: {}", text(answer.get("error"))),
    }
}
