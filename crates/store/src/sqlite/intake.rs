//! What intake reads and commits.

use intertide_domain::ids::Offset;
use intertide_domain::process::{IntakeCommit, Keys, Loaded};
use intertide_domain::profile::{GroupKey, ProfileKey};
use rusqlite::Connection;

use super::counters::Counters;
use super::syncs::LiveSyncs;
use super::{meta, placing, profiles, seen, taxonomy, traces};
use crate::state::StateError;

/// Loads what a batch touches: what is named, and what follows from it.
pub(super) fn load(connection: &Connection, keys: &Keys) -> Result<Loaded, StateError> {
    let mut loaded = Loaded::default();
    loaded.seen = seen::load(connection, &keys.seen)?;
    for device in &keys.devices {
        if let Some(user) = profiles::link(connection, device)? {
            loaded.links.insert(device.clone(), user);
        }
    }
    let users = keys.users.iter().chain(loaded.links.values());
    let users = users.cloned().map(ProfileKey::User);
    let devices = keys.devices.iter().cloned().map(ProfileKey::Anonymous);
    for key in users.chain(devices) {
        if loaded.profiles.contains_key(&key) {
            continue;
        }
        if let Some(profile) = profiles::get(connection, &key)? {
            loaded.profiles.insert(key, profile);
        }
    }
    load_groups(connection, keys, &mut loaded)?;
    Ok(loaded)
}

fn load_groups(
    connection: &Connection,
    keys: &Keys,
    loaded: &mut Loaded,
) -> Result<(), StateError> {
    let of_profiles = loaded.profiles.values().flat_map(|profile| {
        profile.groups.iter().flat_map(|(group_type, values)| {
            values.iter().map(|value| GroupKey {
                group_type: group_type.clone(),
                value: value.clone(),
            })
        })
    });
    for key in keys.groups.iter().cloned().chain(of_profiles) {
        if loaded.groups.contains_key(&key) {
            continue;
        }
        if let Some(properties) = profiles::group(connection, &key)? {
            loaded.groups.insert(key, properties);
        }
    }
    Ok(())
}

/// Commits a batch, once: one whose end is not beyond what is committed changes nothing.
pub(super) fn commit(connection: &Connection, commit: &IntakeCommit) -> Result<(), StateError> {
    let processed = meta::processed(connection)?;
    if commit.processed <= processed {
        return Ok(());
    }
    profiles::put(connection, &commit.profiles)?;
    profiles::put_links(connection, &commit.links)?;
    profiles::put_groups(connection, &commit.groups)?;
    seen::put(connection, &commit.seen)?;
    let live = LiveSyncs::read(connection)?;
    let mut counters = Counters::default();
    let deliveries = commit.deliveries.iter().filter(|d| live.contains(d.sync));
    placing::put(connection, deliveries, commit.at, &mut counters)?;
    for ((sync, reason), count) in &commit.skipped {
        if live.contains(*sync) {
            counters.skipped(*sync, *reason, commit.at, *count);
        }
    }
    counters.intake(commit.at, commit.received, commit.duplicates);
    meta::add_duplicates(connection, commit.duplicates)?;
    counters.write(connection)?;
    if processed == Offset::ZERO
        && let Some(first) = commit.traces.first()
    {
        meta::set_first_received_at(connection, first.received_at)?;
    }
    taxonomy::put(connection, &commit.taxonomy)?;
    traces::put(connection, &commit.traces)?;
    meta::set_processed(connection, commit.processed)
}
