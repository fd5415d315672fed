//! Event names: how they are stored and when two are one (intercom.md 2.3).

/// An event name as it came, and what it is compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventName {
    stored: String,
    folded: String,
}

impl EventName {
    /// `.` and `$` become `-`; case does not count in comparison.
    pub(crate) fn new(sent: &str) -> Self {
        let stored = sent.replace(['.', '$'], "-");
        Self {
            folded: stored.to_lowercase(),
            stored,
        }
    }

    /// The name as it is kept and listed.
    pub(crate) fn stored(&self) -> &str {
        &self.stored
    }

    /// What two spellings of one event share.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_event_fold_to_one_name() {
        let folded = |sent| EventName::new(sent).folded().to_owned();
        assert_eq!(folded("Order.Done"), "order-done");
        assert_eq!(folded("order-done"), "order-done");
        assert_eq!(folded("ORDER$DONE"), "order-done");
        assert_eq!(folded("$identify"), "-identify");
        assert_ne!(folded("order done"), "order-done");
    }

    #[test]
    fn the_stored_name_keeps_its_case() {
        assert_eq!(EventName::new("Order.Done").stored(), "Order-Done");
    }
}
