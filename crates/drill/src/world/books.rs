//! The books: how many deliveries each sync must have made of what is in the log, told apart from
//! the program's own reckoning (product.md 4, counts are exact).

use std::collections::BTreeMap;

use intertide_domain::delivery::Outcome;
use intertide_domain::ids::SyncId;
use intertide_domain::sync::{Select, SyncDocument};
use intertide_store::state::{State, StateError};

/// Something that a customer's application says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// An event of this name.
    Event(&'a str),
    /// A change of a property that every sync with user updates selects.
    Update,
}

/// How many deliveries there must be.
#[derive(Debug, Default)]
pub(super) struct Books {
    syncs: BTreeMap<SyncId, Account>,
    records: usize,
}

#[derive(Debug)]
struct Account {
    document: SyncDocument,
    /// Selected among the first so many records.
    selected: Vec<u64>,
}

/// Where the program's counts are not what they must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sync {sync}: selected {selected}, but counted {counted:?}")]
pub struct Miscount {
    pub sync: SyncId,
    pub selected: u64,
    pub counted: BTreeMap<Outcome, u64>,
}

impl Books {
    /// A sync that takes part from here on.
    pub(super) fn open(&mut self, sync: SyncId, document: SyncDocument) {
        let selected = vec![0; self.records + 1];
        self.syncs.insert(sync, Account { document, selected });
    }

    /// Something was appended to the log.
    pub(super) fn enter(&mut self, said: Said<'_>) {
        self.records += 1;
        for account in self.syncs.values_mut() {
            let before = account.selected.last().copied().unwrap_or_default();
            let selects = account.selects(said);
            account.selected.push(before + u64::from(selects));
        }
    }

    /// Holds the state's counts against the books, and gives how many deliveries are pending.
    pub(super) fn check(&self, state: &dyn State) -> Result<Result<u64, Miscount>, StateError> {
        let processed = usize::try_from(state.processed()?.get()).unwrap_or(usize::MAX);
        let mut pending = 0;
        for (sync, account) in &self.syncs {
            let counted = state.totals(*sync)?;
            let selected = account.selected.get(processed).copied().unwrap_or_default();
            if counted.values().sum::<u64>() != selected {
                return Ok(Err(Miscount {
                    sync: *sync,
                    selected,
                    counted,
                }));
            }
            pending += counted.get(&Outcome::Pending).copied().unwrap_or_default();
        }
        Ok(Ok(pending))
    }
}

impl Account {
    fn selects(&self, said: Said<'_>) -> bool {
        match said {
            Said::Update => self.document.send_users.enabled,
            Said::Event(name) => {
                let events = &self.document.send_events;
                events.enabled
                    && match &events.select {
                        Select::All => true,
                        Select::Types(listed) => {
                            listed.iter().any(|event| event.event_type.as_str() == name)
                        }
                    }
            }
        }
    }
}
