//! The contract of the state: everything that follows from the log and from what the destination
//! answered.
//!
//! The state is derived: losing it means recomputing, never losing (the log is the truth). Calls
//! are domain calls, not get and put, so that another database can stand here with the same
//! shape. All of them block; async callers go through a blocking thread. Each writing call is one
//! atomic commit: it is visible whole or not at all, also after a crash. A commit survives a
//! crash of the process; a loss of power may take the last ones back, as a whole and in order, so
//! the log must not be cut beyond [`StateKeeping::checkpoint`].
//!
//! Counts: `selected = delivered + pending + discarded + expired` holds for each sync in every
//! commit (product.md 4), because deliveries and counters change together.

mod access;
#[cfg(any(test, feature = "testing"))]
pub mod conformance;
mod failures;
mod privacy;
mod queue;
mod replay;
mod series;
mod taxonomy;
mod traces;

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::delivery::{Due, Exchange, Kind, Note, Outcome, Settlement, Status};
use intertide_domain::ids::{DeliveryId, DeviceId, EventType, Offset, SyncId, UserId, WorkspaceId};
use intertide_domain::process::{IntakeCommit, Keys, Loaded};
use intertide_domain::profile::Profile;
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::UnixMillis;

pub use self::access::{
    AccessState, AuditPage, AuditQuery, KeptPassword, KeyMaterial, MOST_AUDIT_ENTRIES,
    MOST_REVOKED_KEYS, NewKey, NewPerson, Person, StoredKey,
};
pub use self::failures::{FailureGroup, MOST_EVENT_TYPES, NEWEST_LOOKED_AT};
pub use self::privacy::{ErasureQuery, PrivacyState};
pub use self::queue::{DueCounts, QueueReport, WaitingGroup};
pub use self::replay::{
    Backfill, BackfillId, BackfillState, BackfillStep, NewBackfill, PutBack, Replay, Unplaced,
};
pub use self::series::{EventTypeCounts, MOST_STEPS, ReceivedStep, SeriesStep};
pub use self::taxonomy::Taxonomies;
pub use self::traces::{TraceOutcome, TracePage, TraceQuery, Traces};

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The disk is full; nothing was changed, and the call can be repeated.
    #[error("the disk of the data directory is full")]
    DiskFull,
    /// The document was changed by somebody else meanwhile.
    #[error("the sync has been changed meanwhile: it is at version {current}")]
    Stale {
        /// The version that is there.
        current: u64,
    },
    /// No sync of this id.
    #[error("there is no sync {0}")]
    NoSuchSync(SyncId),
    /// The data on disk was written by a later program.
    #[error(
        "the state was written by a later version (format {found}, this program knows {known}); \
         start that version or restore a backup"
    )]
    TooNew {
        /// The format on disk.
        found: u32,
        /// The latest format that this program reads.
        known: u32,
    },
    /// Stored data does not read back.
    #[error("the state holds an unreadable {what}: {detail}")]
    Corrupt {
        /// What kind of thing.
        what: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The database failed.
    #[error("the state database failed: {0}")]
    Database(String),
}

/// All that the state does.
pub trait State:
    IntakeState
    + LaneState
    + SyncState
    + Replay
    + Traces
    + Taxonomies
    + Reports
    + AccessState
    + PrivacyState
    + StateKeeping
    + std::fmt::Debug
{
}

impl<T> State for T where
    T: IntakeState
        + LaneState
        + SyncState
        + Replay
        + Traces
        + Taxonomies
        + Reports
        + AccessState
        + PrivacyState
        + PrivacyState
        + StateKeeping
        + std::fmt::Debug
{
}

/// What intake needs.
pub trait IntakeState: Send + Sync {
    /// One past the last record whose consequences are committed.
    fn processed(&self) -> Result<Offset, StateError>;

    /// Loads what deciding a batch depends on, in one go: see [`Loaded`] for what belongs to it.
    fn load(&self, keys: &Keys) -> Result<Loaded, StateError>;

    /// Commits all consequences of a batch. Deliveries get their ids in the order given. The head
    /// of each chain is due at once; a delivery behind another pending one of its chain waits for
    /// it. A delivery that is routed as discarded is settled here. Deliveries of a sync that has
    /// been deleted meanwhile are left out. The traces are kept for as long as deliveries.
    ///
    /// A delivery whose slot is taken by another one gets the next free second, remembers it
    /// ([`Due::moved_to`]) and gets a note that names both seconds (product.md 4). Where the whole
    /// hour after it is taken as well, it gets the second after the last one taken. A slot is free
    /// again when its delivery is pruned; a delivery that is routed as discarded has none.
    ///
    /// A batch that does not reach beyond [`processed`](Self::processed) was committed before:
    /// it changes nothing, so that repeating one is harmless.
    fn commit_intake(&self, commit: &IntakeCommit) -> Result<(), StateError>;
}

/// What lanes need.
pub trait LaneState: Send + Sync {
    /// The deliveries of one sync that are due at `now`, at most `limit`: by priority, and then
    /// those due first first. Only heads of chains are due: one user's deliveries never stand
    /// beside each other here. A delivery stays due until it is settled. A user change brings the
    /// pending user changes right behind it in its chain as its followers, at most
    /// [`MOST_FOLLOWERS`].
    fn due(&self, sync: SyncId, now: UnixMillis, limit: usize) -> Result<DueBatch, StateError>;

    /// Records how attempts ended: status, counts, exchanges, notes and facts in one commit. A
    /// delivery that settled for good lets the next one of its chain become due; a retry keeps it
    /// waiting with `behind_earlier`. A delivery that spent an attempt and is tried again has at
    /// least the priority of a retry from then on. A settlement of a delivery that is not pending
    /// any more, or whose sync is gone, changes nothing; the facts are kept all the same. Of the
    /// exchanges of a delivery the newest [`MOST_EXCHANGES`] are kept, and a note tells when there
    /// were more.
    ///
    /// The followers of a delivery are settled in the same call, in any order: the turn goes to
    /// the first of the chain that is pending after the call. Where that is a follower to be tried
    /// again, it is due when the call says; one that is behind a pending delivery comes along with
    /// it the next time.
    ///
    /// Where the retry is `waiting_for_user`, that user's next update overtakes (product.md 5):
    /// the update becomes due in its place, and what waited becomes due again as soon as the
    /// update has settled for good. An update that comes later makes what waits due at once.
    fn settle(&self, settlements: &[Settlement], facts: &[Fact]) -> Result<(), StateError>;

    /// What was remembered under these keys.
    fn facts(
        &self,
        workspace: WorkspaceId,
        keys: &[String],
    ) -> Result<BTreeMap<String, String>, StateError>;

    /// The facts whose keys begin so, by key, at most `limit`.
    fn facts_under(
        &self,
        workspace: WorkspaceId,
        prefix: &str,
        limit: usize,
    ) -> Result<BTreeMap<String, String>, StateError>;

    /// The id of the workspace that this fingerprint stands for; the same one each time.
    fn workspace(&self, fingerprint: &str) -> Result<WorkspaceId, StateError>;
}

/// How many followers a due delivery brings at most.
pub const MOST_FOLLOWERS: usize = 64;

/// How many exchanges of a delivery are kept; the oldest go first.
pub const MOST_EXCHANGES: usize = 50;

/// What is due of one sync.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DueBatch {
    pub deliveries: Vec<Due>,
    /// When the next one falls due that is not due yet; none when nothing waits with a time.
    pub next_due_at: Option<UnixMillis>,
}

/// Something remembered about a workspace: who is which contact there, and such. Key and value
/// are the destination's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub workspace: WorkspaceId,
    pub key: String,
    /// `None` forgets it.
    pub value: Option<String>,
}

/// What the documents need.
pub trait SyncState: Send + Sync {
    /// All syncs, by id.
    fn syncs(&self) -> Result<Vec<StoredSync>, StateError>;

    /// One sync.
    fn sync(&self, id: SyncId) -> Result<Option<StoredSync>, StateError>;

    /// Stores a sync under a fresh id, never used before.
    fn insert_sync(&self, sync: &SyncChange) -> Result<StoredSync, StateError>;

    /// Replaces a sync's document; with `expected`, only when that version is still there.
    fn replace_sync(
        &self,
        id: SyncId,
        expected: Option<u64>,
        sync: &SyncChange,
    ) -> Result<StoredSync, StateError>;

    /// Removes a sync with its deliveries and counts; false when there is none. From then on no
    /// call shows anything of them, though the room they take may be freed by
    /// [`StateKeeping::prune`].
    fn delete_sync(&self, id: SyncId) -> Result<bool, StateError>;

    /// A value of the server's own, such as the project's keys.
    fn setting(&self, name: &str) -> Result<Option<String>, StateError>;

    /// Keeps a value of the server's own.
    fn put_setting(&self, name: &str, value: &str) -> Result<(), StateError>;
}

/// What is written of a sync.
#[derive(Clone, Debug)]
pub struct SyncChange {
    pub document: SyncDocument,
    /// What happens to the stored token.
    pub token: TokenChange,
    /// Records from here on are for this sync; `None` keeps what is there, which for a fresh sync
    /// is the beginning of the log.
    pub active_from: Option<Offset>,
    pub at: UnixMillis,
}

/// What happens to a stored token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenChange {
    /// It stays.
    Keep,
    /// It is replaced.
    Set(SealedToken),
    /// It goes.
    Clear,
}

/// A token as it lies on disk: encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedToken(pub Vec<u8>);

impl std::fmt::Debug for SealedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedToken({} bytes)", self.0.len())
    }
}

/// A sync as it is stored.
#[derive(Clone, Debug)]
pub struct StoredSync {
    pub id: SyncId,
    pub document: SyncDocument,
    pub token: Option<SealedToken>,
    /// Rises with each change; what `ETag` shows.
    pub version: u64,
    /// Records before this one came before the sync was switched on.
    pub active_from: Offset,
    pub created_at: UnixMillis,
    pub updated_at: UnixMillis,
}

/// What the API reads.
pub trait Reports: Send + Sync {
    /// Deliveries of one sync, newest first.
    fn deliveries(&self, query: &DeliveryQuery) -> Result<DeliveryPage, StateError>;

    /// One delivery with its exchanges.
    fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StateError>;

    /// How many deliveries of this sync there ever were, by outcome: all of [`Outcome::ALL`].
    fn totals(&self, sync: SyncId) -> Result<BTreeMap<Outcome, u64>, StateError>;

    /// What settled in `from..to`, by the minute for four hours and by the hour beyond
    /// (amplitude.md 7).
    ///
    /// A delivery counts for the UTC minute, and the hour, in which it settled; it stays there
    /// when it is pruned. Of a bucket all or nothing counts: all when it starts before `to` and
    /// not before `from` floored to the bucket's length. Minutes are told apart from five hours
    /// before the latest [`StateKeeping::prune`] on, floored to the hour. Latencies are kept to
    /// three digits.
    fn summary(
        &self,
        sync: SyncId,
        from: UnixMillis,
        to: UnixMillis,
    ) -> Result<Summary, StateError>;

    /// Counts and latencies in `from..to`, step by step, empty steps too.
    ///
    /// A step is a whole number of minutes, at least one: what is left over of `step` falls away.
    /// The first step starts at `from` floored to the step's length; one that has begun before
    /// `to` counts up to there. Of the steps beyond [`MOST_STEPS`] none is there. A bucket, of a
    /// minute while those are kept as in [`summary`](Self::summary) and of an hour beyond, counts
    /// for the step in which it starts. A delivery that is put back counts no longer.
    fn series(
        &self,
        sync: SyncId,
        from: UnixMillis,
        to: UnixMillis,
        step: Duration,
    ) -> Result<Vec<SeriesStep>, StateError>;

    /// What came in, in `from..to`, step by step. The steps are those of [`series`](Self::series).
    fn received(
        &self,
        from: UnixMillis,
        to: UnixMillis,
        step: Duration,
    ) -> Result<Vec<ReceivedStep>, StateError>;

    /// Copies of earlier events among all that was ever processed.
    fn duplicates(&self) -> Result<u64, StateError>;

    /// The deliveries of a sync that failed and are kept, one group for each outcome and category,
    /// the largest first. Those made in `from..to`, where that is given.
    fn failures(
        &self,
        sync: SyncId,
        from: Option<UnixMillis>,
        to: Option<UnixMillis>,
    ) -> Result<Vec<FailureGroup>, StateError>;

    /// The pending deliveries of a sync as they stand at `now`.
    fn queue(&self, sync: SyncId, now: UnixMillis) -> Result<QueueReport, StateError>;

    /// A user's profile and devices.
    fn user(&self, user: &UserId) -> Result<Option<UserRecord>, StateError>;

    /// When the first record that was ever processed was received; none before it was. It is told
    /// for good, also when the record is kept no more.
    fn first_received_at(&self) -> Result<Option<UnixMillis>, StateError>;
}

/// Which deliveries.
#[derive(Clone, Debug)]
pub struct DeliveryQuery {
    pub sync: SyncId,
    pub outcome: Option<Outcome>,
    pub category: Option<String>,
    pub user: Option<UserId>,
    pub event_type: Option<EventType>,
    /// Created at or after.
    pub from: Option<UnixMillis>,
    /// Created before.
    pub to: Option<UnixMillis>,
    /// Only those with a smaller id: the cursor.
    pub before: Option<DeliveryId>,
    /// How many, at most; a page may hold fewer than this and still have a next one.
    pub limit: usize,
}

/// A page of deliveries.
#[derive(Clone, Debug, Default)]
pub struct DeliveryPage {
    pub deliveries: Vec<DeliveryRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<DeliveryId>,
}

/// A delivery in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRow {
    pub id: DeliveryId,
    pub sync: SyncId,
    pub kind: Kind,
    pub status: Status,
    pub event_type: EventType,
    pub user_id: Option<UserId>,
    pub offset: Offset,
    pub created_at: UnixMillis,
    pub received_at: UnixMillis,
    pub attempts: u32,
    pub next_attempt_at: Option<UnixMillis>,
    pub settled_at: Option<UnixMillis>,
    pub notes: Vec<Note>,
}

/// A delivery with all that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRecord {
    pub row: DeliveryRow,
    /// In the destination's own form.
    pub payload: Box<str>,
    pub exchanges: Vec<Exchange>,
}

/// What settled in a period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    pub delivered_first: u64,
    pub delivered_after_retry: u64,
    pub discarded: u64,
    pub expired: u64,
    /// From acceptance to delivery, the 95th percentile; none when nothing was delivered.
    pub latency_p95_ms: Option<u64>,
}

/// What is known of a user.
#[derive(Clone, Debug, PartialEq)]
pub struct UserRecord {
    pub profile: Profile,
    pub devices: Vec<DeviceId>,
}

/// Keeping the state small and safe.
pub trait StateKeeping: Send + Sync {
    /// Drops settled deliveries (rows, payloads, exchanges) settled before `settled_before`, traces
    /// of records received before then, seen ids older than seven days, counters older than they
    /// are shown (90 days, amplitude.md 7), backfills that ended as long ago, entries of the audit
    /// log older than 400 days or beyond [`MOST_AUDIT_ENTRIES`], and what is left of deleted syncs. Counts in [`Reports::totals`] stay. Works in small commits
    /// so that nobody waits long; returns how many settled deliveries went for their age.
    fn prune(&self, settled_before: UnixMillis, now: UnixMillis) -> Result<u64, StateError>;

    /// Makes everything committed safe against a loss of power; returns up to where the log is
    /// no longer needed for recovery.
    fn checkpoint(&self) -> Result<Offset, StateError>;

    /// The room that the state takes where it is kept, in bytes: what is committed, and what is
    /// kept beside it to commit more. It may shrink only some time after something was dropped.
    fn size_bytes(&self) -> Result<u64, StateError>;
}
