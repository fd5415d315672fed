#![allow(clippy::unwrap_used)]

use super::*;
use crate::alerts::observation::{DiskRoom, Observation};

const CHANNELS: [ChannelKind; 2] = [ChannelKind::Webhook, ChannelKind::Email];

/// Tells at once.
const AT_ONCE: Patience = Patience {
    raise_after: std::time::Duration::ZERO,
    clear_after: std::time::Duration::ZERO,
};

fn at(seconds: i64) -> UnixMillis {
    UnixMillis::new(seconds * 1_000)
}

fn disk(free: u64) -> Observation {
    Observation {
        disk: Some(DiskRoom { free, total: 100 }),
        ..Observation::default()
    }
}

/// A book in which the disk became full and free again so often, a second each.
fn after(times: i64) -> Book {
    let mut book = Book::default();
    for time in 0..times {
        assert!(book.observe(at(2 * time), &disk(1), AT_ONCE, &CHANNELS));
        assert!(book.observe(at(2 * time + 1), &disk(50), AT_ONCE, &CHANNELS));
    }
    book
}

fn tell_all(book: &mut Book, channel: ChannelKind, now: UnixMillis) -> Vec<Message> {
    let mut told = Vec::new();
    while let Next::Tell(message) = book.next(channel, now) {
        book.told(channel, &message.id, now);
        told.push(*message);
    }
    told
}

fn restarted(book: &Book) -> Book {
    serde_json::from_str(&serde_json::to_string(book).unwrap()).unwrap()
}

#[test]
fn each_channel_tells_each_change_once_also_across_restarts() {
    let mut book = restarted(&after(2));
    for channel in CHANNELS {
        let told = tell_all(&mut book, channel, at(10));
        let changes: Vec<_> = told.iter().map(|message| message.change).collect();
        let expected = [
            Change::Raised,
            Change::Cleared,
            Change::Raised,
            Change::Cleared,
        ];
        assert_eq!(changes, expected);
        book = restarted(&book);
        assert_eq!(book.next(channel, at(10_000)), Next::Nothing);
    }
    assert_eq!(book.untold(), 0);
}

#[test]
fn an_alert_shows_how_its_last_message_was_told() {
    let mut book = Book::default();
    book.observe(at(0), &disk(1), AT_ONCE, &CHANNELS);
    let Next::Tell(message) = book.next(ChannelKind::Webhook, at(0)) else {
        unreachable!("it is to be told");
    };
    book.failed(ChannelKind::Webhook, &message.id, at(1), "no".to_owned());
    book.told(ChannelKind::Email, &message.id, at(2));
    let told = book.alerts()[0].told.clone();
    assert_eq!(told[0].error.as_deref(), Some("no"));
    assert_eq!((told[1].at, &told[1].error), (Some(at(2)), &None));
    // Once it is over, the beginning says nothing any more.
    book.observe(at(3), &disk(50), AT_ONCE, &CHANNELS);
    book.told(ChannelKind::Webhook, &message.id, at(4));
    let alert = &book.alerts()[0];
    assert_eq!(alert.cleared_at, Some(at(3)));
    assert!(alert.told.iter().all(|told| told.at.is_none()));
}

#[test]
fn what_is_left_out_is_told() {
    let mut book = after(300);
    assert!(book.untold() <= crate::alerts::outbox::MOST_WAITING);
    let told = tell_all(&mut book, ChannelKind::Webhook, at(10_000));
    assert!(
        told.iter()
            .any(|message| &*message.condition == "messages_left_out")
    );
    let shown = &book.alerts()[book.alerts().len() - 1];
    let error = shown.told[0].error.as_deref();
    assert_eq!(error, Some("left out: too many messages waited"));
}

#[test]
fn the_history_is_bounded_and_keeps_what_is_raised() {
    let mut book = Book::default();
    let refuses = Observation {
        log_refuses: Some("no space".to_owned()),
        ..disk(50)
    };
    book.observe(at(0), &refuses, AT_ONCE, &[]);
    for time in 1..1_000 {
        for free in [1, 50] {
            let observation = Observation {
                log_refuses: Some("no space".to_owned()),
                ..disk(free)
            };
            book.observe(at(time), &observation, AT_ONCE, &[]);
        }
    }
    let alerts = book.alerts();
    assert_eq!(alerts.len(), MOST_ALERTS);
    assert_eq!(alerts[0].condition, Condition::LogRefuses);
    assert!(alerts[1].raised_at > alerts[2].raised_at);
}

#[test]
fn without_a_channel_the_history_is_kept_and_nothing_waits() {
    let mut book = Book::default();
    book.observe(at(0), &disk(1), AT_ONCE, &[]);
    assert_eq!((book.alerts().len(), book.untold()), (1, 0));
    assert!(book.alerts()[0].told.is_empty());
}
