//! The outbox: the messages that a channel has not taken yet, and when each is tried next.

use std::time::Duration;

use intertide_domain::time::UnixMillis;
use serde::{Deserialize, Serialize};

use super::channels::ChannelKind;
use super::message::{AlertId, Message, MessageId};

/// How many messages wait at most.
pub const MOST_WAITING: usize = 200;

/// How long a message is tried.
const TRIED_FOR: Duration = Duration::from_secs(24 * 60 * 60);

const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(10 * 60);

/// Messages in the order in which they came to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    waiting: Vec<Waiting>,
}

/// A message, and the channels that have not taken it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// The alert that it is about. What belongs to one alert is told in order.
    pub alert: AlertId,
    pub message: Message,
    channels: Vec<Tries>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tries {
    channel: ChannelKind,
    made: u32,
    next_at: UnixMillis,
}

/// What a channel is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Tell this.
    Tell(Box<Message>),
    /// Ask again at this time.
    At(UnixMillis),
    /// Wait for news.
    Nothing,
}

/// What became of a try that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// It is tried again.
    Again,
    /// It has been tried for as long as messages are.
    GivenUp,
}

impl Outbox {
    /// How many messages wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether every channel has taken everything.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Has these channels tell a message.
    pub fn put(&mut self, alert: AlertId, message: Message, channels: &[ChannelKind]) {
        if channels.is_empty() {
            return;
        }
        let tries = channels.iter().map(|channel| Tries {
            channel: *channel,
            made: 0,
            next_at: message.at,
        });
        self.waiting.push(Waiting {
            alert,
            channels: tries.collect(),
            message,
        });
    }

    /// Forgets what is to be told by channels that are there no more.
    pub fn keep_channels(&mut self, channels: &[ChannelKind]) {
        for waiting in &mut self.waiting {
            let there = |tries: &Tries| channels.contains(&tries.channel);
            waiting.channels.retain(there);
        }
        self.drop_taken();
    }

    /// What a channel is to do at `now`.
    pub fn next(&self, channel: ChannelKind, now: UnixMillis) -> Next {
        let mut next_at: Option<UnixMillis> = None;
        let mut behind: Vec<&AlertId> = Vec::new();
        for waiting in &self.waiting {
            let Some(tries) = waiting.tries(channel) else {
                continue;
            };
            if behind.contains(&&waiting.alert) {
                continue;
            }
            if tries.next_at <= now {
                return Next::Tell(Box::new(waiting.message.clone()));
            }
            behind.push(&waiting.alert);
            next_at = Some(next_at.map_or(tries.next_at, |at| at.min(tries.next_at)));
        }
        next_at.map_or(Next::Nothing, Next::At)
    }

    /// A channel has told a message.
    pub fn told(&mut self, channel: ChannelKind, id: &MessageId) {
        self.forget(channel, id);
    }

    /// A channel could not tell a message; none where it is not to tell it any more.
    pub fn failed(
        &mut self,
        channel: ChannelKind,
        id: &MessageId,
        now: UnixMillis,
    ) -> Option<Failed> {
        let mut waiting = self.waiting.iter_mut();
        let waiting = waiting.find(|waiting| waiting.message.id == *id)?;
        let since = waiting.message.at;
        let tries = waiting.channels.iter_mut();
        let tries = tries.into_iter().find(|tries| tries.channel == channel)?;
        if now.since(since) >= TRIED_FOR {
            self.forget(channel, id);
            return Some(Failed::GivenUp);
        }
        let pause = FIRST_PAUSE.saturating_mul(1 << tries.made.min(16));
        tries.made = tries.made.saturating_add(1);
        tries.next_at = now.plus(pause.min(LONGEST_PAUSE));
        Some(Failed::Again)
    }

    /// Takes out the oldest where there are too many: first the beginning together with the end of
    /// what is over, which leaves nobody with half a story.
    pub fn make_room(&mut self) -> Vec<Waiting> {
        let mut out = Vec::new();
        // One place is left for the message that tells of it.
        while self.waiting.len() + 1 > MOST_WAITING {
            match self.oldest_pair() {
                Some((first, second)) => {
                    let second = self.waiting.remove(second);
                    out.push(self.waiting.remove(first));
                    out.push(second);
                }
                None => out.push(self.waiting.remove(0)),
            }
        }
        out
    }

    /// Two messages of one alert that the same channels are to tell.
    fn oldest_pair(&self) -> Option<(usize, usize)> {
        self.waiting.iter().enumerate().find_map(|(first, one)| {
            let later = self.waiting.iter().enumerate().skip(first + 1);
            let mut pairs = later.filter(|(_, other)| other.alert == one.alert);
            let (second, _) = pairs.find(|(_, other)| other.is_for_those_of(one))?;
            Some((first, second))
        })
    }

    fn forget(&mut self, channel: ChannelKind, id: &MessageId) {
        let mut waiting = self.waiting.iter_mut();
        if let Some(waiting) = waiting.find(|waiting| waiting.message.id == *id) {
            waiting.channels.retain(|tries| tries.channel != channel);
        }
        self.drop_taken();
    }

    fn drop_taken(&mut self) {
        self.waiting.retain(|waiting| !waiting.channels.is_empty());
    }
}

impl Waiting {
    /// The channels that have not taken it.
    pub fn channels(&self) -> impl Iterator<Item = ChannelKind> + '_ {
        self.channels.iter().map(|tries| tries.channel)
    }

    fn tries(&self, channel: ChannelKind) -> Option<&Tries> {
        self.channels.iter().find(|tries| tries.channel == channel)
    }

    fn is_for_those_of(&self, other: &Self) -> bool {
        self.channels().eq(other.channels())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [ChannelKind; 2] = [ChannelKind::Webhook, ChannelKind::Email];

    fn at(seconds: i64) -> UnixMillis {
        UnixMillis::new(seconds * 1_000)
    }

    fn id(number: u64) -> AlertId {
        AlertId::new(at(0), number)
    }

    fn message(number: u64, change: crate::alerts::Change) -> Message {
        Message {
            id: id(number).message(change),
            change,
            ..Message::test(at(0))
        }
    }

    fn raised(number: u64) -> Message {
        message(number, crate::alerts::Change::Raised)
    }

    fn cleared(number: u64) -> Message {
        message(number, crate::alerts::Change::Cleared)
    }

    fn next_id(outbox: &Outbox, channel: ChannelKind, now: UnixMillis) -> Option<MessageId> {
        match outbox.next(channel, now) {
            Next::Tell(message) => Some(message.id),
            Next::At(_) | Next::Nothing => None,
        }
    }

    #[test]
    fn each_channel_takes_a_message_once() {
        let mut outbox = Outbox::default();
        outbox.put(id(1), raised(1), &BOTH);
        for channel in BOTH {
            let told = next_id(&outbox, channel, at(0));
            assert_eq!(told, Some(raised(1).id));
            outbox.told(channel, &raised(1).id);
            assert_eq!(outbox.next(channel, at(0)), Next::Nothing);
        }
        assert!(outbox.is_empty());
    }

    #[test]
    fn a_try_that_failed_is_made_again_ever_later_and_for_a_day() {
        let mut outbox = Outbox::default();
        let channel = ChannelKind::Webhook;
        outbox.put(id(1), raised(1), &[channel]);
        let mut now = at(0);
        let mut pauses = Vec::new();
        loop {
            match outbox.failed(channel, &raised(1).id, now) {
                Some(Failed::Again) => {}
                ended => {
                    assert_eq!(ended, Some(Failed::GivenUp));
                    break;
                }
            }
            let Next::At(next) = outbox.next(channel, now) else {
                unreachable!("it waits");
            };
            pauses.push(next.since(now).as_secs());
            now = next;
        }
        assert_eq!(pauses[..5], [2, 4, 8, 16, 32]);
        assert!(pauses.iter().all(|pause| *pause <= 600));
        assert!(now.since(at(0)) >= TRIED_FOR);
        assert!(outbox.is_empty());
    }

    #[test]
    fn the_end_of_an_alert_waits_for_its_beginning_and_for_no_other() {
        let mut outbox = Outbox::default();
        let channel = ChannelKind::Slack;
        outbox.put(id(1), raised(1), &[channel]);
        outbox.put(id(1), cleared(1), &[channel]);
        outbox.put(id(2), raised(2), &[channel]);
        outbox.failed(channel, &raised(1).id, at(0));
        assert_eq!(next_id(&outbox, channel, at(1)), Some(raised(2).id));
        assert_eq!(next_id(&outbox, channel, at(2)), Some(raised(1).id));
    }

    #[test]
    fn what_is_over_goes_first_where_too_many_wait() {
        let mut outbox = Outbox::default();
        outbox.put(id(0), raised(0), &BOTH);
        for number in 1..=100 {
            outbox.put(id(number), raised(number), &BOTH);
            outbox.put(id(number), cleared(number), &BOTH);
        }
        let out = outbox.make_room();
        let gone: Vec<_> = out
            .iter()
            .map(|waiting| waiting.message.id.clone())
            .collect();
        assert_eq!(gone, [raised(1).id, cleared(1).id]);
        assert!(outbox.len() < MOST_WAITING);
    }

    #[test]
    fn an_end_whose_beginning_a_channel_has_told_is_no_pair() {
        let mut outbox = Outbox::default();
        outbox.put(id(1), raised(1), &BOTH);
        outbox.put(id(1), cleared(1), &BOTH);
        outbox.told(ChannelKind::Email, &raised(1).id);
        assert_eq!(outbox.oldest_pair(), None);
    }

    #[test]
    fn a_channel_that_is_there_no_more_is_not_waited_for() {
        let mut outbox = Outbox::default();
        outbox.put(id(1), raised(1), &BOTH);
        outbox.keep_channels(&[]);
        assert!(outbox.is_empty());
    }
}
