//! The agenda: what happens when, in the order of time; what falls on one moment in the order in
//! which it was written down.

use std::collections::BTreeMap;

use intertide_domain::time::UnixMillis;

#[derive(Debug)]
pub(super) struct Agenda<T> {
    entries: BTreeMap<(UnixMillis, u64), T>,
    written: u64,
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            written: 0,
        }
    }
}

impl<T> Agenda<T> {
    pub(super) fn add(&mut self, at: UnixMillis, item: T) {
        self.entries.insert((at, self.written), item);
        self.written += 1;
    }

    /// When the next thing happens.
    pub(super) fn next_at(&self) -> Option<UnixMillis> {
        self.entries.keys().next().map(|(at, _)| *at)
    }

    /// The next thing that happens at `now` or before.
    pub(super) fn take_due(&mut self, now: UnixMillis) -> Option<T> {
        let first = self.entries.first_entry().filter(|e| e.key().0 <= now)?;
        Some(first.remove())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_happen_in_the_order_of_time_and_then_of_writing() {
        let at = UnixMillis::new;
        let mut agenda = Agenda::default();
        for (moment, item) in [(5, "c"), (3, "a"), (5, "d"), (3, "b")] {
            agenda.add(at(moment), item);
        }
        assert_eq!(agenda.next_at(), Some(at(3)));
        assert_eq!(agenda.take_due(at(2)), None);
        let order: Vec<_> = std::iter::from_fn(|| agenda.take_due(at(9))).collect();
        assert_eq!(order, ["a", "b", "c", "d"]);
    }
}
