//! For tests: a log, a state and an intake at work, with the Intercom destination.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use intertide_domain::event::{Endpoint, Event, Received};
use intertide_domain::ids::{Offset, SyncId};
use intertide_domain::process::MergePolicy;
use intertide_domain::sync::{AccessToken, SyncDocument};
use intertide_domain::time::UnixMillis;
use intertide_store::log::{EventLog, MemoryLog, RecordBatch, append_and_wait};
use intertide_store::sqlite::SqliteState;
use intertide_store::state::{State, SyncChange, SyncState, TokenChange};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::destinations::intercom::Intercom;
use crate::directory::SyncDirectory;
use crate::intake::Intake;
use crate::live::LiveFeed;
use crate::preview::{Previewer, Subject};
use crate::vault::Vault;

/// When these tests begin.
pub(crate) const BEGIN: UnixMillis = UnixMillis::new(1_664_604_000_000);

/// Everything that an event passes before a lane.
pub(crate) struct World {
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) state: Arc<SqliteState>,
    pub(crate) directory: Arc<SyncDirectory>,
    pub(crate) clock: Clock,
    vault: Vault,
    now: Arc<AtomicI64>,
    /// Holds the state's files for as long as the world lives.
    _dir: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let state = Arc::new(SqliteState::open(&dir.path().join("state.db")).unwrap());
        let vault = Vault::new(&Zeroizing::new([7; 32]));
        let now = Arc::new(AtomicI64::new(BEGIN.get()));
        let shown = now.clone();
        Self {
            log: Arc::new(MemoryLog::new()),
            directory: Arc::new(SyncDirectory::open(&*state, &vault).unwrap()),
            state,
            clock: Clock::from_fn(move || UnixMillis::new(shown.load(Ordering::Relaxed))),
            vault,
            now,
            _dir: dir,
        }
    }

    /// Sets the clock to so many milliseconds after the beginning.
    pub(crate) fn at(&self, millis: i64) {
        self.now.store(BEGIN.get() + millis, Ordering::Relaxed);
    }

    /// Stores a sync that is active from this record on.
    pub(crate) fn sync(&self, more: Value, active_from: u64) -> SyncId {
        let stored = self.state.insert_sync(&SyncChange {
            document: document(more),
            token: TokenChange::Set(self.vault.seal(&AccessToken::new("dG9rOnRlc3Q="))),
            active_from: Some(Offset::new(active_from)),
            at: self.clock.now(),
        });
        let id = stored.unwrap().id;
        self.directory.reload(&*self.state, &self.vault).unwrap();
        id
    }

    /// Changes a sync's document.
    pub(crate) fn change(&self, id: SyncId, more: Value) {
        let change = SyncChange {
            document: document(more),
            token: TokenChange::Keep,
            active_from: None,
            at: self.clock.now(),
        };
        self.state.replace_sync(id, None, &change).unwrap();
        self.directory.reload(&*self.state, &self.vault).unwrap();
    }

    /// Gives a sync another token.
    pub(crate) fn give_token(&self, id: SyncId, token: &str) {
        let stored = self.state.sync(id).unwrap().unwrap();
        let change = SyncChange {
            document: stored.document,
            token: TokenChange::Set(self.vault.seal(&AccessToken::new(token))),
            active_from: None,
            at: self.clock.now(),
        };
        self.state.replace_sync(id, None, &change).unwrap();
        self.directory.reload(&*self.state, &self.vault).unwrap();
    }

    /// Removes a sync.
    pub(crate) fn remove(&self, id: SyncId) {
        self.state.delete_sync(id).unwrap();
        self.directory.reload(&*self.state, &self.vault).unwrap();
    }

    /// The sync as whoever asks for a preview has it.
    pub(crate) fn subject(&self, id: SyncId) -> Subject {
        Subject::of(self.directory.listing().syncs.get(&id).unwrap())
    }

    /// Takes events in, each received at the time of the clock; nothing is decided of them yet.
    pub(crate) fn accept(&self, events: &[Value]) {
        let mut batch = RecordBatch::new();
        for given in events {
            let received = Received {
                received_at: self.clock.now(),
                endpoint: Endpoint::HttpV2,
                event: event(given.clone()),
            };
            batch.push(&received.encode().unwrap()).unwrap();
        }
        append_and_wait(&*self.log, batch).unwrap();
    }

    /// Takes events in and decides on everything that is there.
    pub(crate) fn take(&self, events: &[Value]) {
        self.accept(events);
        self.decide();
    }

    /// Decides on everything that is there.
    pub(crate) fn decide(&self) {
        let intake = Intake {
            log: self.log.clone(),
            state: self.state.clone(),
            directory: self.directory.clone(),
            destination: Arc::new(Intercom),
            merge: MergePolicy::default(),
            privacy: Arc::default(),
            live: LiveFeed::new(),
            clock: self.clock.clone(),
        };
        while intake.step().unwrap().records > 0 {}
    }

    pub(crate) fn previewer(&self) -> Previewer {
        Previewer {
            state: self.state.clone() as Arc<dyn State>,
            destination: Arc::new(Intercom),
            merge: MergePolicy::default(),
            clock: self.clock.clone(),
        }
    }

    pub(crate) fn log(&self) -> &dyn EventLog {
        &*self.log
    }
}

/// A document with these further fields; it is on, and users are named by `user_id`.
pub(crate) fn document(more: Value) -> SyncDocument {
    let mut whole = json!({
        "name": "Product events",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": "us"},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
    });
    let fields = more.as_object().unwrap().clone();
    whole.as_object_mut().unwrap().extend(fields);
    serde_json::from_value(whole).unwrap()
}

/// An event of `user-1` with these further fields.
pub(crate) fn event(more: Value) -> Event {
    let mut whole = json!({
        "event_type": "Order", "user_id": "user-1", "time": BEGIN.get(),
    });
    let fields = more.as_object().unwrap().clone();
    whole.as_object_mut().unwrap().extend(fields);
    serde_json::from_value(whole).unwrap()
}
