//! What became of one record: the short account that `tail` and the console show.

use serde::{Deserialize, Serialize};

use super::Record;
use super::changes::Change;
use crate::event::Endpoint;
use crate::ids::{DeviceId, EventType, InsertId, Offset, SyncId, UserId};
use crate::time::UnixMillis;

/// Why a sync made no delivery of an event (product.md 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Not one of the selected events.
    NotSelected,
    /// A condition did not hold.
    Filtered,
    /// None of the selected user properties changed.
    NoChange,
}

impl SkipReason {
    /// Its name in answers and in the state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSelected => "not_selected",
            Self::Filtered => "filtered",
            Self::NoChange => "no_change",
        }
    }
}

/// What one sync said to the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It became a delivery.
    Selected,
    /// It became a delivery that ends at once, since it can't be made.
    Discarded {
        /// The category.
        category: String,
    },
    /// It is not one of the selected events.
    NotSelected,
    /// This condition did not hold.
    Filtered {
        /// The condition in words: `event.total greater_than 10`.
        condition: String,
    },
    /// No selected user property changed.
    NoChange,
}

impl Verdict {
    /// The reason, where no delivery was made.
    pub const fn skip_reason(&self) -> Option<SkipReason> {
        match self {
            Self::Selected | Self::Discarded { .. } => None,
            Self::NotSelected => Some(SkipReason::NotSelected),
            Self::Filtered { .. } => Some(SkipReason::Filtered),
            Self::NoChange => Some(SkipReason::NoChange),
        }
    }
}

/// What one sync did with the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncTrace {
    pub sync_id: SyncId,
    /// As an event; absent where the sync sends no events or the event is a control event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Verdict>,
    /// As a user change; absent where the sync sends no users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Verdict>,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTrace {
    pub offset: Offset,
    pub received_at: UnixMillis,
    pub time: UnixMillis,
    pub endpoint: Endpoint,
    pub event_type: EventType,
    /// The user whom it belongs to, also where only the device told.
    pub user_id: Option<UserId>,
    pub device_id: Option<DeviceId>,
    pub insert_id: Option<InsertId>,
    /// A copy of an earlier event: nothing followed from it.
    pub duplicate: bool,
    /// The names of the user properties that it changed.
    pub changed: Vec<String>,
    pub syncs: Vec<SyncTrace>,
}

impl EventTrace {
    pub(super) fn duplicate(record: &Record) -> Self {
        Self {
            duplicate: true,
            ..Self::of(record)
        }
    }

    pub(super) fn processed(record: &Record, change: &Change, syncs: Vec<SyncTrace>) -> Self {
        Self {
            user_id: change.user_id.clone(),
            changed: changed_names(change),
            syncs,
            ..Self::of(record)
        }
    }

    fn of(record: &Record) -> Self {
        let event = &record.received.event;
        Self {
            offset: record.offset,
            received_at: record.received.received_at,
            time: event.time,
            endpoint: record.received.endpoint,
            event_type: event.event_type.clone(),
            user_id: event.user_id.clone(),
            device_id: event.device_id.clone(),
            insert_id: event.insert_id.clone(),
            duplicate: false,
            changed: Vec::new(),
            syncs: Vec::new(),
        }
    }
}

fn changed_names(change: &Change) -> Vec<String> {
    if !change.profile_changed() {
        return Vec::new();
    }
    let nothing = crate::profile::Profile::default();
    let before = change.before.as_ref().unwrap_or(&nothing);
    let after = &change.after;
    let mut names: Vec<String> = after
        .custom
        .iter()
        .filter(|(name, value)| before.custom.get(*name) != Some(*value))
        .map(|(name, _)| name.clone())
        .collect();
    let gone = before.custom.keys();
    names.extend(
        gone.filter(|name| !after.custom.contains_key(*name))
            .cloned(),
    );
    let built_in = after
        .built_in
        .iter()
        .filter(|(property, value)| before.built_in.get(property) != Some(*value));
    names.extend(built_in.map(|(property, _)| property.name().to_owned()));
    names
}
