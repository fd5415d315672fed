//! What a scenario reads of a world afterwards.

use std::collections::BTreeMap;

use intercom_sim::{JournalEntry, Workspace};
use intertide_delivery::lane::LaneReport;
use intertide_domain::delivery::Outcome;
use intertide_domain::ids::{DeliveryId, SyncId};
use intertide_store::state::{DeliveryQuery, DeliveryRecord, DeliveryRow};

use super::{Party, World, WorldError};

/// Deliveries read at a time.
const PAGE: usize = 500;

impl World {
    /// An Intercom workspace.
    ///
    /// # Errors
    /// When there is no such workspace.
    pub fn intercom(&self, place: usize) -> Result<&Workspace, WorldError> {
        self.places.get(place).ok_or(WorldError::NoSuchPlace(place))
    }

    /// The requests of one party that an Intercom workspace received, oldest first.
    ///
    /// # Errors
    /// When there is no such workspace.
    pub fn requests(&self, place: usize, by: Party) -> Result<Vec<&JournalEntry>, WorldError> {
        let all = self.intercom(place)?.requests();
        Ok(all.filter(|entry| by.sent(entry)).collect())
    }

    /// How many deliveries of a sync there are, by outcome.
    ///
    /// # Errors
    /// When the state can't be read.
    pub fn totals(&self, sync: SyncId) -> Result<BTreeMap<Outcome, u64>, WorldError> {
        Ok(self.server.state.totals(sync)?)
    }

    /// How many deliveries are pending, of all syncs.
    pub fn pending(&self) -> u64 {
        self.pending
    }

    /// All deliveries of a sync, oldest first.
    ///
    /// # Errors
    /// When the state can't be read.
    pub fn deliveries(&self, sync: SyncId) -> Result<Vec<DeliveryRow>, WorldError> {
        let mut rows = Vec::new();
        let mut query = DeliveryQuery {
            sync,
            outcome: None,
            category: None,
            user: None,
            event_type: None,
            from: None,
            to: None,
            before: None,
            limit: PAGE,
        };
        loop {
            let page = self.server.state.deliveries(&query)?;
            rows.extend(page.deliveries);
            query.before = page.next;
            if query.before.is_none() {
                rows.reverse();
                return Ok(rows);
            }
        }
    }

    /// One delivery with its exchanges.
    ///
    /// # Errors
    /// When the state can't be read.
    pub fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, WorldError> {
        Ok(self.server.state.delivery(id)?)
    }

    /// How the lanes stand.
    pub fn lanes(&self) -> Vec<LaneReport> {
        let shells = self.server.lanes.values();
        shells.map(|shell| shell.lane.report(self.now())).collect()
    }
}
