//! What a destination has to be for the engine: a mapping, and conversations without I/O.
//!
//! A destination is a folder beside [`intercom`]. The engine writes deliveries with its
//! [`DestinationMapping`], and has each one out in a [`Conversation`]: the conversation names the
//! next request, the engine sends it and hands in the answer, until the conversation ends with a
//! [`Verdict`]. Lanes, test connections and simulations all drive the same conversations.

pub mod intercom;

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::{DiscardReason, Due, Note, WaitReason};
use intertide_domain::ids::UserId;
use intertide_domain::process::DestinationMapping;
use intertide_domain::profile::Profile;
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::{UnixMillis, UnixSeconds};

/// A place to deliver to.
pub trait Destination: DestinationMapping + Send + Sync + std::fmt::Debug {
    /// The keys of the facts that a conversation about this delivery wants to know.
    fn fact_keys(&self, due: &Due) -> Vec<String>;

    /// What the keys of facts begin with that each stand for an event name in use at the
    /// destination: what a meter of event names counts.
    fn event_name_facts(&self) -> &'static str;

    /// Begins to deliver. Never fails: a payload that does not read back ends the conversation
    /// with [`DiscardReason::InvalidPayload`] at its first step.
    fn converse(&self, due: &Due, document: &SyncDocument, facts: &Facts) -> Box<dyn Conversation>;

    /// The key under which a user's contact is known where this document sends to; none where the
    /// user has no identity there. It is one of [`fact_keys`](Self::fact_keys).
    fn contact_key(
        &self,
        document: &SyncDocument,
        user: &UserId,
        profile: &Profile,
    ) -> Option<String>;

    /// The conversation that deletes the contact of this key for good, with what is known under
    /// the key; none where it is no such key. It ends as delivered when the contact is deleted, as
    /// discarded with `user_not_found` when there is none.
    fn remove_contact(
        &self,
        key: &str,
        facts: &Facts,
        now: UnixMillis,
    ) -> Option<Box<dyn Conversation>>;

    /// Asks the destination whether it accepts the credentials: what a lane on hold repeats.
    fn probe(&self) -> Request;

    /// What the answer to [`Destination::probe`] means.
    fn probed(&self, answer: &Answer) -> Probe;

    /// The destination's own code for what it says no to in the body of an answer; none where the
    /// body holds none.
    fn error_code(&self, body: &str) -> Option<String>;
}

/// Facts by key, as remembered for the workspace.
pub type Facts = BTreeMap<String, String>;

/// A delivery being talked over with its destination: a state machine without I/O.
pub trait Conversation: Send {
    /// The first request, or the end when there is nothing to ask.
    fn begin(&mut self) -> Step;

    /// What follows from the answer to the last request.
    fn answer(&mut self, answer: &Answer) -> Step;
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Send this and hand in the answer.
    Send(Request),
    /// It is over.
    End(Ending),
}

/// The end of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    pub verdict: Verdict,
    /// What to remember (`None` forgets), also after a failure.
    pub facts: Vec<(String, Option<String>)>,
    /// What the delivery's reader should know.
    pub notes: Vec<Note>,
}

/// What came of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The destination has it.
    Delivered,
    /// It can't be delivered as it is.
    Discard(DiscardReason),
    /// It may work later: an attempt was spent.
    TryLater(WaitReason),
    /// Wait for the reset, which the governor reads off the answer; no attempt was spent.
    RateLimited,
    /// The whole workspace refuses us: the lane holds, no attempt was spent.
    Hold(WaitReason),
}

/// What a probe says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The credentials are accepted.
    Accepted(Account),
    /// They are refused; the reason is `Credentials` or `PlanRestricted`.
    Refused {
        reason: WaitReason,
        /// The destination's own words.
        message: String,
    },
    /// Nothing can be said: no answer, or one that means nothing.
    Unclear { reason: WaitReason, message: String },
}

/// Whom the credentials stand for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Account {
    /// The workspace's name.
    pub name: Option<String>,
    /// The workspace's id.
    pub id: Option<String>,
    /// Its region, in the destination's words: `US`, `EU`, `AU`.
    pub region: Option<String>,
}

/// An HTTP method that a destination uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// As it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request, but for what the client adds: host, credentials, version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    /// Path and query, escaped: `/contacts/find_by_external_id/a%20b`.
    pub path: String,
    /// A JSON body.
    pub body: Option<String>,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP answer, whole.
    Response(Response),
    /// No whole answer.
    Failed {
        /// `Network` or `Timeout`; `Credentials` where they can't even be sent.
        reason: WaitReason,
        message: String,
    },
}

/// An HTTP answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// The destination's own id of the exchange (`X-Request-Id`).
    pub request_id: Option<String>,
    /// `Link`, where a merged contact points to the one that is left.
    pub link: Option<String>,
    /// What the answer says of the limit.
    pub rate: Option<RateReading>,
    /// `Retry-After`, where given in seconds.
    pub retry_after: Option<Duration>,
    /// The body, cut at what the client reads at most.
    pub body: String,
}

/// The rate limit as an answer states it (intercom.md 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateReading {
    /// Requests per window.
    pub limit: u32,
    /// Requests left in the window before the one that was answered.
    pub remaining: u32,
    /// When the window ends.
    pub reset: UnixSeconds,
}
