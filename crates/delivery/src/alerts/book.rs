//! The book: the watch, what is still to be told and what was, stored as one.

use intertide_domain::time::UnixMillis;
use serde::{Deserialize, Serialize};

use super::channels::ChannelKind;
use super::condition::Condition;
use super::message::{AlertId, Message, MessageId};
use super::observation::{Observation, Sample, SyncName};
use super::outbox::{Failed, Next, Outbox};
use super::watch::{Change, Patience, Transition, Watch};

/// How many alerts are kept at most, each with its beginning and its end; what is still raised is
/// kept beyond that.
const MOST_ALERTS: usize = 250;

/// All that is remembered of alerts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Book {
    watch: Watch,
    outbox: Outbox,
    /// Oldest first.
    alerts: Vec<Alert>,
    /// How many alerts there ever were.
    count: u64,
}

/// The time from a condition's beginning to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    pub id: AlertId,
    pub condition: Condition,
    pub sync: Option<SyncName>,
    pub reason: String,
    pub sample: Option<Sample>,
    pub raised_at: UnixMillis,
    pub cleared_at: Option<UnixMillis>,
    /// How each channel fares with the message of the last change.
    pub told: Vec<Told>,
}

/// How a channel fares with a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub channel: ChannelKind,
    /// When it told it.
    pub at: Option<UnixMillis>,
    /// Why it did not, as of the last try.
    pub error: Option<String>,
}

impl Alert {
    /// Whether it is raised or cleared.
    pub const fn change(&self) -> Change {
        match self.cleared_at {
            None => Change::Raised,
            Some(_) => Change::Cleared,
        }
    }

    /// What is wrong, in a few words.
    pub fn title(&self) -> String {
        let name = self.sync.as_ref().map_or("", |sync| sync.name.as_str());
        self.condition.title(name)
    }
}

impl Book {
    /// Takes in what is seen; whether that changed anything that has to be stored.
    pub fn observe(
        &mut self,
        now: UnixMillis,
        observation: &Observation,
        patience: Patience,
        channels: &[ChannelKind],
    ) -> bool {
        let transitions = self.watch.observe(now, observation, patience);
        for transition in &transitions {
            self.enter(transition, channels);
        }
        if !transitions.is_empty() {
            self.make_room(now, channels);
            self.forget_oldest();
        }
        !transitions.is_empty()
    }

    fn enter(&mut self, transition: &Transition, channels: &[ChannelKind]) {
        let told = || {
            let untold = |channel: &ChannelKind| Told {
                channel: *channel,
                at: None,
                error: None,
            };
            channels.iter().map(untold).collect()
        };
        let id = match transition.change {
            Change::Raised => {
                let id = self.next_id(transition.at);
                self.alerts.push(Alert {
                    id: id.clone(),
                    condition: transition.condition,
                    sync: transition.sync.clone(),
                    reason: transition.reason.clone(),
                    sample: transition.sample.clone(),
                    raised_at: transition.at,
                    cleared_at: None,
                    told: told(),
                });
                id
            }
            Change::Cleared => {
                let mut alerts = self.alerts.iter_mut();
                let open = alerts.find(|alert| {
                    alert.condition == transition.condition && alert.cleared_at.is_none()
                });
                // What is raised in the watch is open in the history: both change together.
                let Some(open) = open else {
                    return;
                };
                open.cleared_at = Some(transition.at);
                open.told = told();
                open.id.clone()
            }
        };
        let message = Message::of(&id, transition);
        self.outbox.put(id, message, channels);
    }

    fn next_id(&mut self, at: UnixMillis) -> AlertId {
        self.count += 1;
        AlertId::new(at, self.count)
    }

    fn make_room(&mut self, now: UnixMillis, channels: &[ChannelKind]) {
        let out = self.outbox.make_room();
        if out.is_empty() {
            return;
        }
        for waiting in &out {
            for channel in waiting.channels() {
                let error = "left out: too many messages waited".to_owned();
                self.note(&waiting.message.id, channel, None, Some(error));
            }
        }
        let id = self.next_id(now);
        let count = u64::try_from(out.len()).unwrap_or(u64::MAX);
        let message = Message::left_out(&id, now, count);
        self.outbox.put(id, message, channels);
    }

    fn forget_oldest(&mut self) {
        let mut too_many = self.alerts.len().saturating_sub(MOST_ALERTS);
        self.alerts.retain(|alert| {
            let goes = too_many > 0 && alert.cleared_at.is_some();
            too_many -= usize::from(goes);
            !goes
        });
    }

    /// Forgets what is to be told by channels that are there no more.
    pub fn keep_channels(&mut self, channels: &[ChannelKind]) {
        self.outbox.keep_channels(channels);
    }

    /// What a channel is to do at `now`.
    pub fn next(&self, channel: ChannelKind, now: UnixMillis) -> Next {
        self.outbox.next(channel, now)
    }

    /// A channel has told a message.
    pub fn told(&mut self, channel: ChannelKind, id: &MessageId, now: UnixMillis) {
        self.outbox.told(channel, id);
        self.note(id, channel, Some(now), None);
    }

    /// A channel could not tell a message; none where it is not to tell it any more.
    pub fn failed(
        &mut self,
        channel: ChannelKind,
        id: &MessageId,
        now: UnixMillis,
        error: String,
    ) -> Option<Failed> {
        let failed = self.outbox.failed(channel, id, now)?;
        let error = match failed {
            Failed::Again => error,
            Failed::GivenUp => format!("given up: {error}"),
        };
        self.note(id, channel, None, Some(error));
        Some(failed)
    }

    fn note(
        &mut self,
        id: &MessageId,
        channel: ChannelKind,
        at: Option<UnixMillis>,
        error: Option<String>,
    ) {
        let mut alerts = self.alerts.iter_mut().rev();
        // The message of a beginning says nothing any more once there is one of the end.
        let Some(alert) = alerts.find(|alert| alert.id.message(alert.change()) == *id) else {
            return;
        };
        let mut told = alert.told.iter_mut();
        if let Some(told) = told.find(|told| told.channel == channel) {
            told.at = at;
            told.error = error;
        }
    }

    /// All alerts that are kept: what is raised first, and the newest first among those and among
    /// the others.
    pub fn alerts(&self) -> Vec<Alert> {
        let raised = |alert: &&Alert| alert.cleared_at.is_none();
        let newest_first = self.alerts.iter().rev();
        let mut all: Vec<Alert> = newest_first.clone().filter(raised).cloned().collect();
        all.extend(newest_first.filter(|alert| !raised(alert)).cloned());
        all
    }

    /// The conditions that are raised.
    pub fn raised(&self) -> impl Iterator<Item = Condition> + '_ {
        self.watch.raised()
    }

    /// How many messages wait to be told.
    pub fn untold(&self) -> usize {
        self.outbox.len()
    }
}

#[cfg(test)]
mod tests;
