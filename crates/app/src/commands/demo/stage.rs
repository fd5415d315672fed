//! The stage of the demonstration: a simulated Intercom, a server, and a sync between them.

use std::sync::Arc;

use anyhow::{Context, bail};
use intercom_sim::{Settings as SimSettings, Simulator};
use intertide_server::Visitors;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::cast::Person;
use crate::client::ApiClient;
use crate::server::RunningServer;
use crate::settings::Settings;

/// The simulated workspace's token.
const TOKEN: &str = "demo-access-token";

/// Everything that runs.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) server: RunningServer,
    pub(super) client: ApiClient,
    pub(super) intercom: Intercom,
    pub(super) sync: i64,
    has_console: bool,
    /// Whether the server's address means this machine, so that a browser there is signed in.
    signs_in: bool,
}

/// A simulated Intercom on a port of its own.
#[derive(Debug)]
pub(super) struct Intercom {
    pub(super) url: String,
    simulator: Arc<Simulator>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Stage {
    /// Sets everything up.
    pub(super) async fn set(settings: &Settings, listener: TcpListener) -> anyhow::Result<Self> {
        let intercom = Intercom::start().await?;
        let address = listener.local_addr()?.ip();
        let server = RunningServer::start(settings, listener, Visitors::SignedIn).await?;
        let project = server.project();
        let client = ApiClient::with_keys(
            server.url(),
            project
                .keys
                .api_key()
                .context("the project has no API key")?,
            project
                .keys
                .secret_key()
                .context("the project has no secret key")?,
        )?;
        let answer = client.post("/api/v1/syncs", &sync(&intercom.url)).await?;
        let sync = answer
            .body
            .get("id")
            .and_then(Value::as_i64)
            .context("the sync has no id")?;
        Ok(Self {
            server,
            client,
            intercom,
            sync,
            has_console: settings.console_enabled,
            signs_in: address.is_loopback() || address.is_unspecified(),
        })
    }

    /// What the server has counted of the sync.
    pub(super) async fn totals(&self) -> anyhow::Result<Value> {
        let path = format!("/api/v1/syncs/{}", self.sync);
        let mut answer = self.client.get(&path).await?;
        let totals = answer.body.get_mut("totals").map(Value::take);
        totals.context("the sync has no totals")
    }

    /// Where to look, and how to take part.
    pub(super) fn introduction(&self) -> String {
        let url = self.server.url();
        let keys = &self.server.project().keys;
        let api_key = keys.api_key().unwrap_or_default();
        let secret_key = keys.secret_key().unwrap_or_default();
        let secret_key = secret_key.expose_secret();
        let event = json!({
            "api_key": api_key,
            "events": [{
                "user_id": "ada@example.com",
                "event_type": "Order Completed",
                "event_properties": {"total": 42, "currency": "EUR"},
            }],
        });
        let console = self.console().unwrap_or_default();
        format!(
            "Intertide demo: server, simulated Intercom and traffic in this one process.\n\
             Nothing leaves this machine, and all of it is removed at the end.\n\n  \
             {console}\
             Server      {url}\n  \
             API key     {api_key}\n  \
             Secret key  {secret_key}\n  \
             Intercom    simulated; {}/_sim/requests shows what it received\n\n\
             Send an event of your own:\n  \
             curl {url}/2/httpapi -H 'Content-Type: application/json' -d '{event}'\n\n\
             Ask for the sync's metrics, as with Amplitude:\n  \
             curl -u {api_key}:{secret_key} '{url}/api/2/event-streaming/delivery-metrics-summary?sync_id={}&time_period=TEN_MINUTES'\n\n\
             What arrives, and what becomes of it (times in UTC; Ctrl-C ends the demo):\n",
            self.intercom.url, self.sync
        )
    }

    /// Where the console is, and how one gets in.
    fn console(&self) -> Option<String> {
        let way_in = match &self.server.generated().admin_password {
            _ if self.signs_in => {
                "open it in a browser on this machine: it signs you in".to_owned()
            }
            Some(password) => format!("the password is {}", password.expose_secret()),
            None => "the password is the one in the settings".to_owned(),
        };
        let url = self.server.url();
        self.has_console
            .then(|| format!("Console     {url}/ ({way_in})\n  "))
    }

    /// Takes everything down.
    pub(super) async fn clear(self) -> anyhow::Result<()> {
        self.server.stop().await?;
        self.intercom.stop().await
    }
}

impl Intercom {
    async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .context("no port is free for the simulated Intercom")?;
        let url = format!("http://{}", listener.local_addr()?);
        let simulator = Arc::new(Simulator::new(SimSettings {
            token: TOKEN.to_owned(),
            workspace_name: "Demo Workspace".to_owned(),
            ..SimSettings::default()
        }));
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(intercom_sim::serve(listener, simulator.clone(), async {
            // Dropping the other end means stop as well.
            let _ = stopped.await;
        }));
        let intercom = Self {
            url,
            simulator,
            stop,
            serving,
        };
        intercom.populate().await?;
        Ok(intercom)
    }

    /// The people who are there before the demonstration begins.
    async fn populate(&self) -> anyhow::Result<()> {
        let contacts: Vec<Value> = Person::residents().iter().map(Person::contact).collect();
        let response = reqwest::Client::new()
            .post(format!("{}/_sim/contacts", self.url))
            .json(&json!({"contacts": contacts, "declare_attributes": true}))
            .send()
            .await
            .context("the simulated Intercom does not answer")?;
        if !response.status().is_success() {
            bail!(
                "the simulated Intercom refuses its first contacts: {}",
                response.text().await?
            );
        }
        Ok(())
    }

    /// How many contacts and events it has.
    pub(super) fn holds(&self) -> (usize, usize) {
        self.simulator
            .with(|workspace| (workspace.contacts().count(), workspace.events().count()))
    }

    async fn stop(self) -> anyhow::Result<()> {
        // An error means that it has ended already.
        let _ = self.stop.send(());
        self.serving.await??;
        Ok(())
    }
}

/// The sync of the demonstration.
fn sync(intercom: &str) -> Value {
    json!({
        "name": "Demo",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": intercom, "access_token": TOKEN},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "send_events": {
            "enabled": true,
            "select": [
                {"event_type": "Signed Up"},
                {"event_type": "Logged In"},
                {"event_type": "Order Completed", "where": [
                    {"property": "event.total", "operator": "greater_than", "values": ["10"]},
                ]},
                {"event_type": "Pricing Viewed", "where": [
                    {"property": "user.user_id", "operator": "is_set"},
                ]},
            ],
            "event_properties": ["total", "currency", "items", "coupon", "method", "path"],
            "user_properties": ["plan"],
            "unknown_user": "discard",
        },
        "send_users": {
            "enabled": true,
            "user_properties": [
                "plan",
                "seats",
                {"property": "full_name", "attribute": "name"},
                {"property": "email", "attribute": "email"},
            ],
            "create_missing_attributes": true,
        },
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use intertide_domain::sync::Rules;
    use intertide_domain::sync::read::read;

    use super::*;

    #[test]
    fn the_sync_of_the_demonstration_is_valid_and_raises_no_warning() {
        let rules = Rules {
            allow_custom_endpoint: true,
            ..Rules::default()
        };
        let input = read(sync("http://127.0.0.1:1"), &rules).unwrap();
        assert_eq!(input.warnings, []);
    }
}
