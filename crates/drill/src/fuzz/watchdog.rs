//! Ends the program when an input takes without end, since nothing else can.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Target;
use super::run::kept_at;

/// How long one input may take. Inputs take milliseconds at most, also on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// How often it is looked.
const INTERVAL: Duration = Duration::from_secs(1);

/// Looks after the inputs of one thread, as long as it lives.
#[derive(Debug)]
pub(super) struct Watchdog {
    current: Arc<Mutex<Option<Current>>>,
}

#[derive(Debug)]
struct Current {
    since: Instant,
    target: Target,
    origin: String,
    input: Vec<u8>,
}

impl Watchdog {
    pub(super) fn start() -> Self {
        let current: Arc<Mutex<Option<Current>>> = Arc::default();
        let watched = Arc::downgrade(&current);
        thread::spawn(move || {
            while let Some(current) = watched.upgrade() {
                let current = current.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(hanging) = current.as_ref().filter(|c| c.since.elapsed() > LONGEST) {
                    give_up(hanging);
                }
                drop(current);
                thread::sleep(INTERVAL);
            }
        });
        Self { current }
    }

    /// A target gets an input.
    pub(super) fn begin(&self, target: &Target, origin: &str, input: &[u8]) {
        let current = Current {
            since: Instant::now(),
            target: *target,
            origin: origin.to_owned(),
            input: input.to_vec(),
        };
        *self.lock() = Some(current);
    }

    /// It has ended.
    pub(super) fn end(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Current>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn give_up(hanging: &Current) -> ! {
    let (target, origin) = (&hanging.target, &hanging.origin);
    let file = kept_at(target, origin, "input");
    let kept = match fs::write(&file, &hanging.input) {
        Ok(()) => format!("the input is in {}", file.display()),
        Err(error) => format!("the input can't be written: {error}"),
    };
    eprintln!(
        "{}, {origin}: no end after {LONGEST:?}; {kept}",
        target.name
    );
    std::process::exit(1)
}
