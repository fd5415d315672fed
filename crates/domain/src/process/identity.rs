//! Whose event it is: devices, users, and what happens at log-in (amplitude.md 4.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Work;
use crate::event::Event;
use crate::ids::{DeviceId, UserId};
use crate::profile::{Profile, ProfileKey};

/// How long a copy of an event is recognised (amplitude.md 1.4).
pub(super) const SEEN_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What makes two events the same one: `insert_id` and `device_id`, as a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeenKey(u128);

impl SeenKey {
    /// The event's key; none for an event without `insert_id`, which is never a copy.
    ///
    /// An event without device counts as coming from a device of its user's own
    /// (amplitude.md 1.4).
    pub fn of(event: &Event) -> Option<Self> {
        let insert_id = event.insert_id.as_ref()?;
        let (kind, device) = match (&event.device_id, &event.user_id) {
            (Some(device), _) => (1, device.as_str()),
            (None, Some(user)) => (2, user.as_str()),
            (None, None) => (3, ""),
        };
        let mut text = Vec::with_capacity(insert_id.as_str().len() + device.len() + 9);
        text.push(kind);
        text.extend_from_slice(&(insert_id.as_str().len() as u64).to_le_bytes());
        text.extend_from_slice(insert_id.as_str().as_bytes());
        text.extend_from_slice(device.as_bytes());
        Some(Self(xxhash_rust::xxh3::xxh3_128(&text)))
    }

    /// The key as the state keeps it.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The key that the state kept.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

/// What happens to an anonymous profile's values when a known user logs in on its device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergePolicy {
    /// They replace the user's own, as Amplitude does it.
    #[default]
    Overwrite,
    /// The user's own stay.
    Keep,
}

/// Whose event it is.
#[derive(Clone, Debug)]
pub(super) struct Who {
    /// The profile; none for a `$groupidentify` without ids.
    pub(super) key: Option<ProfileKey>,
    /// The profile before this event, with nothing yet of what log-in merged into it.
    pub(super) before: Option<Profile>,
    /// The profile after log-in, before the event's own changes.
    pub(super) after_login: Profile,
}

impl Work<'_> {
    /// Finds the event's profile; at a log-in the device's anonymous profile goes into it.
    pub(super) fn whose(&mut self, event: &Event) -> Who {
        let Some(key) = self.profile_key(event) else {
            return Who {
                key: None,
                before: None,
                after_login: Profile::default(),
            };
        };
        let before = self.loaded.profiles.get(&key).cloned();
        let merged = if event.skip_user_properties_sync {
            None
        } else {
            self.log_in(event, before.as_ref())
        };
        let after_login = merged.unwrap_or_else(|| before.clone().unwrap_or_default());
        Who {
            key: Some(key),
            before,
            after_login,
        }
    }

    /// The id of the user beats the device's; a device alone stands for who logged in on it last.
    fn profile_key(&self, event: &Event) -> Option<ProfileKey> {
        match (&event.user_id, &event.device_id) {
            (Some(user), _) => Some(ProfileKey::User(user.clone())),
            (None, Some(device)) => Some(match self.loaded.links.get(device) {
                Some(user) => ProfileKey::User(user.clone()),
                None => ProfileKey::Anonymous(device.clone()),
            }),
            (None, None) => None,
        }
    }

    /// Notes who is on the device. The profile that comes of it, where the device had one that
    /// was nobody's: it becomes the user's, or is laid over what is known of the user.
    fn log_in(&mut self, event: &Event, known: Option<&Profile>) -> Option<Profile> {
        let (Some(user), Some(device)) = (&event.user_id, &event.device_id) else {
            return None;
        };
        let linked = self.loaded.links.get(device);
        if linked == Some(user) {
            return None;
        }
        let nobodys = linked.is_none();
        self.loaded.link(device, user);
        if !nobodys {
            return None;
        }
        let anonymous = self.take_anonymous(device)?;
        Some(match known {
            None => anonymous,
            Some(known) => merge(known.clone(), anonymous, self.rules.merge),
        })
        .inspect(|merged| self.keep_merged(user, merged))
    }

    fn take_anonymous(&mut self, device: &DeviceId) -> Option<Profile> {
        self.loaded
            .take_profile(&ProfileKey::Anonymous(device.clone()))
    }

    fn keep_merged(&mut self, user: &UserId, merged: &Profile) {
        self.loaded
            .put_profile(&ProfileKey::User(user.clone()), merged.clone());
    }
}

fn merge(known: Profile, anonymous: Profile, policy: MergePolicy) -> Profile {
    let (mut below, above) = match policy {
        MergePolicy::Overwrite => (known, anonymous),
        MergePolicy::Keep => (anonymous, known),
    };
    below.custom.extend(above.custom);
    below.built_in.extend(above.built_in);
    below.groups.extend(above.groups);
    below
}
