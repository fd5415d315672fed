//! Goes through seeds, one after the other.

use std::time::{Duration, Instant};

use intertide_drill::caught::caught;

use super::{CommandError, Resume};

/// How often it is told and noted how far it came.
const INTERVAL: Duration = Duration::from_secs(10);

/// Has `live` live through `count` seeds from `first` on, but for those that `resume` knows to be
/// done under this name.
///
/// # Errors
/// [`CommandError::Seed`] for the first seed that panics, with what `explain` adds.
pub(crate) fn go_through(
    name: &str,
    first: u64,
    count: u64,
    resume: &mut Resume,
    live: impl Fn(u64),
    explain: impl Fn(u64) -> String,
) -> Result<(), CommandError> {
    let end = first.saturating_add(count);
    let begin = resume.next(name, first);
    let (begun, mut told) = (Instant::now(), Instant::now());
    for seed in begin..end {
        caught(|| live(seed)).map_err(|told| CommandError::Seed {
            name: name.to_owned(),
            seed,
            told,
            more: explain(seed),
        })?;
        if told.elapsed() >= INTERVAL {
            told = Instant::now();
            resume.note(name, seed + 1)?;
            tell(name, begin, seed + 1, begun);
        }
    }
    resume.note(name, end.max(begin))?;
    tell(name, begin, end.max(begin), begun);
    Ok(())
}

fn tell(name: &str, begin: u64, next: u64, begun: Instant) {
    let rate = (next - begin) as f64 / begun.elapsed().as_secs_f64();
    println!("{name}: up to seed {next}, {rate:.1} a second");
}
