//! The watch: which conditions hold, and when one of them begins or ends.
//!
//! It is told only of what it sees. A condition is raised when it has held for a while, and cleared
//! when it has not for a longer while, so that what comes and goes does not chatter. Time in which
//! nothing was seen counts for neither: the watch begins to count again behind a gap.

use std::collections::BTreeMap;
use std::time::Duration;

use intertide_domain::time::UnixMillis;
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::observation::{Finding, Observation, Sample, SyncName};

/// Two observations that lie further apart than this have a gap between them.
const GAP: Duration = Duration::from_secs(60);

/// How long things have to be so before it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long a condition has to hold until it is raised.
    pub raise_after: Duration,
    /// How long it must not hold until it is cleared.
    pub clear_after: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            raise_after: Duration::from_secs(60),
            clear_after: Duration::from_secs(5 * 60),
        }
    }
}

/// What a watch remembers of what it saw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct Watch {
    watched: BTreeMap<Condition, Watched>,
}

/// A condition that holds, or has held until lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Watched {
    /// When it was seen or looked for last.
    looked_at: UnixMillis,
    sync: Option<SyncName>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// It holds, and not for long enough to be told.
    Suspected { since: UnixMillis },
    /// It is raised, and does not hold any more since then, if it doesn't.
    Raised {
        since: UnixMillis,
        quiet_since: Option<UnixMillis>,
    },
}

/// A watched condition as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    condition: Condition,
    #[serde(flatten)]
    watched: Watched,
}

impl From<Vec<Entry>> for Watch {
    fn from(entries: Vec<Entry>) -> Self {
        let entries = entries.into_iter();
        Self {
            watched: entries
                .map(|entry| (entry.condition, entry.watched))
                .collect(),
        }
    }
}

impl From<Watch> for Vec<Entry> {
    fn from(watch: Watch) -> Self {
        let watched = watch.watched.into_iter();
        watched
            .map(|(condition, watched)| Entry { condition, watched })
            .collect()
    }
}

/// Whether a condition began or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Raised,
    Cleared,
}

impl Change {
    /// Its name in messages and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Cleared => "cleared",
        }
    }
}

/// A condition that began or ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    pub at: UnixMillis,
    pub condition: Condition,
    pub change: Change,
    /// Since when it holds; where it ended, since when it held.
    pub since: UnixMillis,
    pub sync: Option<SyncName>,
    pub reason: String,
    pub sample: Option<Sample>,
}

impl Watch {
    /// Takes in what is seen at `now`; what has begun and ended by that.
    pub fn observe(
        &mut self,
        now: UnixMillis,
        observation: &Observation,
        patience: Patience,
    ) -> Vec<Transition> {
        let mut findings = observation.findings();
        let mut transitions = Vec::new();
        for (condition, mut watched) in std::mem::take(&mut self.watched) {
            let finding = findings.remove(&condition);
            if finding.is_none() && !observation.shows(&condition) {
                self.watched.insert(condition, watched);
                continue;
            }
            watched.mind_the_gap(now);
            match finding {
                Some(finding) => {
                    transitions.extend(watched.holds(now, condition, finding, patience));
                    self.watched.insert(condition, watched);
                }
                None => match watched.is_quiet(now, patience) {
                    Quiet::Over => {}
                    Quiet::Lasts => {
                        self.watched.insert(condition, watched);
                    }
                    Quiet::LongEnough { since } => transitions.push(Transition {
                        at: now,
                        condition,
                        change: Change::Cleared,
                        since,
                        sync: watched.sync,
                        reason: observation.why_well(&condition),
                        sample: None,
                    }),
                },
            }
        }
        for (condition, finding) in findings {
            let mut watched = Watched::begins(now);
            transitions.extend(watched.holds(now, condition, finding, patience));
            self.watched.insert(condition, watched);
        }
        transitions
    }

    /// The conditions that are raised.
    pub fn raised(&self) -> impl Iterator<Item = Condition> + '_ {
        let watched = self.watched.iter();
        watched
            .filter(|(_, watched)| matches!(watched.phase, Phase::Raised { .. }))
            .map(|(condition, _)| *condition)
    }
}

/// What follows where a condition does not hold.
enum Quiet {
    /// It was only suspected, and is forgotten.
    Over,
    /// It stays raised for now.
    Lasts,
    /// It is cleared.
    LongEnough { since: UnixMillis },
}

impl Watched {
    const fn begins(now: UnixMillis) -> Self {
        Self {
            looked_at: now,
            sync: None,
            phase: Phase::Suspected { since: now },
        }
    }

    /// Begins to count again where nothing was seen for long, or the clock was put back.
    fn mind_the_gap(&mut self, now: UnixMillis) {
        if now < self.looked_at || now.since(self.looked_at) > GAP {
            match &mut self.phase {
                Phase::Suspected { since } => *since = now,
                Phase::Raised { quiet_since, .. } => *quiet_since = None,
            }
        }
        self.looked_at = now;
    }

    fn holds(
        &mut self,
        now: UnixMillis,
        condition: Condition,
        finding: Finding,
        patience: Patience,
    ) -> Option<Transition> {
        self.sync.clone_from(&finding.sync);
        match &mut self.phase {
            Phase::Raised { quiet_since, .. } => {
                *quiet_since = None;
                None
            }
            Phase::Suspected { since } if now.since(*since) < patience.raise_after => None,
            Phase::Suspected { since } => {
                let since = *since;
                self.phase = Phase::Raised {
                    since,
                    quiet_since: None,
                };
                Some(Transition {
                    at: now,
                    condition,
                    change: Change::Raised,
                    since,
                    sync: finding.sync,
                    reason: finding.reason,
                    sample: finding.sample,
                })
            }
        }
    }

    fn is_quiet(&mut self, now: UnixMillis, patience: Patience) -> Quiet {
        match &mut self.phase {
            Phase::Suspected { .. } => Quiet::Over,
            Phase::Raised { since, quiet_since } => {
                let quiet = *quiet_since.get_or_insert(now);
                if now.since(quiet) < patience.clear_after {
                    Quiet::Lasts
                } else {
                    Quiet::LongEnough { since: *since }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
