//! The part of the state that a batch touches: loaded in one go, changed in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Record;
use super::identity::SeenKey;
use crate::event::{Event, Groups};
use crate::ids::{DeviceId, UserId};
use crate::profile::{GroupKey, Profile, ProfileKey};
use crate::property::Properties;
use crate::time::UnixMillis;

/// What a batch needs to know.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// Devices: who logged in on each, that user's profile, and the device's own.
    pub devices: HashSet<DeviceId>,
    /// Users: their profiles.
    pub users: HashSet<UserId>,
    /// Groups that are named by an event; those of a user's profile come with the profile.
    pub groups: HashSet<GroupKey>,
    /// Whether these events were seen.
    pub seen: HashSet<SeenKey>,
}

impl Keys {
    /// What deciding these records depends on.
    pub fn of(records: &[Record]) -> Self {
        let mut keys = Self::default();
        for record in records {
            let event = &record.received.event;
            keys.devices.extend(event.device_id.clone());
            keys.users.extend(event.user_id.clone());
            keys.groups.extend(group_keys(&event.groups));
            keys.seen.extend(SeenKey::of(event));
        }
        keys
    }
}

/// The state that a batch touches. What is absent here is absent in the state.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Who logged in last on a device.
    pub links: HashMap<DeviceId, UserId>,
    /// Profiles of the users named, of the users linked to the devices named, and of the devices.
    pub profiles: HashMap<ProfileKey, Profile>,
    /// Properties of the groups named, and of those that the loaded profiles belong to.
    pub groups: HashMap<GroupKey, Properties>,
    /// When an event was first seen.
    pub seen: HashMap<SeenKey, UnixMillis>,
    /// What differs from the state by now.
    changed: Changed,
}

#[derive(Clone, Debug, Default)]
struct Changed {
    links: BTreeSet<DeviceId>,
    profiles: BTreeSet<ProfileKey>,
    groups: BTreeSet<GroupKey>,
}

/// What differs from the state, in a fixed order.
pub(super) type ChangedParts = (
    Vec<(ProfileKey, Option<Profile>)>,
    Vec<(DeviceId, UserId)>,
    Vec<(GroupKey, Properties)>,
);

impl Loaded {
    pub(super) fn link(&mut self, device: &DeviceId, user: &UserId) {
        self.links.insert(device.clone(), user.clone());
        self.changed.links.insert(device.clone());
    }

    pub(super) fn put_profile(&mut self, key: &ProfileKey, profile: Profile) {
        self.profiles.insert(key.clone(), profile);
        self.changed.profiles.insert(key.clone());
    }

    pub(super) fn take_profile(&mut self, key: &ProfileKey) -> Option<Profile> {
        let profile = self.profiles.remove(key)?;
        self.changed.profiles.insert(key.clone());
        Some(profile)
    }

    pub(super) fn put_group(&mut self, key: GroupKey, properties: Properties) {
        self.changed.groups.insert(key.clone());
        self.groups.insert(key, properties);
    }

    pub(super) fn into_changed(mut self) -> ChangedParts {
        let profiles = self.changed.profiles.into_iter().map(|key| {
            let profile = self.profiles.remove(&key);
            (key, profile)
        });
        let links = self
            .changed
            .links
            .into_iter()
            .filter_map(|device| Some((device.clone(), self.links.remove(&device)?)));
        let groups = self
            .changed
            .groups
            .into_iter()
            .filter_map(|key| Some((key.clone(), self.groups.remove(&key)?)));
        (profiles.collect(), links.collect(), groups.collect())
    }
}

/// The groups that a list of them names.
pub(super) fn group_keys(groups: &Groups) -> impl Iterator<Item = GroupKey> + '_ {
    groups.iter().flat_map(|(group_type, values)| {
        values.iter().map(|value| GroupKey {
            group_type: group_type.clone(),
            value: value.clone(),
        })
    })
}

/// The groups that count for an event: its own, and for other types those of its user.
pub(super) fn groups_of(event: &Event, profile: &Profile) -> BTreeMap<String, Vec<String>> {
    let mut groups = profile.groups.clone();
    groups.extend(event.groups.clone());
    groups
}
