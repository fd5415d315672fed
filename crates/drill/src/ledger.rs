//! The ledger: what a server said of each event that it was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many names of a kind a discrepancy shows.
const SHOWN: usize = 10;

/// What became of one event, as far as its sender can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// No answer came: it may or may not have been taken in.
    Unanswered,
    /// The server refused it.
    Refused,
    /// The server answered 200: it must arrive.
    Acknowledged,
}

/// What became of all events, by the name under which each can be recognised where it arrives.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<String, Entry>,
}

/// Where a ledger and what arrived do not agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discrepancy {
    /// Acknowledged, and did not arrive.
    pub lost: Vec<String>,
    /// Arrived, though refused.
    pub refused_but_there: Vec<String>,
    /// Arrived, and was never sent.
    pub unknown: Vec<String>,
}

impl Ledger {
    /// Writes down what became of an event. A resend that was acknowledged counts for all.
    pub fn enter(&mut self, name: String, entry: Entry) {
        self.entries
            .entry(name)
            .and_modify(|before| *before = (*before).max(entry))
            .or_insert(entry);
    }

    /// Takes over what another ledger says.
    pub fn absorb(&mut self, other: Self) {
        for (name, entry) in other.entries {
            self.enter(name, entry);
        }
    }

    /// How many events there are of this kind.
    pub fn count(&self, entry: Entry) -> usize {
        self.entries.values().filter(|e| **e == entry).count()
    }

    /// Holds the ledger against what arrived.
    pub fn compare(&self, arrived: &BTreeSet<String>) -> Discrepancy {
        let of = |wanted: Entry, there: bool| {
            self.entries
                .iter()
                .filter(|(name, entry)| **entry == wanted && arrived.contains(*name) == there)
                .map(|(name, _)| name.clone())
                .collect()
        };
        Discrepancy {
            lost: of(Entry::Acknowledged, false),
            refused_but_there: of(Entry::Refused, true),
            unknown: arrived
                .iter()
                .filter(|name| !self.entries.contains_key(*name))
                .cloned()
                .collect(),
        }
    }
}

impl Discrepancy {
    /// Whether nothing is amiss.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("lost", &self.lost),
            ("refused but there", &self.refused_but_there),
            ("never sent", &self.unknown),
        ];
        for (kind, names) in kinds {
            let some: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
            writeln!(f, "{} {kind}: {}", names.len(), some.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_acknowledged_and_is_missing_is_lost() {
        let mut ledger = Ledger::default();
        ledger.enter("a".to_owned(), Entry::Acknowledged);
        ledger.enter("b".to_owned(), Entry::Unanswered);
        ledger.enter("c".to_owned(), Entry::Refused);
        let arrived = ["c".to_owned(), "d".to_owned()].into();
        let discrepancy = ledger.compare(&arrived);
        assert_eq!(discrepancy.lost, ["a"]);
        assert_eq!(discrepancy.refused_but_there, ["c"]);
        assert_eq!(discrepancy.unknown, ["d"]);
    }

    #[test]
    fn an_unanswered_event_may_arrive_or_not() {
        let mut ledger = Ledger::default();
        ledger.enter("a".to_owned(), Entry::Unanswered);
        ledger.enter("b".to_owned(), Entry::Unanswered);
        assert!(ledger.compare(&["a".to_owned()].into()).is_none());
    }

    #[test]
    fn a_resend_that_was_acknowledged_counts() {
        let mut ledger = Ledger::default();
        ledger.enter("a".to_owned(), Entry::Acknowledged);
        ledger.enter("a".to_owned(), Entry::Unanswered);
        assert_eq!(ledger.count(Entry::Acknowledged), 1);
    }
}
