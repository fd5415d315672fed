//! What an event changes: its user's profile, and groups (amplitude.md 4.1, 4.2, 4.4).

use serde_json::Value;

use super::Work;
use super::identity::Who;
use super::loaded::group_keys;
use crate::event::{Context, Event, Received};
use crate::identify;
use crate::ids::{UserId, control};
use crate::profile::{Profile, ProfileKey};
use crate::property::{BuiltIn, Properties};
use crate::revenue;

/// What an event did to its user.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The user whom the event belongs to, also where only the device told.
    pub(super) user_id: Option<UserId>,
    /// The profile before the event; none when it is the first of its user.
    pub(super) before: Option<Profile>,
    /// What filters see: the profile with the event's own changes.
    pub(super) after: Profile,
    /// Whether `after` is kept; not so with `$skip_user_properties_sync`.
    pub(super) kept: bool,
    /// The event's own properties.
    pub(super) event_properties: Properties,
    /// What it sets and does to the user's custom properties.
    pub(super) user_properties: Properties,
}

impl Change {
    /// Whether the kept profile differs from the one before.
    pub(super) fn profile_changed(&self) -> bool {
        self.kept && self.before.as_ref() != Some(&self.after)
    }
}

impl Work<'_> {
    pub(super) fn apply(&mut self, received: &Received, who: Who) -> Change {
        let event = &received.event;
        if event.event_type.as_str() == control::GROUP_IDENTIFY {
            self.change_groups(event);
        }
        let event_properties = event.event_properties.parse();
        let user_properties = event.user_properties.parse();
        let user_id = match &who.key {
            Some(ProfileKey::User(user)) => Some(user.clone()),
            Some(ProfileKey::Anonymous(_)) | None => None,
        };
        let changed = |mut profile: Profile| {
            set_ids(&mut profile, event, user_id.as_ref());
            change_profile(&mut profile, event, &event_properties, &user_properties);
            profile
        };
        let Some(key) = who.key.filter(|_| !event.skip_user_properties_sync) else {
            let only_its_own = changed(Profile::default());
            return Change {
                user_id,
                before: None,
                after: only_its_own,
                kept: false,
                event_properties,
                user_properties,
            };
        };
        let after = changed(who.after_login);
        if self.loaded.profiles.get(&key) != Some(&after) {
            self.loaded.put_profile(&key, after.clone());
        }
        Change {
            user_id,
            before: who.before,
            after,
            kept: true,
            event_properties,
            user_properties,
        }
    }

    fn change_groups(&mut self, event: &Event) {
        let changes = event.group_properties.parse();
        for key in group_keys(&event.groups) {
            let before = self.loaded.groups.get(&key);
            let mut after = before.cloned().unwrap_or_default();
            identify::apply(&mut after, &changes);
            if before != Some(&after) {
                self.loaded.put_group(key, after);
            }
        }
    }
}

fn change_profile(
    profile: &mut Profile,
    event: &Event,
    event_properties: &Properties,
    user_properties: &Properties,
) {
    set_built_ins(profile, &event.context);
    if revenue::brings_revenue(event, event_properties) {
        set(profile, BuiltIn::Paying, true);
    }
    identify::apply(&mut profile.custom, user_properties);
    if event.event_type.as_str() == control::IDENTIFY {
        profile.groups.extend(event.groups.clone());
    }
}

fn set_ids(profile: &mut Profile, event: &Event, user_id: Option<&UserId>) {
    if let Some(user) = user_id {
        set(profile, BuiltIn::UserId, user.as_str());
    }
    if let Some(device) = &event.device_id {
        set(profile, BuiltIn::DeviceId, device.as_str());
    }
}

fn set_built_ins(profile: &mut Profile, context: &Context) {
    set_place(profile, context);
    let texts = [
        (BuiltIn::Platform, &context.platform),
        (BuiltIn::OsName, &context.os_name),
        (BuiltIn::OsVersion, &context.os_version),
        (BuiltIn::DeviceBrand, &context.device_brand),
        (BuiltIn::DeviceManufacturer, &context.device_manufacturer),
        (BuiltIn::DeviceModel, &context.device_model),
        (BuiltIn::DeviceType, &context.device_model),
        (BuiltIn::DeviceFamily, device_family(context)),
        (BuiltIn::Carrier, &context.carrier),
        (BuiltIn::Language, &context.language),
        (BuiltIn::Version, &context.version),
        (BuiltIn::Ip, &context.ip),
        (BuiltIn::Library, &context.library),
    ];
    for (property, text) in texts {
        if let Some(text) = text {
            set(profile, property, text.as_ref());
        }
    }
    let first = context.start_version.as_deref().or_else(|| {
        let unknown = !profile.built_in.contains_key(&BuiltIn::StartVersion);
        context.version.as_deref().filter(|_| unknown)
    });
    if let Some(first) = first {
        set(profile, BuiltIn::StartVersion, first);
    }
    if let Some(paying) = context.paying {
        set(profile, BuiltIn::Paying, paying);
    }
}

/// Amplitude derives families from a catalog of models that it does not publish; the maker is what
/// can be told without it.
fn device_family(context: &Context) -> &Option<Box<str>> {
    if context.device_brand.is_some() {
        &context.device_brand
    } else {
        &context.device_manufacturer
    }
}

/// One of the four places clears the other three (amplitude.md 1.2).
fn set_place(profile: &mut Profile, context: &Context) {
    let places = [
        (BuiltIn::Country, &context.country),
        (BuiltIn::Region, &context.region),
        (BuiltIn::City, &context.city),
        (BuiltIn::Dma, &context.dma),
    ];
    if places.iter().all(|(_, place)| place.is_none()) {
        return;
    }
    for (property, place) in places {
        match place {
            Some(place) => set(profile, property, place.as_ref()),
            None => {
                profile.built_in.remove(&property);
            }
        }
    }
}

fn set(profile: &mut Profile, property: BuiltIn, value: impl Into<Value>) {
    profile.built_in.insert(property, value.into());
}
