//! The delivery: one event or user change on its way to one sync, and what became of it
//! (product.md 4).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{DeliveryId, EventType, Offset, SyncId, UserId, WorkspaceId};
use crate::time::{UnixMillis, UnixSeconds};

/// What is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An event.
    Event,
    /// A change of a user's properties.
    User,
}

impl Kind {
    /// Both of them.
    pub const ALL: &[Self] = &[Self::Event, Self::User];

    /// Its name in answers and in the state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::User => "user",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

macro_rules! categories {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every category of this kind.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in answers and in the state.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The category of this name.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

categories! {
    /// Why a delivery waits, or what its last attempt met.
    WaitReason {
        /// 429: waits for the reset; not an attempt.
        RateLimited = "rate_limited",
        /// 5xx, 408 or an answer that is not Intercom's.
        ServerError = "server_error",
        /// No connection, or one that broke.
        Network = "network",
        /// No answer in time.
        Timeout = "timeout",
        /// The access token is refused: the lane holds.
        Credentials = "credentials",
        /// The workspace's plan does not allow it: the lane holds.
        PlanRestricted = "plan_restricted",
        /// The user is not in Intercom yet, and the sync says to wait.
        WaitingForUser = "waiting_for_user",
        /// An earlier delivery of the same user has not arrived yet.
        BehindEarlier = "behind_earlier",
    }
}

categories! {
    /// Why a delivery can't be made as it is.
    DiscardReason {
        /// The user has no value for the mapped property.
        MissingIdentity = "missing_identity",
        /// The mapped property's value can't identify anyone.
        InvalidIdentity = "invalid_identity",
        /// Intercom knows no such user.
        UserNotFound = "user_not_found",
        /// Several Intercom users share the e-mail address.
        AmbiguousUser = "ambiguous_user",
        /// The user was permanently deleted in Intercom.
        UserDeleted = "user_deleted",
        /// The workspace has used up its 120 event names.
        EventTypeLimit = "event_type_limit",
        /// A custom attribute does not exist in Intercom.
        AttributeMissing = "attribute_missing",
        /// A custom attribute is of another type in Intercom.
        AttributeType = "attribute_type",
        /// The workspace has used up its custom attributes.
        AttributeLimit = "attribute_limit",
        /// The event's or attribute's name is reserved.
        ReservedName = "reserved_name",
        /// Intercom can't read what would be sent.
        InvalidPayload = "invalid_payload",
        /// Intercom refused it for another reason, which the answer gives.
        Rejected = "rejected",
    }
}

impl WaitReason {
    /// Whether another try within seconds may help (amplitude.md 5.5).
    pub const fn passes_quickly(self) -> bool {
        matches!(self, Self::ServerError | Self::Network | Self::Timeout)
    }
}

/// How a delivery stands. A settled one never changes again, but for being put back by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Not sent yet, or to be tried again; with the reason once there is one.
    Pending(Option<WaitReason>),
    /// Intercom accepted it.
    Delivered,
    /// It can't be delivered as it is.
    Discarded(DiscardReason),
    /// The retries are used up; the reason is what the last one met.
    Expired(WaitReason),
}

/// The status without its category: what counts are kept by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Pending,
    Delivered,
    Discarded,
    Expired,
}

impl Outcome {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Pending,
        Self::Delivered,
        Self::Discarded,
        Self::Expired,
    ];

    /// Its name in answers and in the state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Discarded => "discarded",
            Self::Expired => "expired",
        }
    }

    /// The outcome of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|o| o.as_str() == name)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Status {
    /// The outcome, without the category.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Pending(_) => Outcome::Pending,
            Self::Delivered => Outcome::Delivered,
            Self::Discarded(_) => Outcome::Discarded,
            Self::Expired(_) => Outcome::Expired,
        }
    }

    /// The category's name, where there is one.
    pub const fn category(self) -> Option<&'static str> {
        match self {
            Self::Pending(None) | Self::Delivered => None,
            Self::Pending(Some(reason)) | Self::Expired(reason) => Some(reason.as_str()),
            Self::Discarded(reason) => Some(reason.as_str()),
        }
    }

    /// Puts outcome and category, as they are kept in the state, together again.
    pub fn from_parts(outcome: Outcome, category: Option<&str>) -> Option<Self> {
        match (outcome, category) {
            (Outcome::Pending, None) => Some(Self::Pending(None)),
            (Outcome::Pending, Some(name)) => Some(Self::Pending(Some(WaitReason::named(name)?))),
            (Outcome::Delivered, None) => Some(Self::Delivered),
            (Outcome::Discarded, Some(name)) => Some(Self::Discarded(DiscardReason::named(name)?)),
            (Outcome::Expired, Some(name)) => Some(Self::Expired(WaitReason::named(name)?)),
            (Outcome::Delivered, Some(_)) | (Outcome::Discarded | Outcome::Expired, None) => None,
        }
    }
}

/// What keeps one user's deliveries through one sync in order: equal for all of them.
///
/// A hash; two users who share one merely wait for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chain(i64);

impl Chain {
    /// The chain of the user whom `identity` names to the destination, through `sync`.
    ///
    /// E-mail addresses are compared without case (product.md 5).
    pub fn of(sync: SyncId, identity: &str) -> Self {
        let seed = sync.get().cast_unsigned();
        let folded = identity.to_lowercase();
        Self(xxhash_rust::xxh3::xxh3_64_with_seed(folded.as_bytes(), seed).cast_signed())
    }

    /// The chain as the state keeps it.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The chain that the state kept.
    pub const fn new(value: i64) -> Self {
        Self(value)
    }
}

/// What may stand in the way of what, in a lane: lower goes first (product.md 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// Something that has just happened.
    #[default]
    Live,
    /// Something that failed before, by itself or put back by hand.
    Retry,
    /// Something from the log that is sent after the fact.
    Backfill,
}

/// A place in time that one event can have at the destination and no other: Intercom takes two
/// events of one user, one name and one second for one (intercom.md 2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    pub key: SlotKey,
    /// The second that the event would like.
    pub second: UnixSeconds,
}

/// Workspace, user and name of an event, as a hash. Two that share one merely keep apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotKey(i64);

impl SlotKey {
    /// The key of events of this name (as the destination folds it) and this user.
    pub fn of(workspace: WorkspaceId, identity: &str, folded_name: &str) -> Self {
        let mut text = identity.to_lowercase();
        text.push('\0');
        text.push_str(folded_name);
        let seed = workspace.get().cast_unsigned();
        Self(xxhash_rust::xxh3::xxh3_64_with_seed(text.as_bytes(), seed).cast_signed())
    }

    /// The key as the state keeps it.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// Something about a delivery that its reader should know: a value cut, a key renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Note(pub String);

/// A delivery as intake makes it, before it has an id.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDelivery {
    /// The sync that selected it.
    pub sync: SyncId,
    /// The record of the log that it comes from.
    pub offset: Offset,
    /// Event or user change.
    pub kind: Kind,
    /// The event's name; `$identify` and such where a user change came with one.
    pub event_type: EventType,
    /// The user, where the event has one.
    pub user_id: Option<UserId>,
    /// When intake made it.
    pub created_at: UnixMillis,
    /// When the event was accepted: what latency counts from.
    pub received_at: UnixMillis,
    /// What to send, in the destination's own form, fixed here so that every retry sends the same.
    pub payload: Box<str>,
    /// What the mapping had to change.
    pub notes: Vec<Note>,
    /// The second that it wants for itself, where the destination merges what shares one. When it
    /// is taken, the delivery gets the next free one, and a note.
    pub slot: Option<Slot>,
    pub priority: Priority,
    /// Where it goes from here.
    pub route: Route,
}

/// Whether a delivery has to travel at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// It waits for its turn in this chain.
    Queued(Chain),
    /// It can't be delivered, and that is known without asking.
    Discarded(DiscardReason),
}

impl Route {
    /// The chain in which it waits, if it travels.
    pub const fn chain(self) -> Option<Chain> {
        match self {
            Self::Queued(chain) => Some(chain),
            Self::Discarded(_) => None,
        }
    }
}

/// A delivery that a lane should work on.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub id: DeliveryId,
    pub sync: SyncId,
    pub kind: Kind,
    pub chain: Chain,
    pub priority: Priority,
    pub event_type: EventType,
    pub user_id: Option<UserId>,
    /// Attempts already spent.
    pub attempts: u32,
    /// When the first attempt began; the retry window counts from there.
    pub first_attempt_at: Option<UnixMillis>,
    pub received_at: UnixMillis,
    pub due_at: UnixMillis,
    pub payload: Box<str>,
    /// The second that it was moved to, where its own was taken.
    pub moved_to: Option<UnixSeconds>,
    /// Further changes of the same user that wait right behind it, in order: they can go along.
    pub followers: Vec<Follower>,
}

/// A delivery that waits right behind another of its kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Follower {
    pub id: DeliveryId,
    pub event_type: EventType,
    pub received_at: UnixMillis,
    pub payload: Box<str>,
}

/// One request and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// When the request was sent.
    pub started_at: UnixMillis,
    /// How long it took until the whole answer was there, or until it failed.
    pub duration_ms: u64,
    /// Which attempt it belongs to, from 1.
    pub attempt: u32,
    pub request: ExchangeRequest,
    /// The answer, or why there is none.
    pub response: ExchangeResponse,
}

/// A request without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRequest {
    pub method: String,
    /// Scheme, host and path.
    pub url: String,
    /// The body as it was sent, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum ExchangeResponse {
    /// An HTTP answer.
    Answered {
        status: u16,
        /// Intercom's own id of the exchange, which its support asks for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
        /// The body, cut where it is very long.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        body: String,
    },
    /// No whole answer.
    Failed {
        /// Network or timeout.
        reason: WaitReason,
        /// What the connection said.
        message: String,
    },
}

/// What an attempt leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It arrived.
    Delivered,
    /// It can't arrive.
    Discarded(DiscardReason),
    /// The retries are used up.
    Expired(WaitReason),
    /// It is tried again.
    Retry {
        /// When.
        due_at: UnixMillis,
        /// Why.
        reason: WaitReason,
    },
}

/// The end of an attempt, to be recorded in one commit with counts and exchanges.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    pub id: DeliveryId,
    /// When the answer was there.
    pub at: UnixMillis,
    /// Attempts spent by now.
    pub attempts: u32,
    /// When the first attempt began.
    pub first_attempt_at: Option<UnixMillis>,
    pub settled: Settled,
    /// The exchanges of this attempt, in order.
    pub exchanges: Vec<Exchange>,
    /// What is to be added to the delivery's notes.
    pub notes: Vec<Note>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_survives_the_state() {
        let mut all = vec![Status::Pending(None), Status::Delivered];
        all.extend(WaitReason::ALL.iter().map(|r| Status::Pending(Some(*r))));
        all.extend(WaitReason::ALL.iter().map(|r| Status::Expired(*r)));
        all.extend(DiscardReason::ALL.iter().map(|r| Status::Discarded(*r)));
        for status in all {
            assert_eq!(
                Status::from_parts(status.outcome(), status.category()),
                Some(status)
            );
        }
    }

    #[test]
    fn parts_that_do_not_belong_together_are_no_status() {
        assert_eq!(Status::from_parts(Outcome::Discarded, None), None);
        assert_eq!(
            Status::from_parts(Outcome::Delivered, Some("network")),
            None
        );
        assert_eq!(Status::from_parts(Outcome::Expired, Some("rejected")), None);
    }

    #[test]
    fn one_user_has_one_chain_per_sync_whatever_the_case_of_the_address() {
        let sync = SyncId::new(1);
        assert_eq!(Chain::of(sync, "Ann@x.io"), Chain::of(sync, "ann@X.io"));
        assert_ne!(
            Chain::of(sync, "ann@x.io"),
            Chain::of(SyncId::new(2), "ann@x.io")
        );
    }
}
