//! The lane, driven by hand: given deliveries and answers, when it is asked, then this goes out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use intertide_domain::delivery::{
    Chain, DiscardReason, Due, ExchangeRequest, ExchangeResponse, Follower, Kind, Priority,
    Settled as Outcome, WaitReason,
};
use intertide_domain::ids::UserId;
use intertide_domain::process::{DestinationMapping, Mapped, SelectedEvent, UserChange};
use intertide_domain::profile::Profile;
use intertide_domain::time::UnixSeconds;

use super::*;
use crate::destinations::{
    Account, Conversation, Ending, Facts, Method, RateReading, Response, Step,
};

/// A destination with one request per delivery, whose path is the delivery's id.
#[derive(Debug)]
struct Echo;

struct EchoTalk(String);

impl Conversation for EchoTalk {
    fn begin(&mut self) -> Step {
        Step::Send(Request {
            method: Method::Post,
            path: self.0.clone(),
            body: None,
        })
    }

    fn answer(&mut self, answer: &Answer) -> Step {
        let verdict = match answer {
            Answer::Failed { reason, .. } => Verdict::TryLater(*reason),
            Answer::Response(response) => match response.status {
                202 => Verdict::Delivered,
                401 => Verdict::Hold(WaitReason::Credentials),
                404 => Verdict::Discard(DiscardReason::UserNotFound),
                429 => Verdict::RateLimited,
                _ => Verdict::TryLater(WaitReason::ServerError),
            },
        };
        Step::End(Ending {
            verdict,
            facts: vec![("seen".to_owned(), Some(self.0.clone()))],
            notes: Vec::new(),
        })
    }
}

impl DestinationMapping for Echo {
    fn event(&self, _: &SyncDocument, _: &SelectedEvent<'_>) -> Mapped {
        unreachable!("lanes map nothing")
    }

    fn user(&self, _: &SyncDocument, _: &UserChange<'_>) -> Mapped {
        unreachable!("lanes map nothing")
    }
}

impl Destination for Echo {
    fn event_name_facts(&self) -> &'static str {
        "name:"
    }

    fn fact_keys(&self, _: &Due) -> Vec<String> {
        Vec::new()
    }

    fn converse(&self, due: &Due, _: &SyncDocument, _: &Facts) -> Box<dyn Conversation> {
        Box::new(EchoTalk(due.id.to_string()))
    }

    fn contact_key(&self, _: &SyncDocument, _: &UserId, _: &Profile) -> Option<String> {
        None
    }

    fn remove_contact(&self, _: &str, _: &Facts, _: UnixMillis) -> Option<Box<dyn Conversation>> {
        None
    }

    fn probe(&self) -> Request {
        Request {
            method: Method::Get,
            path: "/me".to_owned(),
            body: None,
        }
    }

    fn probed(&self, answer: &Answer) -> Probe {
        match answer {
            Answer::Response(response) if response.status == 200 => Probe::Accepted(Account {
                name: None,
                id: None,
                region: None,
            }),
            _ => Probe::Refused {
                reason: WaitReason::Credentials,
                message: "no".to_owned(),
            },
        }
    }

    fn error_code(&self, _: &str) -> Option<String> {
        None
    }
}

const SYNC: SyncId = SyncId::new(1);
const OTHER: SyncId = SyncId::new(2);

fn document() -> Arc<SyncDocument> {
    let document = serde_json::json!({
        "name": "Test",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": "us"},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "retry": {"window": "1h", "attempts": 3},
    });
    Arc::new(serde_json::from_value(document).unwrap())
}

fn at(millis: i64) -> UnixMillis {
    UnixMillis::new(millis)
}

fn offer(sync: SyncId, id: i64, due_at: i64) -> Offer {
    Offer {
        due: Due {
            id: DeliveryId::new(id),
            sync,
            kind: Kind::Event,
            chain: Chain::new(id),
            priority: Priority::Live,
            event_type: "Order".into(),
            user_id: None,
            attempts: 0,
            first_attempt_at: None,
            received_at: at(0),
            due_at: at(due_at),
            payload: "{}".into(),
            moved_to: None,
            followers: Vec::new(),
        },
        facts: Facts::new(),
    }
}

fn fetched(offers: Vec<Offer>) -> Fetched {
    Fetched {
        asked: 1_000,
        offers,
        next_due_at: None,
    }
}

fn exchange() -> Exchange {
    Exchange {
        started_at: at(0),
        duration_ms: 1,
        attempt: 1,
        request: ExchangeRequest {
            method: "POST".to_owned(),
            url: "http://x/1".to_owned(),
            body: None,
        },
        response: ExchangeResponse::Answered {
            status: 0,
            request_id: None,
            body: String::new(),
        },
    }
}

fn status(status: u16) -> Answer {
    Answer::Response(Response {
        status,
        ..Response::default()
    })
}

fn limited(status: u16, limit: u32, remaining: u32, reset: i64) -> Answer {
    Answer::Response(Response {
        status,
        rate: Some(RateReading {
            limit,
            remaining,
            reset: UnixSeconds::new(reset),
        }),
        ..Response::default()
    })
}

fn lane() -> Lane {
    let mut lane = Lane::new(WorkspaceId::new(1), Arc::new(Echo), 7);
    lane.serve(BTreeMap::from([(SYNC, document()), (OTHER, document())]));
    lane
}

/// A lane that knows the answers to state no limit.
fn open_lane() -> Lane {
    let mut lane = lane();
    give(&mut lane, SYNC, vec![offer(SYNC, 1_000, 0)], 0);
    sent(&mut lane, 0);
    answer(&mut lane, 1_000, &status(202), 0);
    let actions = lane.poll(at(0));
    lane.recorded(&actions.record);
    lane
}

fn give(lane: &mut Lane, sync: SyncId, offers: Vec<Offer>, now: i64) {
    lane.poll(at(now));
    lane.offer(sync, fetched(offers));
}

fn ids(actions: &Actions) -> Vec<i64> {
    actions.send.iter().map(|out| out.delivery.get()).collect()
}

fn sent(lane: &mut Lane, now: i64) -> Vec<i64> {
    ids(&lane.poll(at(now)))
}

fn answer(lane: &mut Lane, id: i64, answer: &Answer, now: i64) {
    lane.answered(DeliveryId::new(id), exchange(), answer, at(now));
}

#[test]
fn a_due_delivery_goes_out_and_its_outcome_is_recorded_with_what_was_learned() {
    let mut lane = lane();
    assert_eq!(lane.poll(at(0)).fetch.len(), 2);
    lane.offer(SYNC, fetched(vec![offer(SYNC, 1, 0)]));
    assert_eq!(sent(&mut lane, 0), [1]);
    answer(&mut lane, 1, &status(202), 5);
    let record = lane.poll(at(5)).record;
    assert_eq!(record.len(), 1);
    assert_eq!(record[0].settlement.settled, Outcome::Delivered);
    assert_eq!(record[0].settlement.attempts, 1);
    assert_eq!(record[0].facts[0].value.as_deref(), Some("1"));
    assert!(lane.is_idle());
}

#[test]
fn what_the_lane_holds_is_not_taken_in_twice() {
    let mut lane = open_lane();
    give(&mut lane, SYNC, vec![offer(SYNC, 1, 0)], 0);
    assert_eq!(sent(&mut lane, 0), [1]);
    lane.offer(SYNC, fetched(vec![offer(SYNC, 1, 0)]));
    assert_eq!(sent(&mut lane, 0), [0; 0]);
    answer(&mut lane, 1, &status(202), 0);
    let record = lane.poll(at(0)).record;
    lane.offer(SYNC, fetched(vec![offer(SYNC, 1, 0)]));
    assert_eq!(sent(&mut lane, 0), [0; 0], "not before it is recorded");
    lane.recorded(&record);
    assert_eq!(
        lane.poll(at(0)).fetch[0].0,
        SYNC,
        "the next of its user may be due"
    );
}

#[test]
fn syncs_take_turns() {
    let mut lane = open_lane();
    let many = (1..=3).map(|id| offer(SYNC, id, 0)).collect();
    give(&mut lane, SYNC, many, 0);
    let many = (11..=13).map(|id| offer(OTHER, id, 0)).collect();
    lane.offer(OTHER, fetched(many));
    assert_eq!(sent(&mut lane, 0), [11, 1, 12, 2, 13, 3]);
}

#[test]
fn what_has_just_happened_goes_before_what_is_sent_again_or_after_the_fact() {
    let mut lane = open_lane();
    let with = |id, priority| {
        let mut offer = offer(SYNC, id, 0);
        offer.due.priority = priority;
        offer
    };
    let plenty = (100..400).map(|id| with(id, Priority::Backfill)).collect();
    give(&mut lane, SYNC, plenty, 0);
    let under_way = sent(&mut lane, 0);
    lane.notice(SYNC);
    let wanted = lane.poll(at(0)).fetch;
    assert_eq!(wanted.len(), 1, "news is looked at beside a full queue");
    let mixed = vec![with(1, Priority::Live), with(2, Priority::Retry)];
    lane.offer(SYNC, fetched(mixed));
    for id in &under_way[..3] {
        answer(&mut lane, *id, &status(202), 1);
    }
    assert_eq!(sent(&mut lane, 1)[..2], [1, 2]);
}

#[test]
fn what_is_not_due_yet_wakes_the_lane_when_it_is() {
    let mut lane = open_lane();
    lane.poll(at(0));
    let nothing_yet = Fetched {
        next_due_at: Some(at(500)),
        ..fetched(Vec::new())
    };
    lane.offer(SYNC, nothing_yet);
    let actions = lane.poll(at(0));
    assert_eq!(ids(&actions), [0; 0]);
    assert_eq!(actions.wake_at, Some(at(500)));
    assert_eq!(lane.poll(at(500)).fetch[0].0, SYNC);
}

#[test]
fn a_hiccup_is_retried_at_once_within_the_same_attempt() {
    let mut lane = open_lane();
    give(&mut lane, SYNC, vec![offer(SYNC, 1, 0)], 0);
    assert_eq!(sent(&mut lane, 0), [1]);
    answer(&mut lane, 1, &status(503), 10);
    let wake = lane.poll(at(10)).wake_at.unwrap();
    assert!(wake > at(10) && wake < at(200), "{wake:?}");
    assert_eq!(sent(&mut lane, wake.get()), [1]);
    answer(&mut lane, 1, &status(202), wake.get());
    let record = lane.poll(wake).record;
    assert_eq!(record[0].settlement.attempts, 1);
    assert_eq!(record[0].settlement.exchanges.len(), 2);
}

#[test]
fn an_outage_spends_attempts_until_they_are_used_up() {
    let mut lane = open_lane();
    let mut due = offer(SYNC, 1, 0);
    let mut now = 0;
    for attempt in 1..=3 {
        give(&mut lane, SYNC, vec![due], now);
        let settlement = loop {
            let actions = lane.poll(at(now));
            if let Some(settled) = actions.record.first() {
                let settlement = settled.settlement.clone();
                lane.recorded(&actions.record);
                break settlement;
            }
            for id in ids(&actions) {
                answer(&mut lane, id, &status(500), now);
            }
            now += 50;
        };
        assert_eq!(settlement.attempts, attempt);
        due = offer(SYNC, 1, 0);
        due.due.attempts = settlement.attempts;
        due.due.first_attempt_at = settlement.first_attempt_at;
        match settlement.settled {
            Outcome::Retry { due_at, reason } => {
                assert_eq!(reason, WaitReason::ServerError);
                now = due_at.get();
                due.due.due_at = due_at;
            }
            other => {
                assert_eq!(other, Outcome::Expired(WaitReason::ServerError));
                assert_eq!(attempt, 3);
            }
        }
    }
}

#[test]
fn what_can_never_arrive_is_discarded_at_once() {
    let mut lane = open_lane();
    give(&mut lane, SYNC, vec![offer(SYNC, 1, 0)], 0);
    sent(&mut lane, 0);
    answer(&mut lane, 1, &status(404), 1);
    assert_eq!(
        lane.poll(at(1)).record[0].settlement.settled,
        Outcome::Discarded(DiscardReason::UserNotFound)
    );
}

#[test]
fn no_more_goes_out_than_the_limit_allows() {
    let mut lane = lane();
    let many: Vec<Offer> = (1..=20).map(|id| offer(SYNC, id, 0)).collect();
    give(&mut lane, SYNC, many, 0);
    assert_eq!(sent(&mut lane, 0), [1], "one finds out about the limit");
    answer(&mut lane, 1, &limited(202, 5, 5, 12), 0);
    let actions = lane.poll(at(0));
    assert_eq!(ids(&actions), [2, 3, 4, 5]);
    assert_eq!(actions.wake_at, Some(at(12_000)));
    for (id, remaining) in [(2, 4), (3, 3), (4, 2), (5, 1)] {
        answer(&mut lane, id, &limited(202, 5, remaining, 12), 1);
    }
    assert_eq!(sent(&mut lane, 11_999), [0; 0]);
    assert_eq!(sent(&mut lane, 12_000), [6, 7, 8, 9, 10]);
}

#[test]
fn a_429_is_waiting_and_not_an_attempt() {
    let mut lane = open_lane();
    let two = vec![offer(SYNC, 1, 0), offer(SYNC, 2, 0)];
    give(&mut lane, SYNC, two, 0);
    assert_eq!(sent(&mut lane, 0), [1, 2]);
    answer(&mut lane, 1, &limited(429, 5, 0, 9), 100);
    let actions = lane.poll(at(100));
    let settlement = &actions.record[0].settlement;
    assert_eq!(settlement.attempts, 0);
    assert_eq!(
        settlement.settled,
        Outcome::Retry {
            due_at: at(9_000),
            reason: WaitReason::RateLimited
        }
    );
    assert_eq!(lane.report(at(100)).rate_limited_until, Some(at(9_000)));
    give(&mut lane, SYNC, vec![offer(SYNC, 3, 0)], 100);
    assert_eq!(sent(&mut lane, 8_999), [0; 0]);
}

#[test]
fn refused_credentials_hold_the_lane_and_spend_nothing() {
    let mut lane = open_lane();
    let two = vec![offer(SYNC, 1, 0), offer(SYNC, 2, 0)];
    give(&mut lane, SYNC, two, 0);
    assert_eq!(sent(&mut lane, 0), [1, 2]);
    answer(&mut lane, 1, &status(401), 1);
    let actions = lane.poll(at(1));
    assert!(actions.probe.is_some(), "the refusal is confirmed");
    assert!(actions.record.is_empty(), "nothing is decided before that");
    lane.probed(&status(401), at(2), at(2));
    let actions = lane.poll(at(2));
    let settlement = &actions.record[0].settlement;
    assert_eq!(settlement.attempts, 0);
    assert!(matches!(
        settlement.settled,
        Outcome::Retry {
            reason: WaitReason::Credentials,
            ..
        }
    ));
    let report = lane.report(at(2)).hold.unwrap();
    assert_eq!(report.reason, WaitReason::Credentials);
    assert_eq!(report.message.as_deref(), Some("no"));
    lane.offer(SYNC, fetched(vec![offer(SYNC, 3, 0)]));
    assert_eq!(sent(&mut lane, 3), [0; 0]);
    assert!(actions.wake_at.is_some(), "it asks again by itself");
}

#[test]
fn a_lane_that_was_refused_before_a_restart_asks_before_it_sends() {
    let mut lane = open_lane();
    lane.suspect(WaitReason::Credentials, at(0));
    assert!(lane.poll(at(0)).probe.is_some());
    lane.offer(SYNC, fetched(vec![offer(SYNC, 1, 0)]));
    assert_eq!(sent(&mut lane, 0), [0; 0]);
    assert!(lane.report(at(0)).hold.is_some());
    lane.probed(&status(200), at(1), at(1));
    assert_eq!(sent(&mut lane, 1), [1]);
    assert!(lane.report(at(1)).hold.is_none());
}

#[test]
fn a_held_lane_resumes_when_the_token_works_again() {
    let mut lane = open_lane();
    give(&mut lane, SYNC, vec![offer(SYNC, 1, 0)], 0);
    sent(&mut lane, 0);
    answer(&mut lane, 1, &status(401), 1);
    lane.poll(at(1));
    lane.probed(&status(401), at(2), at(2));
    let record = lane.poll(at(2)).record;
    lane.recorded(&record);
    lane.credentials_may_work(at(100));
    assert!(lane.poll(at(100)).probe.is_some());
    lane.probed(&status(200), at(101), at(101));
    assert!(!lane.poll(at(101)).fetch.is_empty());
    lane.offer(SYNC, fetched(vec![offer(SYNC, 1, 0)]));
    assert_eq!(sent(&mut lane, 101), [1]);
}

#[test]
fn one_delivery_that_is_refused_by_itself_does_not_hold_the_others() {
    let mut lane = open_lane();
    give(&mut lane, SYNC, vec![offer(SYNC, 1, 0)], 0);
    sent(&mut lane, 0);
    answer(&mut lane, 1, &status(401), 1);
    lane.poll(at(1));
    lane.probed(&status(200), at(2), at(2));
    let settlement = lane.poll(at(2)).record[0].settlement.clone();
    assert_eq!(settlement.attempts, 1, "so that it can't go round for ever");
    assert!(matches!(settlement.settled, Outcome::Retry { .. }));
    assert_eq!(lane.report(at(2)).hold, None);
}

#[test]
fn a_sync_that_is_no_longer_served_sends_nothing_further() {
    let mut lane = open_lane();
    let many = (1..=100).map(|id| offer(SYNC, id, 0)).collect();
    give(&mut lane, SYNC, many, 0);
    let under_way = sent(&mut lane, 0);
    assert!(under_way.len() < 100, "not all at once");
    lane.serve(BTreeMap::from([(OTHER, document())]));
    answer(&mut lane, under_way[0], &status(202), 1);
    assert_eq!(
        lane.poll(at(1)).record.len(),
        1,
        "what was under way is recorded"
    );
    assert_eq!(sent(&mut lane, 1), [0; 0]);
}

#[test]
fn a_lane_that_winds_down_ends_what_it_began_and_begins_nothing() {
    let mut lane = open_lane();
    let many = (1..=100).map(|id| offer(SYNC, id, 0)).collect();
    give(&mut lane, SYNC, many, 0);
    let under_way = sent(&mut lane, 0);
    lane.wind_down();
    for id in under_way {
        assert!(!lane.is_idle());
        answer(&mut lane, id, &status(202), 1);
        assert_eq!(sent(&mut lane, 1), [0; 0]);
    }
    assert!(lane.is_idle());
}

#[test]
fn changes_that_wait_together_end_together() {
    let mut lane = open_lane();
    let mut head = offer(SYNC, 1, 0);
    head.due.followers = vec![Follower {
        id: DeliveryId::new(2),
        event_type: "$identify".into(),
        received_at: at(0),
        payload: "{}".into(),
    }];
    give(&mut lane, SYNC, vec![head], 0);
    assert_eq!(sent(&mut lane, 0), [1], "one request for both");
    answer(&mut lane, 1, &status(202), 1);
    let record = lane.poll(at(1)).record;
    let settled: Vec<_> = record
        .iter()
        .map(|s| (s.settlement.id.get(), s.settlement.settled))
        .collect();
    assert_eq!(settled, [(1, Outcome::Delivered), (2, Outcome::Delivered)]);
    assert!(record[1].settlement.notes[0].0.contains("delivery 1"));
}

#[test]
fn a_broken_connection_waits_like_a_server_error() {
    let mut lane = open_lane();
    give(&mut lane, SYNC, vec![offer(SYNC, 1, 0)], 0);
    sent(&mut lane, 0);
    let broken = Answer::Failed {
        reason: WaitReason::Network,
        message: "reset".to_owned(),
    };
    answer(&mut lane, 1, &broken, 1);
    let wake = lane.poll(at(1)).wake_at.unwrap();
    assert!(wake.since(at(1)) < Duration::from_millis(200));
}
