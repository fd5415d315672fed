//! The webhook of a workspace: where it goes, what is to be sent, and what became of it. It decides
//! when, and what follows from an answer; it sends nothing.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use super::destination::Destination;
use super::notification::{body, signature};
use super::topic::Topic;
use crate::time::UnixMillis;

/// Intercom tries again after a minute, and gives up when it would have to wait for more than two
/// hours (intercom.md 4). In between each wait is twice the one before.
const FIRST_WAIT_MS: i64 = 60_000;
const LONGEST_WAIT_MS: i64 = 2 * 60 * 60_000;

/// A workspace's webhook.
#[derive(Debug)]
pub(crate) struct Webhooks {
    endpoint: Option<Endpoint>,
    /// The latest notifications, oldest first.
    deliveries: VecDeque<Delivery>,
    most: usize,
    /// When what is pending is due, by its sequence.
    due: BTreeSet<(UnixMillis, u64)>,
    next: u64,
    /// Pushed out by later ones before they were delivered.
    lost: u64,
}

/// Where notifications go.
struct Endpoint {
    id: String,
    destination: Destination,
    secret: String,
    topics: Vec<String>,
    probe: Probe,
}

/// What is known of an endpoint: it has to answer a `HEAD` before anything is sent to it.
#[derive(Debug)]
enum Probe {
    Wanted,
    UnderWay,
    Passed,
    Failed(String),
}

/// One notification.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) sequence: u64,
    pub(super) id: String,
    /// In the word that was subscribed to.
    pub(super) topic: String,
    pub(super) item: Value,
    pub(super) created_at: UnixMillis,
    pub(super) first_sent_at: Option<UnixMillis>,
    pub(super) attempts: u32,
    standing: Standing,
    /// What the last attempt came to.
    last: Option<Received>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Pending { due: UnixMillis },
    UnderWay,
    Delivered { at: UnixMillis },
    GivenUp,
}

/// A request to be made.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// Names it to [`Webhooks::settle`].
    pub(super) id: String,
    pub(super) destination: Destination,
    pub(super) errand: Errand,
}

/// What a request is for.
#[derive(Debug, Clone)]
pub(super) enum Errand {
    Probe,
    Notification { body: Bytes, signature: String },
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Received {
    Answer(StatusCode),
    /// No answer, and why.
    Nothing(String),
}

impl Received {
    fn is_success(&self) -> bool {
        matches!(self, Self::Answer(status) if status.is_success())
    }
}

impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(status) => write!(f, "{}", status.as_u16()),
            Self::Nothing(reason) => f.write_str(reason),
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("destination", &self.destination)
            .field("topics", &self.topics)
            .field("probe", &self.probe)
            .finish_non_exhaustive()
    }
}

impl Webhooks {
    /// No webhook. Of at most `most` notifications it will know.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            endpoint: None,
            deliveries: VecDeque::new(),
            most,
            due: BTreeSet::new(),
            next: 0,
            lost: 0,
        }
    }

    /// Puts an endpoint in the place of whatever was there. It is probed first.
    pub(crate) fn configure(
        &mut self,
        id: String,
        destination: Destination,
        secret: String,
        topics: Vec<String>,
    ) {
        *self = Self::new(self.most);
        self.endpoint = Some(Endpoint {
            id,
            destination,
            secret,
            topics,
            probe: Probe::Wanted,
        });
    }

    /// Takes the endpoint away, and what was to be sent to it.
    pub(crate) fn remove(&mut self) {
        *self = Self::new(self.most);
    }

    pub(crate) fn is_configured(&self) -> bool {
        self.endpoint.is_some()
    }

    /// Whether anybody is to hear of this.
    pub(crate) fn wants(&self, topic: Topic) -> bool {
        self.spelled(topic).is_some()
    }

    /// A topic as the endpoint has it.
    fn spelled(&self, topic: Topic) -> Option<String> {
        let endpoint = self.endpoint.as_ref()?;
        if matches!(endpoint.probe, Probe::Failed(_)) {
            return None;
        }
        let names = topic.names();
        let subscribed = endpoint
            .topics
            .iter()
            .find(|name| names.contains(&name.as_str()));
        match topic {
            Topic::Ping => names.first().map(|name| (*name).to_owned()),
            _ => subscribed.cloned(),
        }
    }

    /// Records a notification, where somebody is to hear of it.
    pub(super) fn note(&mut self, id: String, topic: Topic, item: Value, now: UnixMillis) {
        let Some(topic) = self.spelled(topic) else {
            return;
        };
        let sequence = self.next;
        self.next += 1;
        self.due.insert((now, sequence));
        self.deliveries.push_back(Delivery {
            sequence,
            id,
            topic,
            item,
            created_at: now,
            first_sent_at: None,
            attempts: 0,
            standing: Standing::Pending { due: now },
            last: None,
        });
        while self.deliveries.len() > self.most {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some(oldest) = self.deliveries.pop_front() else {
            return;
        };
        match oldest.standing {
            Standing::Pending { due } => {
                self.due.remove(&(due, oldest.sequence));
                self.lost += 1;
            }
            Standing::UnderWay => self.lost += 1,
            Standing::Delivered { .. } | Standing::GivenUp => {}
        }
    }

    /// The next request that is due. Whoever takes it reports to [`Self::settle`].
    pub(crate) fn take(&mut self, app_id: &str, now: UnixMillis) -> Option<Job> {
        let endpoint = self.endpoint.as_mut()?;
        match endpoint.probe {
            Probe::Wanted => {
                endpoint.probe = Probe::UnderWay;
                return Some(Job {
                    id: endpoint.id.clone(),
                    destination: endpoint.destination.clone(),
                    errand: Errand::Probe,
                });
            }
            Probe::UnderWay | Probe::Failed(_) => return None,
            Probe::Passed => {}
        }
        let (due, sequence) = *self.due.first()?;
        if due > now {
            return None;
        }
        self.due.pop_first();
        let first = self.deliveries.front()?.sequence;
        let place = usize::try_from(sequence.checked_sub(first)?).ok()?;
        let delivery = self.deliveries.get_mut(place)?;
        delivery.standing = Standing::UnderWay;
        delivery.attempts += 1;
        delivery.first_sent_at.get_or_insert(now);
        let body = Bytes::from(body(delivery, app_id).to_string());
        Some(Job {
            id: delivery.id.clone(),
            destination: endpoint.destination.clone(),
            errand: Errand::Notification {
                signature: signature(&endpoint.secret, &body),
                body,
            },
        })
    }

    /// When the next request is due; none where nothing waits for its time.
    pub(crate) fn next_due(&self) -> Option<UnixMillis> {
        match self.endpoint.as_ref()?.probe {
            Probe::Wanted => Some(UnixMillis(i64::MIN)),
            Probe::UnderWay | Probe::Failed(_) => None,
            Probe::Passed => self.due.first().map(|(due, _)| *due),
        }
    }

    /// What came of a request. One whose endpoint has been replaced meanwhile changes nothing.
    pub(crate) fn settle(&mut self, job: &Job, received: Received, now: UnixMillis) {
        match job.errand {
            Errand::Probe => self.settle_probe(&job.id, &received),
            Errand::Notification { .. } => self.settle_notification(&job.id, received, now),
        }
    }

    fn settle_probe(&mut self, id: &str, received: &Received) {
        let Some(endpoint) = self.endpoint.as_mut().filter(|endpoint| endpoint.id == id) else {
            return;
        };
        if received.is_success() {
            endpoint.probe = Probe::Passed;
        } else {
            endpoint.probe = Probe::Failed(received.to_string());
            self.lost += self.due.len() as u64;
            self.due.clear();
            self.deliveries.clear();
        }
    }

    fn settle_notification(&mut self, id: &str, received: Received, now: UnixMillis) {
        let is_it =
            |delivery: &&mut Delivery| delivery.id == id && delivery.standing == Standing::UnderWay;
        let Some(delivery) = self.deliveries.iter_mut().find(is_it) else {
            return;
        };
        delivery.standing = if received.is_success() {
            Standing::Delivered { at: now }
        } else if let Some(wait) = wait_after(delivery.attempts) {
            let due = now.plus(wait);
            self.due.insert((due, delivery.sequence));
            Standing::Pending { due }
        } else {
            Standing::GivenUp
        };
        delivery.last = Some(received);
    }

    /// The webhook as the administration API shows it; never the secret.
    pub(crate) fn rendered(&self, limit: usize) -> Value {
        let skipped = self.deliveries.len().saturating_sub(limit);
        let deliveries: Vec<Value> = self
            .deliveries
            .iter()
            .skip(skipped)
            .map(Delivery::rendered)
            .collect();
        json!({
            "endpoint": self.endpoint.as_ref().map(Endpoint::rendered),
            "pending": self.due.len(),
            "lost": self.lost,
            "deliveries": deliveries,
        })
    }
}

impl Endpoint {
    fn rendered(&self) -> Value {
        let (probe, reason) = match &self.probe {
            Probe::Wanted | Probe::UnderWay => ("pending", None),
            Probe::Passed => ("passed", None),
            Probe::Failed(reason) => ("failed", Some(reason)),
        };
        json!({
            "url": self.destination.url(),
            "topics": self.topics,
            "probe": probe,
            "probe_failure": reason,
        })
    }
}

impl Delivery {
    fn rendered(&self) -> Value {
        let (status, next_attempt_at, delivered_at) = match self.standing {
            Standing::Pending { due } => ("pending", Some(due), None),
            Standing::UnderWay => ("pending", None, None),
            Standing::Delivered { at } => ("delivered", None, Some(at)),
            Standing::GivenUp => ("given_up", None, None),
        };
        json!({
            "sequence": self.sequence,
            "id": self.id,
            "topic": self.topic,
            "item": self.item,
            "status": status,
            "attempts": self.attempts,
            "created_at": self.created_at,
            "first_sent_at": self.first_sent_at,
            "delivered_at": delivered_at,
            "next_attempt_at": next_attempt_at,
            "last_answer": self.last.as_ref().map(ToString::to_string),
        })
    }
}

/// How long to wait after this many failed attempts; none when it is given up.
fn wait_after(attempts: u32) -> Option<i64> {
    let doublings = attempts.saturating_sub(1);
    let wait = FIRST_WAIT_MS.checked_mul(1_i64.checked_shl(doublings)?)?;
    (wait <= LONGEST_WAIT_MS).then_some(wait)
}
