//! Runs a target: its corpus first, then input after input.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::corpus::{self, CorpusError};
use super::input::input;
use super::minimise::minimise;
use super::watchdog::Watchdog;
use super::{Seen, Target};
use crate::caught::caught;

/// How long to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Up to the input before this number.
    Inputs(u64),
    /// For this long.
    Time(Duration),
}

/// What was run without a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Files of the corpus.
    pub examples: usize,
    /// The number of the first input that was not made.
    pub next: u64,
    /// How many of the inputs were not refused.
    pub taken: u64,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum FuzzError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Failed(#[from] Box<Failure>),
}

/// An input that broke the product's word.
#[derive(Debug)]
pub struct Failure {
    target: &'static str,
    origin: String,
    told: String,
    whole: PathBuf,
    small: PathBuf,
    small_bytes: Vec<u8>,
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, {}: {}", self.target, self.origin, self.told)?;
        writeln!(f, "the input is in {}", self.whole.display())?;
        writeln!(
            f,
            "what is left of it when all is left out that can be is in {}, and begins",
            self.small.display()
        )?;
        let shown = self.small_bytes.get(..400).unwrap_or(&self.small_bytes);
        write!(f, "{}", String::from_utf8_lossy(shown))
    }
}

/// Runs the corpus, and inputs of `seed` from number `from` on.
///
/// # Errors
/// The first failure; a corpus that can't be read.
pub fn run(target: &Target, seed: u64, from: u64, bound: Bound) -> Result<Ran, FuzzError> {
    let corpus = corpus::read(target)?;
    let watchdog = Watchdog::start();
    for example in &corpus {
        let origin = format!("corpus file {}", example.name);
        watched(&watchdog, target, &origin, &example.bytes)?;
    }
    let begun = Instant::now();
    let (mut number, mut taken) = (from, 0);
    while goes_on(bound, number, begun) {
        let bytes = input(target, &corpus, seed, number);
        let origin = format!("seed {seed}, number {number}");
        if watched(&watchdog, target, &origin, &bytes)? == Seen::Taken {
            taken += 1;
        }
        number += 1;
    }
    Ok(Ran {
        examples: corpus.len(),
        next: number,
        taken,
    })
}

fn goes_on(bound: Bound, number: u64, begun: Instant) -> bool {
    match bound {
        Bound::Inputs(end) => number < end,
        Bound::Time(time) => begun.elapsed() < time,
    }
}

/// Gives a target the input in a file.
///
/// # Errors
/// The failure, with the input made small; a file that can't be read.
pub fn replay(target: &Target, file: &Path) -> Result<Seen, FuzzError> {
    let bytes = fs::read(file).map_err(|cause| CorpusError::Unreadable {
        folder: file.display().to_string(),
        cause,
    })?;
    let origin = format!("file {}", file.display());
    Ok(watched(&Watchdog::start(), target, &origin, &bytes)?)
}

fn watched(
    watchdog: &Watchdog,
    target: &Target,
    origin: &str,
    bytes: &[u8],
) -> Result<Seen, Box<Failure>> {
    watchdog.begin(target, origin, bytes);
    let result = attempt(target, bytes);
    watchdog.end();
    result.map_err(|told| failure(target, origin, told, bytes))
}

fn attempt(target: &Target, input: &[u8]) -> Result<Seen, String> {
    caught(|| (target.check)(input))
}

fn failure(target: &Target, origin: &str, told: String, bytes: &[u8]) -> Box<Failure> {
    let small_bytes = minimise(bytes, |input| attempt(target, input).is_err());
    let (whole, small) = (
        kept_at(target, origin, "input"),
        kept_at(target, origin, "small"),
    );
    for (file, bytes) in [(&whole, bytes), (&small, &small_bytes)] {
        if let Err(error) = fs::write(file, bytes) {
            eprintln!("{} can't be written: {error}", file.display());
        }
    }
    Box::new(Failure {
        target: target.name,
        origin: origin.to_owned(),
        told,
        whole,
        small,
        small_bytes,
    })
}

/// The file that keeps an input.
pub(super) fn kept_at(target: &Target, origin: &str, kind: &str) -> PathBuf {
    let origin: String = origin
        .chars()
        .map(|char| if char.is_alphanumeric() { char } else { '-' })
        .collect();
    std::env::temp_dir().join(format!("fuzz-{}-{origin}.{kind}", target.name))
}
