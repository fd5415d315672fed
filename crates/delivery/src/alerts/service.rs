//! The alerts at work: what is seen goes into the book, and each channel tells what the book says.
//!
//! The book is stored before anything is told, and again when it was told. A crash in between has a
//! message told once more, with the same id. Where the state can't be written, messages go out all
//! the same: a full disk is told of, and the book is stored as soon as that works again.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use intertide_domain::delivery::WaitReason;
use intertide_domain::ids::SyncId;
use intertide_store::state::{State, StateError};
use parking_lot::Mutex;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::book::{Alert, Book};
use super::channels::{Channel, ChannelError, ChannelKind};
use super::condition::Condition;
use super::message::{Message, MessageId};
use super::observation::Observation;
use super::observer::Observer;
use super::outbox::{Failed, Next};
use super::watch::Patience;
use crate::clock::Clock;

/// Where the book is kept in the state.
const BOOK: &str = "alerts.book";

/// How long a channel with nothing to do waits for news before it looks again.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Tests of the channels at the same time; others wait for their turn.
const TESTS: usize = 1;

/// What alerts are made of.
#[derive(Clone, Debug)]
pub struct AlertsParts {
    pub state: Arc<dyn State>,
    pub channels: Vec<Arc<dyn Channel>>,
    pub patience: Patience,
    pub clock: Clock,
}

/// The alerts of a server.
#[derive(Debug)]
pub struct Alerts {
    parts: AlertsParts,
    kinds: Vec<ChannelKind>,
    kept: Mutex<Kept>,
    news: watch::Sender<u64>,
    tests: Semaphore,
}

#[derive(Debug)]
struct Kept {
    book: Book,
    /// Whether the state has the book as it is.
    stored: bool,
}

/// A channel, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelInfo {
    pub kind: ChannelKind,
    /// Where it leads, as far as that is no secret.
    pub target_hint: String,
}

/// What became of a test message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    pub channel: ChannelKind,
    pub result: Result<(), ChannelError>,
}

impl Alerts {
    /// Reads what is remembered. Blocks. What does not read back is told of and begun anew: a
    /// server without alerts is better than none.
    ///
    /// # Errors
    /// When the state can't be read.
    pub fn open(parts: AlertsParts) -> Result<Self, StateError> {
        let mut book = match parts.state.setting(BOOK)? {
            None => Book::default(),
            Some(text) => serde_json::from_str(&text).unwrap_or_else(|error| {
                tracing::error!(%error, "the alerts' history is unreadable; it begins anew");
                Book::default()
            }),
        };
        let kinds: Vec<_> = parts
            .channels
            .iter()
            .map(|channel| channel.kind())
            .collect();
        book.keep_channels(&kinds);
        Ok(Self {
            parts,
            kinds,
            kept: Mutex::new(Kept { book, stored: true }),
            news: watch::Sender::new(0),
            tests: Semaphore::new(TESTS),
        })
    }

    /// Takes in what is seen. Blocks.
    pub fn observe(&self, observation: &Observation) {
        let now = self.parts.clock.now();
        let patience = self.parts.patience;
        let changed = self.change(|book| book.observe(now, observation, patience, &self.kinds));
        if changed {
            self.news.send_modify(|version| *version += 1);
        }
    }

    /// Changes the book, and stores it where that, or an earlier change, is to be stored. Whether
    /// it was changed.
    fn change(&self, change: impl FnOnce(&mut Book) -> bool) -> bool {
        let mut kept = self.kept.lock();
        let changed = change(&mut kept.book);
        if changed || !kept.stored {
            let stored = self.store(&kept.book);
            kept.stored = stored;
        }
        changed
    }

    fn store(&self, book: &Book) -> bool {
        // Texts, numbers and lists: nothing that could fail to be written.
        let Ok(text) = serde_json::to_string(book) else {
            return false;
        };
        match self.parts.state.put_setting(BOOK, &text) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "alerts can't be stored; they may be told twice");
                false
            }
        }
    }

    fn told(&self, channel: ChannelKind, id: &MessageId) {
        let now = self.parts.clock.now();
        self.change(|book| {
            book.told(channel, id, now);
            true
        });
        tracing::info!(%channel, message = id.as_str(), "an alert was told");
    }

    fn failed(&self, channel: ChannelKind, id: &MessageId, error: &ChannelError) {
        let now = self.parts.clock.now();
        let text = error.to_string();
        let mut failed = None;
        self.change(|book| {
            failed = book.failed(channel, id, now, text);
            true
        });
        match failed {
            Some(Failed::GivenUp) => {
                tracing::error!(%channel, message = id.as_str(), %error, "an alert is given up");
            }
            Some(Failed::Again) | None => {
                tracing::warn!(%channel, message = id.as_str(), %error, "an alert is not told yet");
            }
        }
    }

    fn next(&self, channel: ChannelKind) -> Next {
        let now = self.parts.clock.now();
        self.kept.lock().book.next(channel, now)
    }

    /// All alerts that are kept: what is raised first, the newest first each. Blocks.
    pub fn alerts(&self) -> Vec<Alert> {
        self.kept.lock().book.alerts()
    }

    /// The conditions that are raised. Blocks.
    pub fn raised(&self) -> Vec<Condition> {
        self.kept.lock().book.raised().collect()
    }

    /// How many messages wait to be told. Blocks.
    pub fn untold(&self) -> usize {
        self.kept.lock().book.untold()
    }

    /// The channels.
    pub fn channels(&self) -> Vec<ChannelInfo> {
        let channels = self.parts.channels.iter();
        channels
            .map(|channel| ChannelInfo {
                kind: channel.kind(),
                target_hint: channel.target_hint(),
            })
            .collect()
    }

    /// Sends a test message to every channel.
    pub async fn test(&self) -> Vec<Tested> {
        // The semaphore is never closed.
        let _turn = self.tests.acquire().await;
        let message = Message::test(self.parts.clock.now());
        let told = self.parts.channels.iter().map(async |channel| Tested {
            channel: channel.kind(),
            result: channel.tell(&message).await,
        });
        join_all(told).await
    }

    /// The syncs whose workspaces refused them when they were asked last, and why.
    fn refused(&self) -> Vec<(SyncId, WaitReason)> {
        let reason = |condition| match condition {
            Condition::SyncCredentials { sync } => Some((sync, WaitReason::Credentials)),
            Condition::SyncPlanRestricted { sync } => Some((sync, WaitReason::PlanRestricted)),
            _ => None,
        };
        self.raised().into_iter().filter_map(reason).collect()
    }
}

/// Looks every so often and tells what there is to tell, until the stop. What is being told then is
/// told to its end.
pub async fn run(
    alerts: Arc<Alerts>,
    observer: Observer,
    every: Duration,
    stopping: watch::Receiver<bool>,
) {
    // A lane does not remember a refusal across a restart; unasked, it would seem well.
    for (sync, reason) in alerts.refused() {
        observer.lanes.suspect(sync, reason);
    }
    let mut tasks = JoinSet::new();
    for channel in alerts.parts.channels.clone() {
        tasks.spawn(tell(alerts.clone(), channel, stopping.clone()));
    }
    tasks.spawn(watch_over(alerts, observer, every, stopping));
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a part of the alerts ended badly");
        }
    }
}

async fn watch_over(
    alerts: Arc<Alerts>,
    observer: Observer,
    every: Duration,
    mut stopping: watch::Receiver<bool>,
) {
    let mut beat = tokio::time::interval(every);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return,
            _ = beat.tick() => {}
        }
        let (alerts, observer) = (alerts.clone(), observer.clone());
        let looked = tokio::task::spawn_blocking(move || alerts.observe(&observer.look()));
        if let Err(error) = looked.await {
            tracing::error!(%error, "alerts could not look; they look again");
        }
    }
}

async fn tell(alerts: Arc<Alerts>, channel: Arc<dyn Channel>, mut stopping: watch::Receiver<bool>) {
    let kind = channel.kind();
    let mut news = alerts.news.subscribe();
    while !*stopping.borrow() {
        news.mark_unchanged();
        let pause = match next(alerts.clone(), kind).await {
            Next::Tell(message) => {
                let result = channel.tell(&message).await;
                record(alerts.clone(), kind, message.id, result).await;
                continue;
            }
            Next::At(at) => at.since(alerts.parts.clock.now()).min(LOOK_AGAIN),
            Next::Nothing => LOOK_AGAIN,
        };
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return,
            _ = news.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn next(alerts: Arc<Alerts>, channel: ChannelKind) -> Next {
    let next = tokio::task::spawn_blocking(move || alerts.next(channel));
    next.await.unwrap_or_else(|error| {
        tracing::error!(%error, "what is to be told can't be read; it is read again");
        Next::Nothing
    })
}

/// Keeps what became of a message. Where even that can't be, the channel pauses, so that it does
/// not tell the same one again and again.
async fn record(
    alerts: Arc<Alerts>,
    channel: ChannelKind,
    id: MessageId,
    result: Result<(), ChannelError>,
) {
    let recorded = tokio::task::spawn_blocking(move || match result {
        Ok(()) => alerts.told(channel, &id),
        Err(error) => alerts.failed(channel, &id, &error),
    });
    if let Err(error) = recorded.await {
        tracing::error!(%error, "what became of an alert could not be kept");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// How often to look so that a condition is met in time.
pub fn look_every(patience: Patience) -> Duration {
    let shorter = patience.raise_after.min(patience.clear_after);
    (shorter / 4).clamp(SHORTEST_LOOK, LONGEST_LOOK)
}

const SHORTEST_LOOK: Duration = Duration::from_millis(100);
const LONGEST_LOOK: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests;
