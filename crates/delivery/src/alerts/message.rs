//! The message: one change of state, said once and for all, in words that need no other source.

use std::fmt;

use intertide_domain::delivery::DiscardReason;
use intertide_domain::time::UnixMillis;
use serde::{Deserialize, Serialize};

use super::condition::{Condition, Severity};
use super::observation::{Sample, SyncName};
use super::watch::{Change, Transition};

/// The id of an alert: the time from a condition's beginning to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertId(Box<str>);

impl AlertId {
    /// The id of the `number`th alert ever, raised at this time. The time keeps the ids of two
    /// installations, and of one that lost its state, apart.
    pub fn new(at: UnixMillis, number: u64) -> Self {
        Self(format!("{}-{number}", at.get()).into())
    }

    /// The id of the message of its beginning or end.
    pub fn message(&self, change: Change) -> MessageId {
        MessageId(format!("{self}-{}", change.as_str()).into())
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a message: the same each time it is sent, so that whoever gets it twice can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(Box<str>);

impl MessageId {
    /// The id as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message as every channel tells it in its own form. It holds no user and no value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub at: UnixMillis,
    pub change: Change,
    /// The condition's name, or what the message is about in its place.
    pub condition: Box<str>,
    pub category: Option<DiscardReason>,
    pub severity: Severity,
    pub title: String,
    pub reason: String,
    pub remedy: String,
    pub sync: Option<SyncName>,
    pub sample: Option<Sample>,
    pub since: Option<UnixMillis>,
    /// Where the console shows it: a path.
    pub page: String,
}

/// What a message is called that tells of others that were left out.
const LEFT_OUT: &str = "messages_left_out";

/// What a message is called that only tries the way.
const TEST: &str = "test";

impl Message {
    /// What a transition says.
    pub fn of(alert: &AlertId, transition: &Transition) -> Self {
        let Transition {
            at,
            condition,
            change,
            since,
            sync,
            reason,
            sample,
        } = transition;
        let name = sync.as_ref().map_or("", |sync| sync.name.as_str());
        let (title, remedy) = match change {
            Change::Raised => (condition.title(name), condition.remedy()),
            Change::Cleared => (condition.title_when_well(name), "Nothing to do."),
        };
        Self {
            id: alert.message(*change),
            at: *at,
            change: *change,
            condition: condition.name().into(),
            category: match condition {
                Condition::SyncDiscarding { category, .. } => Some(*category),
                _ => None,
            },
            severity: condition.severity(),
            title,
            reason: reason.clone(),
            remedy: remedy.to_owned(),
            sync: sync.clone(),
            sample: sample.clone(),
            since: Some(*since),
            page: condition.page(),
        }
    }

    /// That so many messages were left out, since too many waited.
    pub fn left_out(id: &AlertId, at: UnixMillis, count: u64) -> Self {
        Self {
            id: id.message(Change::Cleared),
            at,
            change: Change::Cleared,
            condition: LEFT_OUT.into(),
            category: None,
            severity: Severity::Warning,
            title: format!("{count} messages were left out"),
            reason: "Too many messages waited for a channel that took none; the oldest went."
                .to_owned(),
            remedy: "Look at the alerts' history in the console or at GET /api/v1/alerts."
                .to_owned(),
            sync: None,
            sample: None,
            since: None,
            page: "/project".to_owned(),
        }
    }

    /// A message that only tries the way.
    pub fn test(at: UnixMillis) -> Self {
        Self {
            id: MessageId(format!("{}-test", at.get()).into()),
            at,
            change: Change::Cleared,
            condition: TEST.into(),
            category: None,
            severity: Severity::Warning,
            title: "A test message of Intertide".to_owned(),
            reason: "Somebody asked for it. Alerts arrive where you read this.".to_owned(),
            remedy: "Nothing to do.".to_owned(),
            sync: None,
            sample: None,
            since: None,
            page: "/project".to_owned(),
        }
    }

    /// Where the console shows the sample: a path.
    pub fn sample_page(&self) -> Option<String> {
        let (sync, sample) = (self.sync.as_ref()?, self.sample.as_ref()?);
        Some(format!(
            "/syncs/{}/debugger?delivery={}",
            sync.id, sample.delivery_id
        ))
    }
}
