//! A world in one thread: the real intake, state and lanes, and Intercom's simulator, under a
//! virtual clock and a seed.
//!
//! Time jumps to the next thing that happens: records reach the log, a request arrives at Intercom,
//! its answer comes back, a commit is done, a lane wants to be asked again. What tasks and threads
//! are to intake and lanes in the program, `shell` is here; `server` holds what a crash takes away,
//! `wire` is the network between. After each commit the counts are held against `books` of the
//! world's own.

mod agenda;
mod books;
mod report;
mod server;
mod shell;
mod traffic;
mod wire;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use intercom_sim::{Settings, SimRequest, SimResponse, Workspace};
use intertide_delivery::clock::Clock;
use intertide_delivery::destinations::Answer;
use intertide_delivery::intake::IntakeError;
use intertide_delivery::lane::Settled;
use intertide_delivery::vault::{KEY_BYTES, Vault};
use intertide_domain::event::Received;
use intertide_domain::ids::SyncId;
use intertide_domain::sync::AccessToken;
use intertide_domain::time::UnixMillis;
use intertide_store::log::{BatchFull, LogError, MemoryLog, RecordBatch, append_and_wait};
use intertide_store::state::{StateError, SyncChange, TokenChange};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use tempfile::TempDir;
use zeroize::Zeroizing;

use self::agenda::Agenda;
use self::books::Books;
pub use self::books::Miscount;
use self::server::Server;
use self::shell::{Call, Seat};
pub use self::traffic::Word;
pub use self::wire::{Pace, Party};

/// When every world begins: at the beginning of a window of Intercom's limit.
pub const DAWN: UnixMillis = UnixMillis::new(1_700_049_600_000);

/// Things that may happen in one run, so that one that never comes to rest ends.
const MOST_HAPPENINGS: u64 = 20_000_000;

/// Why a world came to an end.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    #[error(transparent)]
    Miscount(#[from] Miscount),
    #[error("at {at:?} {pending} deliveries are still pending")]
    NotAtRest { at: UnixMillis, pending: u64 },
    #[error("the world turns without end")]
    Endless,
    #[error("there is no Intercom workspace {0}")]
    NoSuchPlace(usize),
    #[error(transparent)]
    State(#[from] StateError),
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Batch(#[from] BatchFull),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

/// Something that a scenario does at its time.
type Turn = Box<dyn FnOnce(&mut World) -> Result<(), WorldError>>;

/// Looks at what the server asks Intercom and what it is told, and may act upon it at once: for
/// another program that comes in between.
type Onlooker = Box<dyn FnMut(&mut World, usize, &SimRequest, &SimResponse)>;

/// A world.
pub struct World {
    time: Arc<AtomicI64>,
    random: StdRng,
    agenda: Agenda<Happening>,
    places: Vec<Workspace>,
    onlooker: Option<Onlooker>,
    pace: Pace,
    log: Arc<MemoryLog>,
    vault: Vault,
    server: Server,
    /// Counts the server's starts: what belongs to an earlier one reaches nobody.
    life: u64,
    intake_planned: bool,
    books: Books,
    pending: u64,
    said: Vec<Word>,
    happened: u64,
    folder: TempDir,
}

/// Something on the agenda.
enum Happening {
    Turn(Turn),
    /// What is in the log is decided upon.
    Intake(u64),
    Arrival(Call),
    Answered(Call, Box<Answer>),
    Fetch(Seat, SyncId, usize),
    Record(Seat, Vec<Settled>),
}

impl World {
    /// A world with one empty Intercom workspace for each of `settings`, which get a token of
    /// their own each.
    ///
    /// # Errors
    /// When no state can be made in the machine's folder for temporary files.
    pub fn new(
        seed: u64,
        settings: impl IntoIterator<Item = Settings>,
    ) -> Result<Self, WorldError> {
        let folder = tempfile::tempdir()?;
        let time = Arc::new(AtomicI64::new(DAWN.get()));
        let mut random = StdRng::seed_from_u64(seed);
        let log = Arc::new(MemoryLog::new());
        let vault = Vault::new(&Zeroizing::new([7; KEY_BYTES]));
        let path = state_file(&folder);
        let server = Server::start(&path, &log, &vault, clock(&time), &mut random)?;
        let places = settings.into_iter().enumerate().map(|(place, settings)| {
            Workspace::new(Settings {
                token: token_of(place),
                seed,
                ..settings
            })
        });
        Ok(Self {
            time,
            random,
            agenda: Agenda::default(),
            places: places.collect(),
            onlooker: None,
            pace: Pace::default(),
            log,
            vault,
            server,
            life: 0,
            intake_planned: false,
            books: Books::default(),
            pending: 0,
            said: Vec::new(),
            happened: 0,
            folder,
        })
    }

    /// How long things take, from now on.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// Has somebody look at each of the server's requests, as Intercom answers it.
    pub fn set_onlooker(
        &mut self,
        onlooker: impl FnMut(&mut Self, usize, &SimRequest, &SimResponse) + 'static,
    ) {
        self.onlooker = Some(Box::new(onlooker));
    }

    /// Adds a sync into a workspace and gives its id.
    ///
    /// # Errors
    /// A document that is none; a state that can't be written.
    pub fn add_sync(&mut self, place: usize, document: Value) -> Result<SyncId, WorldError> {
        let document: intertide_domain::sync::SyncDocument = serde_json::from_value(document)?;
        let token = AccessToken::new(&token_of(place));
        let stored = self.server.state.insert_sync(&SyncChange {
            document: document.clone(),
            token: TokenChange::Set(self.vault.seal(&token)),
            active_from: None,
            at: self.now(),
        })?;
        self.books.open(stored.id, document);
        self.server
            .directory
            .reload(&*self.server.state, &self.vault)?;
        self.server.follow_directory(&mut self.random);
        Ok(stored.id)
    }

    /// The time.
    pub fn now(&self) -> UnixMillis {
        UnixMillis::new(self.time.load(Ordering::Relaxed))
    }

    /// The world's chance.
    pub fn random(&mut self) -> &mut StdRng {
        &mut self.random
    }

    /// Does something `after` a while from now.
    pub fn later(
        &mut self,
        after: Duration,
        turn: impl FnOnce(&mut Self) -> Result<(), WorldError> + 'static,
    ) {
        let at = self.now().plus(after);
        self.agenda.add(at, Happening::Turn(Box::new(turn)));
    }

    /// The server dies and starts again at once: it has its log and its state. Requests that are
    /// on the wire arrive all the same. The one that died is let go only when the other one has
    /// started, so that it leaves nothing tidier than a crash does.
    ///
    /// # Errors
    /// When the state can't be opened.
    pub fn crash(&mut self) -> Result<(), WorldError> {
        self.life += 1;
        self.intake_planned = false;
        self.server = Server::start(
            &state_file(&self.folder),
            &self.log,
            &self.vault,
            clock(&self.time),
            &mut self.random,
        )?;
        self.plan_intake();
        self.act_all();
        Ok(())
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// Whatever brought the world to an end.
    pub fn run_for(&mut self, duration: Duration) -> Result<(), WorldError> {
        let end = self.now().plus(duration);
        while self.step(end)? {}
        Ok(())
    }

    /// Lets time pass until nothing is pending and nothing on the agenda, for at most `longest`.
    ///
    /// # Errors
    /// [`WorldError::NotAtRest`] when that does not come; whatever else ended the world.
    pub fn run_to_rest(&mut self, longest: Duration) -> Result<(), WorldError> {
        let end = self.now().plus(longest);
        while self.pending > 0 || self.agenda.next_at().is_some() {
            if !self.step(end)? {
                return Err(WorldError::NotAtRest {
                    at: self.now(),
                    pending: self.pending,
                });
            }
        }
        Ok(())
    }

    /// The next thing up to `end` happens; false when there is none, and it is `end` then.
    fn step(&mut self, end: UnixMillis) -> Result<bool, WorldError> {
        let wakes = self.server.lanes.values().filter_map(|shell| shell.wake_at);
        let next = self.agenda.next_at().into_iter().chain(wakes).min();
        let Some(next) = next.filter(|at| *at <= end) else {
            self.set_time(end);
            return Ok(false);
        };
        self.happened += 1;
        if self.happened > MOST_HAPPENINGS {
            return Err(WorldError::Endless);
        }
        self.set_time(next.max(self.now()));
        match self.agenda.take_due(self.now()) {
            Some(happening) => self.happen(happening)?,
            None => self.act_all(),
        }
        Ok(true)
    }

    fn happen(&mut self, happening: Happening) -> Result<(), WorldError> {
        match happening {
            Happening::Turn(turn) => turn(self),
            Happening::Intake(life) if life == self.life => self.take_in(),
            Happening::Arrival(call) => self.arrive(call),
            Happening::Answered(call, answer) if call.seat.life == self.life => {
                self.answered(&call, &answer);
                Ok(())
            }
            Happening::Fetch(seat, sync, ask) if seat.life == self.life => {
                self.fetch(seat, sync, ask)
            }
            Happening::Record(seat, settled) if seat.life == self.life => {
                self.record(seat, &settled)
            }
            Happening::Intake(_)
            | Happening::Answered(..)
            | Happening::Fetch(..)
            | Happening::Record(..) => Ok(()),
        }
    }

    /// Brings a record into the log.
    fn append(&mut self, received: &Received) -> Result<(), WorldError> {
        let mut batch = RecordBatch::new();
        batch.push(&received.encode()?)?;
        self.log.set_now(self.now());
        append_and_wait(&*self.log, batch)?;
        self.plan_intake();
        Ok(())
    }

    fn plan_intake(&mut self) {
        if !std::mem::replace(&mut self.intake_planned, true) {
            let at = self.now().plus(Duration::from_millis(1));
            self.agenda.add(at, Happening::Intake(self.life));
        }
    }

    fn check(&mut self) -> Result<(), WorldError> {
        self.pending = self.books.check(&*self.server.state)??;
        Ok(())
    }

    /// Some moment from now on.
    fn after(&mut self, range: std::ops::RangeInclusive<u64>) -> UnixMillis {
        let pause = Duration::from_millis(self.random.random_range(range));
        self.now().plus(pause)
    }

    /// An Intercom workspace.
    fn place(&mut self, place: usize) -> Result<&mut Workspace, WorldError> {
        self.places
            .get_mut(place)
            .ok_or(WorldError::NoSuchPlace(place))
    }

    fn set_time(&mut self, now: UnixMillis) {
        self.time.store(now.get(), Ordering::Relaxed);
    }
}

fn state_file(folder: &TempDir) -> PathBuf {
    folder.path().join("state.sqlite")
}

fn clock(time: &Arc<AtomicI64>) -> Clock {
    let time = time.clone();
    Clock::from_fn(move || UnixMillis::new(time.load(Ordering::Relaxed)))
}

fn token_of(place: usize) -> String {
    format!("token-of-workspace-{place}")
}

fn sim_time(now: UnixMillis) -> intercom_sim::UnixMillis {
    intercom_sim::UnixMillis(now.get())
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("now", &self.now())
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}
