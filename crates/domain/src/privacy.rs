//! Erasing a user: what is asked for, how far it has come, and who is kept out from then on.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::ids::{DeviceId, ErasureId, SyncId, UserId, WorkspaceId};
use crate::time::UnixMillis;

/// The erasure of one user, and its receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    pub id: ErasureId,
    pub user_id: UserId,
    pub requested_at: UnixMillis,
    /// Who asked, in their own words.
    pub requested_by: Option<String>,
    pub stage: Stage,
    /// What was erased until now.
    pub erased: Erased,
    /// When all was done.
    pub done_at: Option<UnixMillis>,
    /// The contacts to be deleted, and what came of it; none where that was not asked for.
    pub contacts: Vec<ErasedContact>,
    /// The user's devices, by which events are told that name no user. Forgotten at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<DeviceId>,
    /// Under what the user is remembered for a destination. Forgotten at the end, and what is
    /// remembered with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remembered: Vec<Remembered>,
}

/// A key under which it is remembered which contact of a workspace a user is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    pub workspace: WorkspaceId,
    pub key: String,
}

/// How far an erasure has come. Each stage can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is asked for; the user is kept out.
    Requested,
    /// Profile, devices and deliveries are gone.
    StateErased,
    /// The events are gone from the log, and what is told of them from the state.
    LogErased,
    /// The contacts are deleted, or were not there.
    Done,
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    pub events: u64,
    pub deliveries: u64,
    /// Whether there was a profile.
    pub profile: bool,
}

/// One contact to be deleted at the destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedContact {
    /// A sync that reaches it.
    pub sync: SyncId,
    /// The sync's name at that time.
    pub sync_name: String,
    pub workspace: WorkspaceId,
    /// By which key the destination knows the contact. Forgotten when it is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub outcome: ContactOutcome,
    /// What stood in the way, or stands there.
    pub message: Option<String>,
}

/// What came of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactOutcome {
    /// It is still to be deleted.
    Pending,
    Deleted,
    /// There was none.
    NotFound,
    /// The destination refuses for good.
    Failed,
}

/// An erasure to be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewErasure {
    pub user_id: UserId,
    pub requested_at: UnixMillis,
    pub requested_by: Option<String>,
    pub contacts: Vec<ErasedContact>,
    pub remembered: Vec<Remembered>,
}

impl Erasure {
    /// Whether what names this user and this device is the erased user's own: it names the user,
    /// or nobody and one of the user's devices.
    pub fn owns(&self, user: Option<&UserId>, device: Option<&DeviceId>) -> bool {
        match (user, device) {
            (Some(user), _) => *user == self.user_id,
            (None, Some(device)) => self.devices.contains(device),
            (None, None) => false,
        }
    }

    /// Whether a contact is still to be deleted.
    pub fn waits_for_contacts(&self) -> bool {
        let mut contacts = self.contacts.iter();
        contacts.any(|contact| contact.outcome == ContactOutcome::Pending)
    }
}

/// Which events of an erased user are kept out (`privacy.suppress`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SuppressionScope {
    /// All of them, until the suppression is lifted.
    #[default]
    Everything,
    /// Those that happened before the erasure was asked for; later ones make the user anew, as in
    /// Amplitude.
    Earlier,
}

/// The users who are kept out, and since when.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    pub scope: SuppressionScope,
    pub since: HashMap<UserId, UnixMillis>,
}

impl Suppressions {
    /// Whether this event is kept out.
    pub fn cover(&self, event: &Event) -> bool {
        let since = event.user_id.as_ref().and_then(|user| self.since.get(user));
        since.is_some_and(|since| match self.scope {
            SuppressionScope::Everything => true,
            SuppressionScope::Earlier => event.time < *since,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Context, Groups, Revenue};
    use crate::property::RawObject;

    fn event_of(user: Option<&str>, device: Option<&str>, time: UnixMillis) -> Event {
        Event {
            event_type: "Opened".into(),
            user_id: user.map(UserId::from),
            device_id: device.map(DeviceId::from),
            time,
            insert_id: None,
            event_properties: RawObject::empty(),
            user_properties: RawObject::empty(),
            groups: Groups::default(),
            group_properties: RawObject::empty(),
            skip_user_properties_sync: false,
            context: Context::default(),
            revenue: Revenue::default(),
            session_id: None,
            event_id: None,
            other: RawObject::empty(),
        }
    }

    fn suppressions(scope: SuppressionScope) -> Suppressions {
        let since = HashMap::from([(UserId::from("ann"), UnixMillis::new(1_000))]);
        Suppressions { scope, since }
    }

    #[test]
    fn an_erased_user_is_kept_out_altogether_or_with_what_is_old() {
        let at = |user, time| event_of(Some(user), None, UnixMillis::new(time));
        let everything = suppressions(SuppressionScope::Everything);
        let earlier = suppressions(SuppressionScope::Earlier);
        for (event, by_everything, by_earlier) in [
            (at("ann", 999), true, true),
            (at("ann", 1_000), true, false),
            (at("bob", 999), false, false),
            (
                event_of(None, Some("phone"), UnixMillis::new(1)),
                false,
                false,
            ),
        ] {
            assert_eq!(everything.cover(&event), by_everything, "{event:?}");
            assert_eq!(earlier.cover(&event), by_earlier, "{event:?}");
        }
    }

    #[test]
    fn an_event_without_a_user_belongs_to_whose_device_it_is() {
        let erasure = Erasure {
            id: ErasureId::new(1),
            user_id: UserId::from("ann"),
            requested_at: UnixMillis::new(1),
            requested_by: None,
            stage: Stage::Requested,
            erased: Erased::default(),
            done_at: None,
            contacts: Vec::new(),
            devices: vec![DeviceId::from("phone")],
            remembered: Vec::new(),
        };
        for (user, device, owned) in [
            (Some("ann"), None, true),
            (Some("ann"), Some("tablet"), true),
            (None, Some("phone"), true),
            (Some("bob"), Some("phone"), false),
            (None, Some("tablet"), false),
        ] {
            let (user, device) = (user.map(UserId::from), device.map(DeviceId::from));
            let owns = erasure.owns(user.as_ref(), device.as_ref());
            assert_eq!(owns, owned, "{user:?} {device:?}");
        }
    }
}
