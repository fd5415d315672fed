//! `intertide demo`: everything in one process, with traffic as from life.

mod cast;
mod script;
mod stage;
mod tally;
mod traffic;

use std::collections::BTreeMap;
use std::future::pending;
use std::io::ErrorKind;
use std::time::Duration;

use anyhow::Context;
use intertide_domain::time::HumanDuration;
use owo_colors::AnsiColors;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until};

use self::stage::Stage;
use self::tally::Tally;
use self::traffic::{Sent, Traffic};
use super::serve::bind;
use crate::live::feed::Feed;
use crate::live::lines::{Lines, Paint};
use crate::live::{LiveItem, Told};
use crate::logging;
use crate::output::print;
use crate::server::keep_files_private;
use crate::settings::{self, CommandSettings, SettingsArgs};
use crate::shutdown::StopSignals;

/// See it work: server, simulated Intercom and sample traffic in one process
///
/// Needs no account, listens on this machine alone, and removes everything at the end. What
/// arrives, what goes to Intercom, and what does not and why, is shown as it happens.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    intertide demo\n  \
    intertide demo --duration 30s --rate 10")]
pub(crate) struct DemoArgs {
    /// How long it runs, such as 30s or 5m [default: until Ctrl-C]
    #[arg(long, value_name = "DURATION")]
    duration: Option<HumanDuration>,

    /// Requests per second, on average
    #[arg(long, default_value_t = 2.0, value_parser = rate)]
    rate: f64,

    #[command(flatten)]
    settings: SettingsArgs,
}

/// How often the numbers are shown.
const SUMMARY_EVERY: Duration = Duration::from_secs(15);

/// How long what is on its way may take at the end.
const DRAIN: Duration = Duration::from_secs(5);

/// How often the end looks whether everything has arrived.
const DRAIN_LOOK: Duration = Duration::from_millis(50);

/// Outcomes of requests that may wait to be shown.
const OUTCOMES: usize = 64;

fn rate(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|rate| (0.01..=1_000.0).contains(rate))
        .ok_or_else(|| "write a number from 0.01 to 1000".to_owned())
}

/// Runs the command.
pub(crate) async fn run(args: DemoArgs) -> anyhow::Result<()> {
    let home = tempfile::Builder::new()
        .prefix("intertide-demo-")
        .tempdir()
        .context("cannot make a temporary directory")?;
    let path = |name: &str| home.path().join(name).display().to_string();
    let command = CommandSettings {
        command: "demo",
        // The screen is for what happens.
        defaults: vec![("logging.level", "warn".to_owned())],
        fixed: vec![
            ("data_dir", path("data")),
            ("secret_key_file", path("secret.key")),
            ("intercom.allow_custom_endpoint", true.to_string()),
        ],
    };
    let settings = settings::load(&args.settings, &command, std::env::vars_os())?;
    logging::start(&settings.logging)?;
    keep_files_private();
    let signals = StopSignals::listen()?;
    let listener = bind_or_next(&settings).await?;
    let stage = Stage::set(&settings, listener).await?;
    let shown = Show::new(stage).await?.run(&args, signals).await;
    // Only when nothing writes there any more.
    home.close()
        .context("cannot remove the temporary directory")?;
    shown
}

/// Listens where the settings say, or on a free port of the same address when somebody else does.
async fn bind_or_next(settings: &settings::Settings) -> anyhow::Result<TcpListener> {
    let wanted = settings.listen;
    match TcpListener::bind(wanted).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let mut free = wanted;
            free.set_port(0);
            let listener = bind(free)?;
            let port = listener.local_addr()?.port();
            print(&format!(
                "Port {} is taken by another process; the demo takes port {port} instead.\n",
                wanted.port()
            ))?;
            Ok(listener)
        }
        Err(_) => bind(wanted),
        Ok(listener) => Ok(listener),
    }
}

/// The demonstration while it runs.
struct Show {
    stage: Stage,
    feed: Feed,
    lines: Lines,
    tally: Tally,
    started: Instant,
}

impl Show {
    async fn new(stage: Stage) -> anyhow::Result<Self> {
        print(&stage.introduction())?;
        Ok(Self {
            feed: Feed::open(&stage.client).await?,
            lines: Lines {
                paint: Paint::for_stdout(),
                names: BTreeMap::from([(stage.sync, "Demo".to_owned())]),
            },
            tally: Tally::default(),
            started: Instant::now(),
            stage,
        })
    }

    /// Runs to the end, shows the numbers and takes everything down.
    async fn run(mut self, args: &DemoArgs, signals: StopSignals) -> anyhow::Result<()> {
        let played = self.play(args, signals).await;
        let ended = match played {
            Ok(()) => self.end().await,
            Err(error) => Err(error),
        };
        let cleared = self.stage.clear().await;
        ended.and(cleared)
    }

    /// Sends and shows until time is up or somebody wants to stop.
    async fn play(&mut self, args: &DemoArgs, mut signals: StopSignals) -> anyhow::Result<()> {
        let (told, mut outcomes) = mpsc::channel(OUTCOMES);
        let traffic = Traffic {
            url: self.stage.server.url(),
            api_key: self
                .stage
                .server
                .project()
                .keys
                .api_key()
                .unwrap_or_default(),
            rate: args.rate,
        };
        let (stop, stopped) = oneshot::channel();
        let mut sending = tokio::spawn(traffic.run(told, stopped));
        let mut summary = interval_at(self.started + SUMMARY_EVERY, SUMMARY_EVERY);
        summary.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let end = args.duration.map(|duration| self.started + duration.0);
        let time_is_up = async {
            match end {
                Some(end) => sleep_until(end).await,
                None => pending().await,
            }
        };
        tokio::pin!(time_is_up);
        loop {
            tokio::select! {
                told = self.feed.next() => self.show(&told?)?,
                Some(sent) = outcomes.recv() => self.show_sent(&sent)?,
                _ = summary.tick() => self.summary("So far")?,
                broken = self.stage.server.failed() => return Err(broken),
                result = &mut sending => return result?,
                _ = signals.wait() => break,
                () = &mut time_is_up => break,
            }
        }
        // The request under way is finished: what the server accepts has to be counted.
        drop(stop);
        while let Some(sent) = outcomes.recv().await {
            self.show_sent(&sent)?;
        }
        sending.await?
    }

    /// Waits for what is on its way, and shows the numbers.
    async fn end(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + DRAIN;
        while Instant::now() < deadline && !self.everything_arrived().await? {
            tokio::select! {
                told = self.feed.next() => self.show(&told?)?,
                () = sleep(DRAIN_LOOK) => {}
            }
        }
        self.summary("The end")?;
        let (contacts, events) = self.stage.intercom.holds();
        print(&format!(
            "  Intercom    has {contacts} contacts and {events} events"
        ))?;
        Ok(())
    }

    /// Whether all that was accepted was shown, and nothing is on its way any more.
    async fn everything_arrived(&self) -> anyhow::Result<bool> {
        if self.tally.arrived < self.tally.accepted_events || self.tally.pending() > 0 {
            return Ok(false);
        }
        let totals = self.stage.totals().await?;
        let selected = totals.get("selected").and_then(Value::as_u64);
        Ok(selected == Some(self.tally.deliveries()))
    }

    fn show(&mut self, told: &Told) -> anyhow::Result<()> {
        self.tally.count(&told.item, self.stage.sync);
        match &told.item {
            LiveItem::Event(event) => print(&self.lines.event(event))?,
            LiveItem::Delivery(delivery) => print(&self.lines.delivery(delivery))?,
            LiveItem::Missed(_) => {}
        }
        Ok(())
    }

    fn show_sent(&mut self, sent: &Sent) -> anyhow::Result<()> {
        let Some(refusal) = &sent.refusal else {
            self.tally.accepted_requests += 1;
            self.tally.accepted_events += sent.events;
            return Ok(());
        };
        self.tally.refused_requests += 1;
        let state = ("refused", AnsiColors::Red);
        let (user, event_type) = (&refusal.user, &refusal.event_type);
        let line = self
            .lines
            .line(&refusal.at, state, user, event_type, &refusal.said);
        Ok(print(&line)?)
    }

    fn summary(&self, title: &str) -> anyhow::Result<()> {
        let seconds = self.started.elapsed().as_secs();
        let mut text = format!("\n{title}, after {seconds} s:\n");
        for line in self.tally.lines() {
            text.push_str("  ");
            text.push_str(&line);
            text.push('\n');
        }
        Ok(print(&text)?)
    }
}
